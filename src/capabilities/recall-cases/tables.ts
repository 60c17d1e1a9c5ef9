/** The lists as files for spreadsheets: CSV that opens everywhere, and workbooks. Rows come many at a time, so a list may be of any length. A cell that would run as a formula is disarmed. */
import { PassThrough, type Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { stringify } from 'csv-stringify/sync'
import ExcelJS from 'exceljs'

type Row = Readonly<Record<string, unknown>>
/** One list: its name is the name of its file and of its sheet. */
export interface List {
  name: string
  columns: readonly string[]
  rows: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>
}

export async function* csvOf({ columns, rows }: List): AsyncGenerator<string> {
  const written = (lines: readonly (readonly string[])[]): string =>
    stringify([...lines], { record_delimiter: '\r\n', escape_formulas: true })
  yield `\uFEFF${written([columns])}`
  for await (const some of rows) yield written(some.map(row => columns.map(column => textOf(row[column]))))
}

/** A sheet holds so many rows, with its heading; the others stand on the next. */
const SHEET_ROWS = 1_048_575

/** Quantities stay text: a spreadsheet's numbers have fifteen digits. */
export function xlsxOf(lists: readonly List[], now: number): Readable {
  const out = new PassThrough()
  fill(out, lists, now).catch((error: unknown) => out.destroy(error as Error))
  return out
}

async function fill(out: PassThrough, lists: readonly List[], now: number): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  book.created = new Date(now)
  book.modified = new Date(now)
  for (const { name, columns, rows } of lists) {
    let sheet = begun(book, name, columns)
    let [count, sheets] = [0, 1]
    for await (const some of rows) {
      for (const row of some) {
        if (count++ === SHEET_ROWS) {
          sheet.commit()
          sheet = begun(book, `${name} ${++sheets}`, columns)
          count = 1
        }
        sheet.addRow(columns.map(column => textOf(row[column]))).commit()
      }
      // Whoever reads is let to: rows that nobody has taken yet pile up in memory.
      do await turn()
      while (out.writableNeedDrain)
    }
    sheet.commit()
  }
  await book.commit()
}

function begun(book: ExcelJS.stream.xlsx.WorkbookWriter, name: string, columns: readonly string[]): ExcelJS.Worksheet {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(column => ({ width: Math.max(12, Math.min(40, column.length + 4)) }))
  const head = sheet.addRow([...columns])
  head.font = { bold: true }
  head.commit()
  return sheet
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
