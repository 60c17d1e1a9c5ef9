import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  formatQuantity,
  fromNumber,
  multiply,
  negate,
  parseQuantity,
  QuantityError,
  readQuantity,
  subtract,
  total,
  ZERO,
} from './quantity.ts'

describe('quantities', () => {
  const same: [string | number, string][] = [
    ['12.5', '12.5'],
    [12.5, '12.5'],
    ['0012.50', '12.5'],
    ['+3', '3'],
    ['-0', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 7 ', '7'],
    ['1e3', '1000'],
    ['1.5e-3', '0.0015'],
    [1e-9, '0.000000001'],
    [1e15, '1000000000000000'],
    ['0.000000001', '0.000000001'],
    ['0.0000000010', '0.000000001'],
    ['1000000000000000', '1000000000000000'],
    [0.1, '0.1'],
  ]
  it.each(same)('%j is %s', (text, expected) => expect(formatQuantity(parseQuantity(text))).toBe(expected))

  const wrong = [
    '',
    ' ',
    '.',
    '-',
    '1,5',
    '5 kg',
    '0x10',
    '1e',
    'e3',
    'NaN',
    'Infinity',
    '١',
    '1_000',
    '0.0000000001',
    0.1 + 0.2,
    '1000000000000000.000000001',
    '1e16',
    1e300,
    '-1e16',
    '9'.repeat(99),
    '1e999',
  ]
  it.each(wrong)('%j is none', text => expect(() => parseQuantity(text)).toThrow(QuantityError))

  it('reads back a sum that is larger than anything that may be sent', () => {
    const large = add(parseQuantity('1e15'), parseQuantity('1e15'))
    expect(readQuantity(formatQuantity(large))).toBe(large)
  })

  it('converts with one rounding, half away from zero at the ninth decimal', () => {
    const cases: [string, string, string][] = [
      ['3', '0.45359237', '1.36077711'],
      ['0.000000001', '0.5', '0.000000001'],
      ['0.000000001', '0.4', '0'],
      ['-0.000000001', '0.5', '-0.000000001'],
      ['1', '0.333333333', '0.333333333'],
    ]
    for (const [a, b, product] of cases) expect(formatQuantity(multiply(parseQuantity(a), parseQuantity(b)))).toBe(product)
  })

  const any = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map(value => value as ReturnType<typeof parseQuantity>)
  it('is exact: what is written is read, what is added can be taken away', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(readQuantity(formatQuantity(a))).toBe(a)
        expect(subtract(add(a, b), b)).toBe(a)
        expect(total([a, b, negate(a), negate(b)])).toBe(ZERO)
      }),
    )
  })

  it('brings a share back to the nearest billionth', () => {
    expect(formatQuantity(fromNumber(0.1 + 0.2))).toBe('0.3')
    expect(formatQuantity(fromNumber(1 / 3))).toBe('0.333333333')
  })
})
