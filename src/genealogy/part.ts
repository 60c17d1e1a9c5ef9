import { kindCode, type LotGraph, type MovementKind } from './graph.ts'
import { all, type Bounds } from './share.ts'

/**
 * Only part of a seed is suspect. What belongs to it is told by what left the lot (in a span of time, in certain events), by what
 * came into it (in certain events), or by a quantity alone, and then nobody knows where in the lot it was.
 */
export interface SeedPart {
  /** What left at these times and in between; both count. What is still there has not left. */
  readonly from: number
  readonly until: number
  /** What left or came in these events; null: in any. */
  readonly events: ReadonlySet<number> | null
  /** Events that took something else out of the lot. */
  readonly others: ReadonlySet<number>
  /** So much of it, wherever it lay; Infinity where the part is told otherwise. */
  readonly quantity: number
  /** From when on anything that leaves the lot may be of the part: it came in then, or came back. */
  readonly since: number
  /** What is known of each event, where that is more than whether it took of the part; of others anything may be. */
  readonly lain: LainPart | null
}

/** Worked out from where the lot lay: the shares of what events took, what of the part is still there, and how much was ever of it. */
export interface LainPart {
  readonly from: number
  readonly shares: ReadonlyMap<number, Bounds>
  readonly stays: Bounds
  readonly ever: Bounds
}

export type PartAsked =
  | LainPart
  | { readonly until: number; readonly from?: number }
  | { readonly events: Iterable<number> }
  | { readonly quantity: number }

/** What a link, or a movement that left the lot, says of when and how. */
interface Departure {
  readonly came: number
  readonly left: number
  readonly taken: number
}

const COMES_BACK: ReadonlySet<number> = new Set(
  (['unloaded', 'returned', 'removed', 'adjusted'] satisfies MovementKind[]).map(kind => kindCode(kind)),
)

/** The part of a lot as the graph stood at a position: plain, so that a thread can be handed it. */
export function partOfLot(graph: LotGraph, lot: number, asked: PartAsked, known: number): SeedPart {
  const any = { from: -Infinity, until: Infinity, events: null, others: new Set<number>(), quantity: Infinity, lain: null }
  if ('quantity' in asked) return { ...any, quantity: asked.quantity, since: -Infinity }
  const { since, outs, ins } = comingsOf(graph, lot, known)
  if ('shares' in asked) {
    const others = new Set(outs.filter(position => asked.shares.get(position)?.max === 0))
    return { ...any, from: asked.from, others, lain: asked, since }
  }
  if ('until' in asked) return { ...any, from: asked.from ?? -Infinity, until: asked.until, since }
  const events = new Set(asked.events)
  const others = new Set(outs.filter(position => !events.has(position)))
  let first = since
  for (const [position, at] of ins) if (events.has(position)) first = Math.min(first, at)
  graph.eachIn(lot, link => {
    if (graph.believed(link, known) && events.has(graph.link.put.at(link))) first = Math.min(first, graph.link.came.at(link))
  })
  return { ...any, events, others, since: first }
}

/** What came back (or turned up) may bring the part back with it; `outs` and `ins` are the events of the rest. */
function comingsOf(graph: LotGraph, lot: number, known: number): { since: number; outs: number[]; ins: [position: number, at: number][] } {
  let since = Infinity
  const outs: number[] = []
  const ins: [number, number][] = []
  graph.visitMovements(lot, known, (movement, row) => {
    if (movement.delta[row] < 0) outs.push(movement.since[row])
    else if (COMES_BACK.has(movement.kind[row])) since = Math.min(since, movement.at[row])
    else if (movement.delta[row] > 0) ins.push([movement.since[row], movement.at[row]])
  })
  return { since, outs, ins }
}

/** Whether what is told apart is what left: then the lot itself is suspect only in as far as some of it came in, or came back. */
export const isDrawnPart = (part: SeedPart): boolean => part.quantity === Infinity

/**
 * May what left here be of the part? What was taken from stock left at `left`; what a connected lot fed left from `came` to `left`.
 */
export function mayBeOfPart(part: SeedPart, { came, left, taken }: Departure): boolean {
  return !part.others.has(taken) && left >= part.from && Math.min(came, left) <= part.until
}

/** How much of what left is of the part, at least, expected, at most: 0 to 1. */
export function shareOfPart(part: SeedPart, departure: Departure): Bounds | null {
  if (!mayBeOfPart(part, departure)) return null
  const share = part.lain ? (part.lain.shares.get(departure.taken) ?? ANY) : all(1)
  const [begin, end] = [Math.min(departure.came, departure.left), departure.left]
  if (begin >= part.from && end <= part.until) return share
  const inTime = (Math.min(end, part.until) - Math.max(begin, part.from)) / (end - begin)
  return { min: 0, expected: inTime * share.expected, max: share.max }
}
const ANY: Bounds = { min: 0, expected: 0.5, max: 1 }
