import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { trace } from '../tracing/trace.ts'

const at = testStore()
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    {
      type: 'transform',
      inputs: [{ lot: { number: 'S-1' }, quantity: 10 }],
      outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 10 }],
    },
    ship('SH-1', 6),
    ...more,
  )
const ship = (shipment: string, quantity: number): Sent => ({
  type: 'ship',
  shipment,
  customer: 'C-1',
  lots: [{ lot: { number: 'P-1' }, quantity }],
})
const back = (more: object = {}): Sent => ({
  type: 'return',
  shipment: 'SH-1',
  customer: 'C-1',
  reason: 'leaks',
  lots: [{ lot: { number: 'P-1' }, quantity: 2 }],
  ...more,
})
const quarantined: Sent = { type: 'settings', returns: { quarantine: true, location: 'STORE' } }
interface Listed {
  returns: { customer: string; hold: string | null; released: boolean; lots: { number: string; quantity: string; place: string }[] }[]
}
const listed = (plant: Plant): Promise<Listed> => ask<Listed>(plant.services, `GET /returns?site=${plant.site}`)

describe('goods that come back', () => {
  it('are the same lot, go on under it, and are traced from the vendor as before', async () => {
    const plant = await begun(back())
    expect(await plant.onHand('P-1')).toBe(6)
    const traced = await trace(plant.services.engine, at.pool, { direction: 'forward', seeds: [{ number: 'S-1', site: plant.site }] })
    expect([...traced.lots]).toHaveLength(1)
    await plant.ok(ship('SH-2', 6))
    expect((await listed(plant)).returns).toMatchObject([{ customer: 'C-1', hold: null, lots: [{ number: 'P-1', quantity: '2' }] }])
  })

  it('are on hold from the same moment where the settings say so, at the place they say', async () => {
    const plant = await begun(quarantined, back())
    expect(await plant.places('P-1')).toMatchObject({ 'location:STORE': 2 })
    const [found] = (await listed(plant)).returns
    expect(found).toMatchObject({ hold: expect.stringMatching(/^RET-/), released: false })
    await plant.refused(ship('SH-2', 1), 'lot-on-hold', '/lots/0/lot')
    await plant.ok({ type: 'release', hold: found?.hold, reason: 'looked at: good' })
    await plant.ok(ship('SH-2', 6))
    expect((await listed(plant)).returns).toMatchObject([{ released: true }])
  })

  it('cannot be shipped by what is sent together with the return', async () => {
    const plant = await begun(quarantined)
    const results = await plant.send(back(), ship('SH-2', 1), ship('SH-3', 1))
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['recorded', undefined],
      ['refused', 'lot-on-hold'],
      ['refused', 'lot-on-hold'],
    ])
  })

  it('that were recorded by mistake are taken back with their hold', async () => {
    const plant = await begun(quarantined)
    const [wrong] = await plant.ok(back())
    await plant.ok({
      type: 'correct',
      event: wrong?.id,
      reason: 'one only',
      replacement: back({ lots: [{ lot: { number: 'P-1' }, quantity: 1 }] }),
    })
    const { returns } = await listed(plant)
    expect(returns).toMatchObject([{ lots: [{ quantity: '1' }], released: false }])
    await plant.ok({ type: 'release', hold: returns[0]?.hold, reason: 'good' })
    await plant.ok(ship('SH-2', 5))
  })

  it('may be any that the customer still has', async () => {
    const plant = await begun(back())
    interface Expected {
      lots: { shipment: string; number: string; quantity: string }[]
    }
    const expected = await ask<Expected>(plant.services, `GET /returns/expected?site=${plant.site}&customer=C-1`)
    expect(expected.lots).toMatchObject([{ shipment: 'SH-1', number: 'P-1', quantity: '4' }])
  })

  const cases: [string, Sent, string, string][] = [
    [
      'more than the customer has',
      back({ lots: [{ lot: { number: 'P-1' }, quantity: 7 }] }),
      'quantity-exceeds-balance',
      '/lots/0/quantity',
    ],
    ['a lot that was never sent', back({ lots: [{ lot: { number: 'S-1' } }] }), 'not-shipped', '/lots/0'],
    ['under a complaint nobody made', back({ complaint: 'CO-9' }), 'unknown-complaint', '/complaint'],
    ['to a place that is none', back({ to: 'MOON' }), 'unknown-location', '/to'],
  ]
  it.each(cases)('are refused: %s', async (_, event, code, pointer) => {
    const plant = await begun()
    await plant.refused(event, code, pointer)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
