/** What a drill found, worked out once at its end and kept in the event: how much was reached, accounted for, and missing. */
import type { Pool } from 'pg'
import { z } from 'zod'
import { add, formatQuantity, parseQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import type { DrillPolicy } from '../booking/records.ts'
import { BALANCE, type BalanceField, type PassMarks, type Scorecard } from '../drill-shapes.ts'
import { Problem } from '../problem.ts'
import type { Engine } from '../tracing/engine.ts'
import { simulateRecall } from '../tracing/recall.ts'
import { trace, writeTrace } from '../tracing/trace.ts'
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
const forwardAnswer = z.object({
  simulation: text,
  totals: z.object({ lots: count, certain: count, possible: count }),
  openEnds: z.array(openEnd),
  customers: z.array(z.unknown()),
  balance: z.array(
    z.object({
      id: count,
      material: text,
      number: text,
      unit: text,
      made: text,
      stop: text,
      quarantine: text,
      call: text,
      gone: text,
      onward: text,
      unaccounted: text,
    }),
  ),
  balanceTotal: z.object({ percent: text }),
})
const backAnswer = z.object({
  totals: z.object({ lots: count }),
  openEnds: z.array(openEnd),
  vendors: z.array(z.object({ vendor: text })),
})
type BalanceLot = z.output<typeof forwardAnswer>['balance'][number]

/** Both ways: forward to the customers, with the balance, and back to the vendors. */
export async function scoreOf({ engine, pool }: { engine: Engine; pool: Pool }, seeds: readonly Lot[]): Promise<Scorecard> {
  const answer = await simulateRecall(engine, pool, { seeds: [...seeds] })
  if (answer['brief'] === true)
    throw new Problem(
      422,
      'drill-too-large',
      'It reaches too many lots to balance them lot by lot, and a drill without its balance proves nothing: drill with a lot that reached fewer.',
    )
  const forward = forwardAnswer.parse(answer)
  const traced = await trace(engine, pool, { direction: 'back', seeds: [...seeds] })
  const back = backAnswer.parse(await writeTrace(engine, pool, traced, { offset: 0, limit: 1 }))
  const position = Number(forward.simulation.split('-')[0])
  return {
    mark: forward.simulation,
    ...forward.totals,
    origins: back.totals.lots,
    customers: forward.customers.length,
    vendors: new Set(back.vendors.map(({ vendor }) => vendor)).size,
    percent: forward.balanceTotal.percent,
    balance: await balanceByUnit(pool, forward.balance, position),
    gaps: gapsOf([...forward.openEnds, ...back.openEnds]),
    unaccounted: unaccountedOf(forward.balance),
  }
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

function unaccountedOf(balance: readonly BalanceLot[]): Scorecard['unaccounted'] {
  const lots = balance.filter(({ unaccounted }) => parseQuantity(unaccounted) !== ZERO)
  return {
    count: lots.length,
    lots: lots.slice(0, SHOWN).map(({ material, number, unit, unaccounted }) => ({ material, number, unit, quantity: unaccounted })),
  }
}

/** The balance of all lots, unit by unit: kilograms and pieces cannot be added up. What is gone is told apart by how it went. */
async function balanceByUnit(pool: Pool, balance: readonly BalanceLot[], position: number): Promise<Scorecard['balance']> {
  const sums = new Map<string, Map<BalanceField, Quantity>>()
  const count = (unit: string, field: BalanceField, text: string): void => {
    const row = sums.get(unit) ?? new Map<BalanceField, Quantity>()
    row.set(field, add(row.get(field) ?? ZERO, parseQuantity(text)))
    sums.set(unit, row)
  }
  for (const lot of balance) {
    count(lot.unit, 'made', lot.made)
    count(lot.unit, 'onHand', lot.quarantine)
    count(lot.unit, 'inProcess', lot.stop)
    count(lot.unit, 'shipped', lot.call)
    count(lot.unit, 'onward', lot.onward)
    count(lot.unit, 'unaccounted', lot.unaccounted)
  }
  const ids = balance.map(({ id }) => id)
  for (const { unit, how, quantity } of await goneByKind(pool, ids, position)) count(unit, how, quantity)
  return [...sums].map(([unit, row]) => ({ unit, ...written(row) }))
}

const written = (row: ReadonlyMap<BalanceField, Quantity>): Record<BalanceField, string> =>
  Object.fromEntries(BALANCE.map(field => [field, formatQuantity(row.get(field) ?? ZERO)])) as Record<BalanceField, string>
