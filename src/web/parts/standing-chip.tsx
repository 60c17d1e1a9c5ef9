import type { Standing } from '../../client/index.ts'
import type { SignName } from './signs.tsx'
import { Chip } from './state-chip.tsx'

const looks: Record<Standing, { tone: 'neutral' | 'done' | 'attention' | 'work'; sign: SignName }> = {
  open: { tone: 'neutral', sign: 'empty' },
  partly: { tone: 'work', sign: 'ring' },
  complete: { tone: 'done', sign: 'tick' },
  over: { tone: 'attention', sign: 'triangle' },
  short: { tone: 'attention', sign: 'triangle' },
}
const words: Record<Standing, string> = { open: 'Open', partly: 'Partly here', complete: 'Complete', over: 'Over', short: 'Short' }
const wordsOfShipping: Record<Standing, string> = { ...words, partly: 'Partly shipped', complete: 'All shipped' }

/** How far an order is, in a word and a sign: over and short is what somebody has to be told. */
export function StandingChip({ standing, shipped }: { standing: Standing; shipped?: boolean }) {
  const { tone, sign } = looks[standing]
  return (
    <Chip tone={tone} sign={sign}>
      {(shipped ? wordsOfShipping : words)[standing]}
    </Chip>
  )
}
