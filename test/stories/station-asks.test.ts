/** Without a line a station asks for what a plan requires itself: numbers, choices and photos are kept with the scan, outlive the tab, and are recorded in order. */
import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { furnish, makeLots, record, reportsOf } from './floor.ts'
import { Kiosk, tablet } from './kiosk.ts'
import { token as administrator, ask, openPlant, type Plant } from './plant.ts'
import { Wedge } from './wedge.ts'

const picture = { name: 'image.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }
const hash = createHash('sha256').update(picture.buffer).digest('hex')

describe.skipIf(findChromium() === undefined)('a station without a line', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await record(plant, asking)
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  /** Lots that wait at the wash, a station there, and in its browser the list of what they are asked for. */
  async function washing(station: string, numbers: readonly string[]): Promise<Kiosk> {
    await makeLots(plant, numbers)
    await record(
      plant,
      numbers.map(number => ({ type: 'pass', lot: { material: 'GEAR', number }, workCenter: 'DEBURR' })),
    )
    const kiosk = await Kiosk.enrol(browser, plant, station, tablet)
    await kiosk.badge()
    await knows(kiosk.page, numbers)
    return kiosk
  }

  const valuesOf = async (number: string): Promise<unknown> =>
    (await reportsOf(plant, [number])).filter(told => told.body.workCenter === 'WASH').map(told => told.body.values ?? [])
  const exceptions = async (): Promise<string[]> =>
    ((await ask(plant.url, 'exceptions?site=main')) as { exceptions: { code: string }[] }).exceptions.map(one => one.code)

  it('asks for number, choice and photo; the tab dies and asks on; what was cancelled is not recorded; all in order, and once', async () => {
    const kiosk = await washing('WASH-1', ['W-1', 'W-2', 'W-3', 'W-4'])
    try {
      await kiosk.offline()
      await kiosk.scan('W-1')
      await kiosk.asks('Enter Bore (19.9 – 20.1 mm)')
      expect(await kiosk.page.locator('.value').allTextContents()).toEqual([
        expect.stringContaining('Bore'),
        expect.stringContaining('Colour'),
        expect.stringContaining('the washed faces'),
      ])
      await kiosk.scan('W-2')
      await kiosk.page.locator('.question-advice', { hasText: 'Answer this first, or cancel' }).waitFor()
      for (const key of '19.95') await kiosk.page.locator('.pad-key', { hasText: key }).click()
      await kiosk.button('OK').click()
      await kiosk.asks('Enter Colour')
      await kiosk.page.getByText('Offline · 1 saved here').waitFor()

      // The tab is killed with two values to go, and opened again.
      const page = await kiosk.context.newPage()
      page.setDefaultTimeout(20_000)
      await kiosk.page.close()
      await page.goto(`${plant.url}/station`)
      const asks = (words: string): Promise<void> => page.locator('.question-title', { hasText: words }).waitFor()
      const keeps = (words: string): Promise<void> => page.locator('.band-kept', { hasText: words }).waitFor()
      await asks('Enter Colour')
      await page.locator('bdi.value-entered', { hasText: '19.95 mm' }).waitFor()
      const wedge = await Wedge.at(page)
      await wedge.scan('dull')
      await asks('Photograph the washed faces')
      await page.getByLabel('Take a photo').setInputFiles(picture)
      await keeps('W-1')

      // A number outside of the limits has been measured; a wrong one is entered anew.
      await wedge.scan('W-2')
      await asks('Enter Bore')
      await wedge.scan('20.5')
      await asks('Enter Colour')
      await page.locator('button.value', { hasText: 'Bore' }).click()
      await asks('Enter Bore')
      await wedge.scan('20.4')
      await page.locator('.question-advice', { hasText: 'Bore 20.4 mm is outside of 19.9 – 20.1 mm' }).waitFor()
      await page.getByRole('button', { name: /bright/ }).click()
      await asks('Photograph')
      await page.getByLabel('Take a photo').setInputFiles(picture)
      await keeps('W-2')

      await wedge.scan('W-3')
      await asks('Enter Bore')
      await wedge.scan('NO')
      await page.locator('.band', { hasText: 'Cancelled: nothing was recorded' }).waitFor()
      await page.getByText('Offline · 3 saved here').waitFor()

      await kiosk.context.setOffline(false)
      await page.locator('.band', { hasText: '3 saved scans sent' }).waitFor()
      const measured = (bore: string, colour: string, more = {}): object[] => [
        [
          { characteristic: 'BORE', value: bore, unit: 'mm', ...more },
          { characteristic: 'COLOUR', value: colour },
          { characteristic: 'FACES', value: hash },
        ],
      ]
      expect(await valuesOf('W-1')).toEqual(measured('19.95', 'dull'))
      expect(await valuesOf('W-2')).toEqual(measured('20.4', 'bright', { accepted: true }))
      expect(await valuesOf('W-3')).toEqual([])
      expect((await exceptions()).filter(code => code.includes('value'))).toEqual([])
      expect(await exceptions()).toContain('out-of-tolerance')
      const shown = await fetch(`${plant.url}/api/v1/documents/${hash}`, { headers: { authorization: `Bearer ${administrator}` } })
      expect(shown.headers.get('content-type')).toBe('image/png')
      const { scans } = (await ask(plant.url, 'scans?station=WASH-1&limit=3')) as { scans: { bytes: string }[] }
      expect(scans.map(scan => Buffer.from(scan.bytes, 'hex').toString())).toEqual(['W-3', 'W-2', 'W-1'])
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 120_000)

  it('when the line comes back while it asks, the server asks on', async () => {
    const kiosk = await washing('WASH-2', ['W-5'])
    try {
      await kiosk.offline()
      await kiosk.scan('W-5')
      await kiosk.asks('Enter Bore')
      await kiosk.scan('20')
      await kiosk.asks('Enter Colour')
      await kiosk.online()
      await kiosk.scan('dull')
      await kiosk.asks('Photograph')
      await kiosk.page.locator('bdi.value-entered', { hasText: 'dull' }).waitFor()
      await kiosk.page.getByLabel('Take a photo').setInputFiles(picture)
      await kiosk.says('done', 'W-5 → Wash')
      expect((await reportsOf(plant, ['W-5'])).at(-1)).toMatchObject({
        body: { values: [{ value: '20' }, { value: 'dull' }, { value: hash }] },
      })
      expect((await reportsOf(plant, ['W-5'])).at(-1)?.body.late).toBeUndefined()
    } finally {
      await kiosk.close()
    }
  }, 120_000)

  it('when the line is cut with the scan, or with the answer on its way, it asks itself and the server takes it', async () => {
    const kiosk = await washing('WASH-3', ['W-6', 'W-7'])
    try {
      await kiosk.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
      for (const [number, isHeard] of [
        ['W-6', false],
        ['W-7', true],
      ] as const) {
        await kiosk.context.route('**/scans*', async route => {
          if (isHeard) await route.fetch()
          await kiosk.context.setOffline(true)
          await route.abort('internetdisconnected')
        })
        await kiosk.scan(number)
        await kiosk.page.getByText(/^Offline/).waitFor()
        await kiosk.asks('Enter Bore')
        await kiosk.scan('20.01')
        await kiosk.asks('Enter Colour')
        await kiosk.scan('bright')
        await kiosk.asks('Photograph')
        await kiosk.page.getByLabel('Take a photo').setInputFiles(picture)
        await kiosk.says('kept', number)
        await kiosk.context.unroute('**/scans*')
        await kiosk.context.setOffline(false)
        await kiosk.page.locator('.band', { hasText: '1 saved scan sent' }).waitFor()
        expect(await valuesOf(number)).toMatchObject([[{ value: '20.01' }, { value: 'bright' }, { value: hash }]])
      }
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 120_000)
})

/** Until the browser has the list of what these lots are asked for. */
async function knows(page: Page, numbers: readonly string[]): Promise<void> {
  await page.waitForFunction(
    async wanted => {
      const kept = await new Promise<string>(resolve => {
        const open = indexedDB.open('genealot-station')
        open.onsuccess = () => {
          const asked = open.result.transaction('kept').objectStore('kept').get('asked')
          asked.onsuccess = () => {
            open.result.close()
            resolve(JSON.stringify(asked.result ?? ''))
          }
        }
      })
      return wanted.every(number => kept.includes(`"${number}"`))
    },
    numbers,
    { polling: 250 },
  )
}

const asking = [
  ...['WASH-1', 'WASH-2', 'WASH-3'].map(code => ({ type: 'station', code, name: code, workCenter: 'WASH' })),
  {
    type: 'collectionPlan',
    material: 'GEAR',
    characteristics: [
      { code: 'BORE', description: 'Bore', unit: 'mm', min: 19.9, max: 20.1, required: true, workCenter: 'WASH' },
      { code: 'COLOUR', description: 'Colour', kind: 'choice', choices: ['bright', 'dull'], required: true, workCenter: 'WASH' },
      { code: 'FACES', description: 'the washed faces', kind: 'photo', required: true, workCenter: 'WASH' },
    ],
  },
]
