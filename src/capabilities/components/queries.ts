import type { Pool } from 'pg'
import type { Deviation } from '../../answers/index.ts'
import type { Component } from '../booking/records.ts'

export interface UnitRow {
  site: string
  material: string
  number: string
  made: string
  order: { number: string; operations: { sequence: number; name: string; components?: Component[] }[] } | null
}

export async function unitOf(pool: Pool, lot: number): Promise<UnitRow | null> {
  const { rows } = await pool.query({
    name: 'components.unit',
    values: [lot],
    text: `select l.site, l.material, l.number, l.made::text, o.body as "order" from lot l
           left join master o on o.site = l.site and o.kind = 'workOrder' and o.code = l.work_order and o.until is null where l.id = $1`,
  })
  return (rows[0] as UnitRow | undefined) ?? null
}

export interface PartRow {
  lot: number
  material: string
  number: string
  unit: string
  vendor: string | null
  quantity: number
  exact: boolean
  how: string
  position: string | null
  at: number
  deviation: string | null
  /** The component of the bill of materials in whose place the deviation lets it stand. */
  standsFor: string | null
}

/** What is believed to be in a lot now, with the deviation by which it got there. */
export async function partsIn(pool: Pool, lot: number): Promise<PartRow[]> {
  const { rows } = await pool.query({
    name: 'components.parts',
    values: [lot],
    text: `select p.id as lot, p.material, p.number, p.unit, p.vendor, coalesce(k.quantity_expected, 0) as quantity, k.quantity_min = k.quantity_max as exact, k.how,
             k.load_position as position, k.came as at, d.deviation, d.component as "standsFor"
           from link k join lot p on p.id = k.parent
           left join lateral (select u.deviation, v.body->>'component' as component from deviation_use u
             join master v on v.site = u.site and v.kind = 'deviation' and v.code = u.deviation and v.until is null
             where u.lot = p.id and u.until is null and (u.since in (k.since, k.taken) or (u.run is not null and u.run = k.run and u.site = k.site)) order by u.since desc, u.line desc limit 1) d on true
           where k.child = $1 and k.until is null and k.removed_at is null order by p.material, k.came, p.number`,
  })
  return rows as PartRow[]
}

export async function factorsOf(
  pool: Pool,
  site: string,
  materials: readonly string[],
): Promise<Map<string, { unit: string; units: { unit: string; factor: string }[] }>> {
  const { rows } = await pool.query({
    name: 'components.units',
    values: [site, materials],
    text: `select code, body->>'unit' as unit, coalesce(body->'units', '[]') as units from master where site = $1 and kind = 'material' and code = any($2) and until is null`,
  })
  return new Map((rows as { code: string; unit: string; units: { unit: string; factor: string }[] }[]).map(row => [row.code, row]))
}

export interface NextLotRow {
  id: number
  number: string
  onHand: string
  expiresAt: number | null
  madeAt: number
}

/** Lots of a material that are on hand, the first to expire first; those that do not expire last, the oldest first. */
export async function nextLots(pool: Pool, site: string, material: string, limit: number): Promise<NextLotRow[]> {
  const { rows } = await pool.query({
    name: 'components.next_lots',
    values: [site, material, limit],
    text: `select l.id, l.number, sum(s.quantity)::text as "onHand", l.expires_at as "expiresAt", l.made_at as "madeAt" from lot l join stock s on s.lot = l.id
           where l.site = $1 and l.material = $2 group by l.id having sum(s.quantity) > 0 order by l.expires_at nulls last, l.made_at, l.id limit $3`,
  })
  return rows as NextLotRow[]
}

export interface DeviationRow {
  body: Omit<Deviation, 'uses' | 'lastUsedAt'>
  uses: number
  lastUsedAt: number | null
}

/** Newest first; of a lot those under which it was used itself, those that passed what is in it, and those that name it. */
export async function deviationsOf(pool: Pool, site: string, lot: number | null): Promise<DeviationRow[]> {
  const { rows } = await pool.query({
    name: 'components.deviations',
    values: [site, lot],
    text: `with about as (
             select d.deviation from deviation_use d where d.site = $1 and d.until is null and d.lot = $2
             union select d.deviation from link k join deviation_use d on d.lot = k.parent and d.until is null and (d.since = k.since or (d.run is not null and d.run = k.run and d.site = k.site))
               where k.child = $2 and k.until is null and d.site = $1
             union select m.code from master m join lot l on l.id = $2 where m.site = $1 and m.kind = 'deviation' and m.until is null
               and exists (select from jsonb_array_elements(case when jsonb_typeof(m.body->'lots') = 'array' then m.body->'lots' else '[]' end) named
                 where named->>'number' = l.number and coalesce(named->>'material', l.material) = l.material))
           select m.body, coalesce(u.uses, 0)::int as uses, u.last::float8 as "lastUsedAt" from master m
           left join lateral (select count(*) as uses, max(d.at) as last from deviation_use d where d.site = m.site and d.deviation = m.code and d.until is null) u on true
           where m.site = $1 and m.kind = 'deviation' and m.until is null and ($2::int is null or m.code in (select deviation from about)) order by m.since desc`,
  })
  return rows as DeviationRow[]
}
