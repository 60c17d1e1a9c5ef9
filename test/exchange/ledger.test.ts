/** The same files through the real ledger: its rules, its links, and what it answers when asked what it knows. */
import { describe, expect, it } from 'vitest'
import { type CaptureEvent, eventSchema } from '../../src/capabilities/events.ts'
import { importDocument, knownNames, type RecordedResult } from '../../src/capabilities/exchange/index.ts'
import { handlers } from '../../src/capabilities/handlers.ts'
import { Writer } from '../../src/ledger/writer.ts'
import { testStore } from '../support/store.ts'
import { fixtureBytes, hasStandards, standardsBytes } from './standards.ts'

const at = testStore()
let ledger: Writer | undefined
const writer = (): Writer => (ledger ??= new Writer({ pool: at.pool, handlers, guard: { holdsReaching: async () => new Map() } }))

const record = async (events: CaptureEvent[]): Promise<RecordedResult[]> =>
  Promise.all(events.map(event => writer().submit(eventSchema.parse(event), 'import')))
const importedInto = async (site: string, bytes: Uint8Array) =>
  importDocument(bytes, { site, now: Date.parse('2026-03-10T00:00:00Z'), record, knows: knownNames(at.pool, site), fileName: 'file' })

async function reached(
  site: string,
  { material, number, from, to }: { material: string; number: string; from: 'parent' | 'child'; to: 'parent' | 'child' },
): Promise<string[]> {
  const { rows } = await at.pool.query<{ name: string }>(
    `with recursive reach as (
       select id from lot where site = $1 and material = $2 and number = $3
       union select link.${to} from link join reach on link.${from} = reach.id where link.until is null
     ) select material || ' ' || number as name from lot join reach using (id) where not (material = $2 and number = $3) order by 1`,
    [site, material, number],
  )
  return rows.map(row => row.name)
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

describe.skipIf(!hasStandards)('the whole chain in the ledger', () => {
  const chain = () => standardsBytes('chains/all_wholechain_events.jsonld')

  it('is imported whole; what breaks a rule is recorded as an exception', async () => {
    const summary = await importedInto('chain', chain())
    expect(summary.rows.filter(row => row.status === 'refused')).toEqual([])
    expect(summary).toMatchObject({ imported: 31, refused: 0 })
    // By hand: the feed had expired when it was used (16), and 10 000 of 9 876 are used (23).
    expect(summary.rows.filter(row => row.status === 'exception').map(row => [row.index, row.code])).toEqual([
      [16, 'lot-expired'],
      [23, 'quantity-exceeds-balance'],
    ])
  })

  it('has the right links', async () => {
    expect(await reached('chain', { material: 'feedmill.1@example.org', number: 'ff11252021', from: 'parent', to: 'child' })).toEqual([
      'fishfarm.1@example.org farmed-tuna-01192022',
      'processor.10@example.org commingle-01232022',
      'processor.2@example.org v1-0122-2022',
    ])
    expect(await reached('chain', { material: 'processor.2@example.org', number: 'v1-0122-2022', from: 'child', to: 'parent' })).toEqual([
      'feedmill.1@example.org ff11252021',
      'fisherman01.tuna@example.org v1-0122-2022',
      'fishfarm.1@example.org farmed-tuna-01192022',
      'hatchery.1@example.org tf12012021',
      'processor.10@example.org commingle-01232022',
    ])
  })

  it('is a retry the second time', async () => {
    expect(await importedInto('chain', chain())).toMatchObject({ imported: 31, duplicates: 31 })
  })

  it.each([
    'AssociationEvent-a',
    'EPCISQueryDocument',
    'Example_9.6.1-ObjectEvent',
    'Example_9.6.3-AggregationEvent',
    'Example_9.6.4-TransformationEvent',
    'Example_9.6.4-TransformationEventWithDigitalLink',
    'ErrorDeclarationAndCorrectiveEvent',
    'PersistentDisposition-example',
    'SensorDataExample1',
  ])('%s is imported whole, twice', async name => {
    const bytes = standardsBytes(`examples/${name}.jsonld`)
    const summary = await importedInto(name, bytes)
    expect(summary.rows.filter(row => row.status === 'refused')).toEqual([])
    const again = await importedInto(name, bytes)
    expect(again.rows.map(row => row.status)).toEqual(again.rows.map(() => 'duplicate'))
  })
})

describe('a maker of valves in the ledger', () => {
  it('is imported but for the three events that cannot be', async () => {
    const summary = await importedInto('maker', fixtureBytes('valve-maker.jsonld'))
    expect(summary.rows.filter(row => row.status === 'refused').map(row => row.index)).toEqual([12, 13, 14])
    expect(await reached('maker', { material: '09521141222225', number: 'BODY-1', from: 'child', to: 'parent' })).toEqual([
      '09521141111116 HEAT-1',
      '09521141111116 HEAT-2',
    ])
  })

  it('is a retry the second time', async () => {
    expect(await importedInto('maker', fixtureBytes('valve-maker.jsonld'))).toMatchObject({ duplicates: 12, refused: 3 })
  })

  it('joins the run in a later file', async () => {
    const later = {
      type: 'TransformationEvent',
      eventID: 'urn:later',
      eventTime: '2026-03-02T13:00:00Z',
      transformationID: 'urn:epc:id:gdti:9521141.00001.run-7',
      outputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:9521141.022222.BODY-3', quantity: 5 }],
    }
    expect(await importedInto('maker', json([later]))).toMatchObject({ imported: 1, refused: 0 })
    expect(await reached('maker', { material: '09521141222225', number: 'BODY-3', from: 'child', to: 'parent' })).toEqual([
      '09521141111116 HEAT-1',
      '09521141111116 HEAT-2',
    ])
  })
})

describe('files in the wrong order', () => {
  const quantityList = [{ epcClass: 'https://id.gs1.org/01/09521141123461/10/L1', quantity: 5, uom: 'KGM' }]
  const used = {
    type: 'TransformationEvent',
    eventID: 'urn:used',
    eventTime: '2026-03-02T08:00:00Z',
    inputQuantityList: quantityList,
    outputQuantityList: [{ epcClass: 'https://id.gs1.org/01/09521141222225/10/L2', quantity: 5, uom: 'KGM' }],
  }
  const made = {
    type: 'ObjectEvent',
    eventID: 'urn:made',
    eventTime: '2026-03-01T08:00:00Z',
    action: 'ADD',
    bizStep: 'commissioning',
    quantityList,
  }
  const shipped = {
    type: 'ObjectEvent',
    eventID: 'urn:shipped',
    eventTime: '2026-03-03T08:00:00Z',
    action: 'OBSERVE',
    bizStep: 'shipping',
    quantityList: used.outputQuantityList,
    destinationList: [{ type: 'owning_party', destination: 'urn:epc:id:pgln:9521555.00000' }],
  }
  const again = {
    ...used,
    eventID: 'urn:again',
    eventTime: '2026-03-04T08:00:00Z',
    inputQuantityList: used.outputQuantityList,
    outputQuantityList: [{ epcClass: 'https://id.gs1.org/01/09521141333334/10/L3', quantity: 5, uom: 'KGM' }],
  }

  it('puts the making in the place of the stock that was assumed', async () => {
    await importedInto('order', json([used]))
    expect(await importedInto('order', json([made]))).toMatchObject({ imported: 1, exceptions: 0, refused: 0 })
    const { rows } = await at.pool.query<{ sum: string }>(
      `select sum(delta) from movement join lot on lot.id = movement.lot where lot.site = 'order' and number = 'L1' and until is null and movement.kind = 'produced'`,
    )
    expect(Number(rows[0]?.sum)).toBe(5)
  })

  it('takes shipped goods back when they are used here', async () => {
    expect(await importedInto('order', json([shipped]))).toMatchObject({ imported: 1, exceptions: 0 })
    expect(await importedInto('order', json([again]))).toMatchObject({ imported: 1, exceptions: 0 })
    expect(await reached('order', { material: '09521141123461', number: 'L1', from: 'parent', to: 'child' })).toEqual([
      '09521141222225 L2',
      '09521141333334 L3',
    ])
    const { rows } = await at.pool.query<{ type: string }>(
      `select type from ledger where site = 'order' and type in ('ship', 'return') order by sequence`,
    )
    expect(rows.map(row => row.type)).toEqual(['ship', 'return'])
  })
})
