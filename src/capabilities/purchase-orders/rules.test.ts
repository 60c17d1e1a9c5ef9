import { describe, expect, it } from 'vitest'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { inStockUnit, mostOf, standingOf } from './rules.ts'

describe('the standing of a line', () => {
  it.each([
    ['nothing came', 100, 0, 0, false, 'open'],
    ['some came', 100, 40, 0, false, 'partly'],
    ['all came', 100, 100, 0, false, 'complete'],
    ['one too many', 100, 101, 0, false, 'over'],
    ['too many, but allowed', 100, 105, 5, false, 'complete'],
    ['more than allowed', 100, '105.000000001', 5, false, 'over'],
    ['some came, and nothing more is expected', 100, 99, 0, true, 'short'],
    ['nothing came, and nothing is expected', 100, 0, 0, true, 'short'],
    ['all came of a closed one', 100, 100, 0, true, 'complete'],
  ])('%s', (_, ordered, received, tolerance, closed, standing) => {
    const exact = { ordered: parseQuantity(ordered), received: parseQuantity(received), tolerance: parseQuantity(tolerance) }
    expect(standingOf({ ...exact, closed })).toBe(standing)
  })
})

it.each([
  [100, 5, '105'],
  ['0.000000003', 50, '0.000000004'],
  [7, 0, '7'],
])('at most %s and %s percent is %s', (ordered, percent, most) =>
  expect(formatQuantity(mostOf(parseQuantity(ordered), parseQuantity(percent)))).toBe(most),
)

describe('a quantity in the unit of the store', () => {
  const steel = { code: 'STEEL', unit: 'kg', units: [{ unit: 't', factor: '1000' }] }
  it('is converted', () => expect(formatQuantity(inStockUnit(steel, parseQuantity('1.5'), 't', ''))).toBe('1500'))
  it('stays as it is in its own', () => expect(formatQuantity(inStockUnit(steel, parseQuantity('1.5'), 'kg', ''))).toBe('1.5'))
  it('is refused in one nobody stated', () =>
    expect(() => inStockUnit(steel, parseQuantity('1'), 'lb', '/lines/0')).toThrow(
      expect.objectContaining({ code: 'unknown-unit', pointer: '/lines/0/unit' }) as Error,
    ))
})
