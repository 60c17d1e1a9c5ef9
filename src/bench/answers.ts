/** How long whoever asks waits for the totals and the first page of a large trace over HTTP, and whether recording waits meanwhile. */
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { LOTS_DEFAULT, openPlant } from './generate.ts'
import type { Layers } from './layers.ts'
import { percentile } from './measure.ts'
import { call } from './recall.ts'
import type { Database } from './scratch.ts'
import { PAGE, reachedBy, traceBeside, traceOf } from './tracing.ts'

/** How often each is asked: with quantities a million lots take seconds. */
const ASKED = { reached: 21, weighed: 3 }
const WARM_UP = 1
const QUERIES = 3
/** The slowest one in a hundred are of many traces, and not of two or three. */
const EVENTS = 2000
const SITE = 'beside'

/** The same first page: how many lots, and the first hundred of them by name. */
const FIRST_PAGE = `with recursive reached(lot) as (
  select unnest($1::int[]) union select link.child from reached join link on link.parent = reached.lot where link.until is null
), page as (select lot from reached order by lot limit ${PAGE})
select (select count(*) from reached) as lots, lot.material, lot.number, lot.kind, lot.unit from page join lot on lot.id = page.lot`

interface Scope {
  readonly what: string
  readonly seeds: readonly number[]
}

export async function benchAnswers({ lots = LOTS_DEFAULT, onProgress, serve }: Bench): Promise<BenchReport> {
  const { scratch, layers } = await openPlant(lots, onProgress)
  const [callers, tracers] = [new Callers(), new Callers()]
  const server = await serve(scratch.store, scratch.folder, onProgress)
  try {
    await readAhead(server, layers)
    const results: BenchResult[] = []
    for (const scope of scopesOf(layers)) results.push(...(await answersTo(scope, { server, callers, own: scratch.own, onProgress })))
    results.push(...(await stall(scopesOf(layers).at(-1), { server, callers, tracers, onProgress })))
    return { name: 'answers', results }
  } finally {
    callers.close()
    tracers.close()
    await server.close()
    await scratch.close()
  }
}

/** One delivery reaches about a tenth; every delivery of bulk material, and the first lots of all, reach nearly everything. */
const scopesOf = ({ bulk }: Layers): Scope[] => [
  { what: 'one delivery', seeds: bulk.slice(0, 1) },
  { what: `${bulk.length} deliveries`, seeds: bulk },
]

/** A server that has just been started reads what every lot is, for pictures: with ten million lots PostgreSQL is busy for a minute. A picture waits for it. */
async function readAhead(server: BenchServer, { bulk }: Layers): Promise<void> {
  const seeds = bulk.slice(0, 1).map(lot => ({ material: 'PART', number: `L-${lot}` }))
  await call(server, 'POST', '/traces/picture', { seeds })
}

interface Beside {
  readonly server: BenchServer
  readonly callers: Callers
  readonly onProgress: Bench['onProgress']
}

async function answersTo(scope: Scope, { server, callers, own, onProgress }: Beside & { own: Database }): Promise<BenchResult[]> {
  onProgress(`answers: ${scope.what}`)
  const reached = await reachedBy(server, traceOf(scope.seeds, { quantities: false }))
  const ids = await ask(server, callers, traceOf(scope.seeds, { quantities: false }), ASKED.reached)
  const weighed = await ask(server, callers, traceOf(scope.seeds), ASKED.weighed)
  const walked = await walk(own, scope.seeds)
  const what = `totals and first page of ${reached} lots, HTTP`
  onProgress(
    `answers: ${reached} lots, p50 ${percentile(ids, 0.5).toFixed(0)} ms, with quantities ${percentile(weighed, 0.5).toFixed(0)} ms`,
  )
  return [50, 99].flatMap(share => [
    beside(`${what}, which lots, p${share}`, percentile(ids, share / 100), percentile(walked, share / 100)),
    beside(`${what}, with quantities and ends, p${share}`, percentile(weighed, share / 100), percentile(walked, share / 100)),
  ])
}

const beside = (
  what: string,
  value: number,
  baseline: number,
  baselineName = 'recursive CTE, count and first page, no time, no HTTP',
): BenchResult => ({
  case: what,
  value,
  unit: 'ms',
  baseline,
  baselineName,
  ratio: baseline / value,
})

async function ask({ url, key }: BenchServer, callers: Callers, body: string, count: number): Promise<number[]> {
  const round = { url, key, path: '/api/v1/traces', type: 'application/json', callers: 1, expects: '"totals":' } as const
  await callers.call({ ...round, bodies: Array<string>(WARM_UP).fill(body) })
  return [...(await callers.call({ ...round, bodies: Array<string>(count).fill(body) })).latencies]
}

async function walk({ pool }: Database, seeds: readonly number[]): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < QUERIES; round++) {
    const began = performance.now()
    await pool.query(FIRST_PAGE, [seeds])
    times.push(performance.now() - began)
  }
  return times
}

// ---- recording beside it ----------------------------------------------------------------------------------------------------------------

/** One caller records, first alone, then while the largest trace is asked for again and again. */
async function stall(
  scope: Scope | undefined,
  { server, callers, tracers, onProgress }: Beside & { tracers: Callers },
): Promise<BenchResult[]> {
  onProgress('answers: one caller recording, alone and beside traces')
  await record(server, callers, 100)
  const alone = await record(server, callers, EVENTS)
  const tracing = traceBeside(server, tracers, [traceOf(scope?.seeds ?? [])])
  const busy = await record(server, callers, EVENTS)
  const traces = await tracing.stop()
  return [50, 99].map(share =>
    beside(
      `one event recorded while ${traces} such traces ran, p${share}`,
      percentile(busy, share / 100),
      percentile(alone, share / 100),
      'the same alone',
    ),
  )
}

async function record({ url, key }: BenchServer, callers: Callers, count: number): Promise<number[]> {
  const event = (): string =>
    JSON.stringify([{ id: uuid7(Date.now()), type: 'partner', site: SITE, at: formatInstant(Date.now()), code: 'MILL', roles: ['vendor'] }])
  const round = { url, key, path: '/api/v1/capture', type: 'application/json', callers: 1, expects: '"status":"recorded"' } as const
  return [...(await callers.call({ ...round, bodies: Array.from({ length: count }, event) })).latencies]
}
