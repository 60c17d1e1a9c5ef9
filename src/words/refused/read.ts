import { markOf } from '../decimal.ts'
import { perLanguage } from '../per-language.ts'
import { type ReadBack, reader } from '../read-back.ts'
import { enRefused } from './en.ts'
import { enWhy } from './en-why.ts'

/** One sentence of a reason: the key it was found under, or the text of one that is none of ours. */
export type Piece<Key> = ReadBack<Key> | string

/** What was kept of a refusal: its code, and the English sentence that programs and the ledger have. */
export interface Kept {
  code?: string | undefined
  detail: string
}

/**
 * A reason is one sentence or several, one after the other: the first of ours decides, and what follows it and is none of ours stays as it came.
 * Undefined where it does not begin with one of ours.
 */
export function piecesReader<Key extends string>(sentences: Readonly<Record<Key, string>>): (text: string) => Piece<Key>[] | undefined {
  const found = reader(sentences)
  const one = (text: string) => (text.length <= sentenceMax ? found(text) : undefined)
  const all = (text: string): Piece<Key>[] | undefined => {
    const whole = one(text)
    if (whole !== undefined) return [whole]
    for (const { index } of text.matchAll(/(?<=[.]) /g)) {
      const first = one(text.slice(0, index))
      if (first === undefined) continue
      const rest = text.slice(index + 1)
      return [first, ...(all(rest) ?? [rest])]
    }
    return undefined
  }
  return all
}

/** No sentence of ours is longer; what a station sent along with an exception is, and is not searched. */
const sentenceMax = 600

export const whyOnTheFloor = piecesReader(enWhy)

type RefusedKey = keyof typeof enRefused
/** The headline of a code; undefined for one that is newer than these words. */
export const headlineOf = (code: string | undefined): RefusedKey | undefined => refusedKey(`refused.${code ?? ''}`)
export const adviceOf = (code: string | undefined): RefusedKey | undefined => refusedKey(`refused-do.${code ?? ''}`)
const refusedKey = (key: string): RefusedKey | undefined => (Object.hasOwn(enRefused, key) ? (key as RefusedKey) : undefined)

/** A fact of a sentence as the reader writes it: numbers with his mark, times of his clock. What is a name stays as it is. */
export function factIn(language: string, fact: string): string {
  if (/^-?\d+\.\d+( \S{1,5})?$/.test(fact)) return fact.replace('.', markOf(language))
  const limits = /^(-?[\d.…]+) (?:to|–) (-?[\d.…]+)( \S{1,5})?$/.exec(fact)
  if (limits) return `${inMark(limits[1], language)} – ${inMark(limits[2], language)}${limits[3] ?? ''}`
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(fact)) return momentsIn(language).format(new Date(fact))
  if (/^\d{4}-\d{2}-\d{2}$/.test(fact)) return daysIn(language).format(new Date(fact))
  return fact
}

const momentsIn = perLanguage(language => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }))
const daysIn = perLanguage(language => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }))

const inMark = (number: string | undefined, language: string): string => (number ?? '').replace('.', markOf(language))
