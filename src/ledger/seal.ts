/** Which bytes are hashed: SHA-256 over the hash before and the canonical JSON of the row's body. */
import { createHash } from 'node:crypto'

/** What the first row of a site's ledger has before it. */
export const BEGINNING = Buffer.alloc(32)

export const seal = (previous: Buffer, body: string): Buffer => createHash('sha256').update(previous).update(body, 'utf8').digest()
