import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { verify } from '../../ledger/verify.ts'
import { handlers } from '../handlers.ts'
import { parseRecorded } from '../parse.ts'
import { keepDocument } from './content.ts'
import { documentsOf, documentsOfLots } from './queries.ts'

const at = testStore()
let kept = 0
/** A document nobody else has. */
const uploaded = async (text = `document ${++kept}`): Promise<string> =>
  (await keepDocument(at.pool, Readable.from([Buffer.from(text)]), { name: 'a.txt', by: 'test', at: 0 })).document
const attach = (document: string, to: object, more: object = {}): Sent => ({
  type: 'attach',
  document,
  name: 'a.txt',
  kind: 'certificate',
  to,
  ...more,
})
const begun = (...more: Sent[]): Promise<Plant> => plantWithBasics(at, opening('PART', 'P-1', 10), receive('STEEL', 'S-1', 100), ...more)
const idOf = async (plant: Plant, number: string): Promise<number> =>
  (await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number))[0]?.id ?? 0
const on = async (plant: Plant, number: string): Promise<string[]> =>
  (await documentsOfLots(at.pool, [await idOf(plant, number)])).map(row => `${row.target} ${row.code}`).sort()

describe('attach', () => {
  it('shows with a lot what is on it, its receipt, its run, its shipment and its material', async () => {
    const plant = await begun()
    const [receipt] = await plant.ok(receive('STEEL', 'S-2', 5))
    await plant.ok(
      { type: 'start', run: 'R-1', workCenter: 'WC-1' },
      { type: 'load', run: 'R-1', lot: { number: 'S-2' }, quantity: 1 },
      { type: 'produce', run: 'R-1', lot: { material: 'PART', number: 'P-2' }, quantity: 4 },
      { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-2' }, quantity: 1 }] },
      attach(await uploaded(), { lot: { number: 'P-2' } }),
      attach(await uploaded(), { run: 'R-1' }),
      attach(await uploaded(), { shipment: 'SH-1' }),
      attach(await uploaded(), { material: 'PART' }),
      attach(await uploaded(), { receipt: receipt?.id }),
      attach(await uploaded(), { partner: 'V-1' }),
    )
    expect(await on(plant, 'P-2')).toEqual(['lot P-2', 'material PART', 'run R-1', 'shipment SH-1'])
    expect(await on(plant, 'P-1')).toEqual(['material PART'])
    expect(await on(plant, 'S-2')).toEqual([`receipt ${receipt?.id}`])
    expect((await documentsOf(at.pool, { site: plant.site, target: 'partner', code: 'V-1' })).map(row => row.name)).toEqual(['a.txt'])
  })

  it('is taken back by a correction only, and comes back under another name by a replacement', async () => {
    const plant = await begun()
    const document = await uploaded()
    const [first] = await plant.ok(attach(document, { lot: { number: 'P-1' } }))
    await plant.ok({ type: 'correct', event: first?.id, reason: 'wrong lot', replacement: attach(document, { lot: { number: 'S-1' } }) })
    expect([await on(plant, 'P-1'), await on(plant, 'S-1')]).toEqual([[], ['lot S-1']])
    const [shown] = await documentsOfLots(at.pool, [await idOf(plant, 'S-1')])
    await plant.ok({ type: 'correct', event: shown?.event, reason: 'no lot at all' })
    expect(await on(plant, 'S-1')).toEqual([])
  })

  it('to a receipt belongs to all that came with it', async () => {
    const plant = await begun()
    const [receipt] = await plant.ok({
      type: 'receive',
      vendor: 'V-1',
      vendorLot: 'VL',
      lot: { material: 'MOTOR' },
      serials: ['M-1', 'M-2'],
    })
    await plant.ok(attach(await uploaded(), { receipt: receipt?.id }))
    expect([await on(plant, 'M-1'), await on(plant, 'M-2')].flat()).toEqual([`receipt ${receipt?.id}`, `receipt ${receipt?.id}`])
  })

  const nowhere = 'f'.repeat(64)
  const cases: [string, (document: string) => Sent, string, string][] = [
    ['bytes nobody uploaded', () => attach(nowhere, { lot: { number: 'P-1' } }), 'unknown-document', '/document'],
    ['no hash at all', () => attach('ABC', { lot: { number: 'P-1' } }), 'invalid-event', '/document'],
    [
      'another type than it is',
      document => attach(document, { lot: { number: 'P-1' } }, { mediaType: 'application/pdf' }),
      'invalid-event',
      '/mediaType',
    ],
    ['another size than it has', document => attach(document, { lot: { number: 'P-1' } }, { size: 1 }), 'invalid-event', '/size'],
    ['to nothing', document => attach(document, {}), 'invalid-event', '/to/lot'],
    ['to two things', document => attach(document, { run: 'R-1', partner: 'V-1' }), 'invalid-event', '/to/lot'],
    ['to a lot nobody knows', document => attach(document, { lot: { number: 'X' } }), 'unknown-lot', '/to/lot/number'],
    ['to a run nobody started', document => attach(document, { run: 'R-9' }), 'unknown-run', '/to/run'],
    ['to a partner nobody stated', document => attach(document, { partner: 'V-9' }), 'unknown-partner', '/to/partner'],
    ['to a material nobody stated', document => attach(document, { material: 'GOLD' }), 'unknown-material', '/to/material'],
    ['to a shipment nobody made', document => attach(document, { shipment: 'SH-9' }), 'unknown-shipment', '/to/shipment'],
    ['to an order nobody stated', document => attach(document, { purchaseOrder: 'PO-9' }), 'unknown-order', '/to/purchaseOrder'],
    [
      'to a receipt nobody recorded',
      document => attach(document, { receipt: '00000000-0000-4000-8000-000000000000' }),
      'unknown-event',
      '/to/receipt',
    ],
    ['without a name', document => attach(document, { lot: { number: 'P-1' } }, { name: ' ' }), 'invalid-event', '/name'],
  ]
  it.each(cases)('refuses %s', async (_, event, code, pointer) => {
    const plant = await begun()
    await plant.refused(event(await uploaded()), code, pointer)
  })

  it('refuses an event that is no receipt, and a receipt that was corrected', async () => {
    const plant = await begun()
    const [made, received] = await plant.ok(opening('PART', 'P-5', 1), receive('STEEL', 'S-5', 1))
    const document = await uploaded()
    await plant.refused(attach(document, { receipt: made?.id }), 'unknown-event', '/to/receipt')
    await plant.ok({ type: 'correct', event: received?.id, reason: 'never came' })
    await plant.refused(attach(document, { receipt: received?.id }), 'unknown-event', '/to/receipt')
  })
})

describe('verify', () => {
  const difference = async (): Promise<string> => {
    const { difference: found } = await verify(at.pool, handlers, parseRecorded)
    return found === null ? 'none' : `${found.row}: ${found.detail}`
  }
  it('misses a document that is gone, sees one that was changed, and is content when it was uploaded again', async () => {
    const plant = await begun()
    const document = await uploaded('the certificate')
    await plant.ok(attach(document, { lot: { number: 'P-1' } }))
    expect(await difference()).toBe('none')
    await at.pool.query('update document_part set bytes = $2 where document = $1', [document, Buffer.from('the certificatf')])
    expect(await difference()).toMatch(new RegExp(`^document ${document}: its bytes give`))
    await at.pool.query('delete from document_part where document = $1', [document])
    expect(await difference()).toMatch(/is missing: upload it again/)
    await uploaded('the certificate')
    expect(await difference()).toBe('none')
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
