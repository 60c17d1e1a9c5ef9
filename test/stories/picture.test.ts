/** A quality engineer looks at a trace as a picture: what is alike together, opened on demand, by keyboard too. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { desk, enter, expectSound, settled, type View, type Walk } from './walk.ts'

const part = (number: string) => ({ material: 'PART', number })
const at = (minutes: number): string => new Date(Date.now() - 86_400_000 + minutes * 60_000).toISOString()
const numbers = Array.from({ length: 45 }, (_, index) => `P-${100 + index}`)
const events = [
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'partner', code: 'ACME', roles: ['customer'] },
  { type: 'material', code: 'BAR', unit: 'kg' },
  { type: 'material', code: 'PART', unit: 'ea' },
  { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: { material: 'BAR', number: 'B-1' }, quantity: 1000 },
  ...numbers.map(number => ({
    type: 'transform',
    inputs: [{ lot: { material: 'BAR', number: 'B-1' }, quantity: 1 }],
    outputs: [{ lot: part(number), quantity: 4 }],
  })),
  { type: 'ship', shipment: 'D-1', customer: 'ACME', lots: [{ lot: part('P-100'), quantity: 4 }] },
  { type: 'hold', hold: 'H-1', lots: [part('P-101')], reason: 'cracked' },
].map((event, index) => ({ id: randomUUID(), at: at(index), ...event }))

describe.skipIf(findChromium() === undefined)('the picture of a trace', () => {
  let plant: Plant
  let browser: Browser
  let seed = 0

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(plant.url, events)
    const { lots } = (await ask(plant.url, 'lots?search=B-1')) as { lots: { id: number }[] }
    seed = lots[0]?.id ?? 0
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
    await walk.page.goto(`${plant.url}/trace?lot=${seed}`)
    await walk.page.getByText('Picture', { exact: true }).click()
    await walk.page.getByRole('button', { name: /^43 lots of PART, P-102…44/ }).waitFor()
    return walk
  }

  it('shows what is alike as one, tells standing by word, and opens a group by keyboard; its address shows the same again', async () => {
    const walk = await opened(desk)
    const { page } = walk
    expect(await page.getByRole('button', { name: /P-100 of PART.*transferred/ }).count()).toBe(1)
    expect(await page.getByRole('button', { name: /P-101 of PART.*suspect, on hold/ }).count()).toBe(1)
    await page.getByRole('button', { name: /^B-1 of BAR/ }).focus()
    await page.keyboard.press('ArrowRight')
    const group = page.getByRole('button', { name: /^43 lots/ })
    // Three stand below one another: first to the uppermost.
    for (const _ of [1, 2]) await page.keyboard.press('ArrowUp')
    for (let pressed = 0; pressed < 3 && !(await group.evaluate(node => node === document.activeElement)); pressed++)
      await page.keyboard.press('ArrowDown')
    expect(await group.evaluate(node => node === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^P-144 of PART/ }).waitFor()
    expect(new URL(page.url()).searchParams.getAll('opened')).toHaveLength(1)
    await page.reload()
    await page.getByRole('button', { name: /^P-144 of PART/ }).waitFor()
    await page.getByRole('button', { name: 'Close all groups' }).click()
    await group.waitFor()
    await page.getByText('The picture as a table').click()
    expect(
      await page
        .getByRole('table', { name: 'Nodes of the picture' })
        .or(page.getByRole('grid', { name: 'Nodes of the picture' }))
        .count(),
    ).toBe(1)
    const [sheet] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'XLSX' }).click()])
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(await sheet.path())
    expect(sheet.suggestedFilename()).toBe('picture B-1.xlsx')
    expect(book.worksheets[0]?.getColumn('I').values).toContain('Count')
    expect(book.worksheets[0]?.getColumn('B').values).toContain('B-1')
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'SVG' }).click()])
    expect(await readFile(await file.path(), 'utf8')).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    await page.getByRole('button', { name: /^P-101 of PART/ }).click()
    await page.getByRole('heading', { level: 1, name: 'P-101' }).waitFor()
    expect(walk.faults).toEqual([])
    await walk.context.close()
  })

  it('shows the same trace in time: what falls together comes apart by zoom, how it stands is said, and it is a table and a file', async () => {
    const walk = await opened(desk)
    const { page } = walk
    await page.getByText('Timeline', { exact: true }).click()
    const many = page.getByRole('button', { name: /^\d+ lots made.*normal, certain, quantity left.*Enter zooms in/ }).first()
    await many.waitFor()
    await page.getByRole('button', { name: /^P-101 made.*suspect, on hold/ }).waitFor()
    await page.getByRole('button', { name: /^P-100 shipped at Shipping, went into, transferred/ }).waitFor()
    await expectSound(walk)
    await many.focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => new URLSearchParams(location.search).get('zoom') === '2')
    await page.reload()
    await page.getByRole('button', { name: 'Zoom out' }).waitFor()
    expect(await page.getByRole('button', { name: 'Zoom out' }).isEnabled()).toBe(true)
    await page.getByRole('button', { name: 'All', exact: true }).click()
    await page.getByText('The timeline as a table').click()
    await page.getByRole('table', { name: 'What happened, in the order of time' }).waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
    const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
    expect([file.suggestedFilename(), lines.length]).toEqual(['timeline of trace B-1.csv', 1 + 1 + numbers.length + 1])
    await page.getByRole('button', { name: /^P-101 made/ }).click()
    await page.getByRole('heading', { level: 1, name: 'P-101' }).waitFor()
    expect(walk.faults).toEqual([])
    await walk.context.close()
  })

  it('tree and table say how lots stand in the same words and signs', async () => {
    const walk = await opened(desk)
    const { page } = walk
    await page.goto(`${plant.url}/trace?lot=${seed}&view=table`)
    const row = (number: string) => page.getByRole('row').filter({ hasText: number })
    await row('P-101').getByText('suspect').waitFor()
    await row('P-100').getByText('transferred').waitFor()
    await page.getByText('use as is, rework').waitFor()
    await page.goto(`${plant.url}/trace?lot=${seed}`)
    await row('P-100').getByText('transferred').waitFor()
    await expectSound(walk)
    await walk.context.close()
  })

  it('traces part of a lot: what left it until a time, and the whole lot again', async () => {
    const walk = await opened(desk)
    const { page } = walk
    await page.goto(`${plant.url}/trace?lot=${seed}&view=table`)
    await page.getByText('All 45 shown').waitFor()
    await page.getByRole('button', { name: 'Part of it…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Part of B-1' })
    await dialog.getByText('Quantity', { exact: true }).click()
    await dialog.getByLabel('Suspect quantity, kg').fill('2')
    await dialog.getByRole('button', { name: 'Trace this part' }).click()
    await page.getByText('only 2 kg of it, nobody knows which').waitFor()
    await page.getByText('45 possible').first().waitFor()
    expect(new URL(page.url()).searchParams.get('quantity')).toBe('2')
    await page.getByRole('button', { name: 'the whole lot' }).click()
    await page.getByText('45 certain').first().waitFor()
    await page.goto(`${plant.url}/trace?lot=${seed}&view=table&run=NONE`)
    await page
      .getByText(/run NONE/)
      .last()
      .waitFor()
    await page.getByRole('button', { name: 'Part of it…' }).click()
    await dialog.getByRole('textbox', { name: 'Run' }).waitFor()
    await expectSound(walk)
    expect(walk.faults).toEqual([])
    await walk.context.close()
  })
})
