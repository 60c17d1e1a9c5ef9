import type { LedgerException } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Chip } from '../../parts/state-chip.tsx'

const looks = {
  open: { tone: 'attention', sign: 'triangle', word: 'exceptions.state-open' },
  snoozed: { tone: 'neutral', sign: 'clock', word: 'exceptions.key-put-off' },
  accepted: { tone: 'done', sign: 'tick', word: 'exceptions.state-accepted' },
  reversed: { tone: 'neutral', sign: 'cross', word: 'exceptions.state-reversed' },
} as const

export function ExceptionState({ one }: { one: Pick<LedgerException, 'state'> }) {
  const { t } = useWords()
  const { tone, sign, word } = looks[one.state]
  return (
    <Chip tone={tone} sign={sign}>
      {t(word)}
    </Chip>
  )
}
