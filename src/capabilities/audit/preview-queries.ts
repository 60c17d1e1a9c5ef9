import type { PoolClient } from 'pg'

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
