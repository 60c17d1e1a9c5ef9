import { FRESH_OUT, type LotGraph, NOW } from './graph.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'
import type { ReachQuery } from './reach-query.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'
import { pickedWholes } from './table.ts'

/**
 * Links on the shortest usable chain to each of the reached lots, in one pass over the lots in id order; null where that is not enough.
 *
 * It is where every link leads to a later lot, and can be followed from its parent whichever chain led there: then times rule nothing out that is
 * not ruled out for every chain, and the shortest chain to a lot is one link longer than the shortest to the nearest of its parents.
 */
export function stepsInOrder(graph: LotGraph, query: ReachQuery, ids: Uint32Array): Uint32Array | null {
  const sight = new Sight(graph, query.asKnownAt ?? NOW, query.blocked)
  if (query.direction === 'back' || query.within !== undefined || sight.isCareful || query.seeds.some(({ part }) => part !== undefined))
    return null
  const pass = new Pass(graph, query, sight)
  const steps = pass.run(ids) ? pickedWholes(pass.steps, ids) : null
  pass.clean(ids)
  return steps
}

/** What a seed counts as: reached before anything was counted. */
const SEED = 0xffffffff

class Pass {
  /** By lot; 0: not reached yet. */
  readonly steps: Uint32Array
  /** By lot: when the first of all usable chains arrives, and when the last. */
  private readonly earliest: Float64Array
  private readonly latest: Float64Array
  private readonly plain: Int32Array
  private readonly graph: LotGraph
  private readonly query: ReachQuery
  private readonly sight: Sight
  private readonly scratch: readonly [Scratch, Scratch]

  constructor(graph: LotGraph, query: ReachQuery, sight: Sight) {
    this.graph = graph
    this.query = query
    this.sight = sight
    this.plain = graph.folded.plain
    this.scratch = [takeScratch(graph), takeScratch(graph)]
    this.steps = this.scratch[0].used
    this.earliest = this.scratch[0].arrival
    this.latest = this.scratch[1].arrival
  }

  /** False: some link would have to be looked at chain by chain. */
  run(ids: Uint32Array): boolean {
    const seeds = this.plant()
    for (let place = 0, seed = 0; place < ids.length || seed < seeds.length; ) {
      const isSeed = seed < seeds.length && !(ids[place] < seeds[seed])
      const lot = isSeed ? seeds[seed++] : ids[place++]
      // Only later lots lead to it.
      if (this.steps[lot] === 0) return false
      const isCounted = this.isPlain(lot) && !(isSeed && this.earliest[lot] > -Infinity) ? this.expandPlain(lot) : this.expand(lot)
      if (!isCounted) return false
    }
    return true
  }

  clean(ids: Uint32Array): void {
    for (let place = 0; place < ids.length; place++) this.reset(ids[place])
    for (const lot of [...this.query.seeds.map(seed => seed.lot), ...(this.query.blocked?.lots ?? [])]) {
      this.reset(lot)
      this.forgetTimes(lot)
    }
    for (const scratch of this.scratch) giveScratch(scratch)
  }

  private reset(lot: number): void {
    this.steps[lot] = 0
    if (!this.isPlain(lot)) this.forgetTimes(lot)
  }

  private forgetTimes(lot: number): void {
    this.earliest[lot] = this.latest[lot] = Infinity
  }

  /** No time decides about it, nor about what is made of it (see in-order.ts): none is kept of such a lot. */
  private isPlain(lot: number): boolean {
    const { plain } = this
    const word = lot >>> 5
    return word < plain.length && (plain[word] & (1 << (lot & 31))) !== 0
  }

  /** Seeds, and what is blocked like seeds of which nothing is followed: nothing reaches them any earlier. Answers the seeds, in id order. */
  private plant(): number[] {
    const { query, sight, earliest, latest, steps } = this
    const seeds = new Set<number>()
    for (const { lot, after = -Infinity } of query.seeds) {
      earliest[lot] = latest[lot] = Math.min(earliest[lot], after)
      steps[lot] = SEED
      if (!sight.isBlocked(lot)) seeds.add(lot)
    }
    for (const lot of query.blocked?.lots ?? []) {
      earliest[lot] = latest[lot] = -Infinity
      steps[lot] = SEED
    }
    return [...seeds].sort((a, b) => a - b)
  }

  /** Every link is followed whenever the lot was reached, and leads to a lot of which the same is true, though it may have newer links to look at. */
  private expandPlain(lot: number): boolean {
    const { outStart, outChild } = this.graph.folded
    const { steps } = this
    const next = steps[lot] === SEED ? 1 : steps[lot] + 1
    const end = outStart[lot + 1]
    for (let at = outStart[lot]; at < end; at++) {
      const child = outChild[at] & CHILD
      const known = steps[child]
      if (known === 0 || (next < known && known !== SEED)) steps[child] = next
      else if (known === SEED && this.latest[child] !== -Infinity) return false
    }
    return true
  }

  /** Long on purpose, like the walk of the reach. */
  private expand(lot: number): boolean {
    const { lots, outStart, outChild, outCame, outSpan, base: bases } = this.graph.folded
    const { steps, earliest, latest } = this
    // Only plain lots lead to it: then it is in order, and all its links are followed whenever it was reached.
    if (earliest[lot] === Infinity) earliest[lot] = latest[lot] = -Infinity
    const since = earliest[lot]
    const late = latest[lot]
    const next = steps[lot] === SEED ? 1 : steps[lot] + 1
    const base = lot < lots ? outwardBase(bases[lot]) : 0
    const end = lot < lots ? outStart[lot + 1] : 0
    for (let at = lot < lots ? outStart[lot] : 0; at < end; at++) {
      const child = outChild[at]
      const short = outCame[at]
      const came = cameOf(short, base)
      if (child < 0 || short === ASK || (came < late && spanOf(outSpan[at]) < late - came)) {
        if (came < since && child >= 0 && short !== ASK && spanOf(outSpan[at] + 1) <= since - came) continue
        if (!this.follow(lot, this.graph.linkAt(lot, at))) return false
        continue
      }
      const known = steps[child]
      if (known === SEED || child <= lot) {
        if (latest[child] !== -Infinity) return false
        continue
      }
      if (known === 0 || next < known) steps[child] = next
      if (this.isPlain(child)) continue
      const last = came < late ? late : came
      const first = came < since ? since : came
      if (known === 0) {
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
    const { steps, earliest, latest } = this
    const [came, left] = [link.came.at(index), link.left.at(index)]
    if (left < earliest[lot] || !this.sight.sees(index)) return true
    const child = link.child.at(index)
    if (link.removedAt.at(index) !== Infinity || left < latest[lot]) return false
    if (steps[child] === SEED || child <= lot) return latest[child] === -Infinity
    const isFirst = steps[child] === 0
    const next = steps[lot] === SEED ? 1 : steps[lot] + 1
    steps[child] = isFirst ? next : Math.min(steps[child], next)
    if (this.isPlain(child)) return true
    earliest[child] = Math.min(earliest[child], Math.max(came, earliest[lot]))
    latest[child] = Math.max(isFirst ? -Infinity : latest[child], came, latest[lot])
    return true
  }
}
