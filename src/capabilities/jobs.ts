/**
 * Jobs: work that nobody waits for in person. Each is kept in the store before it is begun and done once; a server that was ended takes it up again and
 * begins it anew. It goes on by itself where what hindered it goes away: the store is started again, a thread was lost.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { isUnavailable } from '../store/index.ts'
import { Problem } from './problem.ts'

export interface RunningJob {
  readonly end: Promise<void>
  /** It has ended, or is hindered and waits. */
  readonly told: Promise<void>
}

interface Work {
  readonly work: () => Promise<void>
  /** What does not go away by itself came of it, and is written down. */
  readonly failed: (error: unknown) => Promise<void>
}

/** The jobs of one kind that are under way on one store. */
export class Jobs {
  private readonly running = new Map<string, RunningJob>()
  private stopping = new AbortController()

  /** Aborted when the server stops: it leaves each job as it is, and the next start goes on with it. */
  get signal(): AbortSignal {
    return this.stopping.signal
  }

  /** A server has been started on the store. */
  open(): void {
    this.stopping = new AbortController()
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Stopped())
    await Promise.all([...this.running.values()].map(({ end }) => end))
  }

  /** One that is under way is not begun again. */
  run(id: string, { work, failed }: Work): RunningJob {
    const known = this.running.get(id)
    if (known) return known
    const { signal } = this
    let hindered = (): void => undefined
    const hindrance = new Promise<void>(done => {
      hindered = done
    })
    const settle = async (error: unknown): Promise<void> => {
      if (!signal.aborted) await failed(error)
    }
    const end = withPatience(work, { signal, hindered })
      .catch((error: unknown) => withPatience(() => settle(error), { signal }))
      .catch(() => undefined)
      .finally(() => this.running.delete(id))
    const job = { end, told: Promise.race([end, hindrance]) }
    this.running.set(id, job)
    return job
  }
}

class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** Those of each store. */
export function jobsByStore(): (pool: Pool) => Jobs {
  const all = new WeakMap<Pool, Jobs>()
  return pool => {
    const known = all.get(pool) ?? new Jobs()
    all.set(pool, known)
    return known
  }
}

const PROGRESS_MS = 300

/** How far a job is, kept now and then and with each phase, and not at every step. */
export function nowAndThen<Phase extends string>(
  keep: (phase: Phase, done: number, total: number) => Promise<void>,
): (phase: Phase, done: number, total: number) => void {
  let [last, before]: [number, Phase | null] = [0, null]
  return (phase, done, total) => {
    if (phase === before && performance.now() - last < PROGRESS_MS) return
    last = performance.now()
    before = phase
    keep(phase, done, total).catch(() => undefined)
  }
}

// ---- patience ----------------------------------------------------------------------------------------------------------------------------

export interface Patience {
  /** Whoever stops is not kept waiting: what hindered the work is thrown. */
  readonly signal: AbortSignal
  /** Told when it is hindered, before it waits. */
  readonly hindered?: () => void
  /** Between two attempts; the last for all that follow. */
  readonly pausesMs?: readonly number[]
}

const PAUSES_MS = [500, 1000, 2000, 5000, 15_000]
/** The store is waited for without end; what ends for want of memory is not tried for ever. */
const LOST_MAX = 2

/** @throws what does not go away by itself, and what went on when it was stopped */
export async function withPatience<T>(
  work: () => Promise<T>,
  { signal, hindered = () => undefined, pausesMs = PAUSES_MS }: Patience,
): Promise<T> {
  let lost = 0
  for (let tried = 0; ; tried++) {
    try {
      return await work()
    } catch (error) {
      const isLost = error instanceof Problem && error.status === 503
      if (signal.aborted || !(isUnavailable(error) || (isLost && lost++ < LOST_MAX))) throw error
      hindered()
      await pause(pausesMs[Math.min(tried, pausesMs.length - 1)], undefined, { signal, ref: false }).catch(() => {
        throw error
      })
    }
  }
}
