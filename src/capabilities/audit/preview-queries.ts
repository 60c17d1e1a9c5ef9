import type { Pool, PoolClient } from 'pg'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'

export interface NamedLot {
  material: string
  number: string
  unit: string
  onHand: string
}

export async function lotsNamed(client: PoolClient, ids: readonly number[]): Promise<Map<number, NamedLot>> {
  const { rows } = await client.query({
    name: 'preview.lots',
    values: [[...new Set(ids)]],
    text: `select l.id, l.material, l.number, l.unit, (select coalesce(sum(s.quantity), 0)::text from stock s where s.lot = l.id) as "onHand" from lot l where l.id = any($1)`,
  })
  return new Map((rows as (NamedLot & { id: number })[]).map(({ id, ...lot }) => [id, lot]))
}

/** How much of each lot is out by each shipment, in the order asked. */
export async function outstanding(client: PoolClient, asked: readonly { lot: number; shipment: string }[]): Promise<string[]> {
  if (asked.length === 0) return []
  const { rows } = await client.query({
    name: 'preview.outstanding',
    values: [asked.map(row => row.lot), asked.map(row => row.shipment)],
    text: `select coalesce((select -sum(m.delta) from movement m where m.lot = w.lot and m.reference = w.shipment and m.kind in ('shipped', 'returned') and m.until is null), 0)::text as sum
           from unnest($1::int[], $2::text[]) with ordinality as w(lot, shipment, place) order by w.place`,
  })
  return (rows as { sum: string }[]).map(row => row.sum)
}

export interface ShippedRow {
  material: string
  number: string
  shipment: string
  customer: string
}

/** Shipments in which something of these lots is with a customer. */
export async function shippedOf(client: PoolClient, lots: readonly number[]): Promise<ShippedRow[]> {
  const { rows } = await client.query({
    name: 'preview.shipped',
    values: [lots],
    text: `select l.material, l.number, s.shipment, s.customer from movement m join lot l on l.id = m.lot join shipment s on s.site = m.site and s.shipment = m.reference and s.until is null
           where m.lot = any($1) and m.kind in ('shipped', 'returned') and m.until is null group by 1, 2, 3, 4 having sum(m.delta) < 0 order by 3, 1, 2`,
  })
  return rows as ShippedRow[]
}

export interface OpenRecall {
  site: string
  recall: string
  hold: string
}

/** Drills hold nothing, and what is closed is closed. */
export async function openRecalls(client: PoolClient): Promise<OpenRecall[]> {
  const { rows } = await client.query({
    name: 'preview.recalls',
    text: `select site, recall, hold from recall where kind = 'recall' and hold is not null and until is null and closed_at is null order by at, recall`,
  })
  return rows as OpenRecall[]
}

export interface CertificateRow {
  lot: number
  material: string
  number: string
  document: string
  name: string
}

export async function certificatesOf(client: PoolClient, lots: readonly number[]): Promise<CertificateRow[]> {
  const { rows } = await client.query({
    name: 'preview.certificates',
    values: [lots],
    text: `select d.lot, l.material, l.number, d.document, d.name from document d join lot l on l.id = d.lot
           where d.lot = any($1) and d.kind = 'certificate' and d.until is null order by l.material, l.number, d.name`,
  })
  return rows as CertificateRow[]
}

export interface LaterRow {
  event: string
  sequence: number
  type: string
  at: string
  by: string | null
  lots: { material: string; number: string }[]
}

/** What was recorded since with the lots it brought or sent, and still stands, the last first: that is the order in which it is taken back. */
export async function recordedSince(client: Pool | PoolClient, event: string): Promise<LaterRow[]> {
  const { rows } = await client.query({
    name: 'preview.since',
    values: [event],
    text: `with its as (select position, site from ledger where id = $1 union all select r.since, l.site from replacement r join lateral (select site from ledger where position >= r.since - 1 order by position limit 1) l on true where r.id = $1),
             touched as (select distinct m.lot from movement m join its on m.since = its.position where m.delta > 0 or m.kind = 'shipped' union select l.id from lot l join its on l.since = its.position),
             later as (select m.since, m.lot from movement m join touched t on t.lot = m.lot, its where m.since > its.position and m.until is null
               union select k.since, k.parent from link k join touched t on t.lot = k.parent, its where k.since > its.position and k.until is null)
           select g.id as event, g.sequence, g.type, g.at::float8 as at, g.by, jsonb_agg(distinct jsonb_build_object('material', l.material, 'number', l.number)) as lots
           from later x join lot l on l.id = x.lot join lateral (select id, sequence, type, at, by, position from ledger where position >= x.since order by position limit 1) g on true
           group by g.id, g.sequence, g.type, g.at, g.by order by g.sequence desc limit 500`,
  })
  return (rows as (Omit<LaterRow, 'at'> & { at: number })[]).map(({ at, ...row }) => ({ ...row, at: formatInstant(at) }))
}

export interface ConsumerRow {
  of: number
  event: string
  sequence: number
  type: string
  at: string
  by: string | null
  quantity: string
  body: Record<string, unknown>
}

/**
 * What drew on these lots and still stands, the last first; of those that would be `gone`, also what only names them. What a correction put back
 * is of no event of its own, and nobody can correct it.
 */
export async function consumersOf(
  client: Pool | PoolClient,
  { lots, gone, act }: { lots: readonly number[]; gone: readonly number[]; act: readonly string[] },
): Promise<ConsumerRow[]> {
  const { rows } = await client.query({
    name: 'preview.consumers',
    values: [lots, gone, act],
    text: `with drawn as (
             select m.lot, m.since, -sum(m.delta) as quantity from movement m where m.lot = any($1) and m.until is null group by 1, 2 having sum(m.delta) < 0 or m.lot = any($2)
             union select k.parent, k.since, 0 from link k where k.parent = any($2) and k.until is null
             union select v.lot, v.since, 0 from measurement v where v.lot = any($2) and v.until is null
             union select h.lot, h.since, 0 from hold_lot h where h.lot = any($2) and h.until is null),
           said as (
             select d.lot, d.quantity, coalesce(r.id, g.id) as event, g.sequence, g.at, g.by, g.type as outer, case when r.id is null then g.body::jsonb else g.body::jsonb->'replacement' end as body
             from drawn d cross join lateral (select * from ledger where position >= d.since order by position limit 1) g left join replacement r on r.since = d.since)
           select lot as of, event, sequence, body->>'type' as type, (coalesce(extract(epoch from (body->>'at')::timestamptz) * 1000, at))::float8 as at, coalesce(body->>'by', by) as by,
             greatest(sum(quantity), 0)::text as quantity, body
           from said where event <> all($3::text[]) and body->>'type' not in ('correct', 'resolve') group by lot, event, sequence, at, by, body order by sequence desc, event limit 2000`,
  })
  return (rows as (Omit<ConsumerRow, 'at'> & { at: number })[]).map(({ at, quantity, ...row }) => ({
    ...row,
    at: formatInstant(at),
    quantity: formatQuantity(parseQuantity(quantity)),
  }))
}
