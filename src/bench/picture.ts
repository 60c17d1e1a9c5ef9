/** How long a picture of a trace takes that reaches nearly every lot, and what waits meanwhile: recording, and the server's own thread. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { LOTS_DEFAULT, openPlant } from './generate.ts'
import { percentile } from './measure.ts'

const ASKED = 7
const EVERY_MS = 5
const EVENTS = 100

export async function benchPicture({ lots = LOTS_DEFAULT, onProgress, serve }: Bench): Promise<BenchReport> {
  const { scratch, layers } = await openPlant(lots, onProgress)
  const [askers, callers] = [new Callers(), new Callers()]
  const server = await serve(scratch.store, scratch.folder, onProgress)
  try {
    await record(server, callers)
    const alone = await record(server, callers)
    const picture = { path: '/api/v1/traces/picture', body: JSON.stringify({ seeds: layers.bulk.map(seedOf) }), expects: '"nodes":' }
    const results = await measured(`picture of ${layers.bulk.length} deliveries`, picture, { server, askers, callers })
    return { name: 'picture', results: [result('one event recorded alone, the slowest', percentile(alone, 1)), ...results] }
  } finally {
    askers.close()
    callers.close()
    await server.close()
    await scratch.close()
  }
}

const seedOf = (lot: number) => ({ material: 'PART', number: `L-${lot}` })

interface Question {
  path: string
  body: string
  expects: string
}

async function measured(
  what: string,
  { path, body, expects }: Question,
  { server, askers, callers }: { server: BenchServer; askers: Callers; callers: Callers },
): Promise<BenchResult[]> {
  const round = { url: server.url, key: server.key, path, type: 'application/json', callers: 1, expects } as const
  const first = [...(await askers.call({ ...round, bodies: [body] })).latencies]
  const again = [...(await askers.call({ ...round, bodies: Array<string>(ASKED).fill(body) })).latencies]
  const delay = monitorEventLoopDelay({ resolution: 1 })
  let isOver = false
  delay.enable()
  const beside = (async () => {
    const latencies: number[] = []
    while (!isOver) latencies.push(...(await record(server, callers)))
    return latencies
  })()
  await askers.call({ ...round, bodies: Array<string>(ASKED).fill(body) })
  isOver = true
  const waited = await beside
  delay.disable()
  return [
    result(`${what}, the first`, percentile(first, 1)),
    result(`${what}, again`, percentile(again, 0.5)),
    result('one event recorded meanwhile, p50', percentile(waited, 0.5)),
    result('one event recorded meanwhile, the slowest', percentile(waited, 1)),
    result("the server's own thread, the longest it was busy", delay.max / 1e6),
  ]
}

async function record({ url, key }: BenchServer, callers: Callers): Promise<number[]> {
  const event = (): string =>
    JSON.stringify([
      { id: uuid7(Date.now()), type: 'partner', site: 'beside', at: formatInstant(Date.now()), code: 'MILL', roles: ['vendor'] },
    ])
  const bodies = Array.from({ length: EVENTS }, event)
  const round = { url, key, path: '/api/v1/capture', type: 'application/json', callers: 1, expects: '"status":"recorded"' } as const
  return [...(await callers.call({ ...round, bodies, everyMs: EVERY_MS })).latencies]
}

const result = (what: string, value: number): BenchResult => ({
  case: what,
  value,
  unit: 'ms',
  baseline: null,
  baselineName: null,
  ratio: null,
})
