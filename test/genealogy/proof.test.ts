import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LotGraph } from '../../src/genealogy/graph.ts'
import { eventsOf, prove } from '../../src/genealogy/proof.ts'
import { reach } from '../../src/genealogy/reach.ts'
import type { ReachQuery } from '../../src/genealogy/reach-query.ts'
import { rounds } from '../support/rounds.ts'
import { naiveReach } from './naive.ts'
import { buildGraph, graphCase, lotCase } from './random-graph.ts'

const direction = fc.constantFrom('forward' as const, 'back' as const)
const known = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })

const factsOf = (graph: LotGraph, index: number) => ({
  taken: graph.link.taken.at(index),
  put: graph.link.put.at(index),
  since: graph.link.since.at(index),
})

/** All links that rest on one of these events. */
function linksOf(graph: LotGraph, events: readonly number[]): Set<number> {
  const all = Array.from({ length: graph.linkCount }, (_, index) => index)
  return new Set(all.filter(index => eventsOf(factsOf(graph, index)).some(event => events.includes(event))))
}

const isOut = (graph: LotGraph, query: ReachQuery, lot: number, events: readonly number[]): boolean =>
  !naiveReach(graph, { ...query, blocked: { links: linksOf(graph, events) } }).ids.includes(lot)

/** Every link an event of its own, none ended: many ways that share nothing. */
const separate = graphCase.map(one => ({ ...one, links: one.links.map(link => ({ ...link, since: 1, until: 0 })) }))

function subsets(events: readonly number[], size: number): number[][] {
  if (size === 0) return [[]]
  return events.flatMap((event, i) => subsets(events.slice(i + 1), size - 1).map(rest => [event, ...rest]))
}

type Check = (graph: LotGraph, query: ReachQuery, lot: number, proof: ReturnType<typeof prove>) => void

/** Every lot that every chain reaches, against writing down all of them. */
function eachProof(check: Check, effort?: number, cases = graphCase): void {
  fc.assert(
    fc.property(cases, direction, lotCase, known, (links, way, seed, asKnownAt) => {
      const graph = buildGraph(links)
      const query: ReachQuery = { direction: way, seeds: [{ lot: seed }], asKnownAt }
      const found = reach(graph, { ...query, steps: true })
      for (let lot = 1; lot <= 5; lot++) {
        if (lot === seed) continue
        check(graph, query, lot, prove(graph, found, lot, effort))
      }
    }),
    { numRuns: rounds(cases === graphCase ? 1000 : 5000) },
  )
}

describe('prove', () => {
  test('there is a proof of what is reached, as long as its steps, and of nothing else', () => {
    eachProof((graph, query, lot, proof) => {
      const { ids, steps } = naiveReach(graph, query)
      expect(proof?.chain.length ?? null).toBe(ids.includes(lot) ? steps[ids.indexOf(lot)] : null)
      if (!proof) return
      const [first, last] =
        query.direction === 'forward'
          ? [proof.chain[0]?.parent, proof.chain.at(-1)?.child]
          : [proof.chain[0]?.child, proof.chain.at(-1)?.parent]
      expect([first, last]).toEqual([query.seeds[0]?.lot, lot])
    })
  })

  test('the events that take it out alone are exactly those without which no chain is left', () => {
    eachProof((graph, query, lot, proof) => {
      if (!proof) return
      const events = [...new Set(Array.from({ length: graph.linkCount }, (_, i) => eventsOf(factsOf(graph, i))).flat())]
      const expected = events.filter(event => isOut(graph, query, lot, [event]))
      expect([...proof.alone].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
    })
  })

  test('together they take it out, and fewer do not', () => {
    let seen = 0
    eachProof(
      (graph, query, lot, proof) => {
        if (!proof?.together) return
        seen++
        const { events, isSmallest } = proof.together
        expect(isSmallest).toBe(true)
        expect(isOut(graph, query, lot, events)).toBe(true)
        const all = [...new Set(Array.from({ length: graph.linkCount }, (_, i) => eventsOf(factsOf(graph, i))).flat())]
        for (const fewer of subsets(all, events.length - 1)) expect(isOut(graph, query, lot, fewer)).toBe(false)
      },
      undefined,
      separate,
    )
    expect(seen).toBeGreaterThan(10)
  })

  test('without effort the events still take it out, and none of them is needless', () => {
    let seen = 0
    const check: Check = (graph, query, lot, proof) => {
      if (!proof?.together) return
      seen++
      const { events, isSmallest } = proof.together
      expect(isSmallest).toBe(false)
      expect(isOut(graph, query, lot, events)).toBe(true)
      for (const one of events)
        expect(
          isOut(
            graph,
            query,
            lot,
            events.filter(event => event !== one),
          ),
        ).toBe(false)
    }
    eachProof(check, 0, separate)
    expect(seen).toBeGreaterThan(10)
  })
})
