import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

export async function sitesOfContainer(client: Client, container: string): Promise<string[]> {
  const { rows } = await client.query<{ site: string }>('select distinct site from container where container = $1 order by site', [
    container,
  ])
  return rows.map(({ site }) => site)
}

export interface StandingRow {
  container: string
  parent: string
  from: number
  /** Until it was stated to stand somewhere else; null: it stands there still. */
  until: number | null
}

/**
 * What stood in these containers, and when, as known at a position. What a voided event said never held; the row that was believed
 * again instead says the same as the one before it, so it changes nothing here.
 */
export async function standingIn(client: Client, { site, position }: At, containers: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await client.query({
    name: 'trace.standing',
    text: `with held as (
             select c.container, c.parent, c.since from container c
             where c.site = $1 and c.since <= $3 and c.container in (select i.container from container i where i.site = $1 and i.parent = any($2))
               and not exists (select from event_void v where v.since = c.since and v.by_position = c.until and v.by_position <= $3)),
           ordered as (
             select h.container, h.parent, t.at, lead(t.at) over (partition by h.container order by h.since) as next from held h
             join lateral (select coalesce((extract(epoch from (l.body::jsonb->'replacement'->>'at')::timestamptz) * 1000)::bigint, l.at) as at
                           from ledger l where l.position >= h.since order by l.position limit 1) t on true)
           select container, parent, at as "from", greatest(next, at) as until from ordered where parent = any($2) order by container, at`,
    values: [site, containers, position],
  })
  return (rows as { container: string; parent: string; from: string; until: string | null }[]).map(row => ({
    ...row,
    from: Number(row.from),
    until: row.until === null ? null : Number(row.until),
  }))
}

interface At {
  readonly site: string
  readonly position: number
}

export interface LainLot {
  id: number
  site: string
  material: string
  number: string
  homogeneous: boolean
}

/** Lots of which anything was ever put into these places or taken out of them. */
export async function lotsEverAt(client: Client, { site, position }: At, places: readonly string[]): Promise<LainLot[]> {
  const { rows } = await client.query({
    name: 'trace.everAt',
    text: `select l.id, l.site, l.material, l.number, l.homogeneous from lot l
           where l.id in (select m.lot from movement m where m.site = $1 and m.place = any($2) and m.place like 'container:%' and m.delta <> 0
                            and m.since <= $3 and (m.until is null or m.until > $3)) and l.makings > 0 order by l.id`,
    values: [site, places, position],
  })
  return rows as LainLot[]
}

/** Every line of these lots, in order of time. */
export async function linesOf(client: Client, lots: readonly number[], position: number): Promise<LineRow[]> {
  const { rows } = await client.query({
    name: 'trace.lines',
    text: `select m.lot, m.since as position, m.kind, m.delta::float8 as delta, m.place, m.at::float8 as at,
             least(coalesce(m.filled_from, case when m.kind = 'produced' then r.started_at end, m.at), m.at)::float8 as "from", m.run,
             m.delta < 0 and m.place like 'container:%' and m.kind in ('moved', 'shipped') and coalesce(g.said->>'type' = 'unpack' or (g.said->>'type' = 'ship' and jsonb_array_length(g.said->'containers') > 0), false) as "isStated"
           from movement m
           left join lateral (select coalesce(l.body::jsonb->'replacement', l.body::jsonb) as said from ledger l where l.position >= m.since order by l.position limit 1) g
             on m.delta < 0 and m.kind in ('moved', 'shipped') and m.place like 'container:%'
           left join run r on r.site = m.site and r.run = m.run and r.until is null
           where m.lot = any($1) and m.delta <> 0 and m.since <= $2 and (m.until is null or m.until > $2) order by m.lot, m.at, m.since, m.line`,
    values: [lots, position],
  })
  return rows as LineRow[]
}

export interface LineRow {
  lot: number
  position: number
  kind: string
  delta: number
  place: string
  at: number
  from: number
  run: string | null
  isStated: boolean
}
