import type { Column } from './data-table.tsx'

/** Exactly the columns and rows seen. A cell that a spreadsheet would run as a formula is disarmed with an apostrophe. */
export function csvOf<Row>(columns: Column<Row>[], rows: Row[]): string {
  const told = columns.filter(column => column.csv !== undefined)
  const lines = [told.map(column => cell(column.title)), ...rows.map(row => told.map(column => cell(column.csv?.(row))))]
  return `\uFEFF${lines.map(line => line.join(',')).join('\r\n')}\r\n`
}

function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  const number = /^-?\d+(\.\d+)?$/.test(text)
  const safe = !number && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function download(name: string, content: string | Blob, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
