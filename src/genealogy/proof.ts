import { LINK_FACTS, type LinkBuffer, type LinkFact, linkBuffer } from './facts.ts'
import { LotGraph, linkOf, type NewLink } from './graph.ts'
import type { Reach } from './reach.ts'
import type { ReachQuery, Seed } from './reach-query.ts'
import { shortestChain } from './steps.ts'

/** One step of a chain, as it was recorded. `taken` and `put` are the positions of the events that took it out and put it in. */
export type ProofLink = Readonly<Record<LinkFact, number>> & {
  /** When what was put in by that event was complete: a load after that gave nothing to it. */
  readonly filled: number
}

/** Had this event happened at another time than it did, the lot would not be in the answer. */
export interface Shift {
  readonly event: number
  readonly way: 'later' | 'earlier'
  readonly than: number
}

export interface Proof {
  /** From a seed to the lot, in the order they are followed. */
  readonly chain: readonly ProofLink[]
  /** Each of these events, taken back alone, takes the lot out of the answer; in the order of the chain. */
  readonly alone: readonly number[]
  readonly shifts: readonly Shift[]
  /** Where no event alone does: events that do together, and whether fewer could not. */
  readonly together: { readonly events: readonly number[]; readonly isSmallest: boolean } | null
  /** How much stands between the seeds and the lot. */
  readonly lots: number
  readonly links: number
}

/** Links that the search for the smallest set may look at, over all its attempts; about a second. */
const EFFORT_MAX = 3_000_000

/**
 * Why a lot is in an answer, and what would take it out. `reached` is the answer's reach. Events are judged on the links as they
 * stand: what is derived anew after a correction is not foreseen. Null when no chain leads there.
 */
export function prove(graph: LotGraph, reached: Reach, lot: number, effort = EFFORT_MAX): Proof | null {
  const between = new Between(graph, reached, lot)
  const chain = between.chain()
  if (chain === null) return null
  const alone = eventsAlong(chain).filter(event => between.isCutBy(new Set([event])))
  return {
    chain: chain.map(link => between.original(link)),
    alone,
    shifts: alone.flatMap(event => between.shiftsOf(event)),
    together: alone.length > 0 ? null : smallestCut(between, effort),
    lots: between.lots,
    links: between.links.length,
  }
}

/** The events that a link rests on: what took the material out, and what put it in. An install into an assembly is one of both. */
export function eventsOf({ taken, put, since }: Pick<ProofLink, 'taken' | 'put' | 'since'>): number[] {
  return [...new Set([taken || since, put || since])]
}

const eventsAlong = (chain: readonly ProofLink[]): number[] => [...new Set(chain.flatMap(eventsOf))]

/**
 * What stands between the seeds and one lot, as a small graph of its own. More may be in it than a chain can use, for time is not asked
 * here; every question put to it is a time-respecting one.
 */
class Between {
  readonly links: readonly ProofLink[]
  private readonly ids: readonly number[]
  private readonly seeds: readonly Seed[]
  private readonly target: number
  private readonly direction: 'forward' | 'back'
  private readonly idOf: ReadonlyMap<number, number>
  private readonly all: LotGraph

  constructor(graph: LotGraph, reached: Reach, lot: number) {
    const links = linksBetween(graph, reached, lot)
    this.direction = reached.direction
    this.ids = [...new Set([...reached.seeds.map(seed => seed.lot), lot, ...links.flatMap(link => [link.parent, link.child])])]
    this.idOf = new Map(this.ids.map((id, index) => [id, index + 1]))
    this.links = links.map(link => ({ ...link, parent: this.small(link.parent), child: this.small(link.child) }))
    this.seeds = reached.seeds.map(seed => ({ ...seed, lot: this.small(seed.lot) }))
    this.target = this.small(lot)
    this.all = this.graphOf(this.links)
  }

  get lots(): number {
    return this.ids.length
  }

  original(link: ProofLink): ProofLink {
    return { ...link, parent: this.ids[link.parent - 1], child: this.ids[link.child - 1] }
  }

  chain(without: ReadonlySet<number> = NOTHING): ProofLink[] | null {
    const links = new Set<number>()
    if (without.size > 0)
      for (let row = 0; row < this.links.length; row++) if (eventsOf(this.links[row]).some(event => without.has(event))) links.add(row)
    return this.chainIn(this.all, this.links, links)
  }

  isCutBy(events: ReadonlySet<number>): boolean {
    return this.chain(events) === null
  }

  /** The nearest other times of one event at which no chain is left. */
  shiftsOf(event: number): Shift[] {
    const own = this.links.filter(link => eventsOf(link).includes(event))
    const end = Math.max(...own.map(link => Math.min(link.came, link.left)))
    const begin = Math.min(...own.map(link => Math.max(link.came, link.left)))
    const later = timesOf(this.links, link => [link.left, link.filled]).filter(time => time >= end)
    const earlier = timesOf(this.links, link => [link.came]).filter(time => time <= begin)
    const find = (way: Shift['way'], times: readonly number[]): Shift[] => {
      const than = times.slice(0, SHIFTS_MAX).find(time => this.chainAfter(event, way, time) === null)
      return than === undefined ? [] : [{ event, way, than }]
    }
    return [...find('later', later), ...find('earlier', earlier.reverse())]
  }

  private chainAfter(event: number, way: Shift['way'], than: number): ProofLink[] | null {
    const move = way === 'later' ? movedLater : movedEarlier
    const moved = this.links.flatMap(link => move(link, event, than))
    return this.chainIn(this.graphOf(moved), moved, NOTHING)
  }

  private chainIn(graph: LotGraph, links: readonly ProofLink[], blocked: ReadonlySet<number>): ProofLink[] | null {
    const query: ReachQuery = { direction: this.direction, seeds: this.seeds, blocked: { links: blocked } }
    return shortestChain(graph, query, this.target)?.map(row => links[row]) ?? null
  }

  /** Nothing of it is folded, so the number of a link is its row. */
  private graphOf(links: readonly ProofLink[]): LotGraph {
    const graph = new LotGraph()
    for (let id = 1; id <= this.ids.length; id++) graph.addLot(id, {})
    for (const link of links) graph.addLink(newLink(link))
    return graph
  }

  private small(lot: number): number {
    return this.idOf.get(lot) ?? 0
  }
}

const NOTHING: ReadonlySet<number> = new Set()
/** Other times tried for one event and way. */
const SHIFTS_MAX = 100

const timesOf = (links: readonly ProofLink[], of: (link: ProofLink) => number[]): number[] =>
  [...new Set(links.flatMap(of))].filter(Number.isFinite).sort((a, b) => a - b)

/** A load that came after the output's end gives nothing to it; what is put in later is there only then. */
function movedLater(link: ProofLink, event: number, than: number): ProofLink[] {
  const [takes, puts] = [(link.taken || link.since) === event, (link.put || link.since) === event]
  if (!takes && !puts) return [link]
  if (!puts && link.filled <= than) return []
  return [{ ...link, came: Math.max(link.came, than + 1), left: Math.max(link.left, than + 1) }]
}

/** What was taken out earlier had left before the other came. */
function movedEarlier(link: ProofLink, event: number, than: number): ProofLink[] {
  const [takes, puts] = [(link.taken || link.since) === event, (link.put || link.since) === event]
  if (!takes && !puts) return [link]
  return [{ ...link, came: puts ? Math.min(link.came, than - 1) : link.came, left: Math.min(link.left, than - 1) }]
}

function newLink(link: ProofLink): NewLink {
  return { ...linkOf(columnsOf(link), 0), until: 0 }
}

const columnsOf = (link: ProofLink): Record<LinkFact, number[]> =>
  Object.fromEntries(LINK_FACTS.map(fact => [fact, [link[fact]]])) as Record<LinkFact, number[]>

// ---- which links -----------------------------------------------------------------------------------------------------------------

/** The links among the lots of a reach over which something may get to this one, in ledger order. */
function linksBetween(graph: LotGraph, reached: Reach, lot: number): ProofLink[] {
  const members = new Set([...reached.ids, ...reached.transit, ...reached.seeds.map(seed => seed.lot)])
  members.add(lot)
  const links = reached.direction === 'forward' ? linksAbove(graph, reached, lot, members) : linksBelow(graph, reached, lot, members)
  return links.sort((a, b) => a.since - b.since || a.line - b.line)
}

/** Forward: from the lot upwards, as far as the reach goes. */
function linksAbove(graph: LotGraph, { knownAt }: Reach, lot: number, members: ReadonlySet<number>): ProofLink[] {
  const found: ProofLink[] = []
  const lots = [lot]
  const seen = new Set(lots)
  for (const child of lots) {
    for (const link of linksInto(graph, child, knownAt)) {
      if (!members.has(link.parent)) continue
      found.push(link)
      if (!seen.has(link.parent)) lots.push(link.parent)
      seen.add(link.parent)
    }
  }
  return found
}

/** Back there are few lots: all their links are read, and those kept that lead down from the lot. */
function linksBelow(graph: LotGraph, { knownAt }: Reach, lot: number, members: ReadonlySet<number>): ProofLink[] {
  const outOf = new Map<number, ProofLink[]>()
  for (const child of members)
    for (const link of linksInto(graph, child, knownAt)) {
      const known = outOf.get(link.parent)
      if (known) known.push(link)
      else outOf.set(link.parent, [link])
    }
  const lots = [lot]
  const seen = new Set(lots)
  const found: ProofLink[] = []
  for (const parent of lots) {
    for (const link of outOf.get(parent) ?? []) {
      found.push(link)
      if (!seen.has(link.child)) lots.push(link.child)
      seen.add(link.child)
    }
  }
  return found
}

function linksInto(graph: LotGraph, lot: number, knownAt: number): ProofLink[] {
  const links = linkBuffer()
  graph.gatherIn(lot, knownAt, links)
  const filled = new Map<number, number>()
  if (links.size > 0) graph.visitMovements(lot, knownAt, ({ since, at }, row) => filled.set(since[row], at[row]))
  return Array.from({ length: links.size }, (_, row) => rowOf(links, row, filled))
}

function rowOf({ columns }: LinkBuffer, row: number, filled: ReadonlyMap<number, number>): ProofLink {
  const link = Object.fromEntries(LINK_FACTS.map(fact => [fact, columns[fact][row]])) as Record<LinkFact, number>
  return { ...link, filled: filled.get(link.put) ?? link.came }
}

// ---- the fewest events -----------------------------------------------------------------------------------------------------------

/**
 * Whatever takes the lot out must break its shortest chain, so one of that chain's events is among them; with it gone the next shortest
 * chain is broken, and so on. Tried with two events, then three, and so on while the effort lasts; then by what most chains share.
 */
function smallestCut(between: Between, effort: number): { events: number[]; isSmallest: boolean } {
  let left = Math.floor(effort / Math.max(1, between.links.length))
  const search = (cut: readonly number[], more: number): number[] | null => {
    if (--left < 0) return null
    const chain = between.chain(new Set(cut))
    if (chain === null) return [...cut]
    if (more === 0) return null
    for (const event of eventsAlong(chain)) {
      const found = search([...cut, event], more - 1)
      if (found) return found
    }
    return null
  }
  for (let size = 2; left > 0; size++) {
    const events = search([], size)
    if (events) return { events, isSmallest: true }
  }
  return { events: anyCut(between), isSmallest: false }
}

/** Takes from each chain that is left the event that most links rest on, then puts back what was not needed. */
function anyCut(between: Between): number[] {
  const weight = new Map<number, number>()
  for (const link of between.links) for (const event of eventsOf(link)) weight.set(event, (weight.get(event) ?? 0) + 1)
  const cut = new Set<number>()
  for (let chain = between.chain(cut); chain !== null; chain = between.chain(cut)) {
    const [heaviest] = eventsAlong(chain).sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0))
    cut.add(heaviest)
  }
  const chosen = Array.from(cut)
  for (const event of chosen) {
    cut.delete(event)
    if (!between.isCutBy(cut)) cut.add(event)
  }
  return [...cut]
}
