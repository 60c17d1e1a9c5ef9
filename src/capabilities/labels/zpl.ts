/** A drawing in ZPL II. The printer draws the symbols itself, so they are as sharp as it can; what it has no command for is sent as a picture. */

import type { Printer } from '../label-shapes.ts'
import { code128Field } from './code128.ts'
import { elementsOf, encoded } from './gs1.ts'
import { type Drawing, darkOf, type Mark, type SymbolMark, type TextMark } from './layout.ts'
import { isGs1 } from './symbol.ts'

export type Head = Pick<Printer, 'dpi' | 'symbols' | 'font'>

/** Printers are sold by dots per inch and built by dots per millimetre. */
const PER_MILLIMETRE: Readonly<Record<Printer['dpi'], number>> = { 152: 6, 203: 8, 300: 12, 600: 24 }
export const dotOf = (dpi: Printer['dpi']): number => 1 / PER_MILLIMETRE[dpi]

/** `copies` alike of it, in one go. ^CI28: text is UTF-8. */
export function zplOf(drawing: Drawing, head: Head, copies: number): string {
  const dots = dotsOf(drawing.dot)
  const size = `^PW${dots(drawing.width)}^LL${dots(drawing.height)}^LH0,0`
  return `^XA^CI28${size}\n${drawing.marks.map(mark => fieldOf(mark, drawing.dot, head)).join('\n')}\n^PQ${copies},0,0,N^XZ\n`
}

const dotsOf =
  (dot: number) =>
  (length: number): number =>
    Math.round(length / dot)

function fieldOf(mark: Mark, dot: number, head: Head): string {
  const dots = dotsOf(dot)
  if (mark.kind === 'text') return textField(mark, dots, head)
  if (mark.kind === 'symbol') return isNative(mark, head) ? symbolField(mark, dots) : pictureField(mark, dot)
  const [width, height] = [Math.max(1, dots(mark.width)), Math.max(1, dots(mark.height))]
  return `^FO${dots(mark.x)},${dots(mark.y)}^GB${width},${height},${Math.min(width, height)}^FS`
}

/** ^A's height is that of the whole letter cell; a capital fills about seven tenths of it. */
const CELL = 1.4
const BUILT_IN = /^[\u0020-\u024f\u0370-\u04ff\u1e00-\u20ac\u2122…]*$/

function textField({ x, baseline, size, text }: TextMark, dots: (length: number) => number, { font }: Head): string {
  const height = dots(size * CELL)
  const face = font !== undefined && !BUILT_IN.test(text) ? `^A@N,${height},${height},${font}` : `^A0N,${height}`
  return `^FT${dots(x)},${dots(baseline)}${face}^FH\\^FD${written(text)}^FS`
}

/** ^FH\: what ZPL would take for a command is written as the hexadecimal of its UTF-8 bytes. */
function written(text: string): string {
  return text.replaceAll(/[\^~\\\p{Cc}]/gu, letter =>
    [...new TextEncoder().encode(letter)].map(byte => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
}

/** Printers agree on what they do with ASCII; a matrix of anything else is ours to draw. QR is UTF-8 by ^CI28. */
const isNative = ({ symbology, text }: SymbolMark, { symbols }: Head): boolean =>
  symbols === 'native' && (symbology === 'qr' || /^[ -~]+$/.test(text))

function symbolField(mark: SymbolMark, dots: (length: number) => number): string {
  const { x, y, module, height, symbology, text } = mark
  const at = `^FO${dots(x)},${dots(y)}`
  const width = dots(module)
  switch (symbology) {
    case 'qr':
      // M: correction level, as laid out; A: the printer chooses the modes.
      return `${at}^BQN,2,${width}^FH\\^FDMA,${written(text)}^FS`
    case 'datamatrix':
    case 'gs1-datamatrix':
      return `${at}^BXN,${width},200,,,,_,1^FH\\^FD${written(matrixField(text, isGs1(symbology)))}^FS`
    case 'code128':
    case 'gs1-128':
      return `${at}^BY${width},3,${dots(height)}^BCN,${dots(height)},N,N,N,N^FH\\^FD${written(barsField(text, isGs1(symbology)))}^FS`
  }
}

/** In a ^BX field the escape `_1` is FNC1, and a plain underscore is written twice. */
function matrixField(text: string, gs1: boolean): string {
  if (!gs1) return text.replaceAll('_', '__')
  return `_1${encoded(text).replaceAll('_', '__').replaceAll('\u001d', '_1')}`
}

const barsField = (text: string, gs1: boolean): string =>
  gs1 ? code128Field(encoded(text), { gs1: elementsOf(text).length > 0 }) : code128Field(text, { gs1: false })

/** One bit per dot, rows filled up to whole bytes. */
function pictureField(mark: SymbolMark, dot: number): string {
  const dots = dotsOf(dot)
  const [columns, rows] = [dots(mark.width), dots(mark.height)]
  const rowBytes = Math.ceil(columns / 8)
  const bits = Buffer.alloc(rowBytes * rows)
  for (const { x, y, width, height } of darkOf(mark)) {
    const [left, top] = [dots(x - mark.x), dots(y - mark.y)]
    for (let row = top; row < top + dots(height); row++)
      for (let column = left; column < left + dots(width); column++) {
        const byte = row * rowBytes + (column >> 3)
        bits[byte] = (bits[byte] ?? 0) | (0x80 >> (column & 7))
      }
  }
  const hex = bits.toString('hex').toUpperCase()
  return `^FO${dots(mark.x)},${dots(mark.y)}^GFA,${bits.length},${bits.length},${rowBytes},${hex}^FS`
}
