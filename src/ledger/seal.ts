/** Which bytes are hashed: SHA-256 over the hash before and the canonical JSON of the row's body. */
import { createHash, hash } from 'node:crypto'

/** What the first row of a site's ledger has before it. */
export const BEGINNING = Buffer.alloc(32)

const LENGTH = BEGINNING.length
/** Bytes a character of a body has at most. */
const WIDEST = 3
/** Most bodies are a few thousand characters. */
const room = Buffer.alloc(64 * 1024)

/** At once, where there is room for it: a hash that takes piece by piece is made anew for each row, and making it costs as much as hashing. */
export function seal(previous: Buffer, body: string): Buffer {
  if (LENGTH + body.length * WIDEST > room.length) return createHash('sha256').update(previous).update(body, 'utf8').digest()
  room.set(previous, 0)
  return hash('sha256', room.subarray(0, LENGTH + room.write(body, LENGTH, 'utf8')), 'buffer')
}
