/** Values as a form holds them, and as an event brings them. What is allowed the server decides; here is only what is shown and sent. */

import type { AskedCharacteristic, PlannedCharacteristic, ValueKind } from '../../client/index.ts'
import { typedDecimal } from '../../words/decimal.ts'
import { inEnglish, type Words } from '../app/words.tsx'

export type Entered = Record<string, { texts: string[]; accepted?: boolean } | undefined>
export interface SentValue {
  characteristic: string
  value: string | boolean | string[]
  unit?: string
  accepted?: boolean
}

export const textsOf = (entered: Entered, code: string): string[] => entered[code]?.texts ?? []

/** Numbers in a row: spaces, lines and semicolons part them. */
const numbersIn = (text: string): string[] => text.split(/[\s;]+/).filter(Boolean)

/** A row as it is typed, with decimals as they are kept, and the first number of it that may be two: that one is in the row only once it is said. */
export function readRow(typed: string, mark: string): { meant: string; doubtful?: DoubtfulNumber } {
  const doubtful: DoubtfulNumber[] = []
  const meant = typed.replaceAll(/[^\s;]+/g, (number, at: number) => {
    const read = typedDecimal(number, mark)
    if ('value' in read) return read.value
    doubtful.push({ number, at, ways: read.ways })
    return ''
  })
  return doubtful[0] === undefined ? { meant } : { meant, doubtful: doubtful[0] }
}

export interface DoubtfulNumber {
  number: string
  /** Where it stands in what was typed. */
  at: number
  ways: readonly string[]
}

/** Where no kind is said, limits make it a number. */
export const kindOf = ({ kind, min, max }: PlannedCharacteristic): ValueKind =>
  kind ?? (min !== undefined || max !== undefined ? 'number' : 'text')

/** Several numbers stand in one field. */
export const isRow = (asked: AskedCharacteristic): boolean => kindOf(asked) === 'series' || (kindOf(asked) === 'number' && asked.wanted > 1)

function singles(asked: AskedCharacteristic, entered: Entered): string[] {
  const texts = textsOf(entered, asked.code)
  return isRow(asked) ? numbersIn(texts[0] ?? '') : texts.map(text => text.trim()).filter(Boolean)
}

export const valueCount = (asked: AskedCharacteristic, entered: Entered): number => singles(asked, entered).length

export function sentValues(asked: readonly AskedCharacteristic[], entered: Entered): SentValue[] | undefined {
  const values = asked.flatMap((one): SentValue[] => {
    const texts = singles(one, entered)
    const more = { ...(one.unit ? { unit: one.unit } : {}), ...(entered[one.code]?.accepted ? { accepted: true } : {}) }
    if (one.kind === 'series') return texts.length === 0 ? [] : [{ characteristic: one.code, value: texts, ...more }]
    return texts.map(text => ({ characteristic: one.code, value: one.kind === 'yesno' ? text === 'yes' : text, ...more }))
  })
  return values.length === 0 ? undefined : values
}

/** A warning before sending; the server judges with exact decimals. */
export function isOutside(asked: AskedCharacteristic, entered: Entered): boolean {
  if (asked.min === undefined && asked.max === undefined) return false
  return singles(asked, entered)
    .map(Number)
    .some(value => (asked.min !== undefined && value < Number(asked.min)) || (asked.max !== undefined && value > Number(asked.max)))
}

/** What was measured, as it was told, with the mark of the reader's decimals; a text stays a text. */
export function valueText(value: string | number | boolean | null, { mark }: Words): string {
  const text = String(value ?? '')
  return /^-?\d+\.\d+$/.test(text) ? text.replace('.', mark) : text
}

export function limitsWords({ min, max }: Pick<AskedCharacteristic, 'min' | 'max'>, { t, mark }: Words = inEnglish): string {
  const said = (limit: string | number): string => String(limit).replace('.', mark)
  if (min !== undefined && max !== undefined) return t('limits.between', { min: said(min), max: said(max) })
  if (min !== undefined) return t('limits.at-least', { min: said(min) })
  return max === undefined ? '' : t('limits.at-most', { max: said(max) })
}
