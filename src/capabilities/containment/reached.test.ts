/** What is brought on link by link is what a walk from the start finds, whatever is recorded, ended, taken out again and folded. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LotGraph } from '../../genealogy/graph.ts'
import { timedReach } from '../../genealogy/reach.ts'
import type { ActiveHold } from './guard.ts'
import { HeldSet } from './held-set.ts'
import { broughtOn, type ChangedLink, type HeldBy, heldBy, walkOf } from './reached.ts'

const LOTS = 9
const lot = fc.integer({ min: 1, max: LOTS })
const linkStep = fc.record({
  parent: lot,
  child: lot,
  came: fc.integer({ min: 0, max: 9 }),
  length: fc.integer({ min: -1, max: 8 }),
  removedAfter: fc.constantFrom(-1, -1, -1, -1, -1, 2),
  /** Which link of before is no longer believed; none where there is no such one. */
  ends: fc.integer({ min: -12, max: 8 }),
  isFolded: fc.constantFrom(false, false, false, true),
})
const history = fc.record({
  steps: fc.array(linkStep, { minLength: 5, maxLength: 30, size: 'max' }),
  seeds: fc.uniqueArray(lot, { minLength: 1, maxLength: 2 }),
  exempt: fc.option(fc.tuple(lot, fc.integer({ min: 0, max: 20 }))),
})

type Step = typeof linkStep extends fc.Arbitrary<infer One> ? One : never

class History {
  readonly graph = new LotGraph()
  position = 0
  private readonly keys: { since: number; child: number; parent: number; came: number; left: number }[] = []

  constructor() {
    for (let id = 1; id <= LOTS; id++) this.graph.addLot(id, {})
  }

  /** @returns what the ledger would tell of it */
  play({ parent, child, came, length, removedAfter, ends, isFolded }: Step): ChangedLink[] {
    if (isFolded) this.graph.fold()
    const since = ++this.position
    const left = came + length
    const removedAt = removedAfter < 0 ? null : came + removedAfter
    const facts = { qMin: 1, qExp: 1, qMax: 1, drawQ: 1, portion: 1, total: 1, taken: 0, put: 0, draw: 0 }
    this.graph.addLink({ since, line: 1, parent, child, came, left, ...facts, ...(removedAt === null ? {} : { removedAt }) })
    const ended = ends < 0 ? undefined : this.keys.splice(ends, 1)[0]
    if (ended) this.graph.endLink(this.graph.findLink(ended.since, 1, ended.child), since)
    this.keys.push({ since, child, parent, came, left })
    const made = { parent, child, came, left, removedAt, isEnded: false }
    return ended ? [{ ...ended, removedAt: null, isEnded: true }, made] : [made]
  }
}

function walked(graph: LotGraph, hold: ActiveHold, position: number): HeldBy {
  const query = walkOf(graph, hold, position)
  return query.seeds.length === 0 ? heldBy(hold, query) : heldBy(hold, query, timedReach(graph, query))
}

const listed = (held: HeldBy): [number, number | undefined][] =>
  [...held.lots].sort((a, b) => a - b).map(id => [id, held.lots.arrivalOf(id)])

it('comes to what a walk from the start finds', () => {
  const seen = { grown: 0, deep: 0, anew: 0 }
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 3 }), ({ steps, seeds, exempt }, atOnce) => {
      const past = new History()
      const hold: ActiveHold = {
        site: 'main',
        hold: 'H',
        direction: 'forward',
        seeds: new Set(seeds),
        exempt: new Map(exempt ? [exempt] : []),
      }
      let held = walked(past.graph, hold, 0)
      let changes: ChangedLink[] = []
      for (const [index, one] of steps.entries()) {
        changes.push(...past.play(one))
        if (index % atOnce !== 0) continue
        const added = broughtOn(past.graph, past.position, held, changes)
        if (added === null) seen.anew++
        else if (added.length > 0) seen.grown++
        if (added !== null && added.length > 1) seen.deep++
        const before = held
        held = walked(past.graph, hold, past.position)
        if (added !== null) expect(listed(before)).toEqual(listed(held))
        if (added !== null) expect(before.lots.size).toBe(listed(held).length)
        if (added !== null) held = before
        changes = []
      }
    }),
    { numRuns: 2000 },
  )
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(100)
})

it('a set of lots shows its newest first, and each once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 300 })),
      fc.integer({ min: 1, max: 310 }),
      fc.integer({ min: 1, max: 9 }),
      (ids, before, limit) => {
        const set = new HeldSet()
        for (const id of ids) set.add(id)
        const all = [...new Set(ids)].sort((a, b) => a - b)
        expect([...set]).toEqual(all)
        expect(set.size).toBe(all.length)
        expect(all.every(id => set.has(id))).toBe(true)
        expect(set.has(301)).toBe(false)
        const expected = all
          .filter(id => id < before)
          .reverse()
          .slice(0, limit)
        expect(set.newest(before, limit)).toEqual(expected)
      },
    ),
  )
})
