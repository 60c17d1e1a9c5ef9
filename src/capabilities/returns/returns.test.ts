import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { simulateRecall } from '../tracing/recall.ts'
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
const ship = (shipment: string, quantity: number, number = 'P-1'): Sent => ({
  type: 'ship',
  shipment,
  customer: 'C-1',
  lots: [{ lot: { number }, quantity }],
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
  returns: {
    customer: string
    hold: string | null
    released: boolean
    event: string
    lots: { number: string; quantity: string; place: string; held: boolean; into: { number: string }[] }[]
  }[]
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

  it('are on hold from the same moment where the settings say so: only what came back, as a lot of its own at the place they say', async () => {
    const plant = await begun(quarantined, back())
    expect(await plant.places('P-1')).not.toHaveProperty('location:STORE')
    expect(await plant.places('P-1-R1')).toMatchObject({ 'location:STORE': 2 })
    const [found] = (await listed(plant)).returns
    expect(found).toMatchObject({ hold: expect.stringMatching(/^RET-/), released: false })
    expect(found?.lots).toMatchObject([{ number: 'P-1', quantity: '2', into: [{ number: 'P-1-R1' }] }])
    await plant.refused(ship('SH-2', 1, 'P-1-R1'), 'lot-on-hold', '/lots/0/lot')
    await plant.ok(ship('SH-3', 4))
    await plant.ok({ type: 'release', hold: found?.hold, reason: 'looked at: good' })
    await plant.ok(ship('SH-2', 2, 'P-1-R1'))
    expect((await listed(plant)).returns).toMatchObject([{ released: true }])
  })

  it('keep their number on hold where nothing else of the lot is here, so the label on them still stops', async () => {
    const plant = await begun(quarantined, ship('SH-2', 4), back())
    expect(await plant.places('P-1')).toMatchObject({ 'location:STORE': 2 })
    await plant.refused(ship('SH-3', 1), 'lot-on-hold', '/lots/0/lot')
  })

  it('keep their chain when they are parted: from the vendor to them, and from them to the vendor', async () => {
    const plant = await begun(quarantined, back())
    const { engine } = plant.services
    const forward = await trace(engine, at.pool, { direction: 'forward', seeds: [{ number: 'S-1', site: plant.site }] })
    expect([...forward.lots]).toHaveLength(2)
    const origins = await trace(engine, at.pool, { direction: 'back', seeds: [{ number: 'P-1-R1', site: plant.site }] })
    expect([...origins.lots].map(({ affected, certainty }) => [affected?.min, affected?.max, certainty])).toEqual([
      [2, 2, 'certain'],
      [2, 2, 'certain'],
    ])
  })

  it('count as returned in a recall: the customer has less, and every lot is accounted for', async () => {
    const plant = await begun(quarantined, back())
    const found = await simulateRecall(plant.services.engine, at.pool, { seeds: [{ number: 'S-1', site: plant.site }] })
    expect(found).toMatchObject({
      customers: [{ customer: 'C-1', quantity: [{ unit: 'ea', quantity: '4' }] }],
      balanceTotal: { percent: '100', unaccountedLots: 0, lots: 3 },
    })
    expect(found.balance).toMatchObject([
      { number: 'S-1' },
      { number: 'P-1', made: '10', quarantine: '4', call: '4', onward: '2', unaccounted: '0' },
      { number: 'P-1-R1', made: '2', quarantine: '2', unaccounted: '0' },
    ])
  })

  it('of several lots are each made of their own, and the next return of a lot is the next part', async () => {
    const plant = await begun(quarantined, receive('PART', 'P-2', 9, { vendorLot: 'V-2' }), {
      ...ship('SH-1', 3),
      lots: [{ lot: { number: 'P-2' }, quantity: 3 }],
    })
    const two = (...lots: [string, number][]): Sent => back({ lots: lots.map(([number, quantity]) => ({ lot: { number }, quantity })) })
    await plant.ok(two(['P-1', 1], ['P-2', 1], ['P-1', 1]), two(['P-2', 2]))
    const origins = async (number: string): Promise<unknown> => {
      const { rows } = await at.pool.query(
        'select p.number from link k join lot c on c.id = k.child join lot p on p.id = k.parent where k.until is null and c.site = $1 and c.number = $2',
        [plant.site, number],
      )
      return rows.map(row => (row as { number: string }).number)
    }
    expect(await origins('P-1-R2')).toEqual(['P-1'])
    expect(await origins('P-2-R1')).toEqual(['P-2'])
    expect(await origins('P-2-R2')).toEqual(['P-2'])
  })

  it('say whether they are held now, by whatever hold', async () => {
    const plant = await begun(back())
    const standing = async () => (await listed(plant)).returns.map(row => [row.hold, row.lots.map(({ held }) => held)])
    expect(await standing()).toEqual([[null, [false]]])
    await plant.ok({ type: 'hold', hold: 'H-1', lots: [{ lot: { number: 'P-1' } }], direction: 'none', reason: 'leaks' })
    expect(await standing()).toEqual([[null, [true]]])
  })

  it('are parted under a stated number, held or not', async () => {
    const plant = await begun(back({ lots: [{ lot: { number: 'P-1' }, quantity: 2, into: 'BACK-7' }] }))
    expect(await plant.onHand('BACK-7')).toBe(2)
    expect(await plant.onHand('P-1')).toBe(4)
  })

  it('are serials, each by itself', async () => {
    const plant = await begun(quarantined, { type: 'material', code: 'UNIT', unit: 'ea', tracking: 'serial' })
    for (const number of ['U-1', 'U-2']) await plant.ok(receive('UNIT', number, 1))
    const units = ['U-1', 'U-2'].map(number => ({ lot: { number } }))
    await plant.ok({ type: 'ship', shipment: 'SH-9', customer: 'C-1', lots: units })
    await plant.refused(back({ shipment: 'SH-9', lots: [{ lot: { number: 'U-1' }, into: 'U-9' }] }), 'invalid-event', '/lots/0/into')
    await plant.ok(back({ shipment: 'SH-9', lots: [{ lot: { number: 'U-1' } }] }))
    expect((await listed(plant)).returns[0]?.lots).toMatchObject([{ number: 'U-1', into: [] }])
    await plant.refused({ type: 'ship', shipment: 'SH-10', customer: 'C-1', lots: [{ lot: { number: 'U-1' } }] }, 'lot-on-hold')
  })

  it('cannot be shipped by what is sent together with the return', async () => {
    const plant = await begun(quarantined, ship('SH-2', 4))
    const results = await plant.send(back(), ship('SH-3', 1), ship('SH-4', 1))
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['recorded', undefined],
      ['refused', 'lot-on-hold'],
      ['refused', 'lot-on-hold'],
    ])
  })

  it('that were recorded by mistake are taken back with their hold and the lot they became', async () => {
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
    const part = returns[0]?.lots[0]?.into[0]?.number ?? ''
    expect(await plant.onHand(part)).toBe(1)
    await plant.ok({ type: 'release', hold: returns[0]?.hold, reason: 'good' }, ship('SH-2', 4), ship('SH-2', 1, part))
    await plant.refused({ type: 'correct', event: returns[0]?.event, reason: 'not at all' }, 'used-downstream')
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
    ['under a number that is taken', back({ lots: [{ lot: { number: 'P-1' }, quantity: 1, into: 'P-1' }] }), 'lot-exists', '/lots/0/into'],
    ['to a place that is none', back({ to: 'MOON' }), 'unknown-location', '/to'],
  ]
  it.each(cases)('are refused: %s', async (_, event, code, pointer) => {
    const plant = await begun()
    await plant.refused(event, code, pointer)
  })
})

describe('a serial of a series that had gone as a whole', () => {
  const { quantity: _, ...seals } = receive('MOTOR', 'SER', 0)
  const begun: Sent[] = [
    { ...seals, serials: { from: 'M001', to: 'M100', range: true } },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { material: 'MOTOR', number: 'M001..M010' } }] },
    {
      type: 'return',
      shipment: 'SH-1',
      customer: 'C-1',
      reason: 'leaks',
      to: 'DOCK',
      lots: [{ lot: { material: 'MOTOR', number: 'M003' } }],
    },
  ]
  const cases: [string, Sent[], string[]][] = [
    ['is on hand when it is back', [], ['C-1 SH-1 M001..M010 9', 'M003 DOCK 1', 'SER STORE 90']],
    [
      'is with the next customer when it left again',
      [{ type: 'ship', shipment: 'SH-2', customer: 'C-2', lots: [{ lot: { number: 'M003' } }] }],
      ['C-1 SH-1 M001..M010 9', 'C-2 SH-2 M003 1', 'SER STORE 90'],
    ],
  ]
  it.each(cases)('%s, and a recall finds it there', async (_, more, expected) => {
    const plant = await plantWithBasics(at, ...begun, ...more)
    const { ends } = await ask<Simulated>(plant.services, 'POST /recalls/simulations', {
      seeds: [{ material: 'MOTOR', number: 'SER', site: plant.site }],
    })
    const call = ends.call.map(({ customer, shipment, number, quantity }) => `${customer} ${shipment} ${number} ${quantity}`)
    expect([...call, ...ends.quarantine.map(({ number, location, quantity }) => `${number} ${location} ${quantity}`)].sort()).toEqual(
      expected,
    )
  })
})

interface Simulated {
  ends: {
    call: { customer: string; shipment: string; number: string; quantity: string }[]
    quarantine: { number: string; location: string; quantity: string }[]
  }
  balanceTotal: object
}

describe('what came back before it was known to have left', () => {
  const shipped = (shipment: string, quantity: number, minute: number, more: object = {}): Sent => ({
    ...ship(shipment, quantity, 'S-1'),
    at: minute,
    late: true,
    ...more,
  })
  const cameBack = (quantity: number, minute: number, more: object = {}): Sent => ({
    type: 'return',
    customer: 'C-1',
    reason: 'leaks',
    to: 'DOCK',
    lots: [{ lot: { number: 'S-1' }, quantity }],
    at: minute,
    late: true,
    ...more,
  })
  const slip = randomUUID()
  const correct = (replacement?: Sent): Sent => ({
    type: 'correct',
    event: slip,
    reason: 'a slip',
    ...(replacement ? { replacement } : {}),
  })
  const cases: [string, Sent[], string[]][] = [
    ['is of the shipment that is told later', [cameBack(3, 200), shipped('SH-1', 5, 100)], ['C-1 SH-1 2']],
    ['all of it', [cameBack(5, 200), shipped('SH-1', 5, 100)], []],
    ['the rest waits for the next', [cameBack(7, 200), shipped('SH-1', 5, 100), shipped('SH-2', 6, 120)], ['C-1 SH-2 4']],
    ['not of what left after it had come', [cameBack(3, 200), shipped('SH-1', 5, 300)], ['C-1 SH-1 5']],
    ['not of what went to others', [cameBack(3, 200), shipped('SH-1', 5, 100, { customer: 'C-2' })], ['C-2 SH-1 5']],
    ['more than was known of, of the next', [shipped('SH-1', 2, 50), cameBack(5, 200), shipped('SH-2', 6, 100)], ['C-1 SH-2 3']],
    [
      'two of them, the older first',
      [cameBack(3, 200), cameBack(4, 210), shipped('SH-1', 5, 100), shipped('SH-2', 9, 110)],
      ['C-1 SH-2 7'],
    ],
    [
      'and the shipment is taken back',
      [cameBack(3, 200), shipped('SH-1', 5, 100, { id: slip }), correct(), shipped('SH-2', 4, 100)],
      ['C-1 SH-2 1'],
    ],
    [
      'and the shipment was smaller',
      [cameBack(3, 200), shipped('SH-1', 5, 100, { id: slip }), correct(shipped('SH-1', 2, 100)), shipped('SH-2', 4, 100)],
      ['C-1 SH-2 3'],
    ],
    ['and the return is taken back', [cameBack(3, 200, { id: slip }), shipped('SH-1', 5, 100), correct()], ['C-1 SH-1 5']],
    [
      'and the return was of somebody else',
      [cameBack(3, 200, { id: slip }), correct(cameBack(3, 200, { customer: 'C-2' })), shipped('SH-1', 5, 100)],
      ['C-1 SH-1 5'],
    ],
  ]
  it.each(cases)('%s', async (_, events, call) => {
    const own = (event: Sent): Sent => ({
      ...event,
      ...(event.id === slip ? { id: ids } : {}),
      ...(event.event === slip ? { event: ids } : {}),
    })
    const ids = randomUUID()
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100, { at: 10 }))
    const results = await plant.send(...events.map(own))
    expect(results.filter(({ status }) => status === 'refused')).toEqual([])
    const found = await ask<Simulated>(plant.services, 'POST /recalls/simulations', { seeds: [{ number: 'S-1', site: plant.site }] })
    expect(found.ends.call.map(({ customer, shipment, quantity }) => `${customer} ${shipment} ${quantity}`)).toEqual(call)
    expect(found.balanceTotal).toMatchObject({ percent: '100', unaccountedLots: 0 })
    expect((await listed(plant)).returns.flatMap(({ lots }) => lots.map(({ quantity }) => quantity)).sort()).toEqual(
      events
        .filter(
          event =>
            event.type === 'return' && !events.some(other => other.event === event.id && other.event !== undefined && !other.replacement),
        )
        .map(event => String((event.lots as { quantity: number }[])[0]?.quantity))
        .sort(),
    )
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
