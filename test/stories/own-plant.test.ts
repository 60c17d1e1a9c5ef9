import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { enter, type Walk } from './walk.ts'

describe.skipIf(findChromium() === undefined)("a plant's first day", () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    walk = await enter(browser, plant.url)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('offers the demo plant and the own beginning while the store is empty', async () => {
    await walk.page.getByRole('button', { name: 'Load the demo plant' }).waitFor()
    await walk.page.getByRole('link', { name: 'Receive a first lot' }).click()
    await walk.page.getByRole('heading', { name: 'Receive', level: 1 }).waitFor()
  })

  it('receives a lot of a material and from a vendor that are made on the spot', async () => {
    const { page } = walk
    await field(page, 'Vendor').fill('MILL')
    await make(page, 'vendor')
    await field(page, 'Vendor lot').fill('V-889')
    await field(page, 'Material').fill('BAR')
    await make(page, 'material')
    await field(page, 'Quantity').fill('100')
    await field(page, 'Our lot number').fill('B-1')
    await field(page, 'Location').fill('WH')
    await make(page, 'location')
    await page.getByRole('button', { name: 'Receive', exact: true }).click()
    await page.getByText('Received.').waitFor()
    await page.getByRole('status').getByRole('link', { name: 'B-1' }).waitFor()
  })

  it('says at the field what is wrong, and records nothing', async () => {
    const { page } = walk
    await page.getByRole('link', { name: 'Produce' }).first().click()
    await field(page, 'Lot or serial used').fill('B-1')
    await page.getByRole('option').filter({ hasText: 'B-1' }).click()
    await field(page, 'Quantity').fill('4000')
    await field(page, 'Material').fill('PIN')
    await make(page, 'material')
    await field(page, 'Lot number').fill('P-1')
    await field(page, 'Good').fill('50')
    await page.getByRole('button', { name: 'Produce', exact: true }).click()
    await page.getByText('Not recorded.').waitFor()
    await page.getByText('quantity-exceeds-balance').waitFor()
    const found = (await ask(plant.url, 'lots?search=P-1')) as { lots: unknown[] }
    expect(found.lots).toEqual([])
  })

  it('produces once the quantity is right', async () => {
    const { page } = walk
    await field(page, 'Quantity').fill('40')
    await page.getByRole('button', { name: 'Produce', exact: true }).click()
    await page.getByText('Produced.').waitFor()
  })

  it('runs an operation from start to finish', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/produce?way=start`)
    await field(page, 'Work center').fill('LATHE')
    await make(page, 'work center')
    await page.getByRole('button', { name: 'Start the run' }).click()
    await page.getByRole('heading', { name: /at LATHE/ }).waitFor()
    await field(page, 'Lot or serial to load').fill('B-1')
    await page.getByRole('option').filter({ hasText: 'B-1' }).click()
    await field(page, 'Quantity loaded').fill('20')
    await page.getByRole('button', { name: 'Load', exact: true }).click()
    await page.getByText('Loaded.').waitFor()
    const made = page.locator('form', { hasText: 'Good' })
    await field(made, 'Material').fill('PIN')
    await field(made, 'Lot number').fill('P-2')
    await field(made, 'Good').fill('25')
    await made.getByRole('button', { name: 'Report' }).click()
    await page.getByText('Produced.').waitFor()
    await page.getByRole('button', { name: 'Finish the run' }).click()
    await page.getByText('Nothing is running').waitFor()
  })

  it('stops a held lot from leaving, and lets it go once released', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/holds`)
    await page.getByRole('button', { name: 'Place a hold' }).first().click()
    await field(page, 'Lots to hold').fill('P-2')
    await page.getByRole('option').filter({ hasText: 'P-2' }).click()
    await field(page, 'Reason').fill('Burr on the edge')
    await page.getByRole('button', { name: 'Place the hold' }).click()
    await page.locator('.hold', { hasText: 'Burr on the edge' }).waitFor()
    await ship(page, 'S-1', 'P-2', true)
    await page.getByText('lot-on-hold').waitFor()
    await page.goto(`${plant.url}/holds`)
    await page.getByRole('button', { name: 'Release…' }).click()
    await field(page, 'Why may it be released?').fill('Deburred')
    await page.getByRole('button', { name: 'Release', exact: true }).click()
    await page.getByText('Nothing is on hold').waitFor()
  })

  it('ships, and finds the customer from the vendor lot', async () => {
    const { page } = walk
    await ship(page, 'S-1', 'P-2', false)
    await page.getByText('Shipment S-1 left for ACME.').waitFor()
    await page.keyboard.press('Escape')
    await page.goto(`${plant.url}/recall`)
    await field(page, 'Add a suspect lot').fill('V-889')
    await page.getByRole('option').filter({ hasText: 'B-1' }).click()
    await page.locator('.customer', { hasText: 'ACME' }).waitFor()
    expect(await page.locator('.balance-percent').textContent()).toBe('100 %')
  })

  it('proves the ledger', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/ledger`)
    await page.getByRole('button', { name: 'Verify now' }).click()
    await page.getByText('The chain is whole.').waitFor({ timeout: 60_000 })
  })

  it('voids a mistake, and shows that it was one', async () => {
    const { page } = walk
    await page
      .getByRole('link', { name: /^Event \d/ })
      .filter({ hasText: /\d/ })
      .first()
      .click()
    await page.getByText('What was recorded, word for word').waitFor()
    await page.getByRole('button', { name: 'This is wrong: void it…' }).click()
    await page.getByLabel('Why is it wrong?').fill('Wrong truck')
    await page.getByRole('button', { name: 'Void this event' }).click()
    await page.getByText('Traces no longer follow it').waitFor()
    await page.goto(`${plant.url}/recall?seed=BAR~B-1`)
    await page.getByRole('heading', { name: /^Balance/ }).waitFor()
    expect(await page.locator('.customer').count()).toBe(0)
    expect(walk.faults).toEqual([])
  })
})

/** The text field of exactly this name. */
function field(within: Page | Locator, name: string): Locator {
  return within.getByRole('textbox', { name, exact: true })
}

async function make(page: Page, noun: string): Promise<void> {
  await page.getByRole('button', { name: 'Make it' }).first().click()
  const dialog = page.getByRole('dialog', { name: `New ${noun}` })
  await dialog.getByRole('button', { name: 'Record it' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

async function ship(page: Page, shipment: string, lot: string, newCustomer: boolean): Promise<void> {
  await page.goto(`${page.url().split('/').slice(0, 3).join('/')}/ship`)
  await field(page, 'Shipment').fill(shipment)
  await field(page, 'Customer').fill('ACME')
  if (newCustomer) await make(page, 'customer')
  await field(page, 'Lot or serial').fill(lot)
  await page.getByRole('option').filter({ hasText: lot }).click()
  await page.getByRole('button', { name: 'Ship', exact: true }).click()
}
