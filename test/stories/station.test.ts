import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { fresh, furnish, makeLots, record, reportsOf } from './floor.ts'
import { Kiosk } from './kiosk.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { enter, type Walk } from './walk.ts'
import { Wedge } from './wedge.ts'

describe.skipIf(findChromium() === undefined)('a station', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
  }, 300_000)

  afterAll(async () => {
    await shared?.close()
    await closeWindows(browser)
    await plant?.stop()
  })

  let shared: Kiosk | undefined

  /** Most stories happen at one station, one after the other, as in a shift; each begins with Ana's badge. */
  async function atOne(tell: (kiosk: Kiosk) => Promise<void>): Promise<void> {
    shared ??= await Kiosk.enrol(browser, plant, 'S1')
    await shared.badge()
    shared.countFromHere()
    await tell(shared)
    expect(shared.faults).toEqual([])
  }

  async function at(station: string, tell: (kiosk: Kiosk) => Promise<void>): Promise<void> {
    const kiosk = await Kiosk.enrol(browser, plant, station)
    try {
      await tell(kiosk)
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }

  describe('counts', () => {
    it('O1: a pass-through is one scan and no touch', async () => {
      await makeLots(plant, ['G-1'])
      await atOne(async kiosk => {
        kiosk.countFromHere()
        await kiosk.scan('G-1')
        await kiosk.says('done', 'G-1 → Deburr, 250 pcs')
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })
        expect(await reportsOf(plant, ['G-1'])).toMatchObject([{ type: 'pass', by: 'ANA', body: { station: 'S1', operation: 20 } }])
        expect(await kiosk.tones()).toContain(1760)
      })
    })

    it('O2: another quantity is one scan, the digits and two touches', async () => {
      await makeLots(plant, ['G-2'])
      await atOne(async kiosk => {
        await kiosk.scan('G-2')
        await kiosk.says('done', 'G-2')
        await kiosk.touch(kiosk.button('Quantity'))
        for (const digit of '240') await kiosk.button(digit).click()
        await kiosk.touch(kiosk.button('OK'))
        await kiosk.says('done', /G-2 .*240/)
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 2 })
        const { exact } = await amountsAt(plant, 'G-2')
        expect(exact).toBe('240')
      })
    })

    it('of what is counted the pad takes whole numbers only', async () => {
      const [number] = fresh('G-20')
      await makeLots(plant, [number])
      await atOne(async kiosk => {
        await kiosk.scan('QTY:999')
        await kiosk.says('done', /999/)
        await kiosk.scan(number)
        await kiosk.asks(/250/)
        expect(await kiosk.button('.').count(), 'of pieces the pad has no point').toBe(0)
        // By hand at a keyboard, and so slowly that it is no scanner.
        for (const key of '1.5') await kiosk.page.keyboard.press(key, { delay: 250 })
        await kiosk.page.getByText('Whole numbers only: pcs are counted').waitFor()
        expect(await kiosk.button('OK').isDisabled()).toBe(true)
        for (const _ of '1.5') await kiosk.button('Erase').click()
        for (const digit of '240') await kiosk.button(digit).click()
        await kiosk.button('OK').click()
        await kiosk.says('done', new RegExp(`${number} .*240`))
        expect((await amountsAt(plant, number)).exact).toBe('240')
      })
    })

    it('O2: or with the card of the quantity: two scans and no touch', async () => {
      await makeLots(plant, ['G-3'])
      await atOne(async kiosk => {
        await kiosk.scan('G-3')
        await kiosk.says('done', 'G-3')
        await kiosk.scan('QTY:240')
        await kiosk.says('done', /G-3 .*240/)
        expect(kiosk.counts()).toEqual({ scans: 2, touches: 0 })
        expect((await amountsAt(plant, 'G-3')).exact).toBe('240')
      })
    })

    it('O2: scrap is one scan, the digits and two touches, and one more for its reason; with its card two scans', async () => {
      await makeLots(plant, ['G-31', 'G-32'])
      await atOne(async kiosk => {
        await kiosk.scan('G-31')
        await kiosk.says('done', 'G-31')
        await kiosk.touch(kiosk.button('Scrap'))
        for (const digit of '12') await kiosk.button(digit).click()
        await kiosk.touch(kiosk.button('OK'))
        await kiosk.asks('Why is it scrap?')
        await kiosk.touch(kiosk.button(/Damaged/))
        await kiosk.says('done', 'G-31 corrected: the rest good, 12 scrap')
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 3 })
        kiosk.countFromHere()
        await kiosk.scan('G-32')
        await kiosk.says('done', 'G-32')
        await kiosk.scan('SCRAP:3:Damaged')
        await kiosk.says('done', /G-32 corrected: .* good, 3 scrap/)
        expect(kiosk.counts()).toEqual({ scans: 2, touches: 0 })
      })
    })

    it('O3: start and finish are two scans of the lot', async () => {
      await makeLots(plant, ['R-3'], 'WO-2042')
      await at('GRIND-1', async kiosk => {
        await kiosk.badge()
        kiosk.countFromHere()
        await kiosk.scan('R-3')
        await kiosk.says('done', 'R-3 started')
        await later(kiosk)
        await kiosk.scan('R-3')
        await kiosk.says('done', 'R-3 finished')
        expect(kiosk.counts()).toEqual({ scans: 2, touches: 0 })
      })
    })

    it('O4, O5: a raw lot goes in with one scan; another one closes the lot and opens the next with one scan and its quantity', async () => {
      await at('LATHE-1', async kiosk => {
        await kiosk.badge()
        await kiosk.scan('WO-3042')
        await kiosk.says('done', 'WO-3042 started')
        kiosk.countFromHere()
        await kiosk.scan('B-1')
        await kiosk.says('done', 'B-1 → WO-3042, 100 kg')
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })
        kiosk.countFromHere()
        await kiosk.scan('B-2')
        await kiosk.asks(/Raw lot changes to B-2/)
        await kiosk.touch(kiosk.button('OK'))
        await kiosk.says('done', /closed at 50\spcs.*opened/)
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 1 })
      })
    })

    it('O8: an assembly of two parts is three scans, in any order', async () => {
      await at('ASM-1', async kiosk => {
        await kiosk.badge()
        kiosk.countFromHere()
        await kiosk.scan('M-1')
        await kiosk.says('done', 'M-1 noted')
        await kiosk.scan('WO-4042')
        await kiosk.page.locator('.tile-missing').waitFor()
        expect(await kiosk.page.locator('.tile-scanned').count()).toBe(1)
        await kiosk.scan('H-1')
        await kiosk.says('done', 'is complete')
        expect(kiosk.counts()).toEqual({ scans: 3, touches: 0 })
      })
    })

    it('a value outside of its limits is seen before it is sent', async () => {
      await makeLots(plant, ['R-4'], 'WO-2042')
      await record(plant, [{ type: 'pass', lot: { material: 'GEAR', number: 'R-4' }, workCenter: 'GRIND' }])
      await at('OVEN-1', async kiosk => {
        await kiosk.badge()
        await kiosk.scan('R-4')
        await kiosk.asks(/Hardness/)
        for (const digit of '64') await kiosk.button(digit).click()
        await kiosk.page.getByText('outside of the limits').waitFor()
        await kiosk.button('Erase').click()
        await kiosk.button('0').click()
        await kiosk.page.getByText('within the limits').waitFor()
        await kiosk.button('OK').click()
        await kiosk.says('done', 'R-4 → Temper')
      })
    })

    it('O6: a badge changes the operator in the middle of the work, and the language with him', async () => {
      await makeLots(plant, ['G-6a', 'G-6b'])
      await atOne(async kiosk => {
        await kiosk.scan('G-6a')
        await kiosk.says('done', 'G-6a')
        // What is set in a page does not survive that the page is loaded again.
        await kiosk.page.evaluate(() => Object.assign(window, { isTheSame: true }))
        kiosk.countFromHere()
        await kiosk.badge('BADGE-BEN', 'Ben Sommer')
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })
        expect(await kiosk.page.evaluate(() => document.documentElement.lang)).toBe('de')
        expect(await kiosk.page.evaluate(() => 'isTheSame' in window)).toBe(true)
        await kiosk.scan('G-6b')
        await kiosk.says('done', 'G-6b')
        expect((await reportsOf(plant, ['G-6a', 'G-6b'])).map(told => told.by)).toEqual(['ANA', 'BEN'])
      })
    })

    it('O7: the last report is taken back with one touch, and stays, struck through', async () => {
      await makeLots(plant, ['G-7'])
      await atOne(async kiosk => {
        await kiosk.scan('G-7')
        await kiosk.says('done', 'G-7')
        kiosk.countFromHere()
        await kiosk.touch(kiosk.button(/G-7.*Undo/))
        await kiosk.page.locator('.cell-undone s', { hasText: 'G-7' }).waitFor()
        expect(kiosk.counts()).toEqual({ scans: 0, touches: 1 })
        expect((await reportsOf(plant, ['G-7'])).map(told => told.type)).toContain('pass')
      })
    })

    it('O7: or with one scan of the card', async () => {
      await makeLots(plant, ['G-8'])
      await atOne(async kiosk => {
        await kiosk.scan('G-8')
        await kiosk.says('done', 'G-8')
        kiosk.countFromHere()
        await kiosk.scan('UNDO')
        await kiosk.says('done', 'Taken back: G-8')
        await kiosk.page.locator('.cell-undone s', { hasText: 'G-8' }).waitFor()
        expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })
      })
    })

    it('O9: an expired lot is heard before any answer, stops with it, in few words', async () => {
      await at('LATHE-1', async kiosk => {
        await kiosk.badge()
        await kiosk.heldBack(async () => {
          await kiosk.scan('B-OLD')
          await kiosk.says('heard', 'B-OLD')
          expect(await kiosk.page.locator('.stop').count()).toBe(0)
        })
        await kiosk.stops('B-OLD has expired')
        await tookToStop(kiosk, 'an expired lot')
        expect((await kiosk.page.locator('.stop h2').innerText()).split(' ').length).toBeLessThanOrEqual(8)
      })
    })

    it('O9: a lot that does not belong into the run stops, and the stop names what is wanted', async () => {
      await record(plant, [{ type: 'transform', inputs: [], outputs: [{ lot: { material: 'MOTOR', number: 'M-9' }, quantity: 1 }] }])
      await at('LATHE-1', async kiosk => {
        await kiosk.badge()
        await kiosk.scan('WO-3042')
        await kiosk.says('done', 'WO-3042')
        await kiosk.scan('M-9')
        await kiosk.stops('Wrong part: MOTOR')
        await tookToStop(kiosk, 'a wrong part')
        expect(await kiosk.page.locator('#stop-advice').innerText()).toBe('Wanted here: BAR. Put it back.')
        await kiosk.scan('OK')
        await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
      })
    })

    it('O9, 5: a held lot stops: red, a low tone, why and who can release it; it latches and goes on when it is acknowledged', async () => {
      const [held, free] = fresh('G-9', 'G-9b')
      await makeLots(plant, [held, free])
      await record(plant, [
        { type: 'hold', hold: `H-${held}`, lots: [{ material: 'GEAR', number: held }], direction: 'none', reason: 'Burr', by: 'BEN' },
      ])
      await atOne(async kiosk => {
        const low = async (): Promise<number> => (await kiosk.tones()).filter(hertz => hertz < 200).length
        const before = await low()
        await kiosk.scan(held)
        await kiosk.stops(`${held} is on hold`)
        await tookToStop(kiosk, 'a held lot')
        expect(await kiosk.page.locator('#stop-advice').innerText()).toBe('Burr. Held by Ben Sommer. Quality can release it.')
        expect(await low()).toBe(before + 1)
        await kiosk.scan(free)
        await kiosk.page.getByText('1 scan refused since').waitFor()
        expect((await reportsOf(plant, [held, free])).map(told => told.type)).toEqual(['hold'])
        await kiosk.touch(kiosk.button('OK'))
        await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
        const acknowledged = await low()
        await kiosk.scan(free)
        await kiosk.says('done', free)
        expect(await low()).toBe(acknowledged)
      })
    })
  })

  describe('a scanner', () => {
    it('1: is heard the same wherever the focus is, and leaves no trace in a field', async () => {
      await makeLots(plant, ['G-10'])
      const walk = await enter(browser, plant.url)
      try {
        await walk.page.getByRole('heading', { level: 1 }).first().waitFor()
        const wedge = await Wedge.at(walk.page)
        for (const place of ['body', 'field', 'button', 'dialog'] as const) await opensFrom(place, walk, wedge)
      } finally {
        await walk.context.close()
      }
    })

    it('3: is not mistaken for a person who types at 90 ms per key', async () => {
      const walk = await enter(browser, plant.url)
      try {
        await walk.page.getByRole('heading', { level: 1 }).first().waitFor()
        const wedge = await Wedge.at(walk.page)
        await walk.page.goto(`${plant.url}/lots`)
        await walk.page.getByRole('heading', { name: 'Lots' }).waitFor()
        const field = walk.page.getByRole('textbox').first()
        await field.fill('')
        await wedge.type('G-10', 90)
        await walk.page.waitForURL(/search=G-10/)
        expect(await field.inputValue()).toBe('G-10')
        expect(new URL(walk.page.url()).pathname).toBe('/lots')
      } finally {
        await walk.context.close()
      }
    })

    it('2: twenty lots in two seconds are twenty reports in order; the same code twice is one', async () => {
      const numbers = Array.from({ length: 20 }, (_, index) => `Q-${String(index + 1).padStart(2, '0')}`)
      await makeLots(plant, [...numbers, 'Q-99'])
      await at('S2', async kiosk => {
        await kiosk.badge()
        await Promise.all(numbers.map(number => kiosk.scan(number)))
        await kiosk.says('done', 'Q-20')
        const told = await reportsOf(plant, numbers)
        expect(told.map(one => (one.body.lot as { number: string }).number)).toEqual(numbers)
        await Promise.all([kiosk.scan('Q-99'), kiosk.scan('Q-99')])
        await kiosk.page.waitForFunction(() => document.querySelector('.band-quiet') !== null)
        expect(await reportsOf(plant, ['Q-99'])).toHaveLength(1)
      })
    })

    it('sends Enter, and presses no button with it', async () => {
      await makeLots(plant, ['G-11'])
      await atOne(async kiosk => {
        await kiosk.button('Settings').focus()
        await kiosk.scan('G-11')
        await kiosk.says('done', 'G-11')
        expect(await kiosk.page.locator('dialog[open]').count()).toBe(0)
      })
    })
  })

  describe('without a server', () => {
    it('7: fifteen scans, the tab killed, the line back: fifteen reports, once each, at their own times', async () => {
      const numbers = fresh(...Array.from({ length: 15 }, (_, index) => `F-${String(index + 1).padStart(2, '0')}`))
      const last = numbers.at(-1)
      await makeLots(plant, numbers)
      await at('S3', async kiosk => {
        await kiosk.badge()
        await kiosk.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
        await kiosk.context.setOffline(true)
        for (const number of numbers.slice(0, 10)) await kiosk.scan(number)
        await kiosk.page.getByText('Offline · 10 saved here').waitFor()
        const page = await kiosk.context.newPage()
        await kiosk.page.close()
        await page.goto(`${plant.url}/station`)
        await page.getByText('Offline · 10 saved here').waitFor()
        const wedge = await Wedge.at(page)
        for (const number of numbers.slice(10)) await wedge.scan(number)
        await page.getByText('Offline · 15 saved here').waitFor()
        // Held meanwhile: the operator cannot know, the supervisor must.
        await record(plant, [
          { type: 'hold', hold: `H-${last}`, lots: [{ material: 'GEAR', number: last }], direction: 'none', reason: 'Crack' },
        ])
        const scannedBy = Date.now()
        await kiosk.context.setOffline(false)
        await page.getByText('Connected').waitFor()
        await page.locator('.band', { hasText: '15 saved scans sent' }).waitFor()
        const told = (await reportsOf(plant, numbers)).filter(one => one.type === 'pass')
        expect(told.map(one => (one.body.lot as { number: string }).number)).toEqual(numbers)
        expect(told.every(one => Date.parse(one.at) <= scannedBy)).toBe(true)
        const { exceptions } = (await ask(plant.url, 'exceptions?site=main')) as { exceptions: { code: string }[] }
        expect(exceptions.map(one => one.code)).toContain('lot-on-hold')
      })
    })

    it('does not wait for a slow disk; the tab killed before it is back: one report, and the station knows of it', async () => {
      const [number] = fresh('K-1')
      await makeLots(plant, [number])
      await at('S3', async kiosk => {
        await kiosk.badge()
        await kiosk.page.evaluate(keepTheDiskBusy)
        await kiosk.scan(number)
        await kiosk.says('done', number)
        const page = await kiosk.context.newPage()
        await kiosk.page.close()
        await page.goto(`${plant.url}/station`)
        await page.locator('.band-done', { hasText: number }).waitFor()
        await page.locator('.strip', { hasText: number }).waitFor()
        expect((await reportsOf(plant, [number])).filter(one => one.type === 'pass')).toHaveLength(1)
      })
    })

    it('stops a held lot by the list it has, and shows how old the list is', async () => {
      const [held, free] = fresh('F-20', 'F-21')
      await makeLots(plant, [held, free])
      await record(plant, [
        { type: 'hold', hold: `H-${held}`, lots: [{ material: 'GEAR', number: held }], direction: 'none', reason: 'Crack' },
      ])
      await at('S4', async kiosk => {
        await kiosk.badge()
        await kiosk.page.waitForFunction(
          number =>
            new Promise<boolean>(resolve => {
              const open = indexedDB.open('genealot-station')
              open.onsuccess = () => {
                const wanted = open.result.transaction('kept').objectStore('kept').get('held')
                wanted.onsuccess = () => resolve(JSON.stringify(wanted.result ?? '').includes(number))
              }
            }),
          held,
        )
        await kiosk.context.setOffline(true)
        await kiosk.scan(free)
        await kiosk.says('kept', free)
        await kiosk.page.getByText(/List of holds from/).waitFor()
        await kiosk.scan(held)
        await kiosk.stops(`${held} is on hold`)
        await kiosk.scan('OK')
        await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
        await kiosk.context.setOffline(false)
        await kiosk.page.locator('.band', { hasText: '1 saved scan sent' }).waitFor()
        expect((await reportsOf(plant, [held])).filter(one => one.type === 'pass')).toEqual([])
      })
    })
  })

  it('6: a hold placed at a desk stops the next scan', async () => {
    const [held] = fresh('G-61')
    await makeLots(plant, [held])
    await atOne(async kiosk => {
      await record(plant, [
        { type: 'hold', hold: `H-${held}`, lots: [{ material: 'GEAR', number: held }], direction: 'none', reason: 'Burr' },
      ])
      await kiosk.scan(held)
      await kiosk.stops(`${held} is on hold`)
      await kiosk.scan('OK')
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
    })
  })

  it('6: what is put on hold at one terminal stops at the other with its next scan', async () => {
    const [held] = fresh('G-62')
    await makeLots(plant, [held])
    await atOne(one =>
      at('S5', async other => {
        await other.badge('BADGE-BEN', 'Ben Sommer')
        await one.scan('HOLD')
        await one.asks('Scan the lot')
        await one.scan(held)
        await one.asks(`Why is ${held} held?`)
        await one.button(/Mixed up/).click()
        await one.says('done', `${held} is on hold now`)
        await other.scan(held)
        await other.stops(held)
        await tookToStop(other, 'held at another terminal just before')
        expect(await reportsOf(plant, [held])).toMatchObject([{ type: 'hold', by: 'ANA' }])
      }),
    )
  })

  it('9: what is not his to take back, the supervisor is asked about, with everything filled in', async () => {
    await makeLots(plant, ['G-91'])
    await atOne(async kiosk => {
      await kiosk.scan('G-91')
      await kiosk.says('done', 'G-91')
      await kiosk.badge('BADGE-BEN', 'Ben Sommer')
      await kiosk.scan('UNDO')
      await kiosk.page.locator('.question-title').waitFor()
      await kiosk.scan('OK')
      await kiosk.page.locator('.band-done').waitFor()
      const { exceptions } = (await ask(plant.url, 'exceptions?site=main')) as { exceptions: { code: string; detail: string }[] }
      expect(exceptions.find(one => one.code === 'ask-supervisor')?.detail).toMatch(/Ben Sommer .*G-91/)
    })
  })
})

/** The same code at once again is the scanner's echo; work takes longer. */
const later = (kiosk: Kiosk): Promise<void> => kiosk.page.waitForTimeout(2200)

/** Told with the test, for nobody should wait to know how quick it is. */
async function tookToStop(kiosk: Kiosk, what: string): Promise<number> {
  const took = await kiosk.lastStopTook()
  console.info(`${what}: ${Math.round(took)} ms from the end of the scan until the stop was drawn`)
  return took
}

/** What was reported of a lot, after every correction. */
async function amountsAt(plant: Plant, number: string): Promise<{ exact: string }> {
  const [last] = (await reportsOf(plant, [number])).reverse()
  const said = (last?.body.replacement ?? last?.body) as { quantity?: string }
  return { exact: String(said?.quantity) }
}

/** Where the focus may be when somebody pulls the trigger. The result is the lot's page, and nothing else has happened. */
async function opensFrom(place: 'body' | 'field' | 'button' | 'dialog', { page }: Walk, wedge: Wedge): Promise<void> {
  await page.goto(`${page.url().split('/').slice(0, 3).join('/')}/lots`)
  const field = page.getByRole('textbox').first()
  await field.fill('before')
  await page.waitForURL(/before/)
  if (place === 'body') await field.blur()
  if (place === 'button') await page.getByRole('button', { name: /theme and sign out/ }).focus()
  if (place === 'dialog') await page.getByRole('button', { name: /theme and sign out/ }).click()
  await wedge.scan('G-10')
  await page.getByRole('heading', { name: /G-10/ }).waitFor()
  expect(new URL(page.url()).pathname).toMatch(/^\/lots\/\d+$/)
  await page.goBack()
  expect(await page.getByRole('textbox').first().inputValue()).toBe('before')
}

/** Whatever is to be synced is not, for as long as this page lives. */
function keepTheDiskBusy(): void {
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...asked: Parameters<typeof begin>) {
    const begun = begin.apply(this, asked)
    const shelf = asked[2]?.durability === 'strict' ? begun.objectStore(begun.objectStoreNames[0] ?? '') : undefined
    const keepOpen = (): void => {
      if (shelf) shelf.count().onsuccess = keepOpen
    }
    keepOpen()
    return begun
  }
}
