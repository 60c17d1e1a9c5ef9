/** What a signature binds: everything an event says but who says it and the signatures themselves. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../base/canonical.ts'
import { plain } from '../../ledger/body.ts'

export interface Signature {
  by: string
  meaning: string
  at: string
  /** SHA-256 of the content's canonical bytes. */
  content: string
}

/** `by` and `crew` may be badges when it is signed and codes when it is kept; who signed stands in the signature. */
export function contentHash(event: object): string {
  const { by: _by, crew: _crew, signed: _signed, ...content } = event as Record<string, unknown>
  return createHash('sha256')
    .update(canonicalJson(plain(content)), 'utf8')
    .digest('hex')
}
