/** The queue as it stands in the database. Time is the database's, so that several processes agree on it. */

import type { Pool } from 'pg'
import type { LabelKind } from '../../answers/index.ts'
import { say } from '../../words/index.ts'
import type { Template } from '../label-shapes.ts'
import type { Tokens } from './layout.ts'

export type JobStatus = 'waiting' | 'sending' | 'printed' | 'failed' | 'cancelled'
export interface NewJob {
  id: string
  site: string
  printer: string
  kind: LabelKind
  subject: string
  lot: number | null
  template: Template
  tokens: Tokens
  copies: number
  copy: number
  reason: string | null
  by: string | null
  station: string | null
  via: string
}
export interface Job extends NewJob {
  place: string
  askedPrinter: string
  status: JobStatus
  doubtful: boolean
  attempts: number
  passedBy: string[]
  problem: string | null
  askedAt: Date
  endedAt: Date | null
  recorded: boolean
  /** The address of the printer that said it has taken it whole; one that tells nothing of itself never says so. */
  takenBy: string | null
}

const COLUMNS = `id, place::text, site, printer, asked_printer as "askedPrinter", status, doubtful, kind, subject, lot, template, tokens, copies, copy, reason, by, station, via,
  attempts, passed_by as "passedBy", problem, asked_at as "askedAt", ended_at as "endedAt", recorded, taken_by as "takenBy"`

/** False where a job with this id is there already: asking again is a retry, not a second label. */
export async function addJob(pool: Pool, job: NewJob, status: 'waiting' | 'printed' = 'waiting'): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'jobs.add',
    values: [
      job.id,
      job.site,
      job.printer,
      job.kind,
      job.subject,
      job.lot,
      JSON.stringify(job.template),
      JSON.stringify(job.tokens),
      job.copies,
      job.copy,
      job.reason,
      job.by,
      job.station,
      job.via,
      status,
    ],
    text: `insert into print_job (id, site, printer, asked_printer, status, kind, subject, lot, template, tokens, copies, copy, reason, by, station, via, ended_at, taken_by)
           values ($1, $2, $3, $3, $15, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, case when $15 = 'printed' then now() end, case when $15 = 'printed' then $3 end) on conflict (id) do nothing`,
  })
  return rowCount === 1
}

export async function jobOf(pool: Pool, id: string): Promise<Job | undefined> {
  const { rows } = await pool.query({ name: 'jobs.one', values: [id], text: `select ${COLUMNS} from print_job where id = $1` })
  return rows[0] as Job | undefined
}

/** Newest first. */
export async function jobsLike(
  pool: Pool,
  asked: {
    site: string | null
    printer: string | null
    station: string | null
    lot: number | null
    open: boolean
    before: number
    limit: number
  },
): Promise<Job[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.printer, asked.station, asked.lot, asked.open, asked.before, asked.limit],
    text: `select ${COLUMNS} from print_job where ($1::text is null or site = $1) and ($2::text is null or printer = $2 or asked_printer = $2)
             and ($3::text is null or station = $3) and ($4::int is null or lot = $4) and (not $5 or status in ('waiting', 'sending', 'failed')) and place < $6::bigint
           order by place desc limit $7`,
  })
  return rows as Job[]
}

/** Printers that have something to do now, and what has been printed but is not in the ledger yet. */
export async function busyPrinters(pool: Pool): Promise<{ site: string; printer: string }[]> {
  const { rows } = await pool.query({
    name: 'jobs.busy',
    text: `select distinct site, printer from print_job where status in ('waiting', 'sending')`,
  })
  return rows as { site: string; printer: string }[]
}

export async function unrecorded(pool: Pool): Promise<Job[]> {
  const { rows } = await pool.query({
    name: 'jobs.unrecorded',
    text: `select ${COLUMNS} from print_job where status = 'printed' and not recorded order by place limit 100`,
  })
  return rows as Job[]
}

/** The oldest first, and nobody overtakes: null when that one still has to wait. */
export async function takeNext(pool: Pool, site: string, printer: string): Promise<Job | null> {
  const { rows } = await pool.query({
    name: 'jobs.take',
    values: [site, printer],
    text: `update print_job set status = 'sending', attempts = attempts + 1, taken_by = null where id = (
             select id from (select id, not_before from print_job where site = $1 and printer = $2 and status = 'waiting' order by place limit 1) as head
             where head.not_before <= now()) and status = 'waiting' returning ${COLUMNS}`,
  })
  return (rows[0] as Job | undefined) ?? null
}

interface AtPrinter {
  site: string
  printer: string
  address: string
}

/** Left in the printer by a process that ended while it waited for them: they are asked after, and what happened meanwhile nobody saw. */
export async function leftIn(pool: Pool, { site, printer, address }: AtPrinter): Promise<Job[]> {
  const { rows } = await pool.query({
    name: 'jobs.leftIn',
    values: [site, printer, address],
    text: `update print_job set doubtful = true where site = $1 and printer = $2 and status = 'sending' and taken_by = $3 returning ${COLUMNS}`,
  })
  return rows as Job[]
}

/** Left over by a process that died while it was sending: the label may be out. Only who has the printer's turn may say so. */
export async function takeBackSending(pool: Pool, { site, printer, address }: AtPrinter): Promise<void> {
  await pool.query({
    name: 'jobs.takeBack',
    values: [site, printer, address, say('en', 'printer.server-stopped')],
    text: `update print_job set status = 'waiting', doubtful = true, not_before = now(), problem = $4
           where site = $1 and printer = $2 and status = 'sending' and taken_by is distinct from $3`,
  })
}

/** Has this printer ever said of a label that it has it? */
export async function hasTold(pool: Pool, { site, printer, address }: AtPrinter): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'jobs.hasTold',
    values: [site, printer, address],
    text: `select exists (select from print_job where site = $1 and printer = $2 and taken_by = $3) as told`,
  })
  return (rows[0] as { told: boolean }).told
}

/** From here on it is not sent again by itself. */
export async function markTaken(pool: Pool, id: string, { by, doubtful }: { by: string; doubtful: boolean }): Promise<void> {
  await pool.query({
    name: 'jobs.taken',
    values: [id, by, doubtful],
    text: `update print_job set taken_by = $2, doubtful = doubtful or $3 where id = $1`,
  })
}

export async function markPrinted(pool: Pool, id: string): Promise<void> {
  await pool.query({
    name: 'jobs.printed',
    values: [id],
    text: `update print_job set status = 'printed', ended_at = now(), problem = null where id = $1`,
  })
}

export async function markRecorded(pool: Pool, id: string): Promise<void> {
  await pool.query({ name: 'jobs.recorded', values: [id], text: `update print_job set recorded = true where id = $1` })
}

export async function putOff(
  pool: Pool,
  id: string,
  { problem, doubtful, seconds }: { problem: string; doubtful: boolean; seconds: number },
): Promise<void> {
  await pool.query({
    name: 'jobs.putOff',
    values: [id, problem, doubtful, seconds],
    text: `update print_job set status = 'waiting', problem = $2, doubtful = doubtful or $3, not_before = now() + $4 * interval '1 second' where id = $1`,
  })
}

/** The printer has it, and something is in the way: said while it is waited for. */
export async function noteHindrance(pool: Pool, id: string, problem: string): Promise<void> {
  await pool.query({
    name: 'jobs.hindered',
    values: [id, problem],
    text: `update print_job set problem = $2 where id = $1 and status = 'sending'`,
  })
}

export async function giveUp(pool: Pool, id: string, problem: string, doubtful: boolean): Promise<void> {
  await pool.query({
    name: 'jobs.giveUp',
    values: [id, problem, doubtful],
    text: `update print_job set status = 'failed', ended_at = now(), problem = $2, doubtful = doubtful or $3 where id = $1`,
  })
}

/** Everything that waits at one printer goes to another one, except what has been there already. */
export async function passOn(pool: Pool, { site, from, to }: { site: string; from: string; to: string }): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'jobs.passOn',
    values: [site, from, to],
    text: `update print_job set printer = $3, passed_by = passed_by || $2, attempts = 0, problem = null, not_before = now()
           where site = $1 and printer = $2 and status = 'waiting' and not ($3 = any(passed_by))`,
  })
  return rowCount ?? 0
}

/** Asked for at a station in the last day and not come out, the oldest first; `ahead`: what keeps one that stands before it at the printer. */
export async function stuckAt(pool: Pool, site: string, station: string): Promise<(Job & { ahead: string | null })[]> {
  const { rows } = await pool.query({
    name: 'jobs.stuckAt',
    values: [site, station],
    text: `select ${COLUMNS}, (select head.problem from print_job head where head.site = j.site and head.printer = j.printer and head.place < j.place
             and head.status in ('waiting', 'sending') and head.problem is not null order by head.place limit 1) as ahead
           from print_job j where site = $1 and station = $2 and status in ('waiting', 'sending', 'failed') and asked_at > now() - interval '1 day'
           order by j.place limit 50`,
  })
  return rows as (Job & { ahead: string | null })[]
}

/** A person decides: again, here or elsewhere. */
export async function retryJob(pool: Pool, id: string, printer: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'jobs.retry',
    values: [id, printer],
    text: `update print_job set status = 'waiting', printer = $2, passed_by = '{}', attempts = 0, problem = null, not_before = now(), ended_at = null, taken_by = null
           where id = $1 and status in ('waiting', 'failed', 'cancelled')`,
  })
  return rowCount === 1
}

export async function cancelJob(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'jobs.cancel',
    values: [id],
    text: `update print_job set status = 'cancelled', ended_at = now() where id = $1 and status in ('waiting', 'failed')`,
  })
  return rowCount === 1
}

const KEPT_DAYS = 90

export async function forgetOld(pool: Pool): Promise<void> {
  await pool.query({
    name: 'jobs.forget',
    values: [KEPT_DAYS],
    text: `delete from print_job where ended_at < now() - $1 * interval '1 day' and status in ('printed', 'cancelled', 'failed') and (recorded or status <> 'printed')`,
  })
}

// ---- turns ----------------------------------------------------------------------------------------------------------------------

/** One connection at a time at one address, whoever runs it; taking it again makes it longer. */
export async function takeTurn(
  pool: Pool,
  { address, holder, seconds }: { address: string; holder: string; seconds: number },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'turns.take',
    values: [address, holder, seconds],
    text: `insert into print_turn (address, holder, until) values ($1, $2, now() + $3 * interval '1 second')
           on conflict (address) do update set holder = $2, until = excluded.until where print_turn.holder = $2 or print_turn.until < now()`,
  })
  return rowCount === 1
}

export async function endTurn(pool: Pool, address: string, holder: string): Promise<void> {
  await pool.query({ name: 'turns.end', values: [address, holder], text: `delete from print_turn where address = $1 and holder = $2` })
}

export interface QueueCount {
  printer: string
  waiting: number
  failed: number
  lastPrintedAt: Date | null
  problem: string | null
}

export async function queueCounts(pool: Pool, site: string): Promise<QueueCount[]> {
  const { rows } = await pool.query({
    name: 'jobs.counts',
    values: [site],
    text: `select printer, (count(*) filter (where status in ('waiting', 'sending')))::int as waiting, (count(*) filter (where status = 'failed'))::int as failed,
             max(ended_at) filter (where status = 'printed') as "lastPrintedAt",
             (array_agg(problem order by place) filter (where status in ('waiting', 'sending', 'failed') and problem is not null))[1] as problem
           from print_job where site = $1 group by printer`,
  })
  return rows as QueueCount[]
}
