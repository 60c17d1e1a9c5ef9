/** What is said of a lot is corrected: whatever was parted of it before has what is said now, and is found by it. */
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const WRONG = { vendorLot: 'VL-WRONG', lot: { material: 'MOTOR', heat: 'H-WRONG', expiresAt: '2027-01-01', attributes: { revision: 'A' } } }
const RIGHT = { vendorLot: 'VL-RIGHT', lot: { material: 'MOTOR', heat: 'H-RIGHT', expiresAt: '2026-12-01', attributes: { revision: 'B' } } }
const SAID = 'VL-RIGHT H-RIGHT 2026-12-01 B'

const bolts = (said: typeof WRONG, more: object = {}): Sent => ({
  ...receive('BOLT', 'B-1', 100),
  ...said,
  lot: { ...said.lot, material: 'BOLT', number: 'B-1' },
  ...more,
})
const seals = (said: typeof WRONG, more: object = {}): Sent => {
  const { quantity: _, ...received } = receive('MOTOR', 'SER', 0)
  return { ...received, ...said, lot: { ...said.lot, number: 'SER' }, serials: { from: 'M001', to: 'M100', range: true }, ...more }
}
const split = (number: string, part: string, quantity: number): Sent => ({
  type: 'split',
  lot: { number },
  into: [{ number: part, quantity }],
})
const other = receive('BOLT', 'B-2', 10, {
  vendorLot: 'VL-RIGHT',
  lot: { material: 'BOLT', number: 'B-2', heat: 'H-2', expiresAt: '2026-11-01', attributes: { revision: 'B' } },
})

interface Said {
  id: number
  number: string
  matched?: { kind: string }
}
async function said(plant: Plant, number: string): Promise<string> {
  const [row] = await plant.rows<{ text: string }>(
    `select concat_ws(' ', vendor_lot, heat, to_char(to_timestamp(expires_at / 1000) at time zone 'utc', 'YYYY-MM-DD'), attributes->>'revision') as text from lot where site = $1 and number = $2`,
    plant.site,
    number,
  )
  return row?.text ?? ''
}

const cases: [string, { make?: (said: typeof WRONG, more?: object) => Sent; parted: Sent[]; parts: Record<string, string> }][] = [
  ['split', { parted: [split('B-1', 'B-1A', 40)], parts: { 'B-1A': SAID } }],
  ['split again', { parted: [split('B-1', 'B-1A', 40), split('B-1A', 'B-1B', 10)], parts: { 'B-1A': SAID, 'B-1B': SAID } }],
  [
    'split and renumbered',
    { parted: [split('B-1', 'B-1A', 40), { type: 'renumber', lot: { number: 'B-1A' }, number: 'B-9' }], parts: { 'B-9': SAID } },
  ],
  [
    'merged: what they have alike now, and the earliest expiry',
    {
      parted: [
        other,
        { type: 'merge', lots: [{ lot: { number: 'B-1' }, quantity: 5 }, { lot: { number: 'B-2' } }], into: { number: 'B-M' } },
      ],
      parts: { 'B-M': 'VL-RIGHT 2026-11-01 B' },
    },
  ],
  [
    'merged into a lot that began otherwise: only that it expires no later',
    {
      parted: [opening('BOLT', 'B-3', 7), { type: 'merge', lots: [{ lot: { number: 'B-1' }, quantity: 5 }], into: { number: 'B-3' } }],
      parts: { 'B-3': '2026-12-01' },
    },
  ],
  [
    'sent back and kept apart',
    {
      parted: [
        { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'B-1' }, quantity: 9 }] },
        {
          type: 'return',
          shipment: 'SH-1',
          customer: 'C-1',
          reason: 'bent',
          lots: [{ lot: { number: 'B-1' }, quantity: 3, into: 'B-1R' }],
        },
      ],
      parts: { 'B-1R': SAID },
    },
  ],
  [
    'taken out of its series',
    {
      make: seals,
      parted: [{ type: 'scrap', lot: { material: 'MOTOR', number: 'M007' }, quantity: 1, reason: 'bent' }],
      parts: { M007: SAID },
    },
  ],
  [
    'a part of the series',
    {
      make: seals,
      parted: [{ type: 'move', lot: { material: 'MOTOR', number: 'M010..M019' }, to: 'DOCK' }],
      parts: { 'M010..M019': SAID },
    },
  ],
  [
    'not what was made of it',
    {
      parted: [
        {
          type: 'transform',
          inputs: [{ lot: { number: 'B-1' }, quantity: 4 }],
          outputs: [{ lot: { material: 'TRAY', number: 'T-1' }, quantity: 1 }],
        },
      ],
      parts: { 'T-1': '' },
    },
  ],
]

it.each(cases)('%s', async (_, { make = bolts, parted, parts }) => {
  const id = randomUUID()
  const plant = await plantWithBasics(at, make(WRONG, { id, at: 30 }), ...parted.map((event, index) => ({ ...event, at: 40 + index })))
  await plant.ok({ type: 'correct', event: id, reason: 'label misread', replacement: make(RIGHT, { at: 30 }) })
  expect(Object.fromEntries(await Promise.all(Object.keys(parts).map(async number => [number, await said(plant, number)])))).toEqual(parts)
  const found = async (text: string): Promise<string[]> =>
    (await ask<{ lots: Said[] }>(plant.services, `GET /lots?site=${plant.site}&search=${text}`)).lots.map(({ number }) => number)
  const isOf = (text: string): boolean => text.includes('VL-RIGHT')
  expect(await found('VL-RIGHT')).toEqual(expect.arrayContaining(Object.keys(parts).filter(number => isOf(parts[number] ?? ''))))
  expect(await found('VL-WRONG')).toEqual([])
})

// The second delivery says for itself what heat it is of, and nobody has put that right.
const more: [string, Sent[], string[]][] = [
  ['the first of two deliveries', [bolts(WRONG, { at: 40, quantity: 5 })], ['heat H-RIGHT', 'heat H-WRONG', 'vendorLot VL-WRONG']],
  ['the only one', [], ['heat H-RIGHT', 'vendorLot VL-WRONG']],
]
it.each(more)('what is said by %s is what is said of the lot', async (_, others, named) => {
  const id = randomUUID()
  const plant = await plantWithBasics(at, bolts(WRONG, { id, at: 30 }), ...others)
  const first = { ...bolts(RIGHT, { at: 30 }), vendorLot: 'VL-WRONG' }
  await plant.ok({ type: 'correct', event: id, reason: 'label misread', replacement: first })
  expect(await said(plant, 'B-1')).toBe(SAID.replace('VL-RIGHT', 'VL-WRONG'))
  const names = await plant.rows<{ name: string }>(
    `select i.kind || ' ' || i.value as name from identifier i join lot l on l.id = i.lot where l.site = $1 and l.number = 'B-1' and i.until is null order by 1`,
    plant.site,
  )
  expect(names.map(({ name }) => name)).toEqual(named)
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
