import { type AskedRow, isCountable, type StationField, type StationQuestion } from '../../client/index.ts'
import { lotsIn, pieceOf } from '../../symbols/index.ts'
import { amountsMeant } from '../../words/decimal.ts'
import { type Message, message } from '../../words/index.ts'
import { numbersIn } from './held.ts'

/** What was entered so far, by the names under which the values are asked for. */
export type EnteredValues = Readonly<Record<string, string>>

/** What an answer comes to while the server is away. */
export type Heard =
  | { kind: 'entered'; entered: EnteredValues }
  | { kind: 'withdrawn' }
  | { kind: 'misfit'; text: string }
  /** It may be either of these. */
  | { kind: 'which'; ways: string[] }
  /** No answer at all: the question is put again. */
  | { kind: 'other' }

/** Two texts that name the same lot. */
export function isSameLabel(a: string, b: string): boolean {
  const names = new Set(numbersIn(a).map(number => number.toUpperCase()))
  return numbersIn(b).some(number => names.has(number.toUpperCase()))
}

export const nextOf = (rows: readonly AskedRow[], entered: EnteredValues): AskedRow | undefined =>
  rows.find(row => entered[row.as] === undefined)

/** The question about the first value that is not there yet, as the server would put it. */
export function questionFor(
  rows: readonly AskedRow[],
  entered: EnteredValues,
  { misfit, ways }: { misfit?: string; ways?: readonly string[] } = {},
): StationQuestion | null {
  const next = nextOf(rows, entered)
  if (next === undefined) return null
  if (ways !== undefined) return whichOf(next, ways)
  const values = rows.filter(row => row.as.startsWith('value:'))
  const fields = values.length > 1 && values.includes(next) ? { fields: fieldsOf(values, entered, next) } : {}
  return { ...next.question, ...againFor(next, misfit), ...fields }
}

/** A further symbol that nothing marks as GS1, or a comma that may part thousands: whoever stands before it sees which it is. */
function whichOf({ question }: AskedRow, ways: readonly string[]): StationQuestion {
  const asked = isHowMuch(question) ? message('ask.which-number') : message('ask.how-to-read')
  const answers = ways.map(way => ({ text: `VALUE:${way}`, label: message('answer.text', { text: way }) }))
  const cancel = question.answers.filter(answer => answer.text === 'NO')
  return { message: asked, answers: [...answers, ...cancel], input: null }
}

function againFor({ as, field }: AskedRow, misfit: string | undefined): Partial<StationQuestion> {
  if (misfit === undefined) return {}
  const isValue = as.startsWith('value:')
  return { message: isValue ? message('ask.value-again', { value: misfit, characteristic: field.name }) : message('ask.no-number') }
}

/** Said at once, for the server hears of it only later: it is recorded, and the lot should not go on. */
export function outOfLimits({ question: { input }, field }: AskedRow, value: string | undefined): Message | undefined {
  if (input?.kind !== 'number' || value === undefined || value === '') return undefined
  const [number, min, max] = [value, input.min, input.max].map(text => (text === undefined ? undefined : Number(text.replace(',', '.'))))
  if (number === undefined || ((min === undefined || number >= min) && (max === undefined || number <= max))) return undefined
  const unit = input.unit === undefined ? '' : ` ${input.unit}`
  return message('ask.out-of-tolerance', { characteristic: field.name, value: value + unit, limits: field.limits })
}

/** `label`: what was scanned first, of which this may be a further symbol; `mark`: of the decimals of whoever scans. */
export function heardAs(
  rows: readonly AskedRow[],
  entered: EnteredValues,
  text: string,
  { label = '', mark = '.' }: { label?: string; mark?: string } = {},
): Heard {
  const next = nextOf(rows, entered)
  if (next === undefined) return { kind: 'other' }
  if (text.trim().toUpperCase() === 'NO') return { kind: 'withdrawn' }
  const row = /^CHANGE:(.+)$/.exec(text)?.[1]
  if (row !== undefined) return { kind: 'entered', entered: without(entered, row) }
  const said = saidFor(next, text)
  if (said === '' && !next.isRequired) return { kind: 'entered', entered: { ...entered, [next.as]: '' } }
  const ways = (said === undefined ? waysOf(next, text.trim(), label) : [said]).flatMap(way => meantBy(next, way, mark))
  if (ways.length > 1) return { kind: 'which', ways }
  const [value] = ways
  if (value === undefined || value === '') return { kind: 'other' }
  return fits(next.question, value)
    ? { kind: 'entered', entered: { ...entered, [next.as]: value } }
    : { kind: 'misfit', text: value.slice(0, 40) }
}

export const isHowMuch = ({ input }: StationQuestion): boolean => input?.kind === 'quantity'

/** As the server asks it of a quantity with a comma (`amount-meant.ts`). */
function meantBy({ question }: AskedRow, way: string, mark: string): string[] {
  if (!isHowMuch(question) || !/^\d+,\d+$/.test(way)) return [way]
  const meant = amountsMeant(way, mark, isCountable(question.input?.unit ?? ''))
  return meant.length === 0 ? [way] : meant
}

/** What buttons and the pad send; a card with a quantity answers how much. */
function saidFor({ question: { input, answers } }: AskedRow, text: string): string | undefined {
  const said = /^VALUE:(.*)$/s.exec(text)?.[1]?.trim()
  if (said !== undefined) return said
  if (input?.kind === 'quantity') return /^QTY:(.+)$/i.exec(text.trim())?.[1]?.trim()
  const isYes = input === null && text.trim().toUpperCase() === 'OK' && answers.some(answer => answer.text === 'VALUE:yes')
  return isYes ? 'yes' : undefined
}

/** What is scanned without the pad: a gauge's number, a choice from a sheet, a vendor's lot. Any other text may be anything, even somebody's badge, so it is only typed. */
function waysOf({ as, question }: AskedRow, text: string, label: string): string[] {
  const kind = question.input?.kind ?? 'choice'
  if (as === 'vendorLot') return vendorLotsIn(question, label, text)
  const quantity = as === 'quantity' && !fits(question, text) ? pieceOf(label, text).quantity : undefined
  if (quantity !== undefined) return [quantity]
  return kind !== 'text' && kind !== 'photo' && kind !== 'file' && fits(question, text) ? [text] : []
}

/** Where pieces are offered, only one of them. */
const vendorLotsIn = (question: StationQuestion, label: string, text: string): string[] =>
  lotsIn(label, text).filter(lot => question.input !== null || fits(question, lot))

function fits({ input, answers }: StationQuestion, value: string): boolean {
  switch (input?.kind) {
    case 'quantity':
      return /^\d+([.,]\d+)?$/.test(value)
    case 'number':
      return /^[+-]?\d+([.,]\d+)?$/.test(value)
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(value)
    case 'photo':
    case 'file':
      return /^[0-9a-f]{64}$/.test(value)
    case 'text':
      return true
    default:
      return (input?.choices ?? []).includes(value) || answers.some(answer => answer.text === `VALUE:${value}`)
  }
}

const baseOf = (as: string): string => as.split('#', 1)[0] ?? as

const without = (entered: EnteredValues, row: string): EnteredValues =>
  Object.fromEntries(Object.entries(entered).filter(([as]) => baseOf(as) !== row))

const FIELDS_SHOWN = 60

function fieldsOf(rows: readonly AskedRow[], entered: EnteredValues, next: AskedRow): StationField[] {
  const bases = [...new Set(rows.map(row => baseOf(row.as)))]
  const from = Math.max(0, Math.min(bases.indexOf(baseOf(next.as)) - FIELDS_SHOWN / 2, bases.length - FIELDS_SHOWN))
  return bases.slice(from, from + FIELDS_SHOWN).flatMap(base => fieldOf(rows, entered, { base, next }))
}

function fieldOf(rows: readonly AskedRow[], entered: EnteredValues, { base, next }: { base: string; next: AskedRow }): StationField[] {
  const own = rows.filter(row => baseOf(row.as) === base)
  const [row] = own
  if (row === undefined) return []
  const values = own.flatMap(one => entered[one.as] ?? [])
  return [
    {
      ...row.field,
      entered: values.slice(-12).map(value => shownAs(row.question, value)),
      count: own.length > 1 ? `${values.length}/${own.length}` : null,
      state: base === baseOf(next.as) ? 'asked' : values.length === own.length ? 'entered' : 'open',
      change: values.length > 0 ? `CHANGE:${base}` : null,
    },
  ]
}

function shownAs({ input, answers }: StationQuestion, value: string): Message {
  if (value === '') return message('answer.skipped')
  if (input?.kind === 'photo' || input?.kind === 'file') return message('answer.taken')
  const label = answers.find(answer => answer.text === `VALUE:${value}`)?.label
  return label ?? message('answer.text', { text: value.slice(0, 60) + (input?.unit === undefined ? '' : ` ${input.unit}`) })
}
