import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { enter, expectSound, phone, settled, type Walk } from './walk.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString()
const id = (index: number): string => `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`
/** A bar, of it two lots of pins; of the second 8 kg went into the run and neither out nor back. */
const events = [
  { type: 'material', code: 'BAR', unit: 'kg' },
  { type: 'material', code: 'PIN', unit: 'ea' },
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'partner', code: 'ACME', name: 'Acme', roles: ['customer'] },
  { type: 'workCenter', code: 'SAW' },
  { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: { material: 'BAR', number: 'B-1' }, quantity: 100 },
  {
    type: 'transform',
    inputs: [{ lot: { number: 'B-1' }, quantity: 40 }],
    outputs: [{ lot: { material: 'PIN', number: 'P-1' }, quantity: 40 }],
  },
  { type: 'ship', shipment: 'SH-1', customer: 'ACME', lots: [{ lot: { number: 'P-1' }, quantity: 30 }] },
].map((event, index) => ({ id: id(index), at: at(index), ...event }))

/** The link's key has become a session: the start page is there. */
const signedIn = ({ page }: Walk): Promise<unknown> => page.getByRole('heading', { name: 'The shop now' }).waitFor()

describe.skipIf(findChromium() === undefined)('a recall drill', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await record(plant.url, events)
    walk = await enter(browser, plant.url)
    await signedIn(walk)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('is drawn and traced, its clock runs, and its score is there in six steps', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/drills`)
    await walk.click(page.getByText('A raw lot'))
    await walk.click(page.getByRole('button', { name: 'Draw a lot and begin' }))
    const ribbon = page.getByRole('region', { name: 'Drill' })
    await ribbon.getByText('DRILL', { exact: true }).waitFor()
    await ribbon.getByRole('timer').waitFor()
    await page.getByRole('region', { name: 'Suspect lots' }).getByRole('link', { name: 'B-1' }).waitFor()
    await ribbon.getByText(/^Trace read 0:\d\d$/).waitFor()
    expect(await page.getByRole('button', { name: 'Commit this recall…' }).count(), 'nothing can be held from here').toBe(0)
    expect(await page.getByRole('link', { name: /^Hold these lots/ }).count(), 'neither so').toBe(0)
    await walk.click(ribbon.getByRole('button', { name: 'Stock located' }))
    await ribbon.getByText(/^Stock located 0:\d\d$/).waitFor()
    await walk.click(ribbon.getByRole('button', { name: 'Customers named' }))
    await ribbon.getByText(/^Customers named 0:\d\d$/).waitFor()
    await walk.click(ribbon.getByRole('button', { name: 'Finish the drill' }))
    await page.getByRole('heading', { name: 'Drill DR-0001', level: 1 }).waitFor()
    await page.getByText('Passed', { exact: true }).waitFor()
    await page.getByText('drawn again, it is the same lot').waitFor()
    expect(walk.steps).toBeLessThanOrEqual(6)
    const { holds } = (await ask(plant.url, 'holds')) as { holds: unknown[] }
    expect(holds).toEqual([])
  })

  it('of a lot of which something is missing is not passed, says what, and stands beside the one before', async () => {
    const { page } = walk
    await record(plant.url, [
      {
        id: id(20),
        at: at(20),
        type: 'workOrder',
        number: 'WO-1',
        material: 'PIN',
        quantity: 10,
        operations: [{ sequence: 10, name: 'Saw', workCenter: 'SAW', createsLot: true, components: [{ material: 'BAR', per: 1 }] }],
      },
      { id: id(21), at: at(21), type: 'start', run: 'R-1', workOrder: 'WO-1', operation: 10, workCenter: 'SAW' },
      { id: id(22), at: at(22), type: 'load', run: 'R-1', lot: { number: 'B-1' }, quantity: 18 },
      { id: id(23), at: at(23), type: 'produce', run: 'R-1', lot: { number: 'P-2' }, quantity: 10 },
      { id: id(24), at: at(24), type: 'finish', run: 'R-1' },
    ])
    await page.goto(`${plant.url}/drills`)
    await page.getByLabel('Or begin with a lot of your choice').fill('B-1')
    await page.getByRole('option').filter({ hasText: 'B-1' }).click()
    await page.getByRole('button', { name: 'Finish the drill' }).click()
    // Begun once more, it is another drill.
    await page.getByRole('heading', { name: /^Drill DR-000[2-4]$/, level: 1 }).waitFor()
    await page.getByText('Not passed').waitFor()
    await page.getByRole('heading', { name: 'Unaccounted lots' }).waitFor()
    await page.getByText('before: 100 %').waitFor()
    await page.getByRole('link', { name: 'All drills' }).click()
    await page.getByRole('img', { name: /percent accounted for, the oldest first: 100; / }).waitFor()
    expect(await page.locator('.drill-row').count()).toBeGreaterThanOrEqual(2)
  })

  it('is finished although the trace is read while the button is pressed', async () => {
    const { page } = walk
    let answer = (): void => {}
    const answered = new Promise<void>(done => {
      answer = done
    })
    await page.route('**/recalls/simulations', async route => {
      await answered
      await route.continue()
    })
    await page.goto(`${plant.url}/drills`)
    await page.getByLabel('Or begin with a lot of your choice').fill('B-1')
    await page.getByRole('option').filter({ hasText: 'B-1' }).click()
    await page.getByRole('button', { name: 'Finish the drill' }).hover()
    await page.mouse.down()
    answer()
    await page.getByText(/^Trace read 0:\d\d$/).waitFor()
    await page.mouse.up()
    await page.getByRole('heading', { name: /^Drill DR-/, level: 1 }).waitFor()
    await page.unroute('**/recalls/simulations')
  })

  it('makes the number on the start page, with its formula', async () => {
    const { page } = walk
    await page.goto(plant.url)
    await page.getByRole('heading', { name: 'Readiness for a recall' }).waitFor()
    await page.getByText(/1 of the last [2-4] drills passed/).waitFor()
    await page.getByText(/50 × share passed \+ 30 × share accounted for \+ 20 ×/).waitFor()
  })

  it('is set to run every night, without ending what else the settings say', async () => {
    const { page } = walk
    await record(plant.url, [{ id: id(30), at: at(30), type: 'settings', gs1CompanyPrefix: '4012345' }])
    await page.goto(`${plant.url}/settings`)
    await page.getByLabel('Drills each night').fill('2')
    await page.getByLabel('Time zone of the site').fill('Mars/Base')
    await page.getByRole('button', { name: 'Save the drills' }).click()
    await page.getByText('must be a time zone such as Europe/Berlin').first().waitFor()
    await page.getByLabel('Time zone of the site').fill('Europe/Berlin')
    await page.getByRole('button', { name: 'Save the drills' }).click()
    await page.getByText('The settings hold from now on.').waitFor()
    const settings = await ask(plant.url, 'settings')
    expect(settings).toMatchObject({ gs1CompanyPrefix: '4012345', timeZone: 'Europe/Berlin', drills: { nightly: 2, at: '02:00' } })
  })

  it('fits on a phone', async () => {
    const small = await enter(browser, plant.url, phone)
    await signedIn(small)
    for (const path of ['/drills', '/drills/DR-0002', '/recall?drill=DR-0002&seed=B-1', '/']) {
      await small.page.goto(plant.url + path)
      await settled(small.page)
      await expectSound(small)
    }
    await small.context.close()
    expect(walk.faults).toEqual([])
  })
})
