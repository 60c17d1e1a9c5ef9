/** What tables on paper share: identifiers in the typewriter face, quantities one below the other. */
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { TYPEWRITER } from './paper.ts'

/** What the typewriter face can show; other scripts are set in the text face. */
const SHOWN = /^[\u0020-\u007e\u00a0-\u00ff]*$/
type Run = { text: string; font?: string; bold?: boolean }
export const id = (text: string | null): Run => (text !== null && SHOWN.test(text) ? { text, font: TYPEWRITER } : { text: text ?? '' })
/** The blank is set in the text face, so that identifiers stand on one line with what is beside them. */
export const cell = (text: string | null): { text: (Run | string)[] } => ({ text: [id(text), ' '] })
export const moment = (instant: string | null): string => (instant === null ? '' : `${instant.slice(0, 10)} ${instant.slice(11, 16)}`)

/** The title of a column of quantities in which words may stand where one is not known. */
export const quantities = (title: string): { quantities: string } => ({ quantities: title })
type Title = string | ReturnType<typeof quantities>

/** A column of quantities stands right, its title too: digits of one value below each other. */
export function table(titles: readonly Title[], widths: (string | number)[], rows: TableCell[][]): Content {
  const isNumbers = titles.map((title, at) => typeof title !== 'string' || isOfNumbers(rows.map(row => plainText(row[at]))))
  const texts = titles.map(title => (typeof title === 'string' ? title : title.quantities))
  const head: TableCell[] = texts.map((text, at) => ({ text, bold: true, ...(isNumbers[at] ? RIGHT : {}) }))
  const body = rows.map(row => row.map((one, at) => onOneLine(one, isNumbers[at] === true)))
  return { table: { headerRows: 1, widths, body: [head, ...body], dontBreakRows: true }, layout: 'lightHorizontalLines' }
}

/** The typewriter face stands a little lower than the text face: a blank of it in every cell has all of a row stand on one line. */
function onOneLine(one: TableCell, isNumber: boolean): TableCell {
  const text = plainText(one)
  return text === undefined ? one : { text: [text, { text: ' ', font: TYPEWRITER }], ...(isNumber ? RIGHT : {}) }
}

const RIGHT = { alignment: 'right' } as const

/** A quantity, with its unit or without; nothing is one too, and alone makes no column of them. */
const QUANTITY = /^[-\u2212]?\d+(?:[.,\u202f]\d+)*(?: [^\s\d]\S{0,9})?$/
function isOfNumbers(texts: readonly (string | undefined)[]): boolean {
  return texts.some(text => text !== '') && texts.every(text => text === '' || (text !== undefined && QUANTITY.test(text)))
}

/** Undefined where something else than plain text stands in it, such as an identifier: a lot 4711 is no quantity. */
function plainText(one: TableCell | undefined): string | undefined {
  if (typeof one === 'string') return one
  if (typeof one === 'number') return String(one)
  const text = one !== null && typeof one === 'object' && Object.keys(one).join() === 'text' ? (one as { text: unknown }).text : undefined
  return typeof text === 'string' ? text : undefined
}
