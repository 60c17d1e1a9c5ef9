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

const HOUR_MS = 3_600_000
/** Every day, unless GENEALOT_VERIFY_HOURS says otherwise; 0 turns it off. */
const HOURS = 24

/** Verifies again and again, and says what differs; what it found is what the badge shows. */
export function scheduledVerification(
  pool: Pool,
  meaning: Meaning,
  onDifference: (found: object) => void,
  hours = Number(process.env.GENEALOT_VERIFY_HOURS ?? HOURS),
): { stop(): void } {
  if (!(hours > 0)) return { stop: () => undefined }
  const check = (): void => {
    verifyLedger(pool, meaning).then(
      result => (result.difference === null ? undefined : onDifference({ difference: result.difference })),
      (error: unknown) => onDifference({ error: String(error) }),
    )
  }
  // Timers of more than 24 days fire at once.
  const timer = setInterval(check, Math.min(hours * HOUR_MS, 2 ** 31 - 1))
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
