/** What a drill found, worked out once at its end and kept in the event: how much was reached, accounted for, and missing. */
import type { Pool } from 'pg'
import { z } from 'zod'
import { add, formatQuantity, parseQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import type { DrillPolicy } from '../booking/records.ts'
import { type Aside, doneAside, inPlace } from '../case-jobs/aside.ts'
import type { Tell } from '../case-jobs/runner.ts'
import { BALANCE, type BalanceField, type PassMarks, type Scorecard } from '../drill-shapes.ts'
import { endsOf } from '../tracing/ends.ts'
import type { Engine } from '../tracing/engine.ts'
import { factsOf } from '../tracing/lot-facts.ts'
import { openEndsIn } from '../tracing/page.ts'
import { balanceOf, customersIn, type LotBalance, markOf, partsOf, shippedOf } from '../tracing/recall.ts'
import { trace } from '../tracing/trace.ts'
import { totalsOf, writeTrace } from '../tracing/write-trace.ts'
import { goneByKind } from './queries.ts'

/** What auditors of food and of cars commonly ask for: everything traced within four hours, all but half a percent accounted for. */
export const STANDARD_MARKS: PassMarks = { minutesMax: 240, percentMin: 99.5 }

export const marksOf = (policy: DrillPolicy | undefined): PassMarks => ({
  minutesMax: policy?.minutesMax ?? STANDARD_MARKS.minutesMax,
  percentMin: policy?.percentMin ?? STANDARD_MARKS.percentMin,
})

// ---- worked out -------------------------------------------------------------------------------------------------------------------

interface Lot {
  site: string
  material: string
  number: string
}

const text = z.string()
const count = z.int().min(0)
const openEnd = z.object({ code: text, material: text, number: text, detail: text })
const backAnswer = z.object({
  totals: z.object({ lots: count }),
  openEnds: z.array(openEnd),
  vendors: z.array(z.object({ vendor: text })),
})

/** So many lots are balanced at a time. */
const LOTS_AT_ONCE = 2000
/** Of fewer lots it is done before a thread has started. */
const LOTS_IN_PLACE = 2000

export interface Reckoning {
  readonly seeds: readonly Lot[]
  readonly atOnce?: number | undefined
}
type Reckoned = Pick<Scorecard, 'mark' | 'lots' | 'certain' | 'possible' | 'customers' | 'percent' | 'balance' | 'unaccounted'> & {
  position: number
  openEnds: z.output<typeof openEnd>[]
}

interface Way {
  tell?: Tell
  signal?: AbortSignal
  atOnce?: number
  /** In a thread, however few lots there are. */
  isAside?: boolean
}

/** Both ways: forward to the customers, with the balance, and back to the vendors. However many lots there are, so many at a time. */
export async function scoreOf(
  services: { engine: Engine; pool: Pool },
  seeds: readonly Lot[],
  { atOnce, tell = () => undefined, signal, isAside }: Way = {},
): Promise<Scorecard> {
  const { engine, pool } = services
  const asked: Reckoning = { seeds, atOnce }
  const isLarge = isAside ?? (await lotsReached(services, seeds)) > LOTS_IN_PLACE
  const { position, openEnds, ...forward } = isLarge
    ? await doneAside<Reckoned>(services, 'score', asked, { tell, signal })
    : await reckoned(inPlace(services, tell), asked)
  tell('write', 0, 1)
  const traced = await trace(engine, pool, { direction: 'back', seeds: [...seeds] }, { pinned: position })
  const back = backAnswer.parse(await writeTrace(engine, pool, traced, { offset: 0, limit: 1 }))
  return {
    ...forward,
    origins: back.totals.lots,
    vendors: new Set(back.vendors.map(({ vendor }) => vendor)).size,
    gaps: gapsOf([...openEnds, ...back.openEnds]),
  }
}

/** Which lots, and nothing of how much: a tenth of a second for a million. */
async function lotsReached({ engine, pool }: { engine: Engine; pool: Pool }, seeds: readonly Lot[]): Promise<number> {
  return (await trace(engine, pool, { direction: 'forward', seeds: [...seeds], quantities: false })).lots.length
}

/** Forward to the customers, with the balance. */
export async function reckoned({ pool, trace: traceOf, tell }: Aside, { seeds, atOnce = LOTS_AT_ONCE }: Reckoning): Promise<Reckoned> {
  const whole = await traceOf({ seeds, exclude: [] })
  const all = whole.lots.length
  const asked = shippedOf(pool, whole)
  const [mark, shipped] = await Promise.all([markOf(whole, asked, done => tell('trace', done, all)), asked])
  const customers = await customersIn(pool, whole, shipped)
  const sums = new Sums()
  let done = 0
  for (const part of partsOf(whole, atOnce)) {
    const { lots } = await balanceOf(pool, part, await endsOf(pool, part, factsOf(pool, part)))
    sums.add(lots)
    const ids = lots.map(({ id }) => id)
    sums.addGone(await goneByKind(pool, ids, whole.position))
    tell('read', (done += part.lots.length), all)
  }
  const { lots, certain, possible } = totalsOf(whole)
  const openEnds = await openEndsIn(pool, whole)
  return { position: whole.position, mark, lots, certain, possible, customers: customers.length, ...sums.written(), openEnds }
}

/** Named on a scorecard; how many there are is always told. */
const SHOWN = 50

export function gapsOf(ends: readonly z.output<typeof openEnd>[]): Scorecard['gaps'] {
  const byCode = new Map<string, Map<string, z.output<typeof openEnd>>>()
  for (const end of ends) {
    const lots = byCode.get(end.code) ?? new Map<string, z.output<typeof openEnd>>()
    // The same gap may be met on both ways.
    lots.set(JSON.stringify([end.material, end.number, end.detail]), end)
    byCode.set(end.code, lots)
  }
  return [...byCode]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, lots]) => ({
      code,
      count: lots.size,
      lots: [...lots.values()].slice(0, SHOWN).map(({ material, number, detail }) => ({ material, number, detail })),
    }))
}

/** The balance of all lots, unit by unit: kilograms and pieces cannot be added up. What is gone is told apart by how it went. */
class Sums {
  private readonly units = new Map<string, Map<BalanceField, Quantity>>()
  private readonly short: Scorecard['unaccounted']['lots'] = []
  private shorts = 0
  private lots = 0
  private percent = 0

  add(balance: readonly LotBalance[]): void {
    for (const lot of balance) {
      this.count(lot.unit, 'made', lot.made)
      this.count(lot.unit, 'onHand', lot.quarantine)
      this.count(lot.unit, 'inProcess', lot.stop)
      this.count(lot.unit, 'shipped', lot.call)
      this.count(lot.unit, 'onward', lot.onward)
      this.count(lot.unit, 'unaccounted', lot.unaccounted)
      this.percent += Number(lot.percent)
      if (parseQuantity(lot.unaccounted) !== ZERO) this.miss(lot)
    }
    this.lots += balance.length
  }

  addGone(rows: Awaited<ReturnType<typeof goneByKind>>): void {
    for (const { unit, how, quantity } of rows) this.count(unit, how, quantity)
  }

  written(): Pick<Scorecard, 'percent' | 'balance' | 'unaccounted'> {
    const percent = this.lots === 0 ? 100 : this.percent / this.lots
    return {
      percent: percent.toFixed(2).replace(/\.?0+$/, ''),
      balance: [...this.units].map(([unit, row]) => ({ unit, ...written(row) })),
      unaccounted: { count: this.shorts, lots: this.short },
    }
  }

  private miss({ material, number, unit, unaccounted }: LotBalance): void {
    this.shorts++
    if (this.short.length < SHOWN) this.short.push({ material, number, unit, quantity: unaccounted })
  }

  private count(unit: string, field: BalanceField, text: string): void {
    const row = this.units.get(unit) ?? new Map<BalanceField, Quantity>()
    row.set(field, add(row.get(field) ?? ZERO, parseQuantity(text)))
    this.units.set(unit, row)
  }
}

const written = (row: ReadonlyMap<BalanceField, Quantity>): Record<BalanceField, string> =>
  Object.fromEntries(BALANCE.map(field => [field, formatQuantity(row.get(field) ?? ZERO)])) as Record<BalanceField, string>
