import { expect, it } from 'vitest'
import { limitsSaid } from './limits.ts'

it.each([
  ['0', '0.02', '0 to 0.02'],
  [null, '0.02', 'at most 0.02'],
  ['-40', null, 'at least -40'],
  [null, null, ''],
])('of %s and %s says %j', (min, max, said) => {
  expect(limitsSaid({ min, max })).toBe(said)
})
