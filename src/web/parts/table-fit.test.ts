import { expect, it } from 'vitest'
import { fitted } from './table-fit.ts'

it.each([
  ['before it is measured', [100, 100], undefined, { gap: 16, side: 16, scale: 1 }],
  ['with room', [100, 100], 248, { gap: 16, side: 16, scale: 1 }],
  ['a little short: less between the columns', [100, 100], 240, { gap: 10, side: 12, scale: 1 }],
  ['shorter: narrower columns', [100, 100], 214, { gap: 10, side: 12, scale: 0.9 }],
  ['so short that words would break, and rows become cards', [100, 100], 134, { gap: 10, side: 12, scale: 0.5 }],
])('a table %s', (_, columns, room, expected) => {
  expect(fitted(columns, room)).toEqual(expected)
})
