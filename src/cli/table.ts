/** Aligned columns for people. */
import { stripVTControlCharacters } from 'node:util'

export interface Column<T> {
  title: string
  value: (row: T) => string | number | null | undefined
  align?: 'right'
  paint?: (text: string, row: T) => string
}

const GAP = '  '

/** A column that is empty in every row is left out. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], heading: (text: string) => string = text => text): string[] {
  const texts = columns.map(column => ({ column, cells: rows.map(row => clean(column.value(row))) }))
  const shown = texts.filter(({ cells }) => cells.some(cell => cell !== ''))
  const widths = shown.map(({ column, cells }) => cells.reduce((most, cell) => Math.max(most, width(cell)), width(column.title)))
  const line = (cells: string[], paint: (cell: string, index: number) => string): string =>
    cells
      .map((cell, index) => paint(padded(cell, widths[index] ?? 0, shown[index]?.column.align), index))
      .join(GAP)
      .trimEnd()
  return [
    line(
      shown.map(({ column }) => column.title),
      cell => heading(cell),
    ),
    ...rows.map((row, at) =>
      line(
        shown.map(({ cells }) => cells[at] ?? ''),
        (cell, index) => shown[index]?.column.paint?.(cell, row) ?? cell,
      ),
    ),
  ]
}

function padded(cell: string, size: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, size - width(cell)))
  return align === 'right' ? space + cell : cell + space
}

/** What a vendor typed into a note must not move the reader's cursor or colour his screen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is taken out
export const clean = (value: string | number | null | undefined): string =>
  stripVTControlCharacters(String(value ?? '')).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u

/** In columns of the terminal: East Asian letters take two. */
function width(text: string): number {
  let sum = 0
  for (const letter of text) sum += WIDE.test(letter) ? 2 : /\p{Mark}/u.test(letter) ? 0 : 1
  return sum
}
