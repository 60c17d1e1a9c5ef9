import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inAnyOrder } from '../../src/genealogy/any-order.ts'
import { exposureOf, reachedBy } from '../../src/genealogy/exposure.ts'
import { LotGraph } from '../../src/genealogy/graph.ts'
import type { Load, Moment, Output, Pool } from '../../src/genealogy/precision.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { weigh } from '../../src/genealogy/weigh.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant } from './hidden-plant.ts'

const plantCase = [fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 4, max: 30 })] as const
const NOW = 0xffffffff

test('as recorded, each raw lot reaches what its own trace reaches, as much of it', () => {
  let seen = 0
  fc.assert(
    fc.property(...plantCase, (plant, events) => {
      const { graph } = new HiddenPlant(plant, { seed: 0, after: Infinity }).run(events)
      const raw = [1, 2, 3]
      const [now] = exposureOf(graph, { raw, changes: [], asKnownAt: NOW })
      const used = new Set<number>()
      for (const lot of reachedBy(graph, raw, NOW)) graph.visitIn(lot, NOW, ({ parent }, row) => used.add(parent[row] ?? 0))
      raw.forEach((lot, index) => {
        const reached = timedReach(graph, { direction: 'forward', seeds: [{ lot }] })
        const weights = weigh(graph, reached)
        const affected = [...reached.ids].filter(id => weights.affected(id).max > 0)
        const one = now?.exposed[index]
        expect(one?.lots).toBe(affected.length)
        expect(one?.certain).toBe(affected.filter(id => weights.affected(id).min > 0).length)
        const ends = affected.filter(id => !used.has(id) && id !== lot)
        expect(one?.ends.get('') ?? 0).toBe(ends.length)
        const [sum, most] = [ends.reduce((all, id) => all + weights.affected(id).max, 0), one?.affected.get('') ?? 0]
        expect(most).toBeLessThanOrEqual(sum + 1e-6)
        expect(most).toBeGreaterThanOrEqual(ends.reduce((all, id) => all + weights.affected(id).min, 0) - 1e-6)
        seen += ends.length
      })
    }),
    { numRuns: rounds(400) },
  )
  expect(seen).toBeGreaterThan(300)
})

test('made precisely, nothing more is reached, and extra lots are counted only where something was inferred', () => {
  let inferred = 0
  fc.assert(
    fc.property(...plantCase, (plant, events) => {
      const { graph } = new HiddenPlant(plant, { seed: 0, after: Infinity }).run(events)
      const changes = [{ kind: 'precise' as const, lots: Uint32Array.from({ length: graph.lotCount }, (_, index) => index + 1) }]
      const [now, then] = exposureOf(graph, { raw: [1, 2, 3], changes, asKnownAt: NOW })
      now?.exposed.forEach((one, index) => expect(then?.exposed[index]?.lots ?? 0).toBeLessThanOrEqual(one.lots))
      expect(now).toMatchObject({ inferred: 0, extraLots: 0 })
      expect((then?.extraLots ?? 0) >= (then?.inferred ?? 0)).toBe(true)
      inferred += then?.inferred ?? 0
    }),
    { numRuns: rounds(300) },
  )
  expect(inferred).toBeGreaterThan(50)
})

const link = { line: 0, came: 0, left: 0, taken: 0, draw: 0, how: 'rule' as const }

/** Two raw lots of 100 beside each other at a position; three draws of 60 that may be of either. */
function besideEachOther(): LotGraph {
  const graph = new LotGraph()
  for (let lot = 1; lot <= 5; lot++) graph.addLot(lot, { countable: true })
  for (const lot of [1, 2]) graph.addMovement({ since: lot, line: 0, lot, kind: 'received', delta: 100, at: lot })
  for (const [index, child] of [3, 4, 5].entries()) {
    const since = 10 + index
    for (const parent of [1, 2])
      graph.addLink({
        ...link,
        since,
        line: parent,
        parent,
        child,
        qMin: 0,
        qExp: 30,
        qMax: 60,
        drawQ: 60,
        portion: 60,
        total: 60,
        came: parent,
        left: since,
        put: since,
      })
    graph.addMovement({ since, line: 0, lot: child, kind: 'produced', delta: 60, at: since })
  }
  return graph
}

test('used up in the order of loading, each draw has the lots that it then had', () => {
  const pools = [[10, 11, 12].flatMap(since => [1, 2].map(line => [since, line] as const))]
  const [now, then] = exposureOf(besideEachOther(), { raw: [1, 2], changes: [{ kind: 'sequential', pools }], asKnownAt: NOW })
  expect(now?.exposed.map(({ lots, certain }) => [lots, certain])).toEqual([
    [3, 0],
    [3, 0],
  ])
  // The first lot gave 90: 60 to the first, 30 to the second; the other one the rest.
  expect(then?.exposed.map(({ ends, affected }) => [ends.get(''), affected.get('')])).toEqual([
    [2, 90],
    [2, 90],
  ])
  expect(then).toMatchObject({ inferred: 3, extraLots: 0, extraScans: 1 })
})

test('used in any order, each draw may have either lot, and in all there is no more of one than was loaded', () => {
  const graph = new LotGraph()
  for (let lot = 1; lot <= 4; lot++) graph.addLot(lot, { countable: true })
  const exact = (since: number, line: number, [parent, child]: [number, number], quantity: number): void => {
    const quantities = { qMin: quantity, qExp: quantity, qMax: quantity, drawQ: 60, portion: 60, total: 60 }
    graph.addLink({ ...link, ...quantities, since, line, parent, child, came: 2, left: 2, taken: parent, put: since })
  }
  for (const lot of [1, 2]) graph.addMovement({ since: lot, line: 0, lot, kind: 'received', delta: 80, at: lot })
  exact(10, 1, [1, 3], 60)
  exact(11, 1, [1, 4], 20)
  exact(11, 2, [2, 4], 40)
  for (const [since, lot] of [
    [10, 3],
    [11, 4],
  ] as const)
    graph.addMovement({ since, line: 0, lot, kind: 'produced', delta: 60, at: since })
  const at = (moment: number): Moment => ({ at: moment, ord: moment })
  const loaded = (lot: number): Load => ({ lot, taken: lot, since: at(2), until: null, size: 80, left: null })
  const made = (put: number, lot: number): Output => ({
    lot,
    material: 'GEAR',
    put,
    good: 60,
    total: 60,
    from: null,
    at: at(put),
    main: true,
  })
  const pool: Pool = {
    position: 'feed',
    material: 'BAR',
    withdrawal: 'sequential',
    homogeneous: false,
    per: 1,
    loads: [loaded(1), loaded(2)],
  }
  const drawn = inAnyOrder({ started: at(1), pool, unloads: [], outputs: [made(10, 3), made(11, 4)] })
  const links = [
    [10, 1],
    [11, 1],
    [11, 2],
  ] as const
  const changes = [{ kind: 'unknown' as const, pools: [{ links, drawn }] }]
  const [now, then] = exposureOf(graph, { raw: [1, 2], changes, asKnownAt: NOW })
  expect(now?.exposed.map(({ lots, affected }) => [lots, affected.get('')])).toEqual([
    [2, 80],
    [1, 40],
  ])
  expect(then?.exposed.map(({ lots, affected }) => [lots, affected.get('')])).toEqual([
    [2, 80],
    [2, 80],
  ])
  expect(then).toMatchObject({ inferred: 2, extraLots: 0, extraScans: -1 })
})

test('lots of a run made as one contain what any of them contains', () => {
  const graph = new LotGraph()
  for (let lot = 1; lot <= 5; lot++) graph.addLot(lot, { countable: true })
  for (const [parent, child] of [
    [1, 3],
    [2, 4],
  ] as const) {
    const since = 10 + parent
    graph.addLink({ ...link, since, parent, child, qMin: 50, qExp: 50, qMax: 50, drawQ: 50, portion: 50, total: 50, put: since })
    graph.addMovement({ since, line: 1, lot: child, kind: 'produced', delta: 50, at: since })
  }
  graph.addMovement({ since: 20, line: 0, lot: 4, kind: 'consumed', delta: -10, at: 20 })
  graph.addLink({
    ...link,
    since: 20,
    parent: 4,
    child: 5,
    qMin: 10,
    qExp: 10,
    qMax: 10,
    drawQ: 10,
    portion: 10,
    total: 10,
    came: 20,
    left: 20,
    taken: 20,
    put: 20,
  })
  graph.addMovement({ since: 20, line: 1, lot: 5, kind: 'produced', delta: 10, at: 20 })
  const change = { kind: 'approximate' as const, runs: [Uint32Array.of(3, 4)] }
  const [now, then] = exposureOf(graph, { raw: [1], changes: [change], asKnownAt: NOW })
  expect([now?.exposed[0]?.lots, then?.exposed[0]?.lots], 'what was made of the other one may have it now').toEqual([1, 2])
  expect(then).toMatchObject({ inferred: 2, extraLots: -1, extraScans: 0 })
})

test('whatever is made as one, a raw lot that was in something is in something', () => {
  fc.assert(
    fc.property(...plantCase, (plant, events) => {
      const { graph } = new HiddenPlant(plant, { seed: 0, after: Infinity }).run(events)
      const runs = [Uint32Array.from({ length: Math.max(0, graph.lotCount - 3) }, (_, index) => index + 4)]
      const [now, then] = exposureOf(graph, { raw: [1, 2, 3], changes: [{ kind: 'approximate', runs }], asKnownAt: NOW })
      now?.exposed.forEach((one, index) => expect((then?.exposed[index]?.lots ?? 0) > 0).toBe(one.lots > 0))
    }),
    { numRuns: rounds(200) },
  )
})
