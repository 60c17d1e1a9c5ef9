import type { Pool } from 'pg'
import type { PlaceInList } from '../paging.ts'

export interface OrderRow {
  site: string
  number: string
  body: Record<string, unknown>
  vendorName: string | null
  received: { line: number | null; quantity: string; lastAt: number }[]
}

const RECEIVED = `coalesce((select jsonb_agg(jsonb_build_object('line', r.line, 'quantity', r.quantity::text, 'lastAt', r.at)) from (
    select nullif(m.load_position, '')::int as line, sum(m.delta) as quantity, max(m.at) as at from movement m
    where m.site = o.site and m.reference = o.code and m.kind = 'received' and m.until is null group by m.load_position) r), '[]') as received`
const VENDOR = `(select p.body->>'name' from master p where p.site = o.site and p.kind = 'partner' and p.code = o.body->>'vendor' and p.until is null) as "vendorName"`

export interface OrderQuestion {
  site: string | null
  vendor: string | null
  /** Only orders that have a line of one of these materials, by our code or the vendor's. */
  materials: readonly string[] | null
  open: boolean
  pattern: string | null
  after: PlaceInList | null
  limit: number
}

/** Purchase orders by number, the newest number first, with what came in on each line. */
export async function purchaseOrders(pool: Pool, asked: OrderQuestion): Promise<OrderRow[]> {
  const { rows } = await pool.query({
    values: [
      asked.site,
      asked.vendor,
      asked.materials,
      asked.open,
      asked.pattern,
      asked.limit,
      asked.after?.code ?? null,
      asked.after?.site ?? null,
    ],
    text: `with o as (
             select m.site, m.code, m.body from master m where m.kind = 'purchaseOrder' and m.until is null and ($1::text is null or m.site = $1)
               and ($2::text is null or m.body->>'vendor' = $2) and (not $4 or coalesce(m.body->>'status', 'open') = 'open')
               and ($3::text[] is null or exists (select from jsonb_array_elements(m.body->'lines') l where l->>'material' = any($3) or l->>'vendorMaterial' = any($3)))
               and ($5::text is null or m.code ilike $5 or m.body->>'vendor' ilike $5 or exists (select from jsonb_array_elements(m.body->'lines') l where l->>'material' ilike $5))
               and ($7::text is null or (m.code, m.site) < ($7, $8)) order by m.code desc, m.site desc limit $6)
           select o.site, o.code as number, o.body, ${VENDOR}, ${RECEIVED} from o order by o.code desc, o.site desc`,
  })
  return rows as OrderRow[]
}

export async function purchaseOrderNumbered(pool: Pool, number: string, site: string | null): Promise<OrderRow | undefined> {
  const { rows } = await pool.query({
    name: 'purchase-orders.numbered',
    values: [number, site],
    text: `select o.site, o.code as number, o.body, ${VENDOR}, ${RECEIVED} from master o
           where o.kind = 'purchaseOrder' and o.code = $1 and o.until is null and ($2::text is null or o.site = $2) order by (o.site = 'main') desc, o.site limit 1`,
  })
  return rows[0] as OrderRow | undefined
}

export interface MaterialFacts {
  site: string
  code: string
  description: string | null
  unit: string
  units: { unit: string; factor: string }[] | null
  tracking: 'lot' | 'serial' | 'none' | null
}

/** What quantities of these materials are counted in. */
export async function materialFacts(pool: Pool, site: string, codes: readonly string[]): Promise<MaterialFacts[]> {
  const { rows } = await pool.query({
    name: 'purchase-orders.materials',
    values: [site, codes],
    text: `select site, code, body->>'description' as description, body->>'unit' as unit, body->'units' as units, body->>'tracking' as tracking from master
           where site = $1 and kind = 'material' and code = any($2) and until is null`,
  })
  return rows as MaterialFacts[]
}

export interface ReceiptRow {
  id: string
  at: number
  by: string | null
  line: number | null
  lot: number
  material: string
  number: string
  unit: string
  vendorLot: string | null
  quantity: string
}

/** What came in on an order, newest first: one row per receipt and lot. */
export async function receiptsOn(pool: Pool, of: { site: string; number: string; limit: number }): Promise<ReceiptRow[]> {
  const { rows } = await pool.query({
    name: 'purchase-orders.receipts',
    values: [of.site, of.number, of.limit],
    text: `select coalesce(r.id, g.id) as id, m.at, g.by, nullif(m.load_position, '')::int as line, l.id as lot, l.material, l.number, l.unit, l.vendor_lot as "vendorLot", m.delta::text as quantity
           from movement m join lot l on l.id = m.lot left join replacement r on r.since = m.since
           join lateral (select id, by from ledger where position >= m.since order by position limit 1) g on true
           where m.site = $1 and m.reference = $2 and m.kind = 'received' and m.until is null order by m.at desc, m.since desc, m.line limit $3`,
  })
  return rows as ReceiptRow[]
}
