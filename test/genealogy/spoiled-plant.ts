/** Plants as they are recorded: with mistakes in them, and traces into them. */
import { LotGraph, linkOf, type MovementKind, movementOf } from '../../src/genealogy/graph.ts'
import { type TimedReach, timedReach } from '../../src/genealogy/reach.ts'

export type Random = (below: number) => number
/** Of 1000 facts so many. */
export interface Spoiling {
  readonly wrong: number
  readonly loose: number
  /** Movements dated otherwise than the links they belong to; mostly as many as are loose. */
  readonly misdated?: number
}

/** Before anything is recorded, every lot is one that something came to since; never, none has been folded. */
export type WhenFolded = 'meanwhile' | 'before' | 'never'

/** The record of a plant, and what goes wrong in one: taken out again, voided, measured by nobody, mixed, dated anyhow. */
export function spoiled(
  plant: LotGraph,
  random: Random,
  { wrong, loose, misdated = loose }: Spoiling,
  folded: WhenFolded = 'meanwhile',
): LotGraph {
  const graph = new LotGraph()
  const is = (chance = wrong): boolean => random(1000) < chance
  for (let lot = 1; lot < plant.lotEnd; lot++) graph.addLot(lot, { homogeneous: random(4) === 0, countable: random(3) > 0 })
  if (folded === 'before') graph.fold()
  const { links, movements } = plant.fresh
  const rows = [
    ...Array.from({ length: links.size }, (_, row) => ({
      since: links.columns.since[row],
      line: links.columns.line[row],
      row,
      isLink: true,
    })),
    ...Array.from({ length: movements.size }, (_, row) => {
      const { since, line } = movements.columns
      return { since: since[row], line: line[row], row, isLink: false }
    }),
  ].sort((a, b) => a.since - b.since || a.line - b.line)
  const foldAt = random(rows.length * 2)
  rows.forEach(({ row, isLink }, at) => {
    if (at === foldAt && folded === 'meanwhile') graph.fold()
    if (isLink) {
      const link = linkOf(links.columns, row)
      graph.addLink({
        ...link,
        ...(is() ? { removedAt: link.came + random(60) } : {}),
        ...(is() ? { qMin: Number.NaN, qExp: Number.NaN, qMax: Number.NaN, drawQ: Number.NaN } : {}),
        ...(is() ? { qMin: 0, qMax: link.drawQ } : {}),
        ...(is() ? { blend: 1 + random(2) } : {}),
        ...(is(loose) ? { taken: 0 } : {}),
        ...(is(loose) ? { left: link.left + random(60) - 30 } : {}),
        ...(is(loose) ? { came: link.came - random(60) } : {}),
        ...(is() ? { until: link.since + 1 + random(5) } : {}),
      })
    } else {
      const move = movementOf(movements.columns, row)
      const kind: MovementKind = is() ? 'adjusted' : move.kind
      graph.addMovement({
        ...move,
        kind,
        ...(is() ? { until: move.since + 1 + random(5) } : {}),
        ...(is(misdated) ? { at: move.at + random(80) - 40 } : {}),
      })
    }
  })
  if (random(4) > 0 && folded === 'meanwhile') graph.fold()
  return graph
}

export function reachIn(graph: LotGraph, random: Random): TimedReach {
  const seeds = Array.from({ length: 1 + random(2) }, () => {
    const lot = 1 + random(graph.lotEnd - 1)
    return random(4) === 0 ? { lot, after: random(300) } : { lot }
  })
  const known = random(4) === 0 ? { asKnownAt: random(graph.lastPosition + 1) } : {}
  return timedReach(graph, { direction: 'forward', seeds, ...known })
}

/** How much goes wrong. */
export const SPOILED = [
  ['as it was', { wrong: 0, loose: 0 }],
  ['with a little that goes wrong', { wrong: 8, loose: 8 }],
  ['with much that goes wrong', { wrong: 80, loose: 80 }],
  ['whose times are not to be relied on', { wrong: 4, loose: 250 }],
] as const satisfies readonly (readonly [string, Spoiling])[]

/** Lots made at once of earlier ones, whose draws have no movements of their own: what is made of a seed is wholly suspect, unless something is odd. Of 1000 facts so many are. */
export function unmoved(random: Random, odd: number, folded: WhenFolded = 'meanwhile'): LotGraph {
  const [graph, lots] = [new LotGraph(), 20 + random(60)]
  const is = (): boolean => random(1000) < odd
  const foldAt = random(lots * 2)
  // Of 59 a part of 3 comes to a little less when it is worked out, of 100 to all: the same quantity is not the same share.
  const drawn = random(3) === 0 ? 3 : 10
  for (let lot = 1; lot <= lots; lot++) graph.addLot(lot, { homogeneous: random(8) === 0, countable: random(3) === 0 })
  if (folded === 'before') graph.fold()
  for (let lot = 1; lot <= lots; lot++) {
    if (lot === foldAt && folded === 'meanwhile') graph.fold()
    const made = is() ? [0.3, 5e-10, 40_000, 59, (1 + random(9999)) / 100][random(5)] : 100
    const at = lot * 10
    const left = is() ? at - random(300) : at
    const came = left - random(40)
    graph.addMovement({ since: lot, line: 1, lot, kind: is() ? 'returned' : 'produced', delta: made, at: is() ? at + random(60) - 30 : at })
    const draws = lot === 1 ? 0 : 1 + random(3)
    for (let draw = 1; draw <= draws; draw++) {
      const q = is() ? [100, 101, 300, 5e-10, (1 + random(9999)) / 100][random(5)] : drawn
      const parent = Math.max(1, lot - 1 - random(is() ? lot : 12))
      const quantity = { qMin: q, qExp: q, qMax: q, drawQ: q, portion: made, total: is() ? made + 3 : made }
      graph.addLink({ since: lot, line: draw, parent, child: lot, ...quantity, came, left, taken: lot, put: lot, draw })
    }
    if (is()) graph.addMovement({ since: lot, line: 2, lot, kind: 'shipped', delta: -random(120), at: at + 5 })
  }
  if (random(4) > 0 && folded === 'meanwhile') graph.fold()
  return graph
}
