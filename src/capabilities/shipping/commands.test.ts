import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const ship = (shipment: string, number: string, more: object = {}): Sent => ({
  type: 'ship',
  shipment,
  customer: 'C-1',
  lots: [{ lot: { number }, ...more }],
})
const back = (number: string, more: object = {}): Sent => ({
  type: 'return',
  customer: 'C-1',
  lots: [{ lot: { number } }],
  reason: 'wrong',
  ...more,
})
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(at, opening('PART', 'P-1', 100), opening('PART', 'P-2', 100), receive('MOTOR', 'M-1', 1), ...more)

describe('ship', () => {
  it('takes what is said, or all there is, in several loads of one shipment', async () => {
    const plant = await begun(ship('SH-1', 'P-1', { quantity: 30 }), ship('SH-1', 'P-1', { quantity: 20 }), ship('SH-2', 'P-1'))
    expect(await plant.onHand('P-1')).toBe(0)
    expect(
      await plant.rows(
        `select m.reference, sum(-m.delta)::int as sum from movement m where m.site = $1 and m.kind = 'shipped' group by 1 order by 1`,
        plant.site,
      ),
    ).toEqual([
      { reference: 'SH-1', sum: 50 },
      { reference: 'SH-2', sum: 50 },
    ])
  })

  const cases: [string, Sent, string, string][] = [
    ['to a customer nobody stated', { ...ship('SH-9', 'P-1'), customer: 'C-9' }, 'unknown-partner', '/customer'],
    ['a shipment of another customer', { ...ship('SH-1', 'P-1'), customer: 'C-2' }, 'invalid-event', '/customer'],
    ['nothing', { type: 'ship', shipment: 'SH-9', customer: 'C-1' }, 'invalid-event', '/lots'],
    ['a lot nobody knows', ship('SH-9', 'P-9'), 'unknown-lot', '/lots/0/lot/number'],
    ['more than there is', ship('SH-9', 'P-1', { quantity: 91 }), 'quantity-exceeds-balance', '/lots/0/quantity'],
    ['what is all gone', ship('SH-9', 'M-1'), 'quantity-exceeds-balance', '/lots/0'],
    [
      'one lot twice',
      { type: 'ship', shipment: 'SH-9', customer: 'C-1', lots: [{ lot: { number: 'P-1' } }, { lot: { number: 'P-1' } }] },
      'quantity-exceeds-balance',
      '/lots/1',
    ],
    [
      'a container nobody packed',
      { type: 'ship', shipment: 'SH-9', customer: 'C-1', containers: ['BOX'] },
      'unknown-container',
      '/containers/0',
    ],
    [
      'a container that has left already',
      { type: 'ship', shipment: 'SH-3', customer: 'C-1', containers: ['GONE'] },
      'quantity-exceeds-balance',
      '/containers',
    ],
  ]
  it.each(cases)('refuses %s', async (_, event, code, pointer) => {
    const plant = await begun(
      { type: 'pack', container: 'GONE', contents: [{ lot: { number: 'P-2' }, quantity: 5 }] },
      ship('SH-1', 'P-1', { quantity: 10 }),
      ship('SH-2', 'M-1'),
      { type: 'ship', shipment: 'SH-2', customer: 'C-1', containers: ['GONE'] },
    )
    await plant.refused(event, code, pointer)
  })
})

describe('return', () => {
  it('brings back a part or all, of one shipment or of any, and no more', async () => {
    const plant = await begun(ship('SH-1', 'P-1', { quantity: 30 }), ship('SH-2', 'P-1', { quantity: 20 }), {
      type: 'return',
      shipment: 'SH-1',
      customer: 'C-1',
      lots: [{ lot: { number: 'P-1' }, quantity: 10 }],
      to: 'DOCK',
      reason: 'wrong',
    })
    expect(await plant.places('P-1')).toEqual({ '': 50, 'location:DOCK': 10 })
    await plant.refused(
      { type: 'return', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 21 }], reason: 'wrong' },
      'quantity-exceeds-balance',
      '/lots/0/quantity',
    )
    await plant.ok(back('P-1', { shipment: 'SH-1' }), back('P-1'))
    expect(await plant.onHand('P-1')).toBe(100)
    await plant.refused(back('P-1'), 'not-shipped', '/lots/0')
  })

  it('and ships again', async () => {
    const plant = await begun(ship('SH-1', 'M-1'), back('M-1'), ship('SH-2', 'M-1'), back('M-1', { shipment: 'SH-2' }))
    expect(await plant.onHand('M-1')).toBe(1)
  })

  const lots = (quantity?: number): object => ({ lots: [{ lot: { number: 'P-1' }, ...(quantity === undefined ? {} : { quantity }) }] })
  // SH-1 (6) and SH-3 (4, in two loads) went to C-1, SH-2 (4) to C-2; then this came back, and that is what customers still have.
  const settled: [string, Sent[], string[]][] = [
    ['nothing', [], ['SH-1 6', 'SH-2 4', 'SH-3 3', 'SH-3 1']],
    ['from one customer, of his one shipment', [back('P-1', { customer: 'C-2', ...lots(3) })], ['SH-1 6', 'SH-2 1', 'SH-3 3', 'SH-3 1']],
    ['from one customer, all that he has', [back('P-1', { customer: 'C-2', ...lots() })], ['SH-1 6', 'SH-3 3', 'SH-3 1']],
    ['of several shipments, the oldest first', [back('P-1', lots(7))], ['SH-2 4', 'SH-3 2', 'SH-3 1']],
    ['of several loads of one, the first first', [back('P-1', { shipment: 'SH-3', ...lots(3) })], ['SH-1 6', 'SH-2 4', 'SH-3 1']],
    [
      'of the one that is named and of another',
      [back('P-1', { shipment: 'SH-3', ...lots(4) }), back('P-1', lots(1))],
      ['SH-1 5', 'SH-2 4'],
    ],
    [
      'of one that a guess had settled, instead of others',
      [back('P-1', lots(8)), back('P-1', { shipment: 'SH-1', ...lots(2) })],
      ['SH-2 4'],
    ],
    ['late, more than there is', [back('P-1', { customer: 'C-2', late: true, ...lots(5) })], ['SH-1 6', 'SH-3 3', 'SH-3 1']],
    ['late, by whoever never got it', [back('P-1', { customer: 'C-3', late: true, ...lots(2) })], ['SH-1 6', 'SH-2 4', 'SH-3 3', 'SH-3 1']],
  ]
  it.each(settled)('settles the shipments of the customer who sends it: %s', async (_, returns, calls) => {
    const plant = await begun(
      { type: 'partner', code: 'C-3', roles: ['customer'] },
      ship('SH-1', 'P-1', { quantity: 6 }),
      { ...ship('SH-2', 'P-1', { quantity: 4 }), customer: 'C-2' },
      ship('SH-3', 'P-1', { quantity: 3 }),
      ship('SH-3', 'P-1', { quantity: 1 }),
    )
    await plant.send(...returns)
    const asked = { direction: 'forward', seeds: [{ material: 'PART', number: 'P-1', site: plant.site }] }
    const { ends } = await ask<{ ends: { call: { shipment: string; quantity: string }[] } }>(plant.services, 'POST /traces', asked)
    expect(ends.call.map(({ shipment, quantity }) => `${shipment} ${quantity}`)).toEqual(calls)
  })

  it('of more than the books had at the customer is settled once the shipment is put right', async () => {
    const plant = await begun()
    const [sent] = await plant.ok(ship('SH-1', 'P-1', { quantity: 2 }))
    await plant.ok(back('P-1', lots(2)))
    await plant.exception(back('P-1', { late: true, ...lots(1) }), 'not-shipped')
    await plant.ok({ type: 'correct', event: sent?.id, reason: 'three', replacement: ship('SH-1', 'P-1', { quantity: 4 }) })
    const asked = { direction: 'forward', seeds: [{ material: 'PART', number: 'P-1', site: plant.site }] }
    const { ends } = await ask<{ ends: { call: object[] } }>(plant.services, 'POST /traces', asked)
    expect(ends.call).toMatchObject([{ shipment: 'SH-1', quantity: '1' }])
  })

  it('of which shipment nobody said is known of none: what stayed may be what was sent last', async () => {
    const plant = await begun(
      { type: 'transform', inputs: [], outputs: [{ lot: { material: 'PART', number: 'T-1' }, quantity: 4 }] },
      ship('SH-1', 'T-1', { quantity: 4 }),
      {
        type: 'transform',
        inputs: [{ lot: { number: 'P-2' }, quantity: 4 }],
        outputs: [{ lot: { material: 'PART', number: 'T-1' }, quantity: 4 }],
      },
      ship('SH-2', 'T-1', { quantity: 4 }),
      back('T-1', { lots: [{ lot: { number: 'T-1' }, quantity: 4 }] }),
    )
    const asked = { direction: 'forward', seeds: [{ material: 'PART', number: 'P-2', site: plant.site }] }
    const { ends } = await ask<{ ends: { call: object[]; quarantine: object[] } }>(plant.services, 'POST /traces', asked)
    expect(ends.quarantine).toMatchObject([{ number: 'P-2' }, { number: 'T-1', quantity: '4', certainty: 'possible' }])
  })

  const cases: [string, Sent, string, string][] = [
    ['from a customer nobody stated', back('P-1', { customer: 'C-9' }), 'unknown-partner', '/customer'],
    ['of a shipment nobody sent', back('P-1', { shipment: 'SH-9' }), 'unknown-shipment', '/shipment'],
    ['of a shipment of another customer', back('P-1', { shipment: 'SH-1', customer: 'C-2' }), 'not-shipped', '/customer'],
    ['of what was not in the shipment', back('P-2', { shipment: 'SH-1' }), 'not-shipped', '/lots/0'],
    ['of what never left', back('P-2'), 'not-shipped', '/lots/0'],
    ['from a customer who never got it', back('P-1', { customer: 'C-2' }), 'not-shipped', '/lots/0'],
    ['of more than this customer has', back('P-1', lots(11)), 'quantity-exceeds-balance', '/lots/0/quantity'],
    ['to a place nobody stated', back('P-1', { to: 'MOON' }), 'unknown-location', '/to'],
    ['of nothing', { type: 'return', customer: 'C-1', lots: [], reason: 'wrong' }, 'invalid-event', '/lots'],
  ]
  it.each(cases)('refuses one %s', async (_, event, code, pointer) => {
    await (await begun(ship('SH-1', 'P-1', { quantity: 10 }))).refused(event, code, pointer)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
