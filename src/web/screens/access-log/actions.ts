import type { ComponentProps } from 'react'
import type { AccessAction } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import type { Chip } from '../../parts/state-chip.tsx'

type Look = Pick<ComponentProps<typeof Chip>, 'tone' | 'sign'> & { word: OfficeKey }

const LOOKS: Readonly<Record<AccessAction, Look>> = {
  read: { tone: 'neutral', sign: 'ring', word: 'access-log.read' },
  refused: { tone: 'attention', sign: 'triangle', word: 'access-log.refused' },
  signed: { tone: 'done', sign: 'tick', word: 'access-log.signed' },
  'signature-refused': { tone: 'attention', sign: 'cross', word: 'access-log.signature-refused' },
  'pin-set': { tone: 'neutral', sign: 'ring', word: 'access-log.pin-set' },
  locked: { tone: 'stop', sign: 'octagon', word: 'access-log.locked' },
}

export const ACTIONS = Object.entries(LOOKS).map(([value, { word }]) => ({ value, label: word }))
export const actionLook = (action: AccessAction): Look => LOOKS[action]
