import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

export interface ShipmentRow {
  site: string
  shipment: string
  customer: string
  customerName: string | null
  order: string | null
  at: number
  lotCount: number
  lots: { id: number; material: string; number: string; unit: string; quantity: string; returned: string }[]
}

/** Shipments, newest first; the text may be a shipment, an order of the customer's, or the customer. */
export async function shipmentsSent(
  client: Client,
  asked: { pattern: string | null; site: string | null; before: { at: number; code: string }; limit: number; lots: number },
): Promise<ShipmentRow[]> {
  const { rows } = await client.query({
    values: [asked.pattern, asked.site, asked.before.at, asked.before.code, asked.limit, asked.lots],
    text: `with page as (
             select s.site, s.shipment, s.customer, p.body->>'name' as name, s.sales_order, s.at from shipment s
             left join master p on p.site = s.site and p.kind = 'partner' and p.code = s.customer and p.until is null
             where s.until is null and ($1::text is null or s.shipment ilike $1 or s.customer ilike $1 or s.sales_order ilike $1 or p.body->>'name' ilike $1)
               and ($2::text is null or s.site = $2) and (s.at, s.shipment) < ($3, $4 || chr(1114111)) order by s.at desc, s.shipment desc limit $5)
           select g.site, g.shipment, g.customer, g.name as "customerName", g.sales_order as "order", g.at, coalesce(c.lots, '[]') as lots, c.count::int as "lotCount"
           from page g cross join lateral (
             select count(*) as count, jsonb_agg(jsonb_build_object('id', l.id, 'material', l.material, 'number', l.number, 'unit', l.unit, 'quantity', n.quantity::text, 'returned', n.returned::text) order by l.id)
               filter (where n.rank <= $6) as lots
             from (select m.lot, -sum(m.delta) as quantity, coalesce(sum(m.delta) filter (where m.kind = 'returned'), 0) as returned, row_number() over (order by m.lot) as rank from movement m
                   where m.site = g.site and m.reference = g.shipment and m.kind in ('shipped', 'returned') and m.until is null group by m.lot) n
             join lot l on l.id = n.lot) c
           order by g.at desc, g.shipment desc`,
  })
  return rows as ShipmentRow[]
}
