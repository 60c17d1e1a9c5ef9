/**
 * What a printer makes of our ZPL, by Zebra's programming guide and independently of how we write it: fields with their text, and symbols
 * with the characters that end up in them. Pictures (^GF) become pixels.
 */
import type { Pixels } from './decode.ts'

export interface ZplLabel {
  width: number
  height: number
  copies: number
  fields: ZplField[]
}
export type ZplField =
  | { kind: 'text'; x: number; y: number; font: string; height: number; text: string }
  | { kind: 'qr' | 'datamatrix' | 'code128'; x: number; y: number; module: number; payload: string }
  | { kind: 'picture'; x: number; y: number; pixels: Pixels }
  | { kind: 'box'; x: number; y: number; width: number; height: number }

const FNC1 = '\u001d'

export function readZpl(zpl: string): ZplLabel[] {
  return [...zpl.matchAll(/\^XA([\s\S]*?)\^XZ/g)].map(match => readLabel(match[1] ?? ''))
}

interface Held {
  x: number
  y: number
  symbol: { kind: 'qr' | 'datamatrix' | 'code128'; module: number } | undefined
  font: string
  height: number
  hex: string | undefined
  escape: string
  narrow: number
}

function readLabel(body: string): ZplLabel {
  const label: ZplLabel = { width: 0, height: 0, copies: 1, fields: [] }
  const fresh = (): Held => ({ x: 0, y: 0, symbol: undefined, font: '', height: 0, hex: undefined, escape: '~', narrow: 2 })
  let held = fresh()
  for (const [, name = '', rest = ''] of body.matchAll(/\^([A-Z0-9@]{2})([^^]*)/g)) {
    const numbers = rest.trim().split(',')
    const number = (index: number): number => Number(numbers[index] ?? 0)
    if (name === 'PW') label.width = number(0)
    else if (name === 'LL') label.height = number(0)
    else if (name === 'PQ') label.copies = number(0)
    else if (name === 'FO' || name === 'FT') held = { ...held, x: number(0), y: number(1) }
    else if (name.startsWith('A')) held = { ...held, font: name === 'A@' ? (numbers[3] ?? '') : name.slice(1), height: number(1) }
    else if (name === 'BY') held.narrow = number(0)
    else if (name === 'BQ') held.symbol = { kind: 'qr', module: number(2) }
    else if (name === 'BX') held = { ...held, symbol: { kind: 'datamatrix', module: number(1) }, escape: numbers[6] ?? '~' }
    else if (name === 'BC') held.symbol = { kind: 'code128', module: held.narrow }
    else if (name === 'FH') held.hex = rest.trim() === '' ? '_' : rest.trim()
    else if (name === 'GB') label.fields.push({ kind: 'box', x: held.x, y: held.y, width: number(0), height: number(1) })
    else if (name === 'GF') label.fields.push(pictureOf(held, numbers))
    else if (name === 'FD') label.fields.push(fieldOf(held, unhexed(rest, held.hex)))
    else if (name === 'FS') held = fresh()
  }
  return label
}

/** `\E2\82\AC` → €: hexadecimal bytes are UTF-8 by ^CI28. */
function unhexed(text: string, mark: string | undefined): string {
  if (mark === undefined) return text
  const bytes: number[] = []
  for (let at = 0; at < text.length; ) {
    const isHex = text[at] === mark && /^[0-9A-F]{2}$/i.test(text.slice(at + 1, at + 3))
    if (isHex) bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16))
    else bytes.push(...new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at) ?? 0)))
    at += isHex ? 3 : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))
}

function fieldOf(held: Held, text: string): ZplField {
  const { x, y, symbol } = held
  if (symbol === undefined) return { kind: 'text', x, y, font: held.font, height: held.height, text }
  const payload = { qr: qrPayload, datamatrix: (data: string) => matrixPayload(data, held.escape), code128: code128Payload }[symbol.kind](
    text,
  )
  return { ...symbol, x, y, payload }
}

/** "MA,text": correction level, input mode, text. */
function qrPayload(data: string): string {
  if (!/^[HQML]A,/.test(data)) throw new Error(`a ^BQ field begins with level and mode, such as MA, but this is "${data.slice(0, 10)}"`)
  return data.slice(3)
}

function matrixPayload(data: string, escape: string): string {
  let payload = ''
  for (let at = 0; at < data.length; at++) {
    if (data[at] !== escape) payload += data[at]
    else if (data[at + 1] === escape) payload += data[++at]
    else if (data[at + 1] === '1') {
      payload += FNC1
      at++
    } else throw new Error(`${escape}${data[at + 1] ?? ''} is no escape we know`)
  }
  // FNC1 in the first place says that it is GS1; it is not part of the data.
  return payload.startsWith(FNC1) ? `]d2${payload.slice(1)}` : payload
}

const WRITTEN: Readonly<Record<string, string>> = { '0': '>', '<': '^', '=': '~' }

function code128Payload(data: string): string {
  let [set, payload] = ['', '']
  for (let at = 0; at < data.length; ) {
    if (data[at] === '>') {
      const code = data[at + 1] ?? ''
      at += 2
      if (code === ';' || code === '5') set = 'C'
      else if (code === ':' || code === '6') set = 'B'
      else if (code === '8') payload += FNC1
      else if (WRITTEN[code] !== undefined && set === 'B') payload += WRITTEN[code]
      else throw new Error(`>${code} means nothing in set ${set}`)
    } else if (set === 'C') {
      const pair = data.slice(at, at + 2)
      if (!/^\d\d$/.test(pair)) throw new Error(`set C holds pairs of digits, not "${pair}"`)
      payload += pair
      at += 2
    } else if (set === 'B') payload += data[at++]
    else throw new Error('no start character')
  }
  return payload.startsWith(FNC1) ? `]C1${payload.slice(1)}` : payload
}

/** ^GFA,bytes,bytes,bytes per row,hexadecimal */
function pictureOf({ x, y }: Held, [format, total, , row, hex = '']: string[]): ZplField {
  const bits = Buffer.from(hex, 'hex')
  if (format !== 'A' || bits.length !== Number(total)) throw new Error('a ^GF that says another length than it has')
  const rowBytes = Number(row)
  const [margin, scale] = [40, 2]
  const [width, height] = [rowBytes * 8 * scale + 2 * margin, (bits.length / rowBytes) * scale + 2 * margin]
  const grey = new Uint8Array(width * height).fill(255)
  for (let at = 0; at < bits.length * 8; at++) {
    if (((bits[at >> 3] ?? 0) & (0x80 >> (at & 7))) === 0) continue
    const [column, line] = [at % (rowBytes * 8), Math.floor(at / (rowBytes * 8))]
    for (let down = 0; down < scale; down++) {
      const from = (margin + line * scale + down) * width + margin + column * scale
      grey.fill(0, from, from + scale)
    }
  }
  return { kind: 'picture', x, y, pixels: { width, height, grey } }
}
