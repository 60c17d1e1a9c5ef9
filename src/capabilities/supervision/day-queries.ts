/** What happened today, found by where the day began in the ledger. */
import type { Pool, PoolClient } from 'pg'
import type { Folded } from '../../genealogy/precision.ts'

type Client = Pool | PoolClient

/** The last position recorded before an instant: what was recorded since lies behind it. */
export async function positionBefore(client: Client, at: number): Promise<number> {
  const { rows } = await client.query({
    values: [at],
    text: 'select coalesce(min(position) - 1, (select position from store)) as position from ledger where recorded_at >= $1',
  })
  return (rows[0] as { position: number }).position
}

export interface DaySince {
  site: string
  /** When the day began, and the position the ledger had then. */
  at: number
  position: number
}
export interface Handled {
  unit: string
  good: string
  scrap: string
  repeated: string
  reports: number
}

/** Reports of the day by unit: good, scrapped, and reported again (more than the lot ever was, counted over all reports of the step). */
export async function handledSince(client: Client, { site, at, position }: DaySince): Promise<Handled[]> {
  const { rows } = await client.query({
    values: [site, at, position],
    text: `with today as (
             select distinct m.lot from movement m where m.since > $3 and m.at >= $2 and m.site = $1 and m.until is null and m.kind in ('worked', 'produced')),
           reports as (
             select m.lot, m.at, m.kind, case when m.kind = 'worked' then m.worked else m.delta end as good, m.scrap,
               sum(case when m.kind = 'worked' then m.worked + m.scrap else 0 end) over (partition by m.lot, coalesce(r.operation, g.operation, -1), coalesce(r.work_center, g.work_center) order by m.at, m.ord, m.since, m.line) as told
             from today t join movement m on m.lot = t.lot and m.until is null and m.kind in ('worked', 'produced')
             join ledger g on g.position = m.since and g.type <> 'start' left join run r on r.site = m.site and r.run = m.run and r.until is null)
           select l.unit, sum(p.good)::text as good, sum(p.scrap)::text as scrap, count(*)::int as reports,
             sum(case when p.kind = 'worked' then greatest(0, least(p.good, p.told - l.made)) else 0 end)::text as repeated
           from reports p join lot l on l.id = p.lot where p.at >= $2 group by l.unit order by count(*) desc`,
  })
  return rows as Handled[]
}

/** Stock that was counted down today: gone, and nobody knows where. */
export async function countedDownSince(
  client: Client,
  { site, at, position }: DaySince,
): Promise<{ id: number; material: string; number: string; unit: string; quantity: string }[]> {
  const { rows } = await client.query({
    values: [site, at, position],
    text: `select l.id, l.material, l.number, l.unit, sum(-m.delta)::text as quantity from movement m join lot l on l.id = m.lot
           where m.since > $3 and m.at >= $2 and m.site = $1 and m.until is null and m.kind = 'adjusted' group by l.id having sum(-m.delta) > 0 order by sum(-m.delta) desc`,
  })
  return rows as { id: number; material: string; number: string; unit: string; quantity: string }[]
}

export interface EndedRun {
  run: string
  workCenter: string | null
  workOrder: string | null
  folded: { folded: Folded }
}

/** Runs that ended today, with what is folded into them: the difference between what went in and what came out is in there. */
export async function runsEndedSince(client: Client, { site, at }: DaySince): Promise<EndedRun[]> {
  const { rows } = await client.query({
    values: [site, at],
    text: `select run, work_center as "workCenter", work_order as "workOrder", folded from run where site = $1 and finished_at >= $2 and finished_at is not null and until is null`,
  })
  return rows as EndedRun[]
}

export async function unitsOf(client: Client, site: string, materials: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query({
    name: 'day.units',
    values: [site, materials],
    text: `select code, body->>'unit' as unit from master where site = $1 and kind = 'material' and code = any($2) and until is null`,
  })
  return new Map((rows as { code: string; unit: string }[]).map(row => [row.code, row.unit]))
}

export interface PlaceNow {
  place: string
  isStation: boolean
  run: string | null
  operation: string | null
  workOrder: string | null
  startedAt: number | null
  type: string
  by: string | null
  at: number
}

/** Who is where: open runs with whoever reported last on them, and stations and work centers that reported without a run. */
export async function placesNow(client: Client, { site, at, position }: DaySince): Promise<PlaceNow[]> {
  const { rows } = await client.query({
    values: [site, at, position],
    text: `with open as (
             select r.run, r.work_center, r.work_order, r.operation, r.started_at from run r where r.site = $1 and r.finished_at is null and r.until is null),
           told as (
             select distinct on (g.station, case when g.station is null then g.work_center end) g.station, g.work_center, g.type, g.by, g.at, g.run, g.work_order, g.operation
             from ledger g where g.site = $1 and g.position > $3 and g.at >= $2 and coalesce(g.station, g.work_center) is not null and g.type not in ('workCenter', 'station', 'workOrder')
             order by g.station, case when g.station is null then g.work_center end, g.at desc, g.position desc)
           select coalesce(o.work_center, '') as place, false as "isStation", o.run, n.name as operation, o.work_order as "workOrder", o.started_at as "startedAt", g.type, g.by, g.at
             from open o join lateral (select type, by, at from ledger where site = $1 and run = o.run order by position desc limit 1) g on true
             left join master w on w.site = $1 and w.kind = 'workOrder' and w.code = o.work_order and w.until is null
             left join lateral (select e->>'name' as name from jsonb_array_elements(w.body->'operations') e where (e->>'sequence')::int = o.operation limit 1) n on true
           union all
           select coalesce(t.station, t.work_center), t.station is not null, null, n.name, t.work_order, null, t.type, t.by, t.at from told t
             left join master w on w.site = $1 and w.kind = 'workOrder' and w.code = t.work_order and w.until is null
             left join lateral (select e->>'name' as name from jsonb_array_elements(w.body->'operations') e where (e->>'sequence')::int = t.operation limit 1) n on true
             where t.station is not null or t.work_center not in (select work_center from open where work_center is not null)
           order by 9 desc`,
  })
  return rows as PlaceNow[]
}
