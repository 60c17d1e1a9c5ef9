/** How fast events become durable: one by one from many callers, and in bulk; each beside the same rows written without us. */
import type { BenchReport, BenchResult } from '../cli/doors.ts'
import type { Progress } from '../store/index.ts'
import { bareEvents, byCopy, groupCommit, oneByOne, shapesOf } from './bare.ts'
import type { Bench, BenchServer } from './bench.ts'
import { Callers, type Round } from './callers.ts'
import { median, percentile, perSecond, Series } from './measure.ts'
import { productions, setUp } from './plant.ts'
import { carryOver, position, type Span } from './rows.ts'
import { openScratch, type Scratch } from './scratch.ts'

const CALLERS = 64
/** Taken in turn with the baseline, so that whatever else the machine does meets both. */
const ROUNDS = 5
const EVENTS_DEFAULT = 10_000
const BULK_ROUNDS = 3
const BULK_DEFAULT = 20_000
/** A server runs for months: what is measured is code that the machine knows well by now. */
const WARM_UP = { bulk: 10_000, singly: 4000 }
/** One transaction each is slow; so many are enough to know how slow. */
const ONE_BY_ONE = 1200

export async function benchRecord({ lots, onProgress, serve }: Bench): Promise<BenchReport> {
  const scratch = await openScratch(onProgress)
  const callers = new Callers()
  const server = await serve(scratch.store, scratch.folder, onProgress)
  const plant = new Plant(scratch, server, callers, onProgress)
  try {
    await plant.setUp()
    onProgress(`record: ${CALLERS} callers over HTTP`)
    const single = await recordSingly(plant, Math.max(CALLERS, Math.round((lots ?? EVENTS_DEFAULT) / ROUNDS)))
    onProgress('record: in bulk')
    const bulk = await recordInBulk(plant, lots ?? BULK_DEFAULT)
    return { name: 'record', results: [...single, ...bulk] }
  } finally {
    callers.close()
    await server.close()
    await scratch.close()
  }
}

/** The product under measurement, and how many productions it has taken. */
class Plant {
  readonly scratch: Scratch
  readonly tell: Progress
  private readonly server: BenchServer
  private readonly callers: Callers
  private readonly series = new Series(1)
  private made = 0

  constructor(scratch: Scratch, server: BenchServer, callers: Callers, tell: Progress) {
    this.tell = tell
    this.scratch = scratch
    this.server = server
    this.callers = callers
  }

  async setUp(): Promise<void> {
    const lines = [...setUp(Date.now())].map(event => JSON.stringify(event))
    await this.callers.call({ ...this.round(1), type: 'application/x-ndjson', bodies: [lines.join('\n')] })
    await this.bulk(WARM_UP.bulk)
    await this.each(WARM_UP.singly)
  }

  /** One request per production. */
  async each(count: number): Promise<{ span: Span; ms: number; latencies: Float64Array }> {
    const from = await position(this.pool)
    const answers = await this.callers.call({ ...this.round(CALLERS), bodies: this.next(count) })
    return { ...answers, span: { from, to: await position(this.pool) } }
  }

  /** All of them in one request, one line each. */
  async bulk(count: number): Promise<{ span: Span; ms: number }> {
    const from = await position(this.pool)
    const { ms } = await this.callers.call({ ...this.round(1), type: 'application/x-ndjson', bodies: [this.next(count).join('\n')] })
    return { ms, span: { from, to: await position(this.pool) } }
  }

  get pool(): Scratch['store']['pool'] {
    return this.scratch.store.pool
  }

  private next(count: number): string[] {
    this.made += count
    return productions(this.made - count, count, Date.now(), this.series)
  }

  private round(callers: number): Omit<Round, 'bodies'> {
    const { url, key } = this.server
    return { url, key, callers, path: '/api/v1/capture', type: 'application/json', expects: '"status":"recorded"' }
  }
}

async function recordSingly(plant: Plant, count: number): Promise<BenchResult[]> {
  const { pool, scratch } = plant
  const shapes = await shapesOf(pool)
  const grouped = await scratch.beside(4)
  await carryOver(scratch.own, grouped, await position(pool))
  const rounds: { own: number; bare: number; latencies: Float64Array }[] = []
  const warm = await plant.each(count)
  await groupCommit(grouped.pool, shapes, await bareEvents(pool, warm.span), CALLERS)
  for (let round = 0; round < ROUNDS; round++) {
    const { span, ms, latencies } = await plant.each(count)
    const bare = await groupCommit(grouped.pool, shapes, await bareEvents(pool, span), CALLERS)
    rounds.push({ own: perSecond(count, ms), bare: perSecond(count, bare), latencies })
    plant.tell(`  ${Math.round(perSecond(count, ms))} events/s, bare ${Math.round(perSecond(count, bare))}`)
  }
  const own = median(rounds.map(round => round.own))
  const bare = median(rounds.map(round => round.bare))
  const plain = await plainRate(plant)
  const slowest = percentile(
    rounds.flatMap(round => [...round.latencies]),
    0.99,
  )
  return [
    {
      case: `${CALLERS} callers, HTTP, each durable`,
      value: own,
      unit: 'events/s',
      baseline: bare,
      baselineName: 'same rows, bare group-commit loop, no HTTP',
      ratio: median(rounds.map(round => round.own / round.bare)),
    },
    {
      case: `${CALLERS} callers, HTTP, each durable`,
      value: own,
      unit: 'events/s',
      baseline: plain,
      baselineName: 'same rows, one transaction per event',
      ratio: own / plain,
    },
    { case: `${CALLERS} callers, HTTP, p99`, value: slowest, unit: 'ms', baseline: null, baselineName: null, ratio: null },
  ]
}

async function plainRate({ pool, scratch }: Plant): Promise<number> {
  const to = await position(pool)
  const span = { from: to - ONE_BY_ONE, to }
  const single = await scratch.beside(CALLERS)
  await carryOver(scratch.own, single, span.from)
  return perSecond(ONE_BY_ONE, await oneByOne(single.pool, await shapesOf(pool), await bareEvents(pool, span), CALLERS))
}

async function recordInBulk(plant: Plant, count: number): Promise<BenchResult[]> {
  const { pool, scratch } = plant
  const shapes = await shapesOf(pool)
  const target = await scratch.beside(2)
  await carryOver(scratch.own, target, await position(pool))
  const rounds: { own: number; copy: number }[] = []
  for (let round = 0; round < BULK_ROUNDS; round++) {
    const { span, ms } = await plant.bulk(count)
    const copy = await byCopy(scratch.own, target, shapes, span)
    rounds.push({ own: perSecond(count, ms), copy: perSecond(count, copy) })
    plant.tell(`  ${Math.round(perSecond(count, ms))} events/s, COPY ${Math.round(perSecond(count, copy))}`)
  }
  return [
    {
      case: `${count} productions in one NDJSON request`,
      value: median(rounds.map(round => round.own)),
      unit: 'events/s',
      baseline: median(rounds.map(round => round.copy)),
      baselineName: 'same rows by COPY',
      ratio: median(rounds.map(round => round.own / round.copy)),
    },
  ]
}
