/** What a station is told beforehand: the orders and lots it may meet. */
import type { Pool } from 'pg'
import type { WorkOrder } from '../booking/records.ts'
import type { RunRow } from './queries.ts'

/** Orders that are open and have an operation at the work center, the newest first. */
export async function ordersHere(pool: Pool, site: string, workCenter: string, limit: number): Promise<WorkOrder[]> {
  const { rows } = await pool.query({
    name: 'asked.orders',
    values: [site, workCenter, limit],
    text: `select body from master where site = $1 and kind = 'workOrder' and until is null and coalesce(body->>'status', 'open') = 'open'
             and body->'operations' @> jsonb_build_array(jsonb_build_object('workCenter', $2::text)) order by since desc limit $3`,
  })
  return (rows as { body: WorkOrder }[]).map(row => row.body)
}

export type OpenRun = Pick<RunRow, 'run' | 'workOrder' | 'operation' | 'material' | 'precise' | 'since'>

/** Of these orders what is open at the work center, the newest first. */
export async function runsHere(
  pool: Pool,
  site: string,
  { workCenter, orders }: { workCenter: string; orders: readonly string[] },
): Promise<OpenRun[]> {
  const { rows } = await pool.query({
    name: 'asked.runs',
    values: [site, workCenter, orders],
    text: `select run, work_order as "workOrder", operation, material, precise, since from run
           where site = $1 and work_center = $2 and work_order = any($3) and finished_at is null and until is null order by started_at desc, since desc limit 50`,
  })
  return rows as OpenRun[]
}

/** Lots of these orders of what the orders make. */
export async function unitsOf(
  pool: Pool,
  site: string,
  orders: readonly string[],
  limit: number,
): Promise<{ id: number; order: string }[]> {
  const { rows } = await pool.query({
    name: 'asked.units',
    values: [site, orders, limit],
    text: `select l.id, l.work_order as "order" from lot l join master o on o.site = l.site and o.kind = 'workOrder' and o.code = l.work_order and o.until is null
           where l.site = $1 and l.work_order = any($2) and l.material = o.body->>'material' and l.makings > 0
             and exists (select from stock s where s.lot = l.id and s.quantity > 0) order by l.id limit $3`,
  })
  return rows as { id: number; order: string }[]
}

export interface StockRow {
  id: number
  material: string
  number: string
  unit: string
  quantity: string
  expiresAt: number | null
  identifiers: string[]
}

/** These lots with what is there of them and whatever a label may call them. */
export async function stockOf(pool: Pool, site: string, ids: readonly number[]): Promise<StockRow[]> {
  if (ids.length === 0) return []
  const { rows } = await pool.query({
    name: 'asked.stock',
    values: [site, ids],
    text: `select l.id, l.material, l.number, l.unit, l.expires_at as "expiresAt",
             trim_scale(coalesce((select sum(s.quantity) from stock s where s.lot = l.id), 0))::text as quantity,
             coalesce((select array_agg(distinct i.value) from identifier i where i.lot = l.id and i.until is null), '{}') as identifiers
           from lot l where l.site = $1 and l.id = any($2) and l.makings > 0 order by l.id`,
  })
  return rows as StockRow[]
}

export interface ContainerHere {
  code: string
  contents: { material: string; number: string; quantity: string }[]
}

/** Containers that any of these lots stand in, however deep, each with all that is in it. */
export async function containersWith(pool: Pool, site: string, lots: readonly number[]): Promise<ContainerHere[]> {
  if (lots.length === 0) return []
  const { rows } = await pool.query({
    name: 'asked.containers',
    values: [site, lots],
    text: `with recursive up as (
             select distinct substr(s.place, 11) as container from stock s where s.lot = any($2) and s.quantity > 0 and s.place like 'container:%'
             union select c.parent from up join container c on c.site = $1 and c.container = up.container and c.until is null where c.parent is not null),
           inside as (
             select up.container as root, up.container from up
             union select i.root, c.container from inside i join container c on c.site = $1 and c.parent = i.container and c.until is null)
           select i.root as code, json_agg(json_build_object('material', l.material, 'number', l.number, 'quantity', trim_scale(s.quantity)::text) order by l.id) as contents
           from inside i join stock s on s.place = 'container:' || i.container and s.quantity > 0 join lot l on l.id = s.lot and l.site = $1
           group by i.root order by i.root limit 5000`,
  })
  return rows as ContainerHere[]
}

/** Which of these customers do not take everything. */
export async function limitedAmong(pool: Pool, site: string, customers: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool.query({
    name: 'asked.limited',
    values: [site, customers],
    text: `select code from master where site = $1 and kind = 'partner' and code = any($2) and until is null and body ? 'limits'`,
  })
  return new Set((rows as { code: string }[]).map(row => row.code))
}
