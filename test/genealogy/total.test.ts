import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Flows, flowsOf } from '../../src/genealogy/flows.ts'
import { kindCode, LotGraph } from '../../src/genealogy/graph.ts'
import { timedReach } from '../../src/genealogy/reach.ts'
import { totalAffected } from '../../src/genealogy/total.ts'
import { weigh } from '../../src/genealogy/weigh.ts'
import type { WeightColumns } from '../../src/genealogy/weight-columns.ts'
import { rounds } from '../support/rounds.ts'
import { HiddenPlant, randomOf } from './hidden-plant.ts'
import { mostOf } from './linear.ts'
import { type Random, reachIn, SPOILED, spoiled, unmoved, type WhenFolded } from './spoiled-plant.ts'

const NEVER = Infinity
const ENDS = new Set((['shipped', 'scrapped', 'adjusted', 'sentBack'] as const).map(kind => kindCode(kind)))

const plantCase = fc.record({
  plant: fc.integer({ min: 0, max: 1_000_000 }),
  events: fc.integer({ min: 1, max: 30 }),
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  sloppy: fc.boolean(),
})

function casePlayed({ plant, events, picks, sloppy }: { plant: number; events: number; picks: number[]; sloppy: boolean }) {
  const { graph } = new HiddenPlant(plant, { seed: 0, after: NEVER }, sloppy).run(events)
  const seeds = [...new Set(picks.map(pick => 1 + (pick % graph.lotCount)))].map(lot => ({ lot }))
  const reached = timedReach(graph, { direction: 'forward', seeds })
  return { reached, flows: flowsOf(graph, reached), weights: weigh(graph, reached).columns }
}

function endsOf({ lots, onHand, taken, affected }: WeightColumns): number[] {
  const ends = [...onHand.max]
  taken.slot.forEach((slot, row) => {
    if (ENDS.has(taken.kind[row] ?? 0)) ends[slot] = (ends[slot] ?? 0) + (taken.max[row] ?? 0)
  })
  return Array.from(lots, (_, slot) => Math.min(ends[slot] ?? 0, affected.max[slot] ?? 0))
}

/** The most that can flow to the ends at all: per link what goes over it, per lot what begins in it, what was never recorded, what is rounded up, what stays. */
function mostThatFlows({ end, parent, gain, most, isCut, rounded }: Flows, weights: WeightColumns): number {
  const [lots, links] = [weights.lots.length, end[weights.lots.length - 1] ?? 0]
  const [begins, missing, parts, stays] = [0, 1, 2, 3].map(of => (slot: number) => links + of * lots + slot) as [At, At, At, At]
  const width = links + 4 * lots
  const [rows, limits]: [number[][], number[]] = [[], []]
  const limit = (terms: Map<number, number>, to: number): void => {
    rows.push(Array.from({ length: width }, (_, at) => terms.get(at) ?? 0))
    limits.push(to)
  }
  const ends = endsOf(weights)
  for (let slot = 0; slot < lots; slot++) {
    const into = Array.from({ length: links }, (_, link) => link).filter(link => link < (end[slot] ?? 0) && link >= (end[slot - 1] ?? 0))
    const out = Array.from({ length: links }, (_, link) => link).filter(link => parent[link] === slot)
    limit(new Map([...into, begins(slot), parts(slot)].map(at => [at, 1])), weights.affected.max[slot] ?? 0)
    limit(new Map([[begins(slot), 1]]), isCut[slot] === 1 ? (weights.affected.max[slot] ?? 0) : 0)
    limit(new Map([[missing(slot), 1]]), Math.max(0, -(weights.contents[slot] ?? 0)))
    limit(new Map([[parts(slot), 1]]), rounded[slot] ?? 0)
    limit(new Map([[stays(slot), 1]]), ends[slot] ?? 0)
    const leaves = out.map(link => [link, 1 / (gain[link] ?? 1)] as const)
    const comes = [...into, begins(slot), missing(slot), parts(slot)].map(at => [at, -1] as const)
    limit(new Map([...comes, ...leaves, [stays(slot), 1]]), 0)
  }
  for (let link = 0; link < links; link++) limit(new Map([[link, 1]]), most[link] ?? 0)
  return mostOf(
    Array.from({ length: width }, (_, at) => (at >= stays(0) ? 1 : 0)),
    rows,
    limits,
  )
}
type At = (slot: number) => number

const small = fc.integer({ min: 0, max: 20 })
/** Any stream: per lot what is suspect in it and at its ends, whether it is cut off, what was drawn too much, what is rounded, and the links into it. */
const streamCase = fc.array(
  fc.record({
    affected: small,
    ends: small,
    isCut: fc.boolean(),
    missing: fc.constantFrom(0, 0, 0, 2),
    rounded: fc.constantFrom(0, 0, 0, 1),
    links: fc.array(fc.record({ from: fc.nat(), gain: fc.constantFrom(0.25, 0.5, 1, 1, 2, 5), most: small }), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 9 },
)

function streamOf(lots: typeof streamCase extends fc.Arbitrary<infer T> ? T : never): { flows: Flows; weights: WeightColumns } {
  const bounds = (max: number[]) => ({
    min: new Float64Array(max.length),
    expected: new Float64Array(max.length),
    max: Float64Array.from(max),
  })
  const links = lots.map(({ links, isCut }, slot) => (slot === 0 || isCut ? [] : links.map(link => ({ ...link, from: link.from % slot }))))
  const isCut = Uint8Array.from(lots, ({ isCut }, slot) => (isCut || slot === 0 ? 1 : 0))
  let end = 0
  const flows: Flows = {
    end: Uint32Array.from(links, into => (end += into.length)),
    parent: Uint32Array.from(links.flat(), ({ from }) => from),
    gain: Float64Array.from(links.flat(), ({ gain }) => gain),
    most: Float64Array.from(links.flat(), ({ most }) => most),
    isCut,
    rounded: Uint32Array.from(lots, ({ rounded }, slot) => (isCut[slot] === 1 ? 0 : rounded)),
  }
  const none = {
    slot: new Uint32Array(0),
    position: new Uint32Array(0),
    kind: new Uint8Array(0),
    run: new Uint32Array(0),
    reference: new Uint32Array(0),
  }
  return {
    flows,
    weights: {
      lots: Uint32Array.from(lots, (_, index) => index + 1),
      affected: bounds(lots.map(({ affected }) => affected)),
      onHand: bounds(lots.map(({ ends }) => ends)),
      contents: Float64Array.from(lots, ({ missing }) => -missing),
      taken: { ...none, ...bounds([]), quantity: new Float64Array(0), at: new Float64Array(0) },
      returned: new Map(),
    },
  }
}

/** What is said of the total, which is never less than the most that can flow. */
function saidAndFlowing(flows: Flows, weights: WeightColumns): { max: number; most: number } {
  const total = totalAffected(
    weights,
    () => flows,
    () => 'pcs',
  )
  const max = total.get('pcs')?.max ?? 0
  const most = mostThatFlows(flows, weights)
  expect(max).toBeGreaterThanOrEqual(most - 1e-6)
  return { max, most }
}

test('of any stream the total is never less than the most that can flow, and not much more', () => {
  let [said, flowing, added, exact, runs] = [0, 0, 0, 0, 0]
  fc.assert(
    fc.property(streamCase, lots => {
      const { flows, weights } = streamOf(lots)
      const { max, most } = saidAndFlowing(flows, weights)
      runs++
      if (max < most + 1e-6) exact++
      said += max
      flowing += most
      added += endsOf(weights).reduce((sum, end) => sum + end, 0)
    }),
    { numRuns: rounds(3000) },
  )
  expect(said).toBeLessThan(added)
  expect(said).toBeLessThan(flowing * 1.15)
  expect(exact).toBeGreaterThan(runs / 2.2)
})

test('in a plant it is the most that can flow', () => {
  let [said, flowing, added] = [0, 0, 0]
  fc.assert(
    fc.property(plantCase, one => {
      const { flows, weights } = casePlayed(one)
      if (!flows) return
      const { max, most } = saidAndFlowing(flows, weights)
      said += max
      flowing += most
      added += endsOf(weights).reduce((sum, end) => sum + end, 0)
    }),
    { numRuns: rounds(500) },
  )
  expect(said).toBeLessThanOrEqual(added)
  expect(said).toBeLessThan(flowing * 1.01)
})

/** What can flow, as far as it is written down: of a column that grew there may be more. */
function readOf(flows: Flows | null): unknown {
  if (!flows) return null
  const { end, parent, gain, most, isCut, rounded } = flows
  const size = end.at(-1) ?? 0
  const links = [parent, gain, most].map(column => column.subarray(0, size).join(' '))
  return [...links, ...[end, isCut, rounded].map(column => column.join(' '))]
}

const PLANTS: readonly [string, (random: Random, folded: WhenFolded) => LotGraph][] = [
  ...[0, 20, 100, 300].map(
    odd => [`in which of 1000 facts ${odd} are odd`, (random: Random, folded: WhenFolded) => unmoved(random, odd, folded)] as const,
  ),
  ...SPOILED.map(
    ([name, spoiling]) =>
      [
        name,
        (random: Random, folded: WhenFolded) =>
          spoiled(new HiddenPlant(random(1_000_000), { seed: 0, after: NEVER }, true).run(1 + random(60)).graph, random, spoiling, folded),
      ] as const,
  ),
].map(([name, plant]) => [name, plant])

test.each(PLANTS)(
  'what can flow is read the same out of blocks, of what came since the last fold, and link by link: a plant %s',
  (_, plant) => {
    let links = 0
    fc.assert(
      fc.property(fc.nat(), seed => {
        const [folded, ...others] = (['meanwhile', 'never', 'before'] as const).map(when => {
          const random = randomOf(seed)
          const graph = plant(random, when)
          const flows = flowsOf(graph, reachIn(graph, random))
          links += flows?.end.at(-1) ?? 0
          return readOf(flows)
        })
        expect(others).toEqual([folded, folded])
      }),
      { numRuns: rounds(500) },
    )
    expect(links).toBeGreaterThan(200)
  },
)

test('where all passes one lot between many that may hold it, that lot is the cap', () => {
  const graph = new LotGraph()
  const [blanks, part, clean, boxes] = [[1, 2, 3], 4, 5, [6, 7, 8]]
  for (const lot of [...blanks, part, clean, ...boxes]) graph.addLot(lot, { countable: true })
  const received = [...blanks.map(lot => [lot, 100] as const), [clean, 60] as const]
  received.forEach(([lot, delta]) => {
    graph.addMovement({ since: 1, line: lot, lot, kind: 'received', delta, at: 1 })
  })
  /** So many pieces come out of a hopper in which all of these lie: each may have given any of them. */
  const make = (since: number, parents: readonly number[], [child, pieces]: readonly [number, number]): void => {
    for (const parent of parents) {
      const quantities = { qMin: 0, qExp: pieces / parents.length, qMax: pieces, drawQ: pieces, portion: pieces, total: pieces }
      graph.addLink({ since, line: parent, parent, child, ...quantities, came: since, left: since, taken: since, put: since, draw: 1 })
    }
    graph.addMovement({ since, line: 0, lot: child, kind: 'produced', delta: pieces, at: since })
  }
  const empty = (since: number, lots: readonly number[], pieces: number): void => {
    for (const lot of lots) graph.addMovement({ since, line: lot, lot, kind: 'consumed', delta: -pieces, at: since })
  }
  empty(2, blanks, 100)
  make(3, blanks, [part, 60])
  empty(4, [part, clean], 60)
  for (const [index, box] of boxes.entries()) make(5 + index, [part, clean], [box, 40])
  const reached = timedReach(graph, { direction: 'forward', seeds: blanks.map(lot => ({ lot })) })
  const { columns } = weigh(graph, reached)
  const total = totalAffected(
    columns,
    () => flowsOf(graph, reached),
    lot => (boxes.includes(lot) ? 'boxed' : 'blank'),
  )
  // By target 3 times 40, by source 3 times 100.
  expect(total.get('boxed')).toMatchObject({ min: 0, max: 60 })
})
