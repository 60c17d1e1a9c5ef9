import { english } from '../../words/office.ts'
import { reader } from '../../words/read-back.ts'
import { factIn } from '../../words/refused/read.ts'
import type { Words } from '../app/words.tsx'
import { openEndSaid } from './open-end-words.ts'
import { keptSaid } from './refusal-words.ts'

type Key = Extract<keyof typeof english, `gap.${string}`>
const isGap = (key: string): key is Key => key.startsWith('gap.')
const sentences = Object.fromEntries(Object.entries(english).filter(([key]) => isGap(key))) as Record<Key, string>
const readBack = reader(sentences)

/** What an as-built record does not say, in the reader's language: a sentence of its own, an open end of one of its lots, or an exception as it was kept. */
export function gapSaid(detail: string, words: Words): string {
  const { t, locale } = words
  const found = readBack(detail)
  if (found !== undefined) {
    const facts = Object.entries(found.params).map(([name, fact]) => [name, factIn(locale, fact)])
    return t(found.key, Object.fromEntries(facts) as Record<string, string>)
  }
  const [, lot, end] = /^(.+?): (.+)$/s.exec(detail) ?? []
  const said = end === undefined ? undefined : openEndSaid(end, words)
  return lot === undefined || said === undefined || said === end
    ? keptSaid(detail, words)
    : t('doctor.says-open-end', { lot, detail: said })
}
