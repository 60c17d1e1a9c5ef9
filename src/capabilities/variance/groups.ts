/** Lines summed by what is asked for. A row has one material in one unit: kilograms and pieces are never added. */

import { groupedBy } from '../../base/grouped.ts'
import { add, negate, type Quantity, toNumber, total, ZERO } from '../../base/quantity.ts'
import { byCode } from '../../base/sorted.ts'
import type { Shift } from '../booking/records.ts'
import { type Amount, type Line, type ScrapAmount } from './lines.ts'

export const DIMENSIONS = ['lot', 'run', 'order', 'operation', 'workCenter', 'shift', 'material'] as const
export type Dimension = (typeof DIMENSIONS)[number]

export interface Group {
  /** Null: the fact names none, such as a count in the store, which is at no work center. */
  key: string | null
  material: string
  unit: string
  lines: number
  used: Quantity
  expected: Quantity
  good: Amount[]
  scrap: ScrapAmount[]
  sample: Quantity
  adjusted: Quantity
  unexplained: Quantity
  /** Of what was used. */
  percent: number | null
  /** Lines for which nobody has said what should be used: they are in `used`, and in no loss. */
  unjudged: number
  over: number
  trend: { used: Quantity; unexplained: Quantity }[]
}

/** What a row stands by in the list. */
export type Ranked = Omit<Sum, 'own'>

/** Early, late and night, as long as the plant has not said how it works. */
export const STANDARD_SHIFTS: Shift[] = [
  { code: 'early', from: '06:00' },
  { code: 'late', from: '14:00' },
  { code: 'night', from: '22:00' },
]

/** The shift in which it ended: the latest that begins at or before that time of day, else the last of the day before. */
export function shiftOf(shifts: readonly Shift[], timeZone: string): (at: number) => string | null {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const ordered = shifts.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return at => {
    const time = clock.format(at)
    return (ordered.findLast(shift => shift.from <= time) ?? ordered.at(-1))?.code ?? null
  }
}

export function keyer(by: Dimension, shift: (at: number) => string | null): (line: Line) => string | null {
  const keys: Record<Dimension, (line: Line) => string | null> = {
    lot: line => line.lot?.number ?? null,
    run: line => line.run,
    order: line => line.workOrder,
    operation: line => line.operationName ?? (line.operation === null ? null : String(line.operation)),
    workCenter: line => line.workCenter,
    shift: line => shift(line.at),
    material: line => line.material,
  }
  return keys[by]
}

/** What a row is sorted by; what else stands in it is summed for the rows of a page. */
export interface Sum {
  key: string | null
  material: string
  unit: string
  own: readonly Line[]
  used: Quantity
  unexplained: Quantity
}

export interface Span {
  from: number
  to: number
  buckets: number
}

/** The rows in their order. */
export function sumsOf(lines: readonly Line[], by: Dimension, keyOf: (line: Line) => string | null): Sum[] {
  const groups = [...groupedBy(lines, keyOf)].flatMap(([key, own]) =>
    [...groupedBy(own, line => `${line.material}\u0000${line.unit}`).values()].map(same => sumOf(key, same, by)),
  )
  return groups.sort(worstFirst)
}

function sumOf(key: string | null, own: readonly Line[], by: Dimension): Sum {
  const [{ material, unit }] = own as [Line, ...Line[]]
  const used = total(usedOnce(own, by).map(line => line.used))
  return { key, material, unit, own, used, unexplained: total(own.map(line => line.unexplained ?? ZERO)) }
}

/**
 * By size of what is unexplained: a loss before a gain of the same size, then what most was used of. What can be laid at no key (a count in
 * the store is at no work center) comes after what can, as far as both have a loss: who asks by work center looks for a work center.
 */
export function worstFirst(a: Ranked, b: Ranked): number {
  if (a.unexplained !== ZERO && b.unexplained !== ZERO && (a.key === null) !== (b.key === null)) return a.key === null ? 1 : -1
  const [left, right] = [size(a.unexplained), size(b.unexplained)]
  if (left !== right) return left > right ? -1 : 1
  if (a.unexplained !== b.unexplained) return a.unexplained > b.unexplained ? -1 : 1
  if (a.used !== b.used) return a.used > b.used ? -1 : 1
  return byCode(a.material, b.material) || byCode(a.unit, b.unit) || byCode(a.key ?? '', b.key ?? '')
}
const size = (quantity: Quantity): Quantity => (quantity < 0n ? negate(quantity) : quantity)

/** The same pieces pass many operations: a lot, an order or a material has used them once, where they were made. */
const PASSED: ReadonlySet<Dimension> = new Set(['lot', 'order', 'material'])

const usedOnce = (lines: readonly Line[], by: Dimension): readonly Line[] =>
  PASSED.has(by) ? lines.filter(line => line.basis !== 'pieces') : lines

/** A row as it is shown. */
export function groupOf({ own, ...sum }: Sum, by: Dimension, span: Span): Group {
  const { used, unexplained } = sum
  const once = usedOnce(own, by)
  return {
    ...sum,
    lines: own.length,
    expected: total(once.map(line => line.expected ?? ZERO)),
    good: summed(outputsOnce(once).flatMap(line => line.good)),
    scrap: summedScrap(outputsOnce(own).flatMap(line => line.scrap)),
    sample: total(own.map(line => line.sample)),
    adjusted: total(own.map(line => line.adjusted)),
    percent: used === ZERO ? null : Math.round((toNumber(unexplained) / toNumber(used)) * 100_000) / 1000,
    unjudged: own.filter(line => line.basis === null).length,
    over: own.filter(line => line.isOver).length,
    trend: trendOf(own, by, span),
  }
}

/** Several lots of one material went into the same execution: its output counts once. */
function outputsOnce(lines: readonly Line[]): Line[] {
  const seen = new Set<string>()
  return lines.filter(line => {
    if (line.basis === 'count' || line.basis === 'pieces') return true
    const isNew = !seen.has(line.key)
    seen.add(line.key)
    return isNew
  })
}

function summed(amounts: readonly Amount[]): Amount[] {
  const sums = new Map<string, Quantity>()
  for (const { unit, quantity } of amounts) sums.set(unit, add(sums.get(unit) ?? ZERO, quantity))
  return [...sums].map(([unit, quantity]) => ({ unit, quantity }))
}

function summedScrap(amounts: readonly ScrapAmount[]): ScrapAmount[] {
  const sums = new Map<string, ScrapAmount>()
  for (const amount of amounts) {
    const key = JSON.stringify([amount.reason, amount.unit])
    sums.set(key, { ...amount, quantity: add(sums.get(key)?.quantity ?? ZERO, amount.quantity) })
  }
  return [...sums.values()].sort((a, b) => (a.quantity > b.quantity ? -1 : 1))
}

function trendOf(lines: readonly Line[], by: Dimension, { from, to, buckets }: Span): Group['trend'] {
  const trend = Array.from({ length: buckets }, () => ({ used: ZERO, unexplained: ZERO }))
  for (const line of lines) {
    const bucket = trend[Math.min(buckets - 1, Math.max(0, Math.floor(((line.at - from) / (to - from)) * buckets)))]
    if (!bucket) continue
    if (!PASSED.has(by) || line.basis !== 'pieces') bucket.used = add(bucket.used, line.used)
    bucket.unexplained = add(bucket.unexplained, line.unexplained ?? ZERO)
  }
  return trend
}
