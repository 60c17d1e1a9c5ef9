import type { Pool } from 'pg'

export const KINDS = ['container', 'location', 'workCenter'] as const
export type Kind = (typeof KINDS)[number]
export interface PlaceName {
  kind: Kind
  site: string
  code: string
}
export interface PlaceRow extends PlaceName {
  name: string | null
  /** What a container is in or stands at, as `kind:code`. */
  within: string | null
}

/** Everything that bears the code, at one site or at all. */
export async function placesCalled(pool: Pool, code: string, site: string | null): Promise<PlaceRow[]> {
  const { rows } = await pool.query({
    name: 'places.called',
    values: [[...new Set([code, code.toUpperCase()])], site],
    text: `select 'container' as kind, c.site, c.container as code, null as name, coalesce('container:' || c.parent, nullif(c.place, '')) as within
             from ledger_head h join container c on c.site = h.site and c.container = any($1) and c.until is null where $2::text is null or h.site = $2
           union all select m.kind, m.site, m.code, m.body->>'name', null from ledger_head h cross join unnest(array['location', 'workCenter']) as k(kind)
             join master m on m.site = h.site and m.kind = k.kind and m.code = any($1) and m.until is null where $2::text is null or h.site = $2
           order by 1, 2, 3`,
  })
  return rows as PlaceRow[]
}

/** The place itself and all containers in it, at any depth; $1 site, $2 kind, $3 code. */
const INSIDE = `recursive inside (code, depth) as (
    select c.container, 1 from container c where c.site = $1 and c.until is null and (($2 = 'container' and c.parent = $3) or ($2 <> 'container' and c.place = $2 || ':' || $3 and c.parent is null))
    union all select c.container, inside.depth + 1 from inside join container c on c.site = $1 and c.parent = inside.code and c.until is null where inside.depth < 50),
  spot (place, code) as (select $2::text || ':' || $3::text, null::text union all select 'container:' || code, code from inside),
  lying as (select s.lot, s.quantity, spot.code from spot join stock s on s.place = spot.place and s.quantity <> 0 join lot l on l.id = s.lot and l.site = $1)`

export interface Contents {
  lots: number
  containers: number
}

export async function contentsOf(pool: Pool, { site, kind, code }: PlaceName): Promise<Contents> {
  const { rows } = await pool.query({
    values: [site, kind, code],
    text: `with ${INSIDE} select (select count(distinct lot) from lying)::integer as lots, (select count(*) from inside)::integer as containers`,
  })
  return rows[0] as Contents
}

export interface InnerRow {
  code: string
  lots: number
}

/** The containers directly in it, and how many lots are in each. */
export async function containersIn(pool: Pool, { site, kind, code }: PlaceName, limit: number): Promise<InnerRow[]> {
  const { rows } = await pool.query({
    values: [site, kind, code, limit],
    text: `with recursive direct as (
             select c.container from container c where c.site = $1 and c.until is null
               and (($2 = 'container' and c.parent = $3) or ($2 <> 'container' and c.place = $2 || ':' || $3 and c.parent is null)) order by c.container limit $4),
           inside (top, code, depth) as (
             select container, container, 1 from direct
             union all select inside.top, c.container, inside.depth + 1 from inside join container c on c.site = $1 and c.parent = inside.code and c.until is null where inside.depth < 50)
           select inside.top as code, count(distinct s.lot)::integer as lots from inside
             left join (stock s join lot l on l.id = s.lot and l.site = $1) on s.place = 'container:' || inside.code and s.quantity <> 0
           group by inside.top order by inside.top`,
  })
  return rows as InnerRow[]
}

export interface LyingRow {
  lot: number
  quantity: string
  /** Of the containers it lies in here, the first. */
  container: string | null
}

/** One row more than asked for, by the order in which they came into being, the newest first. */
export async function lotsIn(pool: Pool, { site, kind, code }: PlaceName, before: number, limit: number): Promise<LyingRow[]> {
  const { rows } = await pool.query({
    values: [site, kind, code, before, limit + 1],
    text: `with ${INSIDE} select lot, sum(quantity)::text as quantity, min(code) as container from lying where lot < $4 group by lot order by lot desc limit $5`,
  })
  return rows as LyingRow[]
}

export interface PlaceEvent {
  sequence: number
  type: string
  at: number
  by: string | null
  station: string | null
  /** The first lot it moved there, and how many lots in all; a container that was moved brings none of its own. */
  lot: { id: number; material: string; number: string } | null
  lots: number
}

/** Of a place where things come and go all day, the last events of the store are enough. */
const LOOKED_AT = 20_000

/** What put something in or took it out, each once, the newest first. */
export async function eventsAt(pool: Pool, { site, kind, code }: PlaceName, limit: number): Promise<PlaceEvent[]> {
  const moved =
    kind === 'container'
      ? `select since, lot from movement where place = 'container:' || $2 and place like 'container:%' and site = $1 and until is null
         union select since, null from container where site = $1 and container = $2`
      : `select since, lot from movement where site = $1 and place = $4 || ':' || $2 and until is null and since > (select position from store) - ${LOOKED_AT}`
  const { rows } = await pool.query({
    values: kind === 'container' ? [site, code, limit] : [site, code, limit, kind],
    text: `with moved (since, lot) as (${moved}), told as (select since, min(lot) as lot, count(distinct lot)::int as lots from moved group by since)
           select l.sequence, l.type, l.at, l.by, l.station, t.lots, case when k.id is not null then jsonb_build_object('id', k.id, 'material', k.material, 'number', k.number) end as lot
           from told t join ledger l on l.position = t.since and l.site = $1 left join lot k on k.id = t.lot order by l.position desc limit $3`,
  })
  return rows as PlaceEvent[]
}
