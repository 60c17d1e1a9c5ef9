import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByLot } from '../../src/genealogy/by-lot.ts'
import type { LotGraph } from '../../src/genealogy/graph.ts'
import { isTimedByWeighing, reach, type TimedReach, timedReach } from '../../src/genealogy/reach.ts'
import { weighByLot, weighInTime, weighUntimed } from '../../src/genealogy/weigh.ts'
import type { WeightColumns } from '../../src/genealogy/weight-columns.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant, randomOf } from './hidden-plant.ts'
import { reachIn, SPOILED, spoiled, unmoved } from './spoiled-plant.ts'

/** Which lots have to be played in the order of time. */
function openOf(graph: LotGraph, reached: TimedReach): { open: number; lots: number } {
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

const columnsOf = ({ lots, affected, onHand, contents, taken, returned }: WeightColumns): [string, number[]][] =>
  Object.entries({
    lots,
    contents,
    returned: [...returned].sort(([a], [b]) => a - b).flat(),
    ...prefixed('affected', affected),
    ...prefixed('on hand', onHand),
    ...prefixed('taken', taken),
  }).map(([name, column]) => [name, Array.from(column)])
const prefixed = (name: string, columns: object): Record<string, ArrayLike<number>> =>
  Object.fromEntries(Object.entries(columns).map(([column, values]) => [`${name} ${column}`, values]))

test.each(SPOILED)('what is played lot by lot comes to what the order of time comes to, bit by bit: a plant %s', (_, spoiling) => {
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
    { numRuns: rounds(1000) },
  )
  // Both ways are taken, and both in one answer.
  expect(sum.open).toBeGreaterThan(0)
  expect(sum.open).toBeLessThan(sum.lots)
  expect(sum.mixed).toBeGreaterThan(20)
})

test.each([0, 20, 100])('wholly suspect or not, it comes to what the order of time comes to: of 1000 facts %i are odd', odd => {
  const sum = { pure: 0, lots: 0 }
  fc.assert(
    fc.property(fc.nat(), seed => {
      const random = randomOf(seed)
      const graph = unmoved(random, odd)
      const { seeds, knownAt: asKnownAt } = reachIn(graph, random)
      const query = { direction: 'forward', seeds, asKnownAt } as const
      const timed = timedReach(graph, query)
      const expected = weighInTime(graph, timed).columns
      expect(differences(weighByLot(graph, timed).columns, expected)).toEqual([])
      const { affected, contents } = expected
      sum.lots += contents.length
      sum.pure += contents.filter((quantity, slot) => quantity > 0 && affected.min[slot] === quantity).length
      if (!isTimedByWeighing(graph, query)) return
      const weighed = weighUntimed(graph, reach(graph, query))
      if (weighed === null) return
      expect(weighed.reached).toEqual(timed)
      expect(differences(weighed.weights.columns, expected)).toEqual([])
    }),
    { numRuns: rounds(1500) },
  )
  expect(sum.pure).toBeGreaterThan(sum.lots / 4)
  if (odd > 0) expect(sum.pure).toBeLessThan(sum.lots)
})

test.each(SPOILED)('the times that follow from a weighing are those of the walk with times: a plant %s', (_, spoiling) => {
  const sum = { told: 0, open: 0, refused: 0 }
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 120 }), (seed, events) => {
      const random = randomOf(seed)
      const graph = spoiled(new HiddenPlant(random(1_000_000), { seed: 0, after: Infinity }, true).run(events).graph, random, spoiling)
      const { seeds, knownAt: asKnownAt } = reachIn(graph, random)
      const query = { direction: 'forward', seeds: seeds.map(({ lot }) => ({ lot })), asKnownAt } as const
      if (!isTimedByWeighing(graph, query)) return
      const timed = timedReach(graph, query)
      const weighed = weighUntimed(graph, reach(graph, query))
      if (weighed === null) {
        sum.refused++
        return
      }
      sum.told++
      if (openOf(graph, timed).open > 0) sum.open++
      expect(weighed.reached).toEqual(timed)
      expect(differences(weighed.weights.columns, weighInTime(graph, timed).columns)).toEqual([])
    }),
    { numRuns: rounds(1000) },
  )
  expect(sum.told).toBeGreaterThan(200)
  expect(sum.open).toBeGreaterThan(20)
  expect(sum.refused).toBeGreaterThan(0)
})
