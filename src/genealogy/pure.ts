import {
  ALIKE,
  isAlikeCode,
  KIND_AT,
  KIND_BITS,
  LARGE,
  LARGER,
  LAST_AT,
  LEFT_AT,
  LINKS_AT,
  MORE_MASK,
  PARENT_BITS,
  PARENT_BYTES,
  PORTION_AT,
  SIZES_AT,
  SPAN_AT,
  WIDTH_BITS,
} from './alike.ts'
import { viewOf } from './folded.ts'
import { COUNTABLE, FRESH, type LotGraph, MOVEMENT_KINDS } from './graph.ts'
import type { LotSet } from './lot-set.ts'
import { bytes, giveBack } from './memory.ts'
import { baseTime, CHILD } from './outward.ts'
import { decimalOf } from './packing.ts'
import { DUST } from './share.ts'
import { isReceived, type Simulation } from './simulation.ts'
import { STILL } from './timeline.ts'
import { ARRIVAL, CONTENTS, LAST_IN, LAST_TIME, PURE, RECEIVED, STOCK, SURE_AFTER, TOLD, type Told } from './told.ts'
import type { BoundsColumns } from './weight-columns.ts'

/** By the code of a kind: 1 where what came in by it was made or received. */
const BEGINS = Uint8Array.from(MOVEMENT_KINDS, (_, kind) => (isReceived(kind) && STILL[kind] === 0 ? 1 : 0))
/** A parent and a quantity of one byte are read in one go. */
const WORD = 4
const PARENT_WIDTH = 8 * PARENT_BYTES
/** Shorter runs are written down lot by lot. */
const LONG = 32

/**
 * Plays lots all of which is suspect: made at once, of exact quantities, out of lots of which all is suspect as well and nothing has left by a movement of its own. What is made
 * of a delivery in a plant that keeps its lots apart is nearly all of that sort. One draw that makes all of the lot suspect decides; of the others it is only looked whether they may be left at that.
 */
export class PureLots {
  private readonly graph: LotGraph
  private readonly lots: Uint32Array
  private readonly set: LotSet
  private readonly known: number
  private readonly told: Told
  private readonly simulation: Simulation
  private readonly view: DataView
  /** Per slot 1 where something it is made of was not played in such a run: then its links are looked at, whatever was settled. */
  private readonly isLooked: Uint8Array
  /** Where long runs begin and end: what was found of their lots is written down when all is played, and until then only of those that are asked for. */
  private readonly runs: number[] = []

  constructor(graph: LotGraph, { lots, set, known, told, simulation }: Playing) {
    this.graph = graph
    this.lots = lots
    this.set = set
    this.known = known
    this.told = told
    this.simulation = simulation
    this.view = viewOf(graph.folded.rows)
    this.isLooked = bytes(lots.length)
  }

  giveBack(): void {
    giveBack(this.isLooked)
  }

  /** The lot was played in another way: whatever is made of it is looked at. Of what is made of it since the last fold everything is, anyway. */
  lookBehind(lot: number): void {
    const { lots, outStart, outChild } = this.graph.folded
    if (lot >= lots) return
    for (let i = outStart[lot]; i < outStart[lot + 1]; i++) {
      const place = this.set.indexOf(outChild[i] & CHILD)
      if (place >= 0) this.isLooked[place] = 1
    }
  }

  /** Plays from `first` on until one is not of that sort, or `end`; answers which. */
  play(first: number, end: number): number {
    const stop = this.playRun(first, end)
    if (stop - first >= LONG) this.runs.push(first, stop)
    else for (let slot = first; slot < stop; slot++) this.write(slot)
    return stop
  }

  /** One long function, like that of Straight. What a block says stands at fixed places, so nothing is called for a number of it. */
  private playRun(first: number, end: number): number {
    const { lots, set, known, view, isLooked } = this
    const { flags, folded } = this.graph
    const { lots: foldedLots, rowStart, base, pace, pure, dated } = folded
    const { rows: told, kinds } = this.told
    const { contents, arrival } = this.simulation
    // As known earlier, each lot is asked whether it was known by then.
    const isNow = folded.position <= known
    // Mostly the next lot is made of as much, and as much of it is made: only what is new is worked out.
    let quantityCode = -1
    let portionCode = -1
    let q = 0
    let total = 0
    let isAll = false
    let isMore = false
    for (let slot = first; slot < end; slot++) {
      const lot = lots[slot]
      const mark = flags[lot]
      const at = rowStart[lot]
      const word = lot >>> 5
      const bit = 1 << (lot & 31)
      if (isNow && (pure[word] & bit) !== 0 && isLooked[slot] === 0 && (mark & FRESH) === 0) {
        const kind = view.getUint8(at + KIND_AT)
        if (BEGINS[kind & KIND_BITS] !== 1) return slot
        const portion = (kind & LARGE) === 0 ? view.getUint16(at + PORTION_AT, true) : view.getInt32(at + PORTION_AT, true)
        if (portion !== portionCode) {
          portionCode = portion
          quantityCode = -1
          total = decimalOf(portion)
        }
        const came = baseTime(base[lot]) + view.getUint16(at + LEFT_AT, true) - view.getUint32(at + SPAN_AT, true)
        kinds[slot] = PURE
        contents[slot] = total
        arrival[slot] = (dated[word] & bit) !== 0 ? came : this.since(lot, at, came)
        continue
      }
      if (lot >= foldedLots || (mark & FRESH) !== 0) return slot
      const head = view.getUint8(at)
      const sizes = view.getUint8(at + SIZES_AT)
      if (!isAlikeCode(head) || (sizes & MORE_MASK) !== 0) return slot
      const put = Math.round(lot * pace) + view.getInt32(at + LAST_AT, true)
      const kind = view.getUint8(at + KIND_AT)
      if (put > known || BEGINS[kind & KIND_BITS] !== 1) return slot
      const isLarge = (kind & LARGE) !== 0
      const portion = isLarge ? view.getInt32(at + PORTION_AT, true) : view.getUint16(at + PORTION_AT, true)
      if (portion !== portionCode) {
        portionCode = portion
        quantityCode = -1
        total = decimalOf(portion)
        if (!(total >= DUST)) return slot
      }
      const left = baseTime(base[lot]) + view.getUint16(at + LEFT_AT, true)
      const came = left - view.getUint32(at + SPAN_AT, true)
      const step = PARENT_BYTES + (sizes >>> WIDTH_BITS) + 1
      const mask = -1 >>> (8 * (7 - step))
      const firstLink = at + (isLarge ? LINKS_AT + LARGER : LINKS_AT)
      const lastLink = firstLink + step * (head - ALIKE)
      let since = Infinity
      let isPure = false
      for (let i = firstLink; i <= lastLink; i += step) {
        const word = view.getInt32(i, true)
        const place = set.indexOf(lot - (word & PARENT_BITS))
        if (place < 0) continue
        const code = step === WORD ? word >>> PARENT_WIDTH : view.getInt32(i + PARENT_BYTES, true) & mask
        if (code !== quantityCode) {
          quantityCode = code
          q = decimalOf(code)
          const per = q / total
          if (!(q >= DUST && per > 0 && per < Infinity)) return slot
          isAll = q / per >= total
          isMore = q > total
        }
        if (kinds[place] === PURE) this.tell(place)
        const from = place * TOLD
        if (!(told[from + SURE_AFTER] < left && q <= told[from + CONTENTS])) return slot
        if (isMore && (mark & COUNTABLE) !== 0) return slot
        const arrived = told[from + ARRIVAL]
        const by = came > arrived ? came : arrived
        if (by < since) since = by
        if (isAll) isPure = true
      }
      if (!isPure) return slot
      // What was settled of its children counts on it.
      if (since !== came && (dated[lot >>> 5] & (1 << (lot & 31))) !== 0) this.lookBehind(lot)
      kinds[slot] = PURE
      arrival[slot] = since
      contents[slot] = total
    }
    return end
  }

  /** The first of what was reached of its parents decides, unless its own material came later. */
  private since(lot: number, at: number, came: number): number {
    const { set, view } = this
    const { arrival } = this.simulation
    const step = PARENT_BYTES + (view.getUint8(at + SIZES_AT) >>> WIDTH_BITS) + 1
    let i = at + ((view.getUint8(at + KIND_AT) & LARGE) === 0 ? LINKS_AT : LINKS_AT + LARGER)
    let first = Infinity
    for (const end = i + step * (view.getUint8(at) - ALIKE + 1); i < end; i += step) {
      const place = set.indexOf(lot - (view.getInt32(i, true) & PARENT_BITS))
      if (place >= 0 && arrival[place] < first) first = arrival[place]
    }
    return came > first ? came : first
  }

  /** What such a lot is to those made of it is told only when somebody asks. */
  tell(slot: number): void {
    const { view, told, simulation, lots } = this
    if (told.kinds[slot] !== PURE) return
    const { rowStart, base, pace } = this.graph.folded
    const lot = lots[slot]
    const at = rowStart[lot]
    const left = baseTime(base[lot]) + view.getUint16(at + LEFT_AT, true)
    const row = slot * TOLD
    told.kinds[slot] = STOCK
    told.rows[row + SURE_AFTER] = told.rows[row + LAST_IN] = told.rows[row + LAST_TIME] = left
    told.rows[row + ARRIVAL] = simulation.arrival[slot]
    told.rows[row + CONTENTS] = told.rows[row + RECEIVED] = simulation.contents[slot]
    told.comesFrom[slot] = left - view.getUint32(at + SPAN_AT, true)
    told.lastPosition[slot] = Math.round(lot * pace) + view.getInt32(at + LAST_AT, true)
    this.write(slot)
  }

  private write(slot: number): void {
    const { affected, suspect, contents } = this.simulation
    affected.min[slot] = affected.expected[slot] = affected.max[slot] = contents[slot]
    suspect.min[slot] = suspect.expected[slot] = suspect.max[slot] = contents[slot]
  }

  /** How much of all that was played in long runs is suspect. `isLast`: nobody writes into the columns afterwards. */
  writeRuns(isLast: boolean): void {
    const { simulation } = this
    simulation.affected = this.written(simulation.affected, isLast)
    simulation.suspect = this.written(simulation.suspect, isLast)
  }

  /** Where nothing is unsure of any other lot either, one column says least, expected and most of it, and where all of each is suspect, what is in it does. */
  private written(columns: BoundsColumns, isLast: boolean): BoundsColumns {
    const { contents } = this.simulation
    const { min, expected, max } = columns
    const isSure = isLast && this.isEachBetween(slot => min[slot] === max[slot] && min[slot] === expected[slot])
    if (isSure && this.isEachBetween(slot => min[slot] === contents[slot])) {
      giveBack(min, expected, max)
      return { min: contents, expected: contents, max: contents }
    }
    for (const column of isSure ? [min] : [min, expected, max]) this.fill(column)
    if (!isSure) return columns
    giveBack(expected, max)
    return { min, expected: min, max: min }
  }

  private fill(column: Float64Array): void {
    const { runs } = this
    const { contents } = this.simulation
    for (let i = 0; i < runs.length; i += 2) column.set(contents.subarray(runs[i], runs[i + 1]), runs[i])
  }

  /** Asks of every slot that is not part of a long run. */
  private isEachBetween(asked: (slot: number) => boolean): boolean {
    const { runs, lots } = this
    for (let i = 0, slot = 0; i <= runs.length; i += 2) {
      const end = i < runs.length ? runs[i] : lots.length
      for (; slot < end; slot++) if (!asked(slot)) return false
      slot = runs[i + 1]
    }
    return true
  }
}

/** What a play works on. */
export interface Playing {
  readonly lots: Uint32Array
  readonly set: LotSet
  readonly known: number
  readonly told: Told
  readonly simulation: Simulation
}
