/** Files packed as one ZIP: all of them deflated, no date of their own, names in UTF-8. Enough for what a spreadsheet is made of. */
export interface ZipFile {
  name: string
  text: string
}

export async function zipOf(files: readonly ZipFile[]): Promise<Blob> {
  const packed = await Promise.all(files.map(pack))
  const [bodies, directory]: [Bytes[], Bytes[]] = [[], []]
  let offset = 0
  for (const one of packed) {
    const local = header(LOCAL, one, [])
    bodies.push(local, one.name, one.bytes)
    directory.push(header(CENTRAL, one, [offset]), one.name)
    offset += local.length + one.name.length + one.bytes.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  return new Blob([...bodies, ...directory, fields([4, END], [4, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0])])
}

type Bytes = Uint8Array<ArrayBuffer>
interface Packed {
  name: Bytes
  bytes: Bytes
  check: number
  size: number
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50]
const VERSION = 20
const UTF8 = 0x0800
const DEFLATED = 8
/** The first of January 1980, where the format's calendar begins. */
const NO_DATE = 0x0021

async function pack({ name, text }: ZipFile): Promise<Packed> {
  const bytes = new TextEncoder().encode(text)
  const deflated = await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer()
  return { name: new TextEncoder().encode(name), bytes: new Uint8Array(deflated), check: crc32(bytes), size: bytes.length }
}

/** The entry before a file, or with its offset the one in the directory at the end. */
function header(signature: number, { name, bytes, check, size }: Packed, [offset]: [] | [number]): Bytes {
  const shared: Field[] = [
    [2, VERSION],
    [2, UTF8],
    [2, DEFLATED],
    [2, 0],
    [2, NO_DATE],
    [4, check],
    [4, bytes.length],
    [4, size],
    [2, name.length],
    [2, 0],
  ]
  if (offset === undefined) return fields([4, signature], ...shared)
  return fields([4, signature], [2, VERSION], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
}

type Field = readonly [bytes: 2 | 4, value: number]

function fields(...list: readonly Field[]): Bytes {
  const view = new DataView(new ArrayBuffer(list.reduce((sum, [bytes]) => sum + bytes, 0)))
  let at = 0
  for (const [bytes, value] of list) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  return new Uint8Array(view.buffer)
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Bytes): number {
  let sum = 0xffffffff
  for (const byte of bytes) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] ?? 0)
  return (sum ^ 0xffffffff) >>> 0
}
