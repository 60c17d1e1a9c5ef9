/** What lies where: asked by whoever holds a phone before a label. */
import { afterAll, describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const store = testStore()
const lot = (number: string): { number: string } => ({ number })
const pack = (container: string, ...contents: object[]): Sent => ({ type: 'pack', container, contents, to: 'STORE' })

interface Page {
  place: object
  contents: { lots: number; containers: number }
  containers: object[]
  events: { sequence: number; type: string }[]
}

const stocked = (): Promise<Plant> =>
  plantWithBasics(
    store,
    receive('STEEL', 'ST-1', 100),
    receive('STEEL', 'ST-2', 50),
    receive('STEEL', 'ST-3', 10),
    pack('BOX-1', { lot: lot('ST-1'), quantity: 40 }),
    pack('PAL-1', { container: 'BOX-1' }, { lot: lot('ST-2') }),
    { type: 'hold', hold: 'H-1', lots: [lot('ST-2')], reason: 'Rust' },
  )
const page = (plant: Plant, kind: string, code: string): Promise<Page> =>
  ask<Page>(plant.services, `GET /places/${kind}/${code}?site=${plant.site}`)
const lying = async (plant: Plant, place: string, more = ''): Promise<string[]> => {
  const { lots } = await ask<{ lots: { number: string; here: string; held: boolean; container: string | null }[] }>(
    plant.services,
    `GET /places/${place}/lots?site=${plant.site}${more}`,
  )
  return lots.map(one => `${one.number} ${one.here} ${one.container ?? '-'}${one.held ? ' held' : ''}`)
}

describe('a place', () => {
  it('is found by its code, at this site or at any', async () => {
    const plant = await stocked()
    const called = async (query: string): Promise<object[]> =>
      (await ask<{ places: object[] }>(plant.services, `GET /places?${query}`)).places
    expect(await called(`code=BOX-1&site=${plant.site}`)).toEqual([
      { kind: 'container', site: plant.site, code: 'BOX-1', name: null, within: { kind: 'container', code: 'PAL-1' } },
    ])
    expect(await called(`code=STORE&site=${plant.site}`)).toMatchObject([{ kind: 'location', code: 'STORE', within: null }])
    expect(await called('code=NOWHERE')).toEqual([])
    await expect(page(plant, 'container', 'NOWHERE')).rejects.toMatchObject({ status: 404 })
    await expect(page(plant, 'shelf', 'STORE')).rejects.toMatchObject({ status: 404 })
  })

  it('says what lies in it at any depth, each lot once, with holds', async () => {
    const plant = await stocked()
    expect(await page(plant, 'container', 'PAL-1')).toMatchObject({
      place: { within: { kind: 'location', code: 'STORE' } },
      contents: { lots: 2, containers: 1 },
      containers: [{ code: 'BOX-1', lots: 1 }],
    })
    expect(await lying(plant, 'container/PAL-1')).toEqual(
      ['ST-2 50 PAL-1 held', 'ST-1 40 BOX-1'].map(row => row.replace('PAL-1 held', '- held')),
    )
    expect(await lying(plant, 'container/BOX-1')).toEqual(['ST-1 40 -'])
    expect((await page(plant, 'location', 'STORE')).contents).toEqual({ lots: 3, containers: 2 })
    expect(await lying(plant, 'location/STORE')).toEqual(['ST-3 10 -', 'ST-2 50 PAL-1 held', 'ST-1 100 BOX-1'])
  })

  it('comes in pages', async () => {
    const plant = await stocked()
    const first = await ask<{ lots: object[]; next: string }>(plant.services, `GET /places/location/STORE/lots?site=${plant.site}&limit=2`)
    expect(first.lots).toHaveLength(2)
    expect(await lying(plant, 'location/STORE', `&cursor=${first.next}`)).toEqual(['ST-1 100 BOX-1'])
  })

  it('tells what went in and out; what is taken out is gone', async () => {
    const plant = await stocked()
    await plant.ok({ type: 'unpack', container: 'BOX-1', contents: [{ lot: lot('ST-1') }] })
    expect((await page(plant, 'container', 'BOX-1')).events.map(event => event.type)).toEqual(['unpack', 'pack', 'pack'])
    expect(await lying(plant, 'container/BOX-1')).toEqual([])
    expect((await page(plant, 'location', 'STORE')).events.map(event => event.type)).toContain('receive')
  })

  it('tells each event once, with its first lot and how many there were', async () => {
    const plant = await stocked()
    await plant.ok(pack('BOX-9', { lot: lot('ST-1'), quantity: 1 }, { lot: lot('ST-3'), quantity: 1 }))
    const { events } = await page(plant, 'location', 'STORE')
    expect(new Set(events.map(event => event.sequence)).size).toBe(events.length)
    expect(events[0]).toMatchObject({ type: 'pack', lot: { number: 'ST-1' }, lots: 2 })
  })
})

afterAll(() => expectSound(store))
