/**
 * A first look at a large forward reach: one pass over its lots, in which nothing is weighed. It says of every lot whether it lies somewhere, was shipped or
 * is gone, and whether that is sure already. What is sure stays so when everything is weighed; what is not sure yet may turn out to be certain, possible, or neither.
 *
 * A lot is *pure* where all that ever came into it was suspect: a seed from the start, or made of exact quantities out of pure lots. Whatever was
 * drawn from a pure lot is certainly suspect, so no bounds have to be carried along. In a plant that keeps its lots apart that is nearly every lot.
 * What a link says of its times is believed; that a movement beside it is dated otherwise is left to the weighing.
 */
import { CommonBlocks, newBlock } from './block.ts'
import { kindCode, type LotGraph } from './graph.ts'
import { LotSet } from './lot-set.ts'
import { baseTime } from './outward.ts'
import type { Reach } from './reach.ts'
import { DUST } from './share.ts'
import { ADJUSTED, isReceived } from './simulation.ts'
import { isEndKind, mergedLots, STILL } from './timeline.ts'

/** What is known of a lot; each list has a mark for "at most" and one for "surely". */
export const REACHED = 1 // not a seed, and not only passed through
export const SURE = 2
export const LIES = 4
export const CALL = 16
export const GONE = 64
/** What stands beside a list's own mark where it is sure. */
const SURELY = 1

export interface Glance {
  /** Seeds, passed assemblies and reached lots, in id order. */
  readonly lots: Uint32Array
  readonly marks: Uint8Array
  /** 1 where all of the lot is surely suspect. */
  readonly isPure: Uint8Array
}

/** How many lots, and how many of them are certain already; of the others nothing is said yet. */
export interface Tally {
  readonly lots: number
  readonly certain: number
}

export function glance(graph: LotGraph, reach: Reach): Glance {
  return new Look(graph, reach).run()
}

export function tallyOf({ marks }: Glance, list: typeof REACHED | typeof LIES | typeof CALL | typeof GONE): Tally {
  const sure = list << SURELY
  let [lots, certain] = [0, 0]
  for (let slot = 0; slot < marks.length; slot++) {
    if ((marks[slot] & list) === 0) continue
    lots++
    if ((marks[slot] & sure) !== 0) certain++
  }
  return { lots, certain }
}

const [SHIPPED, RETURNED] = [kindCode('shipped'), kindCode('returned')]
const NEVER = -Infinity

class Look {
  private readonly graph: LotGraph
  private readonly reach: Reach
  private readonly lots: Uint32Array
  private readonly set: LotSet
  private readonly common: CommonBlocks
  private readonly block = newBlock()
  private readonly frame = { lot: 0, base: 0, pace: 0 }
  /** Per link that was read the slot of its parent. */
  private source = new Int32Array(64)
  private readonly marks: Uint8Array
  private readonly isPure: Uint8Array
  private readonly isSeed: Uint8Array
  /** Since when all that a pure lot ever was is in it, and where the ledger says so. */
  private readonly wholeAt: Float64Array
  private readonly wholeBy: Uint32Array
  /** How much was taken out of a lot to be used, less what was found again in those made of it: no link may bring more. */
  private readonly given: Float64Array

  // The lot that is looked at.
  private contents = 0
  private received = 0
  private surely = 0
  private isAllSure = true
  private used = 0
  private shipped = 0
  private gone = 0
  private outs = 0
  private firstOut = Infinity
  private lastIn = NEVER
  private lastInBy = 0
  /** Nothing came back and nothing turned up. */
  private isPlain = true

  constructor(graph: LotGraph, reach: Reach) {
    this.graph = graph
    this.reach = reach
    this.lots = mergedLots(reach)
    this.set = new LotSet(this.lots, graph.lotEnd)
    this.common = new CommonBlocks(graph.folded.rows, { known: reach.knownAt, indexOf: lot => this.set.indexOf(lot) })
    const { length } = this.lots
    this.marks = new Uint8Array(length)
    this.isPure = new Uint8Array(length)
    this.isSeed = new Uint8Array(length)
    this.wholeAt = new Float64Array(length)
    this.wholeBy = new Uint32Array(length)
    this.given = new Float64Array(length)
  }

  run(): Glance {
    const { lots, marks, isPure } = this
    this.setReached()
    for (let slot = 0; slot < lots.length; slot++) {
      this.playLot(slot, this.readCommon(slot))
      this.lookAtInstalls(slot)
      this.mark(slot)
    }
    this.set.giveBack()
    return { lots, marks, isPure }
  }

  private setReached(): void {
    const { ids, seeds } = this.reach
    for (let i = 0, slot = 0; i < ids.length; i++, slot++) {
      while (this.lots[slot] !== ids[i]) slot++
      this.marks[slot] = REACHED
    }
    for (const { lot, after, part } of seeds) {
      const slot = this.set.indexOf(lot)
      this.isSeed[slot] = 1
      if (after !== undefined || part) continue
      this.isPure[slot] = 1
      this.wholeAt[slot] = NEVER
    }
  }

  /** Reads the block of the lot; false where it had to be read in full. */
  private readCommon(slot: number): boolean {
    const { block, common, frame, graph } = this
    const lot = this.lots[slot]
    if (graph.isFolded(lot)) {
      const { rowStart, base, pace } = graph.folded
      frame.lot = lot
      frame.base = baseTime(base[lot])
      frame.pace = pace
      if (common.read(rowStart[lot], rowStart[lot + 1], block, frame)) {
        this.source = common.source
        return true
      }
    }
    block.links.size = block.movements.size = 0
    graph.gather(lot, this.reach.knownAt, block)
    this.setSources()
    return false
  }

  private setSources(): void {
    const { columns, size } = this.block.links
    if (this.source === this.common.source || this.source.length < size) this.source = new Int32Array(size * 2 + 64)
    for (let row = 0; row < size; row++) this.source[row] = this.set.indexOf(columns.parent[row])
  }

  /** What is in it, what left it, and what of it was used. */
  private playLot(slot: number, isCommon: boolean): void {
    this.contents = this.received = this.surely = this.used = this.shipped = this.gone = this.outs = 0
    this.firstOut = Infinity
    this.lastIn = NEVER
    this.lastInBy = 0
    this.isPlain = this.isAllSure = true
    if (isCommon && this.common.hasOne) {
      const { kind, delta, at, since } = this.common.one
      this.move(slot, kind, delta, at, since)
    } else {
      const { size, columns } = this.block.movements
      const { kind, delta, at, since } = columns
      for (let i = 0; i < size; i++) this.move(slot, kind[i], delta[i], at[i], since[i])
    }
    this.given[slot] = this.used
    if (this.isAllSure && this.received > 0) this.becomePure(slot, this.lastIn, this.lastInBy)
  }

  private move(slot: number, kind: number, delta: number, at: number, position: number): void {
    if (delta === 0 || Number.isNaN(delta) || STILL[kind] !== 0) return
    this.contents += delta
    if (delta > 0) this.comeIn(slot, kind, delta, at, position)
    else this.leave(kind, -delta)
    if (delta < 0) this.firstOut = Math.min(this.firstOut, at)
  }

  private comeIn(slot: number, kind: number, quantity: number, at: number, position: number): void {
    if (kind === RETURNED) this.shipped -= quantity
    if (!isReceived(kind)) {
      // What came back is its own; what turned up is of nobody knows where.
      this.isPlain = false
      if (kind === ADJUSTED) this.isAllSure = false
      return
    }
    const portion = Math.min(quantity, this.portionPut(slot, position, at))
    this.received += quantity
    this.surely += portion
    if (portion < quantity - DUST) this.isAllSure = false
    this.lastIn = Math.max(this.lastIn, at)
    this.lastInBy = Math.max(this.lastInBy, position)
  }

  /** Times are not looked at: what was filled over a time may have come before what is recorded to have left by then. */
  private leave(kind: number, quantity: number): void {
    this.outs++
    if (!isEndKind(kind)) this.used += quantity
    else if (kind === SHIPPED) this.shipped += quantity
    else this.gone += quantity
  }

  /** Nothing left before all had come, and no more than had come: then whoever drew from it drew what was suspect. */
  private becomePure(slot: number, at: number, by: number): void {
    if (this.isPure[slot] === 1 || !(at <= this.firstOut) || this.contents < -DUST) return
    this.isPure[slot] = 1
    this.wholeAt[slot] = at
    this.wholeBy[slot] = by
  }

  private portionPut(slot: number, put: number, at: number): number {
    const { columns, size } = this.block.links
    let most = 0
    for (let row = 0; row < size; row++)
      if (columns.put[row] === put && (columns.came[row] >= at || this.isUndisturbed(columns.came[row], at)))
        most = Math.max(most, this.portionOf(slot, row, at))
    return most
  }

  /** While it was filled nothing left the lot, was put into it or turned up in it: then nobody had to guess how much was there by then. */
  private isUndisturbed(from: number, to: number): boolean {
    const { links, movements } = this.block
    const isWithin = (at: number): boolean => at >= from && at <= to
    for (let row = 0; row < links.size; row++) if (links.columns.put[row] === 0 && isWithin(links.columns.came[row])) return false
    const { kind, delta, at } = movements.columns
    for (let row = 0; row < movements.size; row++)
      if ((delta[row] < 0 || kind[row] === ADJUSTED) && STILL[kind[row]] === 0 && isWithin(at[row])) return false
    return true
  }

  private lookAtInstalls(slot: number): void {
    const { columns, size } = this.block.links
    for (let row = 0; row < size; row++) {
      if (columns.put[row] !== 0) continue
      const at = columns.came[row]
      const portion = this.portionOf(slot, row, at)
      // It has to be there, all of it, when something is put into it.
      if (!(this.lastIn < at) || !(this.firstOut > at) || portion > this.received + DUST) continue
      this.surely = Math.max(this.surely, portion)
      if (portion > 0 && portion >= this.received - DUST) this.becomePure(slot, at, columns.taken[row] || columns.since[row])
    }
  }

  /** How many units of the lot this link makes surely suspect: all of its portion where an exact quantity was drawn from a pure lot. */
  private portionOf(slot: number, row: number, by: number): number {
    const from = this.source[row]
    const { columns } = this.block.links
    if (from < 0 || from >= slot || this.isPure[from] === 0 || columns.mark[row] !== 0 || columns.removedAt[row] !== Infinity) return 0
    const drawn = columns.drawQ[row]
    if (!(drawn >= DUST) || columns.qMin[row] !== drawn || columns.qMax[row] !== drawn || !(columns.total[row] > 0)) return 0
    const at = this.wholeAt[from]
    if (columns.left[row] > by || !(at < columns.left[row] || (at === columns.left[row] && this.wholeBy[from] < columns.taken[row])))
      return 0
    if (at !== NEVER) {
      this.given[from] -= drawn
      if (this.given[from] < -DUST) return 0
    }
    return columns.portion[row]
  }

  private mark(slot: number): void {
    const isReached = this.marks[slot] === REACHED
    if (!isReached && this.isSeed[slot] === 0) return
    const isPure = this.isPure[slot] === 1
    const isSure = isPure || this.surely > DUST
    if (isReached && isSure) this.marks[slot] |= SURE
    // Where all of a lot has left at once, its suspect part has left with it. Of what lies nobody says in which place that part is.
    const hasAllLeft =
      isPure || (isSure && this.isPlain && this.outs === 1 && this.lastIn <= this.firstOut && Math.abs(this.contents) <= DUST)
    this.markList(slot, LIES, this.contents, isPure)
    this.markList(slot, CALL, this.shipped, hasAllLeft)
    this.markList(slot, GONE, this.gone, hasAllLeft)
  }

  private markList(slot: number, list: number, quantity: number, isSure: boolean): void {
    // The least quantity there is counts; what is left over by adding up floats does not.
    if (quantity > DUST / 2) this.marks[slot] |= isSure ? list | (list << SURELY) : list
  }
}
