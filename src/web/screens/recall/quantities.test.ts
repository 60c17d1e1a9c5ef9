import { describe, expect, it } from 'vitest'
import { scaled, splitOf, sumsOf, unscaled } from './quantities.ts'

const row = (number: string, quantity: string, certainty: 'certain' | 'possible', unit = 'kg') => ({
  material: 'M',
  number,
  quantity,
  certainty,
  unit,
})

describe('quantities of a recall', () => {
  it('adds exactly where floats would not', () => {
    expect(sumsOf([row('A', '0.1', 'certain'), row('B', '0.2', 'certain')], one => one.unit ?? '')).toEqual([
      { unit: 'kg', quantity: '0.300000000' },
    ])
  })

  it('keeps units apart, the largest first', () => {
    expect(sumsOf([row('A', '1', 'certain', 'ea'), row('B', '7', 'certain')], one => one.unit ?? '').map(sum => sum.unit)).toEqual([
      'kg',
      'ea',
    ])
  })

  it('counts a lot once, and as certain when any place of it is', () => {
    expect(splitOf([row('A', '1', 'possible'), row('A', '2', 'certain'), row('B', '1', 'possible')])).toEqual({
      lots: 2,
      certain: 1,
      possible: 1,
    })
  })

  it.each(['0.000000001', '-12.5', '99999999999999999999'])('scales %s there and back', text => {
    expect(scaled(unscaled(scaled(text)))).toBe(scaled(text))
  })
})
