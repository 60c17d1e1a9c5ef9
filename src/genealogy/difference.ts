import { ENDED, linkBuffer, movementBuffer } from './facts.ts'
import type { LotGraph } from './graph.ts'
import { STILL } from './timeline.ts'

export interface Span {
  readonly from: number
  readonly to: number
}

/** Why a lot's answer changed: the positions of what was recorded or taken back in between, at the lot itself or at one it depends on. */
export interface Cause {
  readonly events: readonly number[]
  /** The lot at which it happened; the lot itself, or the nearest one that the change came from. */
  readonly at: number
}

/**
 * What was recorded between two positions about each of these lots: their links and movements that began or ended to be believed. A lot
 * about which nothing was recorded has its cause from the nearest lot it depends on, upwards of a forward trace and downwards of a back one.
 */
export function causesOf(graph: LotGraph, lots: Iterable<number>, span: Span, direction: 'forward' | 'back'): Map<number, Cause> {
  const { own, next } = readAll(graph, [...lots], span, direction)
  const causes = new Map<number, Cause>()
  for (const [lot, events] of own) causes.set(lot, { events: [...events].sort((a, b) => a - b), at: lot })
  // Breadth first: whoever is reached first is nearest.
  const queue = [...causes.keys()]
  for (const lot of queue) {
    const cause = causes.get(lot)
    for (const dependent of next.get(lot) ?? []) {
      if (cause === undefined || causes.has(dependent)) continue
      causes.set(dependent, cause)
      queue.push(dependent)
    }
  }
  return causes
}

/** What touched each lot itself, and which lots depend on it. */
function readAll(graph: LotGraph, lots: readonly number[], span: Span, direction: 'forward' | 'back'): Touched {
  const own = new Map<number, Set<number>>()
  const next = new Map<number, number[]>()
  const members = new Set(lots)
  for (const lot of lots) {
    for (const { parent, child, events } of linksOf(graph, lot, span)) {
      const [from, into] = direction === 'forward' ? [parent, child] : [child, parent]
      if (!members.has(into)) continue
      for (const event of events) add(own, into, event)
      if (members.has(from)) append(next, from, into)
    }
    // What left it or turned up is a cause only where nothing that came into it is.
    if (!own.has(lot)) for (const event of movementsOf(graph, lot, span)) add(own, lot, event)
  }
  return { own, next }
}

interface Touched {
  readonly own: ReadonlyMap<number, ReadonlySet<number>>
  readonly next: ReadonlyMap<number, readonly number[]>
}

interface ReadLink {
  readonly parent: number
  readonly child: number
  /** Where it began or ended to be believed in between; none when it stood the same at both ends. */
  readonly events: readonly number[]
}

function linksOf(graph: LotGraph, lot: number, { from, to }: Span): ReadLink[] {
  const [before, after] = [linkBuffer(), linkBuffer()]
  graph.gatherIn(lot, from, before)
  graph.gatherIn(lot, to, after)
  return changes(before, after, LINK_SAYS).map(({ columns, row, events }) => ({
    parent: columns.parent[row],
    child: lot,
    events,
  }))
}

function movementsOf(graph: LotGraph, lot: number, { from, to }: Span): number[] {
  const [before, after] = [movementBuffer(), movementBuffer()]
  graph.gatherMovements(lot, from, before)
  graph.gatherMovements(lot, to, after)
  return changes(before, after, MOVEMENT_SAYS).flatMap(({ columns, row, events }) => (STILL[columns.kind[row]] === 1 ? [] : events))
}

/** What a link says. A run that is derived anew writes many again that say the same: those did nothing. */
const LINK_SAYS = [
  'parent',
  'taken',
  'put',
  'draw',
  'qMin',
  'qExp',
  'qMax',
  'portion',
  'total',
  'came',
  'left',
  'removedAt',
  'mark',
] as const
const MOVEMENT_SAYS = ['kind', 'delta', 'scrap', 'at', 'run', 'reference'] as const

interface Change<Fact extends string> {
  readonly columns: Readonly<Record<Fact, ArrayLike<number>>>
  readonly row: number
  readonly events: number[]
}

interface Gathered<Fact extends string> {
  readonly columns: Readonly<Record<Fact, ArrayLike<number>>>
  readonly size: number
}

function changes<Fact extends string>(
  before: Gathered<Fact | 'since' | 'until'>,
  after: Gathered<Fact | 'since' | 'until'>,
  says: readonly Fact[],
): Change<Fact | 'since' | 'until'>[] {
  const old = rowsBySaying(before, says)
  // Of several that say the same, those that still stand are taken first: what is left then is what ended in between.
  const end = (row: number): number => before.columns.until[row] || Infinity
  for (const rows of old.values()) if (rows.length > 1) rows.sort((a, b) => end(a) - end(b))
  const found: Change<Fact | 'since' | 'until'>[] = []
  for (let row = 0; row < after.size; row++) {
    const same = old.get(saying(after, row, says))?.pop()
    found.push({ columns: after.columns, row, events: same === undefined ? [after.columns.since[row]] : [] })
  }
  for (const rows of old.values()) for (const row of rows) found.push({ columns: before.columns, row, events: [before.columns.until[row]] })
  return found
}

function rowsBySaying<Fact extends string>(buffer: Gathered<Fact>, says: readonly Fact[]): Map<string, number[]> {
  const rows = new Map<string, number[]>()
  for (let row = 0; row < buffer.size; row++) append(rows, saying(buffer, row, says), row)
  return rows
}

/** A link ends to be believed by a mark as well, which is nothing that it says. */
const saying = <Fact extends string>({ columns }: Gathered<Fact>, row: number, says: readonly Fact[]): string =>
  says.map(fact => (fact === 'mark' ? columns[fact][row] & ~ENDED : columns[fact][row])).join(' ')

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

function add<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}
