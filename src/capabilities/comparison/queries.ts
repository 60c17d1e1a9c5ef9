import type { Pool } from 'pg'
import type { Shift } from '../booking/records.ts'
import type { Ids } from '../tracing/queries.ts'

const arrayOf = (ids: Ids): string => `{${ids.join(',')}}`
const believed = (alias: string, k: string): string => `${alias}.since <= ${k} and (${alias}.until is null or ${alias}.until > ${k})`
/** A correction with a replacement takes two positions; its row carries the last. */
const EVENT_OF = 'join lateral (select * from ledger l where l.position >= m.since order by l.position limit 1) g on true'

export interface MadeLot {
  id: number
  material: string
  madeAt: number
}

export async function lotsMade(pool: Pool, ids: Ids): Promise<MadeLot[]> {
  const { rows } = await pool.query({
    name: 'comparison.made',
    text: 'select id, material, made_at as "madeAt" from lot where id = any($1)',
    values: [arrayOf(ids)],
  })
  return rows as MadeLot[]
}

export interface Period {
  site: string
  materials: readonly string[]
  from: number
  until: number
  limit: number
}

/** The lots of these materials made in this time, the first ones. */
export async function lotsOfPeriod(pool: Pool, { site, materials, from, until, limit }: Period): Promise<number[]> {
  const { rows } = await pool.query({
    name: 'comparison.period',
    text: `select l.id from unnest($2::text[]) as m(material) cross join lateral
             (select id, made_at from lot where site = $1 and material = m.material and made_at >= $3 and made_at <= $4 and makings > 0 order by made_at, id limit $5) l
           order by l.made_at, l.id limit $5`,
    values: [site, materials, from, until, limit],
  })
  return (rows as { id: number }[]).map(({ id }) => id)
}

/** Where there are too many: at so many moments, evenly over the time, the next that was made. */
export async function lotsOverPeriod(pool: Pool, { site, materials, from, until, limit }: Period): Promise<number[]> {
  const { rows } = await pool.query({
    name: 'comparison.sample',
    text: `select distinct l.id from unnest($2::text[]) as m(material) cross join generate_series(0, $5::int - 1) as n cross join lateral
             (select id from lot where site = $1 and material = m.material and made_at >= $3::bigint + (($4::bigint - $3::bigint)::numeric * n / $5)::bigint and made_at <= $4 and makings > 0
              order by made_at, id limit 1) l order by l.id`,
    values: [site, materials, from, until, Math.max(1, Math.floor(limit / materials.length))],
  })
  return (rows as { id: number }[]).map(({ id }) => id)
}

/** That a lot was made, received or worked on: where, for what, in which run, by whom. */
export interface Doing {
  lot: number
  kind: string
  site: string
  at: number
  run: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  /** From when on it was being filled. */
  from: number
  station: string | null
  by: string | null
}

export async function doingsOf(pool: Pool, ids: Ids, known: number): Promise<Doing[]> {
  const { rows } = await pool.query({
    name: 'comparison.doings',
    text: `select m.lot, m.kind, m.site, m.at, m.run, coalesce(g.work_center, r.work_center) as "workCenter", coalesce(g.work_order, r.work_order) as "workOrder",
             coalesce(g.operation, r.operation) as operation, coalesce(m.filled_from, m.at) as "from", g.station,
             case when g.type = 'correct' then coalesce(g.body::jsonb->'replacement'->>'by', g.by) else g.by end as by
           from movement m ${EVENT_OF} left join run r on r.site = m.site and r.run = m.run and r.until is null
           where m.lot = any($1) and m.kind in ('produced', 'worked', 'received', 'serialized') and ${believed('m', '$2')} order by m.lot, m.at`,
    values: [arrayOf(ids), known],
  })
  return rows as Doing[]
}

export interface OperationName {
  site: string
  workOrder: string
  operation: number
  name: string
}

/** What the orders call their operations. */
export async function operationNames(pool: Pool, orders: readonly { site: string; workOrder: string }[]): Promise<OperationName[]> {
  const { rows } = await pool.query({
    name: 'comparison.operations',
    text: `select w.site, w.code as "workOrder", (o->>'sequence')::int as operation, o->>'name' as name
           from unnest($1::text[], $2::text[]) as a(site, code) join master w on w.site = a.site and w.kind = 'workOrder' and w.code = a.code and w.until is null
           cross join lateral jsonb_array_elements(w.body->'operations') o`,
    values: [orders.map(({ site }) => site), orders.map(({ workOrder }) => workOrder)],
  })
  return rows as OperationName[]
}

/** What revision the lots say they are of. */
export async function revisionsOf(pool: Pool, ids: Ids): Promise<{ id: number; revision: string }[]> {
  const { rows } = await pool.query({
    name: 'comparison.revisions',
    text: `select id, attributes->>'revision' as revision from lot where id = any($1) and jsonb_typeof(attributes->'revision') in ('string', 'number')`,
    values: [arrayOf(ids)],
  })
  return rows as { id: number; revision: string }[]
}

export interface ShiftPlan {
  site: string
  shifts: Shift[]
  timeZone: string | null
}

/** Of the sites that have shifts. */
export async function shiftPlans(pool: Pool): Promise<ShiftPlan[]> {
  const { rows } = await pool.query({
    name: 'comparison.shifts',
    text: `select site, body->'shifts' as shifts, body->>'timeZone' as "timeZone" from master where kind = 'settings' and until is null and jsonb_typeof(body->'shifts') = 'array'`,
  })
  return rows as ShiftPlan[]
}

export interface RunPerson {
  site: string
  run: string
  by: string
}

/** Everybody who recorded anything of these runs that still counts. */
export async function peopleOfRuns(pool: Pool, runs: readonly string[], known: number): Promise<RunPerson[]> {
  const { rows } = await pool.query({
    name: 'comparison.people',
    text: `select distinct e.site, e.run, e.by from ledger e where e.run = any($1) and e.by is not null and e.position <= $2
             and not exists (select from event_void v where v.id = e.id and v.by_position <= $2)`,
    values: [runs, known],
  })
  return rows as RunPerson[]
}

/** So much of a lot was loaded in a run, and this lot was made of it. */
export interface Load {
  parent: number
  child: number
  /** Position of the event that loaded it. */
  taken: number
  isSure: boolean
  run: string
  position: string | null
  workCenter: string | null
}

export async function loadsInto(pool: Pool, ids: Ids, known: number): Promise<Load[]> {
  const { rows } = await pool.query({
    name: 'comparison.loads',
    text: `select k.parent, k.child, k.taken, bool_or(coalesce(k.quantity_min, 0) > 0) as "isSure", k.run, k.load_position as position, r.work_center as "workCenter"
           from link k join run r on r.site = k.site and r.run = k.run and r.until is null
           where k.child = any($1) and k.run is not null and k.taken > 0 and ${believed('k', '$2')} group by k.parent, k.child, k.taken, k.run, k.load_position, r.work_center`,
    values: [arrayOf(ids), known],
  })
  return rows as Load[]
}

export interface Measured {
  lot: number
  characteristic: string
  value: string
  unit: string | null
  inRange: boolean | null
}

/** What was measured of these lots themselves, or of a run that made or worked on them. */
export async function measuredOf(pool: Pool, ids: Ids, known: number): Promise<Measured[]> {
  const { rows } = await pool.query({
    name: 'comparison.measured',
    text: `select v.lot, v.characteristic, v.value, v.unit, v.in_range as "inRange", v.at from measurement v where v.lot = any($1) and ${believed('v', '$2')}
           union select m.lot, v.characteristic, v.value, v.unit, v.in_range, v.at from movement m join measurement v on v.site = m.site and v.run = m.run and v.lot is null and ${believed('v', '$2')}
             where m.lot = any($1) and m.run is not null and m.kind in ('produced', 'worked') and ${believed('m', '$2')}
           order by 1, 6, 2`,
    values: [arrayOf(ids), known],
  })
  return rows as Measured[]
}
