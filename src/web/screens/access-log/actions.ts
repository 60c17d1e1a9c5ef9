import type { ComponentProps } from 'react'
import type { AccessAction } from '../../../client/index.ts'
import type { Chip } from '../../parts/state-chip.tsx'

type Look = Pick<ComponentProps<typeof Chip>, 'tone' | 'sign'> & { word: string }

const LOOKS: Readonly<Record<AccessAction, Look>> = {
  read: { tone: 'neutral', sign: 'ring', word: 'read' },
  refused: { tone: 'attention', sign: 'triangle', word: 'was refused' },
  signed: { tone: 'done', sign: 'tick', word: 'signed' },
  'signature-refused': { tone: 'attention', sign: 'cross', word: 'failed to sign' },
  'pin-set': { tone: 'neutral', sign: 'ring', word: 'set a PIN' },
  locked: { tone: 'stop', sign: 'octagon', word: 'was locked' },
}

export const ACTIONS = Object.entries(LOOKS).map(([value, { word }]) => ({ value, label: word }))
export const actionLook = (action: AccessAction): Look => LOOKS[action]
