import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

/**
 * What was recorded, ended or believed again between two positions that a fingerprint may be made of. What was only moved, worked on or looked at is
 * not: it changes no quantity.
 */
export async function touchedSince(
  client: Client,
  { from, to }: { from: number; to: number },
): Promise<{ lot: number | null; shipment: string | null }[]> {
  const { rows } = await client.query({
    name: 'recalls.touched',
    values: [from, to],
    text: `with moved as (select lot from movement where since > $1 and since <= $2 and kind not in ('moved', 'worked', 'observed')
             union select lot from movement where until > $1 and until <= $2 and kind not in ('moved', 'worked', 'observed')),
           linked as (select parent, child from link where since > $1 and since <= $2 union select parent, child from link where until > $1 and until <= $2)
           select lot, null::text as shipment from moved union select parent, null from linked union select child, null from linked
           union select null, shipment from shipment where (since > $1 and since <= $2) or (until > $1 and until <= $2)`,
  })
  return rows as { lot: number | null; shipment: string | null }[]
}

export type JobState = 'running' | 'done' | 'refused' | 'failed'
export interface JobRow {
  id: string
  site: string
  recall: string
  event: Record<string, unknown>
  state: JobState
  phase: 'trace' | 'shipments' | 'hash' | 'commit'
  done: number
  total: number
  code: string | null
  detail: string | null
  simulation: string | null
  sequence: number | null
  begunAt: number
  changedAt: number
}

const COLUMNS = `id, site, recall, event, state, phase, done, total, code, detail, simulation, sequence, begun_at as "begunAt", changed_at as "changedAt"`

/** A retry with the same id is the same job. */
export async function insertJob(
  client: Client,
  { id, site, recall, event, total, now }: Pick<JobRow, 'id' | 'site' | 'recall' | 'event' | 'total'> & { now: number },
): Promise<void> {
  await client.query({
    values: [id, site, recall, JSON.stringify(event), total, now],
    text: `insert into recall_job (id, site, recall, event, state, phase, done, total, begun_at, changed_at) values ($1, $2, $3, $4, 'running', 'trace', 0, $5, $6, $6)
           on conflict (id) do nothing`,
  })
}

export async function jobNamed(client: Client, id: string): Promise<JobRow | null> {
  const { rows } = await client.query({ values: [id], text: `select ${COLUMNS} from recall_job where id = $1` })
  return (rows[0] as JobRow | undefined) ?? null
}

export async function jobsListed(client: Client, { site, open }: { site: string | null; open: boolean }): Promise<JobRow[]> {
  const { rows } = await client.query({
    values: [site, open],
    text: `select ${COLUMNS} from recall_job where ($1::text is null or site = $1) and (not $2 or state = 'running') order by begun_at desc limit 100`,
  })
  return rows as JobRow[]
}

export async function progressJob(
  client: Client,
  { id, phase, done, total, now }: Pick<JobRow, 'id' | 'phase' | 'done' | 'total'> & { now: number },
): Promise<void> {
  await client.query({
    values: [id, phase, done, total, now],
    text: `update recall_job set phase = $2, done = $3, total = $4, changed_at = $5 where id = $1 and state = 'running'`,
  })
}

export async function settleJob(
  client: Client,
  settled: Pick<JobRow, 'id' | 'state' | 'code' | 'detail' | 'simulation' | 'sequence'> & { now: number },
): Promise<void> {
  const { id, state, code, detail, simulation, sequence, now } = settled
  await client.query({
    values: [id, state, code, detail, simulation, sequence, now],
    text: `update recall_job set state = $2, code = $3, detail = $4, simulation = $5, sequence = $6, changed_at = $7 where id = $1 and state = 'running'`,
  })
}

/** The sequence of the event with this id, when it is recorded. */
export async function sequenceOf(client: Client, id: string): Promise<number | null> {
  const { rows } = await client.query({ values: [id], text: 'select sequence from ledger where id = $1' })
  return (rows[0] as { sequence: number } | undefined)?.sequence ?? null
}
