/** How fast a trace through a large plant finds its lots, beside other ways of walking the very same links. */
import { Engine } from '../capabilities/tracing/engine.ts'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { LotGraph } from '../genealogy/graph.ts'
import { giveBack } from '../genealogy/memory.ts'
import { reach } from '../genealogy/reach.ts'
import { traceWeighed } from '../genealogy/weigh.ts'
import type { Progress } from '../store/index.ts'
import type { Bench } from './bench.ts'
import { duckWalks } from './duck.ts'
import { LOTS_DEFAULT, openPlant } from './generate.ts'
import type { Layers } from './layers.ts'
import { median, timed } from './measure.ts'
import { PlainSweep } from './plain.ts'
import type { Database, Scratch } from './scratch.ts'

/** The share of all lots that the trace is to reach: 100,000 of a million. */
const REACH = 0.1
const TRACES = 31
/** The first few are of code that is not compiled yet. */
const WEIGHINGS = 11
const QUERIES = 5

/** The table as it is, by the index it has. */
const WALK = `with recursive reached(lot) as (
  select $1::int union select link.child from reached join link on link.parent = reached.lot where link.until is null
)`

/** The same question as ours: a link is followed only if something could still leave by it, and arrival is handed on. */
const WALK_IN_TIME = `with recursive reached(lot, since) as (
  select $1::int, '-infinity'::float8
  union select link.child, greatest(link.came, reached.since) from reached join link on link.parent = reached.lot where link.until is null and link.gone >= reached.since
)`

export async function benchTrace({ lots = LOTS_DEFAULT, onProgress }: Bench): Promise<BenchReport> {
  const { scratch, layers } = await openPlant(lots, onProgress)
  try {
    const { graph, results: starts } = await startTwice(scratch, layers, onProgress)
    const seed = seedOf(graph, layers)
    const walks = await walkOthers(scratch.own, layers, seed, graph, onProgress)
    const own = forwardMs(graph, seed)
    const weighed = weighedMs(graph, seed)
    const what = `${reach(graph, { direction: 'forward', seeds: [{ lot: seed }] }).ids.length} lots forward, time-respecting`
    const beside = ({ name, ms }: Walk): BenchResult => ({
      case: `${what}, ids`,
      value: own,
      unit: 'ms',
      baseline: ms,
      baselineName: name,
      ratio: ms / own,
    })
    const weighing = { case: `${what}, with min, expected and max`, value: weighed, unit: 'ms', baseline: own, baselineName: 'ids alone' }
    return { name: 'trace', results: [...walks.map(beside), { ...weighing, ratio: own / weighed }, ...starts] }
  } finally {
    await scratch.close()
  }
}

const alone = (what: string, value: number, unit: string): BenchResult => ({
  case: what,
  value,
  unit,
  baseline: null,
  baselineName: null,
  ratio: null,
})

/** Once from the tables, and once from the snapshot that this left. */
async function startTwice(
  { store, folder }: Scratch,
  layers: Layers,
  onProgress: Progress,
): Promise<{ graph: LotGraph; results: BenchResult[] }> {
  const first = new Engine(store.pool, { onProgress, folder })
  first.forget() // a snapshot of an earlier run would be used
  const tables = await timed(() => first.current())
  const second = new Engine(store.pool, { onProgress, folder, threads: first.threads })
  const snapshot = await timed(() => second.current())
  const { ms: folding } = await timed(() => second.fold())
  await first.close()
  const { links } = layers
  return {
    graph: second.graph,
    results: [
      alone(`start on ${links} links, from the tables`, tables.ms / 1000, 's'),
      alone(`start on ${links} links, from the snapshot`, snapshot.ms / 1000, 's'),
      alone('a fold in its thread, and the snapshot written', folding / 1000, 's'),
      alone('memory, lots and movements included', second.graph.bytes() / links, 'bytes/link'),
    ],
  }
}

interface Walk {
  readonly name: string
  readonly ms: number
}

async function walkOthers(own: Database, layers: Layers, seed: number, graph: LotGraph, onProgress: Progress): Promise<Walk[]> {
  onProgress('trace: the same by recursive CTE')
  const reached = reach(graph, { direction: 'forward', seeds: [{ lot: seed }] }).ids
  await checkSame(own, seed, reached)
  // A plant that is kept has it from the run before.
  await own.plain.query('drop index if exists bench_narrow')
  const walked = await queryMs(own, seed)
  await own.plain.query('create index if not exists bench_narrow on link (parent, child) where until is null')
  await own.plain.query('vacuum (analyze) link')
  const narrow = await queryMs(own, seed)
  const inTime = await queryMs(own, seed, `${WALK_IN_TIME} select count(distinct lot) from reached`)
  onProgress('trace: the same by DuckDB and by a plain sweep')
  const duck = await duckWalks(layers, seed)
  if (duck) for (const { lots } of [duck.untimed, duck.inTime]) requireSame(reached.length, lots, 'DuckDB')
  return [
    { name: 'recursive CTE of PostgreSQL, ids counted', ms: walked },
    { name: 'recursive CTE of PostgreSQL, from an index of its own', ms: narrow },
    { name: 'recursive CTE of PostgreSQL that respects time as well', ms: inTime },
    ...(duck ? [{ name: 'recursive CTE of DuckDB, in memory, which does not ask when', ms: duck.untimed.ms }] : []),
    ...(duck ? [{ name: 'recursive CTE of DuckDB, in memory, that respects time as well', ms: duck.inTime.ms }] : []),
    { name: 'plain sweep over typed arrays', ms: sweepMs(layers, seed) },
  ]
}

/** The delivery of bulk material whose reach is closest to what is asked. */
function seedOf(graph: LotGraph, { lots, bulk }: Layers): number {
  const sizes = bulk
    .slice(0, 60)
    .map(lot => ({ lot, off: Math.abs(reach(graph, { direction: 'forward', seeds: [{ lot }] }).ids.length - lots * REACH) }))
  return sizes.sort((a, b) => a.off - b.off)[0]?.lot ?? 1
}

/** @throws when the two did not find the very same lots: then there is nothing to compare. */
async function checkSame({ pool }: Database, seed: number, ids: Uint32Array): Promise<void> {
  const { rows } = await pool.query<{ ids: number[] }>(`${WALK} select array_agg(lot order by lot) as ids from reached where lot <> $1`, [
    seed,
  ])
  const walked = rows[0]?.ids ?? []
  if (walked.length !== ids.length || walked.some((lot, index) => lot !== ids[index]))
    throw new Error(`the engine reached ${ids.length} lots and the recursive CTE ${walked.length}: they must be the same`)
}

function requireSame(lots: number, others: number, name: string): void {
  if (lots !== others) throw new Error(`the engine reached ${lots} lots and ${name} ${others}: they must be the same`)
}

const forwardMs = (graph: LotGraph, lot: number): number => medianMs(TRACES, () => reach(graph, { direction: 'forward', seeds: [{ lot }] }))

const weighedMs = (graph: LotGraph, lot: number): number =>
  // As the threads of the server do: what was read is given back, and the next weighing is written there.
  medianMs(WEIGHINGS, () => {
    const { reached, weights } = traceWeighed(graph, { direction: 'forward', seeds: [{ lot }] })
    giveBack(reached.times)
    weights.giveBack()
  })

function sweepMs(layers: Layers, seed: number): number {
  const sweep = new PlainSweep(layers)
  return medianMs(TRACES, () => sweep.count(seed))
}

function medianMs(count: number, work: () => unknown): number {
  const times = Array.from({ length: count }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return median(times)
}

async function queryMs({ pool }: Database, seed: number, query = `${WALK} select count(*) from reached`): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < QUERIES; round++) times.push((await timed(() => pool.query(query, [seed]))).ms)
  return median(times)
}
