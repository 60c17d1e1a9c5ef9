import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

/** What was recorded, as a question tells of it: the replacement of a correction in place of the correction. */
export interface EventRow {
  position: number
  site: string
  sequence: number
  id: string
  type: string
  at: number
  recordedAt: number
  by: string | null
  station: string | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  run: string | null
  /** It stands in a correction, which also took something back. */
  corrects: boolean
}

/** The events at these positions. A correction with a replacement takes two; its row carries the last. */
export async function eventsAt(client: Client, positions: readonly number[]): Promise<EventRow[]> {
  const { rows } = await client.query({
    name: 'questions.events',
    text: `select p.position, g.site, g.sequence, g.id, coalesce(case when p.position = g.position then g.body::jsonb->'replacement'->>'type' end, g.type) as type,
             coalesce((case when p.position = g.position then (extract(epoch from (g.body::jsonb->'replacement'->>'at')::timestamptz) * 1000)::bigint end), g.at) as at,
             g.recorded_at as "recordedAt", coalesce(g.body::jsonb->'replacement'->>'by', g.by) as by, g.station,
             coalesce(g.work_center, r.work_center) as "workCenter", coalesce(g.work_order, r.work_order) as "workOrder", coalesce(g.operation, r.operation) as operation, g.run, g.type = 'correct' as corrects
           from unnest($1::int[]) as p(position)
           join lateral (select * from ledger l where l.position >= p.position order by l.position limit 1) g on true
           left join run r on r.site = g.site and r.run = g.run order by p.position`,
    values: [positions],
  })
  return rows as EventRow[]
}
