import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByLot } from '../../src/genealogy/by-lot.ts'
import { Flows } from '../../src/genealogy/flows.ts'
import type { LotGraph } from '../../src/genealogy/graph.ts'
import type { TimedReach } from '../../src/genealogy/reach.ts'
import { type WeightColumns, weighByLot, weighInTime } from '../../src/genealogy/weigh.ts'
import { HiddenPlant, randomOf } from './hidden-plant.ts'
import { reachIn, SPOILED, spoiled } from './spoiled-plant.ts'

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

/** What can flow is noted the same, whichever way lots are played. */
function notedBy({ end, parent, gain, most, isCut, rounded, returned }: Flows): unknown {
  const size = end.at(-1) ?? 0
  const links = [parent, gain, most].map(column => column.subarray(0, size).join(' '))
  return [...links, ...[end, isCut, rounded].map(column => column.join(' ')), [...returned]]
}

const columnsOf = ({ lots, affected, onHand, contents, taken }: WeightColumns): [string, number[]][] =>
  Object.entries({ lots, contents, ...prefixed('affected', affected), ...prefixed('on hand', onHand), ...prefixed('taken', taken) }).map(
    ([name, column]) => [name, Array.from(column)],
  )
const prefixed = (name: string, columns: object): Record<string, ArrayLike<number>> =>
  Object.fromEntries(Object.entries(columns).map(([column, values]) => [`${name} ${column}`, values]))

test.each(SPOILED)('what is played lot by lot comes to what the order of time comes to, bit by bit: a plant %s', (_, spoiling) => {
  const sum = { open: 0, lots: 0, mixed: 0 }
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 120 }), fc.boolean(), (seed, events, sloppy) => {
      const random = randomOf(seed)
      const graph = spoiled(new HiddenPlant(random(1_000_000), { seed: 0, after: Infinity }, sloppy).run(events).graph, random, spoiling)
      const reached = reachIn(graph, random)
      const [flows, inTime] = [new Flows(graph, reached), new Flows(graph, reached)]
      expect(differences(weighByLot(graph, reached, flows).columns, weighInTime(graph, reached, inTime).columns)).toEqual([])
      expect(notedBy(flows)).toEqual(notedBy(inTime))
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
