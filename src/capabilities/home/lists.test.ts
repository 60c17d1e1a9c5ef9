import { describe, expect, it } from 'vitest'
import { plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const order: Sent = {
  type: 'workOrder',
  number: 'WO-1',
  material: 'PART',
  quantity: 10,
  customer: 'C-1',
  operations: [
    { sequence: 10, name: 'Saw', workCenter: 'WC-1', createsLot: true },
    { sequence: 20, name: 'Wash', workCenter: 'WC-2' },
  ],
}
const run: Sent[] = [
  { type: 'start', run: 'RUN-1', workOrder: 'WO-1', operation: 10, workCenter: 'WC-1', by: 'ANNA' },
  { type: 'load', run: 'RUN-1', lot: { number: 'S-1' }, quantity: 4, position: 'bar' },
  { type: 'produce', run: 'RUN-1', lot: { number: 'PT-1' }, quantity: 6, scrap: 1 },
  { type: 'unload', run: 'RUN-1', lot: { number: 'S-1' }, quantity: 1 },
]

describe('what office screens list', () => {
  it('tells the plant in one line', async () => {
    const plant = await plantWithBasics(at, order, receive('STEEL', 'S-1', 50), ...run, {
      type: 'hold',
      hold: 'HOLD-H',
      lots: [{ number: 'S-1' }],
      reason: 'look',
    })
    expect(await ask(plant.services, `GET /home?site=${plant.site}`)).toMatchObject({
      site: plant.site,
      lots: 2,
      held: 2,
      openRuns: 1,
      openOrders: 1,
      exceptions: 0,
      empty: false,
      begun: expect.arrayContaining(['receive', 'produce']),
      story: [],
    })
    expect(await ask(plant.services, 'GET /home?site=nowhere')).toMatchObject({ lots: 0, empty: true, begun: [], lastEventAt: null })
    await plant.ok({ type: 'release', hold: 'HOLD-H', reason: 'fine' }, receive('STEEL', 'S-2', 50))
    expect(await ask(plant.services, `GET /home?site=${plant.site}`)).toMatchObject({ lots: 3, held: 0 })
    const { sites } = await ask<{ sites: { site: string; lots: number }[] }>(plant.services, 'GET /sites')
    expect(sites).toContainEqual(expect.objectContaining({ site: plant.site, lots: 3 }))
  })

  it('shows a run with what is loaded, what came out, and who', async () => {
    const plant = await plantWithBasics(at, order, receive('STEEL', 'S-1', 50), ...run)
    const { runs } = await ask<{ runs: object[] }>(plant.services, `GET /runs?open=true&site=${plant.site}`)
    expect(runs).toMatchObject([
      {
        run: 'RUN-1',
        workOrder: 'WO-1',
        operation: 10,
        operationName: 'Saw',
        workCenter: 'WC-1',
        material: 'PART',
        finishedAt: null,
        people: ['ANNA'],
        loads: [{ lot: { material: 'STEEL', number: 'S-1' }, position: 'bar', quantity: '4', until: expect.any(String) as string }],
        outputs: [{ lot: { number: 'PT-1' }, quantity: '6', scrap: '1' }],
      },
    ])
    await plant.ok({ type: 'collect', run: 'RUN-1', values: [{ characteristic: 'length', value: 7 }] }, { type: 'finish', run: 'RUN-1' })
    expect((await ask<{ runs: object[] }>(plant.services, `GET /runs?open=true&site=${plant.site}`)).runs).toEqual([])
    expect(await ask(plant.services, `GET /runs/RUN-1?site=${plant.site}`)).toMatchObject({
      finishedAt: expect.any(String) as string,
      values: [{ characteristic: 'length', value: '7' }],
    })
    await expect(ask(plant.services, `GET /runs/RUN-9?site=${plant.site}`)).rejects.toMatchObject({ status: 404 })
  })

  it('shows an order with what each operation reported', async () => {
    const plant = await plantWithBasics(at, order, receive('STEEL', 'S-1', 50), ...run, {
      type: 'pass',
      lot: { number: 'PT-1' },
      workCenter: 'WC-2',
      quantity: 5,
    })
    expect(await ask(plant.services, `GET /work-orders/WO-1?site=${plant.site}`)).toMatchObject({
      number: 'WO-1',
      operations: [
        { sequence: 10, good: '6', scrap: '1', lots: [{ number: 'PT-1', quantity: '6' }] },
        { sequence: 20, good: '5', lots: [{ number: 'PT-1' }] },
      ],
    })
    const { workOrders } = await ask<{ workOrders: object[] }>(plant.services, `GET /work-orders?site=${plant.site}&search=part`)
    expect(workOrders).toMatchObject([{ number: 'WO-1', customer: 'C-1' }])
  })

  it('pages records by code and finds them by any part of their words', async () => {
    const plant = await plantWithBasics(at)
    const list = (more: string): Promise<{ partners: { code: string }[]; next: string | null }> =>
      ask(plant.services, `GET /partners?site=${plant.site}${more}`)
    expect((await list('&search=dor%20t')).partners).toMatchObject([{ code: 'V-2', name: 'Vendor two', roles: ['vendor'] }])
    expect((await list('&search=%25')).partners, 'a wildcard is a letter').toEqual([])
    const first = await list('&limit=3')
    const rest = await list(`&limit=3&cursor=${first.next}`)
    expect([...first.partners, ...rest.partners].map(row => row.code)).toEqual(['C-1', 'C-2', 'V-1', 'V-2'])
    const { people } = await ask<{ people: object[] }>(plant.services, `GET /people?site=${plant.site}`)
    expect(people).toMatchObject([{ code: 'ANNA', badge: true }])
  })

  it('shows shipments with what is still with the customer', async () => {
    const plant = await plantWithBasics(
      at,
      receive('BOLT', 'B-1', 50),
      { type: 'ship', shipment: 'SH-1', customer: 'C-1', order: 'PO-77', lots: [{ lot: { number: 'B-1' }, quantity: 20 }] },
      {
        type: 'return',
        shipment: 'SH-1',
        customer: 'C-1',
        lots: [{ lot: { number: 'B-1' }, quantity: 5 }],
        to: 'STORE',
        reason: 'too many',
      },
    )
    for (const text of ['', '&search=sh-1', '&search=po-77', '&search=customer%20one']) {
      const { shipments } = await ask<{ shipments: object[] }>(plant.services, `GET /shipments?site=${plant.site}${text}`)
      expect(shipments).toMatchObject([
        {
          shipment: 'SH-1',
          customer: 'C-1',
          customerName: 'Customer one',
          order: 'PO-77',
          lotCount: 1,
          lots: [{ number: 'B-1', quantity: '15', returned: '5' }],
        },
      ])
    }
  })
})
