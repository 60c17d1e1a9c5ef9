import type { Standing } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { useWords } from '../app/words.tsx'
import type { SignName } from './signs.tsx'
import { Chip } from './state-chip.tsx'

const looks: Record<Standing, { tone: 'neutral' | 'done' | 'attention' | 'work'; sign: SignName }> = {
  open: { tone: 'neutral', sign: 'empty' },
  partly: { tone: 'work', sign: 'ring' },
  complete: { tone: 'done', sign: 'tick' },
  over: { tone: 'attention', sign: 'triangle' },
  short: { tone: 'attention', sign: 'triangle' },
}
const words: Record<Standing, OfficeKey> = {
  open: 'standing.open',
  partly: 'standing.partly-here',
  complete: 'standing.complete',
  over: 'standing.over',
  short: 'standing.short',
}
const wordsOfShipping: Record<Standing, OfficeKey> = { ...words, partly: 'standing.partly-shipped', complete: 'standing.all-shipped' }

/** How far an order is, in a word and a sign: over and short is what somebody has to be told. */
export function StandingChip({ standing, shipped }: { standing: Standing; shipped?: boolean }) {
  const { t } = useWords()
  const { tone, sign } = looks[standing]
  return (
    <Chip tone={tone} sign={sign}>
      {t((shipped ? wordsOfShipping : words)[standing])}
    </Chip>
  )
}
