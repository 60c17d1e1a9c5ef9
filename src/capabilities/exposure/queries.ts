import type { Pool as DatabasePool } from 'pg'
import type { Pool } from '../../genealogy/precision.ts'
import type { Ids } from '../tracing/queries.ts'

const arrayOf = (ids: Ids): string => `{${ids.join(',')}}`

/** The lots that came from vendors and went into something, the latest first; where none of them did, those that lie. */
export async function receivedLots(
  pool: DatabasePool,
  { site, material, limit }: { site: string; material: string | undefined; limit: number },
): Promise<number[]> {
  const { rows } = await pool.query({
    name: 'exposure.received',
    text: `with used as (
             select id from lot where site = $1 and ($2::text is null or material = $2) and vendor is not null and makings > 0
               and exists(select from link k where k.parent = lot.id and k.until is null) order by id desc limit $3)
           select id from used union all (
             select id from lot where site = $1 and ($2::text is null or material = $2) and vendor is not null and makings > 0
               and not exists(select from used) order by id desc limit $3) order by id desc`,
    values: [site, material ?? null, limit],
  })
  return (rows as { id: number }[]).map(({ id }) => id)
}

/** Those of the lots whose material is made approximately, by material. */
export async function approximateLots(pool: DatabasePool, ids: Ids): Promise<{ material: string; lots: number[] }[]> {
  const { rows } = await pool.query({
    name: 'exposure.approximate',
    text: `select l.material, array_agg(l.id order by l.id) as lots from lot l
           join master m on m.site = l.site and m.kind = 'material' and m.code = l.material and m.until is null
           where l.id = any($1) and m.body->>'precision' = 'approximate' and not l.homogeneous group by l.material order by count(*) desc, l.material`,
    values: [arrayOf(ids)],
  })
  return rows as { material: string; lots: number[] }[]
}

/** Lots of a material that is made precisely, by the run they were made in: made approximately they would have been one. */
export async function preciseRuns(pool: DatabasePool, ids: Ids): Promise<{ material: string; runs: number[][] }[]> {
  const { rows } = await pool.query({
    name: 'exposure.runs',
    text: `with made as (
             select l.material, m.site, m.run, array_agg(distinct m.lot order by m.lot) as lots from movement m join lot l on l.id = m.lot
             join master k on k.site = l.site and k.kind = 'material' and k.code = l.material and k.until is null
             where m.kind = 'produced' and m.until is null and l.kind = 'lot' and not l.homogeneous and coalesce(k.body->>'precision', 'precise') = 'precise'
               and (m.site, m.run) in (select r.site, r.run from movement r where r.lot = any($1) and r.kind = 'produced' and r.until is null and r.run is not null)
             group by l.material, m.site, m.run having count(distinct m.lot) > 1)
           select material, jsonb_agg(lots order by site, run) as runs from made group by material order by count(*) desc, material`,
    values: [arrayOf(ids)],
  })
  return rows as { material: string; runs: number[][] }[]
}

export interface PositionUse {
  material: string
  workCenter: string | null
  position: string
  pools: [since: number, line: number][][]
}

/** What lots were drawn from positions where several lay at once, and nobody said which was used first. */
export async function usesOfPositions(pool: DatabasePool, ids: Ids, known: number): Promise<PositionUse[]> {
  const { rows } = await pool.query({
    name: 'exposure.positions',
    text: `with drawn as (
             select l.material, k.site, k.run, r.work_center, k.load_position, jsonb_agg(jsonb_build_array(k.since, k.line) order by k.since, k.line) as links
             from link k join lot l on l.id = k.parent join run r on r.site = k.site and r.run = k.run and r.until is null
             where k.child = any($1) and k.run is not null and k.load_position is not null and k.blend = 0 and k.removed_at is null
               and k.since <= $2 and (k.until is null or k.until > $2)
             group by l.material, k.site, k.run, r.work_center, k.load_position
             having count(distinct k.parent) > 1 and bool_or(k.quantity_min <> k.quantity_max) and bool_and(k.quantity_expected is not null and k.drawn is not null))
           select material, work_center as "workCenter", load_position as position, jsonb_agg(links order by site, run) as pools
           from drawn group by 1, 2, 3 order by count(*) desc, 1, 2, 3`,
    values: [arrayOf(ids), known],
  })
  return rows as PositionUse[]
}

/** What happened in a run at whose positions lots were used in the order of loading. */
export interface RunUsed {
  workCenter: string | null
  startedAt: number
  /** What it is to make; null: all that came out. */
  makes: string | null
  pools: Pool[]
  moved: RunMovement[]
  links: { position: string; material: string; since: number; line: number }[]
}
export interface RunMovement {
  kind: 'produced' | 'unloaded'
  lot: number
  material: string
  position: string | null
  delta: number
  scrap: number
  at: number
  filledFrom: number | null
  ord: number
  since: number
  line: number
}

export async function runsInOrder(pool: DatabasePool, ids: Ids, known: number): Promise<RunUsed[]> {
  const { rows } = await pool.query({
    name: 'exposure.in_order',
    text: `select r.work_center as "workCenter", r.started_at::float8 as "startedAt", r.material as makes, r.folded->'folded'->'pools' as pools,
             (select jsonb_agg(jsonb_build_object('kind', m.kind, 'lot', m.lot, 'material', l.material, 'position', m.load_position, 'delta', m.delta, 'scrap', m.scrap,
                  'at', m.at, 'filledFrom', m.filled_from, 'ord', m.ord, 'since', m.since, 'line', m.line) order by m.since, m.line)
                from movement m join lot l on l.id = m.lot
                where m.site = r.site and m.run = r.run and m.kind in ('produced', 'unloaded') and m.since <= $2 and (m.until is null or m.until > $2)) as moved,
             (select jsonb_agg(jsonb_build_object('position', k.load_position, 'material', l.material, 'since', k.since, 'line', k.line))
                from link k join lot l on l.id = k.parent
                where k.site = r.site and k.run = r.run and k.load_position is not null and k.since <= $2 and (k.until is null or k.until > $2)) as links
           from run r where r.until is null
             and (r.site, r.run) in (select k.site, k.run from link k where k.child = any($1) and k.run is not null and k.since <= $2 and (k.until is null or k.until > $2))
             and jsonb_path_exists(r.folded, '$.folded.pools[*] ? (@.withdrawal == "sequential" && @.homogeneous == false && @.per != null).loads[1]')
           order by r.site, r.run`,
    values: [arrayOf(ids), known],
  })
  return (rows as RunUsed[]).filter(({ moved, links }) => moved !== null && links !== null)
}

/** Containers, and all that lies in them. */
export interface Boxes {
  count: number
  holding: { unit: string; quantity: string }[]
}

/** By the index of each group of lots: the containers in which some of them lie now, with everything that is in these; a box in a box is one of its own. */
export async function containersOf(pool: DatabasePool, groups: readonly Ids[]): Promise<Map<number, Boxes>> {
  const { rows } = await pool.query({
    name: 'exposure.containers',
    text: `with asked as (select g.place::int - 1 as index, g.lots::int[] as lots from unnest($1::text[]) with ordinality as g(lots, place)),
             box as (
               select distinct a.index, l.site, s.place from asked a cross join unnest(a.lots) as e(lot)
                 join stock s on s.lot = e.lot and s.quantity > 0 and s.place like 'container:%' join lot l on l.id = s.lot),
             held as (
               select b.index, l.unit, trim_scale(sum(s.quantity))::text as quantity from box b
                 join stock s on s.place = b.place and s.quantity > 0 join lot l on l.id = s.lot and l.site = b.site group by b.index, l.unit)
           select index, count(*)::int as count,
             (select jsonb_agg(jsonb_build_object('unit', h.unit, 'quantity', h.quantity) order by h.unit) from held h where h.index = box.index) as holding
           from box group by index`,
    values: [groups.map(arrayOf)],
  })
  return new Map((rows as ({ index: number } & Boxes)[]).map(({ index, count, holding }) => [index, { count, holding }]))
}
