import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { enter, type Walk } from './walk.ts'

describe.skipIf(findChromium() === undefined)('the record of one pump, on the screen', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk
  let minute = 0
  const sent = (event: object): object => ({
    id: randomUUID(),
    at: new Date(Date.parse('2026-03-02T06:00:00Z') + ++minute * 60_000).toISOString(),
    ...event,
  })

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(
      plant.url,
      [
        { type: 'partner', code: 'MILL', roles: ['vendor'] },
        { type: 'workCenter', code: 'ASSY' },
        { type: 'material', code: 'PUMP', tracking: 'serial' },
        { type: 'material', code: 'MOTOR', tracking: 'serial' },
        { type: 'material', code: 'SEAL' },
        {
          type: 'workOrder',
          number: 'WO-1',
          material: 'PUMP',
          quantity: 1,
          operations: [
            {
              sequence: 10,
              name: 'Assemble',
              workCenter: 'ASSY',
              createsLot: true,
              components: [
                { material: 'SEAL', per: 2 },
                { material: 'MOTOR', per: 1 },
              ],
            },
          ],
        },
        { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: { material: 'SEAL', number: 'SL-1' }, quantity: 10 },
        {
          type: 'receive',
          vendor: 'MILL',
          vendorLot: 'V-2',
          lot: { material: 'MOTOR', number: 'MOTORS' },
          serials: { from: 'M000001', to: 'M999999', range: true },
        },
        {
          type: 'transform',
          workOrder: 'WO-1',
          operation: 10,
          inputs: [{ lot: { number: 'SL-1' }, quantity: 1 }],
          outputs: [{ lot: { number: 'P-1' }, quantity: 1 }],
        },
        { type: 'install', assembly: { number: 'P-1' }, component: { material: 'MOTOR', number: 'M000417' } },
      ].map(sent),
    )
    walk = await enter(browser, plant.url)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('says what is missing first, then what was designed and what was built', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=P-1')) as { lots: { id: number }[] }
    await page.goto(`${plant.url}/lots/${lots[0]?.id}?tab=as-built`)
    await page.getByText('component-short').waitFor()
    const design = page.getByRole('table', { name: 'As designed, as built' })
    await design.getByText('too little').waitFor()
    await design.getByText('as designed', { exact: true }).waitFor()
    await design.getByRole('link', { name: 'M000417' }).waitFor()
  })

  it('is handed over as spreadsheets', async () => {
    const { page } = walk
    for (const [word, file] of [
      ['AS9102 forms 1 to 3', 'P-1 AS9102.xlsx'],
      ['FSMA 204 sheet, what is in it', 'P-1 FSMA 204.xlsx'],
    ] as const) {
      await page.getByRole('button', { name: 'Hand over as' }).click()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: word, exact: true }).click()])
      expect(download.suggestedFilename()).toBe(file)
    }
  })
})
