/** Own small files: what each kind of event becomes, and what is refused with which reason. */
import { describe, expect, it } from 'vitest'
import { importDocument } from '../../src/capabilities/exchange/index.ts'
import { ShapeLedger } from './ledger-of-shapes.ts'
import { fixtureBytes } from './standards.ts'

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const BAR = '09521141111116'
const BODY = '09521141222225'
const VALVE = '09521141333334'

async function maker() {
  const ledger = new ShapeLedger()
  const summary = await importDocument(fixtureBytes('valve-maker.jsonld'), ledger.options())
  return { ledger, summary, of: (number: number) => ledger.events.find(event => event.id === uuid(number)) }
}

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const object = (number: number, more: Record<string, unknown>) => ({
  type: 'ObjectEvent',
  eventID: `urn:uuid:${uuid(number)}`,
  eventTime: `2026-03-01T08:${String(number).padStart(2, '0')}:00Z`,
  eventTimeZoneOffset: '+00:00',
  action: 'OBSERVE',
  ...more,
})

describe('a maker of valves', () => {
  it('answers for every event', async () => {
    const { summary } = await maker()
    expect(summary).toMatchObject({ imported: 12, refused: 3 })
    expect(summary.rows.filter(row => row.status === 'refused')).toMatchObject([
      {
        index: 12,
        code: 'invalid-event',
        detail: 'A quantity must be more than zero.',
        pointer: '/epcisBody/eventList/12/quantityList/0/quantity',
      },
      { index: 13, code: 'invalid-event', detail: 'The event has no eventTime.', pointer: '/epcisBody/eventList/13/eventTime' },
      { index: 14, code: 'unknown-type', pointer: '/epcisBody/eventList/14/type' },
    ])
  })

  it('receives what a vendor sent', async () => {
    const { ledger, of } = await maker()
    expect(ledger.ofType('partner')[0]).toMatchObject({ code: '9521987000001', roles: ['vendor'] })
    expect(ledger.ofType('material')[0]).toMatchObject({ code: BAR, gtin: BAR, description: 'Bar stock', unit: 'kg' })
    expect(of(1)).toMatchObject({
      type: 'receive',
      vendor: '9521987000001',
      vendorLot: 'HEAT-1',
      purchaseOrder: '4711',
      quantity: '120.5',
      unit: 'kg',
      location: '9521141000014',
      lot: { material: BAR, number: 'HEAT-1' },
      extensions: { 'plant:inspector': 'ana', '@context': { plant: 'https://plant.example/ns/' } },
    })
  })

  it('places and releases a hold, whatever the spelling of the lot', async () => {
    const { ledger, of } = await maker()
    expect(of(2)).toMatchObject({
      type: 'hold',
      direction: 'none',
      reason: 'unavailable',
      lots: [{ lot: { material: BAR, number: 'HEAT-1' } }],
    })
    const [hold] = ledger.ofType('hold')
    expect(of(3)).toMatchObject({ type: 'release', hold: hold?.hold })
    expect(ledger.ofType('hold').length).toBe(1)
  })

  it('makes one run of one transformationID: every input is a candidate for every output', async () => {
    const { ledger } = await maker()
    const run = ledger.events.filter(event => 'run' in event).map(event => event.type)
    expect(run).toEqual(['start', 'load', 'load', 'produce', 'produce', 'finish'])
    expect(ledger.back(`${BODY} BODY-1`)).toEqual(new Set([`${BAR} HEAT-1`, `${BAR} HEAT-2`]))
    expect(ledger.back(`${BODY} BODY-2`)).toEqual(new Set([`${BAR} HEAT-1`, `${BAR} HEAT-2`]))
    expect(ledger.ofType('load').map(load => load.at)).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-02T10:00:00.000Z'])
    expect(ledger.ofType('produce')).toMatchObject([
      { from: '2026-03-02T08:00:00.000Z' },
      { from: '2026-03-02T08:00:00.000Z', lot: { attributes: { 'plant:drawing': 'D-7' } } },
    ])
  })

  it('joins a run that an earlier file started', async () => {
    const { ledger } = await maker()
    const later = {
      type: 'TransformationEvent',
      eventID: 'urn:later',
      eventTime: '2026-03-02T13:00:00Z',
      transformationID: 'urn:epc:id:gdti:9521141.00001.run-7',
      outputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:9521141.022222.BODY-3', quantity: 5 }],
    }
    const summary = await importDocument(bytes([later]), ledger.options({ knows: ledger.knows }))
    expect(summary).toMatchObject({ imported: 1, refused: 0 })
    expect(ledger.ofType('start').length).toBe(1)
    expect(ledger.back(`${BODY} BODY-3`).size).toBe(2)
  })

  it('installs and removes, packs and ships', async () => {
    const { ledger, of } = await maker()
    expect(ledger.ofType('install').map(event => event.component.number)).toEqual(['S1', 'BODY-2'])
    expect(of(8)).toMatchObject({ type: 'remove', assembly: { material: VALVE, number: 'V1' }, component: { number: 'S1' } })
    expect(of(9)).toMatchObject({
      type: 'pack',
      container: '095211410000000014',
      contents: [{ lot: { material: VALVE, number: 'V1' } }],
      to: '9521141000014',
    })
    expect(of(10)).toMatchObject({ type: 'observe', containers: ['095211410000000014'], reference: 'D-88' })
    expect(of(11)).toMatchObject({ type: 'ship', shipment: 'D-88', customer: '9521555000006', containers: ['095211410000000014'] })
    expect(of(12)).toMatchObject({ type: 'scrap', quantity: '2', reason: 'destroying, destroyed' })
  })

  it('is a retry the second time', async () => {
    const { ledger } = await maker()
    const before = ledger.events.length
    const summary = await importDocument(fixtureBytes('valve-maker.jsonld'), ledger.options({ knows: ledger.knows }))
    expect(summary).toMatchObject({ duplicates: 12, refused: 3 })
    expect(ledger.events.length).toBe(before)
  })
})

describe('custody', () => {
  const parties = {
    sourceList: [{ type: 'owning_party', source: 'urn:gdst:a.org:party:maker' }],
    destinationList: [{ type: 'owning_party', destination: 'urn:gdst:a.org:party:shop' }],
  }
  const lot = { quantityList: [{ epcClass: 'urn:gdst:a.org:product:lot:class:maker.1.L1', quantity: 5, uom: 'KGM' }] }
  const made = object(1, { ...lot, action: 'ADD', bizStep: 'commissioning', bizLocation: { id: 'urn:gdst:a.org:location:loc:plant' } })
  const shipped = object(2, { ...lot, ...parties, bizStep: 'shipping' })
  const received = object(3, { ...lot, ...parties, bizStep: 'receiving', bizLocation: { id: 'urn:gdst:a.org:location:loc:shop' } })
  const used = {
    type: 'TransformationEvent',
    eventID: 'urn:used',
    eventTime: '2026-03-02T08:00:00Z',
    inputQuantityList: lot.quantityList,
    outputQuantityList: [{ epcClass: 'urn:gdst:a.org:product:lot:class:shop.2.L2', quantity: 5, uom: 'KGM' }],
  }
  const types = (ledger: ShapeLedger) =>
    ledger.events.map(event => event.type).filter(type => !['material', 'location', 'partner', 'workCenter'].includes(type))

  it('leaves with the last sighting', async () => {
    const ledger = new ShapeLedger()
    await importDocument(bytes([made, shipped]), ledger.options())
    expect(types(ledger)).toEqual(['transform', 'move', 'ship'])
  })

  it('stays where the file shows the goods again', async () => {
    const ledger = new ShapeLedger()
    await importDocument(bytes([made, shipped, received]), ledger.options())
    expect(types(ledger)).toEqual(['transform', 'move', 'observe', 'move'])
  })

  it("does not leave for a party of one's own", async () => {
    const ledger = new ShapeLedger()
    await importDocument(bytes([made, shipped]), ledger.options({ own: ['urn:gdst:a.org:party:shop'] }))
    expect(types(ledger)).toEqual(['transform', 'move', 'observe'])
  })

  it('notes what the customer says of it, and takes it back when it is used here', async () => {
    const ledger = new ShapeLedger()
    await importDocument(bytes([made, shipped]), ledger.options())
    await importDocument(bytes([received]), ledger.options({ knows: ledger.knows }))
    await importDocument(bytes([used]), ledger.options({ knows: ledger.knows }))
    expect(types(ledger)).toEqual(['transform', 'move', 'ship', 'observe', 'return', 'transform'])
    expect(ledger.forward('maker.1@a.org L1')).toEqual(new Set(['shop.2@a.org L2']))
  })

  it('replaces assumed stock by the event that made it', async () => {
    const ledger = new ShapeLedger()
    await importDocument(bytes([used]), ledger.options())
    await importDocument(bytes([made]), ledger.options({ knows: ledger.knows }))
    const [opening] = ledger.ofType('transform')
    expect(ledger.ofType('correct')).toMatchObject([
      { event: opening?.id, replacement: { type: 'transform', at: '2026-03-01T08:01:00.000Z', outputs: [{ lot: { number: 'L1' } }] } },
    ])
    expect(await importDocument(bytes([made]), ledger.options({ knows: ledger.knows }))).toMatchObject({ duplicates: 1 })
  })
})

describe('files as they come', () => {
  const event = object(1, { action: 'ADD', epcList: ['urn:epc:id:sgtin:9521141.012346.1001'] })
  const document = {
    '@context': ['https://ref.gs1.org/standards/epcis/epcis-context.jsonld', { x: 'urn:x' }],
    type: 'EPCISDocument',
    epcisBody: { eventList: [event] },
  }

  it.each([
    ['a document', JSON.stringify(document)],
    ['a byte-order mark', `\uFEFF${JSON.stringify(document)}`],
    ['a list', JSON.stringify([event])],
    ['one event', JSON.stringify(event)],
    [
      'one event per line',
      `${JSON.stringify(event)}\n${JSON.stringify({ ...event, eventID: 'urn:other', epcList: ['urn:epc:id:sgtin:9521141.012346.1002'] })}\n`,
    ],
    ['query results', JSON.stringify({ type: 'EPCISQueryDocument', epcisBody: { queryResults: { resultsBody: { eventList: [event] } } } })],
    ['prefixed names', JSON.stringify([{ ...event, type: 'epcis:ObjectEvent', 'epcis:disposition': 'active' }])],
  ])('%s', async (_, text) => {
    const ledger = new ShapeLedger()
    expect(await importDocument(new TextEncoder().encode(text), ledger.options())).toMatchObject({ format: 'epcis', refused: 0 })
    expect(ledger.ofType('transform').length).toBeGreaterThan(0)
  })

  it.each([
    ['', 'The file is empty.'],
    ['<epcis:EPCISDocument/>', 'This is XML.'],
    ['{"type": ', 'The file is not valid JSON'],
    ['{"a": 1}', 'This JSON holds no EPCIS events'],
  ])('%s is refused with a sentence', async (text, sentence) => {
    const summary = await importDocument(new TextEncoder().encode(text), new ShapeLedger().options())
    expect(summary).toMatchObject({ refused: 1, imported: 0 })
    expect(summary.rows[0]?.detail).toContain(sentence)
  })

  it('gives an event without an eventID an id by its content, whenever it was recorded', async () => {
    const { eventID: _, ...nameless } = event
    const ledger = new ShapeLedger()
    await importDocument(bytes([nameless]), ledger.options())
    expect(await importDocument(bytes([{ ...nameless, recordTime: '2026-04-01T00:00:00Z' }]), ledger.options())).toMatchObject({
      duplicates: 1,
      refused: 0,
    })
  })

  it('keeps a serial and a lot of the same text apart', async () => {
    const ledger = new ShapeLedger()
    const summary = await importDocument(
      bytes([
        object(1, { action: 'ADD', epcList: ['urn:epc:id:sgtin:9521141.012346.7'] }),
        object(2, { action: 'ADD', quantityList: [{ epcClass: 'urn:epc:class:lgtin:9521141.012346.7', quantity: 10 }] }),
        object(3, {
          quantityList: [{ epcClass: 'https://id.gs1.org/01/09521141123461/10/7', quantity: 10 }],
          bizLocation: { id: 'urn:epc:id:sgln:9521141.00777.0' },
        }),
      ]),
      ledger.options(),
    )
    expect(summary.refused).toBe(0)
    expect(ledger.ofType('transform').flatMap(made => made.outputs.map(output => output.lot.number))).toEqual(['7', '(10)7'])
    expect(ledger.ofType('move')).toMatchObject([{ lot: { number: '(10)7' } }])
    expect(ledger.ofType('material')).toMatchObject([{ tracking: 'lot' }])
  })

  it('uses the own part number where a material has the GTIN', async () => {
    const ledger = new ShapeLedger()
    await ledger.record([{ type: 'material', id: uuid(99), at: '2026-03-01T00:00:00Z', code: 'VALVE-7', gtin: '9521141123461' }])
    await importDocument(bytes([event]), ledger.options({ knows: ledger.knows }))
    expect(ledger.ofType('transform')).toMatchObject([{ outputs: [{ lot: { material: 'VALVE-7', number: '1001' } }] }])
  })

  it('says what it cannot know', async () => {
    const summary = await importDocument(
      bytes([object(1, { action: 'DELETE', quantityList: [{ epcClass: 'urn:epc:class:lgtin:9521141.012346.7' }] }), 'nonsense']),
      new ShapeLedger().options(),
    )
    expect(summary.rows).toMatchObject([
      { status: 'refused', detail: expect.stringContaining('no quantity'), pointer: '/0/quantityList/0/quantity' },
      { status: 'refused', detail: 'An event is a JSON object.' },
    ])
  })
})
