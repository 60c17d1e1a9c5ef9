/** A series of a million serials, received as one lot: what is touched becomes a lot of its own, the rest stays one row. */
import { afterAll, describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { AsBuilt } from '../as-built/record.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const range = (from = 'A0000001', to = 'A1000000', more: object = {}): Sent => ({
  type: 'receive',
  vendor: 'V-1',
  vendorLot: 'VL-7',
  lot: { material: 'MOTOR', number: 'SER-1', heat: 'H-7', attributes: { revision: 'C' } },
  serials: { from, to, range: true },
  location: 'STORE',
  ...more,
})
const pump = (number: string): Sent => ({
  type: 'transform',
  inputs: [{ lot: lot('STEEL-1'), quantity: 1 }],
  outputs: [{ lot: { material: 'PUMP', number }, quantity: 1 }],
})
const install = (assembly: string, component: string): Sent => ({
  type: 'install',
  assembly: lot(assembly),
  component: { material: 'MOTOR', number: component },
})
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, receive('STEEL', 'STEEL-1', 100), pump('P1'), range(), ...more)
const idOf = async (plant: Plant, number: string): Promise<number> => {
  const [row] = await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number)
  return row?.id ?? 0
}
const motors = async (plant: Plant): Promise<string[]> =>
  (
    await plant.rows<{ text: string }>(
      `select number || ' ' || kind || ' ' || made::float8 as text from lot where site = $1 and material = 'MOTOR' and makings > 0 order by id`,
      plant.site,
    )
  ).map(row => row.text)

describe('a series of one million serials of which three are touched', () => {
  const touched: Sent[] = [
    install('P1', 'A0000005'),
    { type: 'ship', shipment: 'SH-A', customer: 'C-1', lots: [{ lot: lot('A0500000') }] },
    { type: 'hold', hold: 'H-A', lots: [lot('A1000000')], reason: 'dropped' },
  ]

  it('is four rows, and every piece is accounted for', async () => {
    const plant = await begun(
      ...touched.map(event =>
        event.type === 'ship' ? { ...event, shipment: 'SH-1' } : event.type === 'hold' ? { ...event, hold: 'H-1' } : event,
      ),
    )
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000', 'A0000005 serial 1', 'A0500000 serial 1', 'A1000000 serial 1'])
    expect(await plant.onHand('SER-1')).toBe(999_997)
    expect(await plant.places('A1000000')).toEqual({ 'location:STORE': 1 })
    const types = await plant.rows<{ type: string }>(
      `select type from ledger where site = $1 and type in ('serialize', 'install', 'ship', 'hold') order by sequence`,
      plant.site,
    )
    expect(types.map(row => row.type)).toEqual(['serialize', 'install', 'serialize', 'ship', 'serialize', 'hold'])
  })

  it('each is a serial like any other: whose it was, what it is in, where it went, what is held', async () => {
    const plant = await begun(...touched)
    const said = await ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, 'P1')}/as-built`)
    expect(said.components.find(row => row.number === 'A0000005')).toMatchObject({
      material: 'MOTOR',
      quantity: '1',
      certainty: 'certain',
      vendor: 'V-1',
      vendorLot: 'VL-7',
      heat: 'H-7',
    })
    const back = await ask<{ lots: { number: string }[] }>(plant.services, 'POST /traces', {
      direction: 'back',
      seeds: [{ number: 'P1', site: plant.site }],
    })
    expect(back.lots.map(row => row.number).sort()).toEqual(['A0000005', 'SER-1', 'STEEL-1'])
    const shipped = await ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, 'A0500000')}/as-built`)
    expect(shipped.lot).toMatchObject({ kind: 'serial', vendor: 'V-1', made: '1' })
    expect(shipped.shipments).toMatchObject([{ shipment: 'SH-A', quantity: '1' }])
    await plant.refused({ type: 'install', assembly: lot('P1'), component: { material: 'MOTOR', number: 'A1000000' } }, 'lot-on-hold')
    await plant.refused(install('P1', 'A0000005'), 'serial-already-installed')
  })

  it('one that nobody named is found, has a record, and came from where its series came from', async () => {
    const plant = await begun(...touched.slice(0, 1))
    const { lots } = await ask<{ lots: object[] }>(plant.services, `GET /lots?site=${plant.site}&search=A0777777`)
    expect(lots).toMatchObject([{ number: 'SER-1', matched: { kind: 'serialRange', value: 'A0777777' } }])
    const id = await idOf(plant, 'SER-1')
    expect((await ask<AsBuilt>(plant.services, `GET /lots/${id}/as-built?serial=A0777777`)).lot).toMatchObject({
      number: 'A0777777',
      kind: 'serial',
      made: '1',
      vendor: 'V-1',
      series: 'SER-1',
    })
    await expect(ask(plant.services, `GET /lots/${id}/as-built?serial=A0000005`), 'this one was touched').rejects.toMatchObject({
      status: 404,
    })
    await expect(ask(plant.services, `GET /lots/${id}/as-built?serial=A1000001`)).rejects.toMatchObject({ status: 404 })
    const trace = (direction: string): Promise<{ lots: object[] }> =>
      ask(plant.services, 'POST /traces', { direction, seeds: [{ number: 'A0777777', site: plant.site }] })
    expect((await trace('back')).lots).toEqual([])
    await expect(trace('forward')).rejects.toMatchObject({ code: 'unknown-lot' })
  })

  it('sent again it is the same: nothing is taken out twice', async () => {
    const plant = await begun()
    const event = plant.complete(install('P1', 'A0000009'))
    const first = await plant.send(event)
    expect(first).toMatchObject([{ status: 'recorded' }])
    expect(await plant.send(event)).toMatchObject([{ status: 'duplicate' }])
    expect(await plant.onHand('SER-1')).toBe(999_999)
  })

  it('a stream that names one again and again, at once, keeps its order', async () => {
    const plant = await begun()
    await plant.ok(
      install('P1', 'A0000020'),
      { type: 'remove', assembly: lot('P1'), component: lot('A0000020') },
      { type: 'hold', hold: 'H-S', lots: [lot('A0000020'), lot('A0000021')], reason: 'noisy' },
      { type: 'dispose', lots: [{ lot: lot('A0000021') }], disposition: 'scrap', reason: 'noisy' },
      { type: 'scrap', lot: lot('A0000022'), quantity: 1, reason: 'bent' },
    )
    expect(await plant.onHand('SER-1')).toBe(999_997)
    await plant.refused(
      { type: 'dispose', lots: [{ lot: lot('A0000023'), quantity: 2 }], disposition: 'scrap', reason: 'noisy' },
      'quantity-exceeds-balance',
    )
  })

  it('what is taken out of a series on hold is held', async () => {
    const plant = await begun({ type: 'hold', hold: 'H-T', lots: [lot('SER-1')], reason: 'doubt' })
    await plant.refused(install('P1', 'A0000030'), 'lot-on-hold')
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000'])
  })

  it('an event that is refused takes nothing out', async () => {
    const plant = await begun()
    await plant.refused({ type: 'ship', shipment: 'SH-B', customer: 'NOBODY', lots: [{ lot: lot('A0000010') }] }, 'unknown-partner')
    await plant.refused({ type: 'scrap', lot: lot('A0000010'), quantity: 2, reason: 'bent' }, 'quantity-exceeds-balance')
    expect(await motors(plant)).toEqual(['SER-1 lot 1000000'])
  })
})

describe('a series is not mixed up', () => {
  it.each<[string, Sent, string]>([
    [
      'a serial that is in it already',
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR', number: 'A0000100' }, quantity: 1 },
      'lot-exists',
    ],
    ['a series that overlaps it', range('A1000000', 'A1000009', { lot: { material: 'MOTOR', number: 'SER-2' } }), 'lot-exists'],
    ['the same series again', range('B1', 'B5'), 'lot-exists'],
    ['ends that make no series', range('A1', 'B5', { lot: { material: 'MOTOR', number: 'SER-3' } }), 'invalid-event'],
    ['another count than it has', range('C1', 'C5', { quantity: 6, lot: { material: 'MOTOR', number: 'SER-4' } }), 'invalid-event'],
    ['a material without serials', range('D1', 'D5', { lot: { material: 'BOLT', number: 'SER-5' } }), 'invalid-event'],
    ['so many of it, without saying which', { type: 'scrap', lot: lot('SER-1'), quantity: 5, reason: 'bent' }, 'invalid-event'],
    ['a part of it moved', { type: 'move', lot: lot('SER-1'), quantity: 5, to: 'DOCK' }, 'invalid-event'],
    ['a part of it split off', { type: 'split', lot: lot('SER-1'), into: [{ number: 'X', quantity: 5 }] }, 'invalid-event'],
    ['a serial outside of it', { type: 'serialize', lot: lot('SER-1'), serials: ['A1000001'] }, 'invalid-event'],
    ['more counted than it stands for', { type: 'adjust', lot: lot('SER-1'), quantity: 1_000_001, reason: 'counted' }, 'lot-exists'],
  ])('%s is refused', async (_, event, code) => {
    const plant = await begun()
    await plant.refused(event, code)
  })

  it('a series in which a serial exists already is refused', async () => {
    const plant = await plantWithBasics(at, receive('MOTOR', 'E0000007', 1))
    await plant.refused(range('E0000001', 'E0000010'), 'lot-exists')
    await plant.ok(range('E0000008', 'E0000010'))
  })

  it('goes as a whole: moved, shipped', async () => {
    const plant = await begun(
      { type: 'move', lot: lot('SER-1'), to: 'DOCK' },
      { type: 'ship', shipment: 'SH-C', customer: 'C-1', lots: [{ lot: lot('SER-1') }] },
    )
    expect(await plant.onHand('SER-1')).toBe(0)
  })
})

afterAll(() => expectSound(at), 120_000)
