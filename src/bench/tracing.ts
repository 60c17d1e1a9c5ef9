/** Traces that run beside what is measured: one after the other, without a pause, until they are told to stop. */
import type { BenchServer } from './bench.ts'
import type { Callers } from './callers.ts'

export interface Tracing {
  /** How many there were. */
  stop: () => Promise<number>
}

export function traceBeside({ url, key }: BenchServer, callers: Callers, body: string): Tracing {
  let [isOver, traces] = [false, 0]
  const round = { url, key, path: '/api/v1/traces', type: 'application/json', callers: 1, bodies: [body], expects: '"totals":' } as const
  const running = (async () => {
    for (; !isOver; traces++) await callers.call(round)
  })()
  return {
    async stop() {
      isOver = true
      await running
      return traces
    },
  }
}
