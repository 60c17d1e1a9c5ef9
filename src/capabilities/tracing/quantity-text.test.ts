import { expect, it } from 'vitest'
import { boundsText } from './quantity-text.ts'

it.each([
  ['whole numbers are written as they are', [0, 57, 80], ['0', '57', '80']],
  ['what is expected to the millionth', [0, 57.1428571428, 80], ['0', '57.142857', '80']],
  ['but never less than the least', [5.205479452, 5.205479452, 5.205479452], ['5.205479452', '5.205479452', '5.205479452']],
  ['nor more than the most', [0, 0.6666666666, 0.6666666666], ['0', '0.666666667', '0.666666667']],
] as const)('%s', (_, [min, expected, max], [least, likely, most]) => {
  expect(boundsText({ min, expected, max }, 'kg')).toEqual({ min: least, expected: likely, max: most, unit: 'kg' })
})
