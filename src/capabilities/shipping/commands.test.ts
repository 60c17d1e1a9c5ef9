import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
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
  ]
  it.each(cases)('refuses %s', async (_, event, code, pointer) => {
    await (await begun(ship('SH-1', 'P-1', { quantity: 10 }), ship('SH-2', 'M-1'))).refused(event, code, pointer)
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

  const cases: [string, Sent, string, string][] = [
    ['from a customer nobody stated', back('P-1', { customer: 'C-9' }), 'unknown-partner', '/customer'],
    ['of a shipment nobody sent', back('P-1', { shipment: 'SH-9' }), 'unknown-shipment', '/shipment'],
    ['of a shipment of another customer', back('P-1', { shipment: 'SH-1', customer: 'C-2' }), 'not-shipped', '/customer'],
    ['of what was not in the shipment', back('P-2', { shipment: 'SH-1' }), 'not-shipped', '/lots/0'],
    ['of what never left', back('P-2'), 'not-shipped', '/lots/0'],
    ['to a place nobody stated', back('P-1', { to: 'MOON' }), 'unknown-location', '/to'],
    ['of nothing', { type: 'return', customer: 'C-1', lots: [], reason: 'wrong' }, 'invalid-event', '/lots'],
  ]
  it.each(cases)('refuses one %s', async (_, event, code, pointer) => {
    await (await begun(ship('SH-1', 'P-1', { quantity: 10 }))).refused(event, code, pointer)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
