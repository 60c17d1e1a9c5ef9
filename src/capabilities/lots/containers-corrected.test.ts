import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const pack = (container: string, content: string | { container: string }, more: object = {}): Sent => ({
  type: 'pack',
  container,
  contents: [typeof content === 'string' ? { lot: lot(content), quantity: 10 } : content],
  ...more,
})
const inside = (container: string): { container: string } => ({ container })
const move = (container: string, to: string): Sent => ({ type: 'move', container, to })

/** "BOX in PALLET", "PALLET at DOCK", each container once; then what lies where. */
async function standing(plant: Plant): Promise<string[]> {
  const containers = await plant.rows<{ text: string }>(
    `select container || coalesce(' in ' || parent, ' at ' || regexp_replace(place, '^.*:', '')) as text from container where site = $1 and until is null order by 1`,
    plant.site,
  )
  const lots = await plant.rows<{ text: string }>(
    `select l.number || ' ' || regexp_replace(s.place, '^.*:', '') || ' ' || s.quantity::float8 as text from stock s join lot l on l.id = s.lot
     where l.site = $1 and s.quantity <> 0 order by 1`,
    plant.site,
  )
  return [...containers, ...lots].map(({ text }) => text)
}

const STOCK = ['S-1 STORE 100', 'S-2 STORE 100']
const one = ['S-1 BOX 10', 'S-1 STORE 90', 'S-2 STORE 100']
describe('a correction of what was packed and moved', () => {
  /** What was told, which of it was not so, and how it stands then. */
  const cases: [string, Sent[], number, string[]][] = [
    ['packed: there is no such container', [pack('BOX', 'S-1', { to: 'STORE' })], 0, STOCK],
    ['moved: it stands where it stood', [pack('BOX', 'S-1', { to: 'STORE' }), move('BOX', 'DOCK')], 1, ['BOX at STORE', ...one]],
    [
      'moved, and moved again: it stays where it was brought last',
      [pack('BOX', 'S-1', { to: 'STORE' }), move('BOX', 'DOCK'), move('BOX', 'WC-1')],
      1,
      ['BOX at WC-1', ...one],
    ],
    [
      'packed first, and more was packed: it stands with the rest',
      [pack('BOX', 'S-1', { to: 'STORE' }), pack('BOX', 'S-2')],
      0,
      ['BOX at STORE', 'S-1 STORE 100', 'S-2 BOX 10', 'S-2 STORE 90'],
    ],
    [
      'packed second, and brought elsewhere by that: it stands where it stood',
      [pack('BOX', 'S-1', { to: 'STORE' }), pack('BOX', 'S-2', { to: 'DOCK' })],
      1,
      ['BOX at STORE', ...one],
    ],
    [
      'packed, and the empty one was moved: somebody had it in his hands',
      [pack('BOX', 'S-1', { to: 'STORE' }), move('BOX', 'DOCK')],
      0,
      ['BOX at DOCK', ...STOCK],
    ],
    [
      'one put into another: it stands where it stood, and the other is not',
      [pack('BOX', 'S-1', { to: 'STORE' }), pack('PALLET', inside('BOX'), { to: 'DOCK' })],
      1,
      ['BOX at STORE', ...one],
    ],
    [
      'one put into another, where more was put: the other stays with that',
      [pack('BOX', 'S-1', { to: 'STORE' }), pack('PALLET', inside('BOX'), { to: 'DOCK' }), pack('PALLET', 'S-2')],
      1,
      ['BOX at STORE', 'PALLET at DOCK', 'S-1 BOX 10', 'S-1 STORE 90', 'S-2 PALLET 10', 'S-2 STORE 90'],
    ],
    [
      'moved into another: it stands where it stood',
      [pack('PALLET', 'S-2', { to: 'DOCK' }), pack('BOX', 'S-1', { to: 'STORE' }), move('BOX', 'PALLET')],
      2,
      ['BOX at STORE', 'PALLET at DOCK', 'S-1 BOX 10', 'S-1 STORE 90', 'S-2 PALLET 10', 'S-2 STORE 90'],
    ],
    [
      'unpacked: it is in it again',
      [pack('BOX', 'S-1', { to: 'STORE' }), pack('PALLET', inside('BOX'), { to: 'DOCK' }), { type: 'unpack', container: 'PALLET' }],
      2,
      ['BOX in PALLET', 'PALLET at DOCK', ...one],
    ],
    [
      'unpacked, and moved since: it stays where it was brought',
      [
        pack('BOX', 'S-1', { to: 'STORE' }),
        pack('PALLET', inside('BOX'), { to: 'DOCK' }),
        { type: 'unpack', container: 'PALLET' },
        move('BOX', 'WC-1'),
      ],
      2,
      ['BOX at WC-1', 'PALLET at DOCK', ...one],
    ],
    [
      'shipped: it stands where it stood, with what is in it',
      [
        pack('BOX', 'S-1', { to: 'STORE' }),
        pack('PALLET', inside('BOX'), { to: 'DOCK' }),
        { type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: ['PALLET'] },
      ],
      2,
      ['BOX in PALLET', 'PALLET at DOCK', ...one],
    ],
    [
      'packed, after it was put into another: that stays, with an empty one in it',
      [pack('BOX', 'S-1', { to: 'STORE' }), pack('PALLET', inside('BOX'), { to: 'DOCK' })],
      0,
      ['BOX in PALLET', 'PALLET at DOCK', ...STOCK],
    ],
  ]
  it.each(cases)('%s', async (_, told, wrong, expected) => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 100))
    const ids = (await plant.ok(...told)).map(({ id }) => id)
    await plant.ok({ type: 'correct', event: ids[wrong], reason: 'not so' })
    expect(await standing(plant)).toEqual(expected)
  })

  it('in one act: what is packed in the place of it knows what was in it', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 100))
    const [, packed, sent] = await plant.ok(pack('BOX', 'S-1', { to: 'STORE' }), pack('PALLET', inside('BOX'), { to: 'DOCK' }), {
      type: 'ship',
      shipment: 'SH-1',
      customer: 'C-1',
      containers: ['PALLET'],
    })
    // Not the box was on the pallet, but ten of the other lot: and they went with it.
    await plant.ok({
      type: 'correct',
      event: packed?.id,
      reason: 'not so',
      replacement: pack('PALLET', 'S-2', { to: 'DOCK' }),
      also: [{ event: sent?.id, replacement: { type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: ['PALLET'] } }],
    })
    expect(await standing(plant)).toEqual(['BOX at STORE', 'PALLET at SH-1', ...one.slice(0, 2), 'S-2 STORE 90'])
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
