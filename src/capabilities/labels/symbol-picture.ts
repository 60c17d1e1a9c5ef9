/** One symbol by itself, with its quiet zone: for a page, a document or another program. */
import bwip from 'bwip-js/node'
import type { Symbology } from '../label-shapes.ts'
import { Problem } from '../problem.ts'
import { ordered } from './gs1.ts'
import { darkOf, type SymbolMark } from './layout.ts'
import { isGs1, isMatrix, modulesOf, QUIET, SymbolError } from './symbol.ts'

const BAR_HEIGHT = 40
const PIXELS_PER_MODULE = 6

/** @throws Problem */
export function symbolSvg(symbology: Symbology, text: string): string {
  const mark = markOf(symbology, text)
  const quiet = QUIET[symbology]
  const [width, height] = [mark.width + 2 * quiet, mark.height + 2 * quiet]
  const dark = [...darkOf({ ...mark, x: quiet, y: quiet })].map(box => `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="#fff"/><path shape-rendering="crispEdges" d="${dark.join('')}"/></svg>`
}

/** @throws Problem */
export async function symbolPng(symbology: Symbology, text: string): Promise<Buffer> {
  const { text: written } = markOf(symbology, text)
  const names = {
    qr: 'qrcode',
    datamatrix: 'datamatrix',
    'gs1-datamatrix': 'gs1datamatrix',
    code128: 'code128',
    'gs1-128': 'gs1-128',
  } as const
  const size = isMatrix(symbology) ? {} : { height: 20 }
  return bwip.toBuffer({
    bcid: names[symbology],
    text: written,
    scale: PIXELS_PER_MODULE,
    padding: QUIET[symbology],
    backgroundcolor: 'FFFFFF',
    ...size,
    ...(symbology === 'qr' ? { eclevel: 'M' } : {}),
  })
}

function markOf(symbology: Symbology, given: string): SymbolMark {
  const text = isGs1(symbology) ? ordered(given) : given
  try {
    const modules = modulesOf(symbology, text)
    const [width, height] = modules.kind === 'matrix' ? [modules.columns, modules.rows] : [modules.modules, BAR_HEIGHT]
    return { kind: 'symbol', symbology, text, modules, module: 1, x: 0, y: 0, width, height }
  } catch (error) {
    throw error instanceof SymbolError ? new Problem(422, 'label-impossible', error.message, '/text') : error
  }
}
