import { describe, expect, it } from 'vitest'
import { expectSound, NOW, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const hold = (name: string, number: string): Sent => ({ type: 'hold', hold: name, lots: [lot(number)], reason: 'suspect' })
const make = (from: string, number: string, quantity: number): Sent => ({
  type: 'transform',
  inputs: [{ lot: lot(from), quantity }],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})
const concession = (name: string, number: string, more: object = {}, part: object = {}): Sent => ({
  type: 'concession',
  concession: name,
  lots: [{ lot: lot(number), ...part }],
  reason: 'deviation agreed',
  ...more,
})
let shipments = 0
const ship = (number: string, quantity: number, customer = 'C-1'): Sent => ({
  type: 'ship',
  shipment: `SH-${++shipments}`,
  customer,
  lots: [{ lot: lot(number), quantity }],
})
/** S-1 → P-1, both held by H-1; P-1 held by H-2 too. */
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(at, receive('STEEL', 'S-1', 100), make('S-1', 'P-1', 40), hold('H-1', 'S-1'), hold('H-2', 'P-1'), ...more)
const used = (plant: Plant): Promise<{ sum: string }[]> =>
  plant.rows(
    'select concession, sum(quantity)::float8 as sum from concession_use where site = $1 and until is null group by 1 order by 1',
    plant.site,
  )

describe('a concession', () => {
  it('lets so much of a lot pass to one customer, and the lot stays on hold', async () => {
    const plant = await begun(concession('K-1', 'P-1', { customer: 'C-1' }, { quantity: 10 }))
    await plant.refused(ship('P-1', 1, 'C-2'), 'lot-on-hold', '/lots/0/lot')
    await plant.refused(make('P-1', 'P-7', 1), 'lot-on-hold', '/inputs/0/lot')
    await plant.refused(ship('P-1', 11), 'lot-on-hold', '/lots/0/quantity')
    await plant.ok({ type: 'pass', lot: lot('P-1'), workCenter: 'WC-1' }, ship('P-1', 6), ship('P-1', 4))
    await plant.refused(ship('P-1', 1), 'lot-on-hold', '/lots/0/quantity')
    expect(await used(plant)).toEqual([{ concession: 'K-1', sum: 10 }])
  })

  it('counts within one event, also from containers', async () => {
    const plant = await begun(concession('K-1', 'P-1', {}, { quantity: 10 }), {
      type: 'pack',
      container: 'BOX',
      contents: [{ lot: lot('P-1'), quantity: 8 }],
    })
    const both = { ...ship('P-1', 3), containers: ['BOX'] }
    await plant.refused(both, 'lot-on-hold', '/containers/0')
    await plant.ok({ ...both, lots: [{ lot: lot('P-1'), quantity: 2 }] })
  })

  it('lets it be used; what is made of it is born held', async () => {
    const plant = await begun(concession('K-1', 'S-1', {}, { quantity: 5 }), { type: 'start', run: 'R' })
    await plant.ok(make('S-1', 'P-8', 2))
    await plant.refused({ type: 'load', run: 'R', lot: lot('S-1') }, 'lot-on-hold', '/quantity')
    await plant.ok({ type: 'load', run: 'R', lot: lot('S-1'), quantity: 3 })
    await plant.refused(make('S-1', 'P-8', 1), 'lot-on-hold', '/inputs/0/quantity')
    await plant.refused(ship('P-8', 1), 'lot-on-hold', '/lots/0/lot')
    await plant.refused({ type: 'merge', lots: [{ lot: lot('S-1') }] }, 'lot-on-hold', '/lots/0/lot')
  })

  it('covers the holds of then, not those that came later', async () => {
    const plant = await begun(concession('K-1', 'P-1'), hold('H-3', 'P-1'))
    await plant.refused(ship('P-1', 1), 'lot-on-hold', '/lots/0/lot')
    await plant.ok(concession('K-2', 'P-1'), ship('P-1', 1))
    expect(await used(plant)).toEqual([{ concession: 'K-2', sum: 1 }])
  })

  it('ends with its day', async () => {
    const plant = await begun(concession('K-1', 'P-1', { expiresAt: '2026-03-10' }))
    await plant.ok(ship('P-1', 1))
    await plant.refused({ ...ship('P-1', 1), at: new Date(NOW).toISOString() }, 'lot-on-hold', '/lots/0/lot')
  })

  it('gives back what was taken when the shipment is corrected, and is gone when it is corrected itself', async () => {
    const plant = await begun()
    const [granted] = await plant.ok(concession('K-1', 'P-1', {}, { quantity: 10 }))
    const [sent] = await plant.ok(ship('P-1', 10))
    const instead = { ...ship('P-1', 9) }
    await plant.ok({ type: 'correct', event: sent?.id, reason: 'miscounted', replacement: instead })
    expect(await used(plant)).toEqual([{ concession: 'K-1', sum: 9 }])
    await plant.ok(ship('P-1', 1))
    await plant.ok({ type: 'correct', event: granted?.id, reason: 'withdrawn' })
    await plant.refused(ship('P-1', 1), 'lot-on-hold', '/lots/0/lot')
  })

  it('of several that fit, takes one of which something is left', async () => {
    const plant = await begun(concession('K-1', 'P-1', {}, { quantity: 2 }), concession('K-2', 'P-1', {}, { quantity: 3 }))
    await plant.ok(ship('P-1', 2), ship('P-1', 3))
    expect(await used(plant)).toEqual([
      { concession: 'K-1', sum: 2 },
      { concession: 'K-2', sum: 3 },
    ])
  })

  it('broken offline is recorded and raised', async () => {
    const plant = await begun(concession('K-1', 'P-1', {}, { quantity: 2 }))
    await plant.exception({ ...ship('P-1', 3), late: true }, 'lot-on-hold')
  })

  const refused: [string, Sent, string, string][] = [
    ['of a lot nobody holds', concession('K-9', 'S-2'), 'not-held', '/lots/0/lot'],
    ['of a lot nobody knows', concession('K-9', 'S-9'), 'unknown-lot', '/lots/0/lot/number'],
    ['granted twice', concession('K-0', 'P-1'), 'concession-exists', '/concession'],
    ['for a customer nobody stated', concession('K-9', 'P-1', { customer: 'C-9' }), 'unknown-partner', '/customer'],
    ['of one lot twice', { ...concession('K-9', 'P-1'), lots: [{ lot: lot('P-1') }, { lot: lot('P-1') }] }, 'invalid-event', '/lots/1/lot'],
    ['without a reason', { ...concession('K-9', 'P-1'), reason: '' }, 'invalid-event', '/reason'],
  ]
  it.each(refused)('is refused %s', async (_, event, code, pointer) => {
    await (await begun(receive('STEEL', 'S-2', 5), concession('K-0', 'P-1'))).refused(event, code, pointer)
  })
})

it('travels: it stands in the list and in the as-built record of the lot and of what it went into', async () => {
  const plant = await begun(
    concession('K-1', 'S-1', { customer: undefined, expiresAt: '2026-12-31' }, { quantity: 5 }),
    concession('K-2', 'P-1'),
  )
  await plant.ok(make('S-1', 'P-8', 2))
  const expected = {
    concession: 'K-1',
    material: 'STEEL',
    number: 'S-1',
    holds: ['H-1'],
    quantity: '5',
    used: '2',
    unit: 'kg',
    customer: null,
    reason: 'deviation agreed',
  }
  const list = await ask<{ concessions: object[] }>(plant.services, `GET /concessions?site=${plant.site}&number=S-1`)
  expect(list.concessions).toMatchObject([expected])
  const asBuiltOf = async (number: string): Promise<object[]> => {
    const [row] = await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number)
    return (await ask<{ concessions: object[] }>(plant.services, `GET /lots/${row?.id}/as-built`)).concessions
  }
  expect(await asBuiltOf('P-8')).toMatchObject([expected])
  expect(await asBuiltOf('P-1'), 'its own, and of its components what passed').toMatchObject([expected, { concession: 'K-2', used: '0' }])
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
