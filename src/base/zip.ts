/**
 * The plainest ZIP there is: entries stored one after the other, uncompressed, with no dates, no comments, and names in UTF-8. The same
 * entries always give the same bytes, so that a reader can write the archive anew and compare: no byte of it is free to change.
 */

export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const UTF8_NAMES = 0x0800
/** 1 January 1980, the first day a ZIP can say. */
const DATE = 0x0021
const VERSION = 20
const LARGEST = 0xffff_ffff
const LOCAL_SIZE = 30
const CENTRAL_SIZE = 46
const END_SIZE = 22

export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.name)
    const facts = { crc: crc32(entry.bytes), size: entry.bytes.length, nameSize: name.length }
    directory.push(header(CENTRAL, facts, offset), name)
    parts.push(header(LOCAL, facts), name, entry.bytes)
    offset += LOCAL_SIZE + name.length + entry.bytes.length
  }
  const listed = directory.reduce((sum, part) => sum + part.length, 0)
  if (offset + listed > LARGEST) throw new RangeError('a package of more than 4 GB cannot be written as one file')
  return joined([...parts, ...directory, end(entries.length, listed, offset)])
}

function header(signature: number, { crc, size, nameSize }: { crc: number; size: number; nameSize: number }, offset?: number): Uint8Array {
  const isCentral = offset !== undefined
  const bytes = new Uint8Array(isCentral ? CENTRAL_SIZE : LOCAL_SIZE)
  const view = new DataView(bytes.buffer)
  const start = isCentral ? 6 : 4
  view.setUint32(0, signature, true)
  if (isCentral) view.setUint16(4, VERSION, true)
  view.setUint16(start, VERSION, true)
  view.setUint16(start + 2, UTF8_NAMES, true)
  view.setUint16(start + 8, DATE, true)
  view.setUint32(start + 10, crc, true)
  view.setUint32(start + 14, size, true)
  view.setUint32(start + 18, size, true)
  view.setUint16(start + 22, nameSize, true)
  if (isCentral) view.setUint32(42, offset, true)
  return bytes
}

function end(count: number, listed: number, offset: number): Uint8Array {
  const bytes = new Uint8Array(END_SIZE)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, END, true)
  view.setUint16(8, count, true)
  view.setUint16(10, count, true)
  view.setUint32(12, listed, true)
  view.setUint32(16, offset, true)
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The entries of an archive of `writeZip`; null for any other file, and for one of which a single byte is different. */
export function readZip(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: ZipEntry[] = []
  let at = 0
  while (at + LOCAL_SIZE <= bytes.length && view.getUint32(at, true) === LOCAL) {
    const [size, nameSize] = [view.getUint32(at + 22, true), view.getUint16(at + 26, true)]
    const content = at + LOCAL_SIZE + nameSize
    if (content + size > bytes.length) return null
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + LOCAL_SIZE, content)),
      bytes: bytes.subarray(content, content + size),
    })
    at = content + size
  }
  return entries.length > 0 && equal(writeZip(entries), bytes) ? entries : null
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index])

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffff_ffff) >>> 0
}
