/** Symbols as modules: a matrix of dark and light, or the widths of bars and spaces. What draws them decides how large a module is. */
import bwip from 'bwip-js/node'
import type { Symbology } from '../label-shapes.ts'

export interface Matrix {
  kind: 'matrix'
  columns: number
  rows: number
  /** Row by row, true is dark. */
  dark: boolean[]
}
export interface Bars {
  kind: 'bars'
  /** Bar, space, bar …, beginning and ending with a bar. */
  widths: number[]
  modules: number
}
export type Modules = Matrix | Bars

/** Light margin on each side, in modules, without which a scanner does not find the symbol. */
export const QUIET: Readonly<Record<Symbology, number>> = { qr: 4, datamatrix: 2, 'gs1-datamatrix': 2, code128: 10, 'gs1-128': 10 }

const ENCODER: Readonly<Record<Symbology, string>> = {
  qr: 'qrcode',
  datamatrix: 'datamatrix',
  'gs1-datamatrix': 'gs1datamatrix',
  code128: 'code128',
  'gs1-128': 'gs1-128',
}
export const isMatrix = (symbology: Symbology): boolean => symbology === 'qr' || symbology.endsWith('datamatrix')
export const isGs1 = (symbology: Symbology): boolean => symbology.startsWith('gs1-')

/** The text cannot be a symbol of this kind; the sentence says why. */
export class SymbolError extends Error {}

/** @throws SymbolError */
export function modulesOf(symbology: Symbology, text: string): Modules {
  checkText(symbology, text)
  try {
    const [drawn] = bwip.raw({ bcid: ENCODER[symbology], text, ...(symbology === 'qr' ? { eclevel: 'M' } : {}) })
    if (drawn !== undefined && 'pixs' in drawn)
      return { kind: 'matrix', columns: drawn.pixx, rows: drawn.pixy, dark: drawn.pixs.map(pixel => pixel === 1) }
    if (drawn !== undefined) return { kind: 'bars', widths: drawn.sbs, modules: drawn.sbs.reduce((sum, width) => sum + width, 0) }
  } catch (error) {
    throw new SymbolError(`"${shortened(text)}" cannot be a ${symbology} symbol: ${complaintOf(error)}.`)
  }
  throw new SymbolError(`"${shortened(text)}" cannot be a ${symbology} symbol.`)
}

/** Code 128 has letters beyond ASCII only by a convention that few scanners follow. */
function checkText(symbology: Symbology, text: string): void {
  if (symbology === 'code128' && !/^[ -~]+$/.test(text))
    throw new SymbolError(`"${shortened(text)}" has letters that Code 128 does not: use a QR code.`)
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
/** "bwipp.GS1badChecksum#3251: AI 01: Bad checksum" → "AI 01: Bad checksum" */
const complaintOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^bwipp\.[^:]*:\s*/, '').replace(/\.$/, '')
