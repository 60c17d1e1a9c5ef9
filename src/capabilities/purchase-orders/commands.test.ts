import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { orderAsked, ordersAsked, type ShownOrder } from './open-lines.ts'

const at = testStore()
const order = (more: object = {}): Sent => ({
  type: 'purchaseOrder',
  number: 'PO-1',
  vendor: 'V-1',
  lines: [
    { line: 10, material: 'STEEL', quantity: 2, unit: 't', due: '2026-03-05', vendorMaterial: 'ST-37' },
    { line: 20, material: 'BOLT', quantity: 1000, tolerance: 5 },
    { line: 30, material: 'BOLT', quantity: 500 },
  ],
  ...more,
})
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, order(), ...more)
const shown = async (plant: Plant, number = 'PO-1'): Promise<ShownOrder> => {
  const found = await orderAsked(plant.services, number, plant.site)
  if (!found) throw new Error(`${number} is not there`)
  return found
}
const linesOf = ({ lines }: ShownOrder): string[] =>
  lines.map(
    line => `${line.line}: ${line.received} of ${line.ordered} ${line.stockUnit}, ${line.open} open, ${line.over} over, ${line.standing}`,
  )

describe('a purchase order', () => {
  it('says of every line what came, in the unit of the store', async () => {
    const plant = await begun(
      receive('STEEL', 'S-1', 1.5, { unit: 't', purchaseOrder: 'PO-1', line: 10 }),
      receive('BOLT', 'B-1', 1030, { purchaseOrder: 'PO-1', line: 20 }),
    )
    const found = await shown(plant)
    expect(linesOf(found)).toEqual([
      '10: 1500 of 2000 kg, 500 open, 0 over, partly',
      '20: 1030 of 1000 ea, 0 open, 30 over, complete',
      '30: 0 of 500 ea, 500 open, 0 over, open',
    ])
    expect(found.standing).toBe('partly')
  })

  it('takes a receipt on the only line of its material without being told', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 100, { purchaseOrder: 'PO-1' }))
    expect(linesOf(await shown(plant))[0]).toContain('100 of 2000')
  })

  it('counts a corrected receipt as what replaced it, and a voided one not at all', async () => {
    const plant = await begun()
    const [first] = await plant.ok(receive('STEEL', 'S-1', 900, { purchaseOrder: 'PO-1', line: 10 }))
    const replacement = receive('STEEL', 'S-1', 90, { purchaseOrder: 'PO-1', line: 10 })
    await plant.ok({ type: 'correct', event: first?.id, reason: 'a digit too many', replacement })
    expect(linesOf(await shown(plant))[0]).toContain('90 of 2000')
    const [second] = await plant.ok(receive('STEEL', 'S-2', 50, { purchaseOrder: 'PO-1', line: 10 }))
    await plant.ok({ type: 'correct', event: second?.id, reason: 'never came' })
    expect(linesOf(await shown(plant))[0]).toContain('90 of 2000')
  })

  it('more than ordered is recorded and said at once, also within one batch', async () => {
    const plant = await begun()
    const results = await plant.send(
      receive('BOLT', 'B-1', 1000, { purchaseOrder: 'PO-1', line: 20 }),
      receive('BOLT', 'B-2', 50, { purchaseOrder: 'PO-1', line: 20 }),
      receive('BOLT', 'B-3', 1, { purchaseOrder: 'PO-1', line: 20 }),
    )
    expect(results.map(result => result.code ?? result.status)).toEqual(['recorded', 'recorded', 'over-delivered'])
    expect(results[2]?.detail).toBe('1051 of 1000 ea of BOLT have come on PO-1 line 20: 51 too many.')
    expect((await shown(plant)).standing).toBe('over')
    expect(await plant.onHand('B-3')).toBe(1)
  })

  it('a replaced receipt that is too large still says so', async () => {
    const plant = await begun()
    const [first] = await plant.ok(receive('BOLT', 'B-1', 100, { purchaseOrder: 'PO-1', line: 30 }))
    const replacement = receive('BOLT', 'B-1', 501, { purchaseOrder: 'PO-1', line: 30 })
    await plant.send({ type: 'correct', event: first?.id, reason: 'counted again', replacement })
    expect(await plant.exceptions()).toEqual(['over-delivered'])
  })

  it('closed with something missing is short, and takes no more unless it has come already', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 100, { purchaseOrder: 'PO-1', line: 10 }), order({ status: 'closed' }))
    expect((await shown(plant)).standing).toBe('short')
    const more = receive('STEEL', 'S-2', 100, { purchaseOrder: 'PO-1', line: 10 })
    await plant.refused(more, 'wrong-order', '/purchaseOrder')
    await plant.exception({ ...more, late: true }, 'wrong-order')
    expect((await ordersAsked(plant.services, { ...all, site: plant.site, open: true })).length).toBe(0)
    expect((await ordersAsked(plant.services, { ...all, site: plant.site })).length).toBe(1)
  })

  it('is found by vendor, material and text', async () => {
    const plant = await begun(order({ number: 'PO-2', vendor: 'V-2', lines: [{ line: 1, material: 'MILK', quantity: 1 }] }))
    const numbers = async (more: object): Promise<string[]> =>
      (await ordersAsked(plant.services, { ...all, site: plant.site, ...more })).map(found => found.number)
    expect(await numbers({})).toEqual(['PO-2', 'PO-1'])
    expect(await numbers({ vendor: 'V-2' })).toEqual(['PO-2'])
    expect(await numbers({ materials: ['BOLT'], open: true })).toEqual(['PO-1'])
    expect(await numbers({ pattern: '%mil%' })).toEqual(['PO-2'])
  })

  it('an order nobody stated is a number on the paper', async () => {
    await (await begun()).ok(receive('STEEL', 'S-1', 100, { purchaseOrder: 'PO-77' }))
  })
})

const all = { site: null, vendor: null, materials: null, open: false, pattern: null, after: null, limit: 100 }

describe('refused is', () => {
  const cases: [string, Sent, string, string][] = [
    ['an order of a vendor nobody stated', order({ vendor: 'V-9' }), 'unknown-partner', '/vendor'],
    [
      'a line of an unknown material',
      order({ lines: [{ line: 1, material: 'GOLD', quantity: 1 }] }),
      'unknown-material',
      '/lines/0/material',
    ],
    ['a line twice', order({ lines: [1, 1].map(line => ({ line, material: 'BOLT', quantity: 1 })) }), 'invalid-event', '/lines/1/line'],
    [
      'a unit the material has not',
      order({ lines: [{ line: 1, material: 'BOLT', quantity: 1, unit: 't' }] }),
      'unknown-unit',
      '/lines/0/unit',
    ],
    ['a line of an order nobody stated', receive('STEEL', 'S-1', 1, { purchaseOrder: 'PO-9', line: 1 }), 'unknown-order', '/purchaseOrder'],
    ['a line without an order', receive('STEEL', 'S-1', 1, { line: 1 }), 'unknown-order', '/purchaseOrder'],
    ['a line the order has not', receive('STEEL', 'S-1', 1, { purchaseOrder: 'PO-1', line: 99 }), 'wrong-order', '/line'],
    ['another material than the line', receive('STEEL', 'S-1', 1, { purchaseOrder: 'PO-1', line: 20 }), 'wrong-order', '/line'],
    ['a material that is on no line', receive('MILK', 'M-1', 1, { purchaseOrder: 'PO-1' }), 'wrong-order', '/purchaseOrder'],
    ['a material that is on two lines', receive('BOLT', 'B-1', 1, { purchaseOrder: 'PO-1' }), 'wrong-order', '/purchaseOrder'],
    ['an order of another vendor', receive('STEEL', 'S-1', 1, { vendor: 'V-2', purchaseOrder: 'PO-1' }), 'wrong-order', '/purchaseOrder'],
  ]
  it.each(cases)('%s', async (_, event, code, pointer) => {
    await (await begun()).refused(event, code, pointer)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
