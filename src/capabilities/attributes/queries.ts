import type { Pool } from 'pg'
import type { PlannedCharacteristic, ValueKind } from '../../answers/index.ts'
import type { Json } from '../../base/canonical.ts'

export interface CharacteristicRow {
  characteristic: string
  material: string | null
  unit: string | null
  kind: ValueKind | null
  values: number
  outOfRange: number
  lastAt: number
}

/** What is measured at a site, by material; of a run's or an order's values, the order's material. */
export async function characteristicsMeasured(pool: Pool, site: string, material: string | null): Promise<CharacteristicRow[]> {
  const { rows } = await pool.query({
    name: 'attributes.characteristics',
    values: [site, material],
    text: `select m.characteristic, coalesce(l.material, r.material, o.body->>'material') as material, max(m.unit) as unit, max(m.kind) as kind,
             count(*)::int as values, (count(*) filter (where m.in_range = false))::int as "outOfRange", max(m.at) as "lastAt"
           from measurement m left join lot l on l.id = m.lot left join run r on r.site = m.site and r.run = m.run
             left join master o on o.site = m.site and o.kind = 'workOrder' and o.code = m.work_order and o.until is null
           where m.site = $1 and m.until is null and ($2::text is null or coalesce(l.material, r.material, o.body->>'material') = $2)
           group by 1, 2 order by 1, 2`,
  })
  return rows as CharacteristicRow[]
}

export interface MeasuredRow {
  at: number
  value: string
  unit: string | null
  kind: ValueKind | null
  low: string | null
  high: string | null
  inRange: boolean | null
  lot: number | null
  material: string | null
  number: string | null
  run: string | null
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  sequence: number
  by: string | null
}

/** The newest values of a characteristic, with the event that recorded each. */
export async function valuesMeasured(
  pool: Pool,
  asked: {
    site: string
    characteristic: string
    material: string | null
    from: number | null
    to: number | null
    workCenter: string | null
    limit: number
  },
): Promise<MeasuredRow[]> {
  const { rows } = await pool.query({
    name: 'attributes.values',
    values: [asked.site, asked.characteristic, asked.material, asked.from, asked.to, asked.workCenter, asked.limit],
    text: `select m.at, m.value, m.unit, m.kind, trim_scale(m.low)::text as low, trim_scale(m.high)::text as high, m.in_range as "inRange",
             m.lot, coalesce(l.material, r.material, o.body->>'material') as material, l.number, m.run, m.work_order as "workOrder", m.operation, m.work_center as "workCenter",
             g.sequence, g.by
           from measurement m left join lot l on l.id = m.lot left join run r on r.site = m.site and r.run = m.run
             left join master o on o.site = m.site and o.kind = 'workOrder' and o.code = m.work_order and o.until is null
             cross join lateral (select sequence, by from ledger where position >= m.since order by position limit 1) g
           where m.site = $1 and m.characteristic = $2 and m.until is null and ($3::text is null or coalesce(l.material, r.material, o.body->>'material') = $3)
             and ($4::bigint is null or m.at >= $4) and ($5::bigint is null or m.at <= $5) and ($6::text is null or m.work_center = $6)
           order by m.at desc, m.since desc, m.line desc limit $7`,
  })
  return rows as MeasuredRow[]
}

export interface PlanRow {
  code: string
  body: { characteristics: PlannedCharacteristic[] }
}

export async function plansOf(pool: Pool, site: string): Promise<PlanRow[]> {
  const { rows } = await pool.query({
    name: 'attributes.plans',
    values: [site],
    text: `select code, body from master where site = $1 and kind = 'collectionPlan' and until is null order by code`,
  })
  return rows as PlanRow[]
}

export interface RunPlace {
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  material: string | null
}

export async function runPlace(pool: Pool, site: string, run: string): Promise<RunPlace | null> {
  const { rows } = await pool.query({
    name: 'attributes.run',
    values: [site, run],
    text: `select work_order as "workOrder", operation, work_center as "workCenter", material from run where site = $1 and run = $2 and until is null`,
  })
  return (rows[0] as RunPlace | undefined) ?? null
}

/** What was worked on or made in a run, with how much of each. */
export async function lotsInRun(
  pool: Pool,
  site: string,
  run: string,
): Promise<{ material: string; workOrder: string | null; quantity: string }[]> {
  const { rows } = await pool.query({
    name: 'attributes.run_lots',
    values: [site, run],
    text: `select l.material, l.work_order as "workOrder", trim_scale(sum(coalesce(m.worked, m.delta)))::text as quantity from movement m join lot l on l.id = m.lot
           where m.site = $1 and m.run = $2 and m.kind in ('worked', 'produced') and m.until is null group by l.id order by l.id`,
  })
  return rows as { material: string; workOrder: string | null; quantity: string }[]
}

export interface MasterBody {
  kind: string
  code: string
  body: Json
}

/** Plans of materials and the orders that are named. */
export async function mastersNamed(
  pool: Pool,
  asked: { site: string; materials: readonly string[]; orders: readonly string[] },
): Promise<MasterBody[]> {
  const { rows } = await pool.query({
    name: 'attributes.masters',
    values: [asked.site, asked.materials, asked.orders],
    text: `select kind, code, body from master where site = $1 and until is null
           and ((kind = 'collectionPlan' and code = any($2)) or (kind = 'workOrder' and code = any($3)))`,
  })
  return rows as MasterBody[]
}
