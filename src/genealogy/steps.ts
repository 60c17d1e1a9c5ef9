import { FRESH_OUT, type LotGraph, NOW } from './graph.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'
import { isDrawnPart, mayBeOfPart, type SeedPart } from './part.ts'
import type { ReachQuery } from './reach-query.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'
import { stepsInOrder } from './steps-in-order.ts'
import { type Columns, pickedWholes, type Schema, Table } from './table.ts'

/** Links on the shortest usable chain to each of the reached lots. */
export function countSteps(graph: LotGraph, query: ReachQuery, ids: Uint32Array): Uint32Array {
  return stepsInOrder(graph, query, ids) ?? stepsByLevel(graph, query, ids)
}

/** The same where a chain that is longer may arrive earlier, and so lead on where a shorter one does not. */
export function stepsByLevel(graph: LotGraph, query: ReachQuery, ids: Uint32Array): Uint32Array {
  const levels = new Levels(graph, query)
  const steps = levels.run({ wanted: ids.length })
  const counted = pickedWholes(steps, ids)
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

/** An entry of the log: a lot was reached, or reached better. */
const ENTRY = {
  lot: 'u32',
  time: 'f64',
  /** -1: a seed; below: a place in the forward columns, see placeRef. */
  link: 'f64',
  /** The entry it came from. */
  from: 'u32',
  /** 1: forward, inside an assembly with a component later removed; back, only removed components remain to be tried. */
  narrow: 'u8',
} as const satisfies Schema

/** What a seed counts as: reached before anything was counted. */
const SEED = 0xffffffff

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
  private readonly log = new Table(ENTRY)
  private entries: Columns<typeof ENTRY> = this.log.columns
  /** By entry: only what left of this part of a seed. */
  private readonly parts = new Map<number, SeedPart>()
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
    const { scratch } = this
    // Mostly a lot is reached once: then the log does not grow.
    if (stop.wanted < Infinity) this.log.reserve(stop.wanted + this.query.seeds.length)
    this.entries = this.log.columns
    // What is blocked was always reached better, so it never has to be looked up.
    for (const lot of this.query.blocked?.lots ?? []) scratch.arrival[lot] = -Infinity
    for (const { lot, after, part } of this.query.seeds) {
      this.plant(lot, this.isBack ? -Infinity : (part?.since ?? after ?? -Infinity))
      if (!this.isBack && part && isDrawnPart(part)) this.plantPart(lot, part)
    }
    while (this.entry < this.log.size && this.found < stop.wanted) {
      this.level++
      this.expandTo(this.log.size)
      if (stop.target !== undefined && scratch.used[stop.target] !== 0) break
    }
    return scratch.used
  }

  chainTo(target: number): number[] | null {
    const first = this.seeds.has(target) ? -1 : this.firstOf(target)
    if (first < 0) return null
    const { link, from } = this.entries
    const chain: number[] = []
    for (let entry = first; link[entry] !== -1; entry = from[entry]) chain.push(this.linkOf(entry))
    return chain.reverse()
  }

  clean(): void {
    const { arrival, used } = this.scratch
    const { lot } = this.entries
    for (let entry = 0; entry < this.log.size; entry++) {
      arrival[lot[entry]] = Infinity
      used[lot[entry]] = 0
    }
    for (const seed of this.seeds) used[seed] = 0
    for (const blocked of this.query.blocked?.lots ?? []) arrival[blocked] = Infinity
    giveScratch(this.scratch)
  }

  private plant(lot: number, since: number): void {
    this.scratch.used[lot] = SEED
    if (!(since < this.scratch.arrival[lot])) return
    this.scratch.arrival[lot] = since
    this.note({ lot, since, link: -1, narrow: 0 })
  }

  private plantPart(lot: number, part: SeedPart): void {
    if (this.sight.isBlocked(lot)) return
    this.parts.set(this.log.size, part)
    this.note({ lot, since: -Infinity, link: -1, narrow: 0 })
  }

  private firstOf(target: number): number {
    const { lot, link, narrow } = this.entries
    for (let entry = 0; entry < this.log.size; entry++) {
      if (lot[entry] === target && link[entry] !== -1 && (this.isBack || narrow[entry] === 0)) return entry
    }
    return -1
  }

  private linkOf(entry: number): number {
    const { lot, link, from } = this.entries
    return link[entry] >= 0 ? link[entry] : this.graph.linkAt(lot[from[entry]], placeRef(link[entry]))
  }

  private expandTo(end: number): void {
    for (; this.entry < end; this.entry++) {
      const lot = this.entries.lot[this.entry]
      if (this.isBack) this.graph.eachIn(lot, link => this.stepBack(link))
      else this.expandForward(lot)
    }
  }

  private expandForward(lot: number): void {
    if (this.entries.narrow[this.entry] === 1 || (this.parts.size > 0 && this.parts.has(this.entry))) this.expandNarrow(lot)
    else if (lot < this.graph.folded.lots) this.expandFolded(lot)
    if ((this.graph.flags[lot] & FRESH_OUT) !== 0) this.graph.eachFreshOut(lot, link => this.stepForward(link))
  }

  private expandNarrow(lot: number): void {
    const { lots, outStart } = this.graph.folded
    const end = lot < lots ? outStart[lot + 1] : 0
    for (let at = lot < lots ? outStart[lot] : 0; at < end; at++) this.stepForward(this.graph.linkAt(lot, at))
  }

  /** Long on purpose, like the walk of the reach: mostly the short columns tell, and nothing is called for a lot that was reached as early before. */
  private expandFolded(lot: number): void {
    const { outStart, outChild, outCame, outSpan, base: bases } = this.graph.folded
    const { arrival } = this.scratch
    const { isCareful } = this.sight
    const since = this.entries.time[this.entry]
    const base = outwardBase(bases[lot])
    const end = outStart[lot + 1]
    for (let at = outStart[lot]; at < end; at++) {
      const child = outChild[at]
      const short = outCame[at]
      if (isCareful || child < 0 || short === ASK) {
        this.stepFolded(lot, at)
        continue
      }
      let came = cameOf(short, base)
      if (came < since) {
        const gap = since - came
        if (spanOf(outSpan[at] + 1) <= gap) continue
        if (spanOf(outSpan[at]) < gap) {
          this.stepFolded(lot, at)
          continue
        }
        came = since
      }
      if (came < arrival[child]) this.arrive(child, came, placeRef(at))
    }
  }

  /** A link the short columns alone do not tell enough of. */
  private stepFolded(lot: number, at: number): void {
    const since = this.entries.time[this.entry]
    const verdict = this.sight.verdict(lot, at, since)
    if (verdict === 'look') this.stepForward(this.graph.linkAt(lot, at))
    if (verdict !== 'follow') return
    const { outChild, outCame, base } = this.graph.folded
    this.arrive(outChild[at] & CHILD, Math.max(cameOf(outCame[at], outwardBase(base[lot])), since), placeRef(at))
  }

  private stepForward(index: number): void {
    const { link } = this.graph
    const { time, narrow, link: links } = this.entries
    const since = time[this.entry]
    const came = link.came.at(index)
    if (link.left.at(index) < since || !this.sight.sees(index)) return
    const part = this.parts.size > 0 ? this.parts.get(this.entry) : undefined
    if (part && !mayBeOfPart(part, { came, left: link.left.at(index), taken: link.taken.at(index) })) return
    if (narrow[this.entry] === 1 && came > link.removedAt.at(links[this.entry])) return
    const child = link.child.at(index)
    const arrived = Math.max(came, since)
    if (link.removedAt.at(index) === Infinity) this.arrive(child, arrived, index)
    else if (!this.sight.isBlocked(child) && this.improves(index, arrived))
      this.note({ lot: child, since: arrived, link: index, narrow: 1 })
  }

  private stepBack(index: number): void {
    const { link } = this.graph
    const { time, narrow, link: links } = this.entries
    const since = time[this.entry]
    if (-link.came.at(index) < since || !this.sight.sees(index)) return
    const next = links[this.entry]
    const removedAt = link.removedAt.at(index)
    if (removedAt !== Infinity ? next === -1 || removedAt < link.came.at(next) : narrow[this.entry] === 1) return
    const parent = link.parent.at(index)
    if (this.sight.isBlocked(parent)) return
    const departed = Math.max(-link.left.at(index), since)
    const helps = this.graph.mayHaveRemoved(parent) && this.improves(index, departed)
    if (!this.arrive(parent, departed, index) && helps) this.note({ lot: parent, since: departed, link: index, narrow: 1 })
  }

  private arrive(lot: number, since: number, link: number): boolean {
    const { arrival, used } = this.scratch
    if (!(since < arrival[lot])) return false
    if (used[lot] === 0) {
      used[lot] = this.level
      this.found++
    }
    arrival[lot] = since
    this.note({ lot, since, link, narrow: 0 })
    return true
  }

  private improves(link: number, since: number): boolean {
    if (!(since < (this.best.get(link) ?? Infinity))) return false
    this.best.set(link, since)
    return true
  }

  private note({ lot, since, link, narrow }: { lot: number; since: number; link: number; narrow: number }): void {
    const made = this.log.append()
    this.entries = this.log.columns
    const { entries } = this
    entries.lot[made] = lot
    entries.time[made] = since
    entries.link[made] = link
    entries.from[made] = this.entry
    entries.narrow[made] = narrow
  }
}

/** A place in the forward columns as the log keeps it, and back; it stays clear of -1. */
const placeRef = (at: number): number => -2 - at
