import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flowsOf } from '../../src/genealogy/flows.ts'
import { type PartAsked, partOfLot } from '../../src/genealogy/part.ts'
import { prove } from '../../src/genealogy/proof.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { type Bounds, NONE } from '../../src/genealogy/share.ts'
import { totalAffected } from '../../src/genealogy/total.ts'
import { weigh } from '../../src/genealogy/weigh.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant, randomOf, type SecretPart } from './hidden-plant.ts'
import { buildGraph, graphCase, type LinkCase, lotCase, OWN } from './random-graph.ts'

const NOW = 0xffffffff

const plantCase = fc.record({
  plant: fc.integer({ min: 0, max: 1_000_000 }),
  events: fc.integer({ min: 1, max: 30 }),
  pick: fc.nat(),
  what: fc.constantFrom('window', 'events', 'quantity'),
  from: fc.integer({ min: 0, max: 300 }),
  length: fc.integer({ min: 0, max: 200 }),
})
type PlantCase = { plant: number; events: number; pick: number; what: 'window' | 'events' | 'quantity'; from: number; length: number }

/** It once went wrong: components that were suspect themselves were installed in the lot, and then more of it came. */
const FOUND: readonly PlantCase[] = [{ plant: 235829, events: 18, pick: 656705, what: 'quantity', from: 0, length: 0 }]

/** What the plant hides, and what somebody who asks knows of it. */
function askedOf({ what, from, length, plant }: PlantCase, came: number): { secret: SecretPart; asked: PartAsked } {
  if (what === 'window') return { secret: { from, until: from + length }, asked: { from, until: from + length } }
  const random = randomOf(plant ^ length)
  if (what === 'events') {
    const events = new Set(Array.from({ length: 40 }, (_, position) => position).filter(() => random(3) === 0))
    return { secret: { events }, asked: { events } }
  }
  const pieces = new Set<number>()
  const quantity = 1 + (from % Math.max(1, came))
  while (pieces.size < Math.min(quantity, came)) pieces.add(random(came))
  return { secret: { pieces }, asked: { quantity } }
}

function truthOf(one: PlantCase, sloppy: boolean) {
  const { plant, events, pick } = one
  const lots = new HiddenPlant(plant, { seed: 0, after: Infinity }, sloppy).run(events).graph.lotCount
  const seed = 1 + (pick % lots)
  const counting = new HiddenPlant(plant, { seed, after: Infinity }, sloppy)
  counting.run(events)
  const { secret, asked } = askedOf(one, counting.came)
  const truth = new HiddenPlant(plant, { seed, after: Infinity, part: secret }, sloppy).run(events)
  const reached = timedReach(truth.graph, { direction: 'forward', seeds: [{ lot: seed, part: partOfLot(truth.graph, seed, asked, NOW) }] })
  return { seed, truth, reached, weights: weigh(truth.graph, reached) }
}

const holds = (bounds: Bounds, truth: number, what: string): void => {
  expect(bounds.min, `${what} min`).toBeLessThanOrEqual(truth + 1e-6)
  expect(bounds.max, `${what} max`).toBeGreaterThanOrEqual(truth - 1e-6)
  expect(bounds.min, `${what} order`).toBeLessThanOrEqual(bounds.expected + 1e-9)
  expect(bounds.expected, `${what} order`).toBeLessThanOrEqual(bounds.max + 1e-9)
}

describe('part of a lot, in a plant whose hidden truth is known', () => {
  test.each([
    ['in order', false],
    ['with filling times that overlap what was drawn', true],
  ])('nothing truly affected is missing, and the truth is never outside the bounds, %s', (_, sloppy) => {
    let [part, whole, certain] = [0, 0, 0]
    fc.assert(
      fc.property(plantCase, one => {
        const { seed, truth, reached, weights } = truthOf(one, sloppy)
        const ids = new Set(reached.ids)
        for (const [lot, affected] of truth.affected) {
          if (affected > 0 && lot !== seed) expect(ids.has(lot), `lot ${lot} is affected and not reached`).toBe(true)
          holds(weights.affected(lot), affected, `affected ${lot}`)
          holds(weights.onHand(lot), truth.onHand.get(lot) ?? 0, `on hand ${lot}`)
          if (lot !== seed && weights.affected(lot).min > 0) certain++
        }
        for (const { lot, position, suspect } of truth.shipped)
          holds(weights.takenAt(lot, position), suspect, `taken ${lot} at ${position}`)
        const total =
          totalAffected(
            weights.columns,
            () => flowsOf(truth.graph, reached),
            () => 'pcs',
          ).get('pcs') ?? NONE
        holds(total, truth.total, 'total')
        part += [...ids].filter(lot => weights.affected(lot).max > 0).length
        whole += timedReach(truth.graph, { direction: 'forward', seeds: [{ lot: seed }] }).ids.length
      }),
      { numRuns: rounds(1500), examples: sloppy ? [] : FOUND.map(one => [one]) },
    )
    expect(part).toBeLessThan(whole * 0.8)
    expect(certain).toBeGreaterThan(200)
  })

  test('whatever is in the answer has a chain to it, and the shortest one is as long as is said', () => {
    fc.assert(
      fc.property(plantCase, one => {
        const { seed, truth, reached } = truthOf(one, false)
        const { steps } = timedReach(truth.graph, { direction: 'forward', seeds: reached.seeds, steps: true })
        reached.ids.forEach((lot, place) => {
          const proof = prove(truth.graph, reached, lot)
          expect(proof?.chain.length, `lot ${lot}`).toBe(steps[place])
          expect(proof?.chain[0]?.parent).toBe(seed)
        })
      }),
      { numRuns: rounds(500) },
    )
  })
})

test('a span of time reaches the very lots that it would if what left in it had been a lot of its own', () => {
  fc.assert(
    fc.property(graphCase, lotCase, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 4 }), (shape, lot, from, length) => {
      const until = from + length
      const graph = buildGraph(shape)
      const part = partOfLot(graph, lot, { from: from * shape.unit, until: until * shape.unit }, NOW)
      const left = (one: LinkCase): number => one.came + one.length
      const isOfPart = (one: LinkCase): boolean => one.parent === lot && left(one) >= from && Math.min(one.came, left(one)) <= until
      const links = shape.links.flatMap(one => (isOfPart(one) ? [one, { ...one, since: 0, parent: OWN }] : [one]))
      const apart = timedReach(buildGraph({ ...shape, links, foldAt: 99 }), { direction: 'forward', seeds: [{ lot: OWN }] })
      const own = timedReach(graph, { direction: 'forward', seeds: [{ lot, part }] })
      expect([...own.ids]).toEqual([...apart.ids].filter(id => id !== lot))
    }),
    { numRuns: rounds(3000) },
  )
})
