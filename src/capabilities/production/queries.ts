import type { Pool, PoolClient } from 'pg'
import type { Moment } from '../paging.ts'

type Client = Pool | PoolClient
export interface RunName {
  site: string
  run: string
}

export interface RunFacts extends RunName {
  workOrder: string | null
  operation: number | null
  operationName: string | null
  workCenter: string | null
  material: string | null
  startedAt: number
  finishedAt: number | null
}

const RUN = `select r.site, r.run, r.work_order as "workOrder", r.operation, o.name as "operationName", r.work_center as "workCenter", r.material,
               r.started_at as "startedAt", r.finished_at as "finishedAt"`
const OF_ORDER = `left join master w on w.site = r.site and w.kind = 'workOrder' and w.code = r.work_order and w.until is null
             left join lateral (select e->>'name' as name from jsonb_array_elements(w.body->'operations') e where (e->>'sequence')::int = r.operation limit 1) o on true`

/** Newest first, a page of each site by its index. `open` null: finished or not. */
export async function runsStarted(
  client: Client,
  asked: { open: boolean | null; site: string | null; before: Moment; limit: number },
): Promise<RunFacts[]> {
  const { rows } = await client.query({
    values: [asked.site, asked.before.at, asked.before.code, asked.limit, asked.before.site, ...(asked.open === true ? [] : [asked.open])],
    text: `${RUN} from (
             select p.* from ledger_head h cross join lateral (
               select r.* from run r where r.site = h.site and r.until is null and (r.started_at, r.run) <= ($2, $3) and (r.started_at, r.run, r.site) < ($2, $3, $5)
                 ${asked.open === true ? 'and r.finished_at is null' : 'and ($6::boolean is null or (r.finished_at is null) = $6)'}
               order by r.started_at desc, r.run desc limit $4) p
             where $1::text is null or h.site = $1 order by p.started_at desc, p.run desc, p.site desc limit $4) r ${OF_ORDER}
           order by r.started_at desc, r.run desc, r.site desc`,
  })
  return rows as RunFacts[]
}

export async function runNamed(client: Client, run: string, site: string | null): Promise<RunFacts[]> {
  const { rows } = await client.query({
    name: 'runs.named',
    values: [run, site],
    text: `${RUN} from run r ${OF_ORDER} where r.run = $1 and r.until is null and ($2::text is null or r.site = $2) order by (r.site = 'main') desc, r.site`,
  })
  return rows as RunFacts[]
}

export interface RunLine extends RunName {
  lot: number
  material: string
  number: string
  unit: string
  kind: 'loaded' | 'unloaded' | 'produced' | 'worked'
  position: string | null
  delta: string
  scrap: string
  worked: string | null
  at: number
  type: string
}

export async function linesOfRuns(client: Client, runs: readonly RunName[]): Promise<RunLine[]> {
  const { rows } = await client.query({
    name: 'runs.lines',
    values: [runs.map(({ site }) => site), runs.map(({ run }) => run)],
    text: `select m.site, m.run, m.lot, l.material, l.number, l.unit, m.kind, m.load_position as position, sum(m.delta)::text as delta, sum(m.scrap)::text as scrap, sum(m.worked)::text as worked, m.at, g.type
           from unnest($1::text[], $2::text[]) as w(site, run) join movement m on m.site = w.site and m.run = w.run and m.until is null and m.kind in ('loaded', 'unloaded', 'produced', 'worked')
           join lot l on l.id = m.lot join ledger g on g.position = m.since
           group by m.site, m.run, m.lot, l.id, m.kind, m.load_position, m.at, m.ord, m.since, g.type order by m.at, m.ord, m.since`,
  })
  return rows as RunLine[]
}

/** Whoever reported anything on a run, what was corrected left out. */
export async function peopleOfRuns(client: Client, runs: readonly RunName[]): Promise<(RunName & { by: string })[]> {
  const { rows } = await client.query({
    name: 'runs.people',
    values: [runs.map(({ site }) => site), runs.map(({ run }) => run)],
    text: `with wanted as (select * from unnest($1::text[], $2::text[]) as w(site, run))
           select w.site, w.run, g.by from wanted w join ledger g on g.site = w.site and g.run = w.run where g.by is not null and not exists (select from event_void v where v.id = g.id)
           union select w.site, w.run, c.code from wanted w join ledger g on g.site = w.site and g.run = w.run and g.body like '%"crew":[%' cross join lateral jsonb_array_elements_text(g.body::jsonb->'crew') as c(code)
             where not exists (select from event_void v where v.id = g.id)
           union select w.site, w.run, coalesce(g.body::jsonb->'replacement'->>'by', g.by) from wanted w join movement m on m.site = w.site and m.run = w.run and m.until is null
             join ledger g on g.position = m.since and g.type = 'correct' where coalesce(g.body::jsonb->'replacement'->>'by', g.by) is not null
           order by 3`,
  })
  return rows as (RunName & { by: string })[]
}

export async function valuesOfRun(
  client: Client,
  { site, run }: RunName,
): Promise<{ characteristic: string; value: string; unit: string | null; at: number }[]> {
  const { rows } = await client.query({
    name: 'runs.values',
    values: [site, run],
    text: 'select characteristic, value, unit, at from measurement where site = $1 and run = $2 and until is null order by at, since, line',
  })
  return rows as { characteristic: string; value: string; unit: string | null; at: number }[]
}
