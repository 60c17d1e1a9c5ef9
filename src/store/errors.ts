/** A store that cannot be opened, with a sentence that tells the reader what to do about it. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** PostgreSQL's own "not now": it stops, starts, recovers, or has no connection left; and a lost connection (class 08). */
const UNAVAILABLE_STATES = new Set(['57P01', '57P02', '57P03', '53300', '53400', '55P03', '25006'])
const UNAVAILABLE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'])
const UNAVAILABLE_WORDS =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i

/** Whether trying again later can help, as opposed to a fault in what was asked. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '' } = error as { code?: string }
  return UNAVAILABLE_STATES.has(code) || UNAVAILABLE_CODES.has(code) || code.startsWith('08') || UNAVAILABLE_WORDS.test(error.message)
}
