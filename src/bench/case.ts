/** The case of a large recall: how long its evidence, its lists and the scorecard of a drill take, what the plant notices of it, and how much memory it needs. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { percentile } from './measure.ts'
import { call, done, records, seeds } from './recall.ts'
import { openScratch } from './scratch.ts'
import { loadSpread } from './spread.ts'

const LOTS = 1_000_000
const MB = 1_000_000

export async function benchCase({ lots = LOTS, onProgress, serve }: Bench): Promise<BenchReport> {
  const scratch = await openScratch(onProgress)
  try {
    await loadSpread(scratch.own, lots, onProgress)
    const server = await serve(scratch.store, scratch.folder, onProgress)
    try {
      return { name: 'case', results: await caseOf(server, lots, onProgress) }
    } finally {
      await server.close()
    }
  } finally {
    await scratch.close()
  }
}

async function caseOf(server: BenchServer, lots: number, onProgress: Bench['onProgress']): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  const note = (name: string, value: number, unit: BenchResult['unit']): void => {
    onProgress(`case: ${lots} lots, ${name}: ${Math.round(value)} ${unit}`)
    results.push({ case: `${lots} lots: ${name}`, value, unit, baseline: null, baselineName: null, ratio: null })
  }
  const { simulation } = await call<{ simulation: string }>(server, 'POST', '/recalls/simulations', { seeds })
  const { job } = await call<{ job?: string }>(server, 'POST', '/recalls', { seeds, simulation, reason: 'measured' })
  if (job !== undefined) await done(server, job)
  const acts: [string, () => Promise<unknown>][] = [
    ['the case', () => call(server, 'GET', '/recalls/RC-0001')],
    ['the case, opened again', () => call(server, 'GET', '/recalls/RC-0001')],
    ['customers, first page', () => call(server, 'GET', '/recalls/RC-0001/customers?limit=50')],
    ['customers, another page', () => call(server, 'GET', '/recalls/RC-0001/customers?limit=50&sort=lots')],
    ['pick list, first page', () => call(server, 'GET', '/recalls/RC-0001/pick-list?limit=200')],
    ['pick list, another page', () => call(server, 'GET', '/recalls/RC-0001/pick-list?limit=200&place=STORE')],
    ['pick list, after a lot was moved', () => moved(server)],
    ['one lot found, by a scan', () => call(server, 'POST', '/recalls/RC-0001/scans', { text: 'P-7', limit: 1 })],
    ['what was found, first page', () => call(server, 'GET', '/recalls/RC-0001/findings?limit=50')],
    ['evidence', () => made(server, '/recalls/RC-0001/files', { kind: 'evidence' })],
    ['letters', () => made(server, '/recalls/RC-0001/files', { kind: 'letters' })],
    ['scorecard of a drill', () => drilled(server)],
  ]
  for (const [name, act] of acts) {
    const seen = await watched(server, act)
    note(name, seen.ms, 'ms')
    note(`${name}: the longest the server's own thread stood still`, seen.stillMs, 'ms')
    note(`${name}: the longest an event recorded meanwhile took`, seen.worstMs, 'ms')
    note(`${name}: memory at most`, seen.bytes / MB, 'MB')
  }
  await pause(RESTS_MS)
  note('memory when nothing is asked any more', process.memoryUsage.rss() / MB, 'MB')
  return results
}

const RESTS_MS = 10_000

async function moved(server: BenchServer): Promise<unknown> {
  const [id, at] = [uuid7(Date.now()), formatInstant(Date.now())]
  const rack = { id: uuid7(Date.now()), type: 'location', at, code: 'RACK' }
  await call(server, 'POST', '/capture', [rack, { id, type: 'move', at, lot: { material: 'PART', number: 'P-3' }, to: 'RACK' }])
  return call(server, 'GET', '/recalls/RC-0001/pick-list?limit=200')
}

interface Seen {
  ms: number
  stillMs: number
  worstMs: number
  bytes: number
}

const MEMORY_EVERY_MS = 100

async function watched(server: BenchServer, act: () => Promise<unknown>): Promise<Seen> {
  const [callers, delay] = [new Callers(), monitorEventLoopDelay({ resolution: 1 })]
  let [isOver, bytes] = [false, 0]
  const beside = (async () => {
    const latencies: number[] = []
    while (!isOver) latencies.push(...(await callers.call(records(server))).latencies)
    return latencies
  })()
  await pause(300)
  const look = setInterval(() => (bytes = Math.max(bytes, process.memoryUsage.rss())), MEMORY_EVERY_MS)
  delay.enable()
  const began = performance.now()
  await act()
  const ms = performance.now() - began
  delay.disable()
  clearInterval(look)
  isOver = true
  const worstMs = percentile(await beside, 1)
  callers.close()
  return { ms, stillMs: delay.max / 1e6, worstMs, bytes: Math.max(bytes, process.memoryUsage.rss()) }
}

async function made(server: BenchServer, path: string, body: object): Promise<void> {
  const { id } = await call<{ id: string }>(server, 'POST', path, body)
  for (;;) {
    const job = await call<{ state: string; detail: string }>(server, 'GET', `/case-jobs/${id}`)
    if (job.state === 'done') return
    if (job.state !== 'running') throw new Error(`the job ended otherwise: ${job.detail}`)
    await pause(50)
  }
}

async function drilled(server: BenchServer): Promise<void> {
  const { drill } = await call<{ drill: string }>(server, 'POST', '/drills', { seeds })
  await made(server, `/drills/${drill}/finish/job`, {})
}
