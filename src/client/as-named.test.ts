import { expect, it } from 'vitest'
import { asNamed, serialsFrom } from './as-named.ts'
import type { FoundLot } from './shapes.ts'

const series = (matched: FoundLot['matched'], onHand = '1000'): FoundLot =>
  ({ number: 'SER-1', kind: 'lot', onHand, ...(matched ? { matched } : {}) }) as FoundLot

it.each<[string, FoundLot, object]>([
  ['one serial', series({ kind: 'serialRange', value: 'A0005' }), { number: 'A0005', kind: 'serial', onHand: '1' }],
  ['part of it', series({ kind: 'serialRange', value: 'A0100..A0199' }), { number: 'A0100..A0199', kind: 'lot', onHand: '100' }],
  ['part of what has gone', series({ kind: 'serialRange', value: 'A0100..A0199' }, '0'), { number: 'A0100..A0199', onHand: '0' }],
  ['the series itself', series({ kind: 'number', value: 'SER-1' }), { number: 'SER-1', onHand: '1000' }],
  ['a vendor lot', series({ kind: 'vendorLot', value: 'VL-7' }), { number: 'SER-1', onHand: '1000' }],
  ['nothing said', series(undefined), { number: 'SER-1', onHand: '1000' }],
])('of a series, %s is meant where it was named', (_, found, meant) => {
  expect(asNamed(found)).toMatchObject(meant)
})

it.each<[string, string, object]>([
  ['A0001', 'A1000', { from: 'A0001', to: 'A1000' }],
  ['A0001', 'A1001', { from: 'A0001', to: 'A1001', range: true }],
  ['A0001', 'B9999', { from: 'A0001', to: 'B9999' }],
])('serials from %s to %s are received one by one, or as a series', (from, to, sent) => {
  expect(serialsFrom(from, to)).toEqual(sent)
})
