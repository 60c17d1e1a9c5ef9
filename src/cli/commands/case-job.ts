/** What takes long of a case is a job of the server: waited for with a bar; broken off, it goes on by itself. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { CaseJob, Client } from '../../client/index.ts'
import type { Context } from '../connection.ts'
import { EXIT, Failure } from '../failure.ts'

const LOOK_MS = [50, 100, 250]
const WORDS: Readonly<Record<CaseJob['phase'], string>> = { trace: 'tracing', read: 'reading', write: 'writing' }

export async function jobEnded({ out }: Context, client: Client, { id, kind }: CaseJob): Promise<CaseJob> {
  const bar = out.bar(kind === 'drillFinish' ? 'scorecard' : kind, 100)
  try {
    for (let round = 0; ; round++) {
      const job = await client.caseJob(id)
      if (job.state === 'done') return job
      if (job.state !== 'running')
        throw new Failure(
          job.code === 'not-found' ? EXIT.notFound : EXIT.refused,
          job.code ?? 'fault',
          job.detail ?? 'It could not be made.',
        )
      bar.update(job.percent, WORDS[job.phase])
      await pause(LOOK_MS[Math.min(round, LOOK_MS.length - 1)])
    }
  } finally {
    bar.stop()
  }
}

/** Into a file beside it first: under its name it is whole, and what the server said it would be. */
export async function fetched({ out }: Context, client: Client, { id, file }: CaseJob, target: string): Promise<void> {
  if (file === null) throw new Failure(EXIT.fault, 'fault', 'The job has made no file.')
  const { body } = await client.caseFile(id)
  if (body === null) throw new Failure(EXIT.fault, 'fault', 'The server sent nothing.')
  const bytes = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
  if (target === '-') {
    for await (const part of bytes) await out.write(part as Uint8Array)
    return
  }
  const part = `${target}.part`
  const hash = createHash('sha256')
  try {
    await pipeline(
      bytes,
      async function* (parts: AsyncIterable<Uint8Array>) {
        for await (const some of parts) {
          hash.update(some)
          yield some
        }
      },
      createWriteStream(part),
    )
    const found = hash.digest('hex')
    if (found !== file.sha256)
      throw new Failure(
        EXIT.fault,
        'hash-differs',
        `The file came with SHA-256 ${found}, not ${file.sha256}: it changed on the way; fetch it again.`,
      )
    await rename(part, target)
  } finally {
    await rm(part, { force: true })
  }
  out.note(`Written to ${target} (${file.size.toLocaleString('en')} bytes, SHA-256 ${file.sha256}).`)
}
