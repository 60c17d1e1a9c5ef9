import { describe, expect, it } from 'vitest'
import { opening, type Plant, plantWithBasics, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const order: Sent = {
  type: 'salesOrder',
  number: 'SO-1',
  customer: 'C-1',
  lines: [
    { line: 10, material: 'PART', quantity: 40 },
    { line: 20, material: 'PART', quantity: 20 },
  ],
}
const plan = (number = 'SH-1', more: object = {}): Sent => ({ type: 'shipment', number, customer: 'C-1', order: 'SO-1', ...more })
const pack = (container: string | undefined, ...contents: object[]): Sent => ({
  type: 'pack',
  ...(container ? { container } : {}),
  contents,
})
const of = (number: string, quantity?: number) => ({ lot: { number }, ...(quantity === undefined ? {} : { quantity }) })
const send: Sent = { type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: ['SH-1'] }
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(at, opening('PART', 'P-1', 50), opening('PART', 'P-2', 30), order, plan(), ...more)

interface Shown {
  status: string
  complete: boolean
  lines: { line: number; shipped: string; loaded: string; open: string }[]
  beyond: { material: string; quantity: string }[]
  containers: { container: string; parent: string }[]
  contents: { container: string; number: string; quantity: string; held: boolean }[]
}
const shown = (plant: Plant, number = 'SH-1') => ask<Shown>(plant.services, `GET /shipments/${number}?site=${plant.site}`)
const linesOf = ({ lines }: Shown): string[] =>
  lines.map(one => `${one.line}: ${one.shipped} shipped, ${one.loaded} loaded, ${one.open} open`)
const contentsOf = ({ contents }: Shown): string[] => contents.map(one => `${one.number} ${one.quantity} in ${one.container}`)

describe('a shipment in the office', () => {
  it('says per line what left, what is loaded and what is open, and what stands in which container', async () => {
    const plant = await begun(
      pack('CASE', of('P-1', 10)),
      pack('PALLET', { container: 'CASE' }),
      pack('SH-1', { container: 'PALLET' }, of('P-2', 5)),
    )
    const page = await shown(plant)
    expect([page.status, page.complete, linesOf(page)]).toEqual([
      'open',
      false,
      ['10: 0 shipped, 15 loaded, 25 open', '20: 0 shipped, 0 loaded, 20 open'],
    ])
    expect(contentsOf(page)).toEqual(['P-1 10 in CASE', 'P-2 5 in SH-1'])
    expect(page.containers).toMatchObject([
      { container: 'CASE', parent: 'PALLET' },
      { container: 'PALLET', parent: 'SH-1' },
    ])
  })

  it('says the same of what was in it when it has left, and the next shipment starts where it ended', async () => {
    const plant = await begun(
      pack('CASE', of('P-1', 45)),
      pack('SH-1', { container: 'CASE' }),
      send,
      plan('SH-2'),
      pack('SH-2', of('P-2', 16)),
    )
    const left = await shown(plant)
    expect([left.status, contentsOf(left)]).toEqual(['left', ['P-1 45 in CASE']])
    expect(left.containers).toMatchObject([{ container: 'CASE', parent: 'SH-1' }])
    const next = await shown(plant, 'SH-2')
    expect(linesOf(next)).toEqual(['10: 40 shipped, 0 loaded, 0 open', '20: 5 shipped, 15 loaded, 0 open'])
    expect([next.complete, next.beyond]).toEqual([true, [{ material: 'PART', quantity: '1' }]])
  })

  it('shows what left out of a box that stayed behind', async () => {
    const plant = await begun(pack('BOX', of('P-1', 45)), {
      type: 'ship',
      shipment: 'SH-1',
      customer: 'C-1',
      lots: [{ lot: { number: 'P-1' }, quantity: 5 }],
    })
    const left = await shown(plant)
    expect([contentsOf(left), left.containers]).toEqual([['P-1 5 in SH-1'], []])
  })

  it('shows a hold that was placed after loading', async () => {
    const plant = await begun(pack('SH-1', of('P-1')), { type: 'hold', hold: 'H', lots: [{ number: 'P-1' }], reason: 'crack' })
    expect((await shown(plant)).contents[0]?.held).toBe(true)
    await plant.refused(send, 'lot-on-hold')
  })

  it('shows containers that were shipped without being loaded first', async () => {
    const plant = await begun(pack('CASE', of('P-1', 4)), { ...send, shipment: 'SH-9', containers: ['CASE'] })
    const page = await shown(plant, 'SH-9')
    expect([contentsOf(page), page.containers]).toMatchObject([['P-1 4 in CASE'], [{ container: 'CASE', parent: 'SH-9' }]])
  })

  it('lists what is planned until it leaves or is cancelled, with how much is loaded', async () => {
    const plant = await begun(plan('SH-2', { due: '2026-03-05' }), plan('SH-3', { status: 'cancelled' }), pack('SH-1', of('P-1', 5)))
    const listed = async () =>
      (
        await ask<{ plannedShipments: { number: string; loaded: number }[] }>(plant.services, `GET /planned-shipments?site=${plant.site}`)
      ).plannedShipments.map(one => `${one.number} ${one.loaded}`)
    expect(await listed()).toEqual(['SH-2 0', 'SH-1 1'])
    await plant.ok(send)
    expect(await listed()).toEqual(['SH-2 0'])
  })

  it('offers what may be shipped: nothing held, nothing that another shipment has', async () => {
    const plant = await begun(
      opening('PART', 'P-3', 5),
      opening('PART', 'P-4', 5),
      { type: 'hold', hold: 'H', lots: [{ number: 'P-2' }], reason: 'crack' },
      pack('CASE', of('P-3')),
      pack('SH-1', { container: 'CASE' }),
    )
    const { lots } = await ask<{ lots: { number: string }[] }>(plant.services, `GET /lots-to-load?site=${plant.site}&materials=PART`)
    expect(lots.map(lot => lot.number)).toEqual(['P-1', 'P-4'])
  })

  it('the order says what is to load, what left, and that it is short when it was closed too early', async () => {
    const plant = await begun(plan('SH-2'), pack('SH-1', of('P-1', 15)), send)
    const asked = () =>
      ask<{ standing: string; planned: string[]; shipments: object[]; lines: { open: string }[]; nextShipment: string }>(
        plant.services,
        `GET /sales-orders/SO-1?site=${plant.site}`,
      )
    expect(await asked()).toMatchObject({
      standing: 'partly',
      planned: ['SH-2'],
      shipments: [{ shipment: 'SH-1' }],
      lines: [{ open: '25' }, { open: '20' }],
      nextShipment: 'SO-1-3',
    })
    await plant.ok({ ...order, status: 'closed' })
    expect((await asked()).standing).toBe('short')
  })
})
