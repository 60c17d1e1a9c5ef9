import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LotGraph } from '../../src/genealogy/graph.ts'
import { reach } from '../../src/genealogy/reach.ts'
import { stepsByLevel } from '../../src/genealogy/steps.ts'
import { stepsInOrder } from '../../src/genealogy/steps-in-order.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant, randomOf } from './hidden-plant.ts'
import { type Random, reachIn, spoiled } from './spoiled-plant.ts'

const ONE = { qMin: 1, qExp: 1, qMax: 1, drawQ: 1, portion: 1, total: 1 }

/** Lots made of earlier ones, one after the other; of 1000 links so many are not as orderly as that, or lead into a lot that was drawn on by then. */
function inOrder(random: Random, odd: number, late = 0): LotGraph {
  const graph = new LotGraph()
  const [lots, foldAt] = [20 + random(60), random(160)]
  const isOdd = (): boolean => random(1000) < odd
  for (let lot = 1; lot <= lots; lot++) graph.addLot(lot, {})
  for (let lot = 2; lot <= lots; lot++) {
    if (lot === foldAt) graph.fold()
    for (let line = 1; line <= 1 + random(3); line++) {
      const left = isOdd() ? 10 * random(lots) : random(1000) < late ? 10 * (lot + random(15)) : 10 * lot
      graph.addLink({
        since: lot,
        line,
        parent: isOdd() ? 1 + random(lots) : Math.max(1, lot - 1 - random(12)),
        child: lot,
        came: left - random(10),
        left,
        ...(isOdd() ? { removedAt: left + random(30) } : {}),
        ...(isOdd() ? { until: lot + 1 + random(5) } : {}),
        ...ONE,
        taken: 0,
        put: lot,
        draw: line,
      })
    }
  }
  return graph
}

const hidden = (random: Random, wrong: number): LotGraph =>
  spoiled(new HiddenPlant(random(1_000_000), { seed: 0, after: Infinity }, false).run(60).graph, random, { wrong, loose: wrong })

test.each([
  ['one after the other', (random: Random) => inOrder(random, 0), { refused: 30, far: 200 }],
  ['nearly so', (random: Random) => inOrder(random, 10), { refused: 100, far: 100 }],
  ['anyhow', (random: Random) => inOrder(random, 100), { refused: 300, far: 10 }],
  ['of what was topped up now and then', (random: Random) => inOrder(random, 0, 60), { refused: 100, far: 10 }],
  ['as in a plant', (random: Random) => hidden(random, 0), { refused: 100, far: 0 }],
  ['as in a plant where much goes wrong', (random: Random) => hidden(random, 80), { refused: 100, far: 0 }],
])('steps counted in one pass are those counted level by level: lots are made %s', (_, plant, least) => {
  const sum = { refused: 0, far: 0 }
  fc.assert(
    fc.property(fc.nat(), seed => {
      const random = randomOf(seed)
      const graph = plant(random)
      const { seeds, knownAt: asKnownAt } = reachIn(graph, random)
      const blocked = random(4) === 0 ? { lots: new Set([1 + random(graph.lotEnd - 1)]) } : {}
      const query = { direction: 'forward', seeds, asKnownAt, blocked } as const
      const { ids } = reach(graph, query)
      const [steps, byLevel] = [stepsInOrder(graph, query, ids), stepsByLevel(graph, query, ids)]
      // They leave their work space as it was: asked again it comes to the same.
      expect(stepsInOrder(graph, query, ids)).toEqual(steps)
      expect(stepsByLevel(graph, query, ids)).toEqual(byLevel)
      if (steps === null) sum.refused++
      else {
        expect(steps).toEqual(byLevel)
        if (Math.max(...steps) > 3) sum.far++
      }
    }),
    { numRuns: rounds(1000) },
  )
  expect(sum.refused).toBeGreaterThanOrEqual(least.refused)
  expect(sum.far).toBeGreaterThanOrEqual(least.far)
})
