import type { Pool } from 'pg'
import type { PlaceInList } from '../paging.ts'

export interface SalesOrderRow {
  site: string
  number: string
  body: Record<string, unknown>
  customerName: string | null
  /** What left for the order less what came back, in the material's unit. */
  shipped: { material: string; quantity: string }[]
  shipments: { shipment: string; at: number }[]
  /** Made ready and not left. */
  planned: string[]
  plannedEver: number
}

const SHOWN = `o.site, o.code as number, o.body,
  (select p.body->>'name' from master p where p.site = o.site and p.kind = 'partner' and p.code = o.body->>'customer' and p.until is null) as "customerName",
  coalesce((select jsonb_agg(jsonb_build_object('material', x.material, 'quantity', x.quantity::text)) from (
    select l.material, -sum(m.delta) as quantity from shipment s join movement m on m.site = s.site and m.reference = s.shipment and m.kind in ('shipped', 'returned') and m.until is null
    join lot l on l.id = m.lot where s.site = o.site and s.sales_order = o.code and s.until is null group by l.material) x), '[]') as shipped,
  coalesce((select jsonb_agg(jsonb_build_object('shipment', s.shipment, 'at', s.at) order by s.at) from shipment s where s.site = o.site and s.sales_order = o.code and s.until is null), '[]') as shipments,
  coalesce((select array_agg(p.code order by p.since) from master p where p.site = o.site and p.kind = 'shipment' and p.until is null and p.body->>'order' = o.code
    and coalesce(p.body->>'status', 'open') = 'open' and not exists (select from shipment s where s.site = p.site and s.shipment = p.code and s.until is null)), '{}') as planned,
  (select count(distinct code)::int from master p where p.site = o.site and p.kind = 'shipment' and p.body->>'order' = o.code) as "plannedEver"`

export async function salesOrders(
  pool: Pool,
  asked: { site: string | null; customer: string | null; open: boolean; pattern: string | null; after: PlaceInList | null; limit: number },
): Promise<SalesOrderRow[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.customer, asked.open, asked.pattern, asked.limit, asked.after?.code ?? null, asked.after?.site ?? null],
    text: `with o as (
             select m.site, m.code, m.body from master m where m.kind = 'salesOrder' and m.until is null and ($1::text is null or m.site = $1)
               and ($2::text is null or m.body->>'customer' = $2) and (not $3 or coalesce(m.body->>'status', 'open') = 'open')
               and ($4::text is null or m.code ilike $4 or m.body->>'customer' ilike $4)
               and ($6::text is null or (m.code, m.site) < ($6, $7)) order by m.code desc, m.site desc limit $5)
           select ${SHOWN} from o order by o.code desc, o.site desc`,
  })
  return rows as SalesOrderRow[]
}

export async function salesOrderNumbered(pool: Pool, number: string, site: string | null): Promise<SalesOrderRow | undefined> {
  const { rows } = await pool.query({
    name: 'sales-orders.numbered',
    values: [number, site],
    text: `select ${SHOWN} from master o where o.kind = 'salesOrder' and o.code = $1 and o.until is null and ($2::text is null or o.site = $2)
           order by (o.site = 'main') desc, o.site limit 1`,
  })
  return rows[0] as SalesOrderRow | undefined
}
