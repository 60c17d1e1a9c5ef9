import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { enter, expectSound, settled, type Walk } from './walk.ts'

const bolt = { material: 'BOLT', number: 'B-1' }
const PATIENT = { timeout: 15_000 }
const at = (minutes: number): string => new Date(Date.now() - 86_400_000 + minutes * 60_000).toISOString()
const events = [
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'partner', code: 'SHOP', roles: ['customer'] },
  { type: 'material', code: 'BOLT', unit: 'ea' },
  { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: bolt, quantity: 100 },
  { type: 'pack', container: 'BOX-7', contents: [{ lot: bolt, quantity: 40 }] },
  { type: 'unpack', container: 'BOX-7', contents: [{ lot: bolt, quantity: 10 }] },
  { type: 'ship', shipment: 'SH-1', customer: 'SHOP', lots: [{ lot: bolt, quantity: 65 }] },
].map((event, index) => ({ id: randomUUID(), at: at(index), ...event }))

describe.skipIf(findChromium() === undefined)('what lay in a container', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(plant.url, events)
    walk = await enter(browser, plant.url)
    await walk.page.getByRole('link', { name: 'Lots', exact: true }).first().waitFor()
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('goes from the container to the lots, to a recall of what lay there, and to the whole lots', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/trace`)
    await page.getByLabel('Or a container').fill('BOX-7')
    await page.getByRole('button', { name: 'What lay in it?' }).click()
    await page.getByRole('link', { name: 'Recall what lay there' }).waitFor()
    await settled(page)
    await expectSound(walk)
    await page.getByRole('link', { name: 'Recall what lay there' }).click()
    await page.getByText('what lay in BOX-7').waitFor()
    const commit = page.getByRole('button', { name: 'Commit this recall…' })
    await commit.waitFor()
    expect(await commit.isDisabled()).toBe(true)
    await page.getByText('30').first().waitFor()
    await settled(page)
    await expectSound(walk)
    await page.getByRole('button', { name: 'Take these lots whole' }).click()
    await page.getByRole('link', { name: 'B-1' }).first().waitFor()
    await expect.poll(() => commit.isDisabled()).toBe(false)
  })

  it('says on the trace of a lot that only what lay there is meant', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=B-1')) as { lots: { id: number }[] }
    await page.goto(`${plant.url}/trace?lot=${lots[0]?.id}&view=table`)
    await page.getByRole('button', { name: 'Part of it…' }).click()
    await page.getByText('Container', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Container' }).fill('BOX-7')
    await page.getByRole('button', { name: 'Trace this part' }).click()
    await page.getByText('only what lay in container BOX-7').waitFor()
    expect(new URL(page.url()).searchParams.get('container')).toBe('BOX-7')
    await settled(page)
    await expectSound(walk)
  })

  it('starts a recall from part of a lot: carried over from the trace, chosen on the page, and taken whole to commit', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=B-1')) as { lots: { id: number }[] }
    await page.goto(`${plant.url}/trace?lot=${lots[0]?.id}&view=table&container=BOX-7`)
    // The rail has a link of this name as well: the trace's own is there once the lot is.
    await page.getByText('only what lay in container BOX-7').waitFor()
    await page.getByRole('link', { name: 'Recall', exact: true }).last().click()
    await page.waitForURL(/recall/)
    await page.getByText('only what lay in container BOX-7').waitFor()
    const commit = page.getByRole('button', { name: 'Commit this recall…' })
    await expect.poll(() => commit.isDisabled(), PATIENT).toBe(true)
    await page.getByText('30').first().waitFor()
    await page.getByRole('button', { name: 'Only part of B-1…' }).click()
    await page.getByRole('dialog').getByText('Quantity', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Suspect quantity' }).fill('5')
    await settled(page)
    await expectSound(walk)
    await page.getByRole('button', { name: 'Look at this part' }).click()
    await page.getByText('only 5 of it, nobody knows which').waitFor()
    await expect.poll(() => page.locator('.recall-clock').textContent(), PATIENT).toMatch(/5 ea/)
    await page.getByRole('button', { name: 'the whole lot' }).click()
    await expect.poll(() => commit.isDisabled(), PATIENT).toBe(false)
  })
})
