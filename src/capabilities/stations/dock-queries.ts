/** What only the dock asks: materials by what a label calls them, vendor lots, what stands in a container. */
import type { Pool } from 'pg'
import type { CustomerLimits, Material, PlannedShipment, SalesOrder } from '../booking/records.ts'

/** Materials by their own code or by their GTIN, which may be kept with or without leading zeros. */
export async function materialsCalled(
  pool: Pool,
  site: string,
  { codes, gtin }: { codes: readonly string[]; gtin: string | null },
): Promise<Material[]> {
  const { rows } = await pool.query({
    name: 'dock.materials',
    values: [site, codes, gtin],
    text: `select body from master where site = $1 and kind = 'material' and until is null
           and (code = any($2) or ($3::text is not null and ltrim(body->>'gtin', '0') = ltrim($3, '0'))) order by code limit 20`,
  })
  return (rows as { body: Material }[]).map(row => row.body)
}

/** Our number for a vendor's lot that has come before. */
export async function numberOfVendorLot(
  pool: Pool,
  { site, material, vendor, vendorLot }: { site: string; material: string; vendor: string; vendorLot: string },
): Promise<string | null> {
  const { rows } = await pool.query({
    name: 'dock.vendor_lot',
    values: [site, material, vendor, vendorLot],
    text: `select l.number from identifier i join lot l on l.id = i.lot where lower(i.value) = lower($4) and i.kind = 'vendorLot' and i.until is null
           and l.site = $1 and l.material = $2 and l.vendor = $3 and l.vendor_lot = $4 and l.kind = 'lot' and l.makings > 0 order by l.id desc limit 1`,
  })
  return (rows[0] as { number: string } | undefined)?.number ?? null
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

/** In which containers one stands, from the next to the outermost. */
export async function containersAround(pool: Pool, site: string, container: string): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'dock.around',
    values: [site, container],
    text: `with recursive up as (
             select container, parent from container where site = $1 and container = $2 and until is null
             union select c.container, c.parent from up join container c on c.site = $1 and c.container = up.parent and c.until is null)
           select parent from up where parent is not null`,
  })
  return (rows as { parent: string }[]).map(row => row.parent)
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

export interface CustomerRecord {
  code: string
  name?: string
  limits?: CustomerLimits
}

/** What of each lot only a customer with limits asks: its attributes, whether a certificate is attached. */
export async function limitFactsOf(
  pool: Pool,
  lots: readonly number[],
): Promise<{ id: number; vendor: string | null; attributes: Record<string, unknown> | null; certified: boolean }[]> {
  const { rows } = await pool.query({
    name: 'dock.limit_facts',
    values: [lots],
    text: `select l.id, l.vendor, l.attributes, exists (select from document d where d.lot = l.id and d.kind = 'certificate' and d.until is null) as certified from lot l where l.id = any($1)`,
  })
  return rows as { id: number; vendor: string | null; attributes: Record<string, unknown> | null; certified: boolean }[]
}

export async function vendorsAmong(pool: Pool, lots: readonly number[], vendors: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'dock.vendors',
    values: [lots, vendors],
    text: 'select distinct vendor from lot where id = any($1) and vendor = any($2)',
  })
  return (rows as { vendor: string }[]).map(row => row.vendor)
}
