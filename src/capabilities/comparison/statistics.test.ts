import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestWindow, FisherTest, falseAlarms, liftOf } from './statistics.ts'

const p = (k: number, n: number, j: number, m: number): number => Math.exp(new FisherTest(n, m).logP(k, j))

/** Every way to hand out what k + j have among n + m, counted one by one. */
function counted(k: number, n: number, j: number, m: number): number {
  let [all, extreme] = [0, 0]
  for (let having = 0; having < 2 ** (n + m); having++) {
    const bits = [...Array(n + m).keys()].map(bit => (having >> bit) & 1)
    if (bits.reduce((sum, bit) => sum + bit, 0) !== k + j) continue
    all++
    if (bits.slice(0, n).reduce((sum, bit) => sum + bit, 0) >= k) extreme++
  }
  return extreme / all
}

describe("Fisher's exact test", () => {
  // The lady tasting tea: R. A. Fisher, The Design of Experiments (1935), chapter II.
  test.each([
    ['all four cups', 4, 4, 0, 4, 1 / 70],
    ['three of four cups', 3, 4, 1, 4, 17 / 70],
    ['nobody has it', 0, 5, 0, 5, 1],
    ['everybody has it', 5, 5, 5, 5, 1],
    ['nothing to compare with', 3, 3, 0, 0, 1],
  ])('%s', (_, k, n, j, m, expected) => expect(p(k, n, j, m)).toBeCloseTo(expected, 12))

  test('is what counting every case says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.nat(), fc.nat(), (n, m, a, b) => {
        const [k, j] = [a % (n + 1), b % (m + 1)]
        expect(p(k, n, j, m)).toBeCloseTo(counted(k, n, j, m), 10)
      }),
      { numRuns: 60 },
    )
  })

  test('a thousand against a thousand still has an order', () => {
    const test = new FisherTest(1000, 1000)
    expect(test.logP(1000, 0)).toBeLessThan(test.logP(999, 0))
    expect(test.logP(1000, 0)).toBeLessThan(-1300)
    expect(test.logP(1000, 0)).toBeLessThan(test.logP(1000, 1))
  })
})

test.each([
  ['all failed and no good', { failedWith: 10, goodWith: 0, failed: 10, good: 90 }, 10],
  ['as on average', { failedWith: 5, goodWith: 45, failed: 10, good: 90 }, 1],
  ['nobody', { failedWith: 0, goodWith: 0, failed: 10, good: 90 }, null],
])('lift where %s have it', (_, counts, expected) => {
  if (expected === null) expect(liftOf(counts)).toBeNull()
  else expect(liftOf(counts)).toBeCloseTo(expected, 12)
})

test('false alarms are told as Benjamini and Hochberg count them', () => {
  const ps = [0.01, 0.02, 0.03, 0.5]
  expect(falseAlarms(ps.map(Math.log), 4).map(share => Number(share.toFixed(6)))).toEqual([0.04, 0.04, 0.04, 0.5])
})

test('the best window is the one that no other window beats', () => {
  const point = fc.record({ at: fc.integer({ min: 0, max: 12 }), isFailed: fc.boolean() })
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 14 }), points => {
      const failed = Math.max(1, points.filter(({ isFailed }) => isFailed).length)
      const good = Math.max(1, points.length - points.filter(({ isFailed }) => isFailed).length)
      const gain = (from: number, until: number): number =>
        points.reduce((sum, { at, isFailed }) => sum + (at < from || at > until ? 0 : isFailed ? 1 / failed : -1 / good), 0)
      const times = [...new Set(points.map(({ at }) => at))].sort((a, b) => a - b)
      const best = Math.max(0, ...times.flatMap(from => times.filter(until => until >= from).map(until => gain(from, until))))
      const found = bestWindow(points, { failed, good })
      if (found) expect(gain(found.from, found.until)).toBeCloseTo(best, 9)
      else if (best > 1e-9) expect(gain(times[0] ?? 0, times.at(-1) ?? 0)).toBeCloseTo(best, 9)
      if (found) expect(found.possible).toBe((times.length * (times.length + 1)) / 2)
    }),
    { numRuns: 2000 },
  )
})
