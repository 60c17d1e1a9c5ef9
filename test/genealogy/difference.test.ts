import fc from 'fast-check'
import { expect, test } from 'vitest'
import { causesOf } from '../../src/genealogy/difference.ts'
import { reach } from '../../src/genealogy/reach.ts'
import { rounds } from '../support/rounds.ts'
import { naiveReach } from './naive.ts'
import { buildGraph, graphCase, lotCase } from './random-graph.ts'

const position = fc.integer({ min: 0, max: 25 })

test('whatever came into an answer or went out of it has a cause, recorded in between, at a lot it depends on', () => {
  let seen = 0
  fc.assert(
    fc.property(
      graphCase,
      fc.constantFrom('forward' as const, 'back' as const),
      lotCase,
      position,
      position,
      (links, direction, lot, a, b) => {
        const graph = buildGraph(links)
        const span = { from: Math.min(a, b), to: Math.max(a, b) }
        const ask = (asKnownAt: number) => ({ direction, seeds: [{ lot }], asKnownAt })
        const [before, after] = [naiveReach(graph, ask(span.from)), naiveReach(graph, ask(span.to))]
        const sides = [reach(graph, ask(span.from)), reach(graph, ask(span.to))]
        const lots = new Set([lot, ...sides.flatMap(side => [...side.ids, ...side.transit])])
        const causes = causesOf(graph, lots, span, direction)
        const changed = [...lots].filter(one => before.ids.includes(one) !== after.ids.includes(one))
        for (const one of changed) {
          const cause = causes.get(one)
          expect(cause?.events.length ?? 0, `lot ${one} changed`).toBeGreaterThan(0)
          seen++
        }
        for (const { events, at } of causes.values()) {
          expect(lots.has(at)).toBe(true)
          for (const event of events) expect(event > span.from && event <= span.to).toBe(true)
        }
        if (span.from === span.to) expect(causes.size).toBe(0)
      },
    ),
    { numRuns: rounds(2000) },
  )
  expect(seen).toBeGreaterThan(100)
})

test('of two links that say the same, the one that ended in between is the cause', () => {
  const link = { parent: 2, child: 3, came: 8, length: 0, since: 0, removedAfter: -1 }
  const graph = buildGraph({
    foldAt: 0,
    links: [
      { ...link, until: 0 },
      { ...link, until: 1 },
    ].map(each => ({ ...each })),
  })
  const causes = (from: number, to: number) =>
    [...causesOf(graph, [2, 3], { from, to }, 'forward').values()].flatMap(({ events }) => [...events])
  expect([causes(1, 2), causes(1, 25), causes(2, 3)]).toEqual([[2], [2], []])
})

test('a run derived anew that says the same is no cause', () => {
  const graph = buildGraph({ foldAt: 99, links: [{ parent: 1, child: 2, came: 1, length: 1, until: 3, removedAfter: -1, since: 1 }] })
  const again = {
    since: 5,
    line: 0,
    parent: 1,
    child: 2,
    came: 1,
    left: 2,
    qMin: 1,
    qExp: 1,
    qMax: 1,
    drawQ: 1,
    portion: 1,
    total: 1,
    taken: 0,
    put: 0,
    draw: 0,
  }
  graph.addLink(again)
  expect(causesOf(graph, [1, 2], { from: 2, to: 4 }, 'forward').size).toBe(0)
  graph.endLink(graph.findLink(5, 0, 2), 6)
  graph.addLink({ ...again, since: 7, qMin: 0 })
  expect(causesOf(graph, [1, 2], { from: 5, to: 8 }, 'forward').get(2)?.events).toEqual([6, 7])
})
