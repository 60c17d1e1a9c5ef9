/** Stories of a shift beyond the counts: labels from the printer, a crew, a load, the price, silence and noise, a slow line, an old list of holds. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PaperPrinter, paperPrinter } from '../labels/printer.ts'
import { readZpl } from '../labels/zpl-reader.ts'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { fresh, furnish, makeLots, record, reportsOf } from './floor.ts'
import { Kiosk, tablet } from './kiosk.ts'
import { openPlant, type Plant } from './plant.ts'

describe.skipIf(findChromium() === undefined)('a shift at stations', () => {
  let plant: Plant
  let browser: Browser
  let printer: PaperPrinter

  beforeAll(async () => {
    printer = await paperPrinter()
    // The printer of this story stands on this machine.
    process.env['GENEALOT_PRINTER_NETWORKS'] = '127.0.0.0/8'
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await record(plant, more(printer.port))
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
    await printer?.close()
    delete process.env['GENEALOT_PRINTER_NETWORKS']
  })

  async function at(station: string, tell: (kiosk: Kiosk) => Promise<void>): Promise<void> {
    const kiosk = await Kiosk.enrol(browser, plant, station, tablet, { clockAheadMs: 0 })
    try {
      await kiosk.badge()
      kiosk.countFromHere()
      await tell(kiosk)
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }

  /** What is written on the labels that have come out of the printer. */
  async function labels(count: number): Promise<string[]> {
    await printer.hasLabels(count)
    const words = printer.labels.flatMap(readZpl).map(label => label.fields.flatMap(field => (field.kind === 'text' ? [field.text] : [])))
    return words.map(texts => texts.join(' | '))
  }

  it('O5: a changed raw lot closes the lot and opens the next, and its label comes out of the printer', () =>
    at('LATHE-P', async kiosk => {
      await kiosk.scan('WO-3042')
      await kiosk.says('done', 'WO-3042 started')
      await kiosk.scan('B-1')
      await kiosk.says('done', 'B-1')
      kiosk.countFromHere()
      await kiosk.scan('B-2')
      await kiosk.asks(/Raw lot changes to B-2/)
      await kiosk.touch(kiosk.button('OK'))
      await kiosk.says('done', /closed at 50\spcs.*opened/)
      expect(kiosk.counts()).toEqual({ scans: 1, touches: 1 })
      const [first, second] = await labels(2)
      const numbers = (await kiosk.page.locator('.band-title').textContent())?.match(/[\d-]{6,}/g) ?? []
      expect(numbers).toHaveLength(2)
      expect(first).toContain(numbers[0])
      expect(second).toContain(numbers[1])
    }))

  it('O5: where the quantity is known nothing is asked: said before, counted by a machine, or by policy; one scan of the lot or its container', async () => {
    printer.labels.length = 0
    await at('LATHE-K', async kiosk => {
      await kiosk.scan('WO-3043')
      await kiosk.says('done', 'WO-3043 started')
      const changed = async (scan: string, closed: RegExp): Promise<void> => {
        await kiosk.scan(scan)
        await kiosk.says('done', closed)
        expect(kiosk.counts().touches).toBe(0)
        const [, opened] = (await kiosk.page.locator('.band-title').textContent())?.match(/[\d-]{6,}/g) ?? []
        await expect.poll(async () => (await labels(1)).at(-1)).toContain(opened)
      }
      await kiosk.scan('B-3')
      await kiosk.says('done', 'B-3 → WO-3043')
      kiosk.countFromHere()
      await changed('BOX-8', /closed at 50\spcs.*opened/)
      expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })

      const { run, output } = await openAt(kiosk)
      await record(plant, [
        { type: 'produce', run, workCenter: 'KNURL', lot: { number: output }, quantity: 11, at: new Date().toISOString() },
        { type: 'produce', run, workCenter: 'KNURL', lot: { number: output }, quantity: 4, at: new Date().toISOString() },
      ])
      kiosk.countFromHere()
      await changed('B-5', /closed at 15\spcs.*opened/)
      expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })

      kiosk.countFromHere()
      await kiosk.scan('QTY:33')
      await kiosk.says('done', 'Next lot: 33')
      await changed('B-6', /closed at 33\spcs.*opened/)
      expect(kiosk.counts()).toEqual({ scans: 2, touches: 0 })
    })
  })

  it('O8: the last part completes the assembly, and its label comes out', async () => {
    printer.labels.length = 0
    await at('ASM-P', async kiosk => {
      for (const text of ['M-1', 'WO-4042', 'H-1']) await kiosk.scan(text)
      await kiosk.says('done', 'is complete')
      expect(kiosk.counts()).toEqual({ scans: 3, touches: 0 })
      const unit = (await kiosk.page.locator('.band-title').textContent())?.split(' ')[0] ?? ''
      expect(await labels(1)).toEqual([expect.stringContaining(unit)])
    })
  })

  it('O4: a raw lot comes in by its container in one scan; on an approximate product another one says its price first', () =>
    at('FILL-1', async kiosk => {
      await kiosk.scan('WO-5042')
      await kiosk.says('done', 'WO-5042 started')
      kiosk.countFromHere()
      await kiosk.scan('BOX-7')
      await kiosk.says('done', 'S-1 → WO-5042, 60 pcs')
      expect(kiosk.counts()).toEqual({ scans: 1, touches: 0 })
      await kiosk.scan('S-2')
      await kiosk.asks(/Worst-case recall grows from .* to /)
      await kiosk.scan('OK')
      await kiosk.says('done', 'S-2 joined WO-5042')
    }))

  it('a crew is recorded together, and each report may need its own badge', async () => {
    await makeLots(plant, ['K-1', 'K-2', 'K-3'])
    await at('CREW', async kiosk => {
      await kiosk.badge('BADGE-BEN', 'Ben Sommer')
      await kiosk.scan('K-1')
      await kiosk.page.locator('.band-done', { hasText: 'K-1' }).waitFor()
      expect((await reportsOf(plant, ['K-1'])).map(told => [told.by, told.body.crew])).toEqual([['ANA', ['BEN']]])
    })
    await at('EACH', async kiosk => {
      await kiosk.scan('K-2')
      await kiosk.says('done', 'K-2')
      await kiosk.scan('K-3')
      await kiosk.says('attention', /badge/i)
      expect(await reportsOf(plant, ['K-3'])).toEqual([])
      kiosk.countFromHere()
      await kiosk.badge('BADGE-BEN', 'Ben Sommer')
      await kiosk.scan('K-3')
      await kiosk.page.locator('.band-done', { hasText: 'K-3' }).waitFor()
      expect(kiosk.counts()).toEqual({ scans: 2, touches: 0 })
      expect((await reportsOf(plant, ['K-2', 'K-3'])).map(told => told.by)).toEqual(['ANA', 'BEN'])
    })
  })

  it('several lots in one report: scan them all, confirm once', async () => {
    await makeLots(plant, ['T-1', 'T-2', 'T-3'])
    await at('MANY', async kiosk => {
      for (const number of ['T-1', 'T-2', 'T-3']) await kiosk.scan(number)
      await kiosk.says('done', 'T-3 added: 3 lots')
      expect(await reportsOf(plant, ['T-1', 'T-2', 'T-3'])).toEqual([])
      await kiosk.touch(kiosk.button('Done'))
      await kiosk.says('done', '3 lots → Deburr, 750 pcs')
      expect(kiosk.counts()).toEqual({ scans: 3, touches: 1 })
      expect((await reportsOf(plant, ['T-1', 'T-2', 'T-3'])).map(told => told.type)).toEqual(['pass', 'pass', 'pass'])
      // One touch takes all of it back.
      await kiosk.touch(kiosk.button(/3 lots.*Undo/))
      await kiosk.page.locator('.cell-undone').waitFor()
    })
  })

  it('whatever a lot needs is one card away: split, merge, a new number, serials, packed and unpacked, held', async () => {
    await makeLots(plant, ['X-1', 'X-2', 'X-3', 'X-4'])
    await at('S4', async kiosk => {
      const card = async (word: string): Promise<void> => {
        await kiosk.button('Help').click()
        await kiosk.page.locator('.command', { hasText: new RegExp(`^${word}$`) }).click()
        await kiosk.page.locator('.question').waitFor()
      }
      await card('SPLIT')
      await kiosk.scan('X-1')
      await kiosk.asks('How many of X-1 split off? 250 pcs are there')
      for (const digit of '50') await kiosk.button(digit).click()
      await kiosk.button('OK').click()
      await kiosk.says('done', '50 pcs of X-1 are now')

      await card('MERGE')
      await kiosk.scan('X-2')
      await kiosk.scan('X-3')
      await kiosk.scan('DONE')
      await kiosk.says('done', '2 lots merged into')

      await card('RENUMBER')
      await kiosk.scan('X-1')
      await kiosk.asks('Scan the new number of X-1')
      await kiosk.page.getByRole('textbox').fill('X-NEW')
      await kiosk.button('Enter').click()
      await kiosk.says('done', 'X-1 is now X-NEW')

      await card('SERIALIZE')
      // Not the part split off: its number may be that of another material's lot as well, and then it is asked which is meant.
      for (const text of ['X-4', 'SN-1', 'SN-2', 'DONE']) await kiosk.scan(text)
      await kiosk.says('done', 'X-4: 2 serials made')

      await card('PACK')
      for (const text of ['BOX-9', 'SN-1', 'SN-2', 'DONE']) await kiosk.scan(text)
      await kiosk.says('done', '2 packed into BOX-9')

      await card('UNPACK')
      await kiosk.scan('BOX-9')
      await kiosk.says('done', 'BOX-9 is unpacked')

      await kiosk.button('Hold').click()
      await kiosk.asks('Scan the lot')
      await kiosk.scan('X-NEW')
      await kiosk.asks('Why is X-NEW held?')
      await kiosk.button(/Mixed up/).click()
      await kiosk.says('done', 'X-NEW is on hold now')
      await kiosk.scan('X-NEW')
      await kiosk.stops('X-NEW is on hold')
    })
  })

  it('a gauge may send a number of one or two digits: it is the answer, whatever the pad holds and whichever key has the focus', async () => {
    await makeLots(plant, ['G-1', 'G-2'], 'WO-6042')
    await at('GAUGE-1', async kiosk => {
      for (const [number, measured] of [
        ['G-1', '60'],
        ['G-2', '9'],
      ] as const) {
        await kiosk.scan(number)
        await kiosk.asks('Enter Hardness')
        await kiosk.button('1').click()
        await kiosk.scan(measured)
        await kiosk.says('done', number)
        expect((await reportsOf(plant, [number])).at(-1)?.body).toMatchObject({ values: [{ characteristic: 'HRC', value: measured }] })
      }
      // Where no number is waited for it is a label like any other.
      await kiosk.scan('60')
      await kiosk.stops('Nothing is known under this code')
      await kiosk.scan('OK')
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
      await kiosk.scan('NO')
      await kiosk.says('done', 'Cancelled')
      await kiosk.next(/lot/i)
    })
  })

  it('a gauge that sends nothing behind its number is heard, too: two digits at once, one when no other follows', async () => {
    await makeLots(plant, ['G-3', 'G-4', 'G-5'], 'WO-6042')
    await at('GAUGE-1', async kiosk => {
      await kiosk.page.evaluate(() => localStorage.setItem('genealot.scanner', '{"suffix":"none","letters":"as-is"}'))
      await kiosk.page.reload()
      await kiosk.next(/lot/i)
      const reported = async (number: string, value: string): Promise<void> => {
        await kiosk.says('done', number)
        expect((await reportsOf(plant, [number])).at(-1)?.body).toMatchObject({ values: [{ characteristic: 'HRC', value }] })
      }
      for (const [number, measured] of [
        ['G-3', '61'],
        ['G-4', '7'],
      ] as const) {
        await kiosk.scan(number, { suffix: 'none' })
        await kiosk.asks('Enter Hardness')
        await kiosk.scan(measured, { suffix: 'none' })
        await reported(number, measured)
      }
      // A person presses one digit, then the other, and says himself when he has finished.
      await kiosk.scan('G-5', { suffix: 'none' })
      await kiosk.asks('Enter Hardness')
      await kiosk.page.keyboard.press('5')
      await kiosk.page.waitForTimeout(400)
      await kiosk.page.keyboard.press('9')
      await kiosk.page.waitForTimeout(1800)
      expect(await kiosk.page.locator('.pad-value').textContent()).toContain('59')
      await kiosk.button('OK').click()
      await reported('G-5', '59')
      await kiosk.scan('ZZ', { suffix: 'none' })
      await kiosk.stops('Nothing is known under this code')
    })
  })

  it('done, attention and stop are told apart by ear and by hand; a stop is heard again until it is acknowledged', async () => {
    const [free, held] = fresh('N-1', 'N-2')
    await makeLots(plant, [free, held])
    await record(plant, [
      { type: 'hold', hold: `H-${held}`, lots: [{ material: 'GEAR', number: held }], direction: 'none', reason: 'Burr' },
    ])
    await at('S1', async kiosk => {
      await kiosk.page.evaluate(() => {
        const felt: unknown[] = []
        Object.assign(window, { felt })
        Object.defineProperty(navigator, 'vibrate', { value: (pattern: unknown) => felt.push(pattern) > 0 })
      })
      const felt = (): Promise<unknown> => kiosk.page.evaluate(() => (window as unknown as { felt: unknown[] }).felt.splice(0))
      const heard = async (): Promise<number[]> => (await kiosk.tones()).splice(0)
      const before = (await heard()).length
      await kiosk.scan(free)
      await kiosk.says('done', free)
      expect(await felt()).toEqual([[40]])
      await kiosk.page.waitForTimeout(2200)
      await kiosk.scan(free)
      await kiosk.asks(/already reported/)
      expect(await felt()).toEqual([[40, 60, 40]])
      await kiosk.scan('NO')
      await kiosk.says('done', 'Cancelled')
      await felt()
      await kiosk.scan(held)
      await kiosk.stops(`${held} is on hold`)
      expect(await felt()).toEqual([[300]])
      await kiosk.page.waitForTimeout(4400)
      const tones = (await heard()).slice(before)
      expect(tones).toEqual(expect.arrayContaining([1200, 1760, 740, 587, 155]))
      expect(tones.filter(hertz => hertz === 155).length).toBeGreaterThanOrEqual(2)
      await kiosk.scan('OK')
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
    })
  })

  it('while the line is slow the scan is said to be heard, then to be on its way; nothing blocks the next one', async () => {
    await makeLots(plant, ['W-1', 'W-2'])
    await at('S2', async kiosk => {
      let held: (() => void) | undefined
      const holding = new Promise<void>(go => {
        held = go
      })
      await kiosk.context.route('**/scans*', async route => {
        await holding
        await route.continue()
      })
      await kiosk.scan('W-1')
      await kiosk.says('heard', 'Heard: W-1')
      await kiosk.says('heard', 'Saving…')
      await kiosk.scan('W-2')
      await kiosk.says('heard', 'Heard: W-2')
      held?.()
      await kiosk.says('done', 'W-2')
      expect((await reportsOf(plant, ['W-1', 'W-2'])).map(told => (told.body.lot as { number: string }).number)).toEqual(['W-1', 'W-2'])
    })
  })

  it('when it is too late to undo, the button says who is asked instead', async () => {
    await makeLots(plant, ['V-1'])
    await at('LATE', async kiosk => {
      await kiosk.scan('V-1')
      await kiosk.says('done', 'V-1')
      await kiosk.touch(kiosk.button(/V-1.*Ask the supervisor/))
      await kiosk.asks(/too late to undo. Ask the supervisor/)
      await kiosk.scan('NO')
      await kiosk.says('done', 'Cancelled')
    })
  })

  it('by policy nothing goes on with a list of holds that is too old', async () => {
    await makeLots(plant, ['O-1'])
    await at('OLD', async kiosk => {
      await kiosk.offline()
      await kiosk.setClock(2 * 3_600_000)
      await kiosk.scan('O-1')
      await kiosk.stops('The list of holds is too old')
      await kiosk.setClock(0)
      await kiosk.scan('OK')
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
      await kiosk.scan('O-1')
      await kiosk.says('kept', 'O-1')
    })
  })

  it('can be installed like an application', () =>
    at('S3', async kiosk => {
      await kiosk.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
      const session = await kiosk.context.newCDPSession(kiosk.page)
      const { errors, url } = await session.send('Page.getAppManifest')
      expect({ errors, url }).toEqual({ errors: [], url: `${plant.url}/station.webmanifest` })
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
      // A window of a test is a private one, which never installs anything.
      expect(installabilityErrors.map(one => one.errorId).filter(id => id !== 'in-incognito')).toEqual([])
    }))
})

/** The run that is open at a station, and the number its output has. */
async function openAt(kiosk: Kiosk): Promise<{ run: string; output: string }> {
  return kiosk.page.evaluate(
    () =>
      new Promise(resolve => {
        const open = indexedDB.open('genealot-station')
        open.onsuccess = () => {
          const wanted = open.result.transaction('kept').objectStore('kept').get('context')
          wanted.onsuccess = () => {
            const { run, output } = wanted.result as { run: string; output: { number: string } }
            open.result.close()
            resolve({ run, output: output.number })
          }
        }
      }),
  )
}

type Stated = Record<string, unknown>

const deburr = (code: string, rest: Stated): Stated => ({ type: 'station', code, name: code, workCenter: 'DEBURR', ...rest })

const more = (port: number): Stated[] => [
  { type: 'printer', code: 'P-1', host: '127.0.0.1', port },
  { type: 'station', code: 'LATHE-P', name: 'Lathe', workCenter: 'LATHE', printer: 'P-1' },
  { type: 'station', code: 'ASM-P', name: 'Assembly', workCenter: 'ASM', job: 'assemble', printer: 'P-1' },
  { type: 'workCenter', code: 'KNURL', positions: [{ code: 'SPINDLE', withdrawal: 'sequential' }] },
  {
    type: 'station',
    code: 'LATHE-K',
    name: 'Knurl',
    workCenter: 'KNURL',
    printer: 'P-1',
    policies: { closeQuantity: 'expected' },
  },
  {
    type: 'workOrder',
    number: 'WO-3043',
    material: 'PIN',
    quantity: 500,
    operations: [
      {
        sequence: 10,
        name: 'Knurl',
        workCenter: 'KNURL',
        createsLot: true,
        components: [{ material: 'BAR', per: 2, position: 'SPINDLE' }],
      },
    ],
  },
  ...['B-3', 'B-4', 'B-5', 'B-6'].map(number => ({
    type: 'receive',
    vendor: 'MILL',
    vendorLot: `V-${number}`,
    lot: { material: 'BAR', number },
    quantity: 100,
    location: 'WH',
  })),
  { type: 'pack', container: 'BOX-8', contents: [{ lot: { material: 'BAR', number: 'B-4' }, quantity: 100 }] },
  deburr('CREW', { badges: 'crew' }),
  deburr('EACH', { badges: 'per-transaction' }),
  deburr('MANY', { policies: { together: true } }),
  deburr('LATE', { policies: { undoMinutes: 0 } }),
  deburr('OLD', { policies: { staleHolds: 'stop' } }),
  { type: 'material', code: 'SCREW', unit: 'pcs', tracking: 'lot' },
  { type: 'material', code: 'KIT', unit: 'pcs', tracking: 'lot', precision: 'approximate' },
  { type: 'workCenter', code: 'FILL', positions: [{ code: 'HOPPER', withdrawal: 'unknown' }] },
  { type: 'station', code: 'FILL-1', name: 'Fill 1', workCenter: 'FILL' },
  {
    type: 'workOrder',
    number: 'WO-5042',
    material: 'KIT',
    quantity: 100,
    operations: [
      { sequence: 10, name: 'Fill', workCenter: 'FILL', createsLot: true, components: [{ material: 'SCREW', per: 4, position: 'HOPPER' }] },
    ],
  },
  ...['S-1', 'S-2'].map(number => ({
    type: 'receive',
    vendor: 'MILL',
    vendorLot: `V-${number}`,
    lot: { material: 'SCREW', number },
    quantity: 100,
    location: 'WH',
  })),
  { type: 'workCenter', code: 'GAUGE', name: 'Gauge' },
  { type: 'station', code: 'GAUGE-1', name: 'Gauge 1', workCenter: 'GAUGE' },
  {
    type: 'workOrder',
    number: 'WO-6042',
    material: 'GEAR',
    quantity: 1000,
    operations: [
      { sequence: 10, name: 'Turn', createsLot: true },
      {
        sequence: 20,
        name: 'Gauge',
        workCenter: 'GAUGE',
        passThrough: true,
        characteristics: [{ code: 'HRC', description: 'Hardness', unit: 'HRC', min: 5, max: 62, required: true, kind: 'number' }],
      },
    ],
  },
  { type: 'pack', container: 'BOX-7', contents: [{ lot: { material: 'SCREW', number: 'S-1' }, quantity: 60 }] },
]
