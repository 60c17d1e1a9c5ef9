/** Stories of what comes late or cannot be taken back: a wrong clock, whole runs and assemblies made while the line was cut, UNDO after use. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { furnish, makeLots, record, reportsOf, type Told } from './floor.ts'
import { Kiosk, known, tablet } from './kiosk.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { desk, enter } from './walk.ts'

const hour = 3_600_000

describe.skipIf(findChromium() === undefined)('at a station, late', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  async function at(station: string, tell: (kiosk: Kiosk) => Promise<void>, clockAheadMs?: number): Promise<void> {
    const kiosk = await Kiosk.enrol(browser, plant, station, tablet, clockAheadMs === undefined ? {} : { clockAheadMs })
    try {
      await kiosk.badge()
      await tell(kiosk)
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }

  const inbox = async (): Promise<{ code: string; detail: string; about: string | null }[]> =>
    ((await ask(plant.url, 'exceptions?site=main&open=true')) as { exceptions: { code: string; detail: string; about: string | null }[] })
      .exceptions

  const passOf = async (number: string): Promise<Told | undefined> => (await reportsOf(plant, [number])).find(told => told.type === 'pass')

  describe('a clock that is hours off', () => {
    it('is said on the screen and to the office; the report is at the right time, and what the clock said stays with it', async () => {
      await makeLots(plant, ['C-1', 'C-2'])
      await at(
        'S1',
        async kiosk => {
          await kiosk.page.getByText(/clock/i).first().waitFor()
          const before = Date.now()
          await kiosk.scan('C-1')
          await kiosk.says('done', 'C-1')
          await kiosk.offline()
          await kiosk.scan('C-2')
          await kiosk.says('kept', 'C-2')
          await kiosk.online()
          await kiosk.page.locator('.band', { hasText: '1 saved scan sent' }).waitFor()
          for (const number of ['C-1', 'C-2']) {
            const told = await passOf(number)
            expect(Date.parse(told?.at ?? '')).toBeGreaterThan(before - 30_000)
            expect(Date.parse(told?.at ?? '')).toBeLessThanOrEqual(Date.now())
            const { stationAt, stationSkewMs } = clockSaid(told)
            expect(Math.round(stationSkewMs / hour)).toBe(3)
            expect(Math.round((Date.parse(stationAt) - before) / hour)).toBe(3)
          }
        },
        3 * hour,
      )
      const walk = await enter(browser, plant.url, desk)
      await walk.page.getByRole('heading', { level: 1 }).first().waitFor()
      await walk.page.goto(`${plant.url}/stations`)
      await walk.page.getByText('clock 180 min off').waitFor()
      await walk.context.close()
      expect((await inbox()).filter(one => one.code === 'station-clock')).toEqual([])
    })

    it('and is set right before the scans are sent: they are at the right time all the same, and the supervisor is told once', async () => {
      await makeLots(plant, ['C-3', 'C-4'])
      await at(
        'S2',
        async kiosk => {
          await kiosk.page.getByText(/clock/i).first().waitFor()
          const before = Date.now()
          await kiosk.offline()
          await kiosk.scan('C-3')
          await kiosk.scan('C-4')
          await kiosk.page.getByText('Offline · 2 saved here').waitFor()
          await kiosk.setClock(0)
          await kiosk.online()
          await kiosk.page.locator('.band', { hasText: '2 saved scans sent' }).waitFor()
          for (const number of ['C-3', 'C-4']) {
            const told = await passOf(number)
            expect(Math.abs(Date.parse(told?.at ?? '') - before)).toBeLessThan(120_000)
            expect(Math.round(clockSaid(told).stationSkewMs / hour)).toBe(-5)
          }
        },
        -5 * hour,
      )
      const doubts = (await inbox()).filter(one => one.code === 'station-clock')
      expect(doubts.map(one => one.detail)).toEqual([expect.stringMatching(/^The clock of S2 said .* cannot be right/)])
    })
  })

  describe('made while the line was cut', () => {
    it('a run: order, two raw lots, the order again; late, in order, at their own times', async () => {
      let isRunning = false
      await at('LATHE-1', async kiosk => {
        await known(kiosk.page, ['WO-3042', 'B-1', 'B-2'])
        await kiosk.offline()
        for (const text of ['WO-3042', 'B-1', 'B-2', 'WO-3042']) {
          await kiosk.scan(text)
          if (text === 'B-2') {
            await kiosk.asks('Raw lot changes to B-2')
            for (const digit of '40') await kiosk.button(digit).click()
            await kiosk.button('OK').click()
          }
          if (text === 'WO-3042' && isRunning) {
            await kiosk.asks('How much is in WO-3042?')
            await kiosk.scan('QTY:25')
          }
          await kiosk.says('kept', text)
          isRunning = true
          await kiosk.page.waitForTimeout(2200)
        }
        await kiosk.page.getByText('Offline · 4 saved here').waitFor()
        await kiosk.online()
        await kiosk.page.locator('.band', { hasText: '4 saved scans sent' }).waitFor()
        const told = await eventsAt('LATHE-1')
        expect(told.map(one => one.type)).toEqual(['start', 'open', 'load', 'load', 'open', 'produce', 'finish'])
        expect(told.every(one => one.body.late === true && one.by === 'ANA')).toBe(true)
        expect([...told].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(one => one.type)).toEqual(told.map(one => one.type))
        await kiosk.scan('WO-3042')
        await kiosk.page.locator('.band-done, .band-attention').waitFor()
      })
    })

    it('an assembly: its parts and its order in any order, and the unit is there once', async () => {
      await at('ASM-1', async kiosk => {
        await kiosk.offline()
        for (const text of ['M-1', 'WO-4042', 'H-1']) {
          await kiosk.scan(text)
          await kiosk.says('kept', text)
        }
        await kiosk.online()
        await kiosk.page.locator('.band', { hasText: '3 saved scans sent' }).waitFor()
        const told = await eventsAt('ASM-1')
        expect(told.map(one => one.type)).toEqual(['transform'])
        const { inputs } = (told[0] ?? { body: {} }).body as { inputs?: { lot: { number: string } }[] }
        expect(inputs?.map(input => input.lot.number).sort()).toEqual(['H-1', 'M-1'])
      })
    })
  })

  it('9: UNDO of what went on since is not his any more: the supervisor is asked, with everything filled in, and decides', async () => {
    await makeLots(plant, ['U-1'])
    await at('S3', async kiosk => {
      await kiosk.scan('U-1')
      await kiosk.says('done', 'U-1')
      await record(plant, [{ type: 'pass', lot: { material: 'GEAR', number: 'U-1' }, workCenter: 'WASH', at: new Date().toISOString() }])
      await kiosk.touch(kiosk.button(/U-1.*Undo/))
      await kiosk.asks(/Used since: U-1 .*Ask the supervisor/)
      expect((await reportsOf(plant, ['U-1'])).map(told => told.type)).toEqual(['pass', 'pass'])
      await kiosk.touch(kiosk.button(/Ask the supervisor/))
      await kiosk.says('done', 'The supervisor has been asked')
      expect(await kiosk.page.locator('.cell-undone').count()).toBe(0)
      const pass = (await reportsOf(plant, ['U-1'])).find(told => (told.body.station as string) === 'S3') as Told & { id: string }
      const asked = (await inbox()).find(one => one.code === 'ask-supervisor')
      expect(asked).toMatchObject({ detail: expect.stringMatching(/Ana Lopez asks to take back: U-1/), about: pass.id })
    })
    const { page, context } = await enter(browser, plant.url, desk)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.goto(`${plant.url}/exceptions`)
    await page.getByRole('row').filter({ hasText: 'asks to take back: U-1' }).click()
    await page.keyboard.press('r')
    await page.getByRole('textbox', { name: 'Why' }).waitFor()
    await page.keyboard.type('wrong lot', { delay: 60 })
    await page.keyboard.press('Enter')
    await page.getByRole('row').filter({ hasText: 'asks to take back: U-1' }).waitFor({ state: 'detached' })
    await context.close()
    const passes = (await reportsOf(plant, ['U-1'])).filter(told => told.type === 'pass') as (Told & { voidedBy: number | null })[]
    expect(passes.map(pass => `${String(pass.body.workCenter)}: ${pass.voidedBy !== null ? 'taken back' : 'stands'}`)).toEqual([
      'DEBURR: taken back',
      'WASH: stands',
    ])
  })

  /** What the ledger has of one station, oldest first. */
  async function eventsAt(station: string): Promise<Told[]> {
    const { events } = (await ask(plant.url, 'ledger?site=main&limit=200')) as { events: Told[] }
    return events.filter(told => told.body.station === station).reverse()
  }
})

const clockSaid = (told: Told | undefined): { stationAt: string; stationSkewMs: number } => {
  const { extensions } = told?.body ?? {}
  return { stationAt: '', stationSkewMs: 0, ...(extensions as object | undefined) }
}
