import type { Pool, PoolClient } from 'pg'
import type { Moment } from '../paging.ts'
import type { ChangedLink } from './reached.ts'

type Client = Pool | PoolClient

/** What of the links was recorded or ended between two positions, and is seen or no longer seen at the later one. */
export async function changedLinks(client: Client, { from, to }: { from: number; to: number }): Promise<ChangedLink[]> {
  const { rows } = await client.query({
    name: 'holds.changed_links',
    values: [from, to],
    text: `select since, line, parent, child, came, gone as left, removed_at as "removedAt", false as "isEnded" from link where since > $1 and since <= $2 and (until is null or until > $2)
           union all select since, line, parent, child, came, gone, removed_at, true from link where until > $1 and until <= $2 and since <= $1 order by since, line`,
  })
  return rows as ChangedLink[]
}

export interface HoldRow {
  site: string
  hold: string
  reason: string
  case: string | null
  direction: 'none' | 'forward'
  by: string | null
  at: number
  releasedAt: number | null
  releaseReason: string | null
  lots: { material: string; number: string }[]
  lotCount: number
}

/** Holds by when they were placed, newest first, each with the first lots it was placed on. */
export async function holdsPlaced(
  client: Client,
  asked: { open: boolean | null; site: string | null; before: Moment; limit: number; lots: number },
): Promise<HoldRow[]> {
  const { rows } = await client.query({
    values: [asked.open, asked.site, asked.before.at, asked.before.code, asked.limit, asked.lots, asked.before.site],
    text: `select h.site, h.hold, h.reason, h.case_number as "case", h.direction, h.by, h.at, h.released_at as "releasedAt", h.release_reason as "releaseReason",
             coalesce((select jsonb_agg(s) from (select l.material, l.number from hold_lot x join lot l on l.id = x.lot
               where x.site = h.site and x.hold = h.hold and x.until is null and x.exempt is null order by x.since, x.line limit $6) s), '[]') as lots,
             (select count(*)::int from hold_lot x where x.site = h.site and x.hold = h.hold and x.until is null and x.exempt is null) as "lotCount"
           from hold h where h.until is null and ($1::boolean is null or (h.released_at is null) = $1) and ($2::text is null or h.site = $2) and (h.at, h.hold, h.site) < ($3, $4, $7)
           order by h.at desc, h.hold desc, h.site desc limit $5`,
  })
  return rows as HoldRow[]
}

export interface ConcessionLine {
  concession: string
  site: string
  lot: number
  material: string
  number: string
  holds: string[]
  quantity: string | null
  used: string
  unit: string
  customer: string | null
  expiresAt: number | null
  reason: string
  by: string | null
  at: number
  /** Where it was recorded. */
  since: number
  place: string
}

const CONCESSION_LINES = `select c.concession, c.since, c.since || ' ' || c.line as place, c.site, c.lot, l.material, l.number, c.holds, c.quantity::text as quantity, l.unit, c.customer, c.expires_at::float8 as "expiresAt", c.reason, c.by, c.at::float8 as at,
     (select coalesce(sum(u.quantity), 0)::text from concession_use u where u.site = c.site and u.concession = c.concession and u.lot = c.lot and u.until is null) as used
   from concession c join lot l on l.id = c.lot where c.until is null`

/** What was granted, newest first, with what has passed under it. */
export async function concessionsGranted(
  client: Client,
  asked: { site: string | null; number: string | null; before: Moment; limit: number },
): Promise<ConcessionLine[]> {
  const { rows } = await client.query({
    values: [asked.site, asked.number, asked.before.at, asked.before.code, asked.limit],
    text: `${CONCESSION_LINES} and ($1::text is null or c.site = $1) and ($2::text is null or l.number = $2)
           and (c.at, c.since || ' ' || c.line) < ($3, $4) order by c.at desc, c.since || ' ' || c.line desc limit $5`,
  })
  return rows as ConcessionLine[]
}

/** What was granted for these lots, and for which of them something has passed. */
export async function concessionsOf(client: Client, lots: readonly number[]): Promise<ConcessionLine[]> {
  const { rows } = await client.query({
    name: 'concessions.of',
    values: [lots],
    text: `${CONCESSION_LINES} and c.lot = any($1) order by c.at, c.since, c.line`,
  })
  return rows as ConcessionLine[]
}
