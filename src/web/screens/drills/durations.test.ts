import { expect, it } from 'vitest'
import { inEnglish } from '../../app/words.tsx'
import { clockText, durationText } from './durations.ts'

it.each([
  [null, '–'],
  [0, '0.0 s'],
  [4240, '4.2 s'],
  [59_999, '60.0 s'],
  [725_000, '12 min 05 s'],
  [3_599_700, '1 h 00 min'],
  [11_040_000, '3 h 04 min'],
])('%s ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

it('has the mark of the language before its decimals', () => expect(durationText(4240, { ...inEnglish, mark: ',' })).toBe('4,2 s'))

it.each([
  [-500, '0:00'],
  [4999, '0:04'],
  [725_000, '12:05'],
  [11_051_000, '3:04:11'],
])('%s ms on the clock is %s', (ms, text) => {
  expect(clockText(ms)).toBe(text)
})
