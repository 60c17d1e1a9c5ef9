import { describe, expect, it } from 'vitest'
import { grouped } from './amount.tsx'

describe('an amount', () => {
  it.each([
    ['0.000', '0'],
    ['1234567.500', '1\u202f234\u202f567.5'],
    ['-41.25', '\u221241.25'],
    ['999', '999'],
    // More digits than a float holds: the text is never turned into one.
    ['12345678901234567890.000000001', '12\u202f345\u202f678\u202f901\u202f234\u202f567\u202f890.000000001'],
  ])('%s reads %s', (value, words) => expect(grouped(value)).toBe(words))
})
