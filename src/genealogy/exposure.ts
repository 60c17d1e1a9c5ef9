/**
 * What a recall of each of some raw lots would take: as the links are recorded, and as they would be if lots of some materials had
 * been made precisely, a new lot with every change of raw lot.
 */
import { linkBuffer, movementBuffer } from './facts.ts'
import { COUNTABLE, HOMOGENEOUS, LotGraph, linkOf, movementOf, type NewLink } from './graph.ts'
import { reach } from './reach.ts'
import { weigh } from './weigh.ts'

export interface ExposureQuestion {
  readonly raw: readonly number[]
  /** Lots that were made approximately, by what they are: each group is one setting that could be otherwise. */
  readonly groups: readonly Uint32Array[]
  readonly asKnownAt: number
}

/** Of one raw lot, of the lots nothing was made of any more: which, and the most that can contain it. */
export interface Exposed {
  readonly lots: number
  readonly certain: number
  readonly ends: Uint32Array
  readonly affected: Float64Array
}

export interface Setting {
  readonly exposed: readonly Exposed[]
  /** Lots that would have been several, and how many there would be more. */
  readonly inferred: number
  readonly extraLots: number
}

/** First as things are recorded, then with each group precise. */
export function exposureOf(graph: LotGraph, { raw, groups, asKnownAt }: ExposureQuestion): Setting[] {
  const lots = reachedBy(graph, raw, asKnownAt)
  return [new Set<number>(), ...groups.map(group => new Set(group))].map(precise => {
    const part = new Part(graph, lots, { asKnownAt, precise })
    return { exposed: raw.map(lot => part.exposed(lot)), inferred: part.inferred, extraLots: part.extraLots }
  })
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
  private readonly graph = new LotGraph()
  private readonly lots: Uint32Array
  private readonly ids: ReadonlyMap<number, number>
  private readonly isUsed: Uint8Array

  constructor(source: LotGraph, lots: Uint32Array, { asKnownAt, precise }: { asKnownAt: number; precise: ReadonlySet<number> }) {
    this.lots = lots
    this.ids = new Map(Array.from(lots, (lot, index) => [lot, index + 1]))
    this.isUsed = new Uint8Array(lots.length + 3)
    lots.forEach((lot, index) => {
      const flags = source.flags[lot]
      this.graph.addLot(index + 1, { homogeneous: (flags & HOMOGENEOUS) !== 0, countable: (flags & COUNTABLE) !== 0 })
    })
    this.graph.addLot(lots.length + COUNTED, { countable: true })
    this.graph.addLot(lots.length + UNCOUNTED, {})
    this.addLinks(source, asKnownAt, precise)
    this.addMovements(source, asKnownAt)
  }

  exposed(lot: number): Exposed {
    const reached = reach(this.graph, { direction: 'forward', seeds: [{ lot: this.ids.get(lot) ?? 0 }] })
    const weights = weigh(this.graph, reached)
    let certain = 0
    const affected = Array.from(reached.ids, id => ({ id, ...weights.affected(id) })).filter(({ max }) => max > 0)
    for (const { min } of affected) if (min > 0) certain++
    const ends = affected.filter(({ id }) => this.isUsed[id] === 0)
    return {
      lots: affected.length,
      certain,
      ends: Uint32Array.from(ends, ({ id }) => this.lots[id - 1]),
      affected: Float64Array.from(ends, ({ max }) => max),
    }
  }

  private addLinks(source: LotGraph, known: number, precise: ReadonlySet<number>): void {
    const all: NewLink[] = []
    for (const lot of this.lots) {
      const links = linkBuffer()
      source.gatherIn(lot, known, links)
      const into = Array.from({ length: links.size }, (_, row) => ({ ...linkOf(links.columns, row), until: 0 }))
      const flags = source.flags[lot]
      for (const link of precise.has(lot) && (flags & HOMOGENEOUS) === 0 ? this.apart(lot, into) : into) all.push(link)
    }
    all.sort((a, b) => a.since - b.since || a.line - b.line)
    all.forEach(link => {
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
