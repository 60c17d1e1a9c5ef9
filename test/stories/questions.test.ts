import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { enter, expectSound, settled, type Walk } from './walk.ts'

const part = (number: string) => ({ material: 'PART', number })
const at = (minutes: number): string => new Date(Date.now() - 86_400_000 + minutes * 60_000).toISOString()
const [load, run, later] = [randomUUID(), randomUUID(), randomUUID()]
const events = [
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'person', code: 'ANNA' },
  { type: 'workCenter', code: 'LATHE' },
  { type: 'material', code: 'BAR', unit: 'kg' },
  { type: 'material', code: 'PART', unit: 'ea' },
  { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: { material: 'BAR', number: 'B-1' }, quantity: 100 },
  { type: 'start', run, workCenter: 'LATHE', by: 'ANNA' },
  { type: 'load', id: load, run, lot: { material: 'BAR', number: 'B-1' }, quantity: 50, by: 'ANNA' },
  { type: 'produce', run, lot: part('P-1'), quantity: 40 },
  { type: 'finish', run },
  { type: 'transform', inputs: [{ lot: part('P-1'), quantity: 5 }], outputs: [{ lot: part('P-2'), quantity: 5 }] },
  { type: 'start', run: later, workCenter: 'LATHE' },
  { type: 'load', run: later, lot: { material: 'BAR', number: 'B-1' }, quantity: 50 },
  { type: 'produce', run: later, lot: part('P-3'), quantity: 40 },
].map((event, index) => ({ id: randomUUID(), at: at(index), ...event }))

describe.skipIf(findChromium() === undefined)('why a lot is in a trace', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk
  let sequence = 0

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    const results = await record(plant.url, events)
    sequence = results.find(({ id }) => id === load)?.sequence ?? 0
    walk = await enter(browser, plant.url)
    // Signed in: whoever leaves the page earlier takes no session along.
    await walk.page.getByRole('link', { name: 'Lots', exact: true }).first().waitFor()
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('goes from a row of the trace to the chain of events, and on to the event', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=B-1')) as { lots: { id: number }[] }
    await page.goto(`${plant.url}/trace?lot=${lots[0]?.id}&view=table`)
    await page.getByRole('link', { name: 'Why is P-2 in it?' }).click()
    await page.getByRole('heading', { name: 'Why is P-2 in it?' }).waitFor()
    const steps = page.getByRole('list', { name: 'The chain of events' }).locator(':scope > li')
    await steps.first().waitFor()
    expect(await steps.count()).toBe(2)
    expect(await steps.first().textContent()).toContain('LATHE')
    expect(await steps.first().textContent()).toContain('by ANNA')
    const out = page.locator('.proof-out').getByRole('link', { name: `#${sequence}` })
    await out.waitFor()
    await settled(page)
    await expectSound(walk)
    await out.click()
    await page.getByRole('dialog').getByText('Loaded').first().waitFor()
  })

  it('is the same from its address alone, also the other way', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/proof?direction=back&seed=PART~P-2&lot=BAR~B-1`)
    const steps = page.getByRole('list', { name: 'The chain of events' }).locator(':scope > li')
    await steps.first().waitFor()
    expect(await steps.count()).toBe(2)
    expect(await steps.last().textContent()).toContain('B-1')
  })

  it('asks about the part of a lot that was traced', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=B-1')) as { lots: { id: number }[] }
    await page.goto(`${plant.url}/trace?lot=${lots[0]?.id}&view=table&run=${run}`)
    await page.getByRole('link', { name: 'Why is P-2 in it?' }).click()
    await page.getByText(`part of the suspect lot: what went through run ${run}`).waitFor()
    await page.getByRole('list', { name: 'The chain of events' }).waitFor()
    await settled(page)
    await expectSound(walk)
    await page.goto(page.url().replace('P-2', 'P-3'))
    await page.getByText('It is not in this trace').waitFor()
  })

  it('says so where the address names no lot', async () => {
    const { page } = walk
    for (const place of ['trace?lot=', 'trace?lot']) {
      await page.goto(`${plant.url}/${place}`)
      await page.getByRole('heading', { name: 'Trace', exact: true }).waitFor()
    }
    for (const place of ['trace?lot=B-1', 'trace?lot=0', 'trace?lot=99999999', 'trace?lot=1e999', 'lots/B-1']) {
      await page.goto(`${plant.url}/${place}`)
      await page.getByRole('heading', { name: 'No such lot' }).waitFor()
    }
  })

  it('takes the seed that other addresses have, and says so where it is no lot', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=B-1')) as { lots: { id: number }[] }
    for (const seed of ['B-1', `~B-1~run=${run}`]) {
      await page.goto(`${plant.url}/trace?view=table&seed=${seed}`)
      await page.waitForURL(/[?&]lot=\d+/)
      await page.getByRole('link', { name: 'Why is P-2 in it?' }).waitFor()
      const said = new URL(page.url()).searchParams
      expect([said.get('lot'), said.get('view'), said.get('seed')]).toEqual([String(lots[0]?.id), 'table', null])
      expect(said.get('run')).toBe(seed.includes('run=') ? run : null)
    }
    await page.goto(`${plant.url}/trace?seed=NO-SUCH`)
    await page.getByRole('heading', { name: 'No lot is called NO-SUCH' }).waitFor()
    await page.goto(`${plant.url}/trace?seed=P-`)
    await page.getByRole('heading', { name: 'More than one lot may be meant by P-' }).waitFor()
    await expectSound(walk)
    await page.goto(`${plant.url}/trace?seed=B-1&seed=P-2`)
    await page.waitForURL(/\/recall\?seed=B-1&seed=P-2/)
  })

  it('says plainly when a lot is not in it', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/proof?seed=PART~P-2&lot=PART~P-1`)
    await page.getByText('It is not in this trace').waitFor()
    expect(walk.faults).toEqual([])
  })
})
