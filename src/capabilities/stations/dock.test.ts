/** The dock at the level of the API: what a clerk scans, and how many scans and keys it takes. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectSound, NOW, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { AskedList } from '../../answers/index.ts'
import { refusedSaid } from '../../words/refused-said.ts'
import { orderAsked } from '../purchase-orders/open-lines.ts'
import type { StationAnswer } from './answer.ts'
import type { StationContext } from './context.ts'

const at = testStore()
const GTIN = '04012345678901'
const GS = '\u001d'
/** A vendor's label as GS1 has it: what, how much, which lot. */
const label = (lot: string, quantity: number, expires = '261231'): string => `]C101${GTIN}17${expires}30${quantity}${GS}10${lot}`

const dock: Sent[] = [
  { type: 'material', code: 'SEAL', unit: 'ea', gtin: GTIN, numbering: 'SL-{seq:4}' },
  { type: 'material', code: 'STEELBAR', unit: 'kg', numbering: 'ST-{seq:4}' },
  { type: 'station', code: 'IN', job: 'receive', location: 'DOCK' },
  { type: 'station', code: 'OUT', job: 'ship', location: 'DOCK' },
  {
    type: 'purchaseOrder',
    number: 'PO-1',
    vendor: 'V-1',
    lines: [
      { line: 10, material: 'SEAL', quantity: 100, vendorMaterial: 'S-77' },
      { line: 20, material: 'STEELBAR', quantity: 500 },
    ],
  },
]

class Scanner {
  context: StationContext | null = null
  last: StationAnswer | undefined
  readonly plant: Plant
  private seconds = 0
  private readonly station: string
  constructor(plant: Plant, station: string) {
    this.plant = plant
    this.station = station
  }

  async scan(text: string, more: object = {}): Promise<StationAnswer> {
    this.seconds += 10
    const time = new Date(NOW - 3_600_000 + this.seconds * 1000).toISOString()
    const body = { id: randomUUID(), text, at: time, context: this.context, ...more }
    const answer = await ask<StationAnswer>(this.plant.services, `POST /stations/${this.station}/scans?site=${this.plant.site}`, body)
    this.context = answer.context
    this.last = answer
    return answer
  }

  async said(...texts: string[]): Promise<string[]> {
    const said: string[] = []
    for (const text of texts) {
      const { outcome, message } = await this.scan(text)
      said.push(`${outcome}: ${message.text}`)
    }
    return said
  }
}

const working = async (station: string, ...more: Sent[]): Promise<{ plant: Plant; clerk: Scanner }> => {
  const plant = await plantWithBasics(at, ...dock, ...more)
  const clerk = new Scanner(plant, station)
  await clerk.scan('badge-anna')
  return { plant, clerk }
}
const came = async (plant: Plant): Promise<string[]> =>
  (await orderAsked(plant.services, 'PO-1', plant.site))?.lines.map(line => `${line.received}/${line.ordered} ${line.standing}`) ?? []

describe('receiving', () => {
  it('R1: one scan of a full label finds the open line, and the receipt is committed', async () => {
    const { plant, clerk } = await working('IN')
    expect(await clerk.said(label('VL-1', 40))).toEqual(['done: SL-0001 received: 40 pcs of SEAL'])
    expect(clerk.last?.advice?.text).toBe('60 pcs still open on PO-1, line 10')
    expect(clerk.last?.undo).toBe(clerk.last?.recorded[0]?.id)
    expect(await plant.event(clerk.last?.recorded[0]?.id ?? null)).toMatchObject({
      type: 'receive',
      by: 'ANNA',
      body: {
        vendor: 'V-1',
        vendorLot: 'VL-1',
        purchaseOrder: 'PO-1',
        line: 10,
        lot: { expiresAt: '2026-12-31' },
        location: 'DOCK',
        station: 'IN',
      },
    })
    expect(await plant.places('SL-0001')).toEqual({ 'location:DOCK': 40 })
  })

  it('R2: each further container is one scan; the same vendor lot adds to our lot', async () => {
    const { plant, clerk } = await working('IN')
    expect(await clerk.said(label('VL-1', 40), label('VL-2', 30), label('VL-1', 30))).toEqual([
      'done: SL-0001 received: 40 pcs of SEAL',
      'done: SL-0002 received: 30 pcs of SEAL',
      'done: SL-0001: second delivery, 30 pcs added',
    ])
    expect(clerk.last?.advice?.text).toBe('PO-1, line 10 is complete')
    expect(await came(plant)).toEqual(['100/100 complete', '0/500 open'])
  })

  it('a label in several symbols is read as one, in whatever order it is asked for', async () => {
    const { plant, clerk } = await working('IN')
    expect(await clerk.said(`]C101${GTIN}`, ']C13040', ']C110VL-1', ']C13040')).toEqual([
      'attention: Scan or type the vendor lot of SEAL',
      'attention: Scan or type the vendor lot of SEAL',
      'attention: How many of SEAL? 100 pcs are open',
      'done: SL-0001 received: 40 pcs of SEAL',
    ])
    expect(await plant.event(clerk.last?.recorded[0]?.id ?? null)).toMatchObject({ body: { vendorLot: 'VL-1' } })
  })

  it('where nothing marks a further symbol as GS1 it is not guessed at: the clerk says which it is', async () => {
    const { plant, clerk } = await working('IN')
    expect(await clerk.said(`01${GTIN}`, '10VL-1')).toEqual([
      'attention: Scan or type the vendor lot of SEAL',
      'attention: This label has several readings. Which one?',
    ])
    expect(clerk.last?.question?.answers.map(answer => answer.text)).toEqual(['NUMBER:VL-1', 'NUMBER:10VL-1', 'NO'])
    expect(await clerk.said('NUMBER:10VL-1', 'QTY:40')).toEqual([
      'attention: How many of SEAL? 100 pcs are open',
      'done: SL-0001 received: 40 pcs of SEAL',
    ])
    expect(await plant.event(clerk.last?.recorded[0]?.id ?? null)).toMatchObject({ body: { vendorLot: '10VL-1' } })
  })

  it('UNDO of what was parked takes it back, also where it was the first such and its material was stated with it', async () => {
    const { plant, clerk } = await working('IN')
    expect((await clerk.said('SMUDGE', 'OK', 'UNDO')).at(-1)).toMatch(/^done: Taken back: .* parked/)
    expect(
      await plant.rows('select 1 from master where site = $1 and code = $2 and until is null', plant.site, 'UNIDENTIFIED'),
    ).toHaveLength(1)
  })

  it('R3: a paper label takes the order, the vendor lot and the quantity', async () => {
    const { plant, clerk } = await working('IN', {
      type: 'purchaseOrder',
      number: 'PO-2',
      vendor: 'V-2',
      lines: [{ line: 1, material: 'STEELBAR', quantity: 500 }],
    })
    expect(await clerk.said('PO-2', 'H4711', 'QTY:480')).toEqual([
      'done: PO-2 from Vendor two: 1 line open',
      'attention: How many of STEELBAR? 500 kg are open',
      'done: ST-0001 received: 480 kg of STEELBAR',
    ])
    expect(await plant.rows('select vendor, vendor_lot from lot where site = $1', plant.site)).toEqual([
      { vendor: 'V-2', vendor_lot: 'H4711' },
    ])
  })

  const forged: Sent = { type: 'purchaseOrder', number: 'PO-2', vendor: 'V-2', lines: [{ line: 1, material: 'STEELBAR', quantity: 500 }] }
  const FIRST = 'HT4711;120;2025-02-01'

  it("a vendor's own label is taken apart once; each further one is one scan", async () => {
    const { plant, clerk } = await working('IN', forged)
    expect(await clerk.said('PO-2', FIRST, 'NUMBER:HT4711', 'QTY:120', 'VALUE:yes', 'HT4712;130.5;2025-02-02')).toEqual([
      'done: PO-2 from Vendor two: 1 line open',
      'attention: Which of these is the vendor lot of STEELBAR?',
      'attention: How many of STEELBAR? 500 kg are open',
      'attention: Read the labels of Vendor two like this from now on?',
      'done: ST-0001 received: 120 kg of STEELBAR',
      'done: ST-0002 received: 130.5 kg of STEELBAR',
    ])
    expect(await plant.rows('select vendor, vendor_lot from lot where site = $1 order by id', plant.site)).toEqual([
      { vendor: 'V-2', vendor_lot: 'HT4711' },
      { vendor: 'V-2', vendor_lot: 'HT4712' },
    ])
    // Without an order in hand the vendor's open lines are looked for; a lot that has come before adds to ours.
    expect(await clerk.said('DONE', 'HT4712;10;2025-02-03')).toEqual([
      'done: PO-2 finished: 1 short, 0 over',
      'done: ST-0002: second delivery, 10 kg added',
    ])
  })

  it('what was not agreed to is not remembered, and belongs to one vendor only', async () => {
    const { plant, clerk } = await working('IN', forged)
    await clerk.said('PO-2', FIRST, 'NUMBER:HT4711', 'QTY:120', 'VALUE:no')
    expect(await clerk.said('HT4712;130;2025-02-02', 'NO')).toContain('attention: Which of these is the vendor lot of STEELBAR?')
    await plant.ok({
      type: 'labelPattern',
      code: 'OTHER',
      vendor: 'V-1',
      example: FIRST,
      pieces: [
        { is: 'lot', value: 'HT4711' },
        { is: 'quantity', value: '120' },
      ],
    })
    expect(await clerk.said('HT4712;130;2025-02-02')).toEqual(['attention: Which of these is the vendor lot of STEELBAR?'])
  })

  it('UNDO of the receipt forgets the layout that came with it', async () => {
    const { clerk } = await working('IN', forged)
    await clerk.said('PO-2', FIRST, 'NUMBER:HT4711', 'QTY:120', 'VALUE:yes')
    expect(await clerk.said('UNDO', FIRST)).toEqual([
      'done: Taken back: ST-0001 received: 120 kg of STEELBAR',
      'attention: Which of these is the vendor lot of STEELBAR?',
    ])
  })

  it('asks which line where a paper label may belong to several, by one touch', async () => {
    const { clerk } = await working('IN')
    expect(await clerk.said('PO-1', 'H4711', 'CHOOSE:2', 'QTY:5')).toEqual([
      'done: PO-1 from Vendor one: 2 lines open',
      'attention: Which line of the order is it?',
      'attention: How many of STEELBAR? 500 kg are open',
      'done: ST-0001 received: 5 kg of STEELBAR',
    ])
  })

  it('too many are said at once, and taken when the clerk says so', async () => {
    const { plant, clerk } = await working('IN')
    expect(await clerk.said(label('VL-1', 120))).toEqual(['attention: 20 pcs too many on PO-1. Take them all the same?'])
    expect(await clerk.said('NO', label('VL-1', 120), 'OK')).toEqual([
      'done: Cancelled: nothing was recorded',
      'attention: 20 pcs too many on PO-1. Take them all the same?',
      'done: SL-0001 received: 120 pcs of SEAL',
    ])
    expect(await plant.exceptions()).toEqual(['over-delivered'])
    expect(await came(plant)).toEqual(['120/100 over', '0/500 open'])
  })

  it('a label that nobody knows is parked: counted, found, used by nobody', async () => {
    const { plant, clerk } = await working('IN')
    const [asked, parked] = await clerk.said('??SMUDGED 77', 'OK')
    expect(asked).toBe('attention: Nobody knows this label. Park it as unidentified?')
    expect(parked).toMatch(/^done: UN-\d{5}-001 parked: unidentified$/)
    await clerk.said('??SMUDGED 78', 'OK')
    const rows = await plant.rows<{ number: string }>(
      `select number from lot where site = $1 and material = 'UNIDENTIFIED' order by id`,
      plant.site,
    )
    expect(rows).toHaveLength(2)
    await plant.refused({ type: 'ship', shipment: 'S', customer: 'C-1', lots: [{ lot: { number: rows[0]?.number } }] }, 'lot-unidentified')
    const [receipt] = await plant.rows<{ id: string }>(
      `select id from ledger where site = $1 and type = 'receive' order by sequence limit 1`,
      plant.site,
    )
    const replacement = receive('STEEL', rows[0]?.number ?? '', 70)
    await plant.ok({ type: 'correct', event: receipt?.id, reason: 'it is steel', replacement })
    expect(await plant.onHand(rows[0]?.number ?? '', 'STEEL')).toBe(70)
  })

  it('DONE sums the delivery up and puts the order away', async () => {
    const { clerk } = await working('IN')
    expect(await clerk.said('PO-1', label('VL-1', 100), 'DONE')).toEqual([
      'done: PO-1 from Vendor one: 2 lines open',
      'done: SL-0001 received: 100 pcs of SEAL',
      'done: PO-1 finished: 1 short, 0 over',
    ])
    expect(clerk.context?.dock).toBeNull()
  })

  it('stops what is not on the order in hand, a closed order, and our own label', async () => {
    const closed: Sent = { type: 'purchaseOrder', number: 'PO-0', vendor: 'V-1', status: 'closed', lines: [] }
    const other: Sent = { type: 'purchaseOrder', number: 'PO-3', vendor: 'V-1', lines: [{ line: 1, material: 'STEELBAR', quantity: 1 }] }
    const { clerk } = await working('IN', closed, other, receive('STEEL', 'OWN-1', 5))
    expect(await clerk.said('PO-0', 'OK', 'PO-3', label('VL-1', 1), 'OK', 'OWN-1')).toEqual([
      'stop: PO-0 is closed',
      'done: Go on',
      'done: PO-3 from Vendor one: 1 line open',
      'stop: SEAL is not on PO-3',
      'done: Go on',
      'attention: OWN-1 is ours already',
    ])
  })

  it('a damaged label is no vendor lot: nothing is recorded until it is read for sure', async () => {
    const { plant, clerk } = await working('IN')
    expect(await clerk.said('PO-1', `]C101${GTIN.slice(0, 13)}9`)).toEqual([
      'done: PO-1 from Vendor one: 2 lines open',
      'attention: This label cannot be read for sure',
    ])
    expect(clerk.last?.advice?.text).toMatch(/check digit/i)
    expect(await came(plant)).toEqual(['0/100 open', '0/500 open'])
  })

  it('UNDO takes the receipt back', async () => {
    const { plant, clerk } = await working('IN')
    await clerk.said(label('VL-1', 40), 'UNDO')
    expect(clerk.last?.outcome).toBe('done')
    expect(await came(plant)).toEqual(['0/100 open', '0/500 open'])
  })

  it('the same scan sent again is the same receipt', async () => {
    const { plant, clerk } = await working('IN')
    const before = clerk.context
    const id = randomUUID()
    const first = await clerk.scan(label('VL-1', 40), { id })
    clerk.context = before
    expect((await clerk.scan(label('VL-1', 40), { id })).recorded).toEqual(first.recorded)
    expect(await came(plant)).toEqual(['40/100 partly', '0/500 open'])
  })

  it('offline, what the label says for sure is received; too much is received and told; the rest is not forgotten', async () => {
    const { plant, clerk } = await working('IN')
    await clerk.scan(label('VL-1', 40), { offline: true })
    expect(await came(plant)).toEqual(['40/100 partly', '0/500 open'])
    await clerk.scan('PO-1', { offline: true })
    await clerk.scan('H-1', { offline: true })
    expect(await plant.exceptions()).toEqual(['unmatched-scan'])
    await clerk.scan(label('VL-2', 70), { offline: true })
    expect(await came(plant)).toEqual(['110/100 over', '0/500 open'])
    expect(await plant.exceptions()).toEqual(['unmatched-scan', 'over-delivered'])
  })

  it('offline, what the station asked goes along: the line, the quantity, the vendor lot; what nobody knows is parked', async () => {
    const { plant, clerk } = await working('IN')
    const offline = { offline: true }
    await clerk.scan('PO-1', offline)
    await clerk.scan('H-1', { ...offline, entered: { line: 'PO-1 20', quantity: '300' } })
    expect(await came(plant)).toEqual(['0/100 open', '300/500 partly'])
    await clerk.scan('??SMUDGE', { ...offline, entered: { unidentified: 'yes', quantity: '3' } })
    expect(await plant.rows(`select material, vendor_lot from lot where site = $1 order by id`, plant.site)).toEqual([
      { material: 'STEELBAR', vendor_lot: 'H-1' },
      { material: 'UNIDENTIFIED', vendor_lot: null },
    ])
    expect(await plant.exceptions()).toEqual([])
  })

  it('offline, a plant that wants it so keeps it all for a supervisor', async () => {
    const { plant, clerk } = await working('IN', {
      type: 'station',
      code: 'IN',
      job: 'receive',
      location: 'DOCK',
      policies: { receiveOffline: 'set-aside' },
    })
    await clerk.scan(label('VL-1', 40), { offline: true })
    expect(await plant.exceptions()).toEqual(['unmatched-scan'])
    expect(await came(plant)).toEqual(['0/100 open', '0/500 open'])
  })
})

describe('shipping', () => {
  const ordered: Sent[] = [
    opening('PART', 'P-1', 6),
    opening('PART', 'P-2', 10),
    opening('BOLT', 'B-1', 10),
    { type: 'salesOrder', number: 'SO-1', customer: 'C-1', lines: [{ line: 1, material: 'PART', quantity: 10 }] },
    { type: 'shipment', number: 'SH-1', customer: 'C-1', order: 'SO-1' },
  ]

  it('loads what is scanned, takes out what is scanned again, and leaves with the scan that completes the order', async () => {
    const { plant, clerk } = await working('OUT', ...ordered)
    expect(await clerk.said('SH-1', 'P-1', 'P-1', 'P-1', 'QTY:4', 'P-2')).toEqual([
      'done: SH-1 for Customer one: 1 line to load',
      'done: P-1 loaded: 6 pcs',
      'done: P-1 taken out again',
      'done: P-1 loaded: 6 pcs',
      'done: Next lot: 4',
      'done: SH-1 has left for Customer one',
    ])
    expect([await plant.onHand('P-1'), await plant.onHand('P-2')]).toEqual([0, 6])
    expect(await clerk.said('SH-1')).toEqual(['stop: SH-1 has left already'])
  })

  const away = { offline: true }
  const shipsAway: Sent = { type: 'station', code: 'OUT', job: 'ship', policies: { shipOffline: 'record' } }
  const onTruck = { ...away, entered: { loaded: 'yes' } }
  const lots = async (plant: Plant): Promise<string[]> =>
    (
      await plant.rows<{ what: string }>(
        `select number || ' ' || (select trim_scale(coalesce(sum(s.quantity), 0))::text from stock s where s.lot = lot.id) as what from lot where site = $1 and material = 'PART' order by id`,
        plant.site,
      )
    ).map(row => row.what)

  it('offline, it leaves when the station says so, and not when it is complete; what was not said to be on the truck is not', async () => {
    const { plant, clerk } = await working('OUT', ...ordered, shipsAway)
    await clerk.scan('SH-1', away)
    await clerk.scan('P-1', away)
    expect(await plant.exceptions()).toEqual(['unmatched-scan'])
    await clerk.scan('P-1', onTruck)
    await clerk.scan('QTY:4', away)
    await clerk.scan('P-2', onTruck)
    expect(await lots(plant)).toEqual(['P-1 6', 'P-2 10'])
    await clerk.scan('DONE', { ...away, entered: { departs: 'no' } })
    expect(await lots(plant)).toEqual(['P-1 6', 'P-2 10'])
    await clerk.scan('DONE', { ...away, entered: { departs: 'yes' } })
    expect(clerk.last?.message.text).toBe('SH-1 has left for Customer one')
    expect(await lots(plant)).toEqual(['P-1 0', 'P-2 6'])
  })

  it('offline, with the last scan; a hold that came meanwhile, and a lot that the order does not have, are recorded and told', async () => {
    const { plant, clerk } = await working('OUT', ...ordered, shipsAway, {
      type: 'hold',
      hold: 'H-1',
      lots: [{ number: 'P-1' }],
      direction: 'none',
      reason: 'Crack',
    })
    await clerk.scan('SO-1', away)
    await clerk.scan('P-1', onTruck)
    await clerk.scan('B-1', { ...onTruck, entered: { loaded: 'yes', departs: 'yes' } })
    expect(clerk.last?.recorded.map(event => event.type)).toEqual(['pack', 'ship'])
    expect(await lots(plant)).toEqual(['P-1 0', 'P-2 10'])
    expect((await plant.exceptions()).sort()).toEqual(expect.arrayContaining(['lot-on-hold', 'wrong-order']))
  })

  it('offline, where nothing is said, it is all kept for a supervisor', async () => {
    const { plant, clerk } = await working('OUT', ...ordered)
    await clerk.scan('SH-1', away)
    await clerk.scan('P-1', onTruck)
    expect(await plant.exceptions()).toEqual(['unmatched-scan', 'unmatched-scan'])
    expect(await lots(plant)).toEqual(['P-1 6', 'P-2 10'])
  })

  it('a station is told beforehand what may come and what may leave, and when nothing has changed only that', async () => {
    const { plant } = await working('OUT', ...ordered, { type: 'pack', container: 'PAL-1', contents: [{ lot: { number: 'P-1' } }] })
    const told = (station: string, known = ''): Promise<AskedList> =>
      ask<AskedList>(plant.services, `GET /stations/${station}/asked?site=${plant.site}&known=${known}`)
    const out = await told('OUT')
    expect(out.shipments).toMatchObject([
      { number: 'SH-1', order: 'SO-1', isLimited: false, lines: [{ line: 1, material: 'PART', ordered: '10', left: '10' }] },
    ])
    expect(out.containers).toEqual([{ code: 'PAL-1', contents: [{ material: 'PART', number: 'P-1', quantity: '6' }] }])
    expect(out.asked.flatMap(({ lots: known }) => known.map(({ number, quantity }) => `${number} ${quantity ?? ''}`))).toEqual([
      'P-1 6',
      'P-2 10',
    ])
    const came = await told('IN')
    expect(
      came.deliveries?.map(({ number, lines }) => [number, lines.map(line => `${line.names.join('/')} ${line.received}/${line.ordered}`)]),
    ).toEqual([['PO-1', [`SEAL/S-77/${GTIN} 0/100`, 'STEELBAR 0/500']]])
    expect(await told('IN', came.version)).toMatchObject({ part: 'same', asked: [] })
    await plant.ok({ type: 'purchaseOrder', number: 'PO-5', vendor: 'V-1', lines: [{ line: 1, material: 'SEAL', quantity: 1 }] })
    expect((await told('IN', came.version)).deliveries).toHaveLength(2)
  })

  it('says what the next scan will do: a shipment in hand takes what is scanned, until it has left', async () => {
    const { clerk } = await working('OUT', ...ordered, { type: 'shipment', number: 'SH-2', customer: 'C-1' })
    const next: (string | undefined)[] = []
    for (const scan of ['SH-2', 'B-1', 'SH-1', 'P-1', 'QTY:4', 'P-2']) {
      await clerk.scan(scan)
      next.push(clerk.last?.next.text)
    }
    expect(next.slice(0, 4)).toEqual(['SH-2', 'SH-2', 'SH-1', 'SH-1'].map(shipment => `Next scan: goes into ${shipment}`))
    expect(next[5]).toBe('Scan a shipment or an order')
    expect(clerk.last?.context.reports[0]).toMatchObject({
      title: 'SH-1 has left for Customer one',
      message: { key: 'done.shipped', params: { shipment: 'SH-1' } },
    })
  })

  it('an order without a shipment gets one, and what was short comes with the next', async () => {
    const { plant, clerk } = await working('OUT', ...ordered.slice(0, 4))
    expect(await clerk.said('SO-1', 'P-1', 'DONE', 'OK', 'SO-1', 'QTY:4', 'P-2')).toEqual([
      'done: SO-1-1 for Customer one: 1 line to load',
      'done: P-1 loaded: 6 pcs',
      'attention: 1 line is short. Ship all the same?',
      'done: SO-1-1 has left for Customer one',
      'done: SO-1-2 for Customer one: 1 line to load',
      'done: Next lot: 4',
      'done: SO-1-2 has left for Customer one',
    ])
    expect(await plant.rows('select shipment, sales_order from shipment where site = $1 order by 1', plant.site)).toEqual([
      { shipment: 'SO-1-1', sales_order: 'SO-1' },
      { shipment: 'SO-1-2', sales_order: 'SO-1' },
    ])
  })

  it('says at once how much of the order is to be loaded, and what is on the truck beyond it', async () => {
    const two: Sent = {
      type: 'salesOrder',
      number: 'SO-2',
      customer: 'C-1',
      lines: [10, 20].map(line => ({ line, material: line === 10 ? 'PART' : 'BOLT', quantity: 8 })),
    }
    const { clerk } = await working('OUT', ...ordered.slice(0, 3), two)
    const loaded = (): string[] | undefined => clerk.last?.card?.lines.slice(1).map(({ value }) => value)
    expect(await clerk.said('SO-2')).toEqual(['done: SO-2-1 for Customer one: 2 lines to load'])
    expect(loaded()).toEqual(['0 / 8 pcs', '0 / 8 pcs'])
    await clerk.said('P-2', 'OK')
    expect(loaded()).toEqual(['10 / 8 pcs', '0 / 8 pcs'])
  })

  it('a pallet goes as a whole, by its SSCC as the label says it', async () => {
    const { plant, clerk } = await working('OUT', ...ordered, { type: 'settings', gs1CompanyPrefix: '4012345', ssccExtension: 3 })
    const [pallet] = await plant.ok({ type: 'pack', contents: [{ lot: { number: 'P-2' }, quantity: 10 }] })
    expect(await clerk.said('SH-1', `]C100${pallet?.container}`)).toEqual([
      'done: SH-1 for Customer one: 1 line to load',
      'done: SH-1 has left for Customer one',
    ])
    expect(
      await plant.rows(`select parent from container where site = $1 and container = $2 and until is null`, plant.site, pallet?.container),
    ).toEqual([{ parent: 'SH-1' }])
  })

  it('with the shipment leave its list and the label of a pallet that has none yet', async () => {
    const gs1: Sent = { type: 'settings', gs1CompanyPrefix: '4012345', ssccExtension: 3 }
    const printer: Sent = { type: 'printer', code: 'P-OUT', host: '127.0.0.1', port: 9 }
    const { plant, clerk } = await working('OUT', ...ordered, gs1, printer)
    const packs: Sent[] = [4, 6].map(quantity => ({ type: 'pack', contents: [{ lot: { number: 'P-2' }, quantity }] }))
    const [bare, labelled] = (await plant.ok(...packs)).map(outcome => outcome.container ?? '')
    await plant.ok({ type: 'print', container: labelled, template: 'container-100x150', printer: 'P-OUT' })
    await clerk.said('SH-1', `]C100${bare}`, `]C100${labelled}`)
    expect(clerk.last?.message.text).toBe('SH-1 has left for Customer one')
    expect(clerk.last?.prints.map(({ printer: on, label: of }) => [on, of])).toEqual([
      ['P-OUT', 'SH-1'],
      ['P-OUT', bare],
    ])
    expect(
      await plant.rows(`select subject, tokens->>'contents' as contents from print_job where site = $1 order by place`, plant.site),
    ).toEqual([
      { subject: 'SH-1', contents: 'PART P-2: 10 ea' },
      { subject: bare, contents: 'PART P-2: 4 ea' },
    ])
    expect((await clerk.said('REPRINT'))[0]).toContain(`SH-1, ${bare}`)
  })

  it('stops what is held, expired, limited, or not ordered, before it is loaded', async () => {
    const limited: Sent = {
      type: 'partner',
      code: 'C-1',
      name: 'Customer one',
      roles: ['customer'],
      limits: { notLots: [{ number: 'P-2' }] },
    }
    const { clerk } = await working('OUT', ...ordered, limited, { type: 'hold', hold: 'H', lots: [{ number: 'P-1' }], reason: 'crack' })
    expect(await clerk.said('SH-1', 'P-1', 'OK', 'P-2')).toEqual([
      'done: SH-1 for Customer one: 1 line to load',
      'stop: P-1 is on hold',
      'done: Go on',
      'stop: The customer does not take this',
    ])
    const { key, params = {} }: { key?: string; params?: Record<string, string> } = clerk.last?.advice ?? {}
    expect(key).toBe('advice.refused')
    expect(refusedSaid('de', { code: params['code'], detail: params['text'] ?? '' })).toMatch(/^Customer one nimmt Los .*P-2 nicht/)
    expect(await clerk.said('OK', 'B-1', 'OK', 'NOBODY')).toEqual([
      'done: Go on',
      'stop: BOLT was not ordered here',
      'done: Go on',
      expect.stringMatching(/^stop: /) as string,
    ])
  })

  it('a hold that comes while the truck is loaded stops it at the last scan, and nothing is half shipped', async () => {
    const { plant, clerk } = await working('OUT', ...ordered)
    await clerk.said('SH-1', 'P-1')
    await plant.ok({ type: 'hold', hold: 'H', lots: [{ number: 'P-1' }], reason: 'crack' })
    expect(await clerk.said('QTY:4', 'P-2')).toEqual(['done: Next lot: 4', 'stop: This lot is on hold'])
    expect([await plant.onHand('P-1'), await plant.onHand('P-2')]).toEqual([6, 10])
  })

  it('asks before more is loaded than was ordered, and before anything is scanned without a shipment', async () => {
    const { clerk } = await working('OUT', ...ordered)
    expect(await clerk.said('P-1', 'DONE', 'SH-1', 'DONE', 'P-1', 'P-2', 'OK')).toEqual([
      'attention: Scan a shipment or an order first',
      'attention: Scan a shipment or an order first',
      'done: SH-1 for Customer one: 1 line to load',
      'attention: Nothing is loaded yet',
      'done: P-1 loaded: 6 pcs',
      'attention: 6 pcs more of PART than ordered. Load it?',
      'done: SH-1 has left for Customer one',
    ])
  })

  it('asks what a plan wants before the lots leave, by DONE or by the scan that completes the order, and only of those that lack it', async () => {
    const { plant, clerk } = await working('OUT', ...ordered, planned({ outOfRange: 'record' }))
    await plant.ok({
      type: 'collect',
      lots: [{ lot: { number: 'P-1' } }],
      values: [5, 5, 7].map(value => ({ characteristic: 'TORQUE', value })),
    })
    expect(await clerk.said('SH-1', 'P-1', 'QTY:4', 'P-2', '9', '6')).toEqual([
      'done: SH-1 for Customer one: 1 line to load',
      'done: P-1 loaded: 6 pcs',
      'done: Next lot: 4',
      'attention: Enter Torque (4 – 8 Nm)',
      'attention: Enter Torque (4 – 8 Nm)',
      'done: SH-1 has left for Customer one',
    ])
    expect(await torques(plant)).toEqual(['P-1 5', 'P-1 5', 'P-1 7', 'P-2 9', 'P-2 6'])
    expect([await plant.onHand('P-1'), await plant.onHand('P-2')]).toEqual([0, 6])
  })

  it('shows of which lot each value is, at DONE as well; without them nothing leaves', async () => {
    const { plant, clerk } = await working('OUT', ...ordered.slice(0, 3), planned({ sample: { count: 1 } }), {
      type: 'shipment',
      number: 'SH-2',
      customer: 'C-1',
    })
    await clerk.said('SH-2', 'P-1', 'P-2', 'B-1', 'DONE')
    expect(clerk.last?.question?.fields?.map(({ name, of, state }) => [name, of, state])).toEqual([
      ['Torque', 'P-1', 'asked'],
      ['Torque', 'P-2', 'open'],
    ])
    expect(await clerk.said('DONE', '5', 'NO', 'DONE', '5', '7')).toEqual([
      'attention: Enter Torque (4 – 8 Nm)',
      'attention: Enter Torque (4 – 8 Nm)',
      'done: Cancelled: nothing was recorded',
      'attention: Enter Torque (4 – 8 Nm)',
      'attention: Enter Torque (4 – 8 Nm)',
      'done: SH-2 has left for Customer one',
    ])
    expect(await torques(plant)).toEqual(['P-1 5', 'P-2 7'])
  })

  it('a value that puts its lot on hold is recorded, and the shipment stays until the lot is taken out', async () => {
    const { plant, clerk } = await working('OUT', ...ordered, planned({ outOfRange: 'hold', sample: { count: 1 } }))
    expect(await clerk.said('SH-1', 'P-1', 'QTY:4', 'P-2', '9', '6')).toEqual([
      'done: SH-1 for Customer one: 1 line to load',
      'done: P-1 loaded: 6 pcs',
      'done: Next lot: 4',
      'attention: Enter Torque (4 – 8 Nm)',
      'attention: Enter Torque (4 – 8 Nm)',
      'attention: Torque 9 Nm: out, now on hold',
    ])
    expect(clerk.last?.advice?.text).toBe('P-1 has not left. Scan it to take it out.')
    expect([await plant.onHand('P-1'), await plant.onHand('P-2'), await torques(plant)]).toEqual([6, 10, ['P-1 9', 'P-2 6']])
    expect(await clerk.said('P-1', 'P-2')).toEqual(['done: P-1 taken out again', 'done: SH-1 has left for Customer one'])
  })

  it('UNDO brings the shipment back and takes the last scan out', async () => {
    const { plant, clerk } = await working('OUT', ...ordered)
    await clerk.said('SH-1', 'P-1', 'QTY:4', 'P-2', 'UNDO')
    expect(clerk.last?.message.text).toMatch(/SH-1/)
    expect([await plant.onHand('P-1'), await plant.onHand('P-2')]).toEqual([6, 10])
    expect(await plant.places('P-1')).toEqual({ 'container:SH-1': 6 })
  })
})

const planned = (more: object): Sent => ({
  type: 'collectionPlan',
  material: 'PART',
  characteristics: [
    {
      code: 'TORQUE',
      description: 'Torque',
      unit: 'Nm',
      min: 4,
      max: 8,
      kind: 'number',
      at: 'shipment',
      required: true,
      sample: { percent: 50 },
      per: 'lot',
      ...more,
    },
  ],
})
const torques = async (plant: Plant): Promise<string[]> => {
  const rows = await plant.rows<{ value: string }>(
    `select l.number || ' ' || m.value as value from measurement m join lot l on l.id = m.lot where m.site = $1 and m.until is null order by m.since, m.line`,
    plant.site,
  )
  return rows.map(({ value }) => value)
}

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
