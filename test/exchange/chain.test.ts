/**
 * One real supply chain from feed mill and hatchery to the retailer. The expected sets were worked out by hand from the file:
 *   feed (feedmill.1 ff11252021) + fry (hatchery.1 tf12012021) -> farmed tuna -> commingled with the fisherman's tuna -> cans -> packed, moved to the importer.
 */
import { describe, expect, it } from 'vitest'
import { importDocument } from '../../src/capabilities/exchange/index.ts'
import { ShapeLedger } from './ledger-of-shapes.ts'
import { hasStandards, standardsBytes } from './standards.ts'

const FEED = 'feedmill.1@example.org ff11252021'
const FRY = 'hatchery.1@example.org tf12012021'
const FARMED = 'fishfarm.1@example.org farmed-tuna-01192022'
const CAUGHT = 'fisherman01.tuna@example.org v1-0122-2022'
const COMMINGLED = 'processor.10@example.org commingle-01232022'
const CANS = 'processor.2@example.org v1-0122-2022'

const chain = () => standardsBytes('chains/all_wholechain_events.jsonld')

describe.skipIf(!hasStandards)('the whole chain', () => {
  it('imports each of its 31 events, in the order of the file', async () => {
    const ledger = new ShapeLedger()
    const summary = await importDocument(chain(), ledger.options())
    expect(summary).toMatchObject({ format: 'epcis', imported: 31, refused: 0, duplicates: 0, exceptions: 0 })
    expect(summary.rows.map(row => row.index)).toEqual(Array.from({ length: 31 }, (_, index) => index))
    expect(summary.rows.map(row => row.status)).toEqual(Array.from({ length: 31 }, () => 'imported'))
    expect(summary.rows[0]?.id).toBe('urn:uuid:495851c5-ca96-4f05-b9f7-8fa705a41c3a')
  })

  it('says what each event became', async () => {
    const ledger = new ShapeLedger()
    const summary = await importDocument(chain(), ledger.options())
    const own = new Map(ledger.events.map(event => [event.id, event.type]))
    expect(summary.rows.map(row => own.get((row.id ?? '').replace('urn:uuid:', '')))).toEqual([
      'transform',
      'transform',
      'transform',
      'transform',
      'transform',
      'transform',
      'transform',
      'move',
      'move',
      'pack',
      'observe',
      'move',
      'unpack',
      'transform',
      'transform',
      'transform',
      'transform',
      'observe',
      'move',
      'move',
      'move',
      'observe',
      'move',
      'transform',
      'transform',
      'pack',
      'observe',
      'move',
      'unpack',
      'pack',
      'unpack',
    ])
    expect(ledger.ofType('ship')).toEqual([])
  })

  it('leads forward from the feed mill', async () => {
    const ledger = new ShapeLedger()
    await importDocument(chain(), ledger.options())
    expect(ledger.forward(FEED)).toEqual(new Set([FARMED, COMMINGLED, CANS]))
  })

  it('leads back from the retailer', async () => {
    const ledger = new ShapeLedger()
    await importDocument(chain(), ledger.options())
    expect(ledger.back(CANS)).toEqual(new Set([COMMINGLED, FARMED, CAUGHT, FEED, FRY]))
  })

  it('keeps the other company of the file apart', async () => {
    const ledger = new ShapeLedger()
    await importDocument(chain(), ledger.options())
    const tuna = (number: string) => `fishcompany.tuna@wholechain.com ${number}`
    expect(ledger.forward(tuna('23423'))).toEqual(
      new Set([tuna('1024f44f'), 'fishcompany.hgtuna@wholechain.com 8a25a035', 'processingcompany.tunafilet@wholechain.com 34e5e863']),
    )
    expect(ledger.forward('fishcompany.sal-fry@wholechain.com weio348')).toEqual(new Set(['fishcompany.sal-whole@wholechain.com eiwo493']))
  })

  it('is a retry the second time, also where the store was asked what it knows', async () => {
    const ledger = new ShapeLedger()
    await importDocument(chain(), ledger.options())
    const events = ledger.events.length
    for (const knows of [undefined, ledger.knows]) {
      const summary = await importDocument(chain(), ledger.options({ knows }))
      expect(summary).toMatchObject({ imported: 31, duplicates: 31, refused: 0 })
      expect(ledger.events.length).toBe(events)
    }
  })

  it("keeps names, units, expiry, the vendor's own spelling and every extension", async () => {
    const ledger = new ShapeLedger()
    await importDocument(chain(), ledger.options())
    expect(ledger.ofType('material')[0]).toMatchObject({
      code: 'feedmill.1@example.org',
      description: 'Fish Feed',
      unit: 'kg',
      tracking: 'lot',
    })
    expect(ledger.ofType('transform')[0]).toMatchObject({
      late: true,
      at: '2021-10-05T11:10:00.000Z',
      outputs: [
        {
          quantity: '10000',
          unit: 'kg',
          lot: {
            expiresAt: '2022-02-03T03:00:00.000Z',
            identifiers: [
              { kind: 'epc', value: 'urn:gdst:example.org:product:lot:class:feedmill.1.ff11252021' },
              { kind: 'lotNumber', value: 'FF11252021' },
            ],
          },
        },
      ],
      extensions: {
        'gdst:productOwner': 'urn:gdst:example.org:party:feedmill.1',
        'gdst:humanWelfarePolicy': '3P Audit',
        '@context': { gdst: 'https://traceability-dialogue.org/epcis' },
      },
    })
  })
})
