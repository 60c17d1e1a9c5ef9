import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatQuantity, parseQuantity, total } from '../../base/quantity.ts'
import { furthestOf, type LotLine, stagesOf } from './stages.ts'

/** Three steps: 0 makes the lot, 1 and 2 work on it. Lines happen one minute after another. */
const STEPS = 3
let minute = 0
const line = (kind: LotLine['kind'], quantity: number, step: number | null = null, more: Partial<LotLine> = {}): LotLine => ({
  kind,
  step,
  quantity: parseQuantity(quantity),
  at: ++minute,
  by: null,
  run: null,
  ...more,
})
const made = (quantity: number): LotLine => line('in', quantity, 0)
const told = (lines: readonly LotLine[], origin?: number): string =>
  stagesOf(lines, STEPS, origin)
    .map(stage => `${formatQuantity(stage.quantity)} ${stage.state} ${stage.step}`)
    .join(', ')

describe('where a lot is', () => {
  const cases: [string, () => LotLine[], string][] = [
    ['made at the first step, it waits at the second', () => [made(10)], '10 waiting 1'],
    ['reported whole', () => [made(10), line('reported', 10, 1)], '10 waiting 2'],
    ['reported in part', () => [made(10), line('reported', 6, 1)], '4 waiting 1, 6 waiting 2'],
    ['the rest follows', () => [made(10), line('reported', 6, 1), line('reported', 4, 1)], '10 waiting 2'],
    ['spread over three', () => [made(10), line('reported', 6, 1), line('reported', 2, 2)], '4 waiting 1, 4 waiting 2, 2 done 3'],
    ['a step is skipped', () => [made(10), line('reported', 10, 2)], '10 done 3'],
    ['done', () => [made(10), line('reported', 10, 1), line('reported', 10, 2)], '10 done 3'],
    ['scrap at a step is lost before it', () => [made(10), line('reported', 7, 1), line('out', 1, 1)], '2 waiting 1, 7 waiting 2'],
    ['scrap when all has passed', () => [made(10), line('reported', 10, 1), line('out', 1, 1)], '9 waiting 2'],
    ['what is shipped was furthest', () => [made(10), line('reported', 10, 1), line('reported', 6, 2), line('out', 6)], '4 waiting 2'],
    ['gone', () => [made(10), line('out', 10)], ''],
    ['taken by a report dated before it was made', () => [line('out', 3), made(2), made(5)], '4 waiting 1'],
    [
      'rework: reported again, it is back there',
      () => [made(10), line('reported', 10, 1), line('reported', 10, 2), line('reported', 10, 1)],
      '10 waiting 2',
    ],
    ['more is reported than there is', () => [made(10), line('reported', 25, 1)], '10 waiting 2'],
    ['added to later', () => [made(10), line('reported', 10, 1), made(5)], '5 waiting 1, 10 waiting 2'],
    ['counted up: it is where the furthest is', () => [made(10), line('reported', 10, 1), line('in', 2)], '12 waiting 2'],
    ['a report that names no step of the route says nothing', () => [made(10), line('reported', 10, null)], '10 waiting 1'],
    ['begun', () => [made(10), line('begun', 10, 1, { open: true, run: 'R', by: 'ANNA' })], '10 working 1'],
    ['begun in part', () => [made(10), line('begun', 4, 1, { open: true })], '6 waiting 1, 4 working 1'],
    ['begun and finished', () => [made(10), line('begun', 10, 1), line('reported', 10, 1)], '10 waiting 2'],
    ['begun out of turn', () => [made(10), line('begun', 10, 2, { open: true })], '10 working 2'],
  ]
  it.each(cases)('%s', (_, lines, expected) => {
    expect(told(lines())).toBe(expected)
  })

  it('of a split lot: as far as what it was split from', () => {
    expect(told([line('in', 5)], 1)).toBe('5 waiting 2')
    expect(told([line('in', 5), line('reported', 5, 2)], 1)).toBe('5 done 3')
    expect(furthestOf([line('in', 5)], 1)).toBe(1)
  })

  it('waits since it came there, and since its first piece where it came in parts', () => {
    const [a, b, c] = [made(10), line('reported', 6, 1), line('reported', 4, 1)]
    expect(stagesOf([a, b, c], STEPS)).toMatchObject([{ since: b.at }])
    expect(stagesOf([a, b], STEPS)).toMatchObject([{ since: a.at }, { since: b.at }])
  })
})

/** Whatever is reported, in whatever order: the parcels add up to what is there, none is negative, none beyond the route. */
it('keeps the quantity', () => {
  const anyLine = fc.record({
    kind: fc.constantFrom<LotLine['kind']>('reported', 'begun', 'in', 'out'),
    step: fc.option(fc.nat(STEPS - 1), { nil: null }),
    quantity: fc.nat(20),
    open: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 12 }), sent => {
      let onHand = 0
      const lines = sent.map(({ kind, step, quantity, open }) => {
        const real = kind === 'out' ? Math.min(quantity, onHand) : quantity
        onHand += kind === 'in' ? real : kind === 'out' ? -real : 0
        return line(kind, real, step, { open })
      })
      const stages = stagesOf(lines, STEPS)
      expect(formatQuantity(total(stages.map(stage => stage.quantity)))).toBe(String(onHand))
      expect(stages.every(stage => stage.quantity > 0n && stage.step >= 0 && stage.step <= STEPS)).toBe(true)
    }),
  )
})
