/** Orders out of a table, on a real store: rows become orders, a dry run keeps nothing, and what was refused comes back corrected. */
import { describe, expect, it } from 'vitest'
import { captureEvents } from '../../src/capabilities/capture.ts'
import type { CaptureEvent } from '../../src/capabilities/events.ts'
import { dryRun } from '../../src/capabilities/exchange/dry-run.ts'
import { type ImportSummary, importDocument, ordersOnRecord } from '../../src/capabilities/exchange/index.ts'
import { expectSound, type Plant, plantWithBasics } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'

const at = testStore()

function importer({ services, site }: Plant) {
  const from = { site, now: services.now(), ordersKnown: ordersOnRecord(services.pool) }
  const bytes = (text: string) => new TextEncoder().encode(text)
  const record = async (events: CaptureEvent[]) =>
    (await captureEvents(services, events, 'test')).map(({ id, ...result }) => ({ ...(id === null ? {} : { id }), ...result }))
  return {
    take: (text: string) => importDocument(bytes(text), { ...from, record }),
    tryOut: (text: string) => dryRun(services, rehearse => importDocument(bytes(text), { ...from, record: rehearse })),
  }
}
const refused = ({ rows }: ImportSummary) =>
  rows.filter(row => row.status === 'refused').map(({ index, code, column }) => [index, code, column])
const linesOf = async (plant: Plant, kind: string, number: string): Promise<string[]> => {
  const [row] = await plant.rows<{ body: { lines: { line: number; material: string; quantity: string }[] } }>(
    'select body from master where site = $1 and kind = $2 and code = $3 and until is null',
    plant.site,
    kind,
    number,
  )
  return (row?.body.lines ?? []).map(line => `${line.line} ${line.quantity} ${line.material}`).sort()
}

describe('orders from a table', () => {
  it('makes one order of its rows, wherever they stand, with the names people use', async () => {
    const plant = await plantWithBasics(at)
    const text =
      'type,PO,Supplier,Pos,Part,Qty,Due Date\npurchase order,PO-1,V-1,10,STEEL,5,2026-04-01\nsales order,,,,,,\npurchase order,PO-1,V-1,20,BOLT,100,\n'
    const summary = await importer(plant).take(text.replace('sales order,,,,,,\n', 'purchase order,PO-2,V-1,10,BOLT,7,\n'))
    expect(summary).toMatchObject({ imported: 3, refused: 0 })
    expect(await linesOf(plant, 'purchaseOrder', 'PO-1')).toEqual(['10 5 STEEL', '20 100 BOLT'])
    expect((await plant.rows(`select 1 from ledger where site = $1 and type = 'purchaseOrder'`, plant.site)).length).toBe(2)
    expect(await importer(plant).take(text.replace('sales order,,,,,,\n', ''))).toMatchObject({ duplicates: 2, refused: 0 })
  })

  const bad: [string, string, [number, string, string]][] = [
    ['an unknown material', 'SO-1,C-1,20,GOLD,1', [3, 'unknown-material', 'part']],
    ['a quantity of nothing', 'SO-1,C-1,20,PART,0', [3, 'invalid-event', 'qty']],
    ['a unit nobody counts in', 'SO-1,C-1,20,PART,1,barrel', [3, 'unknown-unit', 'unit']],
    ['a line that stands already', 'SO-1,C-1,10,PART,1', [3, 'invalid-event', 'line']],
    ['another customer', 'SO-1,C-2,20,PART,1', [3, 'invalid-event', 'customer']],
    ['a line without a number', 'SO-1,C-1,,PART,1', [3, 'invalid-event', 'line']],
    ['a customer nobody stated', 'SO-2,C-9,10,PART,1', [3, 'unknown-partner', 'customer']],
  ]
  it.each(bad)('refuses %s and records the rest of the order', async (_, row, expected) => {
    const plant = await plantWithBasics(at)
    const text = `type,so,customer,line,part,qty,unit\n${['SO-1,C-1,10,PART,4', row, 'SO-1,C-1,30,PART,6'].map(one => `sales order,${one}`).join('\n')}\n`
    const tried = await importer(plant).tryOut(text)
    expect(refused(tried)).toEqual([expected])
    expect(await linesOf(plant, 'salesOrder', 'SO-1')).toEqual([])
    expect(refused(await importer(plant).take(text))).toEqual([expected])
    expect(await linesOf(plant, 'salesOrder', 'SO-1')).toEqual(['10 4 PART', '30 6 PART'])
  })

  it('adds a corrected line to the order that went without it', async () => {
    const plant = await plantWithBasics(at)
    const rows = ['type,so,customer,line,part,qty', 'sales order,SO-1,C-1,10,PART,4', 'sales order,SO-1,C-1,20,GOLD,1'].join('\n')
    const { rejects = '' } = await importer(plant).take(rows)
    expect(await importer(plant).take(rejects.replace('GOLD', 'PART'))).toMatchObject({ imported: 1, refused: 0 })
    expect(await linesOf(plant, 'salesOrder', 'SO-1')).toEqual(['10 4 PART', '20 1 PART'])
  })

  it('lists exactly the 37 bad rows of 10,000 before anything is kept, and takes them corrected afterwards', async () => {
    const plant = await plantWithBasics(at)
    const faults = Array.from({ length: 37 }, (_, index) => 5 + index * 263)
    const isBad = new Set(faults)
    const line = (index: number): string => {
      const material = isBad.has(index) && index % 2 === 0 ? 'GOLD' : 'STEEL'
      const quantity = isBad.has(index) && index % 2 === 1 ? 'many' : '5'
      return `PO-${Math.floor(index / 5)},V-1,${(index % 5) * 10 + 10},${material},${quantity}`
    }
    const text = `po,vendor,line,part,qty\n${Array.from({ length: 10_000 }, (_, index) => line(index)).join('\n')}\n`
    const named = `type,${text.replaceAll('\nPO-', '\npurchase order,PO-')}`
    const expected = faults.map(index => (index % 2 === 0 ? [index + 2, 'unknown-material', 'part'] : [index + 2, 'invalid-event', 'qty']))
    const tried = await importer(plant).tryOut(named)
    expect(refused(tried)).toEqual(expected)
    expect([tried.imported, tried.unchecked]).toEqual([9963, 0])
    expect(await plant.rows(`select 1 from ledger where site = $1 and type = 'purchaseOrder'`, plant.site)).toEqual([])
    const done = await importer(plant).take(named)
    expect(refused(done)).toEqual(expected)
    const corrected = (tried.rejects ?? '').replaceAll('GOLD', 'STEEL').replaceAll(',many,', ',5,')
    expect(await importer(plant).take(corrected)).toMatchObject({ imported: 37, refused: 0 })
    const [{ count } = { count: 0 }] = await plant.rows<{ count: number }>(
      `select sum(jsonb_array_length(body->'lines'))::int as count from master where site = $1 and kind = 'purchaseOrder' and until is null`,
      plant.site,
    )
    expect(count).toBe(10_000)
  }, 120_000)

  it('a dry run knows what the file itself states, and says what it did not ask the ledger', async () => {
    const plant = await plantWithBasics(at)
    const text = [
      'type,at,code,unit,number,customer,vendor,line,material,lot,quantity',
      'material,,GOLD,kg,,,,,,,',
      'sales order,,,,SO-1,C-1,,10,GOLD,,3',
      'receive,2026-03-02T08:00:00Z,,,,,V-1,,GOLD,L-1,3',
    ].join('\n')
    expect(await importer(plant).tryOut(text)).toMatchObject({ imported: 3, refused: 0, unchecked: 1, dryRun: true })
    expect(await plant.rows(`select 1 from master where site = $1 and code = 'GOLD'`, plant.site)).toEqual([])
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
