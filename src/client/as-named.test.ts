import { expect, it } from 'vitest'
import type { FoundLot, LotDetail } from '../answers/index.ts'
import { asNamed, countedSerials, isSeries, madeSerials, oneOf, serialNamed, serialsFrom } from './as-named.ts'

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

it.each<[FoundLot['matched'], string | undefined]>([
  [{ kind: 'serialRange', value: 'A0005' }, 'A0005'],
  [{ kind: 'serialRange', value: 'A0100..A0199' }, undefined],
  [{ kind: 'serialRange', value: 'serials A0001 to A1000' }, undefined],
  [{ kind: 'number', value: 'A0005' }, undefined],
  [undefined, undefined],
])('a series found by %o opens on one serial: %s', (matched, serial) => {
  expect(serialNamed(series(matched))).toBe(serial)
})

const whole = {
  number: 'SER-1',
  kind: 'lot',
  onHand: '100',
  identifiers: [{ kind: 'serialRange', value: 'serials A0001 to A0100' }],
} as LotDetail
it.each([
  ['A0005', { number: 'A0005', kind: 'serial', onHand: '1', wentInto: { total: 0 } }],
  ['A0101', undefined],
  ['B0005', undefined],
  ['A0005..A0006', undefined],
])('one of a series: %s', (serial, one) => {
  if (one) expect(oneOf(whole, serial)).toMatchObject(one)
  else expect(oneOf(whole, serial)).toBe(one)
})

it('a lot is a series while it stands for serials', () => {
  const since = null
  expect(isSeries({ identifiers: [{ kind: 'serialRange', value: 'serials A1 to A9', since }] })).toBe(true)
  expect(isSeries({ identifiers: [{ kind: 'vendorLot', value: 'VL-7', since }] })).toBe(false)
})

it.each<[string, string, object]>([
  ['A0001', 'A1000', { from: 'A0001', to: 'A1000' }],
  ['A0001', 'A1001', { from: 'A0001', to: 'A1001', range: true }],
  ['A0001', 'B9999', { from: 'A0001', to: 'B9999' }],
])('serials from %s to %s are received one by one, or as a series', (from, to, sent) => {
  expect(serialsFrom(from, to)).toEqual(sent)
})

it.each<[string, [string, string, string], object]>([
  ['several by their ends', [' A1', 'A3 ', ''], { quantity: '3', serials: { from: 'A1', to: 'A3' } }],
  ['several, whatever was counted by hand', ['A1', 'A3', '7'], { quantity: '3', serials: { from: 'A1', to: 'A3' } }],
  ['ends that are none, for the server to refuse', ['A1', 'B3', '3'], { quantity: '3', serials: { from: 'A1', to: 'B3' } }],
  ['a last one without a first, for the server to refuse', ['', 'A3', '3'], { quantity: '3', serials: { from: '', to: 'A3' } }],
  ['one by its number', ['A1', '', '1'], { number: 'A1', quantity: '1' }],
  ['one that was said twice', ['A1', 'A1', '1'], { number: 'A1', quantity: '1' }],
  ['one that was scrapped', ['A1', '', '0'], { number: 'A1', quantity: '0' }],
  ['so many by the rule', ['', '', '5'], { quantity: '5' }],
])('serials that were made are said as %s', (_, [first, last, quantity], said) => {
  expect(madeSerials({ first, last, quantity })).toEqual(said)
})

it('counts the serials from the first to the last, and nothing else', () => {
  expect(countedSerials({ first: 'A0000001', last: 'A1000000' })).toBe('1000000')
  expect(countedSerials({ first: 'A9', last: 'A1' })).toBeUndefined()
  expect(countedSerials({ first: 'A1', last: '' })).toBeUndefined()
})
