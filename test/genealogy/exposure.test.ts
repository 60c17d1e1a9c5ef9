import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exposureOf } from '../../src/genealogy/exposure.ts'
import { reach } from '../../src/genealogy/reach.ts'
import { weigh } from '../../src/genealogy/weigh.ts'
import { HiddenPlant } from './hidden-plant.ts'

const plantCase = [fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 4, max: 30 })] as const
const NOW = 0xffffffff

test('as recorded, each raw lot reaches what its own trace reaches, as much of it', () => {
  let seen = 0
  fc.assert(
    fc.property(...plantCase, (plant, events) => {
      const { graph } = new HiddenPlant(plant, { seed: 0, after: Infinity }).run(events)
      const raw = [1, 2, 3]
      const [now] = exposureOf(graph, { raw, groups: [], asKnownAt: NOW })
      raw.forEach((lot, index) => {
        const reached = reach(graph, { direction: 'forward', seeds: [{ lot }] })
        const weights = weigh(graph, reached)
        const affected = [...reached.ids].filter(id => weights.affected(id).max > 0)
        const one = now?.exposed[index]
        expect(one?.lots).toBe(affected.length)
        expect(one?.certain).toBe(affected.filter(id => weights.affected(id).min > 0).length)
        one?.ends.forEach((id, place) => {
          expect(one.affected[place]).toBeCloseTo(weights.affected(id).max, 6)
          seen++
        })
      })
    }),
    { numRuns: 400 },
  )
  expect(seen).toBeGreaterThan(300)
})

test('made precisely, nothing more is reached, and extra lots are counted only where something was inferred', () => {
  let inferred = 0
  fc.assert(
    fc.property(...plantCase, (plant, events) => {
      const { graph } = new HiddenPlant(plant, { seed: 0, after: Infinity }).run(events)
      const groups = [Uint32Array.from({ length: graph.lotCount }, (_, index) => index + 1)]
      const [now, then] = exposureOf(graph, { raw: [1, 2, 3], groups, asKnownAt: NOW })
      now?.exposed.forEach((one, index) => expect(then?.exposed[index]?.lots ?? 0).toBeLessThanOrEqual(one.lots))
      expect(now).toMatchObject({ inferred: 0, extraLots: 0 })
      expect((then?.extraLots ?? 0) >= (then?.inferred ?? 0)).toBe(true)
      inferred += then?.inferred ?? 0
    }),
    { numRuns: 300 },
  )
  expect(inferred).toBeGreaterThan(50)
})
