import { FRESH_OUT, type LotGraph, NOW } from './graph.ts'
import { ones } from './lot-set.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'
import { isDrawnPart, mayBeOfPart, type SeedPart } from './part.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'
import { countSteps } from './steps.ts'

/** A trace starts here; `after` (forward only) limits it to what was in the lot at that time or came later, `part` to some of the lot. */
export interface Seed {
  readonly lot: number
  readonly after?: number
  /** Forward only, and then instead of `after`. */
  readonly part?: SeedPart
}

export interface ReachQuery {
  readonly direction: 'forward' | 'back'
  readonly seeds: readonly Seed[]
  /** Position of the ledger the question is asked against; left out: now. */
  readonly asKnownAt?: number | undefined
  /** What if these did not exist: lots that nothing may pass, links that nothing may follow. */
  readonly blocked?: { readonly lots?: ReadonlySet<number>; readonly links?: ReadonlySet<number> } | undefined
  /** Nothing but these is reached: for whoever asks about a few lots and knows all they are made of. */
  readonly within?: { has(lot: number): boolean } | undefined
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
  return walked(graph, query, Infinity) as Reach
}

/** The same, or null when there are more links to follow than that: for whoever wants to do large traces elsewhere. */
export function reachWithin(graph: LotGraph, query: ReachQuery, linksMax: number): Reach | null {
  return walked(graph, query, linksMax)
}

function walked(graph: LotGraph, query: ReachQuery, linksMax: number): Reach | null {
  const scratch = takeScratch(graph)
  const walk = new Walk(graph, query, scratch)
  walk.run(linksMax)
  const result = walk.result()
  giveScratch(scratch)
  if (walk.isCutShort) return null
  return query.steps ? { ...result, steps: countSteps(graph, query, result.ids) } : result
}

/** A back trace runs on negated times, so that "earlier is better" holds in both directions. */
class Walk {
  private readonly graph: LotGraph
  private readonly query: ReachQuery
  private readonly sight: Sight
  private readonly arrival: Float64Array
  private readonly pending: Int32Array
  private readonly seen: Int32Array
  private readonly windows = new Map<number, number>()
  private readonly isBack: boolean
  private at = 0
  private last = -1
  private first = 0
  private links = 0
  private wasCut = false

  constructor(graph: LotGraph, query: ReachQuery, scratch: Scratch) {
    this.graph = graph
    this.query = query
    this.sight = new Sight(graph, query.asKnownAt ?? NOW, { ...query.blocked, within: query.within })
    this.arrival = scratch.arrival
    this.pending = scratch.pending
    this.seen = scratch.seen
    this.isBack = query.direction === 'back'
  }

  /** Pending lots are taken in id order; a lot that leads to a smaller id steps the walk back to it. */
  run(linksMax: number): void {
    for (const lot of this.query.blocked?.lots ?? []) this.arrival[lot] = -Infinity
    this.at = this.pending.length
    for (const seed of this.query.seeds) {
      this.relax(seed.lot, this.startOf(seed))
      if (seed.part && isDrawnPart(seed.part)) this.leavePart(seed.lot, seed.part)
    }
    this.first = this.at
    if (this.isBack) this.runBack(linksMax)
    else this.runForward(linksMax)
  }

  /** It stopped with lots still to be looked at. */
  get isCutShort(): boolean {
    return this.wasCut
  }

  private runBack(linksMax: number): void {
    const { pending } = this
    while (this.at <= this.last) {
      if (this.links > linksMax) {
        this.wasCut = true
        return
      }
      const word = pending[this.at]
      if (word === 0) this.at++
      else this.takeFrom(word)
    }
  }

  result(): Reach {
    const { query, sight, links } = this
    const seeds = new Set(query.seeds.map(seed => seed.lot))
    for (const lot of seeds) this.seen[lot >>> 5] &= ~(1 << (lot & 31))
    const seedTimes = Float64Array.from(query.seeds, seed => this.timeOf(seed.lot))
    const windows = this.isBack ? new Map<number, number>() : this.windows
    const transit = this.transit(windows)
    return {
      direction: query.direction,
      knownAt: sight.known,
      seeds: query.seeds,
      seedTimes,
      steps: new Uint32Array(0),
      windows,
      transit,
      links,
      ...this.harvest(),
    }
  }

  /** What was reached, in one pass that leaves the scratch as it was found: each of these lots is somewhere else in the memory. */
  private harvest(): { ids: Uint32Array; times: Float64Array } {
    const { arrival, seen, pending, isBack, first, last } = this
    let count = 0
    for (let word = first; word <= last; word++) count += ones(seen[word])
    const [ids, times] = [new Uint32Array(count), new Float64Array(count)]
    for (let word = first, n = 0; word <= last; word++) {
      for (let bits = seen[word]; bits !== 0; bits &= bits - 1) {
        const lot = (word << 5) | (31 - Math.clz32(bits & -bits))
        ids[n] = lot
        times[n++] = isBack ? -arrival[lot] : arrival[lot]
        arrival[lot] = Infinity
      }
      seen[word] = pending[word] = 0
    }
    for (const { lot } of this.query.seeds) arrival[lot] = Infinity
    for (const lot of this.query.blocked?.lots ?? []) arrival[lot] = Infinity
    return { ids, times }
  }

  private startOf(seed: Seed): number {
    if (this.isBack) return -Infinity
    return seed.part?.since ?? seed.after ?? -Infinity
  }

  /** What left of the part is followed by itself: the lot counts as reached only where some of the part came in, or came back. */
  private leavePart(lot: number, part: SeedPart): void {
    if (this.sight.isBlocked(lot)) return
    const { link } = this.graph
    this.graph.eachOut(lot, index => {
      const [came, left, taken] = [link.came.at(index), link.left.at(index), link.taken.at(index)]
      if (!this.sight.sees(index) || !mayBeOfPart(part, { came, left, taken })) return
      this.links++
      this.follow(index, came)
    })
  }

  private takeFrom(word: number): void {
    const bit = 31 - Math.clz32(word & -word)
    this.pending[this.at] &= ~(1 << bit)
    this.links += this.expandBack((this.at << 5) | bit)
  }

  /**
   * One long function on purpose: nearly all the time of a large trace is spent in its inner loop, which takes half as long again when
   * its parts are methods. The fields it changes are kept in variables, and handed over only around what is rare.
   */
  private runForward(linksMax: number): void {
    const { arrival, pending, seen } = this
    const { isCareful } = this.sight
    const { lots, outStart, outChild, outCame, outSpan, base: bases } = this.graph.folded
    const { flags } = this.graph
    let { at, last, first, links } = this
    while (at <= last) {
      const word = pending[at]
      if (word === 0) {
        at++
        continue
      }
      if (links > linksMax) {
        this.wasCut = true
        for (let word = at; word <= last; word++) seen[word] |= pending[word]
        break
      }
      const lowest = word & -word
      pending[at] = word ^ lowest
      const lot = (at << 5) | (31 - Math.clz32(lowest))
      seen[at] |= lowest
      const since = arrival[lot]
      const end = lot < lots ? outStart[lot + 1] : 0
      const base = lot < lots ? outwardBase(bases[lot]) : 0
      for (let i = lot < lots ? outStart[lot] : 0; i < end; i++) {
        const child = outChild[i]
        const short = outCame[i]
        let came = cameOf(short, base)
        let isRare = isCareful || child < 0 || short === ASK
        if (!isRare && came < since) {
          const gap = since - came
          if (spanOf(outSpan[i] + 1) <= gap) continue
          isRare = spanOf(outSpan[i]) < gap
          came = since
        }
        if (!isRare) {
          const before = arrival[child]
          if (came >= before) {
            links++
            continue
          }
          const place = child >>> 5
          const bit = 1 << (child & 31)
          if (before === Infinity || (pending[place] & bit) !== 0) {
            links++
            arrival[child] = came
            pending[place] |= bit
            if (place > last) last = place
            if (place < at) at = place
            if (place < first) first = place
            continue
          }
        }
        this.at = at
        this.last = last
        this.first = first
        this.links = links
        this.followFolded(lot, i, since)
        at = this.at
        last = this.last
        first = this.first
        links = this.links
      }
      if ((flags[lot] & FRESH_OUT) !== 0) {
        this.at = at
        this.last = last
        this.first = first
        this.links = links
        this.expandFresh(lot, since)
        at = this.at
        last = this.last
        first = this.first
        links = this.links
      }
    }
    this.links = links
    this.last = last
    this.first = first
  }

  /** Follows a folded link that the short columns do not tell enough of, or whose child was expanded already. */
  private followFolded(lot: number, at: number, since: number): void {
    if (!this.mayFollow(lot, at, since)) return
    this.links++
    const child = this.graph.folded.outChild[at] & CHILD
    const place = this.graph.placeAtChild(lot, at)
    const { came, removedAt } = this.graph.blockOf(child).links.columns
    const arrived = Math.max(came[place], since)
    if (removedAt[place] !== Infinity) this.passThrough(this.graph.numberInBlock(child, place), arrived)
    else this.relax(child, arrived)
  }

  private mayFollow(lot: number, at: number, since: number): boolean {
    const verdict = this.sight.verdict(lot, at, since)
    if (verdict !== 'look') return verdict === 'follow'
    const child = this.graph.folded.outChild[at] & CHILD
    const place = this.graph.placeAtChild(lot, at)
    return this.graph.blockOf(child).links.columns.left[place] >= since && this.sight.seesInBlock(child, place)
  }

  private expandFresh(lot: number, since: number): void {
    const { link } = this.graph
    this.graph.eachFreshOut(lot, index => {
      if (link.left.at(index) < since || !this.sight.sees(index)) return
      this.links++
      this.follow(index, Math.max(link.came.at(index), since))
    })
  }

  private follow(index: number, came: number): void {
    if (this.graph.link.removedAt.at(index) !== Infinity) this.passThrough(index, came)
    else this.relax(this.graph.link.child.at(index), came)
  }

  /**
   * The component was taken out again: the assembly is not affected now, only what left it while the component was
   * inside. So the assembly is not marked; its own links are tried at once, within that window.
   */
  private passThrough(removed: number, since: number): void {
    const { link } = this.graph
    const assembly = link.child.at(removed)
    const removedAt = link.removedAt.at(removed)
    if (!(since < (this.windows.get(removed) ?? Infinity)) || this.sight.isBlocked(assembly)) return
    this.windows.set(removed, since)
    this.graph.eachOut(assembly, next => {
      const came = link.came.at(next)
      if (link.left.at(next) >= since && came <= removedAt && this.sight.sees(next)) this.follow(next, Math.max(came, since))
    })
  }

  private expandBack(lot: number): number {
    const { graph } = this
    let count = 0
    const size = lot < graph.folded.lots ? graph.blockOf(lot).links.size : 0
    for (let i = 0; i < size; i++) if (this.followBack(lot, i)) count++
    graph.eachFreshIn(lot, index => {
      if (this.followFreshBack(lot, index)) count++
    })
    return count
  }

  /** A folded link, by its place in the block: only what is rare needs its number. */
  private followBack(lot: number, place: number): boolean {
    const { came, left, removedAt, parent } = this.graph.blockOf(lot).links.columns
    const deadline = this.arrival[lot]
    if (-came[place] < deadline || removedAt[place] !== Infinity || !this.sight.seesInBlock(lot, place)) return false
    this.departBack({ parent: parent[place], came: came[place] }, Math.max(-left[place], deadline))
    return true
  }

  private followFreshBack(lot: number, index: number): boolean {
    const { link } = this.graph
    const deadline = this.arrival[lot]
    const came = link.came.at(index)
    // A component that was taken out again is reached from the lots drawn while it was inside, see backThrough.
    if (-came < deadline || link.removedAt.at(index) !== Infinity || !this.sight.sees(index)) return false
    this.departBack({ parent: link.parent.at(index), came }, Math.max(-link.left.at(index), deadline))
    return true
  }

  private departBack({ parent, came }: { parent: number; came: number }, since: number): void {
    if (this.sight.isBlocked(parent)) return
    this.relax(parent, since)
    if (this.graph.hasRemovals && this.graph.mayHaveRemoved(parent)) this.backThrough(parent, came, since)
  }

  /** The mirror of passThrough: what left the assembly from `came` on can hold components that were inside at that time. */
  private backThrough(assembly: number, came: number, since: number): void {
    const { link } = this.graph
    this.graph.eachIn(assembly, removed => {
      const [removedAt, from] = [link.removedAt.at(removed), link.came.at(removed)]
      if (removedAt === Infinity || removedAt < came || -from < since || !this.sight.sees(removed)) return
      const departed = Math.max(-link.left.at(removed), since)
      if (!(departed < (this.windows.get(removed) ?? Infinity))) return
      this.windows.set(removed, departed)
      this.departBack({ parent: link.parent.at(removed), came: from }, departed)
    })
  }

  private relax(lot: number, since: number): void {
    const before = this.arrival[lot]
    if (!(since < before) || this.sight.isOutside(lot)) return
    const word = lot >>> 5
    const bit = 1 << (lot & 31)
    if (before !== Infinity && (this.pending[word] & bit) === 0) this.uncount(lot)
    this.arrival[lot] = since
    this.pending[word] |= bit
    this.seen[word] |= bit
    if (word > this.last) this.last = word
    if (word < this.at) this.at = word
    if (word < this.first) this.first = word
  }

  /** A lot is reached better than before and will be expanded again: its links are not to be counted twice. */
  private uncount(lot: number): void {
    const { graph, sight } = this
    const { link } = graph
    const since = this.arrival[lot]
    const counts = (index: number): boolean => sight.sees(index) && (this.isBack ? isInBack(index) : link.left.at(index) >= since)
    const isInBack = (index: number): boolean => -link.came.at(index) >= since && link.removedAt.at(index) === Infinity
    const each = (index: number): void => {
      if (counts(index)) this.links--
    }
    if (this.isBack) graph.eachIn(lot, each)
    else {
      const { lots, outStart } = graph.folded
      const end = lot < lots ? outStart[lot + 1] : 0
      for (let i = lot < lots ? outStart[lot] : 0; i < end; i++) if (this.mayFollow(lot, i, since)) this.links--
      graph.eachFreshOut(lot, each)
    }
  }

  private timeOf(lot: number): number {
    return this.isBack ? -this.arrival[lot] : this.arrival[lot]
  }

  private transit(windows: ReadonlyMap<number, number>): Uint32Array {
    const passed = new Set<number>()
    for (const removed of windows.keys()) {
      const assembly = this.graph.link.child.at(removed)
      if (this.arrival[assembly] === Infinity) passed.add(assembly)
    }
    return Uint32Array.from(passed).sort()
  }
}
