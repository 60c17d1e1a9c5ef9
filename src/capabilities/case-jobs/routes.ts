import { createReadStream, existsSync } from 'node:fs'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { notFound, Problem } from '../problem.ts'
import { type Route, route, type Services, Streamed } from '../route.ts'
import { fileOf, folderOf } from './files.ts'
import { type CaseJobRow, type JobPhase, jobNamed, jobsListed } from './queries.ts'

export const caseJobRoutes = (services: Services): Route[] => [
  route({
    method: 'GET',
    path: '/case-jobs',
    role: 'reader',
    summary: 'What is or was made of a case in the background: evidence, letters, the scorecard of a drill; newest first',
    query: z.object({ site: z.string().default('main'), subject: z.string().optional() }),
    answer: answers.listed('jobs', answers.CaseJob),
    handle: async ({ query: { site, subject = null } }) => ({ jobs: (await jobsListed(services.pool, { site, subject })).map(jobAnswer) }),
  }),
  route({
    method: 'GET',
    path: '/case-jobs/:id',
    role: 'reader',
    summary: 'How far a job of a case is, and how it ended: with its file, or with what was recorded',
    answer: answers.CaseJob,
    handle: async ({ params: { id = '' } }) => jobAnswer(await known(services, id)),
  }),
  route({
    method: 'GET',
    path: '/case-jobs/:id/file',
    role: 'reader',
    sensitive: true,
    summary: 'The file that a job has made, whole; repr-digest has its SHA-256',
    handle: async ({ params: { id = '' } }) => fileAnswer(services, await known(services, id)),
  }),
]

async function known({ pool }: Services, id: string): Promise<CaseJobRow> {
  const job = await jobNamed(pool, id)
  if (!job) throw notFound(`There is no job "${id}", or it was long ago and is forgotten: ask for it again.`)
  return job
}

/** From which percent on, and how many: tracing takes a moment, the rest about the same. */
const PHASES: Readonly<Record<JobPhase, { from: number; span: number }>> = {
  trace: { from: 0, span: 10 },
  read: { from: 10, span: 45 },
  write: { from: 55, span: 45 },
}

export function jobAnswer(job: CaseJobRow): answers.CaseJob {
  const { id, site, subject, kind, state, phase, done, total, code, detail, sequence, fileName, fileSize, fileSha256 } = job
  const { from, span } = PHASES[phase]
  const percent = Math.floor(from + span * Math.min(1, done / Math.max(1, total)))
  const isWhole = fileName !== null && fileSize !== null && fileSha256 !== null
  return {
    id,
    site,
    subject,
    kind,
    state,
    phase,
    percent: state === 'done' ? 100 : percent,
    code,
    detail,
    sequence,
    file: isWhole ? { name: fileName, size: fileSize, sha256: fileSha256 } : null,
    by: job.begunBy,
    begunAt: formatInstant(job.begunAt),
    changedAt: formatInstant(job.changedAt),
  }
}

/** @throws Problem while there is none, and where another server has it */
export function fileAnswer(services: Services, job: CaseJobRow): Streamed {
  if (job.state === 'running') throw new Problem(409, 'not-ready', 'The file is still being made: ask again when its job is done.')
  if (job.fileName === null || job.fileSha256 === null) throw notFound('This job has made no file.')
  const path = fileOf(folderOf(services), job.id)
  if (!existsSync(path)) throw notFound('The file is not here: another server made it, or it was removed. Make it again.')
  return new Streamed(createReadStream(path, { highWaterMark: 256 * 1024 }), {
    'content-type': 'application/zip',
    'content-length': String(job.fileSize),
    'content-disposition': `attachment; filename="${job.fileName.replaceAll(/[^\w.-]/g, '_')}"`,
    'repr-digest': `sha-256=:${Buffer.from(job.fileSha256, 'hex').toString('base64')}:`,
  })
}
