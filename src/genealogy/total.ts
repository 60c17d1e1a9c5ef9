import { BLEND, ENDED, type LinkBuffer, linkBuffer, MAYBE_BLEND, movementBuffer } from './facts.ts'
import { COUNTABLE, HOMOGENEOUS, kindCode, type LotGraph } from './graph.ts'
import { LotSet } from './lot-set.ts'
import type { Reach } from './reach.ts'
import { type Bounds, DUST, tidy } from './share.ts'
import { isEndKind, sameDraw } from './timeline.ts'
import type { WeightColumns } from './weigh.ts'

/**
 * How much suspect material there is in all at the ends of a forward trace, on hand, shipped or gone, per unit of measure. What can be
 * in one lot can often not be in another as well, so the most of all is less than the sum of what is most in each. It is capped from both sides:
 *
 * - *by target*: the sum over the lots of what their ends can hold.
 * - *by source*: every suspect unit at an end came, step by step, out of suspect units before it. Cut each of these chains at the last lot that
 *   belongs to a chosen set; the seeds belong to it, so there is one. Then all that is suspect at the ends is at most the sum over the set of
 *   (units ever suspect in the lot) x (end units that one of them can become without passing the set again).
 *
 * The second factor is reckoned backwards: a unit of a lot stays there, or goes over one link and becomes so many units of the child; the most of
 * these, for it cannot do two. Into the set go the seeds and every lot where one unit may spoil any number: melts, draws from mixtures, draws that nobody
 * measured, and what leads back to an earlier lot. The sum over any such set is a bound; see docs/guide/precision.md for the proof.
 */
export function totalAffected(graph: LotGraph, reach: Reach, weights: WeightColumns, unitOf: (lot: number) => string): Map<string, Bounds> {
  const ends = new Ends(graph, reach, weights)
  // A component that was taken out again has been in several units: then only the targets cap.
  const sources = reach.windows.size > 0 ? null : new Sources(graph, reach, weights, ends)
  const units = new Map<string, Uint8Array>()
  weights.lots.forEach((lot, slot) => {
    const unit = unitOf(lot)
    const members = units.get(unit) ?? new Uint8Array(weights.lots.length)
    members[slot] = 1
    units.set(unit, members)
  })
  const totals = new Map<string, Bounds>()
  for (const [unit, members] of units) {
    const { min, expected, max } = ends.sum(members)
    if (max > 0) totals.set(unit, tidy(min, expected, Math.min(max, sources?.most(members) ?? Infinity)))
  }
  return totals
}

const [SHIPPED, RETURNED] = [kindCode('shipped'), kindCode('returned')]

/** Per lot what of it is suspect on hand, shipped or gone. */
class Ends {
  readonly max: Float64Array
  private readonly min: Float64Array
  private readonly expected: Float64Array

  constructor(graph: LotGraph, reach: Reach, { lots, onHand, taken, affected }: WeightColumns) {
    this.min = onHand.min.slice()
    this.expected = onHand.expected.slice()
    this.max = onHand.max.slice()
    const shipped = new Set<number>()
    for (let row = 0; row < taken.slot.length; row++) {
      if (!isEndKind(taken.kind[row])) continue
      const slot = taken.slot[row]
      this.min[slot] += taken.min[row]
      this.expected[slot] += taken.expected[row]
      this.max[slot] += taken.max[row]
      if (taken.kind[row] === SHIPPED) shipped.add(slot)
    }
    for (const slot of shipped) this.takeBack(slot, returnedOf(graph, lots[slot], reach.knownAt))
    for (let slot = 0; slot < lots.length; slot++) this.max[slot] = Math.min(this.max[slot], affected.max[slot])
  }

  sum(members: Uint8Array): Bounds {
    const sum = { min: 0, expected: 0, max: 0 }
    for (let slot = 0; slot < members.length; slot++) {
      if (members[slot] === 0) continue
      sum.min += this.min[slot]
      sum.expected += this.expected[slot]
      sum.max += this.max[slot]
    }
    return sum
  }

  /** What came back is on hand again, or went on; it is not to be counted among what was shipped as well. */
  private takeBack(slot: number, returned: number): void {
    this.min[slot] = Math.max(0, this.min[slot] - returned)
    this.expected[slot] = Math.max(0, this.expected[slot] - returned)
  }
}

function returnedOf(graph: LotGraph, lot: number, known: number): number {
  let sum = 0
  graph.visitMovements(lot, known, ({ kind, delta }, row) => {
    if (kind[row] === RETURNED) sum += delta[row]
  })
  return sum
}

class Sources {
  private readonly graph: LotGraph
  private readonly weights: WeightColumns
  private readonly ends: Ends
  private readonly isCut: Uint8Array
  /** The links that can be followed: parent and child by slot, child units per parent unit, one more of them where parts count as pieces. */
  private readonly parent: number[] = []
  private readonly child: number[] = []
  private readonly gain: number[] = []
  private readonly rounding: number[] = []

  constructor(graph: LotGraph, reach: Reach, weights: WeightColumns, ends: Ends) {
    this.graph = graph
    this.weights = weights
    this.ends = ends
    this.isCut = new Uint8Array(weights.lots.length)
    const set = new LotSet(weights.lots, graph.lotEnd)
    for (const { lot } of reach.seeds) this.isCut[set.indexOf(lot)] = 1
    const into = { links: linkBuffer(), movements: movementBuffer() }
    for (let slot = 0; slot < weights.lots.length; slot++) {
      into.links.size = into.movements.size = 0
      graph.gather(weights.lots[slot], reach.knownAt, into)
      if (weights.affected.max[slot] > 0) this.addLinks(slot, into.links, set)
    }
  }

  /** What the suspect units of the cut lots can come to at the ends of these lots. */
  most(members: Uint8Array): number {
    const { weights, isCut, ends } = this
    const each = new Float64Array(members.length) // end units that one unit of the lot can become
    let rounded = 0
    let sum = 0
    let link = this.parent.length - 1
    // Links stand in the order of children, and lead to later ones.
    for (let slot = members.length - 1; slot >= 0; slot--) {
      if (members[slot] === 1 && ends.max[slot] > 0) each[slot] = Math.max(each[slot], 1)
      const missing = Math.max(0, -weights.contents[slot]) // drawn, and nobody recorded where it came from
      sum += ((isCut[slot] === 1 ? weights.affected.max[slot] : 0) + missing) * each[slot]
      for (; link >= 0 && this.child[link] === slot; link--) {
        if (isCut[slot] === 1) continue
        each[this.parent[link]] = Math.max(each[this.parent[link]], this.gain[link] * each[slot])
        rounded += this.rounding[link] * each[slot]
      }
    }
    return sum + rounded
  }

  private addLinks(slot: number, { columns, size }: LinkBuffer, set: LotSet): void {
    const flags = this.graph.flags[this.weights.lots[slot]]
    for (let row = 0; row < size; row++) {
      const parent = set.indexOf(columns.parent[row])
      if (parent < 0) continue
      const per = columns.drawQ[row] / columns.total[row]
      const isLinear =
        parent < slot &&
        per > 0 &&
        per < Infinity &&
        columns.qMax[row] >= 0 &&
        (flags & HOMOGENEOUS) === 0 &&
        (columns.mark[row] & ~ENDED & (BLEND | MAYBE_BLEND)) === 0 &&
        !this.isShort(columns, row, size)
      if (!isLinear) this.isCut[slot] = 1
      else this.addLink(slot, parent, per)
    }
  }

  private addLink(slot: number, parent: number, per: number): void {
    const [from, into] = [parent, slot].map(of => (this.graph.flags[this.weights.lots[of]] & COUNTABLE) !== 0)
    const isPieces = into && from
    this.parent.push(parent)
    this.child.push(slot)
    // Several pieces per unit: each may spoil a unit of its own.
    this.gain.push(isPieces && per > 1 ? 1 : 1 / per)
    const isWhole = isPieces && (per > 1 || Number.isInteger(1 / per))
    this.rounding.push(into && !isWhole ? 1 : 0)
  }

  /** The alternatives do not add up to the draw: the rest came from nobody knows where. */
  private isShort(link: LinkBuffer['columns'], row: number, size: number): boolean {
    let most = 0
    for (let other = 0; other < size; other++) if (sameDraw(link, row, other)) most += link.qMax[other]
    return !(most >= link.drawQ[row] - DUST)
  }
}
