/** How fast a trace through a large plant finds its lots, beside PostgreSQL's own way of walking a graph on the same rows. */
import { Engine } from '../capabilities/tracing/engine.ts'
import type { BenchReport } from '../cli/doors.ts'
import type { LotGraph } from '../genealogy/graph.ts'
import { reach } from '../genealogy/reach.ts'
import type { Bench } from './bench.ts'
import { type Layers, LINK_COLUMNS, LOT_COLUMNS, linkRows, lotRows, MOVEMENT_COLUMNS, makeLayers, movementRows } from './layers.ts'
import { median, timed } from './measure.ts'
import { copyInto } from './rows.ts'
import { type Database, openScratch } from './scratch.ts'

const LOTS_DEFAULT = 1_000_000
/** The share of all lots that the trace is to reach: 100,000 of a million. */
const REACH = 0.1
const TRACES = 31
const QUERIES = 5

/** The table as it is, by the index it has. */
const WALK = `with recursive reached(lot) as (
  select $1::int union select link.child from reached join link on link.parent = reached.lot where link.until is null
)`

export async function benchTrace({ lots = LOTS_DEFAULT, onProgress }: Bench): Promise<BenchReport> {
  const scratch = await openScratch(onProgress)
  try {
    const layers = makeLayers(lots)
    onProgress(`trace: writing ${layers.lots} lots and ${layers.links} links`)
    await load(scratch.own, layers)
    const engine = new Engine(scratch.store.pool)
    const { result: graph, ms: loading } = await timed(() => engine.current())
    onProgress(`trace: the engine has read them in ${Math.round(loading / 1000)} s`)
    const seed = seedOf(graph, layers)
    const found = reach(graph, { direction: 'forward', seeds: [{ lot: seed }] })
    await checkSame(scratch.own, seed, found.ids)
    const own = forwardMs(graph, seed)
    const walked = await queryMs(scratch.own, seed, WALK)
    await scratch.own.plain.query('create index bench_narrow on link (parent, child) where until is null')
    await scratch.own.plain.query('vacuum (analyze) link')
    const narrow = await queryMs(scratch.own, seed, WALK)
    const count = found.ids.length
    const baselineName = 'recursive CTE, same seed, ids counted'
    return {
      name: 'trace',
      results: [
        {
          case: `${count} lots forward, time-respecting, ids`,
          value: own,
          unit: 'ms',
          baseline: walked,
          baselineName,
          ratio: walked / own,
        },
        {
          case: `${count} lots forward, time-respecting, ids`,
          value: own,
          unit: 'ms',
          baseline: narrow,
          baselineName: `${baselineName}, from an index of its own`,
          ratio: narrow / own,
        },
        { case: `reading ${layers.links} links at start`, value: loading, unit: 'ms', baseline: null, baselineName: null, ratio: null },
        { case: 'memory per link', value: graph.bytes() / layers.links, unit: 'bytes', baseline: null, baselineName: null, ratio: null },
      ],
    }
  } finally {
    await scratch.close()
  }
}

export async function load({ plain }: Database, layers: Layers): Promise<void> {
  const client = await plain.connect()
  try {
    await copyInto(client, LOT_COLUMNS, lotRows(layers))
    await copyInto(client, MOVEMENT_COLUMNS, movementRows(layers))
    await copyInto(client, LINK_COLUMNS, linkRows(layers))
    await client.query('update store set position = $1, lots = $1', [layers.lots])
    await client.query('vacuum (analyze) link')
    await client.query('analyze')
  } finally {
    client.release()
  }
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

function forwardMs(graph: LotGraph, lot: number): number {
  const times = Array.from({ length: TRACES }, () => {
    const began = performance.now()
    reach(graph, { direction: 'forward', seeds: [{ lot }] })
    return performance.now() - began
  })
  return median(times)
}

async function queryMs({ pool }: Database, seed: number, walk: string): Promise<number> {
  const times: number[] = []
  for (let query = 0; query < QUERIES; query++)
    times.push((await timed(() => pool.query(`${walk} select count(*) from reached`, [seed]))).ms)
  return median(times)
}
