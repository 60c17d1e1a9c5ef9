import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LotGraph } from '../../src/genealogy/graph.ts'
import { type Reach, reach, reachWithin, timedReach, timedReachWithin } from '../../src/genealogy/reach.ts'
import type { ReachQuery } from '../../src/genealogy/reach-query.ts'
import { shortestChain } from '../../src/genealogy/steps.ts'
import { rounds } from '../support/rounds.ts'
import { naiveReach } from './naive.ts'
import { buildGraph, graphCase, lotCase } from './random-graph.ts'

const direction = fc.constantFrom('forward' as const, 'back' as const)
const known = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })

function answer(graph: LotGraph, query: ReachQuery): { ids: number[]; times: number[]; steps: number[] } {
  const { ids, times, steps } = timedReach(graph, { ...query, steps: true })
  return { ids: [...ids], times: [...times], steps: [...steps] }
}

/** What a reach says beside the times. */
const untimed = ({ direction: way, knownAt, seeds, ids, steps, windows, transit, links }: Reach): Reach => ({
  direction: way,
  knownAt,
  seeds,
  ids,
  steps,
  windows,
  transit,
  links,
})

describe('reach', () => {
  test('equals writing down every chain', () => {
    fc.assert(
      fc.property(
        graphCase,
        direction,
        fc.array(fc.record({ lot: lotCase, after: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }) }), {
          minLength: 1,
          maxLength: 2,
        }),
        known,
        (links, way, seeds, asKnownAt) => {
          const graph = buildGraph(links)
          const query: ReachQuery = {
            direction: way,
            seeds: seeds.map(seed => (seed.after === undefined ? { lot: seed.lot } : { lot: seed.lot, after: seed.after })),
            asKnownAt,
          }
          expect(answer(graph, query)).toEqual(naiveReach(graph, query))
        },
      ),
      { numRuns: rounds(3000) },
    )
  })

  test('respects what is blocked', () => {
    fc.assert(
      fc.property(graphCase, direction, lotCase, lotCase, fc.integer({ min: 0, max: 10 }), (links, way, seed, lot, link) => {
        const graph = buildGraph(links)
        const query: ReachQuery = { direction: way, seeds: [{ lot: seed }], blocked: { lots: new Set([lot]), links: new Set([link]) } }
        expect(answer(graph, query)).toEqual(naiveReach(graph, query))
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('forward and back are mirror images', () => {
    fc.assert(
      fc.property(graphCase, lotCase, lotCase, known, (links, from, to, asKnownAt) => {
        fc.pre(from !== to)
        const graph = buildGraph(links)
        const forward = reach(graph, { direction: 'forward', seeds: [{ lot: from }], asKnownAt }).ids.includes(to)
        const back = reach(graph, { direction: 'back', seeds: [{ lot: to }], asKnownAt }).ids.includes(from)
        expect(back).toBe(forward)
      }),
      { numRuns: rounds(3000) },
    )
  })

  test('within a limit it is the whole answer or none, and leaves nothing behind', () => {
    fc.assert(
      fc.property(graphCase, direction, lotCase, fc.integer({ min: 0, max: 6 }), (links, way, seed, linksMax) => {
        const graph = buildGraph(links)
        const query: ReachQuery = { direction: way, seeds: [{ lot: seed }], steps: true }
        const whole = timedReach(graph, query)
        const within = timedReachWithin(graph, query, linksMax)
        if (within) expect(within).toEqual(whole)
        else expect(whole.links).toBeGreaterThan(linksMax)
        const withoutTimes = reachWithin(graph, query, linksMax)
        expect(withoutTimes === null).toBe(within === null)
        if (withoutTimes) expect(withoutTimes).toEqual(untimed(whole))
        expect(timedReach(graph, query)).toEqual(whole)
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('a proof is a chain of that many links which alone reaches the lot', () => {
    fc.assert(
      fc.property(graphCase, direction, lotCase, (links, way, seed) => {
        const graph = buildGraph(links)
        const query: ReachQuery = { direction: way, seeds: [{ lot: seed }], steps: true }
        const found = reach(graph, query)
        found.ids.forEach((lot, i) => {
          const chain = shortestChain(graph, query, lot)
          expect(chain).toHaveLength(found.steps[i])
          const others = new Set(Array.from({ length: graph.linkCount }, (_, index) => index).filter(index => !chain?.includes(index)))
          expect([...reach(graph, { ...query, blocked: { links: others } }).ids]).toContain(lot)
        })
      }),
      { numRuns: rounds(1000) },
    )
  })

  test('asked about a few lots with all they are made of, it finds of them what it finds of all', () => {
    fc.assert(
      fc.property(graphCase, lotCase, fc.uniqueArray(lotCase, { minLength: 1, maxLength: 3 }), (links, seed, asked) => {
        const graph = buildGraph(links)
        const origins = reach(graph, { direction: 'back', seeds: asked.map(lot => ({ lot })) }).ids
        const within = new Set([...asked, ...origins])
        const all = timedReach(graph, { direction: 'forward', seeds: [{ lot: seed }] })
        const some = within.has(seed) ? timedReach(graph, { direction: 'forward', seeds: [{ lot: seed }], within }) : { ids: [], times: [] }
        const timesOf = ({ ids, times }: { ids: ArrayLike<number>; times: ArrayLike<number> }) =>
          Array.from(ids, (lot, i) => [lot, times[i]]).filter(([lot]) => asked.includes(lot))
        expect(timesOf(some)).toEqual(timesOf(all))
      }),
      { numRuns: rounds(3000) },
    )
  })

  test('a chain of a thousand lots, new links at once visible beside folded ones', () => {
    const graph = new LotGraph()
    for (let lot = 1; lot <= 1000; lot++) graph.addLot(lot, {})
    for (let lot = 1; lot < 1000; lot++) {
      graph.addLink({
        since: lot,
        line: 0,
        parent: lot,
        child: lot + 1,
        came: lot,
        left: lot,
        qMin: 1,
        qExp: 1,
        qMax: 1,
        drawQ: 1,
        portion: 1,
        total: 1,
        taken: 0,
        put: 0,
        draw: 0,
      })
      if (lot === 500) graph.fold()
    }
    expect(reach(graph, { direction: 'forward', seeds: [{ lot: 1 }] }).ids).toHaveLength(999)
    expect(reach(graph, { direction: 'back', seeds: [{ lot: 1000 }], steps: true }).steps[0]).toBe(999)
    expect(reach(graph, { direction: 'forward', seeds: [{ lot: 1 }], asKnownAt: 10 }).ids).toHaveLength(10)
    expect(graph.findLink(700, 0, 701)).toBe(699)
    expect(graph.findLink(700, 1, 701)).toBe(-1)
    expect(graph.findLink(300, 0, 301)).toBe(299)
    graph.endLink(graph.findLink(300, 0, 301), 2000)
    expect(reach(graph, { direction: 'forward', seeds: [{ lot: 1 }] }).ids).toHaveLength(299)
    expect(reach(graph, { direction: 'forward', seeds: [{ lot: 1 }], asKnownAt: 1999 }).ids).toHaveLength(999)
  })

  test('links are taken in ledger order only', () => {
    const graph = new LotGraph()
    graph.addLot(1, {})
    graph.addMovement({ since: 2, line: 0, lot: 1, kind: 'received', delta: 1, at: 0 })
    expect(() => graph.addMovement({ since: 1, line: 0, lot: 1, kind: 'received', delta: 1, at: 0 })).toThrow('ledger order')
  })
})
