/** Reads symbols back from pixels with ZXing, as a camera or an imager would. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader'
import { type Drawing, darkOf, type LineMark } from '../../src/capabilities/labels/layout.ts'

const require = createRequire(import.meta.url)
let ready: Promise<unknown> | undefined

/** The decoder comes with its package: nothing is asked of the network. */
function decoder(): Promise<unknown> {
  const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)
  ready ??= prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  return ready
}

export interface ReadSymbol {
  format: string
  /** Separators as \u001d; what a scanner would type after its symbology identifier. */
  text: string
  symbology: string
}

export interface Pixels {
  width: number
  height: number
  /** One byte per pixel, 0 is black. */
  grey: Uint8Array
}

export async function readPicture(picture: Uint8Array | Pixels): Promise<ReadSymbol[]> {
  await decoder()
  const found = await readBarcodes(picture instanceof Uint8Array ? picture : imageOf(picture), {
    tryHarder: true,
    textMode: 'Plain',
    maxNumberOfSymbols: 20,
  })
  return found.filter(one => one.isValid).map(readSymbol)
}

const readSymbol = ({ format, text, symbologyIdentifier }: ReadResult): ReadSymbol => ({ format, text, symbology: symbologyIdentifier })

function imageOf({ width, height, grey }: Pixels): ImageData {
  const data = new Uint8ClampedArray(width * height * 4)
  grey.forEach((value, index) => data.set([value, value, value, 255], index * 4))
  return { data, width, height, colorSpace: 'srgb' }
}

/** Only what is dark for sure: symbols and lines, no letters. */
export function pixelsOf(drawing: Drawing, pixelsPerDot = 2): Pixels {
  const boxes = drawing.marks.flatMap(mark => (mark.kind === 'symbol' ? [...darkOf(mark)] : mark.kind === 'line' ? [mark] : []))
  return draw(boxes, drawing, pixelsPerDot / drawing.dot)
}

function draw(boxes: readonly LineMark[], size: { width: number; height: number }, perMillimetre: number): Pixels {
  const [width, height] = [Math.round(size.width * perMillimetre), Math.round(size.height * perMillimetre)]
  const grey = new Uint8Array(width * height).fill(255)
  const pixel = (length: number): number => Math.round(length * perMillimetre)
  for (const box of boxes)
    for (let y = pixel(box.y); y < pixel(box.y + box.height); y++)
      grey.fill(0, y * width + pixel(box.x), y * width + pixel(box.x + box.width))
  return { width, height, grey }
}
