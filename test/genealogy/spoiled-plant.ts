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

/** The record of a plant, and what goes wrong in one: taken out again, voided, measured by nobody, mixed, dated anyhow. */
export function spoiled(plant: LotGraph, random: Random, { wrong, loose, misdated = loose }: Spoiling): LotGraph {
  const graph = new LotGraph()
  const is = (chance = wrong): boolean => random(1000) < chance
  for (let lot = 1; lot < plant.lotEnd; lot++) graph.addLot(lot, { homogeneous: random(4) === 0, countable: random(3) > 0 })
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
    if (at === foldAt) graph.fold()
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
  if (random(4) > 0) graph.fold()
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
