import type { LedgerException } from '../../../client/index.ts'
import { Chip } from '../../parts/state-chip.tsx'

const looks = {
  open: { tone: 'attention', sign: 'triangle', word: 'waits' },
  snoozed: { tone: 'neutral', sign: 'clock', word: 'put off' },
  accepted: { tone: 'done', sign: 'tick', word: 'accepted' },
  reversed: { tone: 'neutral', sign: 'cross', word: 'reversed' },
} as const

export function ExceptionState({ one }: { one: Pick<LedgerException, 'state'> }) {
  const { tone, sign, word } = looks[one.state]
  return (
    <Chip tone={tone} sign={sign}>
      {word}
    </Chip>
  )
}
