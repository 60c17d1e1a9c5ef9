import ExcelJS from 'exceljs'
import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'
import type { Column } from './data-table.tsx'
import { xlsxOf } from './xlsx.ts'

interface Row {
  number: string
  quantity: string | null
  at: string
}
const columns: Column<Row>[] = [
  { key: 'number', title: 'Lot', width: '', cell: () => null, csv: row => row.number },
  { key: 'quantity', title: 'Quantity', width: '', align: 'right', cell: () => null, csv: row => row.quantity },
  { key: 'why', title: 'Proof', width: '', cell: () => null },
  { key: 'at', title: 'Reached', width: '', sheet: 'time', cell: () => null, csv: row => row.at },
]
const AT = '2026-03-04T05:06:07.000Z'

async function read(rows: Row[]) {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(await (await xlsxOf(columns, rows)).arrayBuffer())
  return book.worksheets[0]
}

it.each([
  ['a formula stays text', '=HYPERLINK("http://x")', null, '=HYPERLINK("http://x")', null],
  ['digits of a number on a label keep their zeros', '000123', '12.5', '000123', 12.5],
  [
    'what no spreadsheet reckons exactly stays text',
    '12345678901234567890',
    '1234567890.123456',
    '12345678901234567890',
    '1234567890.123456',
  ],
  ['signs of XML, quotes and other scripts', 'A<&>"中', '-3', 'A<&>"中', -3],
  // As the format writes what XML cannot carry; Excel reads it back as the separator, the reader used here leaves it.
  ['separators of a scan', '01\u001D21', '3 ea + 2 kg', '01_x001D_21', '3 ea + 2 kg'],
])('%s', async (_, number, quantity, numberRead, quantityRead) => {
  const sheet = await read([{ number, quantity, at: AT }])
  expect(sheet?.getRow(2).getCell(1).value).toBe(numberRead)
  expect(sheet?.getRow(2).getCell(2).value).toBe(quantityRead)
  expect(sheet?.getRow(2).getCell(3).value).toEqual(new Date(AT))
})

it('has the columns and rows of the CSV, its titles stay in sight, every column has a filter', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => ({ number: `L-${index}`, quantity: String(index), at: AT }))
  const sheet = await read(rows)
  expect(sheet?.rowCount).toBe(csvOf(columns, rows).trim().split('\r\n').length)
  expect(sheet?.getRow(1).values).toEqual([undefined, 'Lot', 'Quantity', 'Reached (UTC)'])
  expect(sheet?.getRow(10_001).getCell(1).value).toBe('L-9999')
  expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
  expect(sheet?.autoFilter).toBe('A1:C10001')
})
