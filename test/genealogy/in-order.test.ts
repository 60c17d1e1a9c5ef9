import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAlikeCode } from '../../src/genealogy/alike.ts'
import { fold } from '../../src/genealogy/fold.ts'
import type { Folded } from '../../src/genealogy/folded.ts'
import { type FoldMark, FRESH_OUT, LotGraph } from '../../src/genealogy/graph.ts'
import { ASK, SPECIAL } from '../../src/genealogy/outward.ts'
import { reach, reachWithin, timedReach } from '../../src/genealogy/reach.ts'
import type { ReachQuery } from '../../src/genealogy/reach-query.ts'
import { rounds } from '../support/rounds.ts'
import { naiveReach } from './naive.ts'

const LOTS = 9
const STEP = 10
const MINUTE = 60_000
/** So long after a lot came the forward columns tell whole seconds only. */
const MONTHS = 40 * 86_400_000 + 1
const lot = fc.integer({ min: 1, max: LOTS })
/** Of every link; how much of it there was plays no part. */
const ONE = { qMin: 1, qExp: 1, qMax: 1, drawQ: 1, portion: 1, total: 1, taken: 0, put: 0, draw: 0 }

/** As a plant records: what is made later has a higher number, and what is in it left for it while it was made. */
const orderly = fc
  .record({ from: fc.integer({ min: 1, max: LOTS - 1 }), ahead: fc.integer({ min: 1, max: 4 }), early: fc.integer({ min: 0, max: 14 }) })
  .map(({ from, ahead, early }) => {
    const child = Math.min(LOTS, from + ahead)
    return { parent: from, child, came: child * STEP - early, left: child * STEP, removedAfter: -1 }
  })
/** Whatever else: circles, links back in number and time, drawn before it was there, taken out again. */
const disorderly = fc
  .record({
    parent: lot,
    child: lot,
    came: fc.integer({ min: 0, max: LOTS * STEP }),
    length: fc.integer({ min: -3, max: 40 }),
    removedAfter: fc.oneof({ weight: 2, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }) }),
  })
  .map(({ length, ...link }) => ({ ...link, left: link.came + length }))
const linkStep = fc.record({
  step: fc.constant('link' as const),
  link: fc.oneof({ weight: 7, arbitrary: orderly }, { weight: 1, arbitrary: disorderly }),
  ahead: fc.integer({ min: 0, max: 1 }),
  /** Of a large unit of time the forward columns do not tell all. */
  unit: fc.constantFrom(1, 1, MINUTE, MONTHS),
})
const step = fc.oneof(
  { weight: 9, arbitrary: linkStep },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('end' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constantFrom('fold' as const, 'begin' as const, 'adopt' as const) }) },
)
/** Time runs in one unit per plant: the unit of its first link. */
const plantCase = fc.record({ before: fc.array(step, { minLength: 7, maxLength: 12 }), after: fc.array(step, { maxLength: 5 }) })
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

class Plant {
  readonly graph = new LotGraph({ shared: true })
  private readonly keys: { since: number; line: number; child: number }[] = []
  private under: { mark: FoldMark; made: Folded } | undefined
  private since = 1
  private unit = 0
  private lines = 0

  constructor({ before, after }: { before: readonly Step[]; after: readonly Step[] }) {
    for (let id = 1; id <= LOTS; id++) this.graph.addLot(id, {})
    this.play(before)
    this.graph.fold()
    this.play(after)
  }

  play(steps: readonly Step[]): void {
    for (const one of steps) this.take(one)
    this.take({ step: 'adopt' })
  }

  private take(one: Step): void {
    if (one.step === 'link') this.link(one)
    else if (one.step === 'end') this.end(one.pick)
    else if (one.step === 'begin' && !this.under)
      this.under = { mark: this.graph.beginFold(), made: fold({ ...this.graph.foldQuestion(), shared: true }) }
    else if (one.step === 'adopt') {
      if (this.under) this.graph.adopt(this.under.made, this.under.mark)
      this.under = undefined
    } else if (one.step === 'fold' && !this.under) this.graph.fold()
  }

  private link({ link: { parent, child, came, left, removedAfter }, ahead, unit }: Extract<Step, { step: 'link' }>): void {
    this.since += ahead
    this.unit ||= unit
    const line = this.lines++
    const times = { came: came * this.unit, left: left * this.unit }
    const removed = removedAfter < 0 ? {} : { removedAt: (came + removedAfter) * this.unit }
    this.graph.addLink({ since: this.since, line, parent, child, ...ONE, ...times, ...removed })
    this.keys.push({ since: this.since, line, child })
  }

  /** What is no longer believed is not ended again. */
  private end(pick: number): void {
    const [key] = this.keys.splice(pick % Math.max(1, this.keys.length), 1)
    if (key) this.graph.endLink(this.graph.findLink(key.since, key.line, key.child), ++this.since)
  }
}

const has = (bits: Int32Array, one: number): boolean => ((bits[one >>> 5] ?? 0) & (1 << (one & 31))) !== 0
const plantOf = (steps: { before: readonly Step[]; after: readonly Step[] }): LotGraph => new Plant(steps).graph

/** What the bits of a graph say that its links do not bear out. */
function untrue(graph: LotGraph): string[] {
  const { folded, flags, link } = graph
  const isTimed = (one: number): boolean => one >= folded.lots || has(folded.timed, one)
  const found: string[] = []
  for (let one = 1; one < folded.lots; one++) {
    let latest = -Infinity
    graph.eachIn(one, index => {
      latest = Math.max(latest, link.came.at(index), link.left.at(index))
    })
    const out: number[] = []
    graph.eachOut(one, index => out.push(index))
    const isInOrder = out.every(
      index =>
        link.removedAt.at(index) === Infinity &&
        link.left.at(index) >= latest &&
        (!isTimed(link.child.at(index)) || link.came.at(index) >= latest),
    )
    if (!isInOrder && !isTimed(one)) found.push(`${one} is not timed`)
    if (!has(folded.plain, one)) continue
    const isMarked = folded.outChild.subarray(folded.outStart[one], folded.outStart[one + 1]).some(child => child < 0)
    if (isTimed(one) || isMarked || (flags[one] & FRESH_OUT) !== 0 || out.some(index => isTimed(link.child.at(index))))
      found.push(`${one} is plain`)
  }
  return found
}

const query = fc.record(
  {
    seeds: fc.array(fc.record({ lot, after: fc.integer({ min: 0, max: LOTS * STEP }) }, { requiredKeys: ['lot'] }), {
      minLength: 1,
      maxLength: 2,
    }),
    asKnownAt: fc.integer({ min: 1, max: 16 }),
    blocked: fc.record({ lots: fc.uniqueArray(lot, { maxLength: 2 }).map(lots => new Set(lots)) }),
  },
  { requiredKeys: ['seeds'] },
)
/** Mostly a whole lot is asked about, as it is now. */
const questions = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }).map(one => ({ seeds: [{ lot: one }] })) },
  { weight: 1, arbitrary: query },
)

describe('lots in order', () => {
  test('what is said of a lot is borne out by its links', () => {
    const sum = { plain: 0, timed: 0 }
    fc.assert(
      fc.property(plantCase, steps => {
        const graph = plantOf(steps)
        expect(untrue(graph)).toEqual([])
        for (let one = 1; one < graph.folded.lots; one++)
          for (const bits of ['plain', 'timed'] as const) if (has(graph.folded[bits], one)) sum[bits]++
      }),
      { numRuns: rounds(2000) },
    )
    expect(Math.min(sum.plain, sum.timed)).toBeGreaterThan(1000)
  })

  test('whoever does not ask when reaches the same lots', () => {
    const sum = { reached: 0, throughBoth: 0 }
    fc.assert(
      fc.property(plantCase, questions, fc.integer({ min: 0, max: 5 }), (steps, asked, linksMax) => {
        const graph = plantOf(steps)
        const forward: ReachQuery = { direction: 'forward', ...asked }
        const { times: _, seedTimes: __, ...expected } = timedReach(graph, forward)
        const found = reach(graph, forward)
        expect([...found.ids]).toEqual(naiveReach(graph, forward).ids)
        expect(found).toEqual(expected)
        const within = reachWithin(graph, forward, linksMax)
        if (within) expect(within).toEqual(expected)
        else expect(expected.links).toBeGreaterThan(linksMax)
        // Nothing is left behind.
        expect(reach(graph, forward)).toEqual(expected)
        const through = [...found.ids].filter(one => graph.folded.outStart[one] !== graph.folded.outStart[one + 1])
        sum.reached += found.ids.length
        if (through.some(one => has(graph.folded.plain, one)) && through.some(one => has(graph.folded.timed, one))) sum.throughBoth++
      }),
      { numRuns: rounds(2500) },
    )
    expect(sum.reached).toBeGreaterThan(2000)
    expect(sum.throughBoth).toBeGreaterThan(50)
  })

  test('a thread that is walking meanwhile is not led astray by what comes later', () => {
    fc.assert(
      fc.property(plantCase, lot, fc.array(step, { maxLength: 6 }), (steps, seed, later) => {
        const plant = new Plant(steps)
        const forward: ReachQuery = { direction: 'forward', seeds: [{ lot: seed }], asKnownAt: plant.graph.lastPosition }
        const expected = reach(plant.graph, forward)
        const seen = new LotGraph({ from: plant.graph.handles() })
        plant.play(later)
        expect(reach(seen, forward)).toEqual(expected)
      }),
      { numRuns: rounds(1000) },
    )
  })
})

const add = (graph: LotGraph, parent: number, child: number, came: number, left: number): void => {
  graph.addLink({ since: graph.linkCount + 1, line: 0, parent, child, came, left, ...ONE })
}
const chain = (...links: [came: number, left: number][]): LotGraph => {
  const graph = new LotGraph({ shared: true })
  for (let id = 1; id <= links.length + 1; id++) graph.addLot(id, {})
  links.forEach(([came, left], index) => add(graph, index + 1, index + 2, came, left))
  graph.fold()
  return graph
}
const fromFirst: ReachQuery = { direction: 'forward', seeds: [{ lot: 1 }] }

test('a millisecond that the columns do not tell is enough to ask when', () => {
  const [late, after] = [1_000_000, 1_000_001]
  // Lot 2 is reached late, hands that on to lot 3 just before the last of it left, and by then all of lot 3 had gone.
  const graph = chain([after, after], [0, after], [0, late])
  expect([...reach(graph, fromFirst).ids]).toEqual([2, 3])
  expect([2, 3].map(one => has(graph.folded.timed, one))).toEqual([true, true])
})

describe('a lot that is drawn upon months after it came', () => {
  test('is in order as any other', () => {
    const graph = chain([0, 0], [MONTHS, MONTHS], [2 * MONTHS, 2 * MONTHS])
    add(graph, 1, 4, 2 * MONTHS, 2 * MONTHS)
    graph.fold()
    expect(graph.folded.outCame[1]).toBe(ASK)
    expect([1, 2, 3].map(one => has(graph.folded.plain, one))).toEqual([true, true, true])
    expect([...reach(graph, fromFirst).ids]).toEqual([2, 3, 4])
  })

  test('is asked when where a millisecond decides', () => {
    // Lot 2 is reached late by a millisecond, and by then all of lot 3 had gone.
    const graph = chain([MONTHS + 1, MONTHS + 1], [0, MONTHS + 1], [0, MONTHS])
    add(graph, 1, 3, 0, 0)
    graph.fold()
    expect([2, 3].map(one => has(graph.folded.timed, one))).toEqual([true, true])
    const late: ReachQuery = { direction: 'forward', seeds: [{ lot: 2, after: MONTHS + 1 }] }
    expect([...reach(graph, late).ids]).toEqual([3])
  })
})

/** As an event writes it that makes a lot of one other, and of no more. */
const made = (graph: LotGraph, parent: number, child: number, came: number, left: number): void => {
  const since = graph.linkCount + 1
  graph.addLink({ since, line: 1, parent, child, came, left, ...ONE, taken: since, put: since, draw: 1 })
  graph.addMovement({ since, line: 1, lot: child, kind: 'produced', delta: 1, at: left })
}

test('months after it came, what is alike in a block is read to the millisecond', () => {
  const [drawn, week] = [MONTHS + 0x123456, 7 * 86_400_000]
  /** Lot 1 is drawn upon at once and then for lot 3, that for lot 4, which lot 5 is made of. */
  const plantOfLots = (times: { left: number; came: number; isTimed: boolean }): LotGraph => {
    const graph = new LotGraph()
    for (let id = 1; id <= 5; id++) graph.addLot(id, {})
    made(graph, 1, 2, 0, 0)
    made(graph, 1, 3, drawn - 5, drawn)
    made(graph, 3, 4, times.came, times.left)
    made(graph, 4, times.isTimed ? 3 : 5, 2 * drawn, 2 * drawn)
    graph.fold()
    return graph
  }
  const rows = [
    { came: drawn - week, left: drawn, isTimed: false, is: 'plain' },
    { came: drawn - week, left: drawn - 1, isTimed: false, is: 'timed' },
    { came: 2 * drawn, left: 2 * drawn, isTimed: true, is: 'neither' },
    { came: 2 * drawn - 1, left: 2 * drawn, isTimed: true, is: 'timed' },
  ]
  for (const { is, ...times } of rows) {
    const { folded } = plantOfLots(times)
    const [first, third] = [folded.outStart[1] + 1, folded.outStart[3]]
    expect([folded.outCame[first], folded.outCame[third]]).toEqual([ASK, ASK])
    expect(isAlikeCode(folded.rows[folded.rowStart[4]])).toBe(true)
    expect(has(folded.plain, 3) ? 'plain' : has(folded.timed, 3) ? 'timed' : 'neither').toBe(is)
  }
})

test('a link that is marked as ended while its parent is looked at is followed as it was', () => {
  const graph = chain([1, 1], [2, 2], [3, 3])
  expect(has(graph.folded.plain, 2)).toBe(true)
  graph.folded.outChild[graph.folded.outStart[2]] |= SPECIAL
  expect([...reach(graph, fromFirst).ids]).toEqual([2, 3, 4])
})

test('a lot of which much is looked through, and one of which too much would have to be, come to the same', () => {
  for (const width of [20, 900]) {
    const graph = new LotGraph()
    const [pool, used] = [width + 1, width + 2]
    for (let id = 1; id <= width + 4; id++) graph.addLot(id, {})
    for (let id = 1; id <= width; id++) add(graph, id, pool, id, id)
    add(graph, pool, used, 2000, 2000)
    graph.fold()
    expect(has(graph.folded.plain, pool)).toBe(true)
    add(graph, pool, used + 1, 2001, 2001)
    expect(has(graph.folded.timed, pool)).toBe(width > 200)
    // What comes into the pool now comes too late for what had left it.
    add(graph, used + 2, pool, 2001, 2001)
    expect(has(graph.folded.timed, pool)).toBe(true)
    expect([...reach(graph, { direction: 'forward', seeds: [{ lot: used + 2 }] }).ids]).toEqual([pool, used + 1])
    expect([...reach(graph, { direction: 'forward', seeds: [{ lot: 1 }] }).ids]).toEqual([pool, used, used + 1])
    expect(untrue(graph)).toEqual([])
  }
})
