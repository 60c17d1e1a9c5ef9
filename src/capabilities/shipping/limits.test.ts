/** What a customer does not take is stopped in the transaction that ships, whoever changed what meanwhile. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import type { CustomerLimits } from '../booking/records.ts'
import { keepDocument } from '../documents/content.ts'
import { brokenLimit, type ShippedLot } from './limits.ts'

const at = testStore()
const ship = (number: string, more: object = {}): Sent => ({
  type: 'ship',
  shipment: 'SH-1',
  customer: 'C-1',
  lots: [{ lot: { number } }],
  ...more,
})
const limited = (limits: CustomerLimits): Sent => ({ type: 'partner', code: 'C-1', roles: ['customer'], limits })
const made = (from: string, number: string, material = 'PART'): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number: from }, quantity: 1 }],
  outputs: [{ lot: { material, number }, quantity: 1 }],
})

describe('the rule', () => {
  const DAY = 86_400_000
  const now = Date.parse('2026-03-01T00:00:00Z')
  const lot: ShippedLot = {
    material: 'PART',
    number: 'P-1',
    expiresAt: now + 30 * DAY,
    attributes: { revision: 'B', colour: 7 },
    vendors: ['V-2'],
    hasCertificate: false,
  }
  const cases: [string, CustomerLimits | undefined, RegExp | undefined][] = [
    ['no limits', undefined, undefined],
    ['none that matter', {}, undefined],
    ['exactly enough days left', { shelfLifeDays: 30 }, undefined],
    ['a day too few', { shelfLifeDays: 31 }, /expires on 2026-03-31, in 30 days, but C-1 asks for 31/],
    ['a material not taken', { notMaterials: ['PART'] }, /does not take PART/],
    ['another material not taken', { notMaterials: ['BOLT'] }, undefined],
    ['the lot not taken', { notLots: [{ number: 'P-1' }] }, /does not take lot PART P-1/],
    ['a lot of the same number of another material', { notLots: [{ material: 'BOLT', number: 'P-1' }] }, undefined],
    ['a vendor not taken', { notVendors: ['V-2'] }, /material of V-2/],
    ['another vendor not taken', { notVendors: ['V-1'] }, undefined],
    ['a revision that is taken', { attributes: [{ attribute: 'revision', values: ['A', 'B'] }] }, undefined],
    ['a number for an attribute', { attributes: [{ attribute: 'colour', values: ['7'] }] }, undefined],
    ['a revision that is not', { attributes: [{ attribute: 'revision', values: ['C'] }] }, /takes revision C only; PART P-1 has B/],
    ['an attribute nobody stated', { attributes: [{ attribute: 'rohs', values: ['yes'] }] }, /has none stated/],
    ['a certificate that is missing', { certificate: true }, /asks for a certificate/],
  ]
  it.each(cases)('%s', (_, limits, sentence) => {
    const broken = brokenLimit(limits, lot, { customer: 'C-1', at: now })
    if (sentence) expect(broken).toMatch(sentence)
    else expect(broken).toBeUndefined()
  })
  it('a lot that never expires has days enough', () =>
    expect(brokenLimit({ shelfLifeDays: 9999 }, { ...lot, expiresAt: null }, { customer: 'C-1', at: now })).toBeUndefined())
})

describe('ship', () => {
  const begun = (limits: CustomerLimits, ...more: Sent[]): Promise<Plant> => plantWithBasics(at, limited(limits), ...more)

  it('stops what is too near its expiry, also inside a container, and records it late as exception', async () => {
    const plant = await begun(
      { shelfLifeDays: 60 },
      receive('BOLT', 'B-1', 10, { lot: { material: 'BOLT', number: 'B-1', expiresAt: '2026-04-15' } }),
    )
    await plant.refused(ship('B-1'), 'customer-limit', '/lots/0/lot')
    await plant.ok(
      { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'B-1' } }] },
      { type: 'pack', container: 'PAL', contents: [{ container: 'BOX' }] },
    )
    await plant.refused(ship('', { lots: undefined, containers: ['PAL'] }), 'customer-limit', '/containers/0')
    await plant.exception(ship('B-1', { late: true }), 'customer-limit')
  })

  it('stops a vendor whose material is anywhere in the lot, and only for whom it matters', async () => {
    const plant = await begun(
      { notVendors: ['V-2'] },
      receive('STEEL', 'S-1', 9, { vendor: 'V-1' }),
      receive('STEEL', 'S-2', 9, { vendor: 'V-2' }),
    )
    await plant.ok(made('S-1', 'P-1'), made('S-2', 'P-2'), made('P-2', 'P-3', 'TRAY'))
    await plant.refused(ship('P-2'), 'customer-limit', '/lots/0/lot')
    await plant.refused(ship('P-3'), 'customer-limit', '/lots/0/lot')
    await plant.refused(ship('S-2'), 'customer-limit', '/lots/0/lot')
    await plant.ok(ship('P-1'), { ...ship('P-3'), shipment: 'SH-2', customer: 'C-2' })
  })

  it('sees a vendor in what was received and made in the very same batch', async () => {
    const plant = await begun({ notVendors: ['V-2'] })
    const results = await plant.send(
      receive('STEEL', 'S-7', 9, { vendor: 'V-2' }),
      made('S-7', 'P-7'),
      made('P-7', 'P-8', 'TRAY'),
      ship('P-8'),
    )
    expect(results.map(result => result.code ?? result.status)).toEqual(['recorded', 'recorded', 'recorded', 'customer-limit'])
  })

  it('holds for what comes right behind the limit, and for lots that were in use before it', async () => {
    const plant = await begun({}, receive('STEEL', 'S-8', 9, { vendor: 'V-2' }))
    const results = await plant.send(
      made('S-8', 'P-9'),
      ship('S-8', { lots: [{ lot: { number: 'S-8' }, quantity: 1 }] }),
      limited({ notVendors: ['V-2'] }),
      ship('P-9'),
    )
    expect(results.map(result => result.code ?? result.status)).toEqual(['recorded', 'recorded', 'recorded', 'customer-limit'])
  })

  it('lets a lot go that another lot was excluded for, once the limit is taken back', async () => {
    const plant = await begun({ notLots: [{ number: 'P-1' }] }, opening('PART', 'P-1', 5))
    await plant.refused(ship('P-1'), 'customer-limit')
    await plant.ok(limited({}), ship('P-1'))
  })

  it('asks for a certificate until one is attached to the lot or to its receipt', async () => {
    const plant = await begun({ certificate: true })
    const [first] = await plant.ok(receive('STEEL', 'S-1', 9), receive('STEEL', 'S-2', 9))
    await plant.refused(ship('S-1'), 'customer-limit', '/lots/0/lot')
    const document = await certificate(`certificate of ${plant.site}`)
    await plant.ok({ type: 'attach', document, name: 'cert.txt', kind: 'certificate', to: { receipt: first?.id } })
    await plant.ok(ship('S-1', { lots: [{ lot: { number: 'S-1' }, quantity: 1 }] }))
    const [attached] = await plant.ok({ type: 'attach', document, name: 'cert.txt', kind: 'certificate', to: { lot: { number: 'S-2' } } })
    await plant.ok({ type: 'correct', event: attached?.id, reason: 'of another lot' })
    await plant.refused(ship('S-2'), 'customer-limit', '/lots/0/lot')
    const results = await plant.send(
      { type: 'attach', document, name: 'cert.txt', kind: 'certificate', to: { lot: { number: 'S-2' } } },
      ship('S-2'),
    )
    expect(results.map(result => result.status)).toEqual(['recorded', 'recorded'])
  })
})

async function certificate(text: string): Promise<string> {
  const bytes = Buffer.from(text)
  const kept = await keepDocument(at.pool, Readable.from([bytes]), { name: 'cert.txt', by: 'test', at: 0 })
  expect(kept.document).toBe(createHash('sha256').update(bytes).digest('hex'))
  return kept.document
}

describe('a planned shipment and its order', () => {
  const salesOrder = (more: object = {}): Sent => ({
    type: 'salesOrder',
    number: 'SO-1',
    customer: 'C-1',
    lines: [{ line: 1, material: 'PART', quantity: 10 }],
    ...more,
  })
  const planned = (more: object = {}): Sent => ({ type: 'shipment', number: 'SH-1', customer: 'C-1', order: 'SO-1', ...more })
  const begun = (...more: Sent[]): Promise<Plant> =>
    plantWithBasics(at, opening('PART', 'P-1', 100), opening('BOLT', 'B-1', 100), salesOrder(), planned(), ...more)

  it('is remembered as the order of the shipment', async () => {
    const plant = await begun(ship('P-1'))
    expect(await plant.rows('select sales_order from shipment where site = $1', plant.site)).toEqual([{ sales_order: 'SO-1' }])
  })

  const cases: [string, Sent[], Sent, string, string][] = [
    ['another customer than planned', [], ship('P-1', { customer: 'C-2' }), 'wrong-order', '/customer'],
    ['another order than planned', [], ship('P-1', { order: 'SO-2' }), 'wrong-order', '/order'],
    [
      'an order of another customer',
      [salesOrder({ number: 'SO-2', customer: 'C-2' })],
      ship('P-1', { shipment: 'SH-9', order: 'SO-2' }),
      'wrong-order',
      '/customer',
    ],
    ['a material that was not ordered', [], ship('B-1'), 'wrong-order', '/lots/0/lot'],
    ['a cancelled shipment', [planned({ status: 'cancelled' })], ship('P-1'), 'wrong-order', '/shipment'],
    ['a closed order', [salesOrder({ status: 'closed' })], ship('P-1', { shipment: 'SH-8', order: 'SO-1' }), 'wrong-order', '/order'],
    ['a plan for an order of another customer', [], planned({ number: 'SH-7', customer: 'C-2' }), 'wrong-order', '/customer'],
    ['a plan for a customer nobody stated', [], planned({ number: 'SH-7', customer: 'C-9' }), 'unknown-partner', '/customer'],
    [
      'a plan under a number that has left for another',
      [ship('P-1', { shipment: 'SH-6', customer: 'C-2' })],
      planned({ number: 'SH-6' }),
      'wrong-order',
      '/customer',
    ],
    [
      'an order of an unknown material',
      [],
      salesOrder({ number: 'SO-3', lines: [{ line: 1, material: 'GOLD', quantity: 1 }] }),
      'unknown-material',
      '/lines/0/material',
    ],
  ]
  it.each(cases)('refuses %s', async (_, before, event, code, pointer) => {
    await (await begun(...before)).refused(event, code, pointer)
  })
})

it('a hold placed while the truck is loaded stops the shipment, whoever comes first', async () => {
  const plant = await plantWithBasics(at, opening('PART', 'P-1', 100))
  const races = Array.from({ length: 12 }, (_, index) => {
    const hold = { type: 'hold', hold: `H-${index}`, lots: [{ number: 'P-1' }], reason: 'crack' }
    const loaded = ship('P-1', { shipment: `SH-${index}`, lots: [{ lot: { number: 'P-1' }, quantity: 1 }] })
    const release = { type: 'release', hold: `H-${index}`, reason: 'fine' }
    return (index % 2 === 0 ? [hold, loaded, release] : [loaded, hold, release]).map(event => plant.send(event))
  })
  const told = (await Promise.all(races.flat())).flat()
  expect(told.filter(({ status }) => status === 'refused').length, 'some come too late').toBeGreaterThan(0)
  const rows = await plant.rows<{ type: string }>(
    `select type from ledger where site = $1 and type in ('hold', 'ship', 'release') order by sequence`,
    plant.site,
  )
  let open = 0
  for (const { type } of rows) {
    open += type === 'hold' ? 1 : type === 'release' ? -1 : 0
    if (type === 'ship') expect(open, 'nothing is shipped while a hold stands').toBe(0)
  }
  expect(rows.filter(({ type }) => type === 'ship').length, 'and some in time').toBeGreaterThan(0)
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
