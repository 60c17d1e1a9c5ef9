import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backWeights } from '../../src/genealogy/back.ts'
import type { LotGraph } from '../../src/genealogy/graph.ts'
import { originsOfEach } from '../../src/genealogy/origins.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { weigh } from '../../src/genealogy/weigh.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant } from './hidden-plant.ts'
import { naiveReach } from './naive.ts'
import { buildGraph, graphCase, lotCase } from './random-graph.ts'

function each(graph: LotGraph, targets: readonly number[], asKnownAt?: number): { lot: number; isCertain: boolean }[][] {
  const { start, lots, isCertain } = originsOfEach(graph, Uint32Array.from(targets), asKnownAt)
  return targets.map((_, index) =>
    [...lots.subarray(start[index], start[index + 1])].map((lot, place) => ({ lot, isCertain: isCertain[start[index] + place] === 1 })),
  )
}

test('of many at once each has the origins it has alone, itself first', () => {
  let found = 0
  fc.assert(
    fc.property(
      graphCase,
      fc.uniqueArray(lotCase, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 25 }),
      (links, targets, asKnownAt) => {
        const graph = buildGraph(links)
        each(graph, targets, asKnownAt).forEach((origins, index) => {
          const [target = 0] = targets.slice(index)
          const alone = naiveReach(graph, { direction: 'back', seeds: [{ lot: target }], asKnownAt }).ids
          expect(origins[0]).toEqual({ lot: target, isCertain: true })
          expect(origins.slice(1).map(({ lot }) => lot)).toEqual(alone)
          found += alone.length
        })
      },
    ),
    { numRuns: rounds(3000) },
  )
  expect(found).toBeGreaterThan(1000)
})

test('certain is said only where the trace back and the forward weighing say it too', () => {
  let [certain, possible] = [0, 0]
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 4, max: 30 }), (plant, events) => {
      const { graph } = new HiddenPlant(plant, { seed: 0, after: Infinity }).run(events)
      const targets = Array.from({ length: graph.lotCount }, (_, index) => index + 1)
      each(graph, targets).forEach((origins, index) => {
        const target = index + 1
        const weights = backWeights(graph, timedReach(graph, { direction: 'back', seeds: [{ lot: target }] }))
        for (const { lot, isCertain } of origins.slice(1)) {
          if (!isCertain) {
            possible++
            continue
          }
          certain++
          expect(weights.isCertain(lot), `${lot} in ${target}`).toBe(true)
          const forward = weigh(graph, timedReach(graph, { direction: 'forward', seeds: [{ lot }] }))
          expect(forward.affected(target).min, `${lot} in ${target}`).toBeGreaterThan(0)
        }
      })
    }),
    { numRuns: rounds(300) },
  )
  expect(certain).toBeGreaterThan(300)
  expect(possible).toBeGreaterThan(100)
})
