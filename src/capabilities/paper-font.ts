/**
 * A packed face (WOFF) as what it was packed from. The drawing library unpacks a packed one itself, but all of its outlines again for each letter that it looks at:
 * a page of Chinese took eight seconds.
 */
import { inflateSync } from 'node:zlib'

const HEAD_BYTES = 44
const PACKED_ENTRY_BYTES = 20
const ENTRY_BYTES = 16

export function unpackedFace(packed: Buffer): Buffer {
  if (packed.toString('latin1', 0, 4) !== 'wOFF') throw new Error('this face is not packed as WOFF')
  const count = packed.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => tableAt(packed, HEAD_BYTES + index * PACKED_ENTRY_BYTES))
  const head = Buffer.alloc(12 + count * ENTRY_BYTES)
  const largest = Math.floor(Math.log2(count))
  packed.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  head.writeUInt16BE(2 ** largest * ENTRY_BYTES, 6)
  head.writeUInt16BE(largest, 8)
  head.writeUInt16BE((count - 2 ** largest) * ENTRY_BYTES, 10)
  const parts: Buffer[] = [head]
  let offset = head.length
  for (const [index, { tag, sum, bytes }] of tables.entries()) {
    const entry = 12 + index * ENTRY_BYTES
    head.write(tag, entry, 'latin1')
    head.writeUInt32BE(sum, entry + 4)
    head.writeUInt32BE(offset, entry + 8)
    head.writeUInt32BE(bytes.length, entry + 12)
    // Each begins at a multiple of four.
    const gap = -bytes.length & 3
    parts.push(bytes, Buffer.alloc(gap))
    offset += bytes.length + gap
  }
  return Buffer.concat(parts)
}

/** Kept as it is where packing would not make it smaller. */
function tableAt(packed: Buffer, entry: number): { tag: string; sum: number; bytes: Buffer } {
  const [offset = 0, size = 0, whole = 0, sum = 0] = [4, 8, 12, 16].map(at => packed.readUInt32BE(entry + at))
  const kept = packed.subarray(offset, offset + size)
  return { tag: packed.toString('latin1', entry, entry + 4), sum, bytes: size < whole ? inflateSync(kept) : kept }
}
