import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { enter, expectSound, phone, settled, type Walk } from './walk.ts'
import { Wedge } from './wedge.ts'

interface Found {
  number: string
  id: number
  onHand: string
}

describe.skipIf(findChromium() === undefined)('a million serials, of which three are touched, on the screen', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk
  const found = async (search: string): Promise<Found[]> => ((await ask(plant.url, `lots?search=${search}`)) as { lots: Found[] }).lots

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    const records = [
      { type: 'partner', code: 'COIL', roles: ['vendor'] },
      { type: 'location', code: 'STORE' },
      { type: 'workCenter', code: 'ASSY' },
      { type: 'material', code: 'COIL-24', tracking: 'serial' },
      { type: 'material', code: 'VALVE', tracking: 'serial' },
    ]
    await record(plant.url, records, '2026-03-02T06:00:00Z')
    walk = await enter(browser, plant.url)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('are received by their first and last, as one lot', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/receive`)
    await field(page, 'Vendor').fill('COIL')
    await field(page, 'Vendor lot').fill('VL-7')
    await field(page, 'Material').fill('COIL-24')
    await field(page, 'First serial').fill('S0000001')
    await field(page, 'Last serial').fill('S1000000')
    await field(page, 'Location').fill('STORE')
    await page.getByRole('button', { name: 'Receive', exact: true }).click()
    await page.getByText('Received.').waitFor()
    expect(await found('VL-7')).toMatchObject([{ number: 'S0000001..S1000000', onHand: '1000000' }])
  })

  it('two are used in what is made by its first and last, one typed and one scanned', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/produce`)
    await field(page, 'Lot or serial used').fill('S0000005')
    await page.getByRole('option').filter({ hasText: 'S0000005' }).click()
    await field(page, 'Quantity').fill('1')
    await page.getByRole('button', { name: 'Add a lot' }).first().click()
    await field(page, 'Lot or serial used 2').focus()
    await (await Wedge.at(page)).scan('S0500000')
    await page.getByRole('option').filter({ hasText: 'S0500000' }).waitFor({ state: 'hidden' })
    await field(page, 'Quantity 2').fill('1')
    await field(page, 'Material').fill('VALVE')
    await field(page, 'First serial').fill('V001')
    await field(page, 'Last serial').fill('V002')
    expect(await field(page, 'Good').inputValue(), 'the ends say how many').toBe('2')
    await page.getByRole('button', { name: 'Produce', exact: true }).click()
    await page.getByText('Produced.').waitFor()
    expect(await found('V001..V002')).toMatchObject([{ onHand: '2' }])
  })

  it('one goes into what a run makes, which is reported by its first and last', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/produce?way=start`)
    await field(page, 'Work center').fill('ASSY')
    await page.getByRole('button', { name: 'Start the run' }).click()
    await page.getByRole('heading', { name: /at ASSY/ }).waitFor()
    await field(page, 'Lot or serial to load').fill('S1000000')
    await page.getByRole('option').filter({ hasText: 'S1000000' }).click()
    await field(page, 'Quantity loaded').fill('1')
    await page.getByRole('button', { name: 'Load', exact: true }).click()
    await page.getByText('Loaded.').waitFor()
    const made = page.locator('form', { hasText: 'Good' })
    await field(made, 'Material').fill('VALVE')
    await field(made, 'First serial').fill('V010')
    await field(made, 'Last serial').fill('V012')
    await made.getByRole('button', { name: 'Report' }).click()
    await page.getByText('Produced.').waitFor()
    expect(await found('V010..V012')).toMatchObject([{ onHand: '3' }])
    expect(await found('VL-7')).toContainEqual(expect.objectContaining({ number: 'S0000001..S1000000', onHand: '999997' }))
  })

  it('says at the first serial what is wrong with two that are no ends', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/produce`)
    await field(page, 'Material').fill('VALVE')
    await field(page, 'First serial').fill('V020')
    await field(page, 'Last serial').fill('W030')
    await field(page, 'Good').fill('11')
    await page.getByRole('button', { name: 'Produce', exact: true }).click()
    await page.getByText('Not recorded.').waitFor()
    expect(await field(page, 'First serial').getAttribute('aria-invalid')).toBe('true')
    expect(await found('V020')).toEqual([])
  })

  it('the trace of one that was used says where it went, and its record whose it was', async () => {
    const { page } = walk
    const [used] = await found('S0500000')
    await page.goto(`${plant.url}/trace?lot=${used?.id}`)
    await page.getByText('V001..V002').first().waitFor()
    await page.goto(`${plant.url}/lots/${used?.id}?tab=as-built`)
    await page.getByText('VL-7').first().waitFor()
  })

  it('one that nobody has named has a record of its own, by its label as by its series', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/s/S0700000`)
    await page.getByText('alone: operations').waitFor()
    expect(new URL(page.url()).searchParams.get('serial')).toBe('S0700000')
    const papers = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Record as PDF' }).click()
    expect((await papers).suggestedFilename()).toBe('S0700000 as built.pdf')
    await page.getByLabel('Serial of this series').fill('S0700001')
    await page.waitForURL(/serial=S0700001/)
    await page.getByLabel('Serial of this series').fill('T1')
    await page.getByRole('alert').waitFor()
  })

  it('the trace of one that nobody has named is its own', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/trace`)
    await page.getByLabel('Lot, serial, vendor lot, heat or shipment').fill('S0700000')
    await page.getByRole('option').filter({ hasText: 'S0700000' }).click()
    await page.getByRole('heading', { name: 'Trace of S0700000' }).waitFor()
    await page.getByText('It went into nothing and to nobody so far.').waitFor()
    await page.getByText('No event names S0700000 yet').waitFor()
    await settled(page)
    await expectSound(walk)
    expect(await page.getByRole('link', { name: 'Recall' }).last().getAttribute('href')).toContain('S0700000')
    await page.getByText('Table', { exact: true }).click()
    await page.getByText('0 lots', { exact: true }).waitFor()
    await page.getByText('Picture', { exact: true }).click()
    await page.getByText('Nothing to draw').waitFor()
    await page.getByRole('link', { name: 'S0700000' }).first().click()
    await page.getByText('alone: operations').waitFor()
    await page.getByRole('link', { name: 'Trace', exact: true }).last().click()
    await page.getByRole('heading', { name: 'Trace of S0700000' }).waitFor()
    const its = page.url()
    await page.goto(its.replace('S0700000', 'S0500000'))
    await page.getByText('V001..V002').first().waitFor()
    expect(page.url(), 'an event has named it: it is a lot of its own').not.toContain('serial=')
    await page.goto(its.replace('S0700000', 'T1'))
    await page.getByRole('heading', { name: 'T1 is not in this series' }).waitFor()
    await page.getByRole('link', { name: 'Trace the series' }).click()
    await page.getByRole('heading', { name: 'Trace of S0000001..S1000000' }).waitFor()
  })

  it('is read on a phone in the dark, where the form is filled in', async () => {
    const seen = await enter(browser, plant.url, { ...phone, scheme: 'dark' })
    await seen.page.goto(`${plant.url}/produce`)
    await field(seen.page, 'Material').fill('VALVE')
    await field(seen.page, 'First serial').fill('V0000100')
    await field(seen.page, 'Last serial').fill('V1000099')
    await settled(seen.page)
    await expectSound(seen)
    await seen.context.close()
    expect(walk.faults).toEqual([])
  })
})

/** The text field of exactly this name. */
function field(within: Page | Locator, name: string): Locator {
  return within.getByRole('textbox', { name, exact: true })
}
