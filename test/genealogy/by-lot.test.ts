import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByLot } from '../../src/genealogy/by-lot.ts'
import { LotGraph, linkOf, type MovementKind, movementOf } from '../../src/genealogy/graph.ts'
import { type Reach, reach } from '../../src/genealogy/reach.ts'
import { type WeightColumns, weighByLot, weighInTime } from '../../src/genealogy/weigh.ts'
import { HiddenPlant, randomOf } from './hidden-plant.ts'

type Random = (below: number) => number
/** Of 1000 facts so many. */
interface Spoiling {
  readonly wrong: number
  readonly loose: number
}

/** The record of a plant, and what goes wrong in one: taken out again, voided, measured by nobody, mixed, dated anyhow. */
function spoiled(plant: LotGraph, random: Random, { wrong, loose }: Spoiling): LotGraph {
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
        ...(is(loose) ? { at: move.at + random(80) - 40 } : {}),
      })
    }
  })
  if (random(4) > 0) graph.fold()
  return graph
}

function reachIn(graph: LotGraph, random: Random): Reach {
  const seeds = Array.from({ length: 1 + random(2) }, () => {
    const lot = 1 + random(graph.lotEnd - 1)
    return random(4) === 0 ? { lot, after: random(300) } : { lot }
  })
  const known = random(4) === 0 ? { asKnownAt: random(graph.lastPosition + 1) } : {}
  return reach(graph, { direction: 'forward', seeds, ...known })
}

/** Which lots have to be played in the order of time. */
function openOf(graph: LotGraph, reached: Reach): { open: number; lots: number } {
  const byLot = new ByLot(graph, reached)
  byLot.run()
  return { open: byLot.openCount, lots: byLot.isOpen.length }
}

/** Where two weighings differ, to the last bit; a matcher for every pair of columns takes ten times as long. */
function differences(one: WeightColumns, other: WeightColumns): string[] {
  const [columns, others] = [columnsOf(one), columnsOf(other)]
  return columns.flatMap(([name, values], place) => {
    const [, expected] = others[place]
    const isSame = values.length === expected.length && values.every((value, i) => Object.is(value, expected[i]))
    return isSame ? [] : [`${name}: ${values.join(' ')} instead of ${expected.join(' ')}`]
  })
}

const columnsOf = ({ lots, affected, onHand, contents, taken }: WeightColumns): [string, number[]][] =>
  Object.entries({ lots, contents, ...prefixed('affected', affected), ...prefixed('on hand', onHand), ...prefixed('taken', taken) }).map(
    ([name, column]) => [name, Array.from(column)],
  )
const prefixed = (name: string, columns: object): Record<string, ArrayLike<number>> =>
  Object.fromEntries(Object.entries(columns).map(([column, values]) => [`${name} ${column}`, values]))

test.each([
  ['as it was', { wrong: 0, loose: 0 }],
  ['with a little that goes wrong', { wrong: 8, loose: 8 }],
  ['with much that goes wrong', { wrong: 80, loose: 80 }],
  ['whose times are not to be relied on', { wrong: 4, loose: 250 }],
])('what is played lot by lot comes to what the order of time comes to, bit by bit: a plant %s', (_, spoiling) => {
  const sum = { open: 0, lots: 0, mixed: 0 }
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 120 }), fc.boolean(), (seed, events, sloppy) => {
      const random = randomOf(seed)
      const graph = spoiled(new HiddenPlant(random(1_000_000), { seed: 0, after: Infinity }, sloppy).run(events).graph, random, spoiling)
      const reached = reachIn(graph, random)
      expect(differences(weighByLot(graph, reached).columns, weighInTime(graph, reached).columns)).toEqual([])
      const { open, lots } = openOf(graph, reached)
      sum.open += open
      sum.lots += lots
      if (open > 0 && open < lots) sum.mixed++
    }),
    { numRuns: 1000 },
  )
  // Both ways are taken, and both in one answer.
  expect(sum.open).toBeGreaterThan(0)
  expect(sum.open).toBeLessThan(sum.lots)
  expect(sum.mixed).toBeGreaterThan(20)
})
