import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { openPlant, type Plant, record } from './plant.ts'
import { enter, expectSound, settled, type Walk } from './walk.ts'

const part = (number: string) => ({ material: 'PART', number })
const at = (minutes: number): string => new Date(Date.now() - 86_400_000 + minutes * 60_000).toISOString()

/** Six good parts of B-1 made by ANNA at LATHE-1, six bad ones of B-2 made by BEN at LATHE-2. */
const runs = [
  { bar: 'B-1', workCenter: 'LATHE-1', by: 'ANNA', prefix: 'GOOD' },
  { bar: 'B-2', workCenter: 'LATHE-2', by: 'BEN', prefix: 'BAD' },
].flatMap(({ bar, workCenter, by, prefix }) => {
  const run = randomUUID()
  return [
    { type: 'start', run, workCenter, by },
    { type: 'load', run, lot: { material: 'BAR', number: bar }, quantity: 60, by },
    ...[1, 2, 3, 4, 5, 6].map(index => ({ type: 'produce', run, lot: part(`${prefix}-${index}`), quantity: 10 })),
    { type: 'finish', run },
  ]
})
const events = [
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  ...['ANNA', 'BEN'].map(code => ({ type: 'person', code })),
  ...['LATHE-1', 'LATHE-2'].map(code => ({ type: 'workCenter', code })),
  { type: 'material', code: 'BAR', unit: 'kg' },
  { type: 'material', code: 'PART', unit: 'ea' },
  { type: 'receive', vendor: 'MILL', vendorLot: 'HEAT-1', lot: { material: 'BAR', number: 'B-1' }, quantity: 100 },
  { type: 'receive', vendor: 'MILL', vendorLot: 'HEAT-2', lot: { material: 'BAR', number: 'B-2' }, quantity: 100 },
  ...runs,
].map((event, index) => ({ id: randomUUID(), at: at(index), ...event }))

describe.skipIf(findChromium() === undefined)('quality asks', () => {
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
    expect(walk?.faults).toEqual([])
    await closeWindows(browser)
    await plant?.stop()
  })

  async function isSound(): Promise<void> {
    const { page } = walk
    await settled(page)
    await expectSound(walk)
  }

  it('what failed parts share: a pasted list, the bar and the machine first', async () => {
    const { page } = walk
    await page.goto(plant.url)
    await page.getByRole('link', { name: 'Questions' }).first().click()
    await page.getByRole('textbox', { name: /^Failed lots/ }).fill('BAD-1\nBAD-2\nBAD-3\nBAD-4\nBAD-5\nBAD-6\nBAD-404')
    await page.getByRole('button', { name: 'Find what they share' }).click()
    await page.getByText('6 failed against 6 good').waitFor()
    await page.getByText('Not known, so not compared: BAD-404').waitFor()
    const rows = page.getByRole('table', { name: 'Common factors' }).getByRole('row')
    const bar = rows.filter({ hasText: 'Lot in it' }).filter({ hasText: 'B-2' })
    await bar.waitFor()
    expect(await bar.textContent()).toContain('6 of 6')
    expect(await bar.textContent()).toContain('0 of 6')
    expect(await rows.filter({ hasText: 'LATHE-2' }).count()).toBeGreaterThan(0)
    // Names of runs are made up of letters and digits by chance: only lots are meant.
    expect(
      await rows
        .filter({ hasText: 'Lot in it' })
        .filter({ hasText: /B-1(?!\d)/ })
        .count(),
    ).toBe(0)
    await isSound()
    await bar.getByRole('link', { name: 'Recall B-2' }).click()
    await page.getByRole('heading', { name: 'Recall', level: 1 }).waitFor()
    // The question stays in the address: back is the same answer.
    await page.goBack()
    await page.getByText('6 failed against 6 good').waitFor()
  })

  it('two parts side by side: what the one has and the other has not', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/compare`)
    for (const [label, number] of [
      ['One lot or serial', 'GOOD-1'],
      ['The other', 'BAD-1'],
    ] as const) {
      await page.getByRole('textbox', { name: label }).fill(number)
      await page.getByRole('option').filter({ hasText: number }).first().click()
    }
    const table = page.getByRole('table')
    await table.getByRole('row', { name: /^BAR/ }).first().waitFor()
    expect(await table.getByRole('row', { name: /^person/ }).textContent()).toMatch(/ANNA.*BEN/)
    expect(await table.getByRole('row', { name: /^material/ }).count()).toBe(0)
    await isSound()
    await page.getByText('Everything').click()
    await table.getByRole('row', { name: /^material/ }).waitFor()
  })

  it('lots by question: a machine, then what they share', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/seeds`)
    await page.getByRole('textbox', { name: 'Work center' }).fill('LATHE-2')
    await page.getByRole('button', { name: 'Find the lots' }).click()
    await page.getByText('6 lots').waitFor()
    await isSound()
    await page.getByRole('link', { name: 'What do they share?' }).click()
    await page.getByText('6 failed against 6 good').waitFor()
    await page.goto(`${plant.url}/seeds?workCenter=NOWHERE`)
    await page.getByText('There is no work center "NOWHERE".').waitFor()
  })

  it('what changed in a trace since then, with the event that did it', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/difference?lot=BAR~B-1&from=2020-01-01T00:00`)
    await page.getByText('6 came in').waitFor()
    const row = page.getByRole('table', { name: 'Came in' }).getByRole('row').filter({ hasText: 'GOOD-1' })
    expect(await row.textContent()).toContain('not in it')
    await isSound()
    await row.getByRole('link', { name: /^#/ }).first().click()
    await page.getByRole('dialog').waitFor()
  })

  it('how large a recall would be, and what another setting would change', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/exposure`)
    await page.getByText('6 lots on average, 6 at worst').waitFor()
    await page.getByText('one lot a run').first().waitFor()
    await isSound()
  })

  it('what is wrong with the record, and the way to mend it', async () => {
    const { page } = walk
    const forgotten = randomUUID()
    await record(plant.url, [
      { type: 'start', run: forgotten, workCenter: 'LATHE-1', at: new Date(Date.now() - 3 * 86_400_000).toISOString() },
    ])
    await page.goto(`${plant.url}/genealogy-doctor`)
    await page.getByRole('region', { name: 'A run nobody finished' }).waitFor()
    await isSound()
    await page.getByRole('link', { name: 'Open the run' }).click()
    await page.getByRole('button', { name: 'Finish the run' }).click()
    await page.getByText('Nothing is running').waitFor()
    await page.goto(`${plant.url}/genealogy-doctor`)
    await page.getByRole('heading', { name: 'Nothing is wrong with the record' }).waitFor()
    expect(await page.getByRole('region', { name: 'A run nobody finished' }).count()).toBe(0)
  })
})
