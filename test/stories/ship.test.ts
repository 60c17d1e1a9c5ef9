/** A shipping clerk in the office: from the order to the truck, by scanner and by choosing. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { desk, enter, settled } from './walk.ts'
import { Wedge } from './wedge.ts'

type Sent = { type: string; [field: string]: unknown }

describe.skipIf(findChromium() === undefined)('shipping in the office', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(plant.url, warehouse, new Date(Date.now() - 3_600_000).toISOString())
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('states the GS1 prefix, plans a shipment, loads it by scan and by choice on a pallet with SSCC, and ships it short', async () => {
    const walk = await enter(browser, plant.url, desk)
    const { page } = walk
    const scanner = await Wedge.at(page)
    await settled(page)
    // What the form does not show outlives its save: who must sign, above all.
    const stated = {
      shifts: [{ code: 'day', from: '07:00' }],
      timeZone: 'Europe/Berlin',
      variancePercent: '2.5',
      signatures: [{ type: 'dispose' }],
    }
    await record(plant.url, [{ type: 'settings', ...stated }])
    await page.goto(`${plant.url}/settings`)
    await page.getByRole('textbox', { name: 'GS1 company prefix' }).fill('4012345')
    await page.locator('section', { hasText: 'GS1 company prefix' }).getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('The settings hold from now on.').waitFor()
    expect(await ask(plant.url, 'settings')).toMatchObject({ site: 'main', gs1CompanyPrefix: '4012345', ssccExtension: 0, ...stated })

    await page.goto(`${plant.url}/sales-orders`)
    await page.getByRole('link', { name: 'SO-1' }).click()
    await page.getByRole('button', { name: 'Plan a shipment' }).click()
    await page.getByRole('button', { name: 'Plan it' }).click()
    await page.getByRole('heading', { level: 1, name: 'SO-1-1' }).waitFor()

    await scanner.scan('CASE-1')
    await page.getByText('CASE-1 is loaded.').waitFor()
    await page
      .getByRole('combobox', { name: 'Goes' })
      .or(page.getByRole('textbox', { name: 'Goes' }))
      .first()
      .click()
    await page.getByRole('option', { name: 'onto a new pallet' }).click()
    await page.getByRole('textbox', { name: 'Quantity' }).fill('7')
    await page.getByRole('button', { name: 'Load P-2' }).click()
    await page.getByText('P-2 is loaded on pallet 040123450000000016.').waitFor()
    await page.getByText('13 open').waitFor()

    // What came in by mistake goes out again.
    await scanner.scan('P-3')
    await page.getByText('P-3 is loaded').waitFor()
    await page.getByRole('button', { name: 'Take P-3 out' }).click()
    await page.getByRole('button', { name: 'Take P-3 out' }).waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Ship', exact: true }).click()
    await page.getByRole('dialog').getByText('13 ea of 40 are missing').waitFor()
    await page.getByRole('button', { name: 'Ship it short' }).click()
    await page.getByText('Left', { exact: true }).waitFor()
    expect((await page.locator('.load-lot').allTextContents()).map(text => text.replaceAll(/\s+/g, ' ').trim()).length).toBe(2)
    expect(await ask(plant.url, 'sales-orders/SO-1')).toMatchObject({ standing: 'partly', lines: [{ shipped: '27', open: '13' }] })
    expect(walk.faults).toEqual([])
    await walk.context.close()
  })
})

const opening = (number: string, quantity: number): Sent => ({
  type: 'transform',
  inputs: [],
  outputs: [{ lot: { material: 'GEAR', number }, quantity }],
})
const warehouse: Sent[] = [
  { type: 'material', code: 'GEAR', unit: 'ea', tracking: 'lot' },
  { type: 'partner', code: 'ACME', name: 'Acme Mills', roles: ['customer'] },
  opening('P-1', 20),
  opening('P-2', 30),
  opening('P-3', 5),
  { type: 'pack', container: 'CASE-1', contents: [{ lot: { number: 'P-1' } }] },
  { type: 'salesOrder', number: 'SO-1', customer: 'ACME', lines: [{ line: 10, material: 'GEAR', quantity: 40 }] },
]
