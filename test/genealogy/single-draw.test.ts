import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawnPortion, linkQuantity } from '../../src/genealogy/draw.ts'
import { linkBuffer } from '../../src/genealogy/facts.ts'
import { BLEND, COUNTABLE, HOMOGENEOUS, kindCode, MAYBE_BLEND } from '../../src/genealogy/graph.ts'
import { inOrderOfTime } from '../../src/genealogy/in-time.ts'
import { alternative, cleanAlternative, NONE, suspectAlternative, tidy } from '../../src/genealogy/share.ts'
import { SingleDraw } from '../../src/genealogy/single-draw.ts'
import { IN, OUT } from '../../src/genealogy/timeline.ts'
import { rounds } from '../support/rounds.ts'

const [CHILD, PARENT] = [0, 1]
const quantity = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 50, noNaN: true }))
const drawCase = fc.record({
  flags: fc.tuple(fc.constantFrom(0, COUNTABLE, HOMOGENEOUS), fc.constantFrom(0, COUNTABLE)),
  q: fc.tuple(quantity, quantity, quantity, quantity),
  isExact: fc.boolean(),
  units: fc.tuple(quantity, quantity),
  suspect: fc.tuple(quantity, quantity, quantity),
  moved: quantity,
  state: fc.constantFrom('outside', 'late', 'whole', 'moved', 'held' as const),
  mark: fc.constantFrom(0, 0, 0, BLEND, MAYBE_BLEND),
})

test('a draw of one link alone comes to what it comes to in full', () => {
  let simple = 0
  fc.assert(
    fc.property(drawCase, ({ flags, q, isExact, units, suspect: [a, b, c], moved, state, mark }) => {
      const [qMin = 0, qExp = 0, qMax = 0] = q.slice(0, 3).sort((one, other) => one - other)
      const [good = 0, total = 0] = [...units].sort((one, other) => one - other)
      const drawQ = isExact ? qMax : q[3]
      const [min = 0, expected = 0, max = 0] = [a, b, c].map(one => Math.min(one, moved)).sort((one, other) => one - other)
      const there = tidy(min, expected, max)
      const links = linkBuffer()
      const row = { ...blank, qMin: isExact ? qMax : qMin, qExp: isExact ? qMax : qExp, qMax, drawQ, portion: good, total, mark }
      links.copy(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, [value]])) as Record<keyof typeof row, number[]>, 0)
      const hasMoved = state === 'moved' && moved > 0
      const parts = partsOf(there, moved, hasMoved)
      parts.state.arrival[PARENT] = state === 'late' ? 100 : state === 'whole' ? -Infinity : 1
      parts.state.isWhole[PARENT] = state === 'whole' ? 1 : 0
      const link = { ...links.columns, taken: Uint32Array.of(hasMoved ? 7 : 0) }
      const timeline = { ...parts.timeline, link, source: Int32Array.of(state === 'outside' ? -1 : PARENT) }
      const single = new SingleDraw(Uint8Array.from(flags), timeline, parts.state)
      if (!single.draw(CHILD, 0)) return
      simple++
      const exact = linkQuantity(links.columns, 0)
      const full = drawnPortion({ link: { ...link, parent: [PARENT] }, flags: Uint8Array.from(flags) }, CHILD, [0], () => {
        if (state === 'outside') return cleanAlternative(exact)
        if (state === 'whole') return suspectAlternative(exact)
        return alternative(exact, moved, state === 'late' ? NONE : there)
      })
      expect({ min: single.min, expected: single.expected, max: single.max }).toEqual(full)
    }),
    { numRuns: rounds(20_000) },
  )
  expect(simple).toBeGreaterThan(5000)
})

const [times, quantities] = [
  { came: 5, left: 10, removedAt: Infinity },
  { qMin: 0, qExp: 0, qMax: 0, drawQ: 0, portion: 0, total: 0 },
]
const keys = { since: 1, until: 0, line: 1, parent: PARENT, child: CHILD, taken: 0, put: 1, draw: 1, mark: 0, how: 0 }
const blank = { ...keys, ...quantities, ...times }

/** A parent with one moment: 7, in which so much was moved, or which came in. */
function partsOf(there: { min: number; expected: number; max: number }, moved: number, hasMoved: boolean) {
  const two = (of: number): Float64Array => Float64Array.of(0, of)
  const one = (of: number): Float64Array => Float64Array.of(of)
  const moments = {
    what: Uint8Array.of(hasMoved ? OUT : IN),
    kind: Uint8Array.of(kindCode(hasMoved ? 'consumed' : 'received')),
    position: Uint32Array.of(7),
    quantity: one(moved),
    time: one(10),
    done: Uint8Array.of(1),
    takenMin: one(there.min),
    takenExpected: one(there.expected),
    takenMax: one(there.max),
  }
  return {
    timeline: {
      lots: Uint32Array.of(CHILD, PARENT),
      momentEnd: Uint32Array.of(0, 1),
      moments: { columns: moments },
      firstAt: () => 0,
    },
    state: {
      contents: two(moved),
      suspect: { min: two(there.min), expected: two(there.expected), max: two(there.max) },
      arrival: new Float64Array(2),
      lastIn: two(3),
      isWhole: new Uint8Array(2),
      isIntricate: new Uint8Array(2),
    },
  }
}

test('moments in the order of time are what comparing them comes to', () => {
  const moment = fc.record({
    time: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 2 ** 42 }), fc.constant(-Infinity)),
    position: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    turn: fc.integer({ min: 0, max: 5 }),
  })
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 600 }), fc.constantFrom(0, 0.5), fc.nat(), (moments, off, pick) => {
      // Some stand in order already, followed by some that do not.
      const head = pick % moments.length
      moments.splice(0, head, ...moments.slice(0, head).sort((a, b) => a.time - b.time || 0 || a.position - b.position || a.turn - b.turn))
      const timed = {
        time: Float64Array.from(moments, ({ time }) => time + off),
        position: Uint32Array.from(moments, ({ position }) => position),
        turn: Uint8Array.from(moments, ({ turn }) => turn),
      }
      const { time, position, turn } = timed
      const compared = moments
        .map((_, i) => i)
        .sort((a, b) => time[a] - time[b] || 0 || position[a] - position[b] || turn[a] - turn[b] || a - b)
      expect([...inOrderOfTime(timed, moments.length)]).toEqual(compared)
    }),
    { numRuns: rounds(300) },
  )
})
