/** How long a station waits from its scan to the committed answer: fifty of them, a scan a second each, while the largest traces run. One of them is a screen. */
import { randomUUID } from 'node:crypto'
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { CaptureEvent } from '../capabilities/events.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import { Aside } from './aside.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { loadAsAPlantHasIt } from './generate.ts'
import { makeLayers } from './layers.ts'
import { percentile } from './measure.ts'
import { call } from './recall.ts'
import { openScratch } from './scratch.ts'
import { missingForScreen, Screen } from './screen.ts'
import { reachedBy, traceBeside, traceOf } from './tracing.ts'
import { missingRoom } from './young.ts'

const STATIONS = 50
/** So long that the slowest scan in a hundred of a single screen is not the slowest of all. */
const SECONDS = 120
const WARM_UP_SECONDS = 10
const EVERY_MS = 1000
/** A tenth of the pace tells what the machine itself costs, and is little work beside what is measured. */
const BARE_STATIONS = 5
const LOTS_DEFAULT = 1_000_000
const SITE = 'floor'
/** What UX asks for: green on the screen before the next glance. */
const TARGET_MS = 100

export async function benchStations({ lots = LOTS_DEFAULT, onProgress, serve }: Bench): Promise<BenchReport> {
  const missing = missingRoom()
  if (missing !== undefined) onProgress(`stations: ${missing}`)
  const scratch = await openScratch(onProgress)
  const [scanners, tracers] = [new Callers(), new Callers()]
  const layers = makeLayers(lots)
  onProgress(`stations: writing ${layers.lots} lots and ${layers.links} links`)
  await loadAsAPlantHasIt(scratch.own, layers, onProgress)
  const server = await serve(scratch.store, scratch.folder, onProgress)
  const bare = await BareServer.start()
  let screen: Screen | undefined
  try {
    onProgress('stations: recording the floor')
    await recordFloor(server, scanners)
    screen = await screenOf(server, onProgress)
    const floor = new Floor(server, { scanners, screen, bare })
    // The plant's furthest trace: from every delivery of bulk material.
    const questions = [traceOf(layers.bulk, { quantities: false }), traceOf(layers.bulk)]
    const reached = await reachedBy(server, traceOf(layers.bulk))
    await floor.scan(WARM_UP_SECONDS)
    onProgress(`stations: ${STATIONS} stations, ${SECONDS} s, quiet`)
    const quiet = await floor.scan(SECONDS)
    onProgress(`stations: the same while traces over ${reached} lots run`)
    const tracing = traceBeside(server, tracers, questions)
    const busy = await floor.scan(SECONDS)
    const traces = await tracing.stop()
    const beside = `, while ${traces} traces over ${reached} lots ran, ids and with quantities in turn`
    return { name: 'stations', results: [...resultsOf('', quiet), ...resultsOf(beside, busy)] }
  } finally {
    screen?.close()
    bare.close()
    scanners.close()
    tracers.close()
    await server.close()
    await scratch.close()
  }
}

interface Waited {
  /** To the committed answer over HTTP. */
  readonly answered: readonly number[]
  /** From Enter to the green; undefined where no screen can be opened. */
  readonly green: readonly number[] | undefined
  /** What a tenth of the stations would wait for a server that does nothing, in the same seconds. */
  readonly bare: readonly number[]
}

function resultsOf(beside: string, { answered, green, bare }: Waited): BenchResult[] {
  const stations = green ? STATIONS - 1 : STATIONS
  const http = rowsOf(`scan to committed answer, HTTP, ${stations} stations`, beside, { waited: answered, bare })
  return green ? [...http, ...rowsOf('Enter to the green on the screen, one station', beside, { waited: green, bare })] : http
}

function rowsOf(what: string, beside: string, { waited, bare }: { waited: readonly number[]; bare: readonly number[] }): BenchResult[] {
  const shares = [
    { name: 'p50', share: 0.5 },
    { name: 'p99', share: 0.99 },
    { name: 'slowest', share: 1 },
  ]
  return shares.flatMap(({ name, share }) => {
    const row = { case: `${what}, ${name}${beside}`, value: percentile(waited, share), unit: 'ms' }
    const bareMs = percentile(bare, share)
    return [
      { ...row, baseline: TARGET_MS, baselineName: 'target', ratio: TARGET_MS / row.value },
      { ...row, baseline: bareMs, baselineName: 'bare HTTP round trip in the same seconds', ratio: bareMs / row.value },
    ]
  })
}

/** The last station is a real screen, where there is a browser. */
async function screenOf(server: BenchServer, onProgress: Bench['onProgress']): Promise<Screen | undefined> {
  const missing = await missingForScreen()
  if (missing !== undefined) {
    onProgress(`stations: THE SCREEN IS LEFT OUT, all ${STATIONS} stations are HTTP only: ${missing}`)
    return undefined
  }
  onProgress('stations: opening a screen')
  const { code } = await call<{ code: string }>(server, 'POST', `/stations/${stationCode(STATIONS - 1)}/enrolments?site=${SITE}`, {})
  return Screen.open(`${server.url}/station#enrol=${code}`, BADGE)
}

/** Asked like a station, it answers at once. */
class BareServer {
  private readonly aside: Aside<object, string>
  private readonly callers = new Callers()
  private readonly url: string

  private constructor(aside: Aside<object, string>, url: string) {
    this.aside = aside
    this.url = url
  }

  static async start(): Promise<BareServer> {
    const aside = new Aside<object, string>('bare-http-worker')
    return new BareServer(aside, await aside.ask({}))
  }

  async ask(scans: readonly Scan[]): Promise<number[]> {
    const { url } = this
    return [...(await scanTo({ url, key: 'none', callers: this.callers }, scans))]
  }

  close(): void {
    this.callers.close()
    this.aside.close()
  }
}

// ---- the stations: so many scans a second, each of a lot that was not scanned before ------------------------------------------------------

interface Around {
  readonly scanners: Callers
  readonly screen: Screen | undefined
  readonly bare: BareServer
}

class Floor {
  private readonly server: BenchServer
  private readonly around: Around
  private scanned = 0

  constructor(server: BenchServer, around: Around) {
    this.server = server
    this.around = around
  }

  async scan(seconds: number): Promise<Waited> {
    const { scanners, screen, bare } = this.around
    const stations = screen ? STATIONS - 1 : STATIONS
    const texts = screen ? this.next(seconds) : []
    const scans = this.next(stations * seconds).map((text, index) => scanOf(text, index % stations))
    const [answered, green, bareAnswered] = await Promise.all([
      scanTo({ ...this.server, callers: scanners }, scans),
      screen?.scan(texts, EVERY_MS),
      bare.ask(scans.filter((_, index) => index % stations < BARE_STATIONS)),
    ])
    return { answered: [...answered], green, bare: bareAnswered }
  }

  private next(count: number): string[] {
    this.scanned += count
    return Array.from({ length: count }, (_, index) => lotNumber(this.scanned - count + index))
  }
}

interface Scan {
  path: string
  body: string
}

/** Each lot is scanned once: a pass-through report of 250 pieces. */
const scanOf = (text: string, station: number): Scan => ({
  path: `/api/v1/stations/${stationCode(station)}/scans?site=${SITE}`,
  body: JSON.stringify({ id: randomUUID(), text, at: formatInstant(Date.now()), context: CONTEXT }),
})

async function scanTo(
  { url, key, callers }: { url: string; key: string; callers: Callers },
  scans: readonly Scan[],
): Promise<Float64Array> {
  const { latencies } = await callers.call({
    url,
    key,
    path: scans.map(({ path }) => path),
    type: 'application/json',
    callers: new Set(scans.map(({ path }) => path)).size,
    everyMs: EVERY_MS,
    bodies: scans.map(({ body }) => body),
    expects: '"outcome":"done"',
  })
  return latencies
}

// ---- the floor: an order whose lots pass a work center, and so many stations there ------------------------------------------------------

const common = (now: number): { id: string; at: string; site: string } => ({ id: uuid7(now), at: formatInstant(now - 60_000), site: SITE })
const lotNumber = (index: number): string => `F-${index}`
const stationCode = (index: number): string => `S-${index}`
const BADGE = 'ana'

function* floor(now: number): Generator<CaptureEvent> {
  yield { ...common(now), type: 'material', code: 'HOUSING', unit: 'ea' }
  yield { ...common(now), type: 'workCenter', code: 'BENCH' }
  yield { ...common(now), type: 'person', code: 'ANA', name: 'Ana', badge: BADGE }
  const operations = [
    { sequence: 10, name: 'Cast', createsLot: true },
    { sequence: 20, name: 'Check', workCenter: 'BENCH', passThrough: true },
  ]
  yield { ...common(now), type: 'workOrder', number: 'WO-1', material: 'HOUSING', quantity: 1_000_000, operations }
  for (let index = 0; index < STATIONS; index++) yield { ...common(now), type: 'station', code: stationCode(index), workCenter: 'BENCH' }
  for (let index = 0; index < STATIONS * (WARM_UP_SECONDS + 2 * SECONDS); index++)
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

/** What a station knows of its shift before each scan: Ana is there, and nothing is begun. */
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
