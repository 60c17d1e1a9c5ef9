import { baseOf } from '../../words/index.ts'
import { english } from '../../words/office.ts'
import { raisedSaid } from '../../words/raised-said.ts'
import { adviceOf, factIn, headlineOf, type Kept, piecesReader } from '../../words/refused/read.ts'
import type { Words } from '../app/words.tsx'

type Key = Extract<keyof typeof english, `refused-why.${string}`>
const isWhy = (key: string): key is Key => key.startsWith('refused-why.')
const sentences = Object.fromEntries(Object.entries(english).filter(([key]) => isWhy(key))) as Record<Key, string>
const whyOf = piecesReader(sentences)

export interface Said {
  text: string
  /** What the server said, where only its code could be said in the reader's language: it names what is meant. */
  inEnglish?: string
}

/** Why something was refused, in the reader's language: the sentence where it is one of ours, else what its code says and what to do. */
export function refusalSaid({ code, detail }: Kept, words: Words): Said {
  if (baseOf(words.language) === 'en') return { text: detail }
  const why = whySaid(detail, words)
  if (why !== undefined) return { text: why }
  const headline = headlineOf(code)
  const advice = adviceOf(code)
  if (headline === undefined || advice === undefined) return { text: detail }
  return { text: words.t('refusal.headline', { headline: words.t(headline), advice: words.t(advice) }), inEnglish: detail }
}

/** What is kept in English of an exception or a message, in the reader's language where it is a sentence of ours or of a station, else as it was kept. */
export const keptSaid = (detail: string, words: Words): string =>
  baseOf(words.language) === 'en' ? detail : (whySaid(detail, words) ?? raisedSaid(words.language, detail) ?? detail)

function whySaid(detail: string, { t, locale, language }: Words): string | undefined {
  return whyOf(detail)
    ?.map(piece => (typeof piece === 'string' ? (raisedSaid(language, piece) ?? piece) : t(piece.key, shown(piece.params, locale))))
    .join(' ')
}

const shown = (params: Record<string, string>, locale: string): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, fact]) => [name, factIn(locale, fact)]))
