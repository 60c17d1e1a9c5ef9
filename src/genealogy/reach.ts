import { ENDED, type LotGraph, NOW, REMOVED } from './graph.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'
import { countSteps } from './steps.ts'

/** A trace starts here; `after` (forward only) limits it to what was in the lot at that time or came later. */
export interface Seed {
  readonly lot: number
  readonly after?: number
}

export interface ReachQuery {
  readonly direction: 'forward' | 'back'
  readonly seeds: readonly Seed[]
  /** Position of the ledger the question is asked against; left out: now. */
  readonly asKnownAt?: number | undefined
  /** What if these did not exist: lots that nothing may pass, links that nothing may follow. */
  readonly blocked?: { readonly lots?: ReadonlySet<number>; readonly links?: ReadonlySet<number> } | undefined
  /** Also count the links on the shortest chain to each lot; costs a second pass. */
  readonly steps?: boolean
}

export interface Reach {
  readonly direction: 'forward' | 'back'
  readonly knownAt: number
  readonly seeds: readonly Seed[]
  /** The reached lots in id order, without the seeds. */
  readonly ids: Uint32Array
  /** Per reached lot: earliest arrival forward, latest departure back. */
  readonly times: Float64Array
  /** Per reached lot: links on the shortest usable chain; empty unless asked for. */
  readonly steps: Uint32Array
  /** Earliest arrival (latest departure) per seed, which a cycle or another seed can improve. */
  readonly seedTimes: Float64Array
  /** Components that were taken out again, forward: link -> since when suspect material could leave the assembly with it. */
  readonly windows: ReadonlyMap<number, number>
  /** Assemblies reached only through such a component, in id order: not affected now, though what left them then is. */
  readonly transit: Uint32Array
  /** How many distinct links the trace could follow out of the seeds and the reached lots. */
  readonly links: number
}

/**
 * Time-respecting reach. Forward a link can be followed iff left >= arrival(parent), and then the child is reached at
 * max(came, arrival(parent)); back a link can be followed iff came <= deadline(child), and the parent is reached at
 * min(left, deadline(child)). Both say the same of a chain: for every i < j, left(j) >= came(i). Ties count.
 */
export function reach(graph: LotGraph, query: ReachQuery): Reach {
  graph.settle()
  const scratch = takeScratch(graph)
  const walk = new Walk(graph, query, scratch)
  walk.run()
  const result = walk.result()
  walk.clean(result.ids)
  giveScratch(graph, scratch)
  return query.steps ? { ...result, steps: countSteps(graph, query, result.ids) } : result
}

/** A back trace runs on negated times, so that "earlier is better" holds in both directions. */
class Walk {
  private readonly graph: LotGraph
  private readonly query: ReachQuery
  private readonly sight: Sight
  private readonly arrival: Float64Array
  private readonly used: Uint32Array
  private readonly pending: Uint32Array
  private readonly seen: Uint32Array
  private readonly windows = new Map<number, number>()
  private readonly isBack: boolean
  private readonly careful: boolean
  private at = 0
  private last = -1
  private links = 0

  constructor(graph: LotGraph, query: ReachQuery, scratch: Scratch) {
    this.graph = graph
    this.query = query
    this.sight = new Sight(graph, query.asKnownAt ?? NOW, query.blocked)
    this.arrival = scratch.arrival
    this.used = scratch.used
    const words = (graph.lotEnd + 31) >>> 5
    this.pending = new Uint32Array(words)
    this.seen = new Uint32Array(words)
    this.isBack = query.direction === 'back'
    this.careful = this.sight.known < graph.lastPosition || query.blocked?.links !== undefined
  }

  /** Pending lots are taken in id order; a lot that leads to a smaller id steps the walk back to it. */
  run(): void {
    for (const lot of this.query.blocked?.lots ?? []) this.arrival[lot] = -Infinity
    this.at = this.pending.length
    for (const seed of this.query.seeds) this.relax(seed.lot, this.startOf(seed))
    if (this.isBack) this.runBack()
    else this.runForward()
  }

  private runBack(): void {
    const { pending } = this
    while (this.at <= this.last) {
      const word = pending[this.at]
      if (word === 0) this.at++
      else this.takeFrom(word)
    }
  }

  result(): Reach {
    const { query, sight, links } = this
    const seeds = new Set(query.seeds.map(seed => seed.lot))
    for (const lot of seeds) this.seen[lot >>> 5] &= ~(1 << (lot & 31))
    const ids = setBits(this.seen)
    const times = this.timesOf(ids)
    const seedTimes = Float64Array.from(query.seeds, seed => this.timeOf(seed.lot))
    const windows = this.isBack ? new Map<number, number>() : this.windows
    return {
      direction: query.direction,
      knownAt: sight.known,
      seeds: query.seeds,
      ids,
      times,
      seedTimes,
      steps: new Uint32Array(0),
      windows,
      transit: this.transit(windows),
      links,
    }
  }

  /** Leaves the scratch as it was found: only what the walk touched is reset. */
  clean(ids: Uint32Array): void {
    const { arrival, used } = this
    for (const { lot } of this.query.seeds) this.forget(lot)
    for (const lot of this.query.blocked?.lots ?? []) this.forget(lot)
    for (let i = 0; i < ids.length; i++) {
      arrival[ids[i]] = Infinity
      used[ids[i]] = 0
    }
  }

  private startOf(seed: Seed): number {
    return this.isBack ? -Infinity : (seed.after ?? -Infinity)
  }

  private takeFrom(word: number): void {
    const bit = 31 - Math.clz32(word & -word)
    this.pending[this.at] &= ~(1 << bit)
    const lot = (this.at << 5) | bit
    this.count(lot, this.expandBack(lot))
  }

  private count(lot: number, links: number): void {
    this.links += links - this.used[lot]
    this.used[lot] = links
  }

  /**
   * One long function on purpose: nearly all the time of a large trace is spent in its inner loop, which takes half as long again when
   * its parts are methods. `at` and `last` are kept in variables, and handed over only around what is rare.
   */
  private runForward(): void {
    const { arrival, pending, seen, careful } = this
    const { lots, outStart, outChild, outCame, outLeft, outMark, outLink } = this.graph.folded
    const { outHead } = this.graph.lot
    let { at, last } = this
    while (at <= last) {
      const word = pending[at]
      if (word === 0) {
        at++
        continue
      }
      const lowest = word & -word
      pending[at] = word ^ lowest
      const lot = (at << 5) | (31 - Math.clz32(lowest))
      const since = arrival[lot]
      const end = lot < lots ? outStart[lot + 1] : 0
      let links = 0
      for (let i = lot < lots ? outStart[lot] : 0; i < end; i++) {
        if (outLeft[i] < since) continue
        const came = outCame[i] > since ? outCame[i] : since
        if (careful || (outMark[i] & (ENDED | REMOVED)) !== 0) {
          this.at = at
          this.last = last
          if (this.follow(outLink[i], came)) links++
          at = this.at
          last = this.last
          continue
        }
        links++
        const child = outChild[i]
        if (came >= arrival[child]) continue
        arrival[child] = came
        const place = child >>> 5
        const bit = 1 << (child & 31)
        pending[place] |= bit
        seen[place] |= bit
        if (place > last) last = place
        if (place < at) at = place
      }
      if (outHead[lot] !== 0) {
        this.at = at
        this.last = last
        links += this.expandForwardNew(lot, since)
        at = this.at
        last = this.last
      }
      this.count(lot, links)
    }
  }

  private expandForwardNew(lot: number, since: number): number {
    const { link, lot: head } = this.graph
    let count = 0
    for (let i = head.outHead[lot]; i !== 0; i = link.nextOut[i - 1]) {
      if (link.left[i - 1] >= since && this.follow(i - 1, Math.max(link.came[i - 1], since))) count++
    }
    return count
  }

  /** Follows one link with all its conditions; false when it is not to be seen. */
  private follow(index: number, came: number): boolean {
    if (!this.sight.sees(index)) return false
    if (this.graph.link.removedAt[index] !== Infinity) this.passThrough(index, came)
    else this.relax(this.graph.link.child[index], came)
    return true
  }

  /**
   * The component was taken out again: the assembly is not affected now, only what left it while the component was
   * inside. So the assembly is not marked; its own links are tried at once, within that window.
   */
  private passThrough(removed: number, since: number): void {
    const { link } = this.graph
    if (!(since < (this.windows.get(removed) ?? Infinity)) || this.sight.isBlocked(link.child[removed])) return
    this.windows.set(removed, since)
    this.graph.eachOut(link.child[removed], next => {
      if (link.left[next] >= since && link.came[next] <= link.removedAt[removed]) this.follow(next, Math.max(link.came[next], since))
    })
  }

  private expandBack(lot: number): number {
    const { lots, inStart, inLink } = this.graph.folded
    const { link, lot: head } = this.graph
    const end = lot < lots ? inStart[lot + 1] : 0
    let count = 0
    for (let i = lot < lots ? inStart[lot] : 0; i < end; i++) if (this.followBack(inLink[i], lot)) count++
    for (let i = head.inHead[lot]; i !== 0; i = link.nextIn[i - 1]) if (this.followBack(i - 1, lot)) count++
    return count
  }

  private followBack(index: number, lot: number): boolean {
    const { link } = this.graph
    const since = this.arrival[lot]
    if (-link.came[index] < since) return false
    if ((this.careful || (link.mark[index] & (ENDED | REMOVED)) !== 0) && !this.sight.sees(index)) return false
    if (link.removedAt[index] !== Infinity) return false // reached from the lots drawn while it was inside, see backThrough
    this.departBack(index, Math.max(-link.left[index], since))
    return true
  }

  private departBack(index: number, since: number): void {
    const { link } = this.graph
    const parent = link.parent[index]
    if (this.sight.isBlocked(parent)) return
    this.relax(parent, since)
    if (this.graph.hasRemovals && this.graph.mayHaveRemoved(parent)) this.backThrough(index, since)
  }

  /** The mirror of passThrough: what left the assembly over `next` can hold components that were inside at that time. */
  private backThrough(next: number, since: number): void {
    const { link } = this.graph
    this.graph.eachIn(link.parent[next], removed => {
      const fits = link.removedAt[removed] !== Infinity && link.removedAt[removed] >= link.came[next] && -link.came[removed] >= since
      if (!fits || !this.sight.sees(removed)) return
      const departed = Math.max(-link.left[removed], since)
      if (!(departed < (this.windows.get(removed) ?? Infinity))) return
      this.windows.set(removed, departed)
      this.departBack(removed, departed)
    })
  }

  private relax(lot: number, since: number): void {
    if (!(since < this.arrival[lot])) return
    this.arrival[lot] = since
    const word = lot >>> 5
    this.pending[word] |= 1 << (lot & 31)
    this.seen[word] |= 1 << (lot & 31)
    if (word > this.last) this.last = word
    if (word < this.at) this.at = word
  }

  /** A plain loop: Float64Array.from with a function takes longer than the walk itself. */
  private timesOf(ids: Uint32Array): Float64Array {
    const times = new Float64Array(ids.length)
    for (let i = 0; i < ids.length; i++) times[i] = this.timeOf(ids[i])
    return times
  }

  private timeOf(lot: number): number {
    return this.isBack ? -this.arrival[lot] : this.arrival[lot]
  }

  private transit(windows: ReadonlyMap<number, number>): Uint32Array {
    const passed = new Set<number>()
    for (const removed of windows.keys()) {
      const assembly = this.graph.link.child[removed]
      if (this.arrival[assembly] === Infinity) passed.add(assembly)
    }
    return Uint32Array.from(passed).sort()
  }

  private forget(lot: number): void {
    this.arrival[lot] = Infinity
    this.used[lot] = 0
  }
}

function setBits(words: Uint32Array): Uint32Array {
  const found = new Uint32Array(countBits(words))
  let n = 0
  for (let w = 0; w < words.length; w++) {
    for (let word = words[w]; word !== 0; word &= word - 1) found[n++] = (w << 5) | (31 - Math.clz32(word & -word))
  }
  return found
}

function countBits(words: Uint32Array): number {
  let count = 0
  for (let w = 0; w < words.length; w++) for (let word = words[w]; word !== 0; word &= word - 1) count++
  return count
}
