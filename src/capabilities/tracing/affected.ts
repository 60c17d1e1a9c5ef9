/**
 * What a trace found, lot by lot, in columns: a million lots are not a million objects, and a thread hands columns over without
 * copying them. Pure; it runs in the thread that walked.
 */
import { firstAtLeast } from '../../base/sorted.ts'
import { type BackWeights, backWeights } from '../../genealogy/back.ts'
import { type Flows, flowsOf } from '../../genealogy/flows.ts'
import { kindCode, type LotGraph } from '../../genealogy/graph.ts'
import { anyBytes, anyWholes, giveBack } from '../../genealogy/memory.ts'
import type { TimedReach } from '../../genealogy/reach.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import type { Bounds } from '../../genealogy/share.ts'
import { pickedFloats, pickedWholes } from '../../genealogy/table.ts'
import { totalAffected } from '../../genealogy/total.ts'
import { traceWeighed, type Weighed, type WhereColumns, weigh } from '../../genealogy/weigh.ts'
import type { BoundsColumns, TakenColumns, WeightColumns } from '../../genealogy/weight-columns.ts'

export type Certainty = 'certain' | 'possible'
export const certaintyOf = (bounds: Bounds): Certainty | null => (bounds.min > 0 ? 'certain' : bounds.max > 0 ? 'possible' : null)

export interface AffectedLot {
  readonly lot: number
  /** Null where the trace was asked for without quantities. */
  readonly affected: Bounds | null
  readonly certainty: Certainty
  /** Null, too, where the trace was asked for without quantities. */
  readonly steps: number | null
  readonly since: number
}

export interface AffectedColumns {
  /** In id order, which never changes: pages are cut from it. */
  readonly ids: Uint32Array
  readonly isCertain: Uint8Array
  /** How many of them are: counted where they were found, for looking through a million marks takes the server's own thread milliseconds. */
  readonly certain: number
  readonly affected: BoundsColumns | null
  readonly steps: Uint32Array
  readonly since: Float64Array
}

export class AffectedLots implements Iterable<AffectedLot> {
  readonly columns: AffectedColumns
  readonly length: number

  constructor(columns: AffectedColumns) {
    this.columns = columns
    this.length = columns.ids.length
  }

  /** How many of them are certain. */
  get certain(): number {
    return this.columns.certain
  }

  page(offset: number, limit: number): AffectedLot[] {
    const count = Math.max(0, Math.min(limit, this.length - offset))
    return Array.from({ length: count }, (_, index) => this.row(offset + index))
  }

  has(lot: number): boolean {
    return this.of(lot) !== undefined
  }

  of(lot: number): AffectedLot | undefined {
    const { ids } = this.columns
    const index = firstAtLeast(ids, lot)
    return ids[index] === lot ? this.row(index) : undefined
  }

  /** All but these. */
  without(lots: ReadonlySet<number>): AffectedLots {
    if (lots.size === 0) return this
    const { ids, isCertain, affected, steps, since } = this.columns
    const kept = Uint32Array.from([...ids.keys()].filter(index => !lots.has(ids[index] ?? 0)))
    const marks = Uint8Array.from(kept, index => isCertain[index] ?? 0)
    return new AffectedLots({
      ids: pickedWholes(ids, kept),
      isCertain: marks,
      certain: countCertain(marks),
      affected: affected && {
        min: pickedFloats(affected.min, kept),
        expected: pickedFloats(affected.expected, kept),
        max: pickedFloats(affected.max, kept),
      },
      steps: pickedWholes(steps, kept),
      since: pickedFloats(since, kept),
    })
  }

  *[Symbol.iterator](): Generator<AffectedLot> {
    for (let index = 0; index < this.length; index++) yield this.row(index)
  }

  private row(index: number): AffectedLot {
    const { ids, isCertain, affected, steps, since } = this.columns
    return {
      lot: ids[index] ?? 0,
      affected: affected && boundsAt(affected, index),
      certainty: isCertain[index] === 1 ? 'certain' : 'possible',
      steps: steps[index] ?? null,
      since: since[index] ?? 0,
    }
  }
}

export function countCertain(marks: Uint8Array): number {
  let certain = 0
  for (let index = 0; index < marks.length; index++) certain += marks[index] ?? 0
  return certain
}

const boundsAt = ({ min, expected, max }: BoundsColumns, index: number): Bounds => ({
  min: min[index] ?? 0,
  expected: expected[index] ?? 0,
  max: max[index] ?? 0,
})

/** The reached lots that can hold suspect material at all; `only` those that certainly do. */
export function weighedLots(reached: TimedReach, { lots, affected }: WeightColumns, only: boolean): AffectedColumns {
  const { ids } = reached
  const least = only ? affected.min : affected.max
  const [places, slots] = [anyWholes(ids.length), anyWholes(ids.length)]
  let count = 0
  for (let place = 0, slot = 0; place < ids.length; place++) {
    const id = ids[place] ?? 0
    // Both are in id order; seeds, and assemblies that were passed through, are among the slots only.
    while ((lots[slot] ?? id) < id) slot++
    if (lots[slot] !== id || !((least[slot] ?? 0) > 0)) continue
    places[count] = place
    slots[count++] = slot
  }
  const columns = picked(reached, affected, { places: places.subarray(0, count), slots: slots.subarray(0, count) })
  giveBack(places, slots)
  return columns
}

/** Mostly that is every lot that was reached: then what is known of them is not copied. */
function picked(
  reached: TimedReach,
  affected: BoundsColumns,
  { places, slots }: { places: Uint32Array; slots: Uint32Array },
): AffectedColumns {
  const isAll = places.length === reached.ids.length
  const bounds = boundsIn(affected, slots)
  const marks = anyBytes(slots.length)
  return {
    ids: isAll ? reached.ids : pickedWholes(reached.ids, places),
    isCertain: marks,
    certain: markCertain(marks, bounds.min),
    affected: bounds,
    steps: stepsIn(reached, isAll, places),
    since: isAll ? reached.times : pickedFloats(reached.times, places),
  }
}

function stepsIn({ steps }: TimedReach, isAll: boolean, places: Uint32Array): Uint32Array {
  if (steps.length === 0) return new Uint32Array(places.length)
  return isAll ? steps : pickedWholes(steps, places)
}

/** Of slots that stand one behind the other the columns themselves. */
function boundsIn({ min, expected, max }: BoundsColumns, slots: Uint32Array): BoundsColumns {
  const first = slots[0] ?? 0
  const last = slots.at(-1) ?? -1
  if (last - first + 1 !== slots.length)
    return { min: pickedFloats(min, slots), expected: pickedFloats(expected, slots), max: pickedFloats(max, slots) }
  const own = (column: Float64Array): Float64Array => column.subarray(first, last + 1)
  return { min: own(min), expected: own(expected), max: own(max) }
}

/** Answers how many are. */
function markCertain(marks: Uint8Array, min: Float64Array): number {
  let certain = 0
  for (let index = 0; index < min.length; index++) {
    const isCertain = (min[index] ?? 0) > 0 ? 1 : 0
    marks[index] = isCertain
    certain += isCertain
  }
  return certain
}

/** Without quantities: every lot that can be reached, none of them looked at more closely. */
export const unweighedLots = ({ ids, steps, times }: TimedReach): AffectedColumns => ({
  ids,
  isCertain: new Uint8Array(ids.length),
  certain: 0,
  affected: null,
  steps,
  since: times,
})

/** Of a trace back. There are few, but many who ask: so it is one pass. */
function originLots(reached: TimedReach, weights: BackWeights, only: boolean): AffectedColumns {
  const size = reached.ids.length
  const [ids, isCertain, steps] = [new Uint32Array(size), new Uint8Array(size), new Uint32Array(size)]
  const [min, expected, max, since] = [new Float64Array(size), new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  let count = 0
  let certain = 0
  for (let place = 0; place < size; place++) {
    const lot = reached.ids[place] ?? 0
    const isSure = weights.isCertain(lot)
    if (only && !isSure) continue
    const quantity = weights.quantity(lot)
    ids[count] = lot
    if (isSure) certain++
    isCertain[count] = isSure ? 1 : 0
    min[count] = quantity.min
    expected[count] = quantity.expected
    max[count] = quantity.max
    steps[count] = reached.steps[place] ?? 0
    since[count++] = reached.times[place] ?? 0
  }
  const all = { ids, isCertain, certain, affected: { min, expected, max }, steps, since }
  return count === size ? all : firstOf(all, count)
}

const firstOf = ({ ids, isCertain, certain, affected, steps, since }: ReturnType<typeof originLots>, count: number): AffectedColumns => ({
  ids: ids.subarray(0, count),
  isCertain: isCertain.subarray(0, count),
  certain,
  affected: affected && {
    min: affected.min.subarray(0, count),
    expected: affected.expected.subarray(0, count),
    max: affected.max.subarray(0, count),
  },
  steps: steps.subarray(0, count),
  since: since.subarray(0, count),
})

// ---- where to look for them ------------------------------------------------------------------------------------------------------------

export const END_LISTS = ['onHand', 'call', 'gone'] as const
export type EndList = (typeof END_LISTS)[number]

/** Of the seeds and the affected lots: those of which suspect material lies somewhere, was shipped, or is gone; in id order. */
export interface EndLots extends Readonly<Record<EndList, Uint32Array>> {
  /** More was taken from them than is recorded. */
  readonly overdrawn: Uint32Array
  /** Something of them was shipped, suspect or not. */
  readonly shipped: Uint32Array
}

const SHIPPED = kindCode('shipped')
const GONE: ReadonlySet<number> = new Set([kindCode('scrapped'), kindCode('adjusted'), kindCode('sentBack')])

export function endLotsOf(reached: TimedReach, weights: WeightColumns, { ids }: AffectedColumns, only: boolean): EndLots {
  const { lots, contents, taken } = weights
  const seeds = new Set(reached.seeds.map(({ lot }) => lot))
  const [onHand, call, gone, overdrawn, shipped] = [0, 0, 0, 0, 0].map(() => new Listed(lots.length)) as Lists
  const suspect = only ? weights.onHand.min : weights.onHand.max
  const left = only ? taken.min : taken.max
  const { slot: slots, kind: kinds } = taken
  for (let slot = 0, place = 0, row = 0; slot < lots.length; slot++) {
    const lot = lots[slot] ?? 0
    while ((ids[place] ?? lot) < lot) place++
    const isOurs = ids[place] === lot || seeds.has(lot)
    if (isOurs && (suspect[slot] ?? 0) > 0) onHand.add(lot)
    if (isOurs && (contents[slot] ?? 0) < 0) overdrawn.add(lot)
    for (; row < slots.length && slots[row] === slot; row++) {
      if (!isOurs) continue
      const kind = kinds[row] ?? 0
      if (kind === SHIPPED) shipped.add(lot)
      if (!((left[row] ?? 0) > 0)) continue
      if (kind === SHIPPED) call.add(lot)
      else if (GONE.has(kind)) gone.add(lot)
    }
  }
  return { onHand: onHand.all(), call: call.all(), gone: gone.all(), overdrawn: overdrawn.all(), shipped: shipped.all() }
}

type Lists = [Listed, Listed, Listed, Listed, Listed]

/** Lots in id order, each once. */
class Listed {
  private size = 0
  private last = 0
  private readonly lots: Uint32Array

  constructor(most: number) {
    this.lots = anyWholes(most)
  }

  add(lot: number): void {
    if (lot === this.last) return
    this.last = lot
    this.lots[this.size++] = lot
  }

  all(): Uint32Array {
    return this.lots.subarray(0, this.size)
  }
}

// ---- one walk, in a thread or in place -----------------------------------------------------------------------------------------------------

export interface Found {
  readonly reached: TimedReach
  /** Null where quantities were not asked for. */
  readonly weights: WhereColumns | null
  readonly lots: AffectedColumns
  readonly ends: EndLots | null
  /** How much there is in all, by unit of measure; null where what is only possible, or quantities, were not asked for. */
  readonly total: ReadonlyMap<string, Bounds> | null
}

/** What stands in memory that may be given back. */
export interface FoundHere extends Found {
  readonly weights: WeightColumns | null
}

export function foundBy(graph: LotGraph, reached: TimedReach, { weighed, only }: { weighed: boolean; only: boolean }): FoundHere {
  if (!weighed) return { reached, weights: null, lots: unweighedLots(reached), ends: null, total: null }
  return foundWeighed(graph, { reached, weights: weigh(graph, reached) }, only)
}

/** The same of a large trace, of which nothing is known yet. */
export const foundIn = (graph: LotGraph, query: ReachQuery, only: boolean): FoundHere =>
  foundWeighed(graph, traceWeighed(graph, query), only)

function foundWeighed(graph: LotGraph, { reached, weights: { columns: weights } }: Weighed, only: boolean): FoundHere {
  const lots = weighedLots(reached, weights, only)
  const flows = (): Flows | null => flowsOf(graph, reached)
  const total = only ? null : totalAffected(weights, flows, lot => graph.units.of(lot))
  return { reached, weights, lots, ends: endLotsOf(reached, weights, lots, only), total }
}

export interface FoundBack {
  readonly reached: TimedReach
  readonly lots: AffectedColumns
  /** Lots called possible because deciding them would have cost too much. */
  readonly undecided: number
}

export function foundBack(graph: LotGraph, reached: TimedReach, { only }: { only: boolean }): FoundBack {
  const weights = backWeights(graph, reached)
  return { reached, lots: originLots(reached, weights, only), undecided: weights.undecided }
}

/** It was read, and is not asked for again: the next trace may write into the same memory. Some columns stand in that of others. */
export function giveBackFound({ reached: { ids, times, steps }, weights, lots, ends }: FoundHere): void {
  if (weights === null) return
  const { affected, onHand, taken } = weights
  const own = [ids, times, steps, weights.lots, weights.contents, ...columnsOf(affected), ...columnsOf(onHand), ...columnsOf(taken)]
  const found = [lots.ids, lots.isCertain, lots.steps, lots.since, ...columnsOf(lots.affected), ...columnsOf(ends)]
  giveBack(...own, ...found)
}

type Column = Float64Array | Uint32Array | Uint8Array

const columnsOf = (of: BoundsColumns | TakenColumns | EndLots | null): Column[] => Object.values<Column>({ ...of })
