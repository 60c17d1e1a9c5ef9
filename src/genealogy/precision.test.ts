import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rounds } from '../../test/support/rounds.ts'
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

  it('a tank is charged before the first output, and empty before its first load', () => {
    const tank = { withdrawal: 'mixed', homogeneous: true } as const
    const charged = run(load(1, 30, tank), load(2, 10, tank), output(8, 20))
    expect(into(charged, 8)).toEqual(['1: 15/15/15 of 20', '2: 5/5/5 of 20'])
    expect(charged.map(link => link.blend)).toEqual([1, 1])
    // Filled from before anything was there: the first may have given all of it before the second came.
    const begun = run(load(1, 30, tank), load(2, 10, tank), output(8, 20, { from: { at: 0, ord: 0 } }))
    expect(into(begun, 8)).toEqual(['1: 15/15/20 of 20', '2: 0/5/5 of 20'])
    expect(begun.map(link => link.blend)).toEqual([1, 2])
  })

  it('of several top-ups each may have been drawn before the next came', () => {
    const tank = { withdrawal: 'mixed', homogeneous: true } as const
    const links = run(load(1, 10, tank), output(8, 4), load(2, 6, tank), load(3, 12, tank), output(9, 8))
    // 6 + 6 + 12. Of the second half of all there was before the third came; of the first at least its share at the end.
    expect(into(links, 9)).toEqual(['1: 2/2/6 of 8', '2: 0/2/4 of 8', '3: 0/4/4 of 8'])
  })

  it('what was taken off before, or loaded after, is excluded', () => {
    const links = run(load(1, 10), output(7, 4), unload(1, 6), load(2, 10), output(8, 5, { from: moment() }), load(3, 10))
    expect(links.map(link => [link.parent, link.child])).toEqual([
      [1, 7],
      [2, 8],
    ])
  })

  it('what was not taken off goes on into what is made later', () => {
    const links = run(load(1, 11), unload(1, 3), output(8, 2), output(9, 4))
    expect([into(links, 8), into(links, 9)]).toEqual([['1: 2/2/2 of 2'], ['1: 4/4/4 of 4']])
  })

  it('of a lot that was loaded twice so much is left as was loaded and not used', () => {
    const entries = [load(1, 3), load(1, 1), output(8, 1), unload(1, 3)]
    expect(unaccounted(deriveRun({ at: 0, ord: 0 }, entries, true).folded)).toEqual([])
    // 2 of 4 are taken off, 1 is left of one of the two loads; the next output is it.
    const links = run(load(1, 3), load(1, 1), output(8, 1), unload(1, 2), load(2, 5, { position: 'Y' }), output(9, 1))
    expect(links.filter(link => link.child === 9 && link.parent === 1).reduce((sum, link) => sum + (link.expected ?? 0), 0)).toBeCloseTo(
      1,
      9,
    )
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

/** A tank of which every litre is known: between what is recorded it is drawn from, nobody knows when, and it has one composition. */
class HiddenTank {
  readonly contents = new Map<number, number>()
  readonly drawn = new Map<number, number>()

  get level(): number {
    return [...this.contents.values()].reduce((sum, part) => sum + part, 0)
  }

  draw(quantity: number): void {
    const share = this.level > 0 ? quantity / this.level : 0
    for (const [lot, part] of this.contents) {
      this.contents.set(lot, part * (1 - share))
      this.drawn.set(lot, (this.drawn.get(lot) ?? 0) + part * share)
    }
  }
}

describe('the hidden truth lies within the bounds', () => {
  it('mixed, homogeneous: drawn from at any time while the output is filled', () => {
    // In thousandths: less than a billionth of a unit is no quantity that could be recorded.
    const sip = fc.integer({ min: 0, max: 1000 }).map(thousandths => thousandths / 1000)
    const filling = fc.record({ loads: fc.array(fc.record({ size: fc.integer({ min: 1, max: 12 }), sip }), { maxLength: 3 }), last: sip })
    fc.assert(
      fc.property(fc.array(filling, { minLength: 1, maxLength: 6 }), fillings => {
        clock = 0
        const [entries, truth, tank] = [[] as Entry[], new Map<string, number>(), new HiddenTank()]
        fillings.forEach(({ loads, last }, index) => {
          const from = moment()
          tank.drawn.clear()
          for (const { size, sip: part } of loads) {
            tank.draw(tank.level * part)
            entries.push(load(entries.length + 100, size, { withdrawal: 'mixed', homogeneous: true }))
            tank.contents.set(entries.length + 99, size)
          }
          tank.draw(tank.level * last)
          const quantity = [...tank.drawn.values()].reduce((sum, part) => sum + part, 0)
          entries.push(output(index, quantity, { from }))
          for (const [lot, part] of tank.drawn) truth.set(`${lot} ${index}`, part)
        })
        for (const link of run(...entries)) {
          const part = truth.get(`${link.parent} ${link.child}`) ?? 0
          truth.delete(`${link.parent} ${link.child}`)
          expect((link.min ?? 0) - 1e-6, 'at least').toBeLessThanOrEqual(part)
          expect((link.max ?? Number.NaN) + 1e-6, 'at most').toBeGreaterThanOrEqual(part)
          expect((link.expected ?? Number.NaN) + 1e-6).toBeGreaterThanOrEqual(link.min ?? 0)
        }
        expect(
          [...truth.values()].filter(part => part > 1e-6),
          'nothing is left out',
        ).toEqual([])
      }),
    )
  })

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
        { numRuns: rounds(1500) },
      )
    })
  }
})
