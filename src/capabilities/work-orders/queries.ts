import type { Pool, PoolClient } from 'pg'
import { REPORTED_BY, REPORTED_CENTER, REPORTED_OPERATION, REPORTED_QUANTITY } from '../../ledger/reported.ts'
import type { WorkOrder } from '../booking/records.ts'

type Client = Pool | PoolClient

export interface OrderRow {
  site: string
  /** As the event stated it. */
  body: WorkOrder & { type: string; extensions?: unknown }
  since: number
}

export async function orderNumbered(client: Client, number: string, site: string | null): Promise<OrderRow[]> {
  const { rows } = await client.query({
    name: 'orders.numbered',
    values: [number, site],
    text: `select m.site, m.body, (select g.at from ledger g where g.position >= m.since order by g.position limit 1) as since
           from master m where m.kind = 'workOrder' and m.code = $1 and m.until is null and ($2::text is null or m.site = $2) order by (m.site = 'main') desc, m.site`,
  })
  return rows as OrderRow[]
}

export async function unitsOfMaterials(
  client: Client,
  materials: readonly { site: string; material: string }[],
): Promise<{ site: string; material: string; unit: string }[]> {
  const { rows } = await client.query({
    name: 'orders.units',
    values: [materials.map(({ site }) => site), materials.map(({ material }) => material)],
    text: `select m.site, m.code as material, m.body ->> 'unit' as unit from (select distinct site, code from unnest($1::text[], $2::text[]) as asked (site, code)) a
           join master m on m.kind = 'material' and m.site = a.site and m.code = a.code and m.until is null`,
  })
  return rows as { site: string; material: string; unit: string }[]
}

export interface ReportedRow {
  operation: number | null
  workCenter: string | null
  lot: number
  material: string
  number: string
  unit: string
  kind: 'produced' | 'worked'
  quantity: string
  scrap: string
  lastAt: number
}

/** What was reported on the lots of an order, by operation; a report that names none is told by its work center. Of a start and its finish the finish counts. */
export async function reportedOn(client: Client, order: { site: string; number: string }, limit: number): Promise<ReportedRow[]> {
  const { rows } = await client.query({
    name: 'orders.reported',
    values: [order.site, order.number, limit],
    text: `select ${REPORTED_OPERATION} as operation, ${REPORTED_CENTER} as "workCenter",
             l.id as lot, l.material, l.number, l.unit, m.kind, sum(${REPORTED_QUANTITY})::text as quantity, sum(m.scrap)::text as scrap, max(m.at) as "lastAt"
           from lot l join movement m on m.lot = l.id and m.until is null and m.kind in ('produced', 'worked') ${REPORTED_BY}
           where g.type <> 'start' and l.site = $1 and l.work_order = $2 and l.makings > 0 group by 1, 2, l.id, m.kind order by l.id limit $3`,
  })
  return rows as ReportedRow[]
}
