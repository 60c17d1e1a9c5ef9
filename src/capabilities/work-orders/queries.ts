import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

export async function orderNumbered(
  client: Client,
  number: string,
  site: string | null,
): Promise<{ site: string; body: Record<string, unknown>; since: number }[]> {
  const { rows } = await client.query({
    name: 'orders.numbered',
    values: [number, site],
    text: `select m.site, m.body, (select g.at from ledger g where g.position >= m.since order by g.position limit 1) as since
           from master m where m.kind = 'workOrder' and m.code = $1 and m.until is null and ($2::text is null or m.site = $2) order by (m.site = 'main') desc, m.site`,
  })
  return rows as { site: string; body: Record<string, unknown>; since: number }[]
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
    text: `select coalesce(r.operation, g.operation, (c.said->>'operation')::int) as operation, coalesce(r.work_center, g.work_center, c.said->>'workCenter') as "workCenter",
             l.id as lot, l.material, l.number, l.unit, m.kind, sum(case when m.kind = 'produced' then m.delta else coalesce(m.worked, 0) end)::text as quantity, sum(m.scrap)::text as scrap, max(m.at) as "lastAt"
           from lot l join movement m on m.lot = l.id and m.until is null and m.kind in ('produced', 'worked') join ledger g on g.position = m.since and g.type <> 'start'
           left join run r on r.site = m.site and r.run = m.run and r.until is null
           left join lateral (select g.body::jsonb->'replacement' as said where g.type = 'correct') c on true
           where l.site = $1 and l.work_order = $2 and l.makings > 0 group by 1, 2, l.id, m.kind order by l.id limit $3`,
  })
  return rows as ReportedRow[]
}
