import { FRESH_OUT, type LotGraph, NOW } from './graph.ts'
import { ones } from './lot-set.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'
import { isDrawnPart, mayBeOfPart, type SeedPart } from './part.ts'
import type { ReachQuery, Seed } from './reach-query.ts'
import { giveScratch, type Scratch, takeScratch } from './scratch.ts'
import { Sight } from './sight.ts'
import { countSteps } from './steps.ts'

export interface Reach {
  readonly direction: 'forward' | 'back'
  readonly knownAt: number
  readonly seeds: readonly Seed[]
  /** The reached lots in id order, without the seeds. */
  readonly ids: Uint32Array
  /** Per reached lot: links on the shortest usable chain; empty unless asked for. */
  readonly steps: Uint32Array
  /** Components that were taken out again, forward: link -> since when suspect material could leave the assembly with it. */
  readonly windows: ReadonlyMap<number, number>
  /** Assemblies reached only through such a component, in id order: not affected now, though what left them then is. */
  readonly transit: Uint32Array
  /** How many distinct links the trace could follow out of the seeds and the reached lots. */
  readonly links: number
}

/** The same for whoever also asks when, which takes several times as long. */
export interface TimedReach extends Reach {
  /** Per reached lot: earliest arrival forward, latest departure back. */
  readonly times: Float64Array
  /** Earliest arrival (latest departure) per seed, which a cycle or another seed can improve. */
  readonly seedTimes: Float64Array
}

export const isTimed = (reach: Reach | TimedReach): reach is TimedReach => 'times' in reach

/**
 * Time-respecting reach. Forward a link can be followed iff left >= arrival(parent), and then the child is reached at
 * max(came, arrival(parent)); back a link can be followed iff came <= deadline(child), and the parent is reached at
 * min(left, deadline(child)). Both say the same of a chain: for every i < j, left(j) >= came(i). Ties count.
 */
export function reach(graph: LotGraph, query: ReachQuery): Reach {
  return walked(graph, query, { linksMax: Infinity, isTimed: false }, walk => walk.result()) as Reach
}

/** The same, or null when there are more links to follow than that: for whoever wants to do large traces elsewhere. */
export function reachWithin(graph: LotGraph, query: ReachQuery, linksMax: number): Reach | null {
  return walked(graph, query, { linksMax, isTimed: false }, walk => walk.result())
}

export function timedReach(graph: LotGraph, query: ReachQuery): TimedReach {
  return walked(graph, query, { linksMax: Infinity, isTimed: true }, walk => walk.timedResult()) as TimedReach
}

export function timedReachWithin(graph: LotGraph, query: ReachQuery, linksMax: number): TimedReach | null {
  return walked(graph, query, { linksMax, isTimed: true }, walk => walk.timedResult())
}

interface Wanted {
  readonly linksMax: number
  readonly isTimed: boolean
}

function walked<R extends Reach>(graph: LotGraph, query: ReachQuery, wanted: Wanted, resultOf: (walk: Walk) => R): R | null {
  const scratch = takeScratch(graph)
  const walk = new Walk(graph, query, scratch, wanted)
  walk.run()
  const result = resultOf(walk)
  giveScratch(scratch)
  if (walk.isCutShort) return null
  return query.steps ? { ...result, steps: countSteps(graph, query, result.ids) } : result
}

/** Forward, of lots that were suspect from the start: then it is the lots in between alone that decide when what is reached. */
const isFromTheStart = ({ direction, seeds }: ReachQuery): boolean =>
  direction === 'forward' && seeds.every(({ after = -Infinity, part }) => after === -Infinity && !part)

/** Nobody needs to ask when before it is weighed: the times follow from what is read then. */
export function isTimedByWeighing(graph: LotGraph, query: ReachQuery): boolean {
  const { asKnownAt, blocked, within } = query
  return isFromTheStart(query) && !new Sight(graph, asKnownAt ?? NOW, { ...blocked, within }).isCareful
}

/** A back trace runs on negated times, so that "earlier is better" holds in both directions. */
class Walk {
  private readonly graph: LotGraph
  private readonly query: ReachQuery
  private readonly sight: Sight
  private readonly arrival: Float64Array
  private readonly reached: Int32Array
  private readonly seen: Int32Array
  private readonly linksMax: number
  private readonly windows = new Map<number, number>()
  private readonly isBack: boolean
  /** Forward, and nobody asks when: then most lots are reached or not, and no time is kept of them. */
  private readonly isByOrder: boolean
  /** And these are the lots of which one is kept nevertheless. */
  private readonly dated: number[] = []
  private at = 0
  private last = -1
  private first = 0
  private links = 0
  private wasCut = false

  constructor(graph: LotGraph, query: ReachQuery, scratch: Scratch, { linksMax, isTimed }: Wanted) {
    this.graph = graph
    this.query = query
    this.sight = new Sight(graph, query.asKnownAt ?? NOW, { ...query.blocked, within: query.within })
    this.arrival = scratch.arrival
    this.reached = scratch.reached
    this.seen = scratch.seen
    this.linksMax = linksMax
    this.isBack = query.direction === 'back'
    this.isByOrder = !isTimed && !this.sight.isCareful && isFromTheStart(query)
  }

  /** Lots are taken in id order; one that leads to a smaller id steps the walk back to it. */
  run(): void {
    for (const lot of this.query.blocked?.lots ?? []) this.block(lot)
    this.at = this.reached.length
    for (const seed of this.query.seeds) {
      this.relax(seed.lot, this.startOf(seed))
      if (seed.part && isDrawnPart(seed.part)) this.leavePart(seed.lot, seed.part)
    }
    this.first = this.at
    if (this.isBack) this.runBack()
    else this.runForward()
  }

  /** It stopped with lots still to be looked at. */
  get isCutShort(): boolean {
    return this.wasCut
  }

  result(): Reach {
    const reach = this.withoutIds()
    const ids = this.harvest()
    const { arrival, dated } = this
    for (const lot of this.isByOrder ? dated : ids) arrival[lot] = Infinity
    this.tidy()
    return { ...reach, ids }
  }

  timedResult(): TimedReach {
    const seedTimes = Float64Array.from(this.query.seeds, seed => this.timeOf(seed.lot))
    const reach = this.withoutIds()
    const ids = this.harvest()
    const times = new Float64Array(ids.length)
    const { arrival, isBack } = this
    for (let place = 0; place < ids.length; place++) {
      const lot = ids[place]
      times[place] = isBack ? -arrival[lot] : arrival[lot]
      arrival[lot] = Infinity
    }
    this.tidy()
    return { ...reach, ids, times, seedTimes }
  }

  private withoutIds(): Omit<Reach, 'ids'> {
    const { query, sight, links } = this
    const windows = this.isBack ? new Map<number, number>() : this.windows
    const transit = this.transit(windows)
    return { direction: query.direction, knownAt: sight.known, seeds: query.seeds, steps: new Uint32Array(0), windows, transit, links }
  }

  /** What was reached, and the bits as they were found. */
  private harvest(): Uint32Array {
    const { reached, seen, first, last } = this
    for (const { lot } of this.query.seeds) reached[lot >>> 5] &= ~(1 << (lot & 31))
    for (const lot of this.query.blocked?.lots ?? []) this.unblock(lot)
    let count = 0
    for (let word = first; word <= last; word++) count += ones(reached[word])
    const ids = new Uint32Array(count)
    for (let word = first, n = 0; word <= last; word++) {
      for (let bits = reached[word]; bits !== 0; bits &= bits - 1) ids[n++] = (word << 5) | (31 - Math.clz32(bits & -bits))
      reached[word] = seen[word] = 0
    }
    return ids
  }

  private tidy(): void {
    for (const { lot } of this.query.seeds) this.arrival[lot] = Infinity
    for (const lot of this.query.blocked?.lots ?? []) this.arrival[lot] = Infinity
  }

  /** Nothing reaches it better than it was reached already, and its links were followed. */
  private block(lot: number): void {
    this.arrival[lot] = -Infinity
    this.seen[lot >>> 5] |= 1 << (lot & 31)
  }

  private unblock(lot: number): void {
    this.reached[lot >>> 5] &= ~(1 << (lot & 31))
    this.seen[lot >>> 5] &= ~(1 << (lot & 31))
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

  private runBack(): void {
    const { reached, seen } = this
    while (this.at <= this.last) {
      if (this.links > this.linksMax) {
        this.wasCut = true
        return
      }
      const word = reached[this.at] & ~seen[this.at]
      if (word === 0) {
        this.at++
        continue
      }
      const lowest = word & -word
      seen[this.at] |= lowest
      this.links += this.expandBack((this.at << 5) | (31 - Math.clz32(lowest)))
    }
  }

  /**
   * One long function on purpose: nearly all the time of a large trace is spent in its inner loops, which take half as long again when
   * their parts are methods. The fields it changes are kept in variables, and handed over only around what is rare.
   *
   * The first of the loops is for whoever does not ask when: of a plain lot nothing is read but its children, and of these only a bit is written.
   */
  private runForward(): void {
    const { arrival, reached, seen, dated, isByOrder, linksMax } = this
    const { isCareful } = this.sight
    const { lots, outStart, outChild, outCame, outSpan, plain, base: bases } = this.graph.folded
    const { flags } = this.graph
    const words = plain.length
    let { at, last, first, links } = this
    while (at <= last) {
      const word = reached[at] & ~seen[at]
      if (word === 0) {
        at++
        continue
      }
      if (links > linksMax) {
        this.wasCut = true
        break
      }
      const plains = isByOrder && at < words ? word & plain[at] : 0
      // All of a word at once: no other of them leads anywhere that decides about these.
      if (plains !== 0) {
        seen[at] |= plains
        for (let bits = plains; bits !== 0; bits &= bits - 1) {
          const lot = (at << 5) | (31 - Math.clz32(bits & -bits))
          const start = outStart[lot]
          const end = outStart[lot + 1]
          let place = at
          for (let i = start; i < end; i++) {
            const child = outChild[i] & CHILD
            place = child >>> 5
            reached[place] |= 1 << (child & 31)
          }
          links += end - start
          if (place > last) last = place
        }
        continue
      }
      const lowest = word & -word
      seen[at] |= lowest
      const lot = (at << 5) | (31 - Math.clz32(lowest))
      // Without a time it is a lot that leads to all its children whenever it is reached.
      const since = isByOrder && arrival[lot] === Infinity ? -Infinity : arrival[lot]
      const end = lot < lots ? outStart[lot + 1] : 0
      const base = lot < lots ? outwardBase(bases[lot]) : 0
      for (let i = lot < lots ? outStart[lot] : 0; i < end; i++) {
        const child = outChild[i]
        // Then it is followed whenever it left, which need not be read.
        if (isByOrder && since === -Infinity && child >= 0) {
          const place = child >>> 5
          const bit = 1 << (child & 31)
          if ((plain[place] & bit) !== 0) {
            links++
            reached[place] |= bit
            if (place > last) last = place
            if (place < at) at = place
            if (place < first) first = place
            continue
          }
        }
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
          const place = child >>> 5
          const bit = 1 << (child & 31)
          if (isByOrder && (plain[place] & bit) !== 0) {
            links++
            reached[place] |= bit
            if (place > last) last = place
            if (place < at) at = place
            if (place < first) first = place
            continue
          }
          const before = arrival[child]
          if (came >= before) {
            links++
            continue
          }
          if (before === Infinity || (seen[place] & bit) === 0) {
            links++
            if (isByOrder && before === Infinity) dated.push(child)
            arrival[child] = came
            reached[place] |= bit
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
    if (before === Infinity) {
      if (this.isByOrder) this.dated.push(lot)
    } else if ((this.seen[word] & bit) !== 0) {
      this.uncount(lot)
      this.seen[word] &= ~bit
    }
    this.arrival[lot] = since
    this.reached[word] |= bit
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
      if ((this.reached[assembly >>> 5] & (1 << (assembly & 31))) === 0) passed.add(assembly)
    }
    return Uint32Array.from(passed).sort()
  }
}
