import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { audited } from './audit.ts'
import { furnish, makeLots, record } from './floor.ts'
import { ask, openPlant, type Plant, token } from './plant.ts'
import { enter, phone, settled, widthBeyond } from './walk.ts'

const PUBLIC = 'https://plant.example'

/** A phone, a preview or a virus scanner may open what stands in a QR code, as often as it likes. */
describe.skipIf(findChromium() === undefined)('the addresses in QR codes', () => {
  let plant: Plant
  let browser: Browser
  let addresses: string[]

  beforeAll(async () => {
    process.env['GENEALOT_PUBLIC_URL'] = PUBLIC
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await record(plant, [
      { type: 'material', code: 'VALVE', unit: 'pcs', tracking: 'serial', gtin: '09521141123461' },
      { type: 'transform', inputs: [], outputs: [{ lot: { material: 'VALVE', number: 'V/7 a' }, quantity: 1 }] },
    ])
    await makeLots(plant, ['L-1', 'L-2'])
    await record(plant, [
      { type: 'pack', container: 'BOX-1', contents: [{ lot: { material: 'GEAR', number: 'L-2' } }] },
      { type: 'hold', hold: 'H-1', lots: [{ lot: { material: 'GEAR', number: 'L-1' } }], reason: 'Burr' },
    ])
    addresses = await printedOn(plant)
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
    delete process.env['GENEALOT_PUBLIC_URL']
  })

  it('stand on labels of lots, serials, containers, places and finished goods', () => {
    const paths = addresses.map(address => new URL(address).pathname)
    expect(paths).toEqual(
      expect.arrayContaining([
        '/s/M-1',
        '/s/BOX-1',
        '/s/WH',
        expect.stringMatching(/V%2F7%20a$/) as string,
        expect.stringMatching(/^\/01\/04006381333931\/10\/L-/) as string,
      ]),
    )
  })

  it('are only looked at: no fact is recorded by GET or HEAD, signed in or not, nor by the page that opens', async () => {
    const before = await standing(plant)
    for (const address of addresses)
      for (const headers of [{}, { authorization: `Bearer ${token}` }] as Record<string, string>[]) {
        const opened = await fetch(here(plant, address), { headers: { accept: 'text/html', ...headers } })
        expect({ address, status: opened.status }).toEqual({ address, status: 200 })
        await fetch(here(plant, address), { method: 'HEAD', headers })
      }
    const walk = await enter(browser, plant.url, phone)
    const writes: string[] = []
    walk.page.on('request', request => {
      if (request.method() !== 'GET' && !request.url().endsWith('/session')) writes.push(`${request.method()} ${request.url()}`)
    })
    await settled(walk.page)
    for (const address of addresses) {
      await walk.page.goto(here(plant, address))
      await walk.page.waitForFunction(
        () => document.querySelector('main :is(h1, h2)') !== null && document.querySelector('.skeleton') === null,
      )
    }
    expect(writes).toEqual([])
    expect(await standing(plant)).toEqual(before)
    expect(walk.faults).toEqual([])
    await walk.context.close()
  }, 120_000)

  it('of a container and of a place open what it is and what lies in it now, on a phone', async () => {
    const walk = await enter(browser, plant.url, phone)
    const { page } = walk
    await settled(page)
    await page.goto(`${plant.url}/s/BOX-1`)
    await page.getByRole('heading', { name: 'BOX-1' }).waitFor()
    await page
      .locator('.place-lot', { hasText: 'L-2' })
      .getByText(/^\d+ pcs$/)
      .waitFor()
    await page.locator('.place-events', { hasText: 'Packed' }).waitFor()
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0)
    await page.goto(`${plant.url}/s/WH`)
    await page.getByRole('heading', { name: 'WH' }).waitFor()
    await page.getByText('Location').first().waitFor()
    await page.locator('.place-lot', { hasText: 'B-1' }).waitFor()
    expect(await audited(page)).toEqual([])
    await page.locator('.place-lot', { hasText: 'B-1' }).getByRole('link').first().click()
    await page.waitForURL(/\/lots\/\d+/)
    expect(walk.faults).toEqual([])
    await walk.context.close()
  }, 120_000)
})

const here = (plant: Plant, address: string): string => address.replace(PUBLIC, plant.url)

/** How far the ledger is. */
async function standing(plant: Plant): Promise<number | undefined> {
  const { events } = (await ask(plant.url, 'ledger?site=main&limit=1')) as { events: { sequence: number }[] }
  return events[0]?.sequence
}

/** Every address that a label of this plant bears, as its printer would get it. */
async function printedOn(plant: Plant): Promise<string[]> {
  const { lots } = (await ask(plant.url, 'lots?limit=100')) as { lots: { id: number }[] }
  const { templates } = (await ask(plant.url, 'labels/templates')) as { templates: { code: string; for: string }[] }
  const of = (kind: string): string[] => templates.filter(one => one.for === kind).map(one => one.code)
  const wanted = [
    ...lots.flatMap(({ id }) => of('lot').map(code => `lots/${id}.zpl?template=${code}`)),
    ...of('container').map(code => `containers/BOX-1.zpl?template=${code}&site=main`),
    ...of('location').map(code => `locations/WH.zpl?template=${code}&site=main`),
  ]
  const zpl = await Promise.all(
    wanted.map(async path => {
      const answer = await fetch(`${plant.url}/api/v1/labels/${path}`, { headers: { authorization: `Bearer ${token}` } })
      return answer.ok ? answer.text() : ''
    }),
  )
  return [...new Set(zpl.flatMap(text => [...text.matchAll(/https:\/\/plant\.example[^\s^]*/g)].map(match => match[0])))]
}
