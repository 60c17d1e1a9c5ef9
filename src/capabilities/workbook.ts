/** Rows as an XLSX workbook: a header that stays, a filter on every column, times as times, texts as texts. */
import ExcelJS from 'exceljs'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export type Cell = string | number | Date | null
export interface Sheet {
  name: string
  /** Lines above the table: what it is about. */
  about?: readonly (readonly Cell[])[]
  columns: readonly { title: string; width: number }[]
  rows: readonly (readonly Cell[])[]
}

export async function workbook(sheets: readonly Sheet[], now: number): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  book.created = new Date(now)
  book.modified = new Date(now)
  for (const sheet of sheets) fill(book, sheet)
  return Buffer.from(await book.xlsx.writeBuffer())
}

function fill(book: ExcelJS.Workbook, { name, about = [], columns, rows }: Sheet): void {
  const head = about.length + 1
  const page = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: head }] })
  page.columns = columns.map(({ width }) => ({ width, style: { alignment: { vertical: 'top', wrapText: true } } }))
  for (const line of about) page.addRow([...line])
  page.addRow(columns.map(({ title }) => title)).font = { bold: true }
  for (const row of rows) page.addRow([...row])
  page.autoFilter = { from: { row: head, column: 1 }, to: { row: head + rows.length, column: columns.length } }
  columns.forEach((_, index) => {
    if (rows.some(row => row[index] instanceof Date)) page.getColumn(index + 1).numFmt = 'yyyy-mm-dd hh:mm'
  })
}

/** A quantity is a number in a sheet as far as a sheet can hold it exactly; what has more digits stays text. */
export function amountCell(quantity: string | null): Cell {
  if (quantity === null) return null
  const value = Number(quantity)
  return quantity.replace(/\D/g, '').length <= 15 ? value : quantity
}
