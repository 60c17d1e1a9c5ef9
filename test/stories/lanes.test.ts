/** A quality engineer reads the life of a lot as lanes by work center, goes through it by keyboard, and takes it along as a sheet. */
import { randomUUID } from 'node:crypto'
import ExcelJS from 'exceljs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { desk, enter, settled, type View, type Walk } from './walk.ts'

const at = (hours: number): string => new Date(Date.now() - 5 * 86_400_000 + hours * 3_600_000).toISOString()
const bar = { material: 'BAR', number: 'B-1' }
const gear = (number: string) => ({ material: 'GEAR', number })
const events = [
  [0, { type: 'partner', code: 'MILL', roles: ['vendor'] }],
  [0, { type: 'partner', code: 'ACME', roles: ['customer'] }],
  [0, { type: 'material', code: 'BAR', unit: 'kg' }],
  [0, { type: 'material', code: 'GEAR', unit: 'ea' }],
  [0, { type: 'workCenter', code: 'HOB-1', name: 'Hobbing' }],
  [0, { type: 'workCenter', code: 'WASH', name: 'Washing' }],
  [0, { type: 'workOrder', number: 'W-1', material: 'GEAR', quantity: 22, operations: [{ sequence: 10, name: 'Hob' }] }],
  [1, { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: bar, quantity: 100 }],
  [20, { type: 'start', run: 'R-1', workOrder: 'W-1', operation: 10, workCenter: 'HOB-1' }],
  [21, { type: 'load', run: 'R-1', lot: bar, quantity: 40 }],
  [24, { type: 'produce', run: 'R-1', lot: gear('G-1'), quantity: 10 }],
  [30, { type: 'produce', run: 'R-1', lot: gear('G-1'), quantity: 12 }],
  [31, { type: 'unload', run: 'R-1', lot: bar, quantity: 4 }],
  [32, { type: 'finish', run: 'R-1' }],
  [
    50,
    {
      type: 'transform',
      workCenter: 'WASH',
      inputs: [{ lot: gear('G-1'), quantity: 8 }],
      outputs: [{ lot: gear('G-2'), quantity: 8 }],
    },
  ],
  [70, { type: 'ship', shipment: 'D-1', customer: 'ACME', lots: [{ lot: gear('G-1'), quantity: 4 }] }],
].map(([hours, event]) => ({ id: randomUUID(), at: at(Number(hours)), ...Object(event) }))

describe.skipIf(findChromium() === undefined)('the lanes of a lot', () => {
  let plant: Plant
  let browser: Browser
  let lot = 0

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(plant.url, events)
    const { lots } = (await ask(plant.url, 'lots?search=G-1')) as { lots: { id: number; number: string }[] }
    lot = lots.find(({ number }) => number === 'G-1')?.id ?? 0
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  async function opened(view: View): Promise<Walk> {
    const walk = await enter(browser, plant.url, view)
    await walk.page.getByRole('heading', { level: 1 }).first().waitFor()
    await walk.page.waitForFunction(() => location.hash === '')
    await settled(walk.page)
    await walk.page.goto(`${plant.url}/lots/${lot}`)
    await walk.page.getByText('Lanes', { exact: true }).click()
    await walk.page.getByRole('group', { name: 'Timeline of G-1 by work center' }).waitFor()
    return walk
  }

  it('shows its own operations and those beside it, is gone through and zoomed by keyboard, keeps its address, and is saved as a sheet', async () => {
    const walk = await opened(desk)
    const { page } = walk
    expect(await page.locator('.lane-name').allTextContents()).toEqual(['Receiving', 'HOB-1', 'WASH', 'Shipping'])
    expect(await page.locator('.span-own').count()).toBe(3)
    expect(await page.getByRole('button', { name: /^B-1 \(made from\) .*at HOB-1.*-36 kg/ }).count()).toBe(1)
    expect(await page.getByRole('button', { name: /^G-2 \(went into\) .*at WASH/ }).count()).toBe(1)
    const hobbed = page.getByRole('button', { name: /^G-1 produced at HOB-1, Hob, .* to .*, \+22 ea/ })
    await hobbed.focus()
    const before = (await hobbed.locator('rect.span-bar').boundingBox())?.width ?? 0
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await page.waitForURL(/zoom=2/)
    const near = async () => (await hobbed.locator('rect.span-bar').boundingBox())?.width ?? 0
    await expect.poll(near).toBeGreaterThan(before * 3)
    await page.reload()
    await hobbed.waitFor()
    await expect.poll(near).toBeGreaterThan(before * 3)
    await hobbed.focus()
    await page.keyboard.press('0')
    await page.waitForURL(address => !address.searchParams.has('zoom'))
    await page.keyboard.press('ArrowDown')
    const washed = page.getByRole('button', { name: /at WASH/ })
    expect(await washed.evaluateAll(all => all.some(one => one === document.activeElement))).toBe(true)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'XLSX' }).click()])
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(await file.path())
    expect(file.suggestedFilename()).toBe('timeline G-1.xlsx')
    expect(book.worksheets[0]?.rowCount).toBe(7)
    await hobbed.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/ledger\?event=/)
    expect(walk.faults).toEqual([])
    await walk.context.close()
  })
})
