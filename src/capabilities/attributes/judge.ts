/** Whether a value is of the kind its characteristic asks for, in its unit, and within its limits. Pure. */
import { formatQuantity, parseQuantity, type Quantity, QuantityError } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Characteristic } from '../booking/records.ts'

export type SentValue = string | number | boolean | readonly (string | number)[]
export type Kind = NonNullable<Characteristic['kind']>
export interface Judged {
  /** As it is kept: decimals exact, a series as a JSON array. */
  value: string
  inRange: boolean | null
}

/** Where nothing is said, limits make it a number. */
export const kindOf = ({ kind, min, max }: Characteristic): Kind => kind ?? (min !== undefined || max !== undefined ? 'number' : 'text')

export function judge(asked: Characteristic, value: SentValue, pointer: string): Judged {
  switch (kindOf(asked)) {
    case 'number':
      return judgeNumber(asked, value, pointer)
    case 'series':
      return judgeSeries(asked, value, pointer)
    case 'yesno':
      return { value: String(yesOrNo(asked, value, pointer)), inRange: null }
    case 'choice':
      return { value: chosen(asked, value, pointer), inRange: null }
    case 'date':
      return { value: dated(asked, value, pointer), inRange: null }
    case 'photo':
    case 'file':
      return { value: hashed(asked, value, pointer), inRange: null }
    default:
      return { value: worded(asked, value, pointer), inRange: null }
  }
}

export function checkUnit(asked: Characteristic, unit: string | undefined, pointer: string): void {
  if (unit === undefined || asked.unit === undefined || unit === asked.unit) return
  throw new Refusal(
    'wrong-unit',
    `${asked.code} is measured in ${asked.unit}, not in ${unit}: convert the value, or correct its unit.`,
    pointer,
  )
}

function judgeNumber(asked: Characteristic, value: SentValue, pointer: string): Judged {
  const quantity = numeric(asked, value, pointer)
  return { value: formatQuantity(quantity), inRange: isWithin(asked, quantity) }
}

function judgeSeries(asked: Characteristic, value: SentValue, pointer: string): Judged {
  if (!Array.isArray(value)) throw wrong(asked, 'a series: an array of numbers', pointer)
  const points = value.map((point, index) => numeric(asked, point, `${pointer}/${index}`))
  const within = points.map(point => isWithin(asked, point))
  return { value: JSON.stringify(points.map(formatQuantity)), inRange: within.includes(false) ? false : (within[0] ?? null) }
}

function numeric(asked: Characteristic, value: SentValue, pointer: string): Quantity {
  if (typeof value !== 'string' && typeof value !== 'number') throw wrong(asked, 'a number', pointer)
  try {
    return parseQuantity(value)
  } catch (error) {
    if (error instanceof QuantityError) throw wrong(asked, 'a number', pointer)
    throw error
  }
}

/** Null where there are no limits. A value on its limit is within. */
export function isWithin({ min, max }: Pick<Characteristic, 'min' | 'max'>, value: Quantity): boolean | null {
  if (min === undefined && max === undefined) return null
  return (min === undefined || value >= parseQuantity(min)) && (max === undefined || value <= parseQuantity(max))
}

function yesOrNo(asked: Characteristic, value: SentValue, pointer: string): boolean {
  if (typeof value === 'boolean') return value
  if (value === 'yes' || value === 'true') return true
  if (value === 'no' || value === 'false') return false
  throw wrong(asked, 'yes or no', pointer)
}

function chosen(asked: Characteristic, value: SentValue, pointer: string): string {
  if (typeof value === 'string' && (asked.choices ?? []).includes(value)) return value
  throw wrong(asked, `one of ${(asked.choices ?? []).join(', ')}`, pointer)
}

function dated(asked: Characteristic, value: SentValue, pointer: string): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isDay(value)) return value
  throw wrong(asked, 'a date such as 2026-12-31', pointer)
}

/** The calendar agrees: 2026-02-30 would be read as a day in March. */
const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

function hashed(asked: Characteristic, value: SentValue, pointer: string): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value
  throw wrong(asked, 'the SHA-256 of a document that was uploaded', pointer)
}

function worded(asked: Characteristic, value: SentValue, pointer: string): string {
  if (Array.isArray(value)) throw wrong(asked, 'a text', pointer)
  if (String(value).trim() === '') throw wrong(asked, 'a text, not an empty one', pointer)
  return String(value)
}

const wrong = ({ code, unit }: Characteristic, what: string, pointer: string): Refusal =>
  new Refusal('invalid-value', `${code} must be ${what}${unit === undefined ? '' : `, in ${unit}`}: enter it again.`, pointer)
