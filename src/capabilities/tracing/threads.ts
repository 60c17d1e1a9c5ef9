/** Work that would hold up the server's own thread: it goes to threads that share the genealogy's buffers, one task a thread at a time. */
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ExposureQuestion, Setting } from '../../genealogy/exposure.ts'
import type { FoldQuestion } from '../../genealogy/fold.ts'
import type { Folded } from '../../genealogy/folded.ts'
import type { GraphHandles } from '../../genealogy/graph.ts'
import type { Grouped, GroupsAsked } from '../../genealogy/groups.ts'
import type { OriginsOfEach } from '../../genealogy/origins.ts'
import type { ReachQuery } from '../../genealogy/reach-query.ts'
import type { FoundBack } from './affected.ts'
import type { Laid } from './laid-out.ts'
import type { Seen } from './seen.ts'
import type { Snapshot } from './snapshot.ts'

export interface Answer {
  readonly fold: Folded
  readonly keep: true
  readonly trace: Laid
  readonly back: FoundBack
  readonly glance: Seen
  readonly origins: OriginsOfEach
  readonly exposure: Setting[]
  readonly groups: Grouped
}
export type Task =
  | { readonly kind: 'fold'; readonly question: FoldQuestion }
  | { readonly kind: 'keep'; readonly folder: string; readonly snapshot: Snapshot }
  | {
      readonly kind: 'trace'
      readonly handles: GraphHandles
      readonly query: ReachQuery
      /** With quantities. */
      readonly weighed: boolean
      /** Only what is certain. */
      readonly only: boolean
      /** Where the answer is wanted: in memory that is used again (null: there is none yet), or in its own. */
      readonly room?: SharedArrayBuffer | null | undefined
    }
  | { readonly kind: 'back'; readonly handles: GraphHandles; readonly query: ReachQuery; readonly only: boolean }
  | { readonly kind: 'glance'; readonly handles: GraphHandles; readonly query: ReachQuery }
  | { readonly kind: 'exposure'; readonly handles: GraphHandles; readonly question: ExposureQuestion }
  | { readonly kind: 'groups'; readonly handles: GraphHandles; readonly asked: GroupsAsked }
  | { readonly kind: 'origins'; readonly handles: GraphHandles; readonly targets: Uint32Array; readonly asKnownAt: number }

/** The thread ended before it had answered: killed, or out of memory. Nothing is lost, the task can be given again. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded'
}

/** What a thread says. */
type Said = { readonly done: unknown } | { readonly problem: string }

interface Waiting {
  readonly task: Task
  readonly signal: AbortSignal | undefined
  readonly done: (answer: unknown) => void
  readonly fail: (error: Error) => void
}

const THREADS_MAX = 4
const PROGRAM = fileURLToPath(new URL(`./engine-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))

interface ThreadOptions {
  readonly count?: number
  /** What runs in a thread. */
  readonly program?: string
}

export class Threads {
  private readonly waiting: Waiting[] = []
  private readonly lanes: Lane[]
  /** For what is short, and looked at with an empty page before it: it never stands behind what takes seconds. */
  private readonly quick: Lane

  constructor({ count = Math.max(1, Math.min(THREADS_MAX, availableParallelism() - 1)), program = PROGRAM }: ThreadOptions = {}) {
    this.lanes = Array.from({ length: count }, () => new Lane(program, () => this.next()))
    this.quick = new Lane(program, () => this.next())
  }

  /** @throws ThreadEnded, or what `signal` was aborted with */
  run<T extends Task>(task: T, signal?: AbortSignal): Promise<Answer[T['kind']]> {
    return new Promise((done, fail) => {
      this.waiting.push({ task, signal, done: answer => done(answer as Answer[T['kind']]), fail })
      this.next()
    })
  }

  async close(): Promise<void> {
    for (const { fail } of this.waiting.splice(0)) fail(new ThreadEnded('the server stops'))
    await Promise.all([...this.lanes, this.quick].map(lane => lane.end()))
  }

  private next(): void {
    const lanes = [this.quick, ...this.lanes].filter(lane => lane.isFree)
    for (const lane of lanes) {
      const place = this.waiting.findIndex(({ task }) => (task.kind === 'glance') === (lane === this.quick))
      const [first] = place < 0 ? [] : this.waiting.splice(place, 1)
      if (!first) continue
      if (first.signal?.aborted) first.fail(reasonOf(first.signal))
      else lane.take(first)
      return this.next()
    }
  }
}

/** One thread, started when it is first needed and started again after it was ended. */
class Lane {
  private worker: Worker | undefined
  private current: Waiting | undefined
  private readonly program: string
  private readonly onFree: () => void

  constructor(program: string, onFree: () => void) {
    this.program = program
    this.onFree = onFree
  }

  get isFree(): boolean {
    return this.current === undefined
  }

  take(waiting: Waiting): void {
    this.current = waiting
    waiting.signal?.addEventListener('abort', this.onAbort, { once: true })
    this.worker ??= this.start()
    this.worker.ref()
    this.worker.postMessage(waiting.task)
  }

  async end(): Promise<void> {
    const { worker } = this
    this.worker = undefined
    await worker?.terminate()
    this.settle(waiting => waiting.fail(new ThreadEnded('the server stops')))
  }

  private start(): Worker {
    const worker = startThread(this.program)
    worker.on('message', (said: Said) => this.hear(worker, said))
    worker.on('error', error => this.lose(worker, error.message))
    worker.on('exit', () => this.lose(worker, 'it was ended'))
    return worker
  }

  /** What a thread still said before it was ended belongs to a task that was given up, not to the one that is waited for now. */
  private hear(worker: Worker, said: Said): void {
    if (worker !== this.worker) return
    this.settle(({ done, fail }) => ('done' in said ? done(said.done) : fail(new Error(`in a thread of the engine: ${said.problem}`))))
  }

  private lose(worker: Worker, why: string): void {
    if (worker !== this.worker) return
    this.worker = undefined
    this.settle(({ fail }) => fail(new ThreadEnded(`a thread of the engine ended before it had answered: ${why}`)))
  }

  /** A walk cannot be interrupted from within; the thread ends and a new one takes the next task. */
  private readonly onAbort = (): void => {
    const { worker, current } = this
    this.worker = undefined
    void worker?.terminate()
    this.settle(({ fail }) => fail(current?.signal ? reasonOf(current.signal) : new ThreadEnded('it was given up')))
  }

  private settle(tell: (waiting: Waiting) => void): void {
    const { current } = this
    if (!current) return
    this.current = undefined
    // A server that has nothing else to do may end.
    this.worker?.unref()
    current.signal?.removeEventListener('abort', this.onAbort)
    tell(current)
    this.onFree()
  }
}

const reasonOf = (signal: AbortSignal): Error => (signal.reason instanceof Error ? signal.reason : new Error('it was given up'))

export const startThread = (program: string): Worker => (program.endsWith('.ts') ? fromSource(program) : new Worker(program))

/** In a checkout a thread has to be told how to read TypeScript, which takes a second of a processor each time; what is built needs none of this. */
function fromSource(program: string): Worker {
  const bundled = process.env.GENEALOT_THREADS
  // The tests start hundreds and bundle them once for the run.
  if (bundled !== undefined) return new Worker(join(bundled, `${basename(program, '.ts')}.js`))
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/\.cjs$/, '.mjs'),
  ).href
  const boot = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(pathToFileURL(program).href)}) })`
  return new Worker(boot, { eval: true })
}
