/** Pallets that number themselves, and pallets that leave whole. */
import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { checkCharacter } from '../../base/check-character.ts'
import { isSscc } from '../../base/sscc.ts'

const at = testStore()
const pack = (...numbers: string[]): Sent => ({
  type: 'pack',
  contents: numbers.map(number => ({ lot: { number }, quantity: 1 })),
  to: 'DOCK',
})
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, opening('PART', 'P-1', 100), ...more)
const settings = (more: object): Sent => ({ type: 'settings', ...more })

describe('a container without a number', () => {
  it('gets the next SSCC of the site, and says so again when sent again', async () => {
    const plant = await begun(settings({ gs1CompanyPrefix: '4012345', ssccExtension: 3 }))
    const first = plant.complete(pack('P-1'))
    const results = [...(await plant.ok(first, pack('P-1'))), ...(await plant.send(first))]
    expect(results.map(result => result.container)).toEqual(['340123450000000017', '340123450000000024', '340123450000000017'])
    expect(results.map(result => result.status)).toEqual(['recorded', 'recorded', 'duplicate'])
    expect(await plant.places('P-1')).toMatchObject({ 'container:340123450000000017': 1, 'container:340123450000000024': 1 })
  })

  it('passes over a number that is taken', async () => {
    const plant = await begun(settings({ gs1CompanyPrefix: '4012345', ssccExtension: 3 }), {
      ...pack('P-1'),
      container: '340123450000000017',
    })
    expect((await plant.ok(pack('P-1')))[0]?.container).toBe('340123450000000024')
  })

  it('gets a plain number where the site has no prefix', async () => {
    const plant = await begun()
    expect((await plant.ok(pack('P-1'), pack('P-1'))).map(result => result.container)).toEqual(
      ['C-000001', 'C-000002'].map(number => number + checkCharacter(number)),
    )
  })

  it('is numbered by nobody twice, however many pack at once', async () => {
    const plant = await begun(settings({ gs1CompanyPrefix: '4012345' }))
    const results = (await Promise.all(Array.from({ length: 20 }, () => plant.send(pack('P-1'))))).flat()
    const numbers = results.map(result => result.container ?? '')
    expect(new Set(numbers).size).toBe(20)
    expect(numbers.every(isSscc)).toBe(true)
  })

  it('a refused pack uses up no number', async () => {
    const plant = await begun(settings({ gs1CompanyPrefix: '4012345', ssccExtension: 3 }))
    await plant.refused(pack('P-9'), 'unknown-lot')
    expect((await plant.ok(pack('P-1')))[0]?.container).toBe('340123450000000017')
  })

  it.each([
    [{ gs1CompanyPrefix: '123' }, '/gs1CompanyPrefix'],
    [{ gs1CompanyPrefix: '40A2345' }, '/gs1CompanyPrefix'],
    [{ ssccExtension: 10 }, '/ssccExtension'],
  ])('settings %j are refused', async (wrong, pointer) => {
    await (await begun()).refused(settings(wrong), 'invalid-event', pointer)
  })
})

it('a pallet of cases leaves whole, and its SSCC stays with the shipment', async () => {
  const plant = await begun(settings({ gs1CompanyPrefix: '4012345', ssccExtension: 3 }))
  const cases = (await plant.ok(pack('P-1'), pack('P-1'))).map(result => result.container)
  const [pallet] = await plant.ok({ type: 'pack', contents: cases.map(container => ({ container })), to: 'DOCK' })
  await plant.ok({ type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: [pallet?.container] })
  expect(await plant.onHand('P-1')).toBe(98)
  expect(
    await plant.rows('select container, parent, place from container where site = $1 and until is null order by container', plant.site),
  ).toEqual([
    { container: cases[0], parent: pallet?.container, place: '' },
    { container: cases[1], parent: pallet?.container, place: '' },
    { container: pallet?.container, parent: null, place: 'shipment:SH-1' },
  ])
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
