/**
 * A job is kept before it is begun and done once; a server that was killed takes it up again and begins it anew, for until it is done nothing of it
 * can be seen. What is signed or recorded by it has the job's id.
 */
import { Refusal } from '../../base/refusal.ts'
import { fingerprintOf } from '../../base/signed-package.ts'
import { jobsByStore, nowAndThen, type RunningJob } from '../jobs.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { type FileMade, folderOf, forget, KEPT_DAYS, sweep } from './files.ts'
import {
  type CaseJobRow,
  forgetJobs,
  insertJob,
  type JobKind,
  type JobPhase,
  jobNamed,
  jobsRunning,
  progressJob,
  settleJob,
} from './queries.ts'

/** How far it is. @throws when the server stops: whoever works gives up there. */
export type Tell = (phase: JobPhase, done: number, total: number) => void
export interface Made {
  file?: FileMade
  sequence?: number | null
}
export interface Doing {
  job: CaseJobRow
  tell: Tell
  signal: AbortSignal
}
export type Work = (services: Services, doing: Doing) => Promise<Made>
export type Works = Readonly<Record<JobKind, Work>>

const jobsOf = jobsByStore()

interface Begin {
  id: string
  site: string
  subject: string
  kind: JobKind
  asked: Record<string, unknown>
  by: string
}

/** Answers as soon as the job is kept: from then on it comes to its end, whatever happens to this server. */
export async function beginJob(services: Services, { by, ...begin }: Begin, work: Work): Promise<CaseJobRow> {
  const { pool } = services
  await letGo(services)
  await insertJob(pool, { ...begin, keptBy: ownerOf(services), begunBy: by }, services.now())
  const kept = await jobNamed(pool, begin.id)
  if (!kept) throw new Error(`job ${begin.id} was kept and is not there`)
  void runJob(services, begin.id, work)
  return kept
}

/** The job as it ended. It goes on when nobody waits any more. */
export async function endOf(services: Services, id: string, work: Work): Promise<CaseJobRow> {
  await runJob(services, id, work).told
  const job = await jobNamed(services.pool, id)
  if (!job || job.state === 'running')
    throw new Problem(
      503,
      'unavailable',
      'It could not go on just now, and goes on by itself as soon as it can: ask again what became of it.',
    )
  if (job.state !== 'done')
    throw new Problem(job.state === 'refused' ? 422 : 500, job.code ?? 'fault', job.detail ?? 'It could not be made.')
  return job
}

/** Files lie where they were made: another server on the same database leaves them alone. */
const ownerOf = ({ signer, folder }: Services): string | null => (signer && folder !== undefined ? fingerprintOf(signer.publicKey) : null)

/** Goes on with what a server that was ended has left, and is to be stopped before the store is closed. */
export async function resumeCaseJobs(services: Services, works: Works): Promise<{ stop(): Promise<void> }> {
  const jobs = jobsOf(services.pool)
  jobs.open()
  await letGo(services)
  for (const { id, kind } of await jobsRunning(services.pool, ownerOf(services))) void runJob(services, id, works[kind])
  return { stop: () => jobs.stop() }
}

const DAY_MS = 86_400_000

/** Old files, and what no job answers for. */
async function letGo(services: Services): Promise<void> {
  const { pool, folder, now } = services
  const keptBy = ownerOf(services)
  const gone = await forgetJobs(pool, { keptBy, before: now() - KEPT_DAYS * DAY_MS })
  if (folder === undefined) return
  for (const id of gone) await forget(folderOf(services), id)
  const { rows } = await pool.query({ values: [keptBy], text: 'select id from case_job where kept_by = $1' })
  await sweep(folderOf(services), new Set((rows as { id: string }[]).map(({ id }) => id)))
}

const runJob = (services: Services, id: string, work: Work): RunningJob =>
  jobsOf(services.pool).run(id, { work: () => run(services, id, work), failed: error => settleFault(services, id, error) })

const NOTHING = { code: null, detail: null, fileName: null, fileSize: null, fileSha256: null, sequence: null }

async function run(services: Services, id: string, work: Work): Promise<void> {
  const { pool, now } = services
  const job = await jobNamed(pool, id)
  if (job?.state !== 'running') return
  const { signal } = jobsOf(pool)
  const { file, sequence = null } = await work(services, { job, signal, tell: telling(services, id, signal) })
  const made = file ? { fileName: file.name, fileSize: file.size, fileSha256: file.sha256 } : {}
  await settleJob(pool, id, { ...NOTHING, ...made, state: 'done', sequence, now: now() })
}

function telling({ pool, now }: Services, id: string, signal: AbortSignal): Tell {
  const keep = nowAndThen<JobPhase>((phase, done, total) => progressJob(pool, { id, phase, done, total, now: now() }))
  return (phase, done, total) => {
    signal.throwIfAborted()
    keep(phase, done, total)
  }
}

async function settleFault(services: Services, id: string, error: unknown): Promise<void> {
  const { pool, now } = services
  const isRefused = error instanceof Refusal || (error instanceof Problem && error.status < 500)
  const [code, detail] = error instanceof Refusal || error instanceof Problem ? [error.code, error.message] : ['fault', faultText(error)]
  if (services.folder !== undefined) await forget(folderOf(services), id).catch(() => undefined)
  await settleJob(pool, id, { ...NOTHING, state: isRefused ? 'refused' : 'failed', code, detail, now: now() })
}

function faultText(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC') return 'The disk of the server is full: make room in its data directory, then make the file again.'
  if (error instanceof RangeError && error.message.includes('4 GB'))
    return 'The file would have more than 4 GB, which one package cannot: narrow the recall, or split it in two.'
  process.stderr.write(
    `${JSON.stringify({ level: 'error', message: 'a job of a case failed', error: error instanceof Error ? error.stack : String(error) })}\n`,
  )
  return 'Something is wrong on our side; nothing was made. Try again.'
}
