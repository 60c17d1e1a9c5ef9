import { firstAtLeast } from '../base/sorted.ts'
import { FRESH_OUT, type LotGraph, NOW } from './graph.ts'
import { isSet } from './in-order.ts'
import { anyWholes } from './memory.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'
import type { ReachQuery } from './reach-query.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'

/**
 * Links on the shortest usable chain to each of the reached lots, in one pass over the lots in id order; null where that is not enough.
 *
 * It is where every link leads to a later lot, and can be followed from its parent whichever chain led there: then times rule nothing out that is
 * not ruled out for every chain, and the shortest chain to a lot is one link longer than the shortest to the nearest of its parents.
 * Of a lot that is not timed (in-order.ts) every link is followed, whenever it was reached: no time is kept of it, and of a plain one nothing is read but its children.
 */
export function stepsInOrder(graph: LotGraph, query: ReachQuery, ids: Uint32Array): Uint32Array | null {
  const sight = new Sight(graph, query.asKnownAt ?? NOW, query.blocked)
  if (query.direction === 'back' || query.within !== undefined || sight.isCareful || query.seeds.some(({ part }) => part !== undefined))
    return null
  const pass = new Pass(graph, query, sight)
  const isInOrder = pass.run(ids)
  const steps = pass.harvest(ids)
  return isInOrder ? steps : null
}

/** What a seed counts as: reached before anything was counted. It is counted down from there, so that the more is the nearer, and 0 is nothing yet. */
const SEED = 2 ** 30 - 1

class Pass {
  /** By lot, counted down from that of a seed; 0: not reached yet. */
  private readonly near: Uint32Array
  /** By lot: when the first of all usable chains arrives, and when the last. Only of seeds and timed lots; Infinity of all others. */
  private readonly earliest: Float64Array
  private readonly latest: Float64Array
  /** Of these lots. */
  private readonly dated: number[] = []
  private readonly graph: LotGraph
  private readonly query: ReachQuery
  private readonly sight: Sight
  /** A seed that became suspect later may be reached before that through another one: then it is looked at where each link leads. */
  private readonly mayBePlain: boolean
  private readonly scratch: readonly [Scratch, Scratch]

  constructor(graph: LotGraph, query: ReachQuery, sight: Sight) {
    this.graph = graph
    this.query = query
    this.sight = sight
    this.mayBePlain = query.seeds.every(({ after = -Infinity }) => after === -Infinity)
    this.scratch = [takeScratch(graph), takeScratch(graph)]
    this.near = this.scratch[0].used
    this.earliest = this.scratch[0].arrival
    this.latest = this.scratch[1].arrival
  }

  /** False: some link would have to be looked at chain by chain. */
  run(ids: Uint32Array): boolean {
    let place = 0
    for (const seed of this.plant()) {
      const end = firstAtLeast(ids, seed)
      if (!this.expandAll(ids.subarray(place, end)) || !this.expandAll(Uint32Array.of(seed))) return false
      place = end
    }
    return this.expandAll(ids.subarray(place))
  }

  /** What was counted; the work space is left as it was found. */
  harvest(ids: Uint32Array): Uint32Array {
    const { near, earliest, latest, dated } = this
    const steps = anyWholes(ids.length)
    for (let place = 0; place < ids.length; place++) {
      const lot = ids[place]
      steps[place] = SEED - near[lot]
      near[lot] = 0
    }
    for (const lot of dated) earliest[lot] = latest[lot] = Infinity
    for (const { lot } of this.query.seeds) this.reset(lot)
    for (const lot of this.query.blocked?.lots ?? []) this.reset(lot)
    for (const scratch of this.scratch) giveScratch(scratch)
    return steps
  }

  private reset(lot: number): void {
    this.near[lot] = 0
    this.earliest[lot] = this.latest[lot] = Infinity
  }

  /** Seeds, and what is blocked like seeds of which nothing is followed: nothing reaches them any earlier. Answers the seeds, in id order. */
  private plant(): number[] {
    const { query, sight, earliest, latest, near } = this
    const seeds = new Set<number>()
    for (const { lot, after = -Infinity } of query.seeds) {
      earliest[lot] = latest[lot] = Math.min(earliest[lot], after)
      near[lot] = SEED
      if (!sight.isBlocked(lot)) seeds.add(lot)
    }
    for (const lot of query.blocked?.lots ?? []) {
      earliest[lot] = latest[lot] = -Infinity
      near[lot] = SEED
    }
    return [...seeds].sort((a, b) => a - b)
  }

  /** Plain lots lead to later ones only, none of which is timed. */
  private expandAll(ids: Uint32Array): boolean {
    const { plain, outStart, outChild } = this.graph.folded
    const { near } = this
    const words = this.mayBePlain ? plain.length : 0
    for (let place = 0; place < ids.length; place++) {
      const lot = ids[place]
      const word = lot >>> 5
      if (word >= words || (plain[word] & (1 << (lot & 31))) === 0) {
        if (!this.expand(lot)) return false
        continue
      }
      const next = near[lot] - 1
      const end = outStart[lot + 1]
      for (let at = outStart[lot]; at < end; at++) {
        const child = outChild[at] & CHILD
        if (near[child] < next) near[child] = next
      }
    }
    return true
  }

  private isTimed(lot: number): boolean {
    const { lots, timed } = this.graph.folded
    return lot >= lots || isSet(timed, lot)
  }

  /** Long on purpose, like the walk of the reach. */
  private expand(lot: number): boolean {
    const { lots, outStart, outChild, outCame, outSpan, base: bases } = this.graph.folded
    const { near, earliest, latest, dated } = this
    const since = orWhenever(earliest[lot])
    const late = orWhenever(latest[lot])
    const next = near[lot] - 1
    const base = lot < lots ? outwardBase(bases[lot]) : 0
    const end = lot < lots ? outStart[lot + 1] : 0
    for (let at = lot < lots ? outStart[lot] : 0; at < end; at++) {
      const child = outChild[at]
      if (late === -Infinity && child > lot && near[child] !== SEED && !this.isTimed(child)) {
        if (near[child] < next) near[child] = next
        continue
      }
      const short = outCame[at]
      const came = cameOf(short, base)
      if (child < 0 || short === ASK || (came < late && spanOf(outSpan[at]) < late - came)) {
        if (came < since && child >= 0 && short !== ASK && spanOf(outSpan[at] + 1) <= since - came) continue
        if (!this.follow(lot, this.graph.linkAt(lot, at))) return false
        continue
      }
      if (near[child] === SEED || child <= lot) {
        if (latest[child] !== -Infinity) return false
        continue
      }
      if (near[child] < next) near[child] = next
      if (!this.isTimed(child)) continue
      const last = came < late ? late : came
      const first = came < since ? since : came
      if (earliest[child] === Infinity) {
        dated.push(child)
        earliest[child] = first
        latest[child] = last
        continue
      }
      if (first < earliest[child]) earliest[child] = first
      if (last > latest[child]) latest[child] = last
    }
    return (this.graph.flags[lot] & FRESH_OUT) === 0 || this.expandFresh(lot)
  }

  private expandFresh(lot: number): boolean {
    let isInOrder = true
    this.graph.eachFreshOut(lot, index => {
      isInOrder &&= this.follow(lot, index)
    })
    return isInOrder
  }

  /** A link that is read itself. False: it decides chain by chain. */
  private follow(lot: number, index: number): boolean {
    const { link } = this.graph
    const { near, earliest, latest } = this
    const [came, left, since, late] = [link.came.at(index), link.left.at(index), orWhenever(earliest[lot]), orWhenever(latest[lot])]
    if (left < since || !this.sight.sees(index)) return true
    const child = link.child.at(index)
    if (link.removedAt.at(index) !== Infinity || left < late) return false
    if (near[child] === SEED || child <= lot) return latest[child] === -Infinity
    near[child] = Math.max(near[child], near[lot] - 1)
    if (!this.isTimed(child)) return true
    const isFirst = earliest[child] === Infinity
    if (isFirst) this.dated.push(child)
    earliest[child] = Math.min(earliest[child], Math.max(came, since))
    latest[child] = Math.max(isFirst ? -Infinity : latest[child], came, late)
    return true
  }
}

/** Without a time it is a lot that leads to all its children whenever it is reached. */
const orWhenever = (time: number): number => (time === Infinity ? -Infinity : time)
