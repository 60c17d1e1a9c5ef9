import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bundlesOf } from '../../src/genealogy/bundles.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import type { ReachQuery } from '../../src/genealogy/reach-query.ts'
import { rounds } from '../support/rounds.ts'
import { naiveLinks } from './naive.ts'
import { buildGraph, graphCase, lotCase } from './random-graph.ts'

const direction = fc.constantFrom('forward' as const, 'back' as const)
const known = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })
const afterCase = fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined })

test('with a group for each lot, the bundles are the links of every chain written down', async () => {
  await fc.assert(
    fc.asyncProperty(graphCase, direction, lotCase, afterCase, known, async (links, way, lot, after, asKnownAt) => {
      const graph = buildGraph({ ...links, links: links.links.map(link => ({ ...link, removedAfter: -1 })) })
      const query: ReachQuery = { direction: way, seeds: [after === undefined ? { lot } : { lot, after }], asKnownAt }
      const reached = timedReach(graph, query)
      const each = new Map([lot, ...reached.ids].map(id => [id, id]))
      const drawn = (await bundlesOf(graph, reached, each)).map(({ from, to }) => `${from} ${to}`).sort()
      expect(drawn).toEqual(naiveLinks(graph, query).filter(pair => new Set(pair.split(' ')).size === 2))
    }),
    { numRuns: rounds(2000) },
  )
})

test('grouped, no link is lost and none is counted twice', async () => {
  await fc.assert(
    fc.asyncProperty(graphCase, direction, lotCase, fc.integer({ min: 2, max: 4 }), async (links, way, lot, groups) => {
      const graph = buildGraph(links)
      const reached = timedReach(graph, { direction: way, seeds: [{ lot }] })
      const lots = [lot, ...reached.ids]
      const group = (id: number): number => id % groups
      const each = await bundlesOf(graph, reached, new Map(lots.map(id => [id, id])))
      const grouped = await bundlesOf(graph, reached, new Map(lots.map(id => [id, group(id)])))
      const sum = (from: number, to: number): number =>
        each.filter(one => group(one.from) === from && group(one.to) === to).reduce((total, one) => total + one.links, 0)
      for (const { from, to, links: count, certain } of grouped) {
        expect(count).toBe(sum(from, to))
        expect(certain).toBeLessThanOrEqual(count)
      }
      const across = each.filter(one => group(one.from) !== group(one.to)).reduce((total, one) => total + one.links, 0)
      expect(grouped.reduce((total, one) => total + one.links, 0)).toBe(across)
    }),
    { numRuns: rounds(1000) },
  )
})
