/** What was found last of each check, so that whoever pages through it does not have the whole site read again for every page. */
import type { Pool } from 'pg'
import { type Key, malformed, readCursor } from '../paging.ts'
import type { Doctor } from './checks.ts'
import { type Asked, BEGINNING, type Found, searchFor } from './queries.ts'

/** Findings that are read at once: five pages of a thousand. */
const READ = 5000
/** Of so many checks; all told some twenty megabytes. */
const KEPT = 16
const KEPT_MS = 5 * 60_000

interface Part {
  readonly rows: readonly Found[]
  readonly total: number
  readonly isLast: boolean
  readonly until: number
}

export interface PageAsked extends Asked {
  limit: number
  cursor?: string | undefined
}

const kept = new WeakMap<Pool, Map<string, Part>>()

/** A page, and one row more where there is another page. The first is always read anew. */
export async function findingsOf(
  pool: Pool,
  doctor: Doctor,
  { limit, cursor, ...asked }: PageAsked,
): Promise<{ rows: readonly Found[]; total: number }> {
  const parts = kept.get(pool) ?? new Map<string, Part>()
  kept.set(pool, parts)
  const after = placeOf(cursor)
  const name = JSON.stringify([asked.site, doctor.check, asked.forgottenAfter])
  const part = cursor === undefined ? undefined : parts.get(name)
  const from = part && part.until > asked.now ? part.rows.findIndex(row => isAt(row, after)) + 1 : 0
  if (part && from > 0 && (part.isLast || from + limit < part.rows.length))
    return { ...part, rows: part.rows.slice(from, from + limit + 1) }
  const { rows, total } = await searchFor(pool, doctor.search, { asked, after, limit: READ })
  parts.delete(name)
  parts.set(name, { rows, total, isLast: rows.length < READ, until: asked.now + KEPT_MS })
  for (const oldest of [...parts.keys()].slice(0, -KEPT)) parts.delete(oldest)
  return { rows: rows.slice(0, limit + 1), total }
}

const isAt = (row: Found, [first, second]: Key): boolean => row.first === first && row.second === second

function placeOf(cursor: string | undefined): Key {
  const [first, second] = readCursor(cursor) ?? BEGINNING
  if (typeof first !== 'number' || typeof second !== 'string') throw malformed()
  return [first, second]
}
