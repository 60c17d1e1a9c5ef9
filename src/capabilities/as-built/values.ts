/** Measured values with the limits they had to keep, and how much of the lot each belongs to. */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, type Quantity, subtract, total } from '../../base/quantity.ts'
import type { Characteristic, WorkOrder } from '../booking/records.ts'
import type { LotFacts } from '../lots/queries.ts'
import { type Execution, type LotName, nameOf, type Records, recordKey } from './operations.ts'
import type { ValueRow } from './queries.ts'

export interface ValueLine {
  characteristic: string
  value: string
  unit: string | null
  min: string | null
  max: string | null
  inRange: boolean | null
  /** Frozen in the fact when it was recorded, or looked up in the order now; null where there are none. */
  limitsFrom: 'fact' | 'order' | null
  run: string | null
  at: string
  quantity: string
  certainty: 'certain' | 'possible'
  lot: LotName
}

export interface Around {
  lots: ReadonlyMap<number, LotFacts>
  executions: readonly Execution[]
  lost: readonly { lot: number; at: number; quantity: string }[]
  records: Records
}

/** A value of a lot is one line; a value of a run, or of an order, one line for each lot of the record that was in it. */
export function valueLines(rows: readonly ValueRow[], around: Around): ValueLine[] {
  const inRun = new Map<string, Execution[]>()
  for (const execution of around.executions) {
    if (execution.run === null) continue
    const key = recordKey(execution.site, execution.run)
    inRun.set(key, [...(inRun.get(key) ?? []), execution])
  }
  return rows.flatMap(row => {
    if (row.lot !== null) return valueOfLot(row, around)
    if (row.run === null) return valueOfOrder(row, around)
    return (inRun.get(recordKey(row.site, row.run)) ?? []).map(execution => valueOfRun(row, execution, around))
  })
}

/** Of so much of an order it is not known which of its lots it was measured on, unless it is of all of them. */
function valueOfOrder(row: ValueRow, { lots, records }: Around): ValueLine[] {
  const order = records.orders.get(recordKey(row.site, row.workOrder ?? ''))
  const of = [...lots.values()].filter(lot => lot.site === row.site && lot.workOrder === row.workOrder)
  const whole = order === undefined ? null : parseQuantity(order.quantity)
  return of.map(lot => {
    const quantity = row.quantity === null ? (whole ?? parseQuantity(lot.made)) : parseQuantity(row.quantity)
    return line(row, lot, { quantity, isWhole: whole === null || quantity >= whole }, limitsFor(row, lot, undefined, records))
  })
}

function valueOfLot(row: ValueRow, { lots, executions, records }: Around): ValueLine[] {
  const lot = lots.get(row.lot ?? 0)
  if (!lot) return []
  const made = parseQuantity(lot.made)
  const quantity = row.quantity === null ? made : parseQuantity(row.quantity)
  const execution = executions.find(entry => entry.lot.id === lot.id && entry.run !== null && entry.run === row.run)
  return [line(row, lot, { quantity, isWhole: quantity >= made }, limitsFor(row, lot, execution, records))]
}

function valueOfRun(row: ValueRow, execution: Execution, { lost, records }: Around): ValueLine {
  const { lot, treated } = execution
  // What was scrapped or split off before the run is not part of the lot any more; all that was left may still have been treated.
  const before = execution.isMaking ? [] : lost.filter(part => part.lot === lot.id && part.at < execution.startedAt)
  const whole = subtract(parseQuantity(lot.made), total(before.map(part => parseQuantity(part.quantity))))
  return line(row, lot, { quantity: treated, isWhole: treated >= whole }, limitsFor(row, lot, execution, records))
}

/** The operation it was measured at says the limits; failing that any operation of the lot's own order that names the characteristic. */
function limitsFor(row: ValueRow, lot: LotFacts, execution: Execution | undefined, { orders }: Records): Characteristic | undefined {
  const named = (characteristics: readonly Characteristic[] | undefined): Characteristic | undefined =>
    characteristics?.find(entry => entry.code === row.characteristic)
  const inOrder = (order: WorkOrder | null | undefined): Characteristic | undefined =>
    order ? askedFor(order).get(row.characteristic) : undefined
  return (
    named(execution?.operation?.characteristics) ??
    inOrder(orders.get(recordKey(lot.site, lot.workOrder ?? ''))) ??
    inOrder(execution?.order)
  )
}

const asked = new WeakMap<WorkOrder, ReadonlyMap<string, Characteristic>>()

/** By its code; of several the first. A record asks for hundreds of values of one order. */
function askedFor(order: WorkOrder): ReadonlyMap<string, Characteristic> {
  const known = asked.get(order)
  if (known) return known
  const made = new Map<string, Characteristic>()
  for (const entry of order.operations.flatMap(operation => operation.characteristics ?? []))
    if (!made.has(entry.code)) made.set(entry.code, entry)
  asked.set(order, made)
  return made
}

function line(row: ValueRow, lot: LotFacts, part: { quantity: Quantity; isWhole: boolean }, now: Characteristic | undefined): ValueLine {
  const limits = row.kind === null ? now : frozen(row, now)
  const hasLimits = limits?.min !== undefined || limits?.max !== undefined
  return {
    characteristic: row.characteristic,
    value: row.value,
    unit: row.unit ?? limits?.unit ?? null,
    min: limits?.min ?? null,
    max: limits?.max ?? null,
    inRange: row.kind === null ? inRange(row, limits) : row.inRange,
    limitsFrom: hasLimits ? (row.kind === null ? 'order' : 'fact') : null,
    run: row.run,
    at: formatInstant(row.at),
    quantity: formatQuantity(part.quantity),
    certainty: part.isWhole ? 'certain' : 'possible',
    lot: nameOf(lot),
  }
}

/** A plan that was changed later neither judges a value anew nor takes its verdict away. */
function frozen({ characteristic, low, high }: ValueRow, now: Characteristic | undefined): Characteristic {
  return {
    code: characteristic,
    ...(now?.unit === undefined ? {} : { unit: now.unit }),
    ...(low === null ? {} : { min: formatQuantity(parseQuantity(low)) }),
    ...(high === null ? {} : { max: formatQuantity(parseQuantity(high)) }),
  }
}

/** Null where there is nothing to compare: no limits, no number, or another unit than that of the limits. */
function inRange(row: ValueRow, limits: Characteristic | undefined): boolean | null {
  if (limits === undefined || (limits.min === undefined && limits.max === undefined)) return null
  if (row.unit !== null && limits.unit !== undefined && row.unit !== limits.unit) return null
  const value = row.value.trim() === '' ? Number.NaN : Number(row.value)
  if (Number.isNaN(value)) return null
  return (limits.min === undefined || value >= Number(limits.min)) && (limits.max === undefined || value <= Number(limits.max))
}
