import { type LotGraph, NOW } from './graph.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'

/** What the short columns say of a link: it can be followed, it cannot, or the link itself has to be looked at. */
export type Verdict = 'follow' | 'skip' | 'look'

/** Which links a question may see: those believed at the position it is asked against, and not blocked. */
export class Sight {
  readonly known: number
  /** Some folded link may be invisible without being marked: each one has to be checked. */
  readonly isCareful: boolean
  private readonly graph: LotGraph
  private readonly lots: ReadonlySet<number> | undefined
  private readonly links: ReadonlySet<number> | undefined
  private readonly within: { has(lot: number): boolean } | undefined

  constructor(
    graph: LotGraph,
    known = NOW,
    blocked: {
      readonly lots?: ReadonlySet<number>
      readonly links?: ReadonlySet<number>
      readonly within?: { has(lot: number): boolean } | undefined
    } = {},
  ) {
    this.graph = graph
    this.known = known
    this.lots = blocked.lots
    this.links = blocked.links?.size ? blocked.links : undefined
    this.within = blocked.within
    this.isCareful = known < graph.folded.position || this.links !== undefined || this.within !== undefined
  }

  sees(link: number): boolean {
    return this.graph.believed(link, this.known) && !this.isBlockedLink(link)
  }

  /** The same of a folded link, by its place in the block of a lot. */
  seesInBlock(lot: number, place: number): boolean {
    const { since, until } = this.graph.blockOf(lot).links.columns
    if (since[place] > this.known || (until[place] !== 0 && until[place] <= this.known)) return false
    return this.links === undefined || !this.links.has(this.graph.numberInBlock(lot, place))
  }

  /** Not among the lots that are asked about. */
  isOutside(lot: number): boolean {
    return this.within !== undefined && !this.within.has(lot)
  }

  isBlocked(lot: number): boolean {
    return this.lots?.has(lot) ?? false
  }

  /** Whether a folded link, by its place in the forward columns, is seen and left at `since` or later. */
  verdict(lot: number, at: number, since: number): Verdict {
    const { outChild, outCame, outSpan, base } = this.graph.folded
    if (outChild[at] < 0 || outCame[at] === ASK || !this.isSettled(outChild[at] & CHILD)) return 'look'
    const gap = since - cameOf(outCame[at], outwardBase(base[lot]))
    if (spanOf(outSpan[at]) >= gap) return 'follow'
    return spanOf(outSpan[at] + 1) <= gap ? 'skip' : 'look'
  }

  private isBlockedLink(link: number): boolean {
    return this.links?.has(link) ?? false
  }

  /** Nothing about the links into the lot has changed since the position that is asked for. */
  private isSettled(child: number): boolean {
    return !this.isCareful || (this.links === undefined && this.graph.lastFoldedOf(child) <= this.known)
  }
}
