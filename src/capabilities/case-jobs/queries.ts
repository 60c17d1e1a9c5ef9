import type { Pool, PoolClient } from 'pg'

type Client = Pool | PoolClient

export type JobKind = 'evidence' | 'letters' | 'drillFinish'
export type JobPhase = 'trace' | 'read' | 'write'
export interface CaseJobRow {
  id: string
  site: string
  /** The recall or the drill. */
  subject: string
  kind: JobKind
  asked: Record<string, unknown>
  keptBy: string | null
  state: 'running' | 'done' | 'refused' | 'failed'
  phase: JobPhase
  done: number
  total: number
  code: string | null
  detail: string | null
  fileName: string | null
  fileSize: number | null
  fileSha256: string | null
  sequence: number | null
  begunBy: string
  begunAt: number
  changedAt: number
}

const COLUMNS = `id, site, subject, kind, asked, kept_by as "keptBy", state, phase, done, total, code, detail, file_name as "fileName", file_size as "fileSize",
  file_sha256 as "fileSha256", sequence, begun_by as "begunBy", begun_at as "begunAt", changed_at as "changedAt"`

type Begun = Pick<CaseJobRow, 'id' | 'site' | 'subject' | 'kind' | 'asked' | 'keptBy' | 'begunBy'>

/** A retry with the same id is the same job. */
export async function insertJob(client: Client, begun: Begun, now: number): Promise<void> {
  const { id, site, subject, kind, asked, keptBy, begunBy } = begun
  await client.query({
    values: [id, site, subject, kind, JSON.stringify(asked), keptBy, begunBy, now],
    text: `insert into case_job (id, site, subject, kind, asked, kept_by, state, phase, done, total, begun_by, begun_at, changed_at)
           values ($1, $2, $3, $4, $5, $6, 'running', 'trace', 0, 0, $7, $8, $8) on conflict (id) do nothing`,
  })
}

export async function jobNamed(client: Client, id: string): Promise<CaseJobRow | null> {
  const { rows } = await client.query({ values: [id], text: `select ${COLUMNS} from case_job where id = $1` })
  return (rows[0] as CaseJobRow | undefined) ?? null
}

/** Newest first; of one case, or of all. */
export async function jobsListed(client: Client, asked: { site: string; subject: string | null }): Promise<CaseJobRow[]> {
  const { rows } = await client.query({
    values: [asked.site, asked.subject],
    text: `select ${COLUMNS} from case_job where site = $1 and ($2::text is null or subject = $2) order by begun_at desc, id limit 50`,
  })
  return rows as CaseJobRow[]
}

/** What this server has begun and not ended, and what any server may go on with. */
export async function jobsRunning(client: Client, keptBy: string | null): Promise<CaseJobRow[]> {
  const { rows } = await client.query({
    values: [keptBy],
    text: `select ${COLUMNS} from case_job where state = 'running' and (kept_by is null or kept_by = $1) order by begun_at`,
  })
  return rows as CaseJobRow[]
}

export async function progressJob(
  client: Client,
  { id, phase, done, total, now }: Pick<CaseJobRow, 'id' | 'phase' | 'done' | 'total'> & { now: number },
): Promise<void> {
  await client.query({
    values: [id, phase, done, total, now],
    text: `update case_job set phase = $2, done = $3, total = $4, changed_at = $5 where id = $1 and state = 'running'`,
  })
}

export type Settled = Pick<CaseJobRow, 'state' | 'code' | 'detail' | 'fileName' | 'fileSize' | 'fileSha256' | 'sequence'>

export async function settleJob(client: Client, id: string, settled: Settled & { now: number }): Promise<void> {
  const { state, code, detail, fileName, fileSize, fileSha256, sequence, now } = settled
  await client.query({
    values: [id, state, code, detail, fileName, fileSize, fileSha256, sequence, now],
    text: `update case_job set state = $2, code = $3, detail = $4, file_name = $5, file_size = $6, file_sha256 = $7, sequence = $8, changed_at = $9
           where id = $1 and state = 'running'`,
  })
}

/** Jobs that ended before a time are forgotten; answers which. */
export async function forgetJobs(client: Client, asked: { keptBy: string | null; before: number }): Promise<string[]> {
  const { rows } = await client.query({
    values: [asked.keptBy, asked.before],
    text: `delete from case_job where state <> 'running' and changed_at < $2 and (kept_by is null or kept_by = $1) returning id`,
  })
  return (rows as { id: string }[]).map(({ id }) => id)
}
