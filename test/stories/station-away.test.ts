/**
 * A station without a server does all of its work: orders and what they ask, several lots in one report, assemblies, what comes in and what leaves. Tabs are killed in the middle and
 * clocks are wrong; when the server is back, everything is in the ledger once, in order, and what broke a rule meanwhile waits for the supervisor.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { furnish, makeLots, record, type Told } from './floor.ts'
import { Kiosk, known, tablet } from './kiosk.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { Wedge } from './wedge.ts'

const gtin = '04012345678901'
const gasket = '04012345678918'
const flange = '04012345678925'
const delivered = (lot: string, count: number): string => `]C101${gtin}17391231${'30'}${count}\u001d10${lot}`

describe.skipIf(findChromium() === undefined)('a station without a server', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await record(plant, more)
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  /** A station whose browser knows what it may meet, before the line is cut. */
  async function away(
    station: string,
    knows: readonly string[],
    tell: (kiosk: Kiosk) => Promise<void>,
    clockAheadMs?: number,
  ): Promise<void> {
    const kiosk = await Kiosk.enrol(browser, plant, station, tablet, clockAheadMs === undefined ? {} : { clockAheadMs })
    try {
      await kiosk.badge()
      await known(kiosk.page, knows)
      await kiosk.offline()
      await tell(kiosk)
      expect(kiosk.faults).toEqual([])
    } finally {
      await kiosk.close()
    }
  }

  /** What the ledger has of one station, oldest first; of what was taken into account here. */
  async function eventsAt(station: string): Promise<Told[]> {
    const { events } = (await ask(plant.url, 'ledger?site=main&limit=500')) as { events: Told[] }
    return events.filter(told => told.body.station === station).reverse()
  }
  const typesAt = async (station: string): Promise<string[]> => (await eventsAt(station)).map(told => told.type)
  const raisedAt = async (station: string): Promise<string[]> =>
    (await eventsAt(station)).flatMap(({ type, body }) => (type === 'raise' ? [String(body.code)] : []))
  const sent = (page: Page, count: number): Promise<void> =>
    page.locator('.band', { hasText: new RegExp(`^${count} saved scans? sent`) }).waitFor()

  it('an order is asked what its start and its finish ask, in sequence; the tab dies in between; all of it once and in order', async () => {
    await away('PRESS-1', ['WO-5042', 'B-1', 'B-2'], async kiosk => {
      await kiosk.scan('WO-5042')
      await kiosk.asks('Enter Force')
      await kiosk.scan('12')
      await kiosk.says('kept', 'WO-5042 started: Press')
      await kiosk.next('Next scan: raw material for WO-5042')
      await kiosk.scan('B-1')
      await kiosk.says('kept', 'B-1 goes into WO-5042')
      await kiosk.scan('M-1')
      await kiosk.stops('Wrong part: MOTOR')
      await kiosk.scan('OK')
      await kiosk.scan('B-2')
      await kiosk.asks('Raw lot changes to B-2')
      for (const digit of '40') await kiosk.button(digit).click()
      await kiosk.button('OK').click()
      await kiosk.says('kept', 'B-2 goes into WO-5042')
      await kiosk.scan('WO-5042')
      await kiosk.asks('How much is in WO-5042?')
      await kiosk.scan('QTY:25')
      await kiosk.asks('Enter Length')

      // The tab is killed with the values to go.
      const page = await kiosk.context.newPage()
      page.setDefaultTimeout(20_000)
      await kiosk.page.close()
      await page.goto(`${plant.url}/station`)
      const wedge = await Wedge.at(page)
      await page.locator('.question-title', { hasText: 'Enter Length' }).waitFor()
      await wedge.scan('10.1')
      await page.locator('.value', { hasText: '1/2' }).waitFor()
      await wedge.scan('10.2')
      await page.locator('.band-kept', { hasText: 'WO-5042 finished' }).waitFor()
      await kiosk.context.setOffline(false)
      await sent(page, 4)
      const told = await eventsAt('PRESS-1')
      expect(told.map(one => one.type)).toEqual(['start', 'open', 'load', 'load', 'open', 'produce', 'finish'])
      expect(told[0]?.body.values).toEqual([{ characteristic: 'FORCE', value: '12', unit: 'kN' }])
      expect(told[3]?.body.closes).toMatchObject({ quantity: '40' })
      expect(told[5]?.body.quantity).toBe('25')
      expect(told[6]?.body.values).toMatchObject([{ value: '10.1' }, { value: '10.2' }])
      expect(told.every(one => one.body.late === true && one.by === 'ANA')).toBe(true)
    })
  }, 120_000)

  it('several lots in one report: all are scanned, one confirmation, each with its own value; by a clock that is hours off', async () => {
    await makeLots(plant, ['T-1', 'T-2', 'T-3'])
    await record(
      plant,
      ['T-1', 'T-2', 'T-3'].map(number => ({ type: 'pass', lot: { material: 'GEAR', number }, workCenter: 'DEBURR' })),
    )
    await away(
      'LOAD-1',
      ['T-1', 'T-2', 'T-3'],
      async kiosk => {
        const before = Date.now()
        await kiosk.scan('T-1')
        await kiosk.says('kept', 'T-1 added: 1 lot together')
        await kiosk.scan('T-2')
        await kiosk.scan('T-3')
        await kiosk.says('kept', 'T-3 added: 3 lots together')
        await kiosk.page.waitForTimeout(2200)
        await kiosk.scan('T-2')
        await kiosk.says('kept', 'T-2 taken out: 2 lots together')
        await kiosk.next('2 lots scanned: scan more, then DONE')
        await kiosk.button('Done').click()
        await kiosk.asks('Enter Bore')
        await kiosk.page.locator('.value', { hasText: 'T-3' }).waitFor()
        await kiosk.scan('20.01')
        await kiosk.scan('20.02')
        await kiosk.says('kept', '2 lots in one report')
        await kiosk.context.setOffline(false)
        await sent(kiosk.page, 5)
        const passes = (await eventsAt('LOAD-1')).filter(told => told.type === 'pass')
        expect(passes.map(({ body }) => [body.lot, body.values])).toEqual([
          [{ material: 'GEAR', number: 'T-1' }, [{ characteristic: 'BORE', value: '20.01', unit: 'mm' }]],
          [{ material: 'GEAR', number: 'T-3' }, [{ characteristic: 'BORE', value: '20.02', unit: 'mm' }]],
        ])
        for (const { at } of passes) expect(Math.abs(Date.parse(at) - before)).toBeLessThan(120_000)
        expect(await raisedAt('LOAD-1')).toEqual([])
      },
      5 * 3_600_000,
    )
  }, 120_000)

  it('an assembly of three parts in any order: the tiles fill, a wrong part stops, the last one completes it once', async () => {
    await away('ASM-2', ['WO-6042', 'M-1', 'H-1', 'H-2'], async kiosk => {
      await kiosk.scan('H-2')
      await kiosk.says('kept', 'H-2 noted')
      await kiosk.scan('WO-6042')
      await kiosk.says('kept', 'WO-6042: 2 parts missing')
      await kiosk.page.locator('.tile-scanned').waitFor()
      await kiosk.scan('B-1')
      await kiosk.says('attention', 'Not known here')
      await kiosk.scan('H-1')
      await kiosk.says('kept', 'H-1 is in. 1 part missing')
      await kiosk.scan('M-1')
      await kiosk.says('kept', 'all parts are in')
      await kiosk.context.setOffline(false)
      await sent(kiosk.page, 5)
      const told = await eventsAt('ASM-2')
      expect(
        told
          .filter(one => one.type === 'transform')
          .map(one => (one.body.inputs as { lot: { number: string } }[]).map(({ lot }) => lot.number).sort()),
      ).toEqual([['H-1', 'H-2', 'M-1']])
    })
  }, 120_000)

  it('a part of a unit is swapped and one of a series goes in; the tab dies between the old part and the new one', async () => {
    await away('ASM-3', ['U-1', 'M-9', 'M-10', 'H-3', 'serials TS-0001 to TS-0100'], async kiosk => {
      await kiosk.scan('U-1')
      await kiosk.says('kept', 'U-1: 1 part missing')
      await kiosk.scan('M-9')
      await kiosk.says('kept', 'M-9 comes out. Scan the new part')
      await kiosk.scan('H-3')
      await kiosk.stops('Wrong part: HOUSING')
      await kiosk.scan('OK')

      const page = await kiosk.context.newPage()
      page.setDefaultTimeout(20_000)
      await kiosk.page.close()
      await page.goto(`${plant.url}/station`)
      const wedge = await Wedge.at(page)
      await page.locator('.kiosk-next', { hasText: 'M-9 comes out. Scan the new part' }).waitFor()
      await wedge.scan('M-10')
      await page.locator('.band-kept', { hasText: 'M-9 out, M-10 in' }).waitFor()
      await wedge.scan('TS-0042')
      await page.locator('.band-kept', { hasText: 'U-1: all parts are in' }).waitFor()
      await kiosk.context.setOffline(false)
      await sent(page, 4)
      const told = (await eventsAt('ASM-3')).filter(({ body }) => (body.assembly as { number?: string } | undefined)?.number === 'U-1')
      expect(told.map(({ type, body }) => [type, (body.component as { number: string }).number])).toEqual([
        ['remove', 'M-9'],
        ['install', 'M-10'],
        ['install', 'TS-0042'],
      ])
      expect(await raisedAt('ASM-3')).toEqual([])
    })
  }, 120_000)

  it('a label in three symbols, one after the other: what it is, how much, which lot; the tab dies in between', async () => {
    await away('IN-8', ['PO-93'], async kiosk => {
      await kiosk.scan('PO-93')
      await kiosk.says('kept', 'PO-93 from Steel mill: 1 line open')
      await kiosk.scan(`]C101${gasket}`)
      await kiosk.asks('Scan or type the vendor lot of GASKET')
      // Not what is asked for: the question stays.
      await kiosk.scan(']C13025')
      await kiosk.page.locator('.question', { hasText: 'Answer this first, or cancel' }).waitFor()

      const page = await kiosk.context.newPage()
      page.setDefaultTimeout(20_000)
      await kiosk.page.close()
      await page.goto(`${plant.url}/station`)
      const wedge = await Wedge.at(page)
      await page.locator('.question-title', { hasText: 'Scan or type the vendor lot of GASKET' }).waitFor()
      await wedge.scan(']C110VL-3')
      await page.locator('.question-title', { hasText: 'How many of GASKET?' }).waitFor()
      await wedge.scan(']C13025')
      await page.locator('.band-kept', { hasText: '25 pcs of GASKET on PO-93' }).waitFor()
      await kiosk.context.setOffline(false)
      await sent(page, 2)
      const [receipt, ...others] = (await eventsAt('IN-8')).filter(({ type, body }) => type === 'receive' && body.purchaseOrder === 'PO-93')
      expect(receipt?.body).toMatchObject({ vendorLot: 'VL-3', quantity: '25' })
      expect(others).toEqual([])
    })
  }, 120_000)

  it("a vendor's own label of several pieces: which is the lot is touched; a further symbol that nothing marks is asked about; the tab dies in between", async () => {
    await away('IN-7', ['PO-94'], async kiosk => {
      await kiosk.scan('PO-94')
      await kiosk.says('kept', 'PO-94 from Steel mill: 1 line open')
      await kiosk.scan('HT7001;25;2026-02-01')
      await kiosk.asks('Which of these is the vendor lot of FLANGE?')
      // Not one of the pieces: the question stays.
      await kiosk.scan('HT9999')
      await kiosk.page.locator('.question', { hasText: 'Answer this first, or cancel' }).waitFor()

      const page = await kiosk.context.newPage()
      page.setDefaultTimeout(20_000)
      await kiosk.page.close()
      await page.goto(`${plant.url}/station`)
      const wedge = await Wedge.at(page)
      await page.locator('.question-title', { hasText: 'Which of these is the vendor lot of FLANGE?' }).waitFor()
      await page.getByRole('button', { name: /HT7001$/ }).click()
      await page.locator('.question-title', { hasText: 'How many of FLANGE?' }).waitFor()
      await wedge.scan('QTY:25')
      await page.locator('.band-kept', { hasText: '25 pcs of FLANGE on PO-94' }).waitFor()

      await wedge.scan(`01${flange}`)
      await page.locator('.question-title', { hasText: 'Scan or type the vendor lot of FLANGE' }).waitFor()
      await wedge.scan('10HT2')
      await page.locator('.question-title', { hasText: 'This label has several readings' }).waitFor()
      await page.getByRole('button', { name: /10HT2$/ }).click()
      await page.locator('.question-title', { hasText: 'How many of FLANGE?' }).waitFor()
      await wedge.scan('QTY:5')
      await page.locator('.band-kept', { hasText: '5 pcs of FLANGE on PO-94' }).waitFor()
      await kiosk.context.setOffline(false)
      await sent(page, 3)
      const receipts = (await eventsAt('IN-7')).filter(({ type }) => type === 'receive')
      expect(receipts.map(({ body }) => [body.vendorLot, body.quantity])).toEqual([
        ['HT7001', '25'],
        ['10HT2', '5'],
      ])
    })
  }, 120_000)

  it('a delivery: a full label, a paper label of an order, what nobody knows; the server is away and the lines are counted here', async () => {
    await away('IN-9', ['PO-91', 'PO-92'], async kiosk => {
      await kiosk.scan(delivered('VL-1', 40))
      await kiosk.says('kept', '40 pcs of SEAL on PO-91')
      await kiosk.page.locator('.card', { hasText: '40 / 100 pcs' }).waitFor()
      await kiosk.scan('PO-92')
      await kiosk.says('kept', 'PO-92 from Steel mill: 1 line open')
      await kiosk.scan('H4711')
      await kiosk.asks('How many of BAR? 500 kg are open')
      for (const digit of '480') await kiosk.button(digit).click()
      await kiosk.button('OK').click()
      await kiosk.says('kept', '480 kg of BAR on PO-92')
      await kiosk.button('Done').click()
      await kiosk.scan('??SMUDGED 77')
      await kiosk.asks('Nobody knows this label')
      await kiosk.button(/Park it/).click()
      await kiosk.asks('How many are there?')
      await kiosk.scan('3')
      await kiosk.says('kept', 'Parked')
      await kiosk.scan(delivered('VL-2', 70))
      await kiosk.asks('10 pcs too many on PO-91')
      await kiosk.button(/Take it/).click()
      await kiosk.says('kept', '70 pcs of SEAL on PO-91')
      await kiosk.context.setOffline(false)
      await sent(kiosk.page, 6)
      const receipts = (await eventsAt('IN-9')).filter(told => told.type === 'receive')
      expect(receipts.map(({ body }) => [body.purchaseOrder ?? '–', body.vendorLot ?? '–', body.quantity])).toEqual([
        ['PO-91', 'VL-1', '40'],
        ['PO-92', 'H4711', '480'],
        ['–', '–', '3'],
        ['PO-91', 'VL-2', '70'],
      ])
      expect(await raisedAt('IN-9')).toEqual([])
      const { exceptions } = (await ask(plant.url, 'exceptions?site=main&open=true')) as { exceptions: { code: string; detail: string }[] }
      expect(exceptions.filter(one => one.detail.includes('PO-91')).map(one => one.code)).toEqual(['over-delivered'])
    })
  }, 120_000)

  it('a shipment: nothing held is loaded, it leaves when the operator says so by a list whose age he reads, and once', async () => {
    await away('OUT-9', ['SO-91-1', 'G-1', 'G-2', 'PAL-91'], async kiosk => {
      await kiosk.scan('SO-91')
      await kiosk.says('kept', 'SO-91-1 for Acme: 1 line to load')
      await kiosk.scan('G-3')
      await kiosk.stops('G-3 is on hold')
      await kiosk.page.getByText(/the list of holds is from \d\d:\d\d/).waitFor()
      await kiosk.scan('OK')
      await kiosk.scan('PAL-92')
      await kiosk.stops('G-3 is on hold')
      await kiosk.scan('OK')
      await kiosk.scan('G-1')
      await kiosk.says('kept', 'G-1 loaded')
      await kiosk.scan('B-1')
      await kiosk.says('attention', 'Not known here')
      await kiosk.scan('PAL-91')
      await kiosk.asks(/All is loaded. The list of holds is from \d\d:\d\d. Does SO-91-1 leave\?/)
      await kiosk.button(/Ship/).click()
      await kiosk.says('kept', 'SO-91-1 has left')
      // While it is on the road somebody holds what is in it.
      await record(plant, [
        { type: 'hold', hold: 'H-LATE', lots: [{ material: 'GEAR', number: 'G-1' }], direction: 'none', reason: 'Burr' },
      ])
      await kiosk.context.setOffline(false)
      await sent(kiosk.page, 4)
      expect((await typesAt('OUT-9')).filter(type => type !== 'raise')).toEqual(['shipment', 'pack', 'pack', 'ship'])
      const { exceptions } = (await ask(plant.url, 'exceptions?site=main&open=true')) as { exceptions: { code: string; detail: string }[] }
      expect(exceptions.filter(one => one.detail.includes('G-1')).map(one => one.code)).toContain('lot-on-hold')
      const { lots } = (await ask(plant.url, 'lots?search=G-2')) as { lots: { onHand: string }[] }
      expect(lots.map(lot => lot.onHand)).toEqual(['0'])
    })
  }, 120_000)
})

const number = { kind: 'number' }
const more = [
  { type: 'material', code: 'SEAL', unit: 'pcs', tracking: 'lot', gtin, numbering: 'SL-{seq:4}' },
  { type: 'material', code: 'BOLT', unit: 'pcs', tracking: 'lot' },
  { type: 'material', code: 'GASKET', unit: 'pcs', tracking: 'lot', gtin: gasket },
  { type: 'material', code: 'FLANGE', unit: 'pcs', tracking: 'lot', gtin: flange },
  { type: 'material', code: 'TAMPER', unit: 'pcs', tracking: 'serial' },
  { type: 'partner', code: 'ACME', name: 'Acme', roles: ['customer'] },
  { type: 'location', code: 'DOCK' },
  { type: 'workCenter', code: 'PRESS', positions: [{ code: 'FEED', withdrawal: 'sequential' }] },
  { type: 'workCenter', code: 'ASM-B' },
  { type: 'station', code: 'PRESS-1', name: 'Press 1', workCenter: 'PRESS' },
  { type: 'station', code: 'LOAD-1', name: 'Wash load', workCenter: 'WASH', policies: { together: true } },
  { type: 'station', code: 'ASM-2', name: 'Assembly 2', workCenter: 'ASM-B', job: 'assemble' },
  { type: 'station', code: 'ASM-3', name: 'Assembly 3', workCenter: 'ASM-B', job: 'assemble' },
  { type: 'station', code: 'IN-9', name: 'Receiving 9', job: 'receive', location: 'DOCK' },
  { type: 'station', code: 'IN-7', name: 'Receiving 7', job: 'receive', location: 'DOCK' },
  { type: 'station', code: 'IN-8', name: 'Receiving 8', job: 'receive', location: 'DOCK' },
  { type: 'station', code: 'OUT-9', name: 'Shipping 9', job: 'ship', location: 'DOCK', policies: { shipOffline: 'record' } },
  {
    type: 'workOrder',
    number: 'WO-5042',
    material: 'PIN',
    quantity: 100,
    operations: [
      { sequence: 10, name: 'Press', workCenter: 'PRESS', createsLot: true, components: [{ material: 'BAR', per: 2, position: 'FEED' }] },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-5043',
    material: 'PUMP',
    quantity: 1,
    operations: [{ sequence: 10, name: 'Press', workCenter: 'PRESS', createsLot: true, components: [{ material: 'MOTOR' }] }],
  },
  {
    type: 'workOrder',
    number: 'WO-6042',
    material: 'PUMP',
    quantity: 10,
    operations: [
      {
        sequence: 10,
        name: 'Build',
        workCenter: 'ASM-B',
        createsLot: true,
        components: [{ material: 'MOTOR' }, { material: 'HOUSING', per: 2 }],
      },
    ],
  },
  {
    type: 'workOrder',
    number: 'WO-6043',
    material: 'PUMP',
    quantity: 10,
    operations: [
      { sequence: 10, name: 'Frame', createsLot: true },
      { sequence: 20, name: 'Build', workCenter: 'ASM-B', components: [{ material: 'MOTOR' }, { material: 'TAMPER' }] },
    ],
  },
  {
    type: 'collectionPlan',
    material: 'PIN',
    characteristics: [
      { code: 'FORCE', description: 'Force', unit: 'kN', ...number, required: true, at: 'start', workCenter: 'PRESS' },
      { code: 'LENGTH', description: 'Length', unit: 'mm', ...number, required: true, workCenter: 'PRESS', sample: { oneIn: 20 } },
    ],
  },
  {
    type: 'collectionPlan',
    material: 'GEAR',
    characteristics: [
      { code: 'BORE', description: 'Bore', unit: 'mm', ...number, min: 19.9, max: 20.1, required: true, workCenter: 'WASH' },
    ],
  },
  { type: 'purchaseOrder', number: 'PO-91', vendor: 'MILL', lines: [{ line: 10, material: 'SEAL', quantity: 100 }] },
  { type: 'purchaseOrder', number: 'PO-92', vendor: 'MILL', lines: [{ line: 10, material: 'BAR', quantity: 500 }] },
  { type: 'purchaseOrder', number: 'PO-94', vendor: 'MILL', lines: [{ line: 10, material: 'FLANGE', quantity: 100 }] },
  { type: 'purchaseOrder', number: 'PO-93', vendor: 'MILL', lines: [{ line: 10, material: 'GASKET', quantity: 100 }] },
  { type: 'salesOrder', number: 'SO-91', customer: 'ACME', lines: [{ line: 10, material: 'GEAR', quantity: 500 }] },
  ...['G-1', 'G-2', 'G-3'].map(lot => ({
    type: 'transform',
    inputs: [],
    outputs: [{ lot: { material: 'GEAR', number: lot }, quantity: 250 }],
  })),
  ...['H-2', 'H-3'].map(lot => ({ type: 'transform', inputs: [], outputs: [{ lot: { material: 'HOUSING', number: lot }, quantity: 1 }] })),
  ...['M-9', 'M-10'].map(lot => ({ type: 'transform', inputs: [], outputs: [{ lot: { material: 'MOTOR', number: lot }, quantity: 1 }] })),
  {
    type: 'transform',
    inputs: [],
    outputs: [{ lot: { material: 'PUMP', number: 'U-1' }, quantity: 1 }],
    workOrder: 'WO-6043',
    operation: 10,
  },
  { type: 'install', assembly: { material: 'PUMP', number: 'U-1' }, component: { material: 'MOTOR', number: 'M-9' } },
  {
    type: 'receive',
    vendor: 'MILL',
    lot: { material: 'TAMPER' },
    quantity: 100,
    location: 'DOCK',
    serials: { from: 'TS-0001', to: 'TS-0100' },
  },
  { type: 'pack', container: 'PAL-91', contents: [{ lot: { material: 'GEAR', number: 'G-2' } }], to: 'DOCK' },
  { type: 'pack', container: 'PAL-92', contents: [{ lot: { material: 'GEAR', number: 'G-3' } }], to: 'DOCK' },
  { type: 'hold', hold: 'H-91', lots: [{ material: 'GEAR', number: 'G-3' }], direction: 'none', reason: 'Burr' },
]
