import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gs1CheckDigit, isSscc, ssccOf } from './sscc.ts'

describe('the check digit', () => {
  // Examples of the GS1 General Specifications and of printed labels.
  it.each([
    ['37610425002123456', '9'],
    ['00614141123456789', '0'],
    ['34012345123456789', '5'],
    ['629104150021', '3'],
  ])('of %s is %s', (digits, check) => expect(gs1CheckDigit(digits)).toBe(check))
})

describe('an SSCC', () => {
  it.each([
    [{ prefix: '4012345', extension: 3 }, 1, '340123450000000017'],
    [{ prefix: '761042500', extension: 3 }, 2123456, '376104250021234569'],
    [{ prefix: '123456789012', extension: 0 }, 9999, '012345678901299996'],
  ])('%j number %i is %s', (prefix, running, sscc) => expect(ssccOf(prefix, running)).toBe(sscc))

  it('is never longer than its digits', () => expect(ssccOf({ prefix: '123456789012', extension: 0 }, 10_000)).toBeUndefined())

  it('with any one digit changed is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.nat(17), fc.integer({ min: 1, max: 9 }), (running, place, by) => {
        const sscc = ssccOf({ prefix: '4012345', extension: 3 }, running) ?? ''
        const digit = (Number(sscc[place]) + by) % 10
        expect(isSscc(sscc)).toBe(true)
        expect(isSscc(`${sscc.slice(0, place)}${digit}${sscc.slice(place + 1)}`)).toBe(false)
      }),
    )
  })
})
