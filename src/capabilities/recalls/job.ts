/**
 * The commit of a large recall or of a new version of one, on its way in the background. Until it is recorded nobody sees anything of it, and then everybody all: it is one
 * event in one transaction. What takes long, tracing and hashing, is done before and may be done again; the job's id is the event's,
 * so after a kill it is recorded once, whether it was recorded before or not.
 */

import type { Pool } from 'pg'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Command } from '../events.ts'
import { jobsByStore, nowAndThen } from '../jobs.ts'
import { parseEvent } from '../parse.ts'
import { notFound, Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { OF_PARTS } from '../tracing/recall.ts'
import { trace } from '../tracing/trace.ts'
import { keepCommitted, questionOf as recallQuestion } from './growth.ts'
import { insertJob, type JobRow, jobNamed, jobsListed, progressJob, sequenceOf, settleJob } from './job-queries.ts'
import { dropPrepared, keepPrepared, preparedFor, standsStill } from './prepared.ts'
import { scopeEntriesOf } from './queries.ts'
import { askedAs, preparedOf, readMark, revisedOf, type ScopeQuestion, scopeAt } from './scope.ts'

/** More lots than these are committed by a job: it would take longer than somebody waits. */
const LOTS_AT_ONCE = 100_000

const part = z.looseObject({ lot: z.strictObject({ material: z.string(), number: z.string() }) })
/** The event that is to be recorded, as it was sent: a recall, or a new version of one. */
export const askedShape = z.looseObject({
  id: z.string(),
  type: z.enum(['recall', 'recallRevise']),
  site: z.string(),
  recall: z.string(),
  simulation: z.string(),
  lots: z.array(part).optional(),
  exclusions: z.array(part).optional(),
  inclusions: z.array(part).optional(),
  /** Made where it was accepted; the writer checks once more that they bind exactly this. */
  signed: z.array(z.strictObject({ by: z.string(), meaning: z.string(), at: z.string(), content: z.string() })).optional(),
})
type Asked = z.output<typeof askedShape>
type Named = z.output<typeof part>['lot']

/** What the writer will ask. */
async function questionOf(pool: Pool, { type, site, recall, lots, exclusions, inclusions }: Asked): Promise<ScopeQuestion> {
  const named = (parts: Asked['lots'] = []): Named[] => parts.map(({ lot }) => ({ material: lot.material, number: lot.number }))
  if (type === 'recall') return { site, seeds: named(lots), exclude: named(exclusions) }
  const before = recallQuestion(site, await scopeEntriesOf(pool, site, recall))
  return revisedOf(before, { added: named(lots), out: named(exclusions), back: named(inclusions) })
}

/** How many lots can be reached: a tenth of a second for a million. */
async function lotsReached({ engine, pool }: Services, { site, seeds, exclude }: ScopeQuestion): Promise<number> {
  const sited = (lots: ScopeQuestion['seeds']): (Named & { site: string })[] => lots.map(lot => ({ ...lot, site }))
  const traced = await trace(engine, pool, { direction: 'forward', seeds: sited(seeds), exclude: sited(exclude), quantities: false })
  return traced.lots.length
}

/**
 * The job of a recall or a version that is large, or that somebody wants in the background; null where it is recorded at once, and where there is
 * nothing to start from: the writer has the words for it.
 */
export async function jobFor(services: Services, event: Asked, isWanted?: boolean): Promise<answers.RecallAccepted | null> {
  if (isWanted === false) return null
  const question = await questionOf(services.pool, event)
  if (question.seeds.length === 0) return null
  const lots = await lotsReached(services, question)
  return isWanted || lots > LOTS_AT_ONCE ? beginJob(services, event, lots) : null
}

/** Answers as soon as the job is kept: from then on it comes to its end, whatever happens to this server. */
async function beginJob(services: Services, event: Asked, total: number): Promise<answers.RecallAccepted> {
  const { pool } = services
  const { id, site, recall } = event
  // What has not even the shape of an event is refused here and not by the job.
  commandOf(event)
  await insertJob(pool, { id, site, recall, event: { ...event }, total, now: services.now() })
  const kept = await jobNamed(pool, id)
  if (!kept) throw new Error(`job ${id} was kept and is not there`)
  runJob(services, id)
  return { ...written(kept), job: kept.id, status: 'accepted' }
}

function commandOf({ signed, ...event }: Asked): Command {
  const command = parseEvent({ ...event })
  return signed === undefined ? command : { ...command, signed }
}

// ---- running -------------------------------------------------------------------------------------------------------------------------

const jobsOf = jobsByStore()
/** Who is told of each large recall that is there. */
const told = new WeakMap<Pool, () => void>()

/** Goes on with what a server that was ended has left, and is to be stopped before the store is closed. `onCommitted` is told of each large recall that is there. */
export async function resumeJobs(services: Services, onCommitted = (): void => undefined): Promise<{ stop(): Promise<void> }> {
  const jobs = jobsOf(services.pool)
  told.set(services.pool, onCommitted)
  jobs.open()
  for (const { id } of await jobsListed(services.pool, { site: null, open: true })) runJob(services, id)
  return { stop: () => jobs.stop() }
}

function runJob(services: Services, id: string): void {
  jobsOf(services.pool).run(id, { work: () => run(services, id), failed: error => settleFault(services, id, error) })
}

async function settleFault(services: Services, id: string, error: unknown): Promise<void> {
  const [code, detail] =
    error instanceof Refusal || error instanceof Problem
      ? [error.code, error.message]
      : ['fault', 'Something is wrong on our side; nothing was recorded. Simulate and commit again.']
  const state = error instanceof Refusal ? 'refused' : 'failed'
  await settleJob(services.pool, { id, state, code, detail, simulation: null, sequence: null, now: services.now() })
}

/** How often it is prepared anew when something of the scope was touched meanwhile; then it is worked out under the lock. */
const PREPARED_MAX = 5

async function run(services: Services, id: string): Promise<void> {
  const { pool, engine, now } = services
  const job = await jobNamed(pool, id)
  if (job?.state !== 'running') return
  const settle = (change: Partial<JobRow> & Pick<JobRow, 'state'>): Promise<void> =>
    settleJob(pool, { id, code: null, detail: null, simulation: null, sequence: null, ...change, now: now() })
  const before = await sequenceOf(pool, id)
  if (before !== null) return settle({ state: 'done', sequence: before })
  const event = askedShape.parse(job.event)
  const question = await questionOf(pool, event)
  try {
    // Of parts of lots it is refused at once, in the words that the writer has for it.
    const isOfParts = readMark(event.simulation).fingerprint === OF_PARTS
    const mark = isOfParts ? event.simulation : await prepare(services, job, question)
    if (readMark(mark).fingerprint !== readMark(event.simulation).fingerprint)
      return await settle({ state: 'refused', code: 'scope-changed', detail: CHANGED, simulation: mark })
    if (jobsOf(pool).signal.aborted) return
    const outcome = await services.record(
      commandOf(event),
      event.signed ? '/signatures' : event.type === 'recall' ? '/recalls' : '/recalls/versions',
    )
    if (outcome.status !== 'refused') {
      const prepared = preparedFor(engine, askedAs(question))
      if (prepared) keepCommitted(engine, question, prepared)
      await settle({ state: 'done', sequence: outcome.sequence ?? null })
      return told.get(pool)?.()
    }
    const { code = 'fault', detail = '' } = outcome
    await settle({ state: 'refused', code, detail, ...(code === 'scope-changed' ? { simulation: mark } : {}) })
  } finally {
    dropPrepared(engine, askedAs(question))
  }
}

const CHANGED =
  'What the recall reaches is no longer what was simulated, and nothing was recorded. Place a hold on its lots first, then nothing more changes; simulate and commit again.'

/** Works the scope out until nothing was touched meanwhile, and answers its mark. */
async function prepare(services: Services, { id, total }: JobRow, question: ScopeQuestion): Promise<string> {
  const { engine, pool } = services
  for (let attempt = 1; ; attempt++) {
    const found = await scopeAt(engine, pool, question, undefined, progressOf(services, id, total))
    const prepared = preparedOf(found)
    const { lots } = prepared.found
    keepPrepared(engine, askedAs(question), prepared)
    await progressJob(pool, { id, phase: 'commit', done: lots, total: lots, now: services.now() })
    await engine.current()
    if (attempt >= PREPARED_MAX || (await standsStill(pool, prepared, engine.position))) return found.mark
  }
}

function progressOf({ pool, now }: Services, id: string, total: number): (lots: number) => void {
  const keep = nowAndThen<JobRow['phase']>((phase, done) => progressJob(pool, { id, phase, done, total, now: now() }))
  return done => keep('hash', done, total)
}

// ---- asked -------------------------------------------------------------------------------------------------------------------------------

function written(job: JobRow): answers.RecallJob {
  const { id, site, recall, state, phase, done, total, code, detail, simulation, sequence } = job
  const [begunAt, changedAt] = [formatInstant(job.begunAt), formatInstant(job.changedAt)]
  return { id, site, recall, state, phase, done, total, code, detail, simulation, sequence, begunAt, changedAt }
}

export const jobRoutes = ({ pool }: Services): Route[] => [
  route({
    method: 'GET',
    path: '/recall-jobs',
    role: 'reader',
    summary: 'Commits of large recalls, newest first, with their progress',
    query: z.object({ site: z.string().optional(), open: z.enum(['true', 'false']).default('false') }),
    answer: answers.listed('jobs', answers.RecallJob),
    handle: async ({ query: { site = null, open } }) => ({ jobs: (await jobsListed(pool, { site, open: open === 'true' })).map(written) }),
  }),
  route({
    method: 'GET',
    path: '/recall-jobs/:id',
    role: 'reader',
    summary: 'How far the commit of a large recall is, and how it ended',
    answer: answers.RecallJob,
    handle: async ({ params: { id = '' } }) => {
      const job = await jobNamed(pool, id)
      if (!job) throw notFound(`There is no job "${id}": commit the recall again.`)
      return written(job)
    },
  }),
]
