import type { Pool } from 'pg'
import { REPORTED_BY, REPORTED_CENTER, REPORTED_ORDER } from '../../ledger/reported.ts'

/** Lots, each with the time in which what happened to it belongs to the question; `edges` are those whose coming and going counts. */
export interface Scope {
  lots: readonly number[]
  from: readonly number[]
  to: readonly number[]
}
/** What happened at a site in a time, of one material or all. */
export interface Period {
  site: string
  from: number
  to: number
  material: string | null
}

export interface MoveRow {
  kind: 'received' | 'returned' | 'shipped' | 'produced'
  lot: number
  since: number
  event: string
  sequence: number
  at: number
  quantity: string
  place: string
  reference: string | null
  run: string | null
  workOrder: string | null
  workCenter: string | null
  partner: string | null
}

const MOVES = `select m.kind, m.lot, m.since, g.id as event, g.sequence, m.at, abs(m.delta)::text as quantity, m.place, m.reference, m.run,
    ${REPORTED_ORDER} as "workOrder", ${REPORTED_CENTER} as "workCenter",
    case when m.kind = 'shipped' then (select s.customer from shipment s where s.site = m.site and s.shipment = m.reference and s.until is null)
         when m.kind = 'returned' then coalesce(c.said->>'customer', g.body::jsonb->>'customer') end as partner`
const IS_EVENT = `m.until is null and m.delta <> 0 and m.kind in ('received', 'returned', 'shipped', 'produced')`

export async function movesOf(pool: Pool, { lots, from, to }: Scope, limit: number): Promise<MoveRow[]> {
  const { rows } = await pool.query({
    name: 'fsma.moves_of',
    values: [lots, from, to, limit],
    text: `${MOVES} from unnest($1::int[], $2::bigint[], $3::bigint[]) as x(lot, earliest, latest) join movement m on m.lot = x.lot and m.at between x.earliest and x.latest
           ${REPORTED_BY} where ${IS_EVENT} order by m.at, m.ord, m.since, m.line limit $4`,
  })
  return rows as MoveRow[]
}

export async function movesIn(pool: Pool, { site, from, to, material }: Period, limit: number): Promise<MoveRow[]> {
  const { rows } = await pool.query({
    name: 'fsma.moves_in',
    values: [site, from, to, material, limit],
    text: `${MOVES} from movement m join lot l on l.id = m.lot and ($4::text is null or l.material = $4)
           ${REPORTED_BY} where m.site = $1 and m.at between $2 and $3 and ${IS_EVENT} order by m.at, m.ord, m.since, m.line limit $5`,
  })
  return rows as MoveRow[]
}

export interface UseRow {
  parent: number
  child: number
  at: number
  quantity: number | null
  exact: boolean
  run: string | null
  sequence: number
  event: string
}

/** What went into each of these lots, and when: each lot that was used is one row. */
export async function usesIn(pool: Pool, { lots, from, to }: Scope, limit: number): Promise<UseRow[]> {
  const { rows } = await pool.query({
    name: 'fsma.uses',
    values: [lots, from, to, limit],
    text: `select k.parent, k.child, max(k.came) as at, case when count(k.quantity_expected) = count(*) then sum(k.quantity_expected) end as quantity,
             bool_and(k.quantity_min is not null and k.quantity_min = k.quantity_max) as exact, k.run, max(g.sequence) as sequence, max(g.id) as event
           from unnest($1::int[], $2::bigint[], $3::bigint[]) as x(lot, earliest, latest) join link k on k.child = x.lot and k.until is null and k.came between x.earliest and x.latest
           cross join lateral (select sequence, id from ledger where position >= k.since order by position limit 1) g
           group by k.parent, k.child, k.run order by max(k.came), k.child, k.parent limit $4`,
  })
  return rows as UseRow[]
}

export interface PartnerRow {
  site: string
  code: string
  kind: string
  body: { name?: string; contact?: unknown; gtin?: string }
}

/** Master records by which places and partners are described. */
export async function described(pool: Pool, sites: readonly string[]): Promise<PartnerRow[]> {
  const { rows } = await pool.query({
    name: 'fsma.described',
    values: [sites],
    text: `select m.site, m.kind, m.code, m.body from master m where m.site = any($1) and m.kind in ('partner', 'location', 'workCenter') and m.until is null`,
  })
  return rows as PartnerRow[]
}

export async function gtinsOf(
  pool: Pool,
  site: readonly string[],
  material: readonly string[],
): Promise<{ site: string; code: string; gtin: string }[]> {
  const { rows } = await pool.query({
    name: 'fsma.gtins',
    values: [site, material],
    text: `select m.site, m.code, m.body->>'gtin' as gtin from master m
           where m.kind = 'material' and m.until is null and m.body ? 'gtin' and (m.site, m.code) in (select * from unnest($1::text[], $2::text[]))`,
  })
  return rows as { site: string; code: string; gtin: string }[]
}
