import { createHash } from 'node:crypto'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEST_SYMBOLS } from '../../src/symbols/diagnose.ts'
import { typedOn } from '../../src/symbols/layouts.ts'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { audited } from './audit.ts'
import { furnish, makeLots, record, reportsOf } from './floor.ts'
import { Kiosk, tablet } from './kiosk.ts'
import { token as administrator, openPlant, type Plant } from './plant.ts'
import { enter } from './walk.ts'
import { Wedge } from './wedge.ts'

const targetMin = 88
/** The other scheme differs in its colours only. A stop is a heading that is an alert: axe would have it be one of them, and calls that minor. */
const looks = [
  { scheme: 'light', rules: { more: ['color-contrast-enhanced'], without: ['aria-allowed-role'] } },
  { scheme: 'dark', rules: { only: ['color-contrast', 'color-contrast-enhanced'] } },
] as const
const sizes = [
  { name: 'tablet', width: 1024, height: 768 },
  { name: 'wide', width: 1280, height: 800 },
  { name: 'phone', width: 360, height: 760 },
  { name: 'short phone', width: 360, height: 740 },
]

describe.skipIf(findChromium() === undefined)('how a station looks', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await makeLots(plant, ['L-1', 'L-2', 'YZ-7'])
    await record(plant, [{ type: 'hold', hold: 'H-1', lots: [{ material: 'GEAR', number: 'L-2' }], direction: 'none', reason: 'Burr' }])
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  /** Each state, in both schemes and at three sizes: nothing for axe, contrast of 7 to 1, no target and no letter too small, nothing beyond the edge. */
  async function isSound(kiosk: Kiosk, state: string): Promise<void> {
    for (const { scheme, rules } of looks) {
      await kiosk.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      expect({ state, scheme, found: await audited(kiosk.page, rules) }).toEqual({ state, scheme, found: [] })
    }
    for (const { name, ...size } of sizes) {
      await kiosk.page.setViewportSize(size)
      expect({ state, name, small: await smallTargets(kiosk) }).toEqual({ state, name, small: [] })
      expect({ state, name, small: await smallLetters(kiosk) }).toEqual({ state, name, small: [] })
      expect(await kiosk.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      expect({ state, name, hidden: await underThePad(kiosk) }).toEqual({ state, name, hidden: [] })
      if (state === 'pad') expect({ state, name, behind: await keysBehindOk(kiosk) }).toEqual({ state, name, behind: [] })
    }
    await kiosk.page.setViewportSize({ width: 1024, height: 768 })
  }

  it('is sound while it is worked with: locked, done, pad, question', async () => {
    const kiosk = await Kiosk.enrol(browser, plant, 'S1')
    try {
      await isSound(kiosk, 'locked')
      await kiosk.badge()
      await kiosk.scan('L-1')
      await kiosk.says('done', 'L-1')
      await isSound(kiosk, 'done')
      await kiosk.scan('QTY')
      await kiosk.page.locator('.pad').waitFor()
      await isSound(kiosk, 'pad')
      await kiosk.scan('NO')
      await kiosk.page.locator('.pad').waitFor({ state: 'detached' })
      await kiosk.page.waitForTimeout(2200)
      await kiosk.scan('L-1')
      await kiosk.asks(/already reported/)
      await isSound(kiosk, 'question')
      await kiosk.scan('NO')
      await kiosk.says('done', 'Cancelled')
      await kiosk.scan('HOLD')
      await kiosk.asks('Scan the lot')
      await kiosk.scan('YZ-7')
      await kiosk.asks('Why is YZ-7 held?')
      await isSound(kiosk, 'a text to enter')
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 300_000)

  it('is sound at the dock: nothing to photograph, photos attached and refused', async () => {
    await record(plant, [
      { type: 'location', code: 'DOCK' },
      { type: 'station', code: 'IN-1', name: 'Receiving 1', job: 'receive', location: 'DOCK' },
      { type: 'purchaseOrder', number: 'PO-1', vendor: 'MILL', lines: [{ line: 10, material: 'BAR', quantity: 500 }] },
    ])
    const kiosk = await Kiosk.enrol(browser, plant, 'IN-1')
    const attach = (name: string, mimeType: string, words: string) =>
      kiosk.page.getByLabel('Certificate').setInputFiles({ name, mimeType, buffer: Buffer.from(words) })
    try {
      await kiosk.badge()
      await kiosk.button('Photo').click()
      await kiosk.page.getByText('Receive first').waitFor()
      await isSound(kiosk, 'nothing to photograph')
      await kiosk.button('Close').click()
      await kiosk.scan('PO-1')
      await kiosk.says('done', 'PO-1')
      await kiosk.scan('H4711')
      await kiosk.asks(/How many of BAR/)
      await isSound(kiosk, 'quantity received')
      await kiosk.scan('480')
      await kiosk.says('done', '480 kg of BAR')
      await kiosk.button('Photo').click()
      await attach('a.pdf', 'application/pdf', '%PDF-1.4 %%EOF')
      await kiosk.page.getByText('1 attached').waitFor()
      await attach('a.csv', 'text/csv', 'a;b')
      await kiosk.page.getByText('is neither a picture nor a PDF').waitFor()
      await isSound(kiosk, 'photos')
      await kiosk.button('Discard').click()
      await kiosk.page.locator('.chip', { hasText: 'photo' }).waitFor({ state: 'detached' })
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 300_000)

  it('on a phone the pad is all on the screen, with its OK', async () => {
    const kiosk = await Kiosk.enrol(browser, plant, 'S5', { width: 360, height: 760 })
    try {
      await makeLots(plant, ['L-9'])
      await kiosk.badge()
      await kiosk.scan('L-9')
      await kiosk.says('done', 'L-9')
      await kiosk.scan('QTY')
      const ok = await kiosk.page.locator('.pad-ends .kiosk-primary').boundingBox()
      expect((ok?.y ?? 1000) + (ok?.height ?? 0)).toBeLessThanOrEqual(760)
    } finally {
      await kiosk.close()
    }
  })

  it('on the smallest phone a number that is none of pieces leaves every key in sight', async () => {
    const kiosk = await Kiosk.enrol(browser, plant, 'S5', { width: 360, height: 740 })
    try {
      await makeLots(plant, ['L-10'])
      await kiosk.badge()
      await kiosk.scan('QTY:999')
      await kiosk.says('done', /999/)
      await kiosk.scan('L-10')
      await kiosk.asks(/250/)
      expect(await kiosk.page.locator('.pad-key', { hasText: '.' }).count()).toBe(0)
      const widths = await kiosk.page.locator('.pad-key').evaluateAll(keys => keys.map(key => key.getBoundingClientRect().width))
      // Keys, number and OK end on one line, within the frame of the question.
      const ends = await kiosk.page.evaluate(() =>
        ['.pad-value', '.pad-key:nth-child(3)', '.pad-ends'].map(what => document.querySelector(what)?.getBoundingClientRect().right ?? 0),
      )
      expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(1)
      // The zero takes the place of the point.
      expect(widths[9]).toBeGreaterThan((widths[0] ?? 0) * 2)
      for (const key of '1.5') await kiosk.page.keyboard.press(key, { delay: 250 })
      await kiosk.page.getByText('Whole numbers only: pcs are counted').waitFor()
      expect(await keysOutOfReach(kiosk)).toEqual([])
      const pictures = process.env.GENEALOT_PICTURES
      if (pictures) await kiosk.page.screenshot({ path: `${pictures}/whole-numbers-phone.png` })
      await kiosk.button('Erase').click()
      await kiosk.button('Erase').click()
      expect(await kiosk.button('OK').isEnabled()).toBe(true)
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 120_000)

  it('a typed number that may part thousands is asked about where the keys were, and nothing is entered until one is chosen', async () => {
    const kiosk = await Kiosk.enrol(browser, plant, 'S4')
    try {
      await kiosk.badge('BADGE-BEN', 'Ben Sommer')
      // Of the next lot: what is counted of it nobody knows yet.
      await kiosk.scan('QTY')
      await kiosk.page.locator('.pad').waitFor()
      // By hand, and so slowly that it is no scanner.
      for (const key of '1.500') await kiosk.page.keyboard.press(key, { delay: 250 })
      await kiosk.button('OK').click()
      const ways = kiosk.page.locator('.pad-ways')
      await ways.getByText('Welche Zahl ist gemeint?').waitFor()
      expect(await ways.getByRole('button').allTextContents()).toEqual([
        expect.stringMatching(/^1,5$/),
        expect.stringMatching(/^1500$/),
        '',
      ])
      expect(await kiosk.page.locator('.pad-key').count()).toBe(0)
      await isSound(kiosk, 'which number')
      await ways.getByRole('button', { name: 'Löschen' }).click()
      await kiosk.page.locator('.pad-key').first().waitFor()
      await kiosk.button('OK').click()
      await ways.getByRole('button', { name: '1500' }).click()
      await kiosk.page.locator('.pad').waitFor({ state: 'detached' })
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 120_000)

  it('on the smallest phone the answers to a long question, and the OK of its pad, are on the screen', async () => {
    const number = 'LOT-WITH-A-LONG-NUMBER-000123456789'
    await record(plant, [
      {
        type: 'workOrder',
        number: 'WO-LONG',
        material: 'GEAR',
        quantity: 10,
        operations: [
          { sequence: 10, name: 'Cut', createsLot: true },
          { sequence: 15, name: 'Pre-treatment with cleaning of all bores in the second bath', workCenter: 'WASH' },
          { sequence: 20, name: 'Weld', workCenter: 'DEBURR', passThrough: true },
        ],
      },
    ])
    await makeLots(plant, [number], 'WO-LONG')
    const kiosk = await Kiosk.enrol(browser, plant, 'S2', { width: 360, height: 640 })
    const isInSight = async (target: Locator) => {
      for (const size of [...sizes, { width: 360, height: 640 }]) {
        await kiosk.page.setViewportSize(size)
        await kiosk.page.evaluate(() => window.scrollTo(0, 0))
        const box = await target.boundingBox()
        expect((box?.y ?? 10_000) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height)
      }
    }
    try {
      await kiosk.badge()
      await kiosk.scan(number)
      await kiosk.asks(/Pre-treatment/)
      await isInSight(kiosk.button(/Report it anyway/))
      await isInSight(kiosk.button(/Cancel/))
      await kiosk.scan('NO')
      await kiosk.says('done', 'Cancelled')
      await kiosk.scan('SPLIT')
      await kiosk.asks('Scan the lot')
      await kiosk.scan(number)
      await kiosk.asks(/split off/)
      await isInSight(kiosk.page.locator('.pad-ends .kiosk-primary'))
    } finally {
      await kiosk.close()
    }
  })

  it('values are asked together on one screen, entered by touch or scan, and recorded with the report', async () => {
    await record(plant, [
      { type: 'station', code: 'WASH-1', name: 'Wash 1', workCenter: 'WASH' },
      {
        type: 'collectionPlan',
        material: 'GEAR',
        characteristics: [
          { code: 'BORE', description: 'Bore', unit: 'mm', min: 19.9, max: 20.1, required: true, workCenter: 'WASH', sample: { count: 2 } },
          { code: 'COLOUR', description: 'Colour', kind: 'choice', choices: ['bright', 'dull'], required: true, workCenter: 'WASH' },
          { code: 'CLEAN', description: 'Free of burrs', kind: 'yesno', required: true, workCenter: 'WASH' },
          { code: 'DAY', description: 'Calibrated on', kind: 'date', workCenter: 'WASH' },
        ],
      },
    ])
    await makeLots(plant, ['W-1'])
    await record(plant, [{ type: 'pass', lot: { material: 'GEAR', number: 'W-1' }, workCenter: 'DEBURR' }])
    const kiosk = await Kiosk.enrol(browser, plant, 'WASH-1')
    const row = (name: string) => kiosk.page.locator('.value', { hasText: name })
    try {
      await kiosk.badge()
      await kiosk.scan('W-1')
      await kiosk.asks('Enter Bore (19.9 – 20.1 mm)')
      await isSound(kiosk, 'a value to enter')
      for (const key of '19.95') await kiosk.page.locator('.pad-key', { hasText: key }).click()
      await kiosk.button('OK').click()
      await row('Bore').getByText('1/2').waitFor()
      await kiosk.scan('20.05')
      await kiosk.asks('Enter Colour')
      await isSound(kiosk, 'a choice')
      await kiosk.button(/bright/).click()
      await kiosk.asks('Enter Free of burrs')
      await row('Colour').click()
      await kiosk.asks('Enter Colour')
      await kiosk.button(/dull/).click()
      await kiosk.asks('Enter Free of burrs')
      await kiosk.button(/Yes/).click()
      await kiosk.asks('Enter Calibrated on')
      await isSound(kiosk, 'a day')
      await kiosk.button(/Skip/).click()
      await kiosk.says('done', 'W-1 → Wash')
      const values = [
        { characteristic: 'BORE', value: '19.95', unit: 'mm' },
        { characteristic: 'BORE', value: '20.05', unit: 'mm' },
        { characteristic: 'COLOUR', value: 'dull' },
        { characteristic: 'CLEAN', value: true },
      ]
      expect((await reportsOf(plant, ['W-1'])).at(-1)).toMatchObject({ type: 'pass', body: { station: 'WASH-1', values } })
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 300_000)

  it('a photo and a file that a plan asks for are taken at the station, without a line as well, and are there with the report', async () => {
    await record(plant, [
      { type: 'station', code: 'WASH-2', name: 'Wash 2', workCenter: 'WASH' },
      {
        type: 'collectionPlan',
        material: 'GEAR',
        characteristics: [
          { code: 'WELD', description: 'the washed faces', kind: 'photo', required: true, workCenter: 'WASH' },
          { code: 'CURVE', description: 'Curve of the bath', kind: 'file', required: true, workCenter: 'WASH' },
        ],
      },
    ])
    await makeLots(plant, ['W-2', 'W-3'])
    await record(
      plant,
      ['W-2', 'W-3'].map(number => ({ type: 'pass', lot: { material: 'GEAR', number }, workCenter: 'DEBURR' })),
    )
    const kiosk = await Kiosk.enrol(browser, plant, 'WASH-2')
    const picture = { name: 'image.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }
    const curve = { name: 'bath.csv', mimeType: 'text/csv', buffer: Buffer.from('second;degree\n1;60\n') }
    const values = async (number: string): Promise<unknown> => (await reportsOf(plant, [number])).at(-1)?.body.values
    const named = (file: { buffer: Buffer }): string => createHash('sha256').update(file.buffer).digest('hex')
    const expected = [
      { characteristic: 'WELD', value: named(picture) },
      { characteristic: 'CURVE', value: named(curve) },
    ]
    try {
      await kiosk.badge()
      await kiosk.scan('W-2')
      await kiosk.asks('Photograph the washed faces')
      await isSound(kiosk, 'a photo to take')
      await kiosk.page.getByLabel('Take a photo').setInputFiles(picture)
      await kiosk.asks('Choose a file: Curve of the bath')
      await kiosk.page.getByLabel('Choose a file', { exact: true }).setInputFiles(curve)
      await kiosk.says('done', 'W-2 → Wash')
      expect(await values('W-2')).toEqual(expected)
      const token = { authorization: `Bearer ${administrator}` }
      const shown = await fetch(`${plant.url}/api/v1/documents/${named(picture)}`, { headers: token })
      expect(shown.headers.get('content-type')).toBe('image/png')

      // A file that is not what it says it is: a clear stop, and the question is put again.
      await kiosk.scan('W-3')
      await kiosk.asks('Photograph the washed faces')
      await kiosk.page.getByLabel('Take a photo').setInputFiles({ ...picture, buffer: Buffer.from('no picture') })
      await kiosk.stops('This scan cannot be recorded')
      await kiosk.scan('OK')
      await kiosk.asks('Photograph the washed faces')
      await kiosk.page.getByLabel('Take a photo').setInputFiles(picture)
      await kiosk.asks('Choose a file: Curve of the bath')

      // The line is cut while the file is asked for, and the tab dies with it.
      await kiosk.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
      await kiosk.context.setOffline(true)
      await kiosk.page.getByLabel('Choose a file', { exact: true }).setInputFiles(curve)
      await kiosk.page.getByText('Offline · 1 saved here').waitFor()
      const page = await kiosk.context.newPage()
      await kiosk.page.close()
      await page.goto(`${plant.url}/station`)
      await page.getByText('Offline · 1 saved here').waitFor()
      await kiosk.context.setOffline(false)
      await page.locator('.band', { hasText: '1 saved scan sent' }).waitFor()
      expect(await values('W-3')).toEqual(expected)
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 300_000)

  it('is sound when something is wrong: stop, help, settings, offline', async () => {
    const kiosk = await Kiosk.enrol(browser, plant, 'S3')
    try {
      await kiosk.badge()
      await kiosk.scan('L-2')
      await kiosk.stops('L-2 is on hold')
      await isSound(kiosk, 'stop')
      await kiosk.button('OK').click()
      await kiosk.page.locator('.stop').waitFor({ state: 'detached' })
      for (const sheet of ['Help', 'Settings']) {
        await kiosk.button(sheet).click()
        await kiosk.page.locator('dialog[open] h3').first().waitFor()
        await isSound(kiosk, sheet)
        await kiosk.button('Close').click()
      }
      await kiosk.context.setOffline(true)
      await kiosk.scan('L-1')
      await kiosk.says('kept', 'L-1')
      await isSound(kiosk, 'offline')
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }, 300_000)

  it('a PIN goes in on the pad and is shown to nobody; zeros in front count', async () => {
    await record(plant, [
      { type: 'person', code: 'ANA', name: 'Ana Lopez', badge: 'BADGE-ANA', language: 'en', pin: '0042' },
      { type: 'station', code: 'S4', name: 'Deburr 4', workCenter: 'DEBURR', policies: { pin: 'overrides' } },
      {
        type: 'workOrder',
        number: 'WO-PIN',
        material: 'GEAR',
        quantity: 10,
        operations: [
          { sequence: 10, name: 'Cut', createsLot: true },
          { sequence: 20, name: 'Weld', workCenter: 'DEBURR', passThrough: true, requires: ['WELD'] },
        ],
      },
      {
        type: 'transform',
        inputs: [],
        outputs: [{ lot: { material: 'GEAR', number: 'LP-1' }, quantity: 10 }],
        workOrder: 'WO-PIN',
        operation: 10,
      },
    ])
    const kiosk = await Kiosk.enrol(browser, plant, 'S4')
    try {
      await kiosk.badge()
      await kiosk.scan('LP-1')
      await kiosk.asks(/not certified/)
      await kiosk.scan('OK')
      await kiosk.asks(/PIN/)
      for (const digit of ['0', '0', '4', '2']) await kiosk.page.locator('.pad-key', { hasText: digit }).click()
      expect(await kiosk.page.locator('.pad-value').textContent()).toBe('••••')
      expect(await kiosk.page.locator('body').textContent()).not.toContain('0042')
      await isSound(kiosk, 'PIN')
      await kiosk.page.locator('.pad-ends .kiosk-primary').click()
      await kiosk.says('done', 'LP-1')
    } finally {
      await kiosk.close()
    }
  }, 300_000)

  it('the first badge of a shift needs its PIN, and at the end of the shift the name leaves the screen by itself', async () => {
    const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16)
    const shifts = [
      { code: 'late', from: inMinutes(20) },
      { code: 'early', from: inMinutes(20 + 12 * 60) },
    ]
    await record(plant, [
      { type: 'settings', shifts, timeZone: 'UTC' },
      { type: 'person', code: 'CEM', name: 'Cem Aydin', badge: 'BADGE-CEM', pin: '0317' },
      { type: 'station', code: 'S5', name: 'Deburr 5', workCenter: 'DEBURR', policies: { badgePin: 'shift', shiftEnd: 'sign-out' } },
    ])
    await makeLots(plant, ['E-1'])
    const kiosk = await Kiosk.enrol(browser, plant, 'S5', tablet, { clockAheadMs: 0 })
    const names = kiosk.page.locator('.kiosk-names')
    try {
      await kiosk.scan('BADGE-CEM')
      await kiosk.asks(/PIN/)
      expect(await names.textContent()).not.toContain('Cem')
      await isSound(kiosk, 'the PIN of a shift')
      for (const digit of '0317') await kiosk.button(digit).click()
      await kiosk.button('OK').click()
      await names.getByText('Cem Aydin').waitFor()
      await kiosk.scan('E-1')
      await kiosk.says('done', 'E-1')
      await kiosk.badge('BADGE-CEM', 'Cem Aydin')
      await kiosk.says('done', 'Cem')
      await kiosk.setClock(21 * 60_000)
      await kiosk.next(/badge/i)
      expect(await names.textContent()).not.toContain('Cem')
      await kiosk.page.getByText('Cem Aydin').waitFor({ state: 'detached' })
      await kiosk.page.locator('.kiosk-main .band').waitFor({ state: 'detached' })
      await isSound(kiosk, 'after the shift')
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
      await record(plant, [{ type: 'settings' }])
    }
  }, 300_000)

  it('reads from right to left without a word beyond the edge', async () => {
    const kiosk = await Kiosk.enrol(browser, plant, 'S2')
    try {
      await kiosk.page.evaluate(() => localStorage.setItem('genealot.station', JSON.stringify({ language: 'qps' })))
      await kiosk.page.reload()
      await kiosk.page.locator('.kiosk-next', { hasText: '⟦' }).waitFor()
      expect(await kiosk.page.evaluate(() => document.documentElement.dir)).toBe('rtl')
      await isSound(kiosk, 'right to left')
    } finally {
      await kiosk.close()
    }
  })

  it('a scanner on a foreign keyboard is understood after the scanner test', async () => {
    const walk = await enter(browser, plant.url)
    try {
      await walk.page.getByRole('heading', { level: 1 }).first().waitFor()
      await walk.page.goto(`${plant.url}/setup/scanner`)
      const wedge = await Wedge.at(walk.page)
      const german = typedOn('US', 'German')
      const typed = (text: string): string => Array.from(text, letter => german.get(letter) ?? letter).join('')
      for (const [index, symbol] of TEST_SYMBOLS.entries()) {
        await walk.page.locator('.scan-next', { hasText: `${index + 1}.` }).waitFor()
        await wedge.scan(typed(symbol.text))
      }
      await walk.page.getByText('Keyboard layout mismatch: scanner US, computer German').waitFor()
      await walk.page.getByRole('button', { name: 'Use this profile' }).click()
      await walk.page.getByText('In use from the next scan on.').waitFor()
      await walk.page.goto(`${plant.url}/lots`)
      await walk.page.getByRole('heading', { name: 'Lots' }).waitFor()
      await wedge.scan(typed('YZ-7'))
      await walk.page.getByRole('heading', { name: /YZ-7/ }).waitFor()
      expect(walk.faults).toEqual([])
    } finally {
      await walk.context.close()
    }
  })
})

/** Whatever can be touched is as large as a gloved thumb. */
function smallTargets({ page }: Kiosk): Promise<string[]> {
  return page.evaluate(
    min =>
      [...document.querySelectorAll<HTMLElement>('button, a[href], input')]
        .map(target => ({ name: target.innerText || target.ariaLabel || target.tagName, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.width < min || box.height < min))
        .map(({ name, box }) => `${name.slice(0, 30)} ${Math.round(box.width)}x${Math.round(box.height)}`),
    targetMin,
  )
}

/** Read at arm's length. */
function smallLetters({ page }: Kiosk): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && (node.textContent ?? '').trim() !== ''))
      .filter(one => one.getBoundingClientRect().width > 1 && Number.parseFloat(getComputedStyle(one).fontSize) < 20)
      .map(one => `${one.innerText.slice(0, 30)} ${getComputedStyle(one).fontSize}`),
  )
}

/** OK is pinned to the screen: whatever of the keys it covers cannot be touched. */
function keysBehindOk({ page }: Kiosk): Promise<string[]> {
  return page.evaluate(() => {
    const top = document.querySelector('.pad-ends')?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY
    const keys = [...document.querySelectorAll('.pad-key')]
    return keys.filter(key => key.getBoundingClientRect().bottom > top + 1).map(key => key.textContent ?? '')
  })
}

/** Keys that a finger would not meet down to their lower edge, or that are not wholly on the screen. */
function keysOutOfReach({ page }: Kiosk): Promise<string[]> {
  return page.evaluate(() => {
    const isInReach = (key: Element): boolean => {
      const { left, width, bottom } = key.getBoundingClientRect()
      const met = document.elementFromPoint(left + width / 2, bottom - 4)
      return bottom <= window.innerHeight && met !== null && key.contains(met)
    }
    return [...document.querySelectorAll('.pad-key')].filter(key => !isInReach(key)).map(key => key.textContent ?? '')
  })
}

/** What is asked and what is answered lie beside each other or below, never one on the other. */
function underThePad({ page }: Kiosk): Promise<string[]> {
  return page.evaluate(() => {
    const entry = document.querySelector('.pad, .entry')
    if (entry === null) return []
    const pad = entry.getBoundingClientRect()
    const frame = getComputedStyle(entry).position === 'absolute' ? '.question, ' : ''
    return [...document.querySelectorAll(`${frame}.question-title, .answers button, .kiosk-next`)]
      .filter(one => getComputedStyle(one).opacity !== '0')
      .map(one => ({ name: one.className, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.right > pad.left + 1 && box.left < pad.right - 1 && box.bottom > pad.top + 1 && box.top < pad.bottom - 1)
      .map(({ name }) => name)
  })
}
