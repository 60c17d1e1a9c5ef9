import { expect, it } from 'vitest'
import { meantBy } from './typed.ts'

it.each([
  ['12', '.', 'quantity', 'pcs', ['12']],
  ['12.0', '.', 'quantity', 'pcs', ['12.0']],
  ['1.5', '.', 'quantity', 'pcs', []],
  ['1,5', '.', 'quantity', 'EA', []],
  ['.5', '.', 'quantity', 'pcs', []],
  ['1.5', '.', 'quantity', 'set', []],
  ['1.5', '.', 'quantity', 'kg', ['1.5']],
  // Half a roll is on the machine every day.
  ['0.5', '.', 'quantity', 'roll', ['0.5']],
  ['0.5', '.', 'quantity', 'Sheet', ['0.5']],
  ['0,5', ',', 'quantity', 'reel', ['0.5']],
  ['1.5', '.', 'quantity', undefined, ['1.5']],
  // A measured value may be of anything: so many defects per piece.
  ['1.5', '.', 'number', 'pcs', ['1.5']],
  ['1.500', ',', 'quantity', 'kg', ['1.5', '1500']],
  // There is no half piece, so only one of the two can be meant; of these both.
  ['1.500', ',', 'quantity', 'pcs', ['1500']],
  ['1.000', ',', 'quantity', 'pcs', ['1', '1000']],
  ['1,500', ',', 'quantity', 'pcs', []],
] as const)('%s with the mark %s, a %s in %s, can be %j', (typed, mark, kind, unit, meant) => {
  expect(meantBy(typed, mark, { kind, ...(unit === undefined ? {} : { unit }) })).toEqual(meant)
})
