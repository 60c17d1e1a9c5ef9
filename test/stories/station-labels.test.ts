/** Labels as scanners send them: the separators of GS1 in every disguise, and labels that are torn, foreign, doubled, of another plant or of yesterday. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { furnish, makeLots, record, reportsOf } from './floor.ts'
import { Kiosk } from './kiosk.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import type { WedgeSetup } from './wedge.ts'

const GS = '\x1d'
const gear = '04006381333931'

describe.skipIf(findChromium() === undefined)('labels as a scanner sends them', () => {
  let plant: Plant
  let browser: Browser
  let kiosk: Kiosk

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await record(plant, elsewhere)
    kiosk = await Kiosk.enrol(browser, plant, 'S1')
  }, 300_000)

  beforeEach(() => kiosk.badge())

  afterAll(async () => {
    await kiosk?.close()
    await closeWindows(browser)
    await plant?.stop()
  })

  const lastScan = async (): Promise<{ bytes: string; outcome: string }> => {
    const { scans } = (await ask(plant.url, 'scans?station=S1&limit=1')) as { scans: { bytes: string; outcome: string }[] }
    return scans[0] ?? { bytes: '', outcome: '' }
  }

  describe('4: of GS1', () => {
    const label = (lot: string, separator = GS): string => `01${gear}10${lot}${separator}240X1`
    const ways: [string, (lot: string) => string, WedgeSetup][] = [
      ['GS as the byte 0x1D', label, { separator: 'byte' }],
      ['GS as Ctrl+]', label, { separator: 'ctrl' }],
      ['GS as Alt+029', label, { separator: 'alt' }],
      ['GS typed as {GS}', label, { separator: '{GS}' }],
      [']C1 in front', lot => `]C1${label(lot)}`, {}],
      [']d2 in front, GS as the byte', lot => `]d2${label(lot)}`, { separator: 'byte' }],
      [']Q3 in front, GS typed as {GS}', lot => `]Q3${label(lot)}`, { separator: '{GS}' }],
      ['in brackets, as a person reads it', lot => `(01)${gear}(10)${lot}(240)X1`, {}],
      ['ended with Tab', label, { suffix: 'Tab' }],
      ['by radio, with stutters', label, { gaps: [4, 4, 90, 12, 4, 40] }],
    ]

    it.each(ways.map((way, index) => [...way, `D-${index + 1}`] as const))(
      '%s: the same lot is reported',
      async (_name, say, setup, lot) => {
        await makeLots(plant, [lot])
        await kiosk.scan(say(lot), setup)
        await kiosk.says('done', `${lot} → Deburr, 250 pcs`)
        expect((await reportsOf(plant, [lot])).map(told => told.type)).toEqual(['pass'])
      },
    )

    it('without its separator it is a question with the readings, and no event', async () => {
      await makeLots(plant, ['D-40', 'D-40240X1'])
      await kiosk.scan(label('D-40', ''))
      await kiosk.asks('This label has several readings. Which one?')
      await kiosk.page.locator('.question-advice', { hasText: 'scanner test page' }).waitFor()
      expect(await kiosk.page.locator('.answer').count()).toBeGreaterThanOrEqual(3)
      expect(await reportsOf(plant, ['D-40', 'D-40240X1'])).toEqual([])
      expect((await lastScan()).outcome).toBe('attention')
      await kiosk.page.locator('.answer', { hasText: /\(10\)D-40\W/ }).click()
      await kiosk.says('done', 'D-40 → Deburr')
      expect((await reportsOf(plant, ['D-40240X1'])).length).toBe(0)
    })
  })

  describe('that is none', () => {
    const stops: [string, string, string, RegExp][] = [
      ['torn: the beginning of a GS1 label', ']d2010950600', 'This label is damaged or incomplete', /Scan again, or type the number/],
      ['torn: an element without its value', `(01)${gear}(10)`, 'This label is damaged or incomplete', /Scan again, or type the number/],
      ['torn: a wrong check digit', `]C10104006381333932${GS}10D-1`, 'This label is damaged or incomplete', /Scan again/],
      ['truncated: half an envelope', '[)>{RS}06{GS}1TL', 'Nothing is known under this code', /Scan again/],
      ['truncated: a number', 'D-', 'Nothing is known under this code', /Scan again/],
      ['doubled', 'D-1D-1', 'This was read twice in one', /one label at a time/],
      ['foreign: a bar of chocolate', '7622210449283', 'Nothing is known under this code', /call the supervisor/],
      ['foreign: an address', 'https://shop.example/p?id=1', 'Nothing is known under this code', /call the supervisor/],
      ['a badge nobody owns', 'BADGE:NOBODY', 'Nobody owns this badge', /office/],
      ['a badge that was given back', 'BADGE-OLD', 'This badge is no longer valid', /office/],
      ['a lot of another plant', 'NORTH-1', 'NORTH-1 belongs to site north', /Ask site north/],
    ]

    it.each(stops)('%s: a stop in few words, what to do, no event, and every byte in the log', async (_name, text, words, todo) => {
      const before = await sequence()
      await kiosk.scan(text, { separator: 'byte' })
      await kiosk.stops(words)
      expect(wordsOf(await kiosk.page.locator('.stop h2').innerText())).toBeLessThanOrEqual(8)
      await kiosk.page.locator('#stop-advice', { hasText: todo }).waitFor()
      expect(await sequence()).toBe(before)
      const kept = text.startsWith('BADGE') ? '(badge)' : text
      expect(await lastScan()).toMatchObject({ outcome: 'stop', bytes: Buffer.from(kept).toString('hex') })
      await kiosk.scan('OK')
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
    })

    it('a lot finished yesterday, of which all was reported: when and by whom, and nothing is recorded', async () => {
      await makeLots(plant, ['Y-1'])
      await record(plant, [{ type: 'pass', lot: { material: 'GEAR', number: 'Y-1' }, workCenter: 'DEBURR', by: 'BEN', at: yesterday() }])
      const before = await sequence()
      await kiosk.scan('Y-1')
      await kiosk.asks(/^Y-1 was already reported at 20\d\d-\d\d-\d\d \d\d:\d\d by Ben Sommer$/)
      await kiosk.page.locator('.question-advice', { hasText: 'Nothing was recorded this time. Scan again to report once more' }).waitFor()
      expect(await sequence()).toBe(before)
      await kiosk.scan('NO')
      await kiosk.says('done', 'Cancelled')
    })

    it('a lot finished yesterday, of which nothing is left: a stop', async () => {
      await makeLots(plant, ['Y-2'])
      await record(plant, [{ type: 'scrap', lot: { material: 'GEAR', number: 'Y-2' }, quantity: 250, reason: 'Cracks', at: yesterday() }])
      await kiosk.scan('Y-2')
      await kiosk.stops('Y-2 is finished. Nothing is left.')
      await kiosk.scan('OK')
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
    })

    it('or is scanned in the middle of another, or at once again, counts once', async () => {
      await makeLots(plant, ['E-1', 'E-2'])
      await Promise.all([kiosk.scan('E-1'), kiosk.scan('E-1'), kiosk.scan('E-2')])
      await kiosk.says('done', 'E-2')
      expect((await reportsOf(plant, ['E-1', 'E-2'])).map(told => (told.body.lot as { number: string }).number)).toEqual(['E-1', 'E-2'])
    })
  })

  async function sequence(): Promise<number> {
    const { events } = (await ask(plant.url, 'ledger?site=main&limit=1')) as { events: { sequence: number }[] }
    return events[0]?.sequence ?? 0
  }
})

const wordsOf = (text: string): number => text.trim().split(/\s+/).length
const yesterday = (): string => new Date(Date.now() - 26 * 3_600_000).toISOString()

const elsewhere = [
  { type: 'person', code: 'OLGA', name: 'Olga', badge: 'BADGE-OLD' },
  { type: 'person', code: 'OLGA', name: 'Olga', badge: 'BADGE-NEW' },
  { type: 'material', code: 'GEAR', unit: 'pcs', tracking: 'lot', site: 'north' },
  { type: 'transform', inputs: [], outputs: [{ lot: { material: 'GEAR', number: 'NORTH-1' }, quantity: 5 }], site: 'north' },
]
