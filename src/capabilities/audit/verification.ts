/** Verifying reads the whole ledger, so it is done once at a time, and the last result is kept for whoever asks next. */
import type { Pool } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import type { Handlers } from '../../ledger/handler.ts'
import type { ParseCommand } from '../../ledger/replay.ts'
import { type Verification, verify } from '../../ledger/verify.ts'

/** What a replay needs to know of every capability; handed in, because those know of this one. */
export interface Meaning {
  handlers: Handlers
  parse: ParseCommand
}
export type VerificationResult = Omit<Verification, 'checkedAt'> & { checkedAt: string }

const kept = new WeakMap<Pool, { last: VerificationResult | null; running: Promise<VerificationResult> | undefined }>()

function placeOf(pool: Pool): { last: VerificationResult | null; running: Promise<VerificationResult> | undefined } {
  const known = kept.get(pool) ?? { last: null, running: undefined }
  kept.set(pool, known)
  return known
}

export const lastVerification = (pool: Pool): VerificationResult | null => placeOf(pool).last

export function verifyLedger(pool: Pool, { handlers, parse }: Meaning): Promise<VerificationResult> {
  const place = placeOf(pool)
  place.running ??= verify(pool, handlers, parse)
    .then(({ checkedAt, ...result }) => {
      place.last = { ...result, checkedAt: formatInstant(checkedAt) }
      return place.last
    })
    .finally(() => {
      place.running = undefined
    })
  return place.running
}
