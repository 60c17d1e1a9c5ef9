/** The traces of large plants that benchmarks ask for, and those that run beside what is measured. */
import type { BenchServer } from './bench.ts'
import type { Callers } from './callers.ts'

/** Lots of the first page, and of each list of ends. */
export const PAGE = 100

export const traceOf = (seeds: readonly number[], more: object = {}): string =>
  JSON.stringify({
    direction: 'forward',
    seeds: seeds.map(lot => ({ material: 'PART', number: `L-${lot}` })),
    limit: PAGE,
    endsLimit: PAGE,
    ...more,
  })

export async function reachedBy({ url, key }: BenchServer, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/traces`, { method: 'POST', headers, body })
  return ((await answer.json()) as { totals: { lots: number } }).totals.lots
}

export interface Tracing {
  /** How many there were. */
  stop: () => Promise<number>
}

/** One after the other, each question in its turn, without a pause, until they are told to stop. */
export function traceBeside({ url, key }: BenchServer, callers: Callers, bodies: readonly string[]): Tracing {
  let [isOver, traces] = [false, 0]
  const round = { url, key, path: '/api/v1/traces', type: 'application/json', callers: 1, expects: '"totals":' } as const
  const running = (async () => {
    for (; !isOver; traces++) await callers.call({ ...round, bodies: bodies.slice(traces % bodies.length).slice(0, 1) })
  })()
  return {
    async stop() {
      isOver = true
      await running
      return traces
    },
  }
}
