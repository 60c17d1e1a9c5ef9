import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, ...more)

describe('receive: refused', () => {
  const cases: [string, Sent, string, string][] = [
    ['a vendor nobody stated', receive('STEEL', 'S-1', 1, { vendor: 'V-9' }), 'unknown-partner', '/vendor'],
    ['a location nobody stated', receive('STEEL', 'S-1', 1, { location: 'MOON' }), 'unknown-location', '/location'],
    ['a material nobody stated', receive('GOLD', 'S-1', 1), 'unknown-material', '/lot/material'],
    ['no material', { ...receive('STEEL', 'S-1', 1), lot: { number: 'S-1' } }, 'invalid-event', '/lot/material'],
    ['no quantity', receive('STEEL', 'S-1', 1, { quantity: undefined }), 'invalid-event', '/quantity'],
    ['a quantity of nothing', receive('STEEL', 'S-1', 0), 'invalid-event', '/quantity'],
    ['a negative quantity', receive('STEEL', 'S-1', -5), 'invalid-event', '/quantity'],
    ['more decimals than are kept', receive('STEEL', 'S-1', '0.1234567891'), 'invalid-event', '/quantity'],
    ['more than there is in the world', receive('STEEL', 'S-1', '1e16'), 'invalid-event', '/quantity'],
    ['more than there is in the world after conversion', receive('STEEL', 'S-1', '1e15', { unit: 't' }), 'invalid-event', '/quantity'],
    ['a unit the material does not know', receive('STEEL', 'S-1', 1, { unit: 'oz' }), 'unknown-unit', '/unit'],
    ['two of one serial', receive('MOTOR', 'M-1', 2), 'invalid-event', '/quantity'],
    ['half a serial', receive('MOTOR', 'M-1', '0.5'), 'invalid-event', '/quantity'],
    [
      'serials of a material that has none',
      { ...receive('STEEL', 'S-1', 2), lot: { material: 'STEEL' }, serials: ['A1', 'A2'] },
      'invalid-event',
      '/serials',
    ],
    [
      'a serial named twice',
      { ...receive('MOTOR', '', 2), lot: { material: 'MOTOR' }, serials: ['A1', 'A1'] },
      'invalid-event',
      '/serials/1',
    ],
    [
      'another count than the serials',
      { ...receive('MOTOR', '', 3), lot: { material: 'MOTOR' }, serials: ['A1', 'A2'] },
      'invalid-event',
      '/quantity',
    ],
    [
      'a series that runs backwards',
      { ...receive('MOTOR', '', 3), lot: { material: 'MOTOR' }, serials: { from: 'A9', to: 'A7' } },
      'invalid-event',
      '/serials',
    ],
    [
      'a series with other letters',
      { ...receive('MOTOR', '', 3), lot: { material: 'MOTOR' }, serials: { from: 'A1', to: 'B3' } },
      'invalid-event',
      '/serials',
    ],
    [
      'a series of other lengths',
      { ...receive('MOTOR', '', 3), lot: { material: 'MOTOR' }, serials: { from: 'A1', to: 'A10' } },
      'invalid-event',
      '/serials',
    ],
    [
      'a series of a million',
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials: { from: 'A000000', to: 'A999999' } },
      'invalid-event',
      '/serials',
    ],
    [
      'a number of serials that is no whole number',
      { ...receive('MOTOR', '', '2.5'), lot: { material: 'MOTOR' } },
      'invalid-event',
      '/quantity',
    ],
  ]
  it.each(cases)('%s', async (_, event, code, pointer) => {
    await (await begun()).refused(event, code, pointer)
  })
})

describe('receive: the lot it adds to', () => {
  it('takes several deliveries of one vendor lot', async () => {
    const plant = await begun(receive('STEEL', 'S-1', 10), receive('STEEL', 'S-1', '2.5', { location: 'DOCK' }))
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 10, 'location:DOCK': 2.5 })
  })

  const others: [string, Sent, string][] = [
    ['another vendor lot', receive('STEEL', 'S-1', 10, { vendorLot: 'VL-other' }), '/lot/number'],
    ['another vendor', receive('STEEL', 'S-1', 10, { vendor: 'V-2' }), '/lot/number'],
    ['no vendor lot at all', receive('STEEL', 'S-1', 10, { vendorLot: undefined }), '/lot/number'],
    ['a serial received before', receive('MOTOR', 'M-1', 1), '/lot/number'],
    [
      'a serial received before, in a list',
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials: ['M-0', 'M-1'] },
      '/serials/1',
    ],
    [
      'a serial received before, in a series',
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials: { from: 'M-0', to: 'M-2' } },
      '/serials',
    ],
    ['a lot made here', receive('PART', 'P-1', 1), '/lot/number'],
  ]
  it.each(others)('lot-exists for %s', async (_, event, pointer) => {
    const plant = await begun(receive('STEEL', 'S-1', 10), receive('MOTOR', 'M-1', 1), opening('PART', 'P-1', 5))
    await plant.refused(event, 'lot-exists', pointer)
  })

  it('knows the same number of another material as another lot', async () => {
    const plant = await begun(receive('STEEL', 'X-1', 10), receive('BOLT', 'X-1', 5))
    expect([await plant.onHand('X-1', 'STEEL'), await plant.onHand('X-1', 'BOLT')]).toEqual([10, 5])
    await plant.refused({ type: 'scrap', lot: { number: 'X-1' }, quantity: 1, reason: 'rust' }, 'lot-ambiguous', '/lot/material')
  })
})

describe('receive: serials', () => {
  it('makes one lot of one per serial of a list and of a series', async () => {
    const plant = await begun()
    const [list, series] = await plant.ok(
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials: ['M-7', 'N-8'], quantity: 2 },
      { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR' }, serials: { from: 'A098', to: 'A101' } },
    )
    expect(list?.lots?.map(lot => lot.number)).toEqual(['M-7', 'N-8'])
    expect(series?.lots?.map(lot => lot.number)).toEqual(['A098', 'A099', 'A100', 'A101'])
    expect(await plant.onHand('A100')).toBe(1)
    expect(await plant.rows('select distinct kind from lot where site = $1', plant.site)).toEqual([{ kind: 'serial' }])
  })

  it('makes the numbers itself when only a quantity is said', async () => {
    const plant = await begun({ type: 'material', code: 'VALVE', tracking: 'serial', numbering: 'V{seq:3}' })
    const [result] = await plant.ok({ type: 'receive', vendor: 'V-1', lot: { material: 'VALVE' }, quantity: 3 })
    expect(result?.lots?.map(lot => lot.number)).toEqual(['V001', 'V002', 'V003'])
  })
})

describe('units', () => {
  it('freezes the factor that was used on the event', async () => {
    const plant = await begun()
    const sent = await plant.ok(
      receive('STEEL', 'S-1', '3', { unit: 'lb' }),
      { type: 'material', code: 'STEEL', unit: 'kg', units: [{ unit: 'lb', factor: '0.5' }] },
      receive('STEEL', 'S-2', '3', { unit: 'lb' }),
      { type: 'scrap', lot: { number: 'S-1' }, quantity: 1, unit: 'lb', reason: 'rust' },
    )
    expect(await plant.onHand('S-2')).toBe(1.5)
    expect(await plant.onHand('S-1')).toBe(0.86077711)
    const { body } = await plant.event(sent[3]?.id ?? null)
    expect((body as { effect: { lines: object[] } }).effect.lines).toMatchObject([
      { delta: '-0.5', entered: { quantity: '1', unit: 'lb', factor: '0.5' } },
    ])
  })

  it('leaves no residue: what came in by the pound goes out by the pound', async () => {
    const plant = await begun(receive('STEEL', 'S-1', '7', { unit: 'lb' }))
    const scrap = { type: 'scrap', lot: { number: 'S-1' }, quantity: 1, unit: 'lb', reason: 'rust' }
    await plant.ok(...Array.from({ length: 7 }, () => scrap))
    expect(await plant.onHand('S-1')).toBe(0)
    await plant.refused(scrap, 'quantity-exceeds-balance', '/quantity')
  })

  it('cannot change the unit stock is kept in', async () => {
    await (await begun()).refused({ type: 'material', code: 'STEEL', unit: 't' }, 'invalid-event', '/unit')
  })
})

describe('receive: absurd, but allowed', () => {
  it('keeps the largest quantity twice over and can still be asked', async () => {
    const plant = await begun(receive('STEEL', 'S-1', '1e15'), receive('STEEL', 'S-1', '1e15'))
    plant.services.forget()
    await plant.ok({ type: 'scrap', lot: { number: 'S-1' }, quantity: '1e15', reason: 'it was a typing error' })
    plant.services.forget()
    await plant.ok({ type: 'scrap', lot: { number: 'S-1' }, quantity: '1e15', reason: 'it was a typing error' })
    expect(await plant.onHand('S-1')).toBe(0)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
