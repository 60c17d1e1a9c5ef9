import { firstAtLeast } from '../base/sorted.ts'
import { ByLot } from './by-lot.ts'
import { linkBuffer } from './facts.ts'
import { kindCode, type LotGraph, MOVEMENT_KINDS, type MovementKind } from './graph.ts'
import { giveBack } from './memory.ts'
import { isTimedByWeighing, type Reach, reach, type TimedReach, timedReach } from './reach.ts'
import type { ReachQuery } from './reach-query.ts'
import type { Bounds } from './share.ts'
import { Simulation } from './simulation.ts'
import { pickedFloats, pickedWholes } from './table.ts'
import { Timeline } from './timeline.ts'
import type { BoundsColumns, TakenColumns, WeightColumns } from './weight-columns.ts'

/** One thing that left a lot, with the suspect part of it. */
export interface Taken extends Bounds {
  readonly lot: number
  readonly position: number
  readonly kind: MovementKind
  readonly quantity: number
  readonly at: number
  readonly run: number
  readonly reference: number
}

/**
 * How much of every lot of a forward reach is suspect, and of everything that left it: the movements of all those lots
 * are played, carrying min, expected and max along the links. Lot by lot where that comes to the same, else in the order of time.
 */
export function weigh(graph: LotGraph, reach: TimedReach): Weights {
  if (reach.direction !== 'forward') throw new Error('only a forward reach can be weighed')
  const isInTime = reach.ids.length < FEW || reach.seeds.some(({ part }) => part !== undefined)
  return isInTime ? weighInTime(graph, reach) : weighByLot(graph, reach)
}

/** Of fewer lots than these all there is fits the caches anyway, and trying whether a lot can be played alone costs more than it saves. */
const FEW = 500

/** Every lot that can be played alone is, whatever their number. */
export function weighByLot(graph: LotGraph, reach: TimedReach): Weights {
  const byLot = new ByLot(graph, reach)
  const weights = byLot.run() ? withOpen(graph, reach, byLot) : weighInTime(graph, reach)
  byLot.giveBack()
  return weights
}

/** What a forward trace reached, and how much of it is suspect. */
export interface Weighed {
  readonly reached: TimedReach
  readonly weights: Weights
}

/** Finds what is reached and weighs it. When a lot was reached mostly follows from what is read while it is weighed: then nobody walks with times before. */
export function traceWeighed(graph: LotGraph, query: ReachQuery): Weighed {
  const untimed = isTimedByWeighing(graph, query) ? reach(graph, query) : undefined
  if (untimed && untimed.ids.length >= FEW) {
    const weighed = weighUntimed(graph, untimed)
    if (weighed) return weighed
  }
  const timed = timedReach(graph, { ...query, steps: query.steps === true && untimed === undefined })
  const reached = untimed ? { ...timed, steps: untimed.steps } : timed
  return { reached, weights: weigh(graph, reached) }
}

/** Null: some lot is reached from a later one, or through a component that was taken out again, and it has to be walked with times. */
export function weighUntimed(graph: LotGraph, untimed: Reach): Weighed | null {
  if (untimed.windows.size > 0) return null
  const byLot = new ByLot(graph, untimed)
  const reached = byLot.run() ? byLot.timed() : null
  const weighed = reached && { reached, weights: withOpen(graph, reached, byLot) }
  byLot.giveBack()
  return weighed
}

function withOpen(graph: LotGraph, reach: TimedReach, byLot: ByLot): Weights {
  const columns = byLot.simulation.result()
  if (byLot.openCount === 0) return new Weights(columns)
  const inTime = weighInTime(graph, reachAround(graph, reach, byLot))
  const weights = new Weights(merged(columns, inTime.columns, byLot.isOpen))
  inTime.giveBack()
  return weights
}

/** All moments of all lots in the order of time. */
export function weighInTime(graph: LotGraph, reach: TimedReach): Weights {
  const timeline = Timeline.ofAll(graph, reach)
  const simulation = new Simulation(graph, reach, timeline)
  simulation.run()
  const weights = new Weights(simulation.result())
  timeline.giveBack()
  return weights
}

/** The open lots of a reach and all that they are made of in it: what decides about them, and no more. */
function reachAround(graph: LotGraph, reach: TimedReach, { isOpen, timeline }: ByLot): TimedReach {
  const isIn = isOpen.slice()
  const { lots } = timeline
  const wanted: number[] = []
  for (let slot = 0; slot < lots.length; slot++) if (isOpen[slot] === 1) wanted.push(slot)
  const links = linkBuffer()
  let count = 0
  for (let slot = wanted.pop(); slot !== undefined; slot = wanted.pop()) {
    links.size = 0
    graph.gatherIn(lots[slot], reach.knownAt, links)
    count += links.size
    for (let row = 0; row < links.size; row++) {
      const from = timeline.slotOf(links.columns.parent[row])
      if (from < 0 || isIn[from] === 1) continue
      isIn[from] = 1
      wanted.push(from)
    }
  }
  const has = (lot: number): boolean => isIn[timeline.slotOf(lot)] === 1
  const places = reach.ids.map((_, place) => place).filter(place => has(reach.ids[place]))
  const seeds = [...reach.seeds.keys()].filter(place => has(reach.seeds[place].lot))
  return {
    ...reach,
    links: count,
    ids: pickedWholes(reach.ids, places),
    times: pickedFloats(reach.times, places),
    seeds: seeds.map(place => reach.seeds[place]),
    seedTimes: Float64Array.from(seeds, place => reach.seedTimes[place]),
    transit: reach.transit.filter(has),
  }
}

/** Of the open lots what came of them in the order of time, of all others what came of them alone. */
function merged(alone: WeightColumns, inTime: WeightColumns, isOpen: Uint8Array): WeightColumns {
  const { lots, affected, onHand, contents } = alone
  for (let slot = 0, at = 0; slot < lots.length; slot++) {
    if (isOpen[slot] === 0) continue
    while (inTime.lots[at] < lots[slot]) at++
    contents[slot] = inTime.contents[at]
    for (const [to, from] of [
      [affected, inTime.affected],
      [onHand, inTime.onHand],
    ] as const) {
      to.min[slot] = from.min[at]
      to.expected[slot] = from.expected[at]
      to.max[slot] = from.max[at]
    }
  }
  return { ...alone, taken: mergedTaken(alone, inTime, isOpen), returned: mergedReturned(alone, inTime, isOpen) }
}

function mergedReturned(alone: WeightColumns, inTime: WeightColumns, isOpen: Uint8Array): WeightColumns['returned'] {
  const returned = new Map(alone.returned)
  for (const [place, quantity] of inTime.returned) {
    const slot = firstAtLeast(alone.lots, inTime.lots[place])
    if (isOpen[slot] === 1) returned.set(slot, quantity)
  }
  return returned
}

function mergedTaken(alone: WeightColumns, inTime: WeightColumns, isOpen: Uint8Array): TakenColumns {
  const { lots } = alone
  const [own, other] = [alone.taken.slot, inTime.taken.slot]
  const [rows, isOther] = [new Uint32Array(own.length + other.length), new Uint8Array(own.length + other.length)]
  let [count, at, otherAt] = [0, 0, 0]
  for (let slot = 0; slot < lots.length; slot++) {
    for (; own[at] === slot; at++) if (isOpen[slot] === 0) rows[count++] = at
    if (isOpen[slot] === 0) continue
    while (inTime.lots[other[otherAt]] < lots[slot]) otherAt++
    for (; inTime.lots[other[otherAt]] === lots[slot]; otherAt++) {
      isOther[count] = 1
      rows[count++] = otherAt
    }
  }
  const slots = new Uint32Array(count)
  for (let i = 0; i < count; i++) slots[i] = isOther[i] === 0 ? own[rows[i]] : firstAtLeast(lots, inTime.lots[other[rows[i]]])
  const pick = <Column extends Float64Array | Uint32Array | Uint8Array>(to: Column, from: Column, fromOther: Column): Column => {
    for (let i = 0; i < count; i++) to[i] = (isOther[i] === 0 ? from : fromOther)[rows[i]]
    return to
  }
  const [mine, theirs] = [alone.taken, inTime.taken]
  return {
    slot: slots,
    position: pick(new Uint32Array(count), mine.position, theirs.position),
    kind: pick(new Uint8Array(count), mine.kind, theirs.kind),
    run: pick(new Uint32Array(count), mine.run, theirs.run),
    reference: pick(new Uint32Array(count), mine.reference, theirs.reference),
    quantity: pick(new Float64Array(count), mine.quantity, theirs.quantity),
    at: pick(new Float64Array(count), mine.at, theirs.at),
    min: pick(new Float64Array(count), mine.min, theirs.min),
    expected: pick(new Float64Array(count), mine.expected, theirs.expected),
    max: pick(new Float64Array(count), mine.max, theirs.max),
  }
}

/** Where it is now: all but what was ever affected. */
export type WhereColumns = Omit<WeightColumns, 'affected' | 'returned'>

/** Read access by lot to what is on hand and what left; `columns` is what a worker hands over. */
export class Whereabouts<Columns extends WhereColumns = WhereColumns> {
  readonly columns: Columns

  constructor(columns: Columns) {
    this.columns = columns
  }

  /** The suspect part of what is on hand, over all places. */
  onHand(lot: number): Bounds & { readonly contents: number } {
    const slot = this.slotOf(lot)
    return { ...boundsAt(this.columns.onHand, slot), contents: slot < 0 ? 0 : this.columns.contents[slot] }
  }

  /** The suspect part of `quantity` of what left the lot at this position: one shipment line, one load, one scrap. */
  takenAt(lot: number, position: number | readonly number[], kind?: MovementKind, quantity?: number): Bounds {
    const { taken } = this.columns
    const sum = { min: 0, expected: 0, max: 0, quantity: 0 }
    const positions = typeof position === 'number' ? [position] : position
    for (const row of this.rowsAt(lot, positions)) {
      if (kind !== undefined && taken.kind[row] !== kindCode(kind)) continue
      sum.min += taken.min[row]
      sum.expected += taken.expected[row]
      sum.max += taken.max[row]
      sum.quantity += taken.quantity[row]
    }
    return quantity === undefined ? sum : partOf(sum, sum.quantity, quantity)
  }

  eachTaken(visit: (taken: Taken) => void): void {
    const { taken, lots } = this.columns
    for (let row = 0; row < taken.slot.length; row++) visit(this.takenRow(row, lots[taken.slot[row]]))
  }

  takenOf(lot: number): Taken[] {
    return this.rowsOf(lot).map(row => this.takenRow(row, lot))
  }

  private takenRow(row: number, lot: number): Taken {
    const { taken } = this.columns
    return {
      lot,
      position: taken.position[row],
      kind: MOVEMENT_KINDS[taken.kind[row]],
      quantity: taken.quantity[row],
      at: taken.at[row],
      run: taken.run[row],
      reference: taken.reference[row],
      min: taken.min[row],
      expected: taken.expected[row],
      max: taken.max[row],
    }
  }

  protected slotOf(lot: number): number {
    const { lots } = this.columns
    const slot = firstAtLeast(lots, lot)
    return lots[slot] === lot ? slot : -1
  }

  /** Of a lot stands what left it in the order of the ledger: of a tank it may be a hundred thousand rows, of which one is asked for. */
  private rowsAt(lot: number, positions: readonly number[]): number[] {
    const slot = this.slotOf(lot)
    if (slot < 0) return []
    const { slot: slots, position } = this.columns.taken
    const first = firstAtLeast(slots, slot)
    const own = position.subarray(first, firstAtLeast(slots, slot + 1))
    const rows: number[] = []
    for (const at of [...new Set(positions)].sort((a, b) => a - b)) {
      for (let row = firstAtLeast(own, at); own[row] === at; row++) rows.push(first + row)
    }
    return rows
  }

  private rowsOf(lot: number): number[] {
    const slot = this.slotOf(lot)
    if (slot < 0) return []
    const rows: number[] = []
    for (let row = firstAtLeast(this.columns.taken.slot, slot); this.columns.taken.slot[row] === slot; row++) rows.push(row)
    return rows
  }
}

export class Weights extends Whereabouts<WeightColumns> {
  affected(lot: number): Bounds {
    return boundsAt(this.columns.affected, this.slotOf(lot))
  }

  /** Nobody reads it any more: the next weighing may write into the same columns. */
  giveBack(): void {
    const { lots, contents, affected, onHand, taken } = this.columns
    giveBack(lots, contents, ...Object.values(affected), ...Object.values(onHand), ...Object.values(taken))
  }
}

/** The suspect part of `quantity` out of `total`, when it is not known which part of the total it was. */
export function partOf(suspect: Bounds, total: number, quantity: number): Bounds {
  if (!(total > 0)) return { min: 0, expected: 0, max: 0 }
  const part = Math.min(quantity, total)
  const min = Math.max(0, part - (total - suspect.min))
  return { min, expected: Math.max(min, (suspect.expected * part) / total), max: Math.min(part, suspect.max) }
}

function boundsAt(columns: BoundsColumns, slot: number): Bounds {
  if (slot < 0) return { min: 0, expected: 0, max: 0 }
  return { min: columns.min[slot], expected: columns.expected[slot], max: columns.max[slot] }
}
