import { firstAtLeast } from '../base/sorted.ts'
import { BLEND, MAYBE_BLEND } from './facts.ts'
import { COUNTABLE, HOMOGENEOUS, kindCode, type LotGraph } from './graph.ts'
import { anyFloats, anyWholes, bytes, giveBack, wholes } from './memory.ts'
import type { Reach } from './reach.ts'
import { DUST } from './share.ts'
import { GOOD, type StraightBlocks, TOTAL } from './straight-block.ts'
import type { Timeline } from './timeline.ts'

const RETURNED = kindCode('returned')

/**
 * What the links of a reach can carry at most, in the order of the lots they lead into. It is noted while those are weighed, so that nothing has
 * to be read a second time for the total. Only links over which one unit of the parent can spoil so many units of the child are kept; a lot that any
 * other link leads into is cut off from its parents.
 */
export class Flows {
  /** Links into slot s: rows `end[s - 1]` to `end[s]`. */
  end: Uint32Array = new Uint32Array(0)
  /** Per link the slot of its parent, the child units that one unit of the parent can spoil, and those that can be spoiled over it in all. */
  parent: Uint32Array = new Uint32Array(0)
  gain: Float64Array = new Float64Array(0)
  most: Float64Array = new Float64Array(0)
  /** Per slot 1 where suspect material begins, or one unit of it may spoil any number. */
  isCut: Uint8Array = new Uint8Array(0)
  /** Per slot how many of the links round a part of a piece up. */
  rounded: Uint32Array = new Uint32Array(0)
  /** What customers sent back, by slot. */
  readonly returned = new Map<number, number>()
  /** A component that was taken out again has been in several units: then a unit is not in one place, and what flows is no cap. */
  readonly isCap: boolean
  private readonly flags: Uint8Array
  private readonly reach: Reach
  private size = 0

  constructor(graph: LotGraph, reach: Reach) {
    this.flags = graph.flags
    this.reach = reach
    this.isCap = reach.windows.size === 0
  }

  /** Everything is going to be read, perhaps once more. */
  begin(lots: Uint32Array): void {
    const { seeds, links } = this.reach
    this.size = 0
    this.returned.clear()
    giveBack(this.end, this.isCut, this.rounded)
    this.end = wholes(lots.length)
    this.isCut = bytes(lots.length)
    this.rounded = wholes(lots.length)
    if (this.parent.length === 0) this.grow(links + ROOM)
    for (const { lot } of seeds) this.isCut[firstAtLeast(lots, lot)] = 1
  }

  takeAll(timeline: Timeline): void {
    this.begin(timeline.lots)
    for (let slot = 0; slot < timeline.lots.length; slot++) this.take(slot, timeline)
  }

  /** Takes the links into the slot, which the timeline has just read; slots come in their order. */
  take(slot: number, timeline: Timeline): void {
    const first = this.size
    const count = timeline.inStart[slot + 1] - timeline.inStart[slot]
    if (this.size + count > this.parent.length) this.grow((this.size + count) * 2)
    if (count > 0 && this.isCut[slot] === 0 && !this.takeLinks(slot, timeline)) {
      this.isCut[slot] = 1
      this.rounded[slot] = 0
      this.size = first
    }
    this.end[slot] = this.size
    this.takeReturned(slot, timeline)
  }

  /** False: over one of the links a unit may spoil any number. It is done for every link of a weighing, so nothing is made on the way. */
  private takeLinks(slot: number, { lots, link, source, inStart }: Timeline): boolean {
    const { flags } = this
    const { put, since, draw, drawQ, total, portion, qMax, mark } = link
    const end = inStart[slot + 1]
    const bits = flags[lots[slot]]
    const isCounted = (bits & COUNTABLE) !== 0
    if ((bits & HOMOGENEOUS) !== 0) return false
    for (let row = inStart[slot], begin = row, drawn = 0, isReached = false; row < end; row++) {
      const [from, quantity, per] = [source[row], qMax[row], drawQ[row] / total[row]]
      drawn += quantity
      if (from >= 0) {
        if (from >= slot || !(quantity >= 0) || (mark[row] & (BLEND | MAYBE_BLEND)) !== 0 || !(per > 0) || per === Infinity) return false
        this.add(slot, from, { isCounted, isFromCounted: (flags[lots[from]] & COUNTABLE) !== 0, per, quantity, portion: portion[row] })
        isReached = true
      }
      if (row + 1 < end && draw[row] === draw[row + 1] && put[row] === put[row + 1] && (put[row] !== 0 || since[row] === since[row + 1]))
        continue
      // The alternatives do not add up to the draw: the rest came from nobody knows where.
      if (isReached && !(drawn >= drawQ[begin] - DUST)) return false
      begin = row + 1
      drawn = 0
      isReached = false
    }
    return true
  }

  /** The same of links that are read and played straight: each is a draw of its own, and none of them cuts the lot off. */
  takeStraight(slot: number, lots: Uint32Array, { link, links, facts }: StraightBlocks): void {
    if (this.size + links > this.parent.length) this.grow((this.size + links) * 2)
    const { flags, parent, gain, most } = this
    const bits = flags[lots[slot]]
    const [good, total] = [facts[GOOD], facts[TOTAL]]
    if ((bits & HOMOGENEOUS) !== 0) this.isCut[slot] = 1
    else if ((bits & COUNTABLE) !== 0) {
      for (let row = 0; row < links; row++) {
        const [from, quantity] = [link.source[row], link.quantity[row]]
        const isFromCounted = (flags[lots[from]] & COUNTABLE) !== 0
        this.add(slot, from, { isCounted: true, isFromCounted, per: quantity / total, quantity, portion: good })
      }
    } else {
      // The same as `add` where nothing is counted in pieces, as most of what is drawn in bulk.
      let at = this.size
      for (let row = 0; row < links; row++) {
        const quantity = link.quantity[row]
        const each = 1 / (quantity / total)
        parent[at] = link.source[row]
        gain[at] = each
        most[at++] = quantity * each < good ? quantity * each : good
      }
      this.size = at
    }
    this.end[slot] = this.size
  }

  private add(slot: number, from: number, { isCounted, isFromCounted, per, quantity, portion }: Followed): void {
    const isPieces = isCounted && isFromCounted
    // Several pieces per unit: each may spoil a unit of its own.
    const each = isPieces && per > 1 ? 1 : 1 / per
    this.parent[this.size] = from
    this.gain[this.size] = each
    this.most[this.size++] = Math.min(quantity * each, portion)
    if (isCounted && !(isPieces && (per > 1 || Number.isInteger(each)))) this.rounded[slot]++
  }

  private takeReturned(slot: number, { moments, momentStart, momentEnd }: Timeline): void {
    const end = momentEnd[slot]
    for (let moment = momentStart[slot]; moment < end; moment++)
      if (moments.columns.kind[moment] === RETURNED)
        this.returned.set(slot, (this.returned.get(slot) ?? 0) + moments.columns.quantity[moment])
  }

  private grow(room: number): void {
    this.parent = grown(this.parent, anyWholes(room))
    this.gain = grown(this.gain, anyFloats(room))
    this.most = grown(this.most, anyFloats(room))
  }

  /** Nobody asks any more how much there is in all. */
  giveBack(): void {
    giveBack(this.end, this.isCut, this.rounded, this.parent, this.gain, this.most)
  }
}

/** A link over which so much of the parent went into so much of the child. */
interface Followed {
  readonly isCounted: boolean
  readonly isFromCounted: boolean
  readonly per: number
  readonly quantity: number
  readonly portion: number
}

/** About as many links lead into the lots of a reach as lead out of them. */
const ROOM = 64

function grown<Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from)
  giveBack(from)
  return to
}
