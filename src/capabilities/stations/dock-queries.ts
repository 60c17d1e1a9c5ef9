/** What only the dock asks: materials by what a label calls them, vendor lots, what a container stands in. */
import type { Pool } from 'pg'
import type { CustomerLimits, Material } from '../booking/records.ts'

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
