import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DrawnLink, deriveRun, deriveTransform, type Entry, type Output, unaccounted, type Withdrawal } from './precision.ts'

let clock = 0
const moment = (at = ++clock): { at: number; ord: number } => ({ at, ord: at })
const load = (lot: number, size: number | null, more: Partial<Extract<Entry, { kind: 'load' }>> = {}): Entry => ({
  kind: 'load',
  lot,
  material: 'M',
  position: 'X',
  taken: size === null ? 0 : lot,
  size,
  per: 1,
  withdrawal: 'unknown',
  homogeneous: false,
  endsBefore: false,
  moment: moment(),
  ...more,
})
const output = (lot: number, good: number, more: Partial<Output> = {}): Entry => {
  const at = moment()
  return { kind: 'output', moment: at, output: { lot, material: 'P', put: lot, good, total: good, from: null, at, main: true, ...more } }
}
const unload = (lot: number, quantity: number): Entry => ({ kind: 'unload', lot, position: 'X', quantity, moment: moment() })
const run = (...entries: Entry[]): DrawnLink[] => deriveRun({ at: 0, ord: 0 }, entries, false).links
const into = (links: DrawnLink[], child: number): string[] =>
  links.filter(link => link.child === child).map(link => `${link.parent}: ${link.min}/${link.expected}/${link.max} of ${link.drawn}`)

describe('worked by hand', () => {
  it('one lot is certain', () => expect(into(run(load(1, 100), output(9, 30)), 9)).toEqual(['1: 30/30/30 of 30']))

  it('first in, first out', () => {
    const links = run(load(1, 10, { withdrawal: 'sequential' }), load(2, 10, { withdrawal: 'sequential' }), output(8, 7), output(9, 7))
    expect([into(links, 8), into(links, 9)]).toEqual([['1: 7/7/7 of 7'], ['1: 3/3/3 of 7', '2: 4/4/4 of 7']])
  })

  it('pieces in unknown order: between all and none, what the others cannot have given is certain', () => {
    // 10 and 4 are there. 12 are drawn: at least 12 - 4 = 8 of the first, at most 10; at least 12 - 10 = 2 of the second, at most 4. 2 are left, of either.
    const links = run(load(1, 10), load(2, 4), output(8, 12), output(9, 2))
    expect(into(links, 8)).toEqual(
      ['1: 8/8.571428571/10 of 12', '2: 2/3.428571429/4 of 12'].map(text => expect.stringContaining(text.split('/')[0] ?? '')),
    )
    expect(links.filter(link => link.child === 8).map(link => [link.min, link.max])).toEqual([
      [8, 10],
      [2, 4],
    ])
    expect(links.filter(link => link.child === 9).map(link => [link.min, link.max])).toEqual([
      [0, 2],
      [0, 2],
    ])
  })

  it('a mixture has the composition of the tank; what comes in while it is drawn is only possible', () => {
    const tank = { withdrawal: 'mixed', homogeneous: true } as const
    const links = run(load(1, 30, tank), load(2, 10, tank), output(8, 20, { from: moment() }), load(3, 20, tank), output(9, 20))
    expect(into(links, 8)).toEqual(['1: 15/15/15 of 20', '2: 5/5/5 of 20'])
    // 15 + 5 + 20 are there. Had the new lot come too late for this output, 15 of the 20 would be the first and 5 the second.
    expect(into(links, 9)).toEqual(['1: 7.5/7.5/15 of 20', '2: 2.5/2.5/5 of 20', '3: 0/10/10 of 20'])
  })

  it('what was taken off before, or loaded after, is excluded', () => {
    const links = run(load(1, 10), output(7, 4), unload(1, 6), load(2, 10), output(8, 5, { from: moment() }), load(3, 10))
    expect(links.map(link => [link.parent, link.child])).toEqual([
      [1, 7],
      [2, 8],
    ])
  })

  it('scrap draws as much as good pieces do; the link says both', () => {
    expect(run(load(1, 100), output(9, 20, { total: 25 }))[0]).toMatchObject({ drawn: 25, portion: 20, portionTotal: 25 })
  })

  it('a connected lot leaves when it is used, a loaded one when it was loaded', () => {
    const [connected] = run(load(1, null), output(9, 5))
    expect(connected).toMatchObject({ taken: 9, min: 5, max: 5 })
    const [loaded] = run(load(1, 5), output(9, 5))
    expect(loaded).toMatchObject({ taken: 1, gone: expect.any(Number) as number })
  })

  it('more came out than went in: everything that was there went in', () => {
    expect(into(run(load(1, 10), load(2, 5), output(9, 20)), 9)).toEqual(['1: 10/10/10 of 20', '2: 5/5/5 of 20'])
  })

  it('what went in and did not come out is unaccounted for', () => {
    expect(unaccounted(deriveRun({ at: 0, ord: 0 }, [load(1, 10), output(9, 7)], true).folded)).toEqual([
      { position: 'X', material: 'M', lots: [1], quantity: 3 },
    ])
  })

  it('a transform of two lots into two outputs', () => {
    const at = { at: 1, ord: 1 }
    const made = (lot: number, good: number): Output => ({ lot, material: 'P', put: 5, good, total: good, from: at, at, main: true })
    const links = deriveTransform(
      [
        { lot: 1, material: 'M', quantity: 10, homogeneous: false },
        { lot: 2, material: 'M', quantity: 10, homogeneous: false },
      ],
      [made(8, 5), made(9, 15)],
      at,
    )
    expect([into(links, 8), into(links, 9)]).toEqual([
      ['1: 0/2.5/5 of 5', '2: 0/2.5/5 of 5'],
      ['1: 5/7.5/10 of 15', '2: 5/7.5/10 of 15'],
    ])
  })
})

/** Pieces are whole: bounds that drift by more than this would lose one. */
const ROUNDING = 1e-9

/** A shop in which every piece is known: the order of use is hidden, the record is what an operator would scan. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('load' as const), size: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('output' as const), quantity: fc.integer({ min: 1, max: 8 }) }) },
)

describe('the hidden truth lies within the bounds', () => {
  for (const withdrawal of ['sequential', 'unknown'] as Withdrawal[]) {
    it(`${withdrawal}, discrete pieces`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 2, maxLength: 14 }), fc.infiniteStream(fc.nat()), (steps, chance) => {
          clock = 0
          const entries: Entry[] = []
          const heap: number[] = []
          const truth = new Map<string, number>()
          for (const [index, { ...one }] of steps.entries()) {
            const lot = index + 1
            if (one.kind === 'load') {
              entries.push(load(lot, one.size, { withdrawal }))
              heap.push(...Array.from({ length: one.size }, () => lot))
              continue
            }
            const quantity = Math.min(one.quantity, heap.length)
            if (quantity === 0) continue
            for (let piece = 0; piece < quantity; piece++) {
              const from = withdrawal === 'sequential' ? 0 : (chance.next().value as number) % heap.length
              const [parent] = heap.splice(from, 1)
              truth.set(`${parent} ${lot}`, (truth.get(`${parent} ${lot}`) ?? 0) + 1)
            }
            entries.push(output(lot, quantity))
          }
          const links = run(...entries)
          for (const link of links) {
            const real = truth.get(`${link.parent} ${link.child}`) ?? 0
            expect(link.min ?? 0).toBeLessThanOrEqual(real + ROUNDING)
            expect(link.max ?? 0).toBeGreaterThanOrEqual(real - ROUNDING)
            expect([link.min, link.expected, link.max]).toEqual([link.min, link.expected, link.max].sort((a, b) => (a ?? 0) - (b ?? 0)))
          }
          const linked = new Set(links.map(link => `${link.parent} ${link.child}`))
          for (const pair of truth.keys()) expect(linked, 'nothing true is excluded').toContain(pair)
        }),
        { numRuns: 1500 },
      )
    })
  }
})
