/** What a supervisor does all day: what is where and what is stuck without a click, an inbox by keyboard alone, a wall that says when it is old. */
import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { desk, enter, settled, type View, type Walk } from './walk.ts'

const HOUR = 3_600_000
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString()
const television: View = { width: 1920, height: 1080 }

type Sent = { type: string; [field: string]: unknown }

describe.skipIf(findChromium() === undefined)('a supervisor', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(...shop)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  async function record(...events: Sent[]): Promise<{ id: string; status: string }[]> {
    const { results } = (await ask(
      plant.url,
      'capture',
      events.map(event => ({ id: randomUUID(), at: ago(1), ...event })),
    )) as { results: { id: string; status: string; detail?: string }[] }
    expect(results.filter(result => result.status === 'refused')).toEqual([])
    return results
  }

  async function inside(view: View, tell: (walk: Walk) => Promise<void>): Promise<void> {
    const walk = await enter(browser, plant.url, view)
    try {
      await settled(walk.page)
      await tell(walk)
      expect(walk.faults).toEqual([])
    } finally {
      await walk.context.close()
    }
  }

  const figure = (page: Page, word: string) =>
    page.getByRole('list', { name: 'Key figures' }).getByRole('listitem').filter({ hasText: word })

  it('S1: sees what is where and what is stuck without a click, and what is behind a number with one', () =>
    inside(desk, async walk => {
      const { page } = walk
      const wip = (await ask(plant.url, 'wip')) as { totals: { lots: number; stuck: number } }
      expect(wip.totals).toMatchObject({ lots: 4, stuck: 2 })
      await figure(page, 'lots in process').getByText('4', { exact: true }).waitFor()
      await figure(page, 'stuck').getByText('2', { exact: true }).waitFor()
      await page.getByRole('link', { name: /^Wash/ }).waitFor()
      await page.getByText('SAW-1').first().waitFor()
      expect(walk.steps).toBe(0)
      await walk.click(figure(page, 'stuck').getByRole('link'))
      const rows = page.getByRole('grid', { name: 'Lots in process' }).locator('[data-at]')
      await rows.nth(1).waitFor()
      expect(await rows.count()).toBe(2)
      expect(walk.steps).toBe(1)
    }))

  it('hears of what is recorded elsewhere, without asking', () =>
    inside(desk, async ({ page }) => {
      await page.getByRole('list', { name: 'Key figures' }).waitFor()
      await record({ type: 'raise', code: 'ask-supervisor', detail: 'The saw smells of burnt rubber', by: 'ANA', station: 'ST-SAW' })
      await page.getByText('The saw smells of burnt rubber').waitFor()
    }))

  it('decides about exceptions by keyboard alone', () =>
    inside(desk, async ({ page }) => {
      await record(...['first', 'second', 'third', 'fourth'].map(word => ({ type: 'raise', code: 'look', detail: `The ${word} question` })))
      await page.goto(`${plant.url}/exceptions`)
      const row = (word: string) => page.getByRole('row').filter({ hasText: `The ${word} question` })
      const decide = async (key: string, reason: string) => {
        await page.keyboard.press(key)
        await page.getByRole('textbox', { name: 'Why' }).waitFor()
        await page.keyboard.type(reason, { delay: 60 })
        await page.keyboard.press('Enter')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await row('fourth').waitFor()
      await decide('a', 'seen')
      await row('fourth').waitFor({ state: 'detached' })
      await page.keyboard.press('j')
      await page.keyboard.press('k')
      await decide('r', 'asked by mistake')
      await row('third').waitFor({ state: 'detached' })
      // Two at once.
      await page.keyboard.press('x')
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await decide('s', 'tomorrow')
      for (const word of ['second', 'first']) await row(word).waitFor({ state: 'detached' })
      const { exceptions } = (await ask(plant.url, 'exceptions?code=look')) as { exceptions: { state: string; reason: string }[] }
      expect(exceptions.map(one => `${one.state}: ${one.reason}`)).toEqual([
        'accepted: seen',
        'reversed: asked by mistake',
        'snoozed: tomorrow',
        'snoozed: tomorrow',
      ])
      // Told why where the rules say no.
      const [used] = await record({
        type: 'transform',
        inputs: [{ lot: { number: 'BAR-1' }, quantity: 500 }],
        outputs: [{ lot: { material: 'PIN', number: 'P-X' }, quantity: 1 }],
        late: true,
      })
      await record({ type: 'move', lot: { number: 'P-X' }, to: 'STORES' })
      await page.getByRole('row').filter({ hasText: '500 kg' }).waitFor()
      await page.keyboard.press('k')
      await page.keyboard.press('r')
      await page.getByRole('textbox', { name: 'Why' }).waitFor()
      await page.keyboard.type('wrong', { delay: 60 })
      await page.keyboard.press('Enter')
      await page.getByText('was used or shipped since').or(page.getByText('used-downstream')).first().waitFor()
      await page.keyboard.press('Escape')
      expect(await ask(plant.url, 'exceptions?open=true')).toMatchObject({ exceptions: [{ event: used?.id }, {}] })
    }))

  it('holds and moves several lots by keyboard alone', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/wip?view=lots&operation=Wash`)
      const rows = page.getByRole('grid', { name: 'Lots in process' }).locator('[data-at]')
      await rows.nth(1).waitFor()
      const numbers = await rows.locator('.lot-link').allTextContents()
      await page.keyboard.press('x')
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('m')
      await page
        .getByRole('combobox', { name: /Where to/ })
        .or(page.getByRole('textbox', { name: /Where to/ }))
        .first()
        .fill('STORES')
      await page.getByRole('button', { name: 'Move', exact: true }).last().press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page
        .getByRole('cell', { name: 'STORES' })
        .or(page.getByRole('gridcell', { name: 'STORES' }))
        .nth(1)
        .waitFor()
      await page.keyboard.press('x')
      await page.keyboard.press('k')
      await page.keyboard.press('x')
      await page.keyboard.press('h')
      const dialog = page.getByRole('dialog')
      for (const number of numbers.slice(0, 2)) await dialog.getByText(number, { exact: true }).waitFor()
    }))

  it('S1: sees what moves on the floor without touching anything', () =>
    inside(desk, async walk => {
      const { page } = walk
      const washing = page.getByRole('link', { name: /^Wash/ })
      await washing.getByText('3', { exact: true }).waitFor()
      const began = performance.now()
      await record({ type: 'pass', lot: { number: 'PIN-3' }, workCenter: 'WASH-1', at: new Date().toISOString() })
      await washing.getByText('2', { exact: true }).waitFor()
      console.info(`a lot that moved on was seen ${Math.round(performance.now() - began)} ms after it was sent`)
      await record({
        type: 'hold',
        hold: 'H-S',
        lots: [{ number: 'PIN-2' }],
        direction: 'none',
        reason: 'Burr',
        at: new Date().toISOString(),
      })
      await figure(page, 'on hold').getByText('1', { exact: true }).waitFor()
      expect(walk.steps).toBe(0)
    }))

  it('turns orders into lots and back', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/orders`)
      await page.getByRole('table', { name: 'Work orders' }).getByText('WO-1').first().waitFor()
      await page.getByText('Lots, not orders').click()
      await page.getByRole('grid', { name: 'Lots in process' }).waitFor()
      await page.goto(`${plant.url}/orders?order=WO-1`)
      const along = page.getByRole('region', { name: 'Lots along the route' })
      await along.getByRole('row').filter({ hasText: 'waits' }).first().waitFor()
    }))

  it('shows a wall that can be read at five metres, and says when it is old', () =>
    inside(television, async ({ page }) => {
      const line = '**/api/v1/live*'
      await page.route(line, route => route.abort())
      await page.goto(`${plant.url}/tv?site=main`)
      await page.getByText('in process').waitFor()
      await page.getByText(/\d\d:\d\d data, reconnecting/).waitFor()
      expect(await page.locator('button, input, select, a').count()).toBe(0)
      expect(await smallestText(page)).toBeGreaterThanOrEqual(32)
      expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBeLessThanOrEqual(0)
      await page.unroute(line)
      await page.getByText('live', { exact: true }).waitFor()
    }))
})

async function smallestText(page: Page): Promise<number> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('.tv') ?? document.body, NodeFilter.SHOW_TEXT)
    let smallest = Number.POSITIVE_INFINITY
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      if (element && node.textContent?.trim()) smallest = Math.min(smallest, Number.parseFloat(getComputedStyle(element).fontSize))
    }
    return smallest
  })
}

const route = [
  { sequence: 10, name: 'Saw', workCenter: 'SAW-1', createsLot: true },
  { sequence: 20, name: 'Wash', workCenter: 'WASH-1', passThrough: true },
  { sequence: 30, name: 'Pack', workCenter: 'PACK-1', passThrough: true },
]
const sawn = (run: string, number: string, hours: number): Sent[] => [
  { type: 'start', run, workOrder: 'WO-1', operation: 10, workCenter: 'SAW-1', by: 'ANA', at: ago(hours + 1) },
  { type: 'load', run, lot: { number: 'BAR-1' }, quantity: 2, at: ago(hours + 1) },
  { type: 'produce', run, lot: { number }, quantity: 40, scrap: 1, at: ago(hours) },
  { type: 'unload', run, lot: { number: 'BAR-1' }, quantity: 1, at: ago(hours) },
  { type: 'finish', run, at: ago(hours) },
]
const shop: Sent[] = [
  ...['SAW-1', 'WASH-1', 'PACK-1'].map(code => ({ type: 'workCenter', code, at: ago(200) })),
  { type: 'location', code: 'STORES', at: ago(200) },
  { type: 'partner', code: 'MILL', roles: ['vendor'], at: ago(200) },
  { type: 'person', code: 'ANA', name: 'Ana', badge: 'badge-ana', at: ago(200) },
  { type: 'material', code: 'BAR', unit: 'kg', at: ago(200) },
  { type: 'material', code: 'PIN', unit: 'ea', at: ago(200) },
  { type: 'workOrder', number: 'WO-1', material: 'PIN', quantity: 200, operations: route, at: ago(200) },
  {
    type: 'receive',
    vendor: 'MILL',
    vendorLot: 'V-1',
    lot: { material: 'BAR', number: 'BAR-1' },
    quantity: 100,
    location: 'STORES',
    at: ago(150),
  },
  ...sawn('R-1', 'PIN-1', 100),
  ...sawn('R-2', 'PIN-2', 50),
  ...sawn('R-3', 'PIN-3', 3),
  ...sawn('R-4', 'PIN-4', 2),
  { type: 'pass', lot: { number: 'PIN-4' }, workCenter: 'WASH-1', at: ago(1) },
  { type: 'start', run: 'R-5', workOrder: 'WO-1', operation: 10, workCenter: 'SAW-1', by: 'ANA', at: ago(0.5) },
]
