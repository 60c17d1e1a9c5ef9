/** What is written in a cell: numbers with either decimal sign, dates with or without an offset, lists, yes and no. */
import { formatInstant, parseInstant } from '../../../base/instant.ts'

export class CellError extends Error {}

export interface CellRules {
  /** "," or ";" or tab: a file that separates columns by semicolons writes decimals with a comma. */
  delimiter: string
  /** Offset of times that have none, such as +01:00. */
  offset: string
}

const QUANTITIES: ReadonlySet<string> = new Set(['quantity', 'scrap', 'per', 'factor', 'min', 'max', 'tolerance'])
const WHOLE: ReadonlySet<string> = new Set(['sequence', 'operation', 'shelfLifeDays', 'line'])
const FLAGS: ReadonlySet<string> = new Set(['homogeneous', 'passThrough', 'createsLot', 'required', 'late'])
const TIMES: ReadonlySet<string> = new Set(['at', 'from', 'expiresAt', 'due'])
/** A day is enough for these. */
const DAYS: ReadonlySet<string> = new Set(['expiresAt', 'due'])
const LISTS: ReadonlySet<string> = new Set(['roles'])

/** @throws CellError with a sentence about this cell. */
export function cellValue(path: string, { text, rules }: { text: string; rules: CellRules }): unknown {
  const field = path.split('.').at(-1) ?? ''
  if (path.includes('attributes.')) return text
  if (QUANTITIES.has(field)) return decimal(text, rules)
  if (WHOLE.has(field)) return whole(text)
  if (FLAGS.has(field)) return flag(text)
  if (TIMES.has(field)) return time(text, { rules, dateIsEnough: DAYS.has(field) })
  if (LISTS.has(field)) return list(text)
  return field === 'serials' ? serials(text) : text
}

/** The last of both signs is the decimal one. A lone comma before exactly three digits could be either, except where semicolons show the custom. */
export function decimal(text: string, { delimiter }: CellRules): string {
  const clean = text.replace(/[\s\u00a0\u202f']/g, '')
  const comma = clean.lastIndexOf(',')
  const point = clean.lastIndexOf('.')
  if (comma < 0) return clean
  if (point > comma) return grouped(clean, ',') ? clean.replaceAll(',', '') : clean
  if (point >= 0)
    return grouped(clean.slice(0, comma), '.') ? `${clean.slice(0, comma).replaceAll('.', '')}.${clean.slice(comma + 1)}` : clean
  if (clean.indexOf(',') !== comma) return grouped(clean, ',') ? clean.replaceAll(',', '') : clean
  if (delimiter !== ';' && /^[+-]?[1-9]\d{0,2},\d{3}$/.test(clean))
    throw new CellError(`"${text}" could be ${clean.replace(',', '')} or ${clean.replace(',', '.')}; write it without a comma`)
  return clean.replace(',', '.')
}

const grouped = (text: string, sign: string): boolean =>
  text
    .split(sign)
    .every((group, index, all) => (index === 0 ? /^[+-]?\d{1,3}$/ : index === all.length - 1 ? /^\d{3}(\.\d+)?$/ : /^\d{3}$/).test(group))

function whole(text: string): number {
  if (!/^-?\d{1,15}(\.0+)?$/.test(text)) throw new CellError(`"${text}" is not a whole number`)
  return Number(text)
}

function flag(text: string): boolean {
  const word = text.toLowerCase()
  if (['true', 'yes', 'y', 'x', '1', 'ja', 'oui'].includes(word)) return true
  if (['false', 'no', 'n', '0', 'nein', 'non', '-'].includes(word)) return false
  throw new CellError(`"${text}" is neither yes nor no`)
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?$/

function time(text: string, { rules, dateIsEnough }: { rules: CellRules; dateIsEnough: boolean }): string {
  if (dateIsEnough && /^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const exact = parseInstant(text.replace(' ', 'T'))
  if (exact !== undefined) return formatInstant(exact)
  const match = LOCAL.exec(text)
  const [, day = '', hour = '0', minute = '00', second = '00'] = match ?? []
  const local = match ? parseInstant(`${day}T${hour.padStart(2, '0')}:${minute}:${second}${rules.offset}`) : undefined
  if (local === undefined) throw new CellError(`"${text}" is not a time such as 2026-03-02T08:00:00Z or 2026-03-02 08:00`)
  return formatInstant(local)
}

const list = (text: string): string[] =>
  text
    .split(/[,;|/]/)
    .map(entry => entry.trim())
    .filter(entry => entry !== '')

/** A range "A001..A100" stays a range. */
function serials(text: string): unknown {
  const range = /^(\S+?)\s*\.\.\s*(\S+)$/.exec(text)
  return range ? { from: range[1], to: range[2] } : text.split(/[\s,;|]+/).filter(entry => entry !== '')
}
