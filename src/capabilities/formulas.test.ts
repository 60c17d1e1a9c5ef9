/** What a plant is sent may be written by anybody: no cell of a file for spreadsheets may run when it is opened. */
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import { expect, it } from 'vitest'
import { componentsCsv } from './as-built/package.ts'
import { csvOf, type List, xlsxOf } from './recall-cases/tables.ts'
import { streamedCsv } from './streamed-csv.ts'
import { workbook } from './workbook.ts'

const FORMULAS = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1+1', '\r=1+1', '=HYPERLINK("http://evil","x")', "=cmd|' /C calc'!A0"]
const read = async (stream: AsyncIterable<unknown>): Promise<string> => {
  let text = ''
  for await (const piece of stream) text += String(piece)
  return text
}
/** A cell as a spreadsheet reads it: what begins with one of these runs. */
const running = (csv: string): string[] =>
  parse(csv, { bom: true, relax_column_count: true })
    .flat()
    .filter(cell => /^[=+\-@\t\r]/u.test(cell))

async function* pages(): AsyncGenerator<string[][]> {
  yield FORMULAS.map(formula => [formula, 'rest'])
}
const part = {
  material: 'BOLT',
  number: 'B-1',
  of: { material: 'PART', number: 'P-1' },
  quantity: '1',
  unit: 'ea',
  certainty: 'certain' as const,
  installedAt: '2026-03-02T08:00:00Z',
  removedAt: null,
  vendor: null,
  vendorLot: null,
  description: null,
  removedReason: null,
  removedDisposition: null,
  position: null,
  heat: null,
  documents: [],
}
const list = (): List => ({
  name: 'list',
  columns: ['a', 'b'],
  rows: (async function* () {
    yield FORMULAS.map(a => ({ a, b: 'rest' }))
  })(),
})

it.each<[string, () => Promise<string>]>([
  ['the ledger and the access log', () => read(streamedCsv('x', ['a', 'b'], pages()).bytes)],
  ['lists of a recall', () => read(csvOf(list()))],
  ['the components of a record', async () => componentsCsv({ components: FORMULAS.map(vendor => ({ ...part, vendor })) })],
])('as CSV: %s', async (_, made) => {
  const csv = await made()
  for (const formula of FORMULAS) expect(csv).toContain(formula.replaceAll('"', '""'))
  expect(running(csv)).toEqual([])
})

const streamed = async (): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of xlsxOf([list()], 0)) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
it.each<[string, () => Promise<Buffer>]>([
  ['whole', () => workbook([{ name: 'x', columns: [{ title: 'a', width: 9 }], rows: FORMULAS.map(a => [a]) }], 0)],
  ['streamed', streamed],
])('as a workbook, %s, every cell is text', async (_, made) => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await made()) as never)
  const told: unknown[] = []
  for (const sheet of book.worksheets) sheet.eachRow(row => row.eachCell(cell => told.push(cell.type)))
  expect([...new Set(told)]).toEqual([ExcelJS.ValueType.String])
})
