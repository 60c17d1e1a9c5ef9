import type { Pool, PoolClient } from 'pg'
import { REPORTED_BY, REPORTED_CENTER, REPORTED_OPERATION, REPORTED_ORDER } from '../../ledger/reported.ts'

type Client = Pool | PoolClient

export interface Period {
  site: string
  from: number
  to: number
}

export interface MoveRow {
  run: string | null
  since: number
  sequence: number
  type: string
  by: string | null
  lot: number
  material: string
  number: string
  unit: string
  kind: string
  delta: string
  scrap: string
  worked: string | null
  at: number
  reason: string | null
  isSample: boolean
  workOrder: string | null
  operation: number | null
  workCenter: string | null
  runMaterial: string | null
  finishedAt: number | null
}

const MOVE = `select m.run, m.since, g.sequence, coalesce(c.said->>'type', g.type) as type, coalesce(c.said->>'by', g.by) as by, l.id as lot, l.material, l.number, l.unit, m.kind,
    m.delta::text, m.scrap::text, m.worked::text, m.at,
    case when m.scrap <> 0 or m.kind in ('scrapped', 'adjusted') then coalesce(c.said->>'reason', c.said->>'note', g.body::jsonb->>'reason', g.body::jsonb->>'note') end as reason,
    m.kind = 'scrapped' and coalesce(c.said->>'purpose', g.body::jsonb->>'purpose') is not distinct from 'sample' as "isSample",
    ${REPORTED_ORDER} as "workOrder", ${REPORTED_OPERATION} as operation, ${REPORTED_CENTER} as "workCenter", r.material as "runMaterial", r.finished_at as "finishedAt"
  from movement m join lot l on l.id = m.lot ${REPORTED_BY}`

/** Everything of the runs that ended in the period, also what went in before it. */
export async function movesOfRuns(client: Client, { site, from, to }: Period): Promise<MoveRow[]> {
  const { rows } = await client.query({
    values: [site, from, to],
    text: `${MOVE} where m.until is null and m.site = $1 and m.run in (
             select e.run from run e where e.site = $1 and e.finished_at is not null and e.until is null and e.finished_at >= $2 and e.finished_at < $3)
             and m.kind in ('loaded', 'unloaded', 'consumed', 'produced', 'worked', 'scrapped') order by m.at, m.since, m.line`,
  })
  return rows as MoveRow[]
}

/** What was reported in one go, scrapped and counted. */
export async function movesWithoutRun(client: Client, { site, from, to }: Period): Promise<MoveRow[]> {
  const { rows } = await client.query({
    values: [site, from, to],
    text: `${MOVE} where m.until is null and m.site = $1 and m.run is null and m.at >= $2 and m.at < $3
             and m.kind in ('consumed', 'produced', 'worked', 'scrapped', 'adjusted') order by m.at, m.since, m.line`,
  })
  return rows as MoveRow[]
}

/** Runs that had begun and not ended when the period ended: their material is at work, not missing. */
export async function runsStillOpen(client: Client, { site, to }: Period): Promise<number> {
  const { rows } = await client.query({
    name: 'variance.open_runs',
    values: [site, to],
    text: 'select count(*)::int as count from run where site = $1 and finished_at is null and until is null and started_at < $2',
  })
  return (rows[0] as { count: number }).count
}
