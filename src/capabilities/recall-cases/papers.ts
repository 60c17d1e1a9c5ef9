/** What the papers of a recall share: black on white, identifiers in a typewriter face, a symbol to scan, page x of y. */
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { formatInstant } from '../../base/instant.ts'
import { addressOf } from '../labels/address.ts'
import { type Matrix, modulesOf, QUIET } from '../labels/symbol.ts'

/** What the typewriter face can show; other scripts are set in the text face. */
const TYPEWRITER = /^[\u0020-\u007e\u00a0-\u00ff]*$/
type Run = { text: string; font?: string }
export const id = (text: string | null): Run => (text !== null && TYPEWRITER.test(text) ? { text, font: 'Courier' } : { text: text ?? '' })
/** The blank is set in the text face, so that identifiers stand on one line with what is beside them. */
export const cell = (text: string | null): { text: (Run | string)[] } => ({ text: [id(text), ' '] })
export const moment = (instant: string | null): string => (instant === null ? '' : `${instant.slice(0, 10)} ${instant.slice(11, 16)}`)
export const day = (now: number): string => formatInstant(now).slice(0, 10)

export function table(titles: readonly string[], widths: (string | number)[], rows: TableCell[][]): Content {
  const head: TableCell[] = titles.map(text => ({ text, bold: true }))
  return { table: { headerRows: 1, widths, body: [head, ...rows], dontBreakRows: true }, layout: 'lightHorizontalLines' }
}

/** A QR code of a number of ours, as its label has it. */
export function symbolOf(number: string, size: number): Content {
  const drawn = modulesOf('qr', addressOf(number))
  return drawn.kind === 'matrix' ? { svg: svgOf(drawn), width: size, height: size } : { text: '' }
}

function svgOf({ columns, rows, dark }: Matrix): string {
  const quiet = QUIET.qr
  const boxes = dark.flatMap((isDark, index) =>
    isDark ? [`M${quiet + (index % columns)} ${quiet + Math.floor(index / columns)}h1v1h-1z`] : [],
  )
  const [width, height] = [columns + 2 * quiet, rows + 2 * quiet]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path fill="#000" shape-rendering="crispEdges" d="${boxes.join('')}"/></svg>`
}
