/** How long a station waits from its scan to the committed answer: fifty of them, a scan a second each, while large traces run. */
import { randomUUID } from 'node:crypto'
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { CaptureEvent } from '../capabilities/events.ts'
import type { BenchReport } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { load } from './generate.ts'
import { makeLayers } from './layers.ts'
import { percentile } from './measure.ts'
import { openScratch } from './scratch.ts'
import { traceBeside } from './tracing.ts'

const STATIONS = 50
const SECONDS = 30
const EVERY_MS = 1000
const LOTS_DEFAULT = 1_000_000
const SITE = 'floor'
/** What UX asks for: green on the screen before the next glance. */
const TARGET_MS = 100

export async function benchStations({ lots = LOTS_DEFAULT, onProgress, serve }: Bench): Promise<BenchReport> {
  const scratch = await openScratch(onProgress)
  const [scanners, tracers] = [new Callers(), new Callers()]
  const layers = makeLayers(lots)
  onProgress(`stations: writing ${layers.lots} lots and ${layers.links} links`)
  await load(scratch.own, layers, onProgress)
  const server = await serve(scratch.store, scratch.folder, onProgress)
  try {
    onProgress('stations: recording the floor')
    await recordFloor(server, scanners)
    await scratch.own.plain.query('vacuum (analyze)')
    const warmUp = scansOf(0, STATIONS * 5)
    await scan(server, scanners, warmUp)
    onProgress(`stations: ${STATIONS} stations, ${SECONDS} s, quiet`)
    const quiet = await scan(server, scanners, scansOf(warmUp.length, STATIONS * SECONDS))
    onProgress(`stations: the same while traces run`)
    const question = JSON.stringify({
      direction: 'forward',
      seeds: [{ material: 'PART', number: `L-${layers.bulk[0] ?? 1}` }],
      limit: 100,
      endsLimit: 100,
    })
    const tracing = traceBeside(server, tracers, question)
    const busy = await scan(server, scanners, scansOf(warmUp.length + STATIONS * SECONDS, STATIONS * SECONDS))
    const traces = await tracing.stop()
    const reached = await reachedBy(server, question)
    return { name: 'stations', results: [...resultsOf('', quiet), ...resultsOf(`, while ${traces} traces over ${reached} lots ran`, busy)] }
  } finally {
    scanners.close()
    tracers.close()
    await server.close()
    await scratch.close()
  }
}

function resultsOf(beside: string, latencies: Float64Array): BenchReport['results'] {
  return [50, 99].map(share => {
    const value = percentile([...latencies], share / 100)
    return {
      case: `scan to committed answer, HTTP, ${STATIONS} stations, p${share}${beside}`,
      value,
      unit: 'ms',
      baseline: TARGET_MS,
      baselineName: 'target',
      ratio: TARGET_MS / value,
    }
  })
}

// ---- the floor: an order whose lots pass a work center, and so many stations there ------------------------------------------------------

const common = (now: number): { id: string; at: string; site: string } => ({ id: uuid7(now), at: formatInstant(now - 60_000), site: SITE })
const lotNumber = (index: number): string => `F-${index}`
const stationCode = (index: number): string => `S-${index % STATIONS}`

function* floor(now: number): Generator<CaptureEvent> {
  yield { ...common(now), type: 'material', code: 'HOUSING', unit: 'ea' }
  yield { ...common(now), type: 'workCenter', code: 'BENCH' }
  yield { ...common(now), type: 'person', code: 'ANA', name: 'Ana', badge: 'ana' }
  const operations = [
    { sequence: 10, name: 'Cast', createsLot: true },
    { sequence: 20, name: 'Check', workCenter: 'BENCH', passThrough: true },
  ]
  yield { ...common(now), type: 'workOrder', number: 'WO-1', material: 'HOUSING', quantity: 1_000_000, operations }
  for (let index = 0; index < STATIONS; index++) yield { ...common(now), type: 'station', code: stationCode(index), workCenter: 'BENCH' }
  for (let index = 0; index < STATIONS * (5 + 2 * SECONDS); index++)
    yield {
      ...common(now),
      type: 'transform',
      inputs: [],
      outputs: [{ lot: { material: 'HOUSING', number: lotNumber(index) }, quantity: 250 }],
      workOrder: 'WO-1',
      operation: 10,
    }
}

async function recordFloor({ url, key }: BenchServer, callers: Callers): Promise<void> {
  const body = [...floor(Date.now())].map(event => JSON.stringify(event)).join('\n')
  await callers.call({
    url,
    key,
    path: '/api/v1/capture',
    type: 'application/x-ndjson',
    callers: 1,
    bodies: [body],
    expects: '"status":"recorded"',
  })
}

const CONTEXT = {
  version: 1,
  people: [{ code: 'ANA', name: 'Ana', language: null }],
  latched: false,
  stop: null,
  form: null,
  ahead: null,
  lots: [],
  run: null,
  output: null,
  assembly: null,
  heard: null,
  reports: [],
  fresh: false,
  dock: null,
}

interface Scan {
  path: string
  body: string
}

/** Each lot is scanned once: a pass-through report of 250 pieces. */
const scansOf = (from: number, count: number): Scan[] =>
  Array.from({ length: count }, (_, index) => ({
    path: `/api/v1/stations/${stationCode(index)}/scans?site=${SITE}`,
    body: JSON.stringify({ id: randomUUID(), text: lotNumber(from + index), at: formatInstant(Date.now()), context: CONTEXT }),
  }))

async function scan({ url, key }: BenchServer, callers: Callers, scans: readonly Scan[]): Promise<Float64Array> {
  const { latencies } = await callers.call({
    url,
    key,
    path: scans.map(({ path }) => path),
    type: 'application/json',
    callers: STATIONS,
    everyMs: EVERY_MS,
    bodies: scans.map(({ body }) => body),
    expects: '"outcome":"done"',
  })
  return latencies
}

// ---- the traces beside them ----------------------------------------------------------------------------------------------------------

async function reachedBy({ url, key }: { url: string; key: string }, body: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/traces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  })
  return ((await answer.json()) as { totals: { lots: number } }).totals.lots
}
