import { type LotGraph, NOW } from './graph.ts'
import { CHILD, cameOf, outwardBase } from './outward.ts'
import type { ReachQuery } from './reach.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'

/** Links on the shortest usable chain to each of the reached lots. */
export function countSteps(graph: LotGraph, query: ReachQuery, ids: Uint32Array): Uint32Array {
  const levels = new Levels(graph, query)
  const steps = levels.run({ wanted: ids.length })
  const counted = Uint32Array.from(ids, lot => steps[lot])
  levels.clean()
  return counted
}

/** The links of a shortest usable chain from a seed to `target`, in the order they are followed; null when there is none. */
export function shortestChain(graph: LotGraph, query: ReachQuery, target: number): number[] | null {
  const levels = new Levels(graph, query)
  levels.run({ wanted: Infinity, target })
  const chain = levels.chainTo(target)
  levels.clean()
  return chain
}

interface Stop {
  /** Enough lots other than seeds have been reached. */
  readonly wanted: number
  readonly target?: number
}

/**
 * Level by level: after level k every lot holds its earliest arrival over chains of at most k links, and the level
 * that reaches a lot first is its number of steps. An entry of the log is one improvement; it knows the entry
 * it came from, so a chain can be read back. Runs on negated times for a back trace, like the reach itself.
 */
class Levels {
  private readonly graph: LotGraph
  private readonly query: ReachQuery
  private readonly sight: Sight
  private readonly scratch: Scratch
  private readonly isBack: boolean
  private readonly lots: number[] = []
  private readonly times: number[] = []
  private readonly links: number[] = [] // -1: a seed; below: a place in the forward columns, see placeRef
  private readonly froms: number[] = []
  /** 1: forward, inside an assembly with a component later removed; back, only removed components remain to be tried. */
  private readonly narrow: number[] = []
  private readonly best = new Map<number, number>()
  private readonly seeds: ReadonlySet<number>
  private level = 0
  private found = 0
  private entry = 0

  constructor(graph: LotGraph, query: ReachQuery) {
    this.graph = graph
    this.query = query
    this.sight = new Sight(graph, query.asKnownAt ?? NOW, query.blocked)
    this.scratch = takeScratch(graph)
    this.isBack = query.direction === 'back'
    this.seeds = new Set(query.seeds.map(seed => seed.lot))
  }

  run(stop: Stop): Uint32Array {
    for (const seed of this.query.seeds) this.plant(seed.lot, this.isBack ? -Infinity : (seed.after ?? -Infinity))
    while (this.entry < this.lots.length && this.found < stop.wanted) {
      const end = this.lots.length
      this.level++
      for (; this.entry < end; this.entry++) this.expand(this.entry)
      if (stop.target !== undefined && this.scratch.used[stop.target] !== 0) break
    }
    return this.scratch.used
  }

  chainTo(target: number): number[] | null {
    const first = this.lots.findIndex(
      (lot, entry) => lot === target && this.links[entry] !== -1 && (this.isBack || this.narrow[entry] === 0),
    )
    if (first < 0 || this.seeds.has(target)) return null
    const chain: number[] = []
    for (let entry = first; this.links[entry] !== -1; entry = this.froms[entry]) chain.push(this.linkOf(entry))
    return chain.reverse()
  }

  clean(): void {
    for (const lot of this.lots) {
      this.scratch.arrival[lot] = Infinity
      this.scratch.used[lot] = 0
    }
    giveScratch(this.scratch)
  }

  private plant(lot: number, since: number): void {
    if (this.sight.isBlocked(lot) || !(since < this.scratch.arrival[lot])) return
    this.scratch.arrival[lot] = since
    this.log(lot, since, -1, 0)
  }

  private linkOf(entry: number): number {
    const link = this.links[entry]
    return link >= 0 ? link : this.graph.linkAt(this.lots[this.froms[entry]], placeRef(link))
  }

  private expand(entry: number): void {
    const lot = this.lots[entry]
    if (this.isBack) {
      this.graph.eachIn(lot, link => this.stepBack(entry, link))
      return
    }
    const { lots, outStart } = this.graph.folded
    const end = lot < lots ? outStart[lot + 1] : 0
    for (let at = lot < lots ? outStart[lot] : 0; at < end; at++) this.stepFolded(entry, lot, at)
    this.graph.eachFreshOut(lot, link => this.stepForward(entry, link))
  }

  /** Mostly the short columns tell; else the link itself is read. */
  private stepFolded(entry: number, lot: number, at: number): void {
    const since = this.times[entry]
    const verdict = this.narrow[entry] === 1 ? 'look' : this.sight.verdict(lot, at, since)
    if (verdict === 'look') this.stepForward(entry, this.graph.linkAt(lot, at))
    if (verdict !== 'follow') return
    const { outChild, outCame, base } = this.graph.folded
    const child = outChild[at] & CHILD
    if (!this.sight.isBlocked(child)) this.arrive(child, Math.max(cameOf(outCame[at], outwardBase(base[lot])), since), placeRef(at))
  }

  private stepForward(entry: number, index: number): void {
    const { link } = this.graph
    const since = this.times[entry]
    const came = link.came.at(index)
    if (link.left.at(index) < since || !this.sight.sees(index)) return
    if (this.narrow[entry] === 1 && came > link.removedAt.at(this.links[entry])) return
    const child = link.child.at(index)
    if (this.sight.isBlocked(child)) return
    const arrived = Math.max(came, since)
    if (link.removedAt.at(index) === Infinity) this.arrive(child, arrived, index)
    else if (this.improves(index, arrived)) this.log(child, arrived, index, 1)
  }

  private stepBack(entry: number, index: number): void {
    const { link } = this.graph
    const since = this.times[entry]
    if (-link.came.at(index) < since || !this.sight.sees(index)) return
    const next = this.links[entry]
    const removedAt = link.removedAt.at(index)
    if (removedAt !== Infinity ? next === -1 || removedAt < link.came.at(next) : this.narrow[entry] === 1) return
    const parent = link.parent.at(index)
    if (this.sight.isBlocked(parent)) return
    const departed = Math.max(-link.left.at(index), since)
    const helps = this.graph.mayHaveRemoved(parent) && this.improves(index, departed)
    if (!this.arrive(parent, departed, index) && helps) this.log(parent, departed, index, 1)
  }

  private arrive(lot: number, since: number, link: number): boolean {
    const { arrival, used } = this.scratch
    if (!(since < arrival[lot])) return false
    if (used[lot] === 0 && !this.seeds.has(lot)) this.found++
    if (used[lot] === 0) used[lot] = this.level
    arrival[lot] = since
    this.log(lot, since, link, 0)
    return true
  }

  private improves(link: number, since: number): boolean {
    if (!(since < (this.best.get(link) ?? Infinity))) return false
    this.best.set(link, since)
    return true
  }

  private log(lot: number, since: number, link: number, narrow: number): void {
    this.lots.push(lot)
    this.times.push(since)
    this.links.push(link)
    this.froms.push(this.entry)
    this.narrow.push(narrow)
  }
}

/** A place in the forward columns as the log keeps it, and back; it stays clear of -1. */
const placeRef = (at: number): number => -2 - at
