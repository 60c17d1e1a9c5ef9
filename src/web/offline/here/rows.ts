import {
  type AskedRow,
  parseQuantity,
  type Quantity,
  QuantityError,
  type StationInput,
  type StationQuestion,
  sampleSize,
} from '../../../client/index.ts'
import { type Message, message } from '../../../words/index.ts'
import type { EnteredValues } from '../asked.ts'

/** A quantity as people type it; nothing where it is none. */
export function quantityIn(text: string | undefined): Quantity | undefined {
  if (text === undefined) return undefined
  try {
    return parseQuantity(/^[^.,]*,[^.,]*$/.test(text) ? text.replace(',', '.') : text)
  } catch (error) {
    if (error instanceof QuantityError) return undefined
    throw error
  }
}

type Choice = StationQuestion['answers'][number]

export const cancel: Choice = { text: 'NO', label: message('answer.cancel') }

interface Asked {
  as: string
  ask: Message
  answers?: Choice[]
  input?: Omit<StationInput, 'prefix'>
}

/** What the station asks besides values. */
export const rowFor = ({ as, ask, answers = [], input }: Asked): AskedRow => ({
  as,
  isRequired: true,
  question: { message: ask, answers: [...answers, cancel], input: input === undefined ? null : { ...input, prefix: 'VALUE:' } },
  field: { name: '', of: null, limits: '' },
})

export function quantityRow(
  as: string,
  ask: Message,
  { unit, proposal, label }: { unit: string; proposal?: string; label?: Message },
): AskedRow {
  const answers = proposal === undefined || label === undefined ? [] : [{ text: `VALUE:${proposal}`, label, primary: true }]
  return rowFor({
    as,
    ask,
    answers,
    input: { kind: 'quantity', unit, ...(proposal === undefined ? {} : { proposal, remaining: proposal }) },
  })
}

export const yesRow = (as: string, ask: Message, goOn: Message): AskedRow =>
  rowFor({ as, ask, answers: [{ text: 'VALUE:yes', label: goOn, primary: true }] })

/** Rows that stand for as many values as so much needs; until the quantity is known there are none of them. */
export function rowsFor(rows: readonly AskedRow[], quantity: Quantity | undefined): AskedRow[] {
  return rows.flatMap(row => {
    const { sample, ...one } = row
    if (sample === undefined) return [one]
    if (quantity === undefined) return []
    const count = sampleSize(hasSize(sample.of) ? sample.of : undefined, quantity) - sample.had
    return Array.from({ length: Math.max(0, count) }, (_, index) => (index === 0 ? one : { ...one, as: `${one.as}#${index + 1}` }))
  })
}

type Sized = Exclude<Parameters<typeof sampleSize>[0], undefined>
const hasSize = (sample: object): sample is Sized => Object.keys(sample).length > 0

/** Of several lots in one report: what is asked of all of it once, and of each what is its own. */
export function rowsTogether(lots: readonly { material: string; number: string; rows: readonly AskedRow[] }[]): AskedRow[] {
  if (lots.length < 2) return lots.flatMap(({ rows }) => rows)
  const all = new Map<string, AskedRow>()
  for (const lot of lots)
    for (const row of lot.rows) {
      const own = row.each ? rowOfLot(row, lot) : row
      const known = all.get(own.as)
      all.set(own.as, known ? { ...known, isRequired: known.isRequired || own.isRequired } : own)
    }
  return [...all.values()]
}

function rowOfLot(row: AskedRow, { material, number }: { material: string; number: string }): AskedRow {
  const [base = row.as, nth] = row.as.split('#', 2)
  return { ...row, as: `${base}@${material}/${number}${nth === undefined ? '' : `#${nth}`}`, field: { ...row.field, of: number } }
}

export const isEntered = (rows: readonly AskedRow[], entered: EnteredValues): boolean => rows.every(row => entered[row.as] !== undefined)

/** Of the values that are limited, is one outside? */
export const isAnyOutside = (rows: readonly AskedRow[], entered: EnteredValues): boolean =>
  rows.some(({ as, question: { input } }) => {
    const value = quantityIn(entered[as])
    if (input?.kind !== 'number' || value === undefined) return false
    const [min, max] = [quantityIn(input.min), quantityIn(input.max)]
    return (min !== undefined && value < min) || (max !== undefined && value > max)
  })
