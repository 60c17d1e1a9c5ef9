import { firstAtLeast } from '../base/sorted.ts'
import { BLEND, linkBuffer, MAYBE_BLEND } from './facts.ts'
import { COUNTABLE, FRESH, HOMOGENEOUS, type LotGraph } from './graph.ts'
import { anyFloats, anyWholes, bytes, giveBack, wholes } from './memory.ts'
import type { Reach } from './reach.ts'
import { DUST } from './share.ts'
import { GOOD, StraightBlocks, TOTAL } from './straight-block.ts'
import { sameDraw, Timeline } from './timeline.ts'

/**
 * What the links of a reach can carry at most, in the order of the lots they lead into: seeds, reached lots and assemblies passed through. Only links
 * over which one unit of the parent can spoil so many units of the child are kept; a lot that any other link leads into is cut off from its parents.
 */
export interface Flows {
  /** Links into slot s: rows `end[s - 1]` to `end[s]`. */
  readonly end: Uint32Array
  /** Per link the slot of its parent, the child units that one unit of the parent can spoil, and those that can be spoiled over it in all. */
  readonly parent: Uint32Array
  readonly gain: Float64Array
  readonly most: Float64Array
  /** Per slot 1 where suspect material begins, or one unit of it may spoil any number. */
  readonly isCut: Uint8Array
  /** Per slot how many of the links round a part of a piece up. */
  readonly rounded: Uint32Array
}

/** Null: a component that was taken out again has been in several units. Then a unit is not in one place, and what flows is no cap. */
export function flowsOf(graph: LotGraph, reach: Reach): Flows | null {
  if (reach.windows.size > 0) return null
  const timeline = new Timeline(graph, reach, linkBuffer(64))
  const flows = new Reading(graph, reach, timeline)
  flows.readAll()
  timeline.giveBack()
  return flows
}

/** Nobody asks any more how much there is in all. */
export const giveFlows = ({ end, isCut, rounded, parent, gain, most }: Flows): void => giveBack(end, isCut, rounded, parent, gain, most)

class Reading implements Flows {
  readonly end: Uint32Array
  readonly isCut: Uint8Array
  readonly rounded: Uint32Array
  parent: Uint32Array
  gain: Float64Array
  most: Float64Array
  private readonly graph: LotGraph
  private readonly timeline: Timeline
  private readonly block: StraightBlocks
  private size = 0

  constructor(graph: LotGraph, { seeds, links, knownAt }: Reach, timeline: Timeline) {
    const { lots } = timeline
    this.graph = graph
    this.timeline = timeline
    this.block = new StraightBlocks(graph.folded, knownAt, timeline.set, graph.fresh)
    this.end = wholes(lots.length)
    this.isCut = bytes(lots.length)
    this.rounded = wholes(lots.length)
    this.parent = anyWholes(links + ROOM)
    this.gain = anyFloats(links + ROOM)
    this.most = anyFloats(links + ROOM)
    for (const { lot } of seeds) this.isCut[firstAtLeast(lots, lot)] = 1
  }

  readAll(): void {
    for (let slot = 0; slot < this.end.length; slot++) {
      const first = this.size
      if (this.isCut[slot] === 0 && !this.read(slot)) {
        this.isCut[slot] = 1
        this.rounded[slot] = 0
        this.size = first
      }
      this.end[slot] = this.size
    }
  }

  /** False: over one of the links into it a unit may spoil any number. */
  private read(slot: number): boolean {
    const { graph, timeline, block } = this
    const lot = timeline.lots[slot]
    if (block.read(lot, (graph.flags[lot] & FRESH) !== 0)) return this.takeStraight(slot, lot)
    timeline.readLot(slot)
    const isTaken = timeline.linkCount === 0 || this.takeLinks(slot, lot)
    timeline.forgetLot(slot)
    return isTaken
  }

  private takeLinks(slot: number, lot: number): boolean {
    const { link, linkCount, source } = this.timeline
    const { drawQ, total, portion, qMax, mark } = link
    const { flags } = this.graph
    this.roomFor(linkCount)
    const isCounted = (flags[lot] & COUNTABLE) !== 0
    if ((flags[lot] & HOMOGENEOUS) !== 0) return false
    for (let row = 0, begin = 0, drawn = 0, isReached = false; row < linkCount; row++) {
      const [from, quantity, per] = [source[row], qMax[row], drawQ[row] / total[row]]
      drawn += quantity
      if (from >= 0) {
        if (from >= slot || !(quantity >= 0) || (mark[row] & (BLEND | MAYBE_BLEND)) !== 0 || !(per > 0) || per === Infinity) return false
        this.add(slot, from, { isCounted, per, quantity, portion: portion[row] })
        isReached = true
      }
      if (row + 1 < linkCount && sameDraw(link, row, row + 1)) continue
      // The alternatives do not add up to the draw: the rest came from nobody knows where.
      if (isReached && !(drawn >= drawQ[begin] - DUST)) return false
      begin = row + 1
      drawn = 0
      isReached = false
    }
    return true
  }

  /** The same of links each of which is a draw of its own, of an exact quantity. */
  private takeStraight(slot: number, lot: number): boolean {
    const { link, links, facts } = this.block
    const bits = this.graph.flags[lot]
    if (links > 0 && (bits & HOMOGENEOUS) !== 0) return false
    this.roomFor(links)
    const isCounted = (bits & COUNTABLE) !== 0
    const [portion, total] = [facts[GOOD], facts[TOTAL]]
    for (let row = 0; row < links; row++) {
      const [from, quantity] = [link.source[row], link.quantity[row]]
      const per = quantity / total
      if (from >= slot || !(per > 0) || per === Infinity) return false
      this.add(slot, from, { isCounted, per, quantity, portion })
    }
    return true
  }

  private add(slot: number, from: number, { isCounted, per, quantity, portion }: Followed): void {
    const isPieces = isCounted && (this.graph.flags[this.timeline.lots[from]] & COUNTABLE) !== 0
    // Several pieces per unit: each may spoil a unit of its own.
    const each = isPieces && per > 1 ? 1 : 1 / per
    this.parent[this.size] = from
    this.gain[this.size] = each
    this.most[this.size++] = Math.min(quantity * each, portion)
    if (isCounted && !(isPieces && (per > 1 || Number.isInteger(each)))) this.rounded[slot]++
  }

  private roomFor(links: number): void {
    if (this.size + links > this.parent.length) this.grow((this.size + links) * 2)
  }

  private grow(room: number): void {
    this.parent = grown(this.parent, anyWholes(room))
    this.gain = grown(this.gain, anyFloats(room))
    this.most = grown(this.most, anyFloats(room))
  }
}

/** A link over which so much of the parent went into so much of the child. */
interface Followed {
  readonly isCounted: boolean
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
