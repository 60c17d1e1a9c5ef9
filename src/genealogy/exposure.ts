/**
 * What a recall of each of some raw lots would take: as the links are recorded, and as they would be under another setting: lots made
 * precisely, a new one with every change of raw lot; lots of a run made as one; a position that is used up in the order it was loaded,
 * or in any.
 */
import { linkBuffer, movementBuffer } from './facts.ts'
import { flowsOf } from './flows.ts'
import { COUNTABLE, HOMOGENEOUS, LotGraph, linkOf, movementOf, type NewLink } from './graph.ts'
import type { DrawnLink } from './precision.ts'
import { reach, timedReach } from './reach.ts'
import { mostAffected } from './total.ts'
import { weigh } from './weigh.ts'

export interface ExposureQuestion {
  readonly raw: readonly number[]
  readonly changes: readonly Change[]
  readonly asKnownAt: number
}

/** A setting that could be otherwise, and what was recorded under it. */
export type Change =
  /** Lots that would have been made apart. */
  | { readonly kind: 'precise'; readonly lots: Uint32Array }
  /** Lots of a run that would have been one. */
  | { readonly kind: 'approximate'; readonly runs: readonly Uint32Array[] }
  /** What was drawn from a position, loaded lots that were there at once: the links, by since and line. */
  | { readonly kind: 'sequential'; readonly pools: readonly (readonly LinkKey[])[] }
  /** What was drawn from a position in the order of loading: the links, and those there would be had nobody known the order. */
  | { readonly kind: 'unknown'; readonly pools: readonly Reordered[] }
export interface Reordered {
  readonly links: readonly LinkKey[]
  readonly drawn: readonly DrawnLink[]
}
export type LinkKey = readonly [since: number, line: number]

/** Of one raw lot, by unit of measure of the lots nothing was made of any more: how many there are, and the most that can contain it in all. */
export interface Exposed {
  readonly lots: number
  readonly certain: number
  readonly ends: ReadonlyMap<string, number>
  /** Those lots themselves, as things are recorded; of what would be otherwise nobody asks. */
  readonly endLots: Uint32Array
  readonly affected: ReadonlyMap<string, number>
}

export interface Setting {
  readonly exposed: readonly Exposed[]
  /** What would be otherwise: lots, or draws from a position. */
  readonly inferred: number
  /** How many lots there would be more; below 0, how many less. */
  readonly extraLots: number
  /** How often somebody would have to say that a lot is used up before the next one. */
  readonly extraScans: number
}

/** First as things are recorded, then with each change. */
export function exposureOf(graph: LotGraph, { raw, changes, asKnownAt }: ExposureQuestion): Setting[] {
  const lots = reachedBy(graph, raw, asKnownAt)
  return [null, ...changes].map(change => {
    const more = broughtAlong(change)
    const among = more.length > 0 ? reachedBy(graph, [...raw, ...more], asKnownAt) : lots
    const part = new Part(graph, among, { asKnownAt, change })
    const { inferred, extraLots, extraScans } = part
    return { exposed: raw.map(lot => part.exposed(lot)), inferred, extraLots, extraScans }
  })
}

/** A lot that would have been one with others brings along what was made of those; one that could be in more, what was made of that. */
function broughtAlong(change: Change | null): number[] {
  if (change?.kind === 'approximate') return change.runs.flatMap(run => [...run])
  return change?.kind === 'unknown' ? change.pools.flatMap(({ drawn }) => drawn.map(({ child }) => child)) : []
}

/** All that any of them reaches, themselves among it, in id order. */
export function reachedBy(graph: LotGraph, raw: readonly number[], asKnownAt: number): Uint32Array {
  const { ids, transit } = reach(graph, { direction: 'forward', seeds: raw.map(lot => ({ lot })), asKnownAt })
  return Uint32Array.from(new Set([...raw, ...ids, ...transit])).sort()
}

/** A graph of these lots alone, with ids counted anew; parents from elsewhere are a clean stranger, counted or not, because they are alternatives in the draws. */
class Part {
  inferred = 0
  extraLots = 0
  extraScans = 0
  private readonly graph = new LotGraph()
  private readonly lots: Uint32Array
  private readonly ids: Map<number, number>
  private readonly isUsed: Uint8Array
  private readonly isAsRecorded: boolean

  constructor(source: LotGraph, lots: Uint32Array, { asKnownAt, change }: { asKnownAt: number; change: Change | null }) {
    this.lots = lots
    this.isAsRecorded = change === null
    this.ids = new Map(Array.from(lots, (lot, index) => [lot, index + 1]))
    this.isUsed = new Uint8Array(lots.length + 3)
    lots.forEach((lot, index) => {
      const flags = source.flags[lot]
      this.graph.addLot(index + 1, {
        homogeneous: (flags & HOMOGENEOUS) !== 0,
        countable: (flags & COUNTABLE) !== 0,
        unit: source.units.of(lot),
      })
    })
    this.graph.addLot(lots.length + COUNTED, { countable: true })
    this.graph.addLot(lots.length + UNCOUNTED, {})
    if (change?.kind === 'approximate') for (const run of change.runs) this.asOne(run)
    this.addLinks(source, asKnownAt, change)
    this.addMovements(source, asKnownAt)
  }

  exposed(lot: number): Exposed {
    const reached = timedReach(this.graph, { direction: 'forward', seeds: [{ lot: this.ids.get(lot) ?? 0 }] })
    const weights = weigh(this.graph, reached)
    const affected = Array.from(reached.ids, id => ({ id, ...weights.affected(id) })).filter(({ max }) => max > 0)
    const isEnd = (id: number): boolean => this.isUsed[id] === 0 && id !== reached.seeds[0].lot
    const ends = new Map<string, number>()
    for (const { id } of affected) if (isEnd(id)) ends.set(this.graph.units.of(id), (ends.get(this.graph.units.of(id)) ?? 0) + 1)
    return {
      lots: affected.length,
      certain: affected.filter(({ min }) => min > 0).length,
      ends,
      endLots: Uint32Array.from(this.isAsRecorded ? affected.filter(({ id }) => isEnd(id)) : [], ({ id }) => this.lots[id - 1] ?? 0),
      affected: mostAffected(
        weights.columns,
        () => flowsOf(this.graph, reached),
        id => (isEnd(id) ? this.graph.units.of(id) : null),
      ),
    }
  }

  /** What was made in one run: the first lot of it stands for all of them. */
  private asOne(run: Uint32Array): void {
    const [first, ...others] = run
    const id = first === undefined ? undefined : this.ids.get(first)
    const there = others.filter(lot => this.ids.has(lot))
    if (id === undefined || there.length === 0) return
    for (const lot of there) this.ids.set(lot, id)
    this.inferred += there.length + 1
    this.extraLots -= there.length
  }

  private addLinks(source: LotGraph, known: number, change: Change | null): void {
    const precise = new Set(change?.kind === 'precise' ? change.lots : [])
    const all: NewLink[] = []
    for (const lot of this.lots) {
      const links = linkBuffer()
      source.gatherIn(lot, known, links)
      const into = Array.from({ length: links.size }, (_, row) => ({ ...linkOf(links.columns, row), until: 0 }))
      const flags = source.flags[lot]
      for (const link of precise.has(lot) && (flags & HOMOGENEOUS) === 0 ? this.apart(lot, into) : into) all.push(link)
    }
    if (change?.kind === 'sequential') this.inOrder(all, change.pools)
    const links = change?.kind === 'unknown' ? this.inAnyOrder(all, change.pools) : all
    links.sort((a, b) => a.since - b.since || a.line - b.line)
    links.forEach(link => {
      const [parent, child] = [this.ids.get(link.parent) ?? this.strangerFor(source.flags[link.parent]), this.ids.get(link.child) ?? 0]
      this.isUsed[parent] = 1
      this.graph.addLink({ ...link, parent, child })
    })
  }

  /** Each raw lot of a draw by itself, as much of it as is to be expected: what the lots would say that had been made of it alone. */
  private apart(lot: number, links: readonly NewLink[]): NewLink[] {
    const draws = new Map<string, NewLink[]>()
    for (const link of links) {
      const key = `${link.put === 0 ? link.since : 0} ${link.put} ${link.draw}`
      draws.set(key, [...(draws.get(key) ?? []), link])
    }
    const most = Math.max(0, ...[...draws.values()].map(draw => (canBeTold(draw) ? draw.length : 1)))
    if (most <= 1) return [...links]
    this.inferred++
    this.extraLots += most - 1
    // What is expected of a count is no whole number.
    this.graph.addLot(this.ids.get(lot) ?? 0, {})
    return [...draws.values()].flatMap(draw => (canBeTold(draw) ? draw.flatMap((link, index) => alone(link, index)) : draw))
  }

  /** What was loaded first is used up first: then of each draw it is known which lot gave how much. */
  private inOrder(all: NewLink[], pools: readonly (readonly LinkKey[])[]): void {
    const places = new Map(all.map((link, index) => [`${link.since} ${link.line}`, index]))
    for (const pool of pools) {
      const indices = pool.flatMap(([since, line]) => places.get(`${since} ${line}`) ?? [])
      const used = usedInOrder(indices.map(index => all[index]))
      indices.forEach((index, at) => {
        all[index] = used[at]
      })
      this.inferred += new Set(used.map(({ put }) => put)).size
      this.extraScans += Math.max(0, new Set(used.map(({ parent }) => parent)).size - 1)
    }
  }

  /** Nobody would have to say that a lot is used up, and each draw may be of any lot that lay there. */
  private inAnyOrder(all: readonly NewLink[], pools: readonly Reordered[]): NewLink[] {
    const redone = new Set(pools.flatMap(({ links }) => links.map(([since, line]) => `${since} ${line}`)))
    const drawn = pools.flatMap(pool => pool.drawn).filter(({ child }) => this.ids.has(child))
    for (const pool of pools) this.extraScans -= Math.max(0, new Set(pool.drawn.map(({ parent }) => parent)).size - 1)
    this.inferred += new Set(drawn.filter(({ inferred }) => inferred).map(({ child, put }) => `${child} ${put}`)).size
    return [...all.filter(({ since, line }) => !redone.has(`${since} ${line}`)), ...drawn.map(linkDrawn)]
  }

  private strangerFor(flags: number): number {
    return this.lots.length + ((flags & COUNTABLE) !== 0 ? COUNTED : UNCOUNTED)
  }

  private addMovements(source: LotGraph, known: number): void {
    const movements = movementBuffer()
    for (const lot of this.lots) source.gatherMovements(lot, known, movements)
    const rows = Array.from({ length: movements.size }, (_, row) => movementOf(movements.columns, row)).sort(
      (a, b) => a.since - b.since || a.line - b.line,
    )
    for (const row of rows) this.graph.addMovement({ ...row, lot: this.ids.get(row.lot) ?? 0, until: 0 })
  }
}

const COUNTED = 1
const UNCOUNTED = 2

/** Several raw lots of which each gave an amount that can be expected; out of a mixture nothing can be told apart. */
const canBeTold = (draw: readonly NewLink[]): boolean =>
  new Set(draw.map(({ parent }) => parent)).size > 1 && draw.every(({ qExp, drawQ, blend }) => qExp >= 0 && drawQ > 0 && !blend)

function alone(link: NewLink, index: number): NewLink[] {
  if (!(link.qExp > 0)) return []
  const share = link.qExp / link.drawQ
  const [portion, total] = [link.portion * share, link.total * share]
  return [{ ...link, qMin: link.qExp, qMax: link.qExp, drawQ: link.qExp, portion, total, draw: (link.draw + 1) * DRAWS_APART + index }]
}

/** Numbers of draws that no record has: they are counted within an event. */
const DRAWS_APART = 100_000

function linkDrawn({ min, expected, max, drawn, portionTotal, gone, draw, ...link }: DrawnLink, line: number): NewLink {
  const quantities = { qMin: min ?? NaN, qExp: expected ?? NaN, qMax: max ?? NaN, drawQ: drawn ?? NaN }
  return { ...link, ...quantities, since: link.put, line, total: portionTotal, left: gone, draw: draw + DRAWS_APART }
}

/** The same links, each with the very amount that comes to it if every lot gives all it gave before the next one gives anything. */
function usedInOrder(links: readonly NewLink[]): NewLink[] {
  const left = new Map<number, number>()
  for (const { parent, qExp } of links) left.set(parent, (left.get(parent) ?? 0) + (qExp >= 0 ? qExp : 0))
  const order = links.map((_, index) => index).sort((a, b) => inTime(links[a], links[b]))
  const used = [...links]
  for (let from = 0; from < order.length; ) {
    const to = order.findIndex((index, at) => at > from && drawOf(links[index]) !== drawOf(links[order[from]]))
    const draw = order.slice(from, to < 0 ? order.length : to)
    let open = links[draw[0]].drawQ
    draw.forEach((index, at) => {
      const link = links[index]
      const there = left.get(link.parent) ?? 0
      const gives = at === draw.length - 1 ? open : Math.min(open, there)
      left.set(link.parent, there - gives)
      open -= gives
      used[index] = { ...link, qMin: gives, qExp: gives, qMax: gives }
    })
    from += draw.length
  }
  return used
}

const drawOf = ({ put, draw }: NewLink): string => `${put} ${draw}`
const inTime = (a: NewLink, b: NewLink): number =>
  a.put - b.put || a.draw - b.draw || a.came - b.came || a.taken - b.taken || a.parent - b.parent
