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

/** What its headers say of an entry. */
export interface ZipMember {
  readonly name: string
  readonly size: number
  readonly crc: number
}

/** Where an archive is that need not be in memory: a file, read part by part. */
export interface ZipSource {
  readonly size: number
  read(at: number, length: number): Promise<Uint8Array>
}

export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  const members = entries.map(({ name, bytes }) => ({ name, size: bytes.length, crc: crc32(bytes) }))
  return joined([...members.flatMap((member, index) => [localHeader(member), entries[index]?.bytes ?? new Uint8Array()]), zipEnd(members)])
}

/** What stands before the bytes of an entry. */
export function localHeader(member: ZipMember): Uint8Array {
  const name = new TextEncoder().encode(member.name)
  return joined([header(LOCAL, { ...member, nameSize: name.length }), name])
}

/** What stands behind the last entry. @throws RangeError when the archive is larger than its headers can say */
export function zipEnd(members: readonly ZipMember[]): Uint8Array {
  const directory: Uint8Array[] = []
  let offset = 0
  for (const member of members) {
    const name = new TextEncoder().encode(member.name)
    directory.push(header(CENTRAL, { ...member, nameSize: name.length }, offset), name)
    offset += LOCAL_SIZE + name.length + member.size
  }
  const listed = directory.reduce((sum, part) => sum + part.length, 0)
  if (offset + listed > LARGEST) throw new RangeError('a package of more than 4 GB cannot be written as one file')
  return joined([...directory, end(members.length, listed, offset)])
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

/** So much is read at a time. */
const PART = 1024 * 1024

/**
 * The same of an archive of any size, of which only a part is ever held: `hear` is told the name of each entry and then gets its bytes. Null
 * where `readZip` would answer null; what was heard until then is of no archive of ours.
 */
export async function scanZip(source: ZipSource, hear: (name: string) => (part: Uint8Array) => void): Promise<ZipMember[] | null> {
  const members: ZipMember[] = []
  let at = 0
  for (;;) {
    const fixed = await source.read(at, LOCAL_SIZE)
    const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.byteLength)
    if (fixed.length < LOCAL_SIZE || view.getUint32(0, true) !== LOCAL) break
    const [size, nameSize] = [view.getUint32(22, true), view.getUint16(26, true)]
    const said = await source.read(at, LOCAL_SIZE + nameSize)
    const content = at + LOCAL_SIZE + nameSize
    if (content + size > source.size) return null
    const name = new TextDecoder().decode(said.subarray(LOCAL_SIZE))
    const [crc, take] = [new Crc32(), hear(name)]
    for (let from = content; from < content + size; from += PART) {
      const part = await source.read(from, Math.min(PART, content + size - from))
      crc.add(part)
      take(part)
    }
    const member = { name, size, crc: crc.value }
    if (!equal(localHeader(member), said)) return null
    members.push(member)
    at = content + size
  }
  const ending = members.length > 0 ? zipEnd(members) : null
  if (ending?.length !== source.size - at) return null
  return equal(ending, await source.read(at, ending.length)) ? members : null
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index])

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** Of bytes that come part by part. */
export class Crc32 {
  private crc = 0xffff_ffff

  add(bytes: Uint8Array): void {
    let crc = this.crc
    for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
    this.crc = crc
  }

  get value(): number {
    return (this.crc ^ 0xffff_ffff) >>> 0
  }
}

function crc32(bytes: Uint8Array): number {
  const crc = new Crc32()
  crc.add(bytes)
  return crc.value
}
