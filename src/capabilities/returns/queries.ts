import type { Pool } from 'pg'

export interface ReturnRow {
  site: string
  event: string
  sequence: number
  position: number
  at: number
  by: string | null
  customer: string
  customerName: string | null
  shipment: string | null
  complaint: string | null
  reason: string
  hold: string | null
  released: boolean
  lots: {
    id: number
    material: string
    number: string
    unit: string
    quantity: string
    place: string
    into: { id: number; number: string }[]
  }[]
}

/** Newest first; the text may be a customer, a shipment or a complaint. A replacement of a correction stands for the return it replaces. */
export async function returnsLike(
  pool: Pool,
  asked: { site: string | null; pattern: string | null; before: number; limit: number },
): Promise<ReturnRow[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.pattern, asked.before, asked.limit],
    text: `with told as (
             select l.site, l.id, l.sequence, l.position, l.position as since, l.at, l.by, l.body::jsonb as body from ledger l where l.type = 'return' and l.position < $3 and ($1::text is null or l.site = $1)
             union all select l.site, l.body::jsonb->'replacement'->>'id', l.sequence, l.position, r.since, l.at, l.by, l.body::jsonb->'replacement' from replacement r join ledger l on l.position = r.since
               where l.type = 'correct' and l.body::jsonb->'replacement'->>'type' = 'return' and l.position < $3 and ($1::text is null or l.site = $1)),
           page as (select t.*, p.body->>'name' as name from told t left join master p on p.site = t.site and p.kind = 'partner' and p.code = t.body->>'customer' and p.until is null
             where not exists (select from event_void v where v.id = t.id) and ($2::text is null or t.body->>'customer' ilike $2 or t.body->>'shipment' ilike $2 or t.body->>'complaint' ilike $2 or p.body->>'name' ilike $2)
             order by t.position desc limit $4)
           select g.site, g.id as event, g.sequence, g.position, g.at::float8 as at, g.by, g.body->>'customer' as customer, g.name as "customerName", g.body->>'shipment' as shipment,
             g.body->>'complaint' as complaint, g.body->>'reason' as reason, h.hold, coalesce(h.released, false) as released, coalesce(c.lots, '[]') as lots
           from page g left join lateral (select o.hold, n.released_at is not null as released from hold o join hold n on n.site = o.site and n.hold = o.hold and n.until is null where o.since = g.since limit 1) h on true
           cross join lateral (select jsonb_agg(jsonb_build_object('id', l.id, 'material', l.material, 'number', l.number, 'unit', l.unit, 'quantity', m.delta::text, 'place', m.place, 'into', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'number', k.number) order by k.id)
               from link p join lot k on k.id = p.child where p.since = g.since and p.parent = l.id), '[]')) order by m.line) as lots
             from (select r.lot, r.place, sum(r.delta) as delta, min(o.line) as line
                   from (select lot, kind, at, ord, place, min(line) as line from movement where since = g.since and kind = 'returned' group by 1, 2, 3, 4, 5) o join movement r on r.lot = o.lot and r.kind = o.kind and r.at = o.at and r.ord = o.ord and r.place = o.place
                     and r.until is null group by r.lot, r.place) m
             join lot l on l.id = m.lot) c order by g.position desc`,
  })
  return rows as ReturnRow[]
}

export interface OutRow {
  shipment: string
  at: number
  lot: number
  material: string
  number: string
  unit: string
  quantity: string
}

/** What is with a customer now, by shipment, newest first. */
export async function withCustomer(
  pool: Pool,
  asked: { site: string; customer: string; pattern: string | null; limit: number },
): Promise<OutRow[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.customer, asked.pattern, asked.limit],
    text: `select s.shipment, s.at::float8 as at, l.id as lot, l.material, l.number, l.unit, (-sum(m.delta))::text as quantity from shipment s
           join movement m on m.site = s.site and m.reference = s.shipment and m.kind in ('shipped', 'returned') and m.until is null join lot l on l.id = m.lot
           where s.site = $1 and s.customer = $2 and s.until is null and ($3::text is null or s.shipment ilike $3 or l.number ilike $3 or l.material ilike $3)
           group by s.shipment, s.at, l.id having sum(m.delta) < 0 order by s.at desc, s.shipment, l.id limit $4`,
  })
  return rows as OutRow[]
}
