/** Work that nobody waits for in person goes on by itself where what hindered it goes away: the store is started again, a thread was lost. */
import { setTimeout as pause } from 'node:timers/promises'
import { isUnavailable } from '../store/index.ts'
import { Problem } from './problem.ts'

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
