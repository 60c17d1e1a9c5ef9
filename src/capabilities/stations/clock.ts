/**
 * When a scan happened, where the station's clock cannot be trusted: its error is measured at each contact and taken out, what it said stays
 * beside the time that counts. A clock that was set between scanning and sending leaves a doubt, and the doubt is said. See decision 0029.
 */
import { parseInstant } from '../../base/instant.ts'

export interface Clocked {
  /** What the station's clock said as it scanned, and as it sent. */
  at: string
  sentAt?: string | undefined
  /** How far its clock was ahead of ours when it scanned, as far as it knew from the contact before; milliseconds. */
  skewMs?: number | undefined
}

export interface Clock {
  at: number
  /** Both times stay: what the station's clock said, and how far it was off. */
  extensions: { stationAt: string; stationSkewMs: number } | null
  /** Nobody knows for sure when it was. */
  isDoubtful: boolean
}

/** Less than this is the way through the network. */
const SKEW_IGNORED_MS = 30_000
/** As much as is forgiven to every sender (see docs/guide/refusals.md, time-in-future): no doubt is raised for less. */
const DOUBT_MS = 5 * 60_000

/** How far the station's clock is ahead of ours as it sends, in milliseconds; null where it did not say. */
export const skewOf = ({ sentAt }: Clocked, now: number): number | null =>
  sentAt === undefined ? null : (parseInstant(sentAt) ?? now) - now

/** What still lies ahead when the error is taken out cannot be: it happened by now at the latest. */
export function clockOf(scan: Clocked, now: number): Clock {
  const sending = skewOf(scan, now)
  const skew = scan.skewMs ?? sending ?? 0
  const said = parseInstant(scan.at) ?? now
  const at = said - (Math.abs(skew) > SKEW_IGNORED_MS ? skew : 0)
  const wasSet = scan.skewMs !== undefined && sending !== null && Math.abs(sending - scan.skewMs) > DOUBT_MS
  const isOff = Math.abs(skew) > SKEW_IGNORED_MS || at - now > SKEW_IGNORED_MS
  return {
    at: Math.min(at, now),
    extensions: isOff || wasSet ? { stationAt: scan.at, stationSkewMs: skew } : null,
    isDoubtful: wasSet || at - now > DOUBT_MS,
  }
}
