import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, parseExpiry, parseInstant } from './instant.ts'

describe('instants', () => {
  const same: [string, string][] = [
    ['2026-03-02T08:00:00Z', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02T08:00Z', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02T09:00:00+01:00', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02T09:00:00+0100', '2026-03-02T08:00:00.000Z'],
    ['2026-03-02T08:00:00.5Z', '2026-03-02T08:00:00.500Z'],
    ['2026-03-02T08:00:00,5Z', '2026-03-02T08:00:00.500Z'],
    ['2026-03-02T08:00:00.123456789Z', '2026-03-02T08:00:00.123Z'],
    ['2024-02-29T00:00:00-11:30', '2024-02-29T11:30:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
  ]
  it.each(same)('%s is %s', (text, expected) => expect(formatInstant(parseInstant(text) ?? Number.NaN)).toBe(expected))

  it.each([
    '',
    'now',
    '2026-03-02',
    '2026-03-02T08:00:00',
    '2026-03-02 08:00:00Z',
    '2026-3-2T08:00:00Z',
    '2026-02-29T08:00:00Z',
    '1900-02-29T08:00:00Z',
    '2026-02-30T08:00:00Z',
    '2026-04-31T08:00:00Z',
    '2026-13-01T08:00:00Z',
    '2026-00-01T08:00:00Z',
    '2026-01-00T08:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T08:60:00Z',
    '2026-01-01T08:00:00+25:00',
    '1772438400000',
  ])('%j is none', text => expect(parseInstant(text)).toBeUndefined())

  it('an expiry that is a day holds until its end', () => {
    expect(formatInstant(parseExpiry('2026-12-31') ?? 0)).toBe('2026-12-31T23:59:59.999Z')
    expect(formatInstant(parseExpiry('2026-12-31T12:00:00+01:00') ?? 0)).toBe('2026-12-31T11:00:00.000Z')
    expect(parseExpiry('2026-02-30')).toBeUndefined()
    expect(parseExpiry('31.12.2026')).toBeUndefined()
  })
})

describe('writing an instant', () => {
  const days = fc.oneof(fc.integer({ min: -20_000, max: 30_000 }), fc.constantFrom(-354_286, -354_285, 2_932_896, 2_932_897, 100_000_000))
  it('is what Date writes, also on the same day again and at the ends of a day', () => {
    const moment = fc.tuple(
      days,
      fc.oneof(fc.integer({ min: 0, max: 86_399_999 }), fc.constantFrom(0, 999, 1000, 59_999, 60_000, 86_399_999)),
    )
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1 }), moments => {
        for (const [day, ms] of moments) {
          const instant = Math.min(day * 86_400_000 + ms, 8.64e15)
          expect(formatInstant(instant)).toBe(new Date(instant).toISOString())
        }
      }),
    )
  })
  it('that is none is a fault', () => expect(() => formatInstant(Number.NaN)).toThrow(RangeError))
})
