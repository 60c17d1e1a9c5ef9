import type { Pool, PoolClient } from 'pg'
import type { PlannedShipment, SalesOrder } from '../booking/records.ts'
import type { Moment } from '../paging.ts'

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

/** Shipments, newest first, a page of each site by its index; the text may be a shipment, an order of the customer's, or the customer. */
export async function shipmentsSent(
  client: Client,
  asked: { pattern: string | null; site: string | null; before: Moment; limit: number; lots: number },
): Promise<ShipmentRow[]> {
  const { rows } = await client.query({
    values: [asked.pattern, asked.site, asked.before.at, asked.before.code, asked.limit, asked.lots, asked.before.site],
    text: `with page as (
             select n.* from ledger_head h cross join lateral (
               select s.site, s.shipment, s.customer, p.body->>'name' as name, s.sales_order, s.at from shipment s
               left join master p on p.site = s.site and p.kind = 'partner' and p.code = s.customer and p.until is null
               where s.site = h.site and s.until is null and ($1::text is null or s.shipment ilike $1 or s.customer ilike $1 or s.sales_order ilike $1 or p.body->>'name' ilike $1)
                 and (s.at, s.shipment) <= ($3, $4) and (s.at, s.shipment, s.site) < ($3, $4, $7) order by s.at desc, s.shipment desc limit $5) n
             where $2::text is null or h.site = $2 order by n.at desc, n.shipment desc, n.site desc limit $5)
           select g.site, g.shipment, g.customer, g.name as "customerName", g.sales_order as "order", g.at, coalesce(c.lots, '[]') as lots, c.count::int as "lotCount"
           from page g cross join lateral (
             select count(*) as count, jsonb_agg(jsonb_build_object('id', l.id, 'material', l.material, 'number', l.number, 'unit', l.unit, 'quantity', n.quantity::text, 'returned', n.returned::text) order by l.id)
               filter (where n.rank <= $6) as lots
             from (select m.lot, -sum(m.delta) as quantity, coalesce(sum(m.delta) filter (where m.kind = 'returned'), 0) as returned, row_number() over (order by m.lot) as rank from movement m
                   where m.site = g.site and m.reference = g.shipment and m.kind in ('shipped', 'returned') and m.until is null group by m.lot) n
             join lot l on l.id = n.lot) c
           order by g.at desc, g.shipment desc, g.site desc`,
  })
  return rows as ShipmentRow[]
}

export interface StagedRow {
  container: string
  lot: number
  material: string
  number: string
  unit: string
  quantity: string
}

/** Everything in a container and in the containers inside it. */
export async function stagedIn(pool: Pool, site: string, container: string): Promise<StagedRow[]> {
  const { rows } = await pool.query({
    name: 'dock.staged',
    values: [site, container],
    text: `with recursive inside as (
             select $2::text as container union select c.container from inside join container c on c.site = $1 and c.parent = inside.container and c.until is null)
           select i.container, l.id as lot, l.material, l.number, l.unit, s.quantity::text as quantity from inside i
           join stock s on s.place = 'container:' || i.container and s.quantity > 0 join lot l on l.id = s.lot and l.site = $1 order by i.container, l.id`,
  })
  return rows as StagedRow[]
}

export interface ShipmentRecord {
  planned: PlannedShipment | null
  left: { customer: string; order: string | null } | null
}

export async function shipmentCalled(pool: Pool, site: string, number: string): Promise<ShipmentRecord> {
  const { rows } = await pool.query({
    name: 'dock.shipment',
    values: [site, number],
    text: `select (select body from master where site = $1 and kind = 'shipment' and code = $2 and until is null) as planned,
                  (select jsonb_build_object('customer', customer, 'order', sales_order) from shipment where site = $1 and shipment = $2 and until is null) as left`,
  })
  return rows[0] as ShipmentRecord
}

export interface OrderToShip {
  order: SalesOrder
  /** Shipments made ready for it that have not left. */
  open: string[]
  /** How many there ever were: the next one gets the next number. */
  count: number
  /** What left for it less what came back. */
  shipped: { material: string; quantity: string }[]
}

export async function orderToShip(pool: Pool, site: string, number: string): Promise<OrderToShip | null> {
  const { rows } = await pool.query({
    name: 'dock.order',
    values: [site, number],
    text: `select o.body as order,
             coalesce((select array_agg(p.code order by p.since) from master p where p.site = $1 and p.kind = 'shipment' and p.until is null and p.body->>'order' = $2
               and coalesce(p.body->>'status', 'open') = 'open' and not exists (select from shipment s where s.site = $1 and s.shipment = p.code and s.until is null)), '{}') as open,
             (select count(distinct code)::int from master p where p.site = $1 and p.kind = 'shipment' and p.body->>'order' = $2) as count,
             coalesce((select jsonb_agg(jsonb_build_object('material', x.material, 'quantity', x.quantity::text)) from (
               select l.material, -sum(m.delta) as quantity from shipment s join movement m on m.site = s.site and m.reference = s.shipment and m.kind in ('shipped', 'returned') and m.until is null
               join lot l on l.id = m.lot where s.site = $1 and s.sales_order = $2 and s.until is null group by l.material) x), '[]') as shipped
           from master o where o.site = $1 and o.kind = 'salesOrder' and o.code = $2 and o.until is null`,
  })
  return (rows[0] as OrderToShip | undefined) ?? null
}

export interface PlannedRow {
  site: string
  number: string
  customer: string
  customerName: string | null
  order: string | null
  due: string | null
  status: 'open' | 'cancelled'
  loaded: number
  since: number
}

/** What has no date comes after whatever has one. */
export const NO_DATE = '9999-99-99'
const DUE = `coalesce(m.body->>'due', '${NO_DATE}')`

/** Shipments that are made ready and have not left, what is due first before what has no date. */
export async function shipmentsPlanned(
  pool: Pool,
  asked: { site: string | null; order: string | null; pattern: string | null; after: { due: string; since: number } | null; limit: number },
): Promise<PlannedRow[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.order, asked.pattern, asked.limit, asked.after?.due ?? null, asked.after?.since ?? null],
    text: `with page as (
             select m.site, m.code, m.body, m.since from master m where m.kind = 'shipment' and m.until is null and ($1::text is null or m.site = $1)
               and ($2::text is null or m.body->>'order' = $2) and ($3::text is null or m.code ilike $3 or m.body->>'customer' ilike $3 or m.body->>'order' ilike $3)
               and coalesce(m.body->>'status', 'open') = 'open'
               and not exists (select from shipment s where s.site = m.site and s.shipment = m.code and s.until is null)
               and ($5::text is null or (${DUE}, m.since) > ($5, $6::int)) order by ${DUE}, m.since limit $4)
           select g.site, g.code as number, g.body->>'customer' as customer, p.body->>'name' as "customerName", g.body->>'order' as "order", g.body->>'due' as due,
             coalesce(g.body->>'status', 'open') as status, c.count::int as loaded, g.since
           from page g left join master p on p.site = g.site and p.kind = 'partner' and p.code = g.body->>'customer' and p.until is null
           cross join lateral (
             with recursive inside as (
               select g.code as container union select c.container from inside join container c on c.site = g.site and c.parent = inside.container and c.until is null)
             select count(*) from inside i join stock s on s.place = 'container:' || i.container and s.quantity > 0 join lot l on l.id = s.lot and l.site = g.site) c
           order by g.body->>'due' nulls last, g.since`,
  })
  return rows as PlannedRow[]
}

export interface ContainerRow {
  container: string
  parent: string
  /** How often its label was printed. */
  printed: number
}

/** The containers in a shipment, however deep; they stay in it when it leaves. What was shipped as it stood has the shipment as its place. */
export async function containersIn(pool: Pool, site: string, shipment: string): Promise<ContainerRow[]> {
  const { rows } = await pool.query({
    name: 'shipping.containers',
    values: [site, shipment],
    text: `with recursive outer_ones as (
             select c.container, c.parent from container c where c.site = $1 and c.parent = $2 and c.until is null and c.container <> $2
             union select x.container, coalesce(x.parent, $2) from container x join movement m on m.site = $1 and m.reference = $2 and m.kind = 'shipped' and m.until is null
               and m.place = 'container:' || x.container where x.site = $1 and x.place = 'shipment:' || $2 and x.until is null and x.container <> $2),
           inside as (
             select container, parent from outer_ones
             union select c.container, c.parent from inside i join container c on c.site = $1 and c.parent = i.container and c.until is null)
           select i.container, i.parent, (select count(*)::int from label_print p where p.site = $1 and p.container = i.container and p.until is null) as printed
           from inside i order by i.container`,
  })
  return rows as ContainerRow[]
}

/** What left in a shipment, by the container it left in; what was not in one has none. */
export async function contentsLeft(pool: Pool, site: string, shipment: string): Promise<StagedRow[]> {
  const { rows } = await pool.query({
    name: 'shipping.left',
    values: [site, shipment],
    text: `select case when m.place like 'container:%' then substr(m.place, 11) else $2 end as container, l.id as lot, l.material, l.number, l.unit, (-sum(m.delta))::text as quantity
           from movement m join lot l on l.id = m.lot
           where m.site = $1 and m.reference = $2 and m.kind = 'shipped' and m.until is null group by 1, l.id order by 1, l.id`,
  })
  return rows as StagedRow[]
}

export async function timeLeft(pool: Pool, site: string, shipment: string): Promise<number | null> {
  const { rows } = await pool.query({
    name: 'shipping.time',
    values: [site, shipment],
    text: 'select at from shipment where site = $1 and shipment = $2 and until is null',
  })
  return (rows[0] as { at: number } | undefined)?.at ?? null
}

/**
 * Lots of these materials with something left, the newest first. It says between a material and itself, so that its lots are read by the
 * index of materials in their order, and what is left is looked up lot by lot: of all plans the others read every lot or all that is in stock.
 */
export async function lotsInStock(pool: Pool, site: string, materials: readonly string[], limit: number): Promise<number[]> {
  const { rows } = await pool.query({
    values: [site, materials, limit],
    text: `select x.id from unnest($2::text[]) as wanted(material) cross join lateral (
             select l.id from lot l cross join lateral (select from stock s where s.lot = l.id and s.quantity > 0 limit 1) left_over
             where l.material between wanted.material and wanted.material and l.site = $1 order by l.material desc, l.id desc limit $3) x`,
  })
  return (rows as { id: number }[]).map(row => row.id)
}

/** Which of these containers stand in a shipment that has not left, or are one: what is in them is promised. */
export async function promisedAmong(pool: Pool, site: string, containers: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool.query({
    name: 'shipping.promised',
    values: [site, containers],
    text: `with recursive up as (
             select c as container, c as around from unnest($2::text[]) as c
             union select up.container, x.parent from up join container x on x.site = $1 and x.container = up.around and x.until is null where x.parent is not null)
           select distinct up.container from up join master m on m.site = $1 and m.kind = 'shipment' and m.code = up.around and m.until is null`,
  })
  return new Set((rows as { container: string }[]).map(row => row.container))
}
