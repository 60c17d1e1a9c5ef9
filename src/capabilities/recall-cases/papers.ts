/** What the papers of a recall share: black on white, a symbol to scan, page x of y. */
import type { Content } from 'pdfmake/interfaces.js'
import { formatInstant } from '../../base/instant.ts'
import { addressOf } from '../labels/address.ts'
import { type Matrix, modulesOf, QUIET } from '../labels/symbol.ts'

export const day = (now: number): string => formatInstant(now).slice(0, 10)

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
