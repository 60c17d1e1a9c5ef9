/** The scan log: every raw scan with what became of it, kept 30 days. It is the tool for the question "why did my scan not work?". */
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { cut, type Key, numberCursor } from '../paging.ts'
import type { Services } from '../route.ts'
import { deleteScansBefore, insertScans, type LoggedScan, loggedScans } from './queries.ts'

export const KEPT_DAYS = 30
const DAY_MS = 86_400_000
/** Longer texts are no scans; their beginning is enough to see what they were. */
const BYTES_MAX = 4000

export interface ScanEntry {
  text: string
  site?: string | null
  station?: string | null
  device?: string | null
  /** The person's code. */
  by?: string | null
  syntax: string
  kind: string | null
  /** What the person was told: done, attention, stop, ignored, or read where nothing was recorded. */
  outcome: string
  problem?: string | null
  ms: number
  at?: number
}

/** The one way into the log, for every door. A badge is a credential: that it was scanned is kept, what it says is not. */
export async function logScans(services: Services, entries: readonly ScanEntry[]): Promise<void> {
  if (entries.length === 0) return
  await insertScans(
    services.pool,
    entries.map(entry => logged(entry, services.now())),
  )
  await pruneSometimes(services)
}

function logged({ text, at, site, station, device, by, problem, ...entry }: ScanEntry, now: number): LoggedScan {
  const isCredential = entry.syntax === 'badge' || entry.kind === 'person'
  return {
    ...entry,
    at: at ?? now,
    site: site ?? null,
    station: station ?? null,
    device: device ?? null,
    by: by ?? null,
    problem: problem?.replaceAll('\0', '␀') ?? null,
    bytes: Buffer.from(isCredential ? '(badge)' : text, 'utf8').subarray(0, BYTES_MAX),
  }
}

const HOUR_MS = 3_600_000
const pruned = new WeakMap<object, number>()

async function pruneSometimes({ pool, now }: Services): Promise<void> {
  if ((pruned.get(pool) ?? 0) > now() - HOUR_MS) return
  pruned.set(pool, now())
  await deleteScansBefore(pool, now() - KEPT_DAYS * DAY_MS)
}

export interface LogQuestion {
  station?: string | undefined
  since?: number | undefined
  limit: number
  cursor?: string | undefined
}

/** Newest first. The text is shown as it can be shown; `bytes` are exact, in hexadecimal. */
export async function scanLog(
  { pool }: Services,
  { station, since, limit, cursor }: LogQuestion,
): Promise<{ scans: answers.LoggedScan[]; next: string | null }> {
  const before = numberCursor(cursor, Number.MAX_SAFE_INTEGER)
  const rows = await loggedScans(pool, { station: station ?? null, since: since ?? 0, before, limit: limit + 1 })
  const page = cut(rows, limit, ({ id }): Key => [id])
  return { scans: page.rows.map(shown), next: page.next }
}

function shown({ at, bytes, ...scan }: LoggedScan & { id: number }): answers.LoggedScan {
  return { ...scan, at: formatInstant(at), text: visible(bytes.toString('utf8')), bytes: bytes.toString('hex') }
}

/** Control characters as their pictures: a separator that arrived is seen. */
const visible = (text: string): string => text.replace(/[\0-\u001f]/g, letter => String.fromCodePoint(0x2400 + letter.charCodeAt(0)))
