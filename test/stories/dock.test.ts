/** Stories of the dock: what a clerk scans and touches, and what comes out of the printer beside him. */
import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PaperPrinter, paperPrinter } from '../labels/printer.ts'
import { readZpl } from '../labels/zpl-reader.ts'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { record } from './floor.ts'
import { Kiosk } from './kiosk.ts'
import { token as administrator, ask, openPlant, type Plant } from './plant.ts'

const GS = '\u001d'
const gtin = '09506000134352'
/** A vendor's label as GS1 has it: what, until when, how many, which lot. */
const delivered = (lot: string, count: number): string => `]C101${gtin}17391231${'30'}${count}${GS}10${lot}`

describe.skipIf(findChromium() === undefined)('the dock', () => {
  let plant: Plant
  let browser: Browser
  let printer: PaperPrinter
  let clerk: Kiosk

  beforeAll(async () => {
    printer = await paperPrinter()
    // The printer of this story stands on this machine.
    process.env['GENEALOT_PRINTER_NETWORKS'] = '127.0.0.0/8'
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnishDock(plant, printer.port)
    clerk = await Kiosk.enrol(browser, plant, 'IN-1')
    await clerk.badge()
  }, 300_000)

  afterAll(async () => {
    await clerk?.close()
    await closeWindows(browser)
    await plant?.stop()
    await printer?.close()
    delete process.env['GENEALOT_PRINTER_NETWORKS']
  })

  beforeEach(() => {
    printer.labels.length = 0
    clerk.faults.length = 0
  })

  /** What is written on the labels that have come out. */
  async function labels(count: number): Promise<string[]> {
    await printer.hasLabels(count)
    const words = printer.labels.flatMap(readZpl).map(label => label.fields.flatMap(field => (field.kind === 'text' ? [field.text] : [])))
    return words.map(texts => texts.join(' | '))
  }

  it('R1, R2: a delivery with full labels is one scan for each container, and each gets our label', async () => {
    clerk.countFromHere()
    await clerk.scan(delivered('VL-1', 40))
    await clerk.says('done', 'SL-0001 received: 40 pcs of SEAL')
    expect(clerk.counts()).toEqual({ scans: 1, touches: 0 })
    expect(await labels(1)).toEqual([expect.stringMatching(/SL-0001.*SEAL.*40 ea.*VL-1/)])
    expect(await linesOf(plant, 'PO-1')).toEqual(['40/100'])

    clerk.countFromHere()
    await clerk.scan(delivered('VL-2', 60))
    await clerk.says('done', 'SL-0002 received: 60 pcs of SEAL')
    expect(clerk.counts()).toEqual({ scans: 1, touches: 0 })
    expect((await labels(2))[1]).toMatch(/SL-0002.*60 ea.*VL-2/)
    expect(await linesOf(plant, 'PO-1')).toEqual(['100/100'])
    expect(clerk.faults).toEqual([])
  })

  it('R3: a paper label is two scans, the digits of its quantity and one key', async () => {
    clerk.countFromHere()
    await clerk.scan('PO-2')
    await clerk.says('done', 'PO-2 from Forge')
    await clerk.scan('H4711')
    await clerk.asks('How many of BAR? 500 kg are open')
    for (const digit of '480') await clerk.touch(clerk.button(digit))
    await clerk.touch(clerk.button('OK'))
    await clerk.says('done', 'BR-0001 received: 480 kg of BAR')
    expect(clerk.counts()).toEqual({ scans: 2, touches: 4 })
    expect(await labels(1)).toEqual([expect.stringMatching(/BR-0001.*480 kg.*H4711/)])
    expect(await linesOf(plant, 'PO-2')).toEqual(['480/500'])
    expect(clerk.faults).toEqual([])
  })

  it('OK pressed twice on a slow line is one answer: nothing is said of what is asked next, or of the next lot', async () => {
    await record(plant, [{ type: 'purchaseOrder', number: 'PO-5', vendor: 'FORGE', lines: [{ line: 10, material: 'BAR', quantity: 20 }] }])
    await clerk.scan('PO-5')
    await clerk.says('done', 'PO-5 from Forge')
    await clerk.scan('H4720')
    await clerk.asks('How many of BAR? 20 kg are open')
    await clerk.touch(clerk.button('7'))
    await clerk.heldBack(async () => {
      await clerk.touch(clerk.button('OK'))
      await clerk.page.waitForTimeout(1200)
      await clerk.touch(clerk.button('OK'))
    })
    await clerk.says('done', '7 kg of BAR')
    await clerk.next('Next scan: a label of PO-5')
    await labels(1)
    await clerk.scan('DONE')
    await clerk.says('done', 'PO-5 finished')
    expect(clerk.faults).toEqual([])
  })

  it("R3: a vendor's own label is taken apart once, in two scans and six touches; then each container is one scan", async () => {
    clerk.countFromHere()
    await clerk.scan('PO-3')
    await clerk.says('done', 'PO-3 from Forge')
    await clerk.scan('HT5001;120;2025-02-01')
    await clerk.asks('Which of these is the vendor lot of BAR?')
    await clerk.touch(clerk.button(/HT5001$/))
    await clerk.asks('How many of BAR? 500 kg are open')
    for (const digit of '120') await clerk.touch(clerk.button(digit))
    await clerk.touch(clerk.button('OK'))
    await clerk.asks('Read the labels of Forge like this from now on?')
    await clerk.touch(clerk.button(/Remember it/))
    await clerk.says('done', '120 kg of BAR')
    expect(clerk.counts()).toEqual({ scans: 2, touches: 6 })

    clerk.countFromHere()
    await clerk.scan('HT5002;95.5;2025-02-03')
    await clerk.says('done', '95.5 kg of BAR')
    expect(clerk.counts()).toEqual({ scans: 1, touches: 0 })
    expect((await labels(2))[1]).toMatch(/95\.5 kg.*HT5002/)
    expect(await linesOf(plant, 'PO-3')).toEqual(['215.5/500'])
    expect(clerk.faults).toEqual([])
  })

  it('a shipment is loaded by scanning, stops what is held, and leaves with the scan that completes its order', async () => {
    await record(plant, [
      { type: 'partner', code: 'ACME', name: 'Acme', roles: ['customer'] },
      { type: 'station', code: 'OUT-1', name: 'Shipping 1', job: 'ship', location: 'DOCK', printer: 'P-IN' },
      { type: 'salesOrder', number: 'SO-1', customer: 'ACME', lines: [{ line: 10, material: 'SEAL', quantity: 100 }] },
      { type: 'hold', hold: 'H-OUT', lots: [{ number: 'SL-0002' }], direction: 'none', reason: 'Burr' },
    ])
    const shipper = await Kiosk.enrol(browser, plant, 'OUT-1')
    try {
      await shipper.badge()
      shipper.countFromHere()
      await shipper.scan('SO-1')
      await shipper.says('done', /SO-1-1 for .*: 1 line to load/)
      await shipper.scan('SL-0001')
      await shipper.says('done', 'SL-0001 loaded: 40 pcs')
      await shipper.scan('SL-0002')
      await shipper.stops('SL-0002 is on hold')
      await shipper.scan('OK')
      await shipper.page.locator('.stop').waitFor({ state: 'detached' })
      await record(plant, [{ type: 'release', hold: 'H-OUT', reason: 'Looked at' }])
      await shipper.scan('SL-0002')
      await shipper.says('done', 'SO-1-1 has left for Acme')
      expect(shipper.counts()).toEqual({ scans: 5, touches: 0 })
      expect((await labels(1))[0]).toContain('SO-1-1')
      expect(shipper.faults).toEqual([])
    } finally {
      await shipper.close()
    }
  })

  it('the torn label and the certificate are photographed where the goods come in; without a line they wait here', async () => {
    await record(plant, [{ type: 'purchaseOrder', number: 'PO-4', vendor: 'MILL', lines: [{ line: 10, material: 'SEAL', quantity: 100 }] }])
    await clerk.scan('PO-4')
    await clerk.scan(delivered('VL-9', 5))
    await clerk.says('done', 'SL-0003 received: 5 pcs of SEAL')
    await clerk.touch(clerk.button('Photo'))
    await clerk.page.getByLabel('Photo of the label').setInputFiles({ name: 'image.png', mimeType: 'image/png', buffer: picture })
    await clerk.page.getByText('1 attached').waitFor()
    await clerk.offline()
    await clerk.page.getByLabel('Certificate').setInputFiles({ name: 'EN 10204.pdf', mimeType: 'application/pdf', buffer: certificate })
    await clerk.page.locator('.photo', { hasText: '1 photo waits here' }).waitFor()
    expect(await documentsOf(plant, 'SL-0003')).toEqual(['photo image/png ANA'])

    // The tab is killed; what waits is on the disk.
    const page = await clerk.context.newPage()
    await clerk.page.close()
    await page.goto(`${plant.url}/station`)
    await page.locator('.chip', { hasText: '1 photo waits here' }).waitFor()
    await clerk.context.setOffline(false)
    await page.locator('.chip', { hasText: '1 photo waits here' }).waitFor({ state: 'detached' })
    expect(await documentsOf(plant, 'SL-0003')).toEqual(['certificate application/pdf ANA', 'photo image/png ANA'])
  })

  it('a station attaches pictures to what was received at it, and to nothing else', async () => {
    const { token } = (await ask(plant.url, 'enrolments', {
      code: ((await ask(plant.url, 'stations/IN-2/enrolments', {})) as { code: string }).code,
    })) as {
      token: string
    }
    const receipt = await receiptAt(plant, 'IN-1')
    const attach = async (station: string, bytes: Buffer, name: string): Promise<string> => {
      const query = new URLSearchParams({ id: randomUUID(), receipt, kind: 'photo', name, at: new Date().toISOString() })
      const response = await fetch(`${plant.url}/api/v1/stations/${station}/photos?${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${station === 'IN-1' ? administrator : token}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      })
      const { code, status } = (await response.json()) as { code?: string; status?: string }
      return `${response.status} ${code ?? status}`
    }
    expect(await attach('IN-2', picture, 'a.png')).toBe('403 not-allowed')
    expect(await attach('IN-1', Buffer.from('name;quantity\n'), 'a.csv')).toBe('422 document-type')
    expect(await attach('IN-1', picture, 'a.png')).toBe('201 recorded')
  })
})

async function furnishDock(plant: Plant, port: number): Promise<void> {
  await record(plant, [
    { type: 'material', code: 'SEAL', unit: 'ea', tracking: 'lot', gtin, numbering: 'SL-{seq:4}' },
    { type: 'material', code: 'BAR', unit: 'kg', tracking: 'lot', numbering: 'BR-{seq:4}' },
    { type: 'partner', code: 'MILL', name: 'Seal mill', roles: ['vendor'] },
    { type: 'partner', code: 'FORGE', name: 'Forge', roles: ['vendor'] },
    { type: 'location', code: 'DOCK' },
    { type: 'person', code: 'ANA', name: 'Ana Lopez', badge: 'BADGE-ANA', language: 'en' },
    { type: 'printer', code: 'P-IN', host: '127.0.0.1', port },
    { type: 'station', code: 'IN-1', name: 'Receiving 1', job: 'receive', location: 'DOCK', printer: 'P-IN' },
    { type: 'purchaseOrder', number: 'PO-1', vendor: 'MILL', lines: [{ line: 10, material: 'SEAL', quantity: 100 }] },
    { type: 'station', code: 'IN-2', name: 'Receiving 2', job: 'receive', location: 'DOCK' },
    { type: 'purchaseOrder', number: 'PO-2', vendor: 'FORGE', lines: [{ line: 10, material: 'BAR', quantity: 500 }] },
    { type: 'purchaseOrder', number: 'PO-3', vendor: 'FORGE', lines: [{ line: 10, material: 'BAR', quantity: 500 }] },
  ])
}

/** A picture of one point, and the shortest thing that calls itself a PDF. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const certificate = Buffer.from('%PDF-1.4\n%%EOF\n')

async function documentsOf(plant: Plant, number: string): Promise<string[]> {
  const { lots } = (await ask(plant.url, `lots?search=${number}`)) as { lots: { id: number }[] }
  const { documents } = (await ask(plant.url, `lots/${lots[0]?.id}/documents`)) as {
    documents: { kind: string; mediaType: string; by: string }[]
  }
  return documents.map(one => `${one.kind} ${one.mediaType} ${one.by}`)
}

async function receiptAt(plant: Plant, station: string): Promise<string> {
  const { events } = (await ask(plant.url, 'ledger?site=main&limit=200')) as {
    events: { id: string; type: string; body: { station?: string } }[]
  }
  return events.find(event => event.type === 'receive' && event.body.station === station)?.id ?? ''
}

/** What came of what was ordered, line by line. */
async function linesOf(plant: Plant, order: string): Promise<string[]> {
  const { lines } = (await ask(plant.url, `purchase-orders/${order}?site=main`)) as { lines: { received: string; ordered: string }[] }
  return lines.map(({ received, ordered }) => `${received}/${ordered}`)
}
