/** A recall of everything that one delivery went into: how long whoever decides waits, and whether the plant waits meanwhile. */
import { setTimeout as pause } from 'node:timers/promises'
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { median, percentile } from './measure.ts'
import { openScratch } from './scratch.ts'
import { loadSpread, SEED } from './spread.ts'

const SIZES = [10_000, 1_000_000] as const
const ASKED = 5
/** What one request lists in full. */
const LISTED_MAX = 100_000
/** The plant goes on meanwhile: so often another caller records. */
const EVERY_MS = 20

export async function benchRecall({ lots, onProgress, serve }: Bench): Promise<BenchReport> {
  const results: BenchResult[] = []
  for (const affected of lots === undefined ? SIZES : [lots]) {
    const scratch = await openScratch(onProgress)
    try {
      await loadSpread(scratch.own, affected, onProgress)
      const server = await serve(scratch.store, scratch.folder, onProgress)
      try {
        results.push(...(await recallOf(server, affected, onProgress)))
      } finally {
        await server.close()
      }
    } finally {
      await scratch.close()
    }
  }
  return { name: 'recall', results }
}

export const seeds = [{ material: 'ALLOY', number: SEED }]

async function recallOf(server: BenchServer, affected: number, onProgress: Bench['onProgress']): Promise<BenchResult[]> {
  const what = `${affected} affected lots`
  const result = (name: string, ms: number): BenchResult => {
    onProgress(`recall: ${what}, ${name}: ${Math.round(ms)} ms`)
    return { case: `${what}: ${name}`, value: ms, unit: 'ms', baseline: null, baselineName: null, ratio: null }
  }
  const totals = await times(server, '/traces', { direction: 'forward', seeds, quantities: false, limit: 1, endsLimit: 1 })
  const first = await times(server, '/recalls/simulations/first-look', { seeds })
  const preview = await times(server, '/recalls/simulations', { seeds })
  const answer = await call<{ simulation: string; totals: { lots: number } }>(server, 'POST', '/recalls/simulations', { seeds })
  if (answer.totals.lots !== affected) throw new Error(`${answer.totals.lots} lots are affected and not ${affected}`)
  const committed = await commit(server, answer.simulation)
  const shown = await timesOf(() => call(server, 'GET', '/recalls/RC-0001'))
  return [
    result('totals, which lots', median(totals)),
    result('first answer, the four lists counted', median(first)),
    result(affected > LISTED_MAX ? 'preview: totals, customers and mark' : 'preview: everything', median(preview)),
    result('commit, from the press to the recall and its hold', committed.ms),
    ...(committed.answeredMs === committed.ms ? [] : [result('commit, answered with its job after', committed.answeredMs)]),
    result('the longest an event recorded meanwhile took', committed.worstMs),
    result('the case, with what has grown', median(shown)),
  ]
}

interface Committed {
  ms: number
  answeredMs: number
  worstMs: number
}

async function commit(server: BenchServer, simulation: string): Promise<Committed> {
  const callers = new Callers()
  let isOver = false
  const beside = (async () => {
    const latencies: number[] = []
    while (!isOver) latencies.push(...(await callers.call(records(server))).latencies)
    return latencies
  })()
  await pause(500)
  const began = performance.now()
  const answer = await call<{ job?: string; status: string }>(server, 'POST', '/recalls', { seeds, simulation, reason: 'measured' })
  const answeredMs = performance.now() - began
  if (answer.job !== undefined) await done(server, answer.job)
  const ms = answer.job === undefined ? answeredMs : performance.now() - began
  isOver = true
  const worstMs = percentile(await beside, 1)
  callers.close()
  return { ms, answeredMs, worstMs }
}

export function records({ url, key }: BenchServer): Parameters<Callers['call']>[0] {
  const event = (): string =>
    JSON.stringify([
      { id: uuid7(Date.now()), type: 'partner', site: 'beside', at: formatInstant(Date.now()), code: 'MILL', roles: ['vendor'] },
    ])
  const bodies = Array.from({ length: 10 }, event)
  return {
    url,
    key,
    path: '/api/v1/capture',
    type: 'application/json',
    callers: 1,
    bodies,
    everyMs: EVERY_MS,
    expects: '"status":"recorded"',
  }
}

export async function done(server: BenchServer, id: string): Promise<void> {
  for (;;) {
    const { state, detail } = await call<{ state: string; detail: string }>(server, 'GET', `/recall-jobs/${id}`)
    if (state === 'done') return
    if (state !== 'running') throw new Error(`the job ended otherwise: ${detail}`)
    await pause(20)
  }
}

const times = (server: BenchServer, path: string, body: object): Promise<number[]> => timesOf(() => call(server, 'POST', path, body))

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = []
  await work()
  for (let round = 0; round < ASKED; round++) {
    const began = performance.now()
    await work()
    found.push(performance.now() - began)
  }
  return found
}

export async function call<T>({ url, key }: BenchServer, method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  return (await answer.json()) as T
}
