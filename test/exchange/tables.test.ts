import ExcelJS from 'exceljs'
import JSZip from 'jszip'
import { describe, expect, it } from 'vitest'
import { type ImportOptions, importDocument } from '../../src/capabilities/exchange/index.ts'
import { readXlsx } from '../../src/capabilities/exchange/table/read-table.ts'
import { ShapeLedger } from './ledger-of-shapes.ts'

async function csv(text: string, options: Partial<ImportOptions> = {}, ledger = new ShapeLedger()) {
  return { ledger, summary: await importDocument(new TextEncoder().encode(text), ledger.options(options)) }
}

describe('CSV', () => {
  it('reads receipts by the names people use', async () => {
    const { ledger, summary } = await csv(
      'Type,Date,Supplier,Part,Lot,Supplier Lot,Qty,Unit,Expiry,Bin,PO,Inspector\nreceipt,2026-03-02 08:00,V-MILL,BAR-12,L-1,ML-77,"12,5",kg,2027-01-31,A-01,4711,Ana\n',
    )
    expect(summary).toMatchObject({ format: 'csv', imported: 1, refused: 0 })
    expect(ledger.events).toMatchObject([
      {
        type: 'receive',
        at: '2026-03-02T08:00:00.000Z',
        vendor: 'V-MILL',
        vendorLot: 'ML-77',
        lot: { material: 'BAR-12', number: 'L-1', expiresAt: '2027-01-31' },
        quantity: '12.5',
        unit: 'kg',
        location: 'A-01',
        purchaseOrder: '4711',
        late: true,
        extensions: { columns: { Inspector: 'Ana' } },
      },
    ])
  })

  it('reads dotted columns of any event', async () => {
    const { ledger, summary } = await csv(
      'type,at,inputs.0.lot.material,inputs.0.lot.number,inputs.0.quantity,inputs.1.lot.number,inputs.1.quantity,outputs.0.lot.material,outputs.0.lot.number,outputs.0.quantity\ntransform,2026-03-02T08:00:00Z,BAR,L1,10,L2,5,BODY,B1,40\n',
    )
    expect(summary.refused).toBe(0)
    expect(ledger.events).toMatchObject([
      {
        type: 'transform',
        inputs: [
          { lot: { material: 'BAR', number: 'L1' }, quantity: '10' },
          { lot: { number: 'L2' }, quantity: '5' },
        ],
        outputs: [{ lot: { material: 'BODY', number: 'B1' }, quantity: '40' }],
      },
    ])
  })

  it('takes the type from the file name, and master data without a time', async () => {
    const { ledger } = await csv('\uFEFFcode;description;unit;tracking;homogeneous;shelf life\nOIL;Öl, hell;l;lot;ja;365\n', {
      fileName: '/tmp/materials-2026.csv',
    })
    expect(ledger.events).toMatchObject([
      {
        type: 'material',
        code: 'OIL',
        description: 'Öl, hell',
        unit: 'l',
        homogeneous: true,
        shelfLifeDays: 365,
        at: '2026-03-02T08:00:00.000Z',
      },
    ])
  })

  it('gives vendors and customers their role', async () => {
    const { ledger } = await csv('type,code,name\nvendor,V1,Mill\ncustomer,C1,Shop\n')
    expect(ledger.events).toMatchObject([
      { type: 'partner', roles: ['vendor'] },
      { type: 'partner', roles: ['customer'] },
    ])
  })

  it('books opening stock and puts it in its place', async () => {
    const { ledger, summary } = await csv('material,lot,quantity,location\nBAR,L1,"1,250.5",A-01\n', { fileName: 'opening stock.csv' })
    expect(summary.rows).toMatchObject([{ index: 2, status: 'imported', events: 2 }])
    expect(ledger.events).toMatchObject([
      { type: 'transform', inputs: [], outputs: [{ lot: { material: 'BAR', number: 'L1' }, quantity: '1250.5' }] },
      { type: 'move', lot: { number: 'L1' }, to: 'A-01' },
    ])
  })

  it('lists each bad row with its column, keeps the good ones, and writes the bad ones back', async () => {
    const { summary, ledger } = await csv(
      [
        'type,at,vendor,material,lot,quantity,remark',
        'receive,2026-03-02T08:00:00Z,V1,BAR,L1,10,ok',
        'receive,yesterday,V1,BAR,L2,10,',
        'receive,2026-03-02T08:00:00Z,V1,BAR,L3,-4,',
        'receive,,V1,BAR,L4,1,',
        'destroy,2026-03-02T08:00:00Z,V1,BAR,L5,1,',
        'receive,2026-03-02T08:00:00Z,V1,BAR,L6,"1,250",=cmd()',
        '',
        'receive,2026-03-02T08:00:00Z,V1,BAR,"L""7",1,',
      ].join('\n'),
    )
    expect(summary).toMatchObject({ imported: 1, refused: 6 })
    expect(summary.rows.filter(row => row.status === 'refused').map(row => [row.index, row.code, row.column])).toEqual([
      [3, 'invalid-event', 'at'],
      [4, 'invalid-event', 'quantity'],
      [5, 'invalid-event', 'at'],
      [6, 'unknown-type', 'type'],
      [7, 'invalid-event', 'quantity'],
      [9, 'invalid-event', 'lot'],
    ])
    expect(ledger.events.length).toBe(1)
    const lines = (summary.rejects ?? '').trim().split('\n')
    expect(lines[0]).toBe('type,at,vendor,material,lot,quantity,remark,error')
    expect(lines.length).toBe(7)
    expect(summary.rejects).toContain("'=cmd()")
    const corrected = (summary.rejects ?? '').replace('yesterday', '2026-03-02T08:00:00Z').replace('-4', '4')
    expect((await csv(corrected)).summary).toMatchObject({ imported: 2, refused: 4 })
  })

  it('is a retry the second time, but the same row twice in one file is two facts', async () => {
    const text =
      'type,at,vendor,material,lot,quantity\nreceive,2026-03-02T08:00:00Z,V1,BAR,L1,10\nreceive,2026-03-02T08:00:00Z,V1,BAR,L1,10\n'
    const { ledger } = await csv(text)
    expect(ledger.events.length).toBe(2)
    expect((await csv(text, {}, ledger)).summary).toMatchObject({ imported: 2, duplicates: 2 })
  })

  it('reads a stream of many rows and other encodings', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('type,at,lot,to,note\n', 'latin1')
      for (let row = 0; row < 3000; row += 1) yield Buffer.from(`move,2026-03-02T08:00:00Z,L${row},A-01,Gr\u00fc\u00dfe\n`, 'latin1')
    }
    const ledger = new ShapeLedger()
    const summary = await importDocument(chunks(), ledger.options())
    expect(summary).toMatchObject({ imported: 3000, refused: 0 })
    expect(ledger.events[2999]).toMatchObject({ type: 'move', lot: { number: 'L2999' }, note: 'Gr\u00fc\u00dfe' })
  })

  it('lets others in between while it refuses row after row', async () => {
    let turns = 0
    const counting = setInterval(() => void turns++, 1)
    await csv(`type,at\n${'move,yesterday\n'.repeat(5000)}`)
    clearInterval(counting)
    expect(turns).toBeGreaterThan(10)
  })

  it('says when a table is none', async () => {
    expect((await csv('just a sentence\n')).summary).toMatchObject({ imported: 0 })
    expect((await csv('a,b\n1,2\n')).summary.rows).toMatchObject([{ status: 'refused', code: 'unknown-type' }])
  })
})

describe('XLSX', () => {
  it('reads each sheet by its name', async () => {
    const book = new ExcelJS.Workbook()
    const materials = book.addWorksheet('Materials')
    materials.addRows([
      ['code', 'unit', 'gtin'],
      ['BAR', 'kg', 9521141123461],
    ])
    const receipts = book.addWorksheet('Receipts')
    receipts.addRows([
      [],
      ['date', 'vendor', 'material', 'lot', 'quantity'],
      [new Date('2026-03-02T08:00:00Z'), 'V1', { richText: [{ text: 'B' }, { text: 'AR' }] }, 'L1', { formula: '2*3', result: 6 }],
      ['soon', 'V1', 'BAR', 'L2', 1],
    ])
    const ledger = new ShapeLedger()
    const summary = await importDocument(new Uint8Array(await book.xlsx.writeBuffer()), ledger.options())
    expect(summary).toMatchObject({ format: 'xlsx', imported: 2, refused: 1 })
    expect(ledger.events).toMatchObject([
      { type: 'material', code: 'BAR', gtin: '9521141123461' },
      { type: 'receive', at: '2026-03-02T08:00:00.000Z', lot: { material: 'BAR', number: 'L1' }, quantity: '6' },
    ])
    expect(summary.rows.at(-1)).toMatchObject({ index: 4, sheet: 'Receipts', status: 'refused', column: 'date' })
    expect(summary.rejects).toContain('Receipts')
  })

  it('says when a workbook is broken', async () => {
    const summary = await importDocument(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), new ShapeLedger().options())
    expect(summary.rows[0]?.detail).toContain('cannot be read')
  })
})

describe('a workbook that unpacks to more than it may', () => {
  it.each([
    ['as it says itself', (bytes: Buffer) => bytes],
    ['and says it is small', withSizesOf(1)],
  ])('is not read, %s', async (_, made) => {
    const zip = new JSZip().file('xl/worksheets/sheet1.xml', ' '.repeat(3_000_000))
    const bytes = made(await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' }))
    expect(bytes.length).toBeLessThan(10_000)
    await expect(readXlsx(bytes, 1024 * 1024)).rejects.toThrow('unpacks to more than 1 MB: save it as CSV')
  })
})

/** What the directory of the archive says of how large its one file will be. */
function withSizesOf(size: number): (bytes: Buffer) => Buffer {
  return bytes => {
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    bytes.writeUInt32LE(size, directory + 24)
    return bytes
  }
}
