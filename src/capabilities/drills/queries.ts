import type { Pool, PoolClient } from 'pg'
import type { Json } from '../../base/canonical.ts'
import { REPORTED_BY } from '../../ledger/reported.ts'
import type { DrillRow } from '../../ledger/tables.ts'
import { type DrillPolicy, SETTINGS } from '../booking/records.ts'

type Client = Pool | PoolClient

export type DrillListed = Omit<DrillRow, 'since' | 'until' | 'drawn' | 'lots' | 'scorecard'> & {
  drawn: { seed: string; of: DrawnFrom; among: number; position: number } | null
  lots: { material: string; number: string }[]
  scorecard: Json | null
}
export type DrawnFrom = 'raw' | 'finished' | 'any'

const LISTED = `d.site, d.drill, d.origin, d.drawn, d.lots, d.by, d.at, d.traced_at as "tracedAt", d.stock_at as "stockAt", d.customers_at as "customersAt",
  d.finished_at as "finishedAt", d.scorecard`

/** Drills by when they began, newest first. */
export async function drillsListed(
  client: Client,
  asked: { site: string; before: { at: number; code: string }; limit: number },
): Promise<DrillListed[]> {
  const { rows } = await client.query({
    values: [asked.site, asked.before.at, asked.before.code, asked.limit],
    text: `select ${LISTED} from drill d where d.until is null and d.site = $1 and (d.at, d.drill) < ($2, $3) order by d.at desc, d.drill desc limit $4`,
  })
  return rows as DrillListed[]
}

export async function drillNamed(client: Client, site: string, drill: string): Promise<DrillListed | null> {
  const { rows } = await client.query({
    values: [site, drill],
    text: `select ${LISTED} from drill d where d.site = $1 and d.drill = $2 and d.until is null`,
  })
  return (rows[0] as DrillListed | undefined) ?? null
}

/** The last finished drills since a time, newest first. */
export async function drillsFinished(
  client: Client,
  { site, since, limit }: { site: string; since: number; limit: number },
): Promise<DrillListed[]> {
  const { rows } = await client.query({
    values: [site, since, limit],
    text: `select ${LISTED} from drill d where d.until is null and d.site = $1 and d.finished_at >= $2 order by d.finished_at desc, d.drill desc limit $3`,
  })
  return rows as DrillListed[]
}

/** The next free name of the form DR-0001; a recall case that was committed as a drill has one too. */
export async function nextDrill(client: Client, site: string): Promise<string> {
  const { rows } = await client.query({
    values: [site],
    text: `select coalesce(max(substr(name, 4)::int), 0) + 1 as next from (
             select drill as name from drill where site = $1 union all select recall from recall where site = $1) n where name ~ '^DR-[0-9]{4,8}$'`,
  })
  return `DR-${String((rows[0] as { next: number }).next).padStart(4, '0')}`
}

/** What the event with this id called its drill. */
export async function drillOfEvent(client: Client, id: string): Promise<string | null> {
  const { rows } = await client.query({ values: [id], text: `select body::jsonb->>'drill' as drill from ledger where id = $1` })
  return (rows[0] as { drill: string | null } | undefined)?.drill ?? null
}

export interface Draw {
  site: string
  of: DrawnFrom
  seed: string
  position: number
}

/**
 * The lot whose hash with the seed comes first among all that qualify, as known at the position: every one has the same chance, and
 * whoever has seed and position draws the same again. Raw is what was received, finished what was made and went into nothing.
 */
export async function lotDrawn(
  client: Client,
  { site, of, seed, position }: Draw,
): Promise<{ material: string; number: string; among: number } | null> {
  const { rows } = await client.query({
    values: [site, of, seed, position],
    text: `select l.material, l.number, count(*) over ()::int as among from lot l
           where l.site = $1 and l.since <= $4
             and exists (select from movement m where m.lot = l.id and m.since <= $4 and (m.until is null or m.until > $4)
                         and m.kind in ('received', 'produced', 'split', 'merged', 'serialized', 'adjusted') and m.delta > 0)
             and case $2 when 'raw' then l.vendor is not null
                         when 'finished' then l.vendor is null
                           and exists (select from link k where k.child = l.id and k.since <= $4 and (k.until is null or k.until > $4))
                           and not exists (select from link k where k.parent = l.id and k.since <= $4 and (k.until is null or k.until > $4))
                         else true end
           order by md5($3 || ':' || l.id), l.id limit 1`,
  })
  return (rows[0] as { material: string; number: string; among: number } | undefined) ?? null
}

/** How what is gone went, by unit: scrap, samples, counts and returns to the vendor. */
export async function goneByKind(
  client: Client,
  ids: readonly number[],
  position: number,
): Promise<{ unit: string; how: 'scrapped' | 'sampled' | 'adjusted' | 'sentBack'; quantity: string }[]> {
  const { rows } = await client.query({
    values: [ids, position],
    text: `select l.unit, case when m.kind = 'scrapped' and coalesce(c.said->>'purpose', g.body::jsonb->>'purpose') is not distinct from 'sample' then 'sampled' else m.kind end as how,
             (-sum(m.delta))::text as quantity
           from movement m join lot l on l.id = m.lot ${REPORTED_BY}
           where m.lot = any($1) and m.kind in ('scrapped', 'sentBack', 'adjusted') and m.delta < 0 and m.since <= $2 and (m.until is null or m.until > $2)
           group by 1, 2 order by 1, 2`,
  })
  return rows as { unit: string; how: 'scrapped' | 'sampled' | 'adjusted' | 'sentBack'; quantity: string }[]
}

/** The sites that drill by themselves, and their clocks. */
export async function sitesWithNightly(client: Client): Promise<{ site: string; timeZone: string; drills: DrillPolicy }[]> {
  const { rows } = await client.query(
    `select site, coalesce(body->>'timeZone', 'UTC') as "timeZone", body->'drills' as drills from master
     where kind = 'settings' and code = '${SETTINGS}' and until is null and (body->'drills'->>'nightly')::int > 0 order by site`,
  )
  return rows as { site: string; timeZone: string; drills: DrillPolicy }[]
}
