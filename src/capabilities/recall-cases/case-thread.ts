/** What would hold up the server's own thread: papers of many pages, packages of many rows. One thread does it, one task at a time; a thread that had nothing to do for a while is ended. */
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import type { Page } from '../paper-page.ts'
import { Problem } from '../problem.ts'
import { startThread } from '../tracing/threads.ts'
import type { CaseAnswer, CaseSaid, CaseTask } from './case-worker.ts'
import type { PackageTask, PackageWritten } from './package-files.ts'

const PROGRAM = fileURLToPath(new URL(`./case-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
const IDLE_MS = 20_000

interface Watched {
  far?: (done: number, total: number) => void
  signal?: AbortSignal | undefined
}

export const paperOf = async (page: Page): Promise<Buffer> => Buffer.from(await inThread({ kind: 'paper', page }))

/** In a thread of its own, so that papers need not wait for it. */
export async function packageOf(task: PackageTask, watched: Watched): Promise<PackageWritten> {
  const worker = startThread(PROGRAM)
  try {
    return await answerOf(worker, { kind: 'package', task }, watched)
  } finally {
    await worker.terminate()
  }
}

let papers: Worker | undefined
let last: Promise<unknown> = Promise.resolve()
let idle: NodeJS.Timeout | undefined

function inThread<T extends CaseTask>(task: T): Promise<CaseAnswer[T['kind']]> {
  const answer = last.then(async () => {
    clearTimeout(idle)
    papers ??= startThread(PROGRAM)
    papers.ref()
    return answerOf(papers, task, {})
  })
  last = answer.catch(() => endPapers()).finally(rest)
  return answer
}

/** A server that has nothing else to do may end. */
function rest(): void {
  papers?.unref()
  clearTimeout(idle)
  idle = setTimeout(endPapers, IDLE_MS).unref()
}

function endPapers(): void {
  void papers?.terminate()
  papers = undefined
}

function answerOf<T extends CaseTask>(worker: Worker, task: T, { far, signal }: Watched): Promise<CaseAnswer[T['kind']]> {
  return new Promise((done, fail) => {
    const end = (settle: () => void): void => {
      worker.off('message', hear).off('error', lose).off('exit', lose)
      signal?.removeEventListener('abort', stop)
      settle()
    }
    const hear = (said: CaseSaid): void => {
      if ('far' in said) far?.(...said.far)
      else if ('done' in said) end(() => done(said.done as CaseAnswer[T['kind']]))
      else end(() => fail(faultOf(said.problem)))
    }
    const lose = (): void =>
      end(() =>
        fail(
          new Problem(
            503,
            'unavailable',
            'The thread that was making it ended. Try again; if it goes on, the machine has too little memory.',
          ),
        ),
      )
    const stop = (): void => end(() => fail(signal?.reason))
    worker.on('message', hear).on('error', lose).on('exit', lose)
    signal?.addEventListener('abort', stop, { once: true })
    worker.postMessage(task)
  })
}

function faultOf({ message, code, isRange }: Extract<CaseSaid, { problem: unknown }>['problem']): Error {
  const error = isRange ? new RangeError(message) : new Error(message)
  return Object.assign(error, code === null ? {} : { code })
}
