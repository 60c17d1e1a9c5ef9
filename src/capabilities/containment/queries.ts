import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

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
  asked: { open: boolean | null; site: string | null; before: { at: number; code: string }; limit: number; lots: number },
): Promise<HoldRow[]> {
  const { rows } = await client.query({
    values: [asked.open, asked.site, asked.before.at, asked.before.code, asked.limit, asked.lots],
    text: `select h.site, h.hold, h.reason, h.case_number as "case", h.direction, h.by, h.at, h.released_at as "releasedAt", h.release_reason as "releaseReason",
             coalesce((select jsonb_agg(s) from (select l.material, l.number from hold_lot x join lot l on l.id = x.lot
               where x.site = h.site and x.hold = h.hold and x.until is null and x.exempt is null order by x.since, x.line limit $6) s), '[]') as lots,
             (select count(*)::int from hold_lot x where x.site = h.site and x.hold = h.hold and x.until is null and x.exempt is null) as "lotCount"
           from hold h where h.until is null and ($1::boolean is null or (h.released_at is null) = $1) and ($2::text is null or h.site = $2) and (h.at, h.hold) < ($3, $4 || chr(1114111))
           order by h.at desc, h.hold desc limit $5`,
  })
  return rows as HoldRow[]
}
