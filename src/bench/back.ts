/** How long a caller waits for the vendors behind one lot, with others asking too; beside the same question to PostgreSQL alone. */
import type { Pool } from 'pg'
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers } from './callers.ts'
import { percentile, Series } from './measure.ts'
import { deepPlant, setUp } from './plant.ts'
import { openScratch } from './scratch.ts'

const CLIENTS = 16
const LOTS_DEFAULT = 20_000
const WARM_UP = 1500
const TRACES = 12_000
/** Of one client, who asks for one serial after the other. */
const TRACES_ALONE = 2000

interface Seed {
  readonly material: string
  readonly number: string
}
interface Asked {
  readonly clients: number
  readonly seeds: readonly Seed[]
}

/** Every origin of a lot, and of those that were received their vendor and vendor lot. */
const VENDORS = `with recursive origins(lot) as (
  select id from lot where material = $1 and number = $2 union select link.parent from origins join link on link.child = origins.lot where link.until is null
) select lot.material, lot.number, lot.vendor, lot.vendor_lot from origins join lot on lot.id = origins.lot`

export async function benchBack({ lots = LOTS_DEFAULT, onProgress, serve }: Bench): Promise<BenchReport> {
  const scratch = await openScratch(onProgress)
  const callers = new Callers()
  const server = await serve(scratch.store, scratch.folder, onProgress)
  try {
    onProgress(`back: recording a plant of ${lots} lots`)
    const sold = await recordPlant(server, callers, lots)
    await scratch.own.plain.query('vacuum (analyze)')
    const series = new Series(3)
    const asked = Array.from({ length: TRACES }, () => sold[series.below(sold.length)]).flatMap(seed => seed ?? [])
    const results: BenchResult[] = []
    for (const clients of [1, CLIENTS]) {
      onProgress(`back: ${clients} client${clients === 1 ? '' : 's'}`)
      const of = { clients, seeds: clients === 1 ? asked.slice(0, TRACES_ALONE) : asked }
      await ask(server, callers, { ...of, seeds: asked.slice(0, WARM_UP) })
      const own = await ask(server, callers, of)
      await walk(scratch.store.pool, { ...of, seeds: asked.slice(0, WARM_UP) })
      const walked = await walk(scratch.store.pool, of)
      results.push(...resultsOf({ own: [...own], walked, clients, origins: await originsOf(scratch.store.pool, asked[0]) }))
    }
    return { name: 'back', results }
  } finally {
    callers.close()
    await server.close()
    await scratch.close()
  }
}

interface Waited {
  readonly own: number[]
  readonly walked: number[]
  readonly clients: number
  readonly origins: number
}

function resultsOf({ own, walked, clients, origins }: Waited): BenchResult[] {
  return [50, 99].map(share => {
    const [value, baseline] = [percentile(own, share / 100), percentile(walked, share / 100)]
    const what = `one lot to its vendors (${origins} origins), HTTP, ${clients} client${clients === 1 ? '' : 's'}, p${share}`
    return { case: what, value, unit: 'ms', baseline, baselineName: 'recursive CTE, names only, no HTTP', ratio: baseline / value }
  })
}

async function recordPlant({ url, key }: BenchServer, callers: Callers, lots: number): Promise<Seed[]> {
  const now = Date.now()
  const { events, sold } = deepPlant(lots, now, new Series(2))
  const body = [...setUp(now), ...events].map(event => JSON.stringify(event)).join('\n')
  await callers.call({
    url,
    key,
    path: '/api/v1/capture',
    type: 'application/x-ndjson',
    callers: 1,
    bodies: [body],
    expects: '"status":"recorded"',
  })
  return sold
}

async function ask({ url, key }: BenchServer, callers: Callers, { clients, seeds }: Asked): Promise<Float64Array> {
  const bodies = seeds.map(seed => JSON.stringify({ direction: 'back', seeds: [seed] }))
  const { latencies } = await callers.call({
    url,
    key,
    path: '/api/v1/traces',
    type: 'application/json',
    callers: clients,
    bodies,
    expects: '"vendors":[{',
  })
  return latencies
}

async function originsOf(pool: Pool, seed: Seed | undefined): Promise<number> {
  const { rowCount } = await pool.query(VENDORS, [seed?.material, seed?.number])
  return (rowCount ?? 1) - 1
}

/** As many at a time as there are clients, through the pool the product itself uses. */
async function walk(pool: Pool, { clients, seeds }: Asked): Promise<number[]> {
  const latencies: number[] = []
  let next = 0
  const client = async (): Promise<void> => {
    for (let seed = seeds[next++]; seed; seed = seeds[next++]) {
      const began = performance.now()
      await pool.query({ name: 'bench.vendors', text: VENDORS, values: [seed.material, seed.number] })
      latencies.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return latencies
}
