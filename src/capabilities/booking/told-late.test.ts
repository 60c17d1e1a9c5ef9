import { describe, expect, it } from 'vitest'
import { expectSound, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const move = (quantity: number, to: string, at: number): Sent => ({ type: 'move', lot: lot('S-1'), quantity, to, at })
const ship = (shipment: string, quantity: number, at: number, more: object = {}): Sent => ({
  type: 'ship',
  shipment,
  customer: 'C-1',
  lots: [{ lot: lot('S-1'), quantity }],
  at,
  ...more,
})
const back = (quantity: number, to: string, at: number): Sent => ({
  type: 'return',
  shipment: 'SH-1',
  customer: 'C-1',
  reason: 'leaks',
  to,
  lots: [{ lot: lot('S-1'), quantity }],
  at,
})
const late = { late: true }

describe('what is told late took of what lay there then', () => {
  const [dock, store] = ['location:DOCK', 'location:STORE']
  const cases: [string, Sent[], Record<string, number>][] = [
    [
      'not of what has come back since',
      [ship('SH-1', 4, 100), back(3, 'DOCK', 300), ship('SH-2', 5, 200, late)],
      { [dock]: 3, [store]: 1 },
    ],
    ['of that only where nothing else is left', [ship('SH-1', 4, 100), back(3, 'DOCK', 300), ship('SH-2', 8, 200, late)], { [dock]: 1 }],
    [
      'also where some lay at the place before',
      [move(2, 'DOCK', 50), ship('SH-1', 4, 100), back(3, 'DOCK', 300), ship('SH-2', 4, 200, late)],
      { [dock]: 3, [store]: 2 },
    ],
    [
      'of what came back before, as of everything',
      [ship('SH-1', 4, 100), back(3, 'DOCK', 150), ship('SH-2', 5, 200, late)],
      { [store]: 4 },
    ],
    [
      'not of what was brought there since',
      [move(3, 'DOCK', 300), { type: 'scrap', lot: lot('S-1'), quantity: 5, reason: 'rust', at: 200, late: true }],
      { [dock]: 3, [store]: 2 },
    ],
    [
      'of what is brought since where all of it was',
      [move(9, 'DOCK', 300), { type: 'scrap', lot: lot('S-1'), quantity: 5, reason: 'rust', at: 200, late: true }],
      { [dock]: 5 },
    ],
    [
      'two together, one after the other',
      [ship('SH-1', 4, 100), back(3, 'DOCK', 300), ship('SH-2', 2, 200, late), ship('SH-3', 3, 210, late)],
      { [dock]: 3, [store]: 1 },
    ],
    ['told in time it takes what there is', [ship('SH-1', 4, 100), back(3, 'DOCK', 300), ship('SH-2', 5, 400)], { [store]: 4 }],
  ]
  it.each(cases)('%s', async (_, told, places) => {
    for (const together of [true, false]) {
      const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 10, { at: 10 }))
      if (together) await plant.ok(...told)
      else for (const event of told) await plant.ok(event)
      expect(await plant.places('S-1')).toEqual(places)
    }
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
