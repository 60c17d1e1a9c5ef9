/** The lists as files for spreadsheets: CSV that opens everywhere, and one workbook. A cell that would run as a formula is disarmed. */
import { stringify } from 'csv-stringify/sync'
import ExcelJS from 'exceljs'

/** One list: its name is the name of its file and of its sheet. */
export interface List {
  name: string
  columns: readonly string[]
  rows: readonly Readonly<Record<string, unknown>>[]
}

export const csvOf = ({ columns, rows }: List): string =>
  `\uFEFF${stringify(
    rows.map(row => columns.map(column => textOf(row[column]))),
    { header: true, columns: [...columns], record_delimiter: '\r\n', escape_formulas: true },
  )}`

/** A sheet holds so many rows, with its heading. */
const SHEET_ROWS = 1_048_575

/** Quantities stay text: a spreadsheet's numbers have fifteen digits. */
export async function xlsxOf(lists: readonly List[], now: number): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.created = new Date(now)
  book.modified = new Date(now)
  for (const { name, columns, rows } of lists) {
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.addRow([...columns]).font = { bold: true }
    for (const row of rows.slice(0, SHEET_ROWS)) sheet.addRow(columns.map(column => textOf(row[column])))
    columns.forEach((column, index) => {
      sheet.getColumn(index + 1).width = Math.max(12, Math.min(40, column.length + 4))
    })
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
