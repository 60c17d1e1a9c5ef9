import { expect, it } from 'vitest'
import { inEnglish } from '../app/words.tsx'
import { statedDay } from './when.tsx'

it.each([
  ['en-GB', '04 Mar 2026'],
  ['de', '04. März 2026'],
  ['es', '04 mar 2026'],
  ['fr', '04 mars 2026'],
  // The month is a number there, and neither has a zero before it.
  ['zh-CN', '2026年3月4日'],
])('a day in %s is %s', (locale, said) => {
  expect(statedDay('2026-03-04', { ...inEnglish, locale })).toBe(said)
})
