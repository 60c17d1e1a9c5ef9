import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

export async function lotCounts(client: Client): Promise<{ site: string; lots: number }[]> {
  const { rows } = await client.query({
    name: 'home.lots',
    text: 'select site, count(*)::int as lots from lot where makings > 0 group by site',
  })
  return rows as { site: string; lots: number }[]
}

export async function heldCounts(client: Client, lots: readonly number[]): Promise<{ site: string; held: number }[]> {
  const { rows } = await client.query({
    name: 'home.held',
    values: [lots],
    text: 'select site, count(*)::int as held from lot where id = any($1) and makings > 0 group by site',
  })
  return rows as { site: string; held: number }[]
}

export interface PlantNow {
  events: number
  openRuns: number
  openOrders: number
  lastEventAt: number | null
  isUsed: boolean
}

/** A site that has recorded nothing but access tokens counts as not used yet. */
export async function plantNow(client: Client, site: string): Promise<PlantNow> {
  const { rows } = await client.query({
    name: 'home.now',
    values: [site],
    text: `select coalesce((select sequence from ledger_head where site = $1), 0) as events,
             (select count(*)::int from run where site = $1 and finished_at is null and until is null) as "openRuns",
             (select count(*)::int from master where site = $1 and kind = 'workOrder' and until is null and coalesce(body->>'status', 'open') = 'open') as "openOrders",
             (select recorded_at from ledger where site = $1 order by sequence desc limit 1) as "lastEventAt",
             exists (select from ledger where site = $1 and type <> 'token') as "isUsed"`,
  })
  return rows[0] as PlantNow
}

export async function sitesKnown(client: Client): Promise<{ site: string; events: number }[]> {
  const { rows } = await client.query({ name: 'home.sites', text: 'select site, sequence as events from ledger_head order by site' })
  return rows as { site: string; events: number }[]
}

/** Which of these kinds of event the site has recorded at least once. */
export async function typesRecorded(client: Client, site: string, types: readonly string[]): Promise<string[]> {
  const { rows } = await client.query({
    name: 'home.types',
    values: [site, types],
    text: 'select wanted.type from unnest($2::text[]) as wanted(type) where exists (select from ledger g where g.site = $1 and g.type = wanted.type)',
  })
  return (rows as { type: string }[]).map(row => row.type)
}
