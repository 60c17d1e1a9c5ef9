import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, type Sent } from '../../test/ledger/plant.ts'
import { testStore } from '../../test/support/store.ts'
import type { CaptureResult } from './capture.ts'
import { captureTogether } from './capture-together.ts'

const store = testStore()
const settings: Sent = { type: 'settings', gs1CompanyPrefix: '4012345' }
const shipment: Sent = { type: 'shipment', number: 'SH-1', customer: 'C-1' }
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(store, settings, shipment, opening('PART', 'P-1', 40), ...more)
const pallet = (quantity: number): Sent => ({ type: 'pack', contents: [{ lot: { number: 'P-1' }, quantity }] })
const into = (container: string, what = '#0.container'): Sent => ({ type: 'pack', container, contents: [{ container: what }] })

const send = (plant: Plant, ...events: Sent[]): Promise<CaptureResult[]> =>
  captureTogether(
    plant.services,
    events.map(event => plant.complete({ id: randomUUID(), ...event })),
    'test',
  )
const short = (results: readonly CaptureResult[]): string[] =>
  results.map(({ status, code }) => (code === undefined ? status : `${status} ${code}`))
const containers = (plant: Plant): Promise<{ container: string; parent: string | null }[]> =>
  plant.rows('select container, parent from container where site = $1 and until is null order by 1', plant.site)

describe('events captured together', () => {
  it('a later one names what an earlier one was numbered', async () => {
    const plant = await begun()
    const results = await send(plant, pallet(10), into('SH-1'))
    expect(short(results)).toEqual(['recorded', 'recorded'])
    const [made] = results
    expect(made?.container).toMatch(/^0\d{17}$/)
    expect(await containers(plant)).toContainEqual({ container: made?.container, parent: 'SH-1' })
  })

  it('a lot that was numbered, too', async () => {
    const plant = await begun()
    const split: Sent = { type: 'split', lot: { number: 'P-1' }, into: [{ quantity: 4 }] }
    const moved: Sent = { type: 'pack', container: 'BOX', contents: [{ lot: { material: 'PART', number: '#0.lot' } }] }
    expect(short(await send(plant, split, moved))).toEqual(['recorded', 'recorded'])
  })

  it('of which one is refused leave nothing behind: no pallet that is nowhere', async () => {
    const plant = await begun({ type: 'shipment', number: 'SH-2', customer: 'C-1', status: 'cancelled' })
    const before = (await containers(plant)).length
    expect(short(await send(plant, pallet(10), into('#0.container')))).toEqual(['refused not-together', expect.stringMatching(/^refused/)])
    const results = await send(plant, pallet(10), pallet(50))
    expect(short(results)).toEqual(['refused not-together', 'refused quantity-exceeds-balance'])
    expect(results[0]?.detail).toContain('event 1 was refused')
    expect(await containers(plant)).toHaveLength(before)
    expect(await plant.onHand('P-1')).toBe(40)
  })

  it('sent again are recorded once, with the numbers they had', async () => {
    const plant = await begun()
    const events = [pallet(10), into('SH-1')].map(event => plant.complete({ id: randomUUID(), ...event }))
    const first = await captureTogether(plant.services, events, 'test')
    const again = await captureTogether(plant.services, events, 'test')
    expect(short(again)).toEqual(['duplicate', 'duplicate'])
    expect(again[0]?.container).toBe(first[0]?.container)
  })

  it.each<[string, Sent[], string[]]>([
    [
      'what is decided alone',
      [pallet(1), { type: 'hold', hold: 'H', lots: [{ lot: { number: 'P-1' } }], reason: 'x' }],
      ['refused not-together', 'refused invalid-event'],
    ],
    ['a place that names a later event', [into('SH-1', '#1.container'), pallet(1)], ['refused invalid-event', 'refused not-together']],
    ['what is no event', [pallet(1), { type: 'dance' }], ['refused not-together', 'refused invalid-event']],
    ['another site', [pallet(1), { ...pallet(1), site: 'elsewhere' }], ['refused not-together', 'refused invalid-event']],
  ])('%s is refused before anything is decided', async (_, events, expected) => {
    const plant = await begun()
    expect(short(await send(plant, ...events))).toEqual(expected)
    expect(await plant.onHand('P-1')).toBe(40)
  })

  it('a place that nothing was numbered for is no lot', async () => {
    const plant = await begun()
    const results = await send(plant, { type: 'partner', code: 'C-9', roles: ['customer'] }, into('SH-1'))
    expect(short(results)).toEqual(['refused not-together', 'refused unknown-container'])
  })

  it('are a hundred at most', async () => {
    const plant = await begun()
    await expect(send(plant, ...Array.from({ length: 101 }, () => pallet(1)))).rejects.toMatchObject({ status: 400 })
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(store))
