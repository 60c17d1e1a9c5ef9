/** The rows that reports will be asked for, and the lots that are told with them. */
import type { AskedRow, LabelledLot } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { parseQuantity } from '../../base/quantity.ts'
import { type Sample, sampleSize } from '../../base/sample.ts'
import type { Services } from '../route.ts'
import { lotsInStock } from '../shipping/queries.ts'
import { type StockRow, stockOf } from './asked-queries.ts'
import { requiredBy } from './facts.ts'
import { plansFor, valuesSeen } from './queries.ts'
import type { Station } from './station.ts'
import { fieldOf, questionOn } from './values.ts'
import { type Asking, filledAs, type Subject, type Wanted, wantedAt } from './wanted.ts'

export type AtCenter = Station & { workCenter: string }

/** The plans of these materials, and what of them was measured of these lots and in these runs before. */
export async function factsOf(
  { pool }: Services,
  site: string,
  { materials, lots, runs = [] }: { materials: readonly string[]; lots: readonly number[]; runs?: readonly string[] },
): Promise<Asking['facts']> {
  const plans = materials.length === 0 ? [] : await plansFor(pool, site, { materials: [...new Set(materials)], orders: [] })
  const values = await valuesSeen(pool, site, { lots: [...new Set(lots)], runs, characteristics: requiredBy(plans) })
  return { plans, values }
}

export function askedRow(row: Wanted, index: number): AskedRow {
  const { name, of, limits } = fieldOf({}, row, false)
  return {
    as: filledAs(row, index),
    isRequired: row.isRequired,
    question: questionOn(row, null),
    field: { name, of, limits },
    ...(row.each ? { each: true as const } : {}),
  }
}

/** More than anybody makes in one go: every row is wanted of it, and how many of each is worked out when the quantity is entered. */
const VERY_MANY = parseQuantity(1_000_000)

/** What a report will be asked for whose quantity nobody knows yet. */
export function openRows(asking: Asking, subject: Omit<Subject, 'quantity'>, at: Parameters<typeof wantedAt>[2]): AskedRow[] {
  return wantedAt(asking, [{ ...subject, quantity: VERY_MANY }], at).map(row => {
    const sample = sampleOf(row)
    const had = sampleSize(sample, VERY_MANY) - row.count
    return { ...askedRow(row, 0), sample: { of: sample ?? {}, had } }
  })
}

const sampleOf = ({ characteristic }: Wanted): Sample | undefined =>
  'sample' in characteristic ? (characteristic.sample as Sample) : undefined

/** Of each material so many, the newest. */
const STOCK_MAX = 2000

export async function stockHere({ pool }: Services, site: string, materials: readonly string[]): Promise<StockRow[]> {
  return stockOf(pool, site, materials.length === 0 ? [] : await lotsInStock(pool, site, [...new Set(materials)], STOCK_MAX))
}

export const labelled = ({ material, number, identifiers, quantity, unit, expiresAt }: StockRow): LabelledLot => ({
  material,
  number,
  identifiers,
  quantity,
  unit,
  expiresAt: expiresAt === null ? null : formatInstant(expiresAt),
})
