/** The day in a few numbers: how much passed at the first go, and what is gone without a reason. */
import { add, formatQuantity, fromNumber, parseQuantity, type Quantity, subtract, toNumber, ZERO } from '../../base/quantity.ts'
import { isCountable } from '../../base/unit.ts'
import { unaccounted } from '../../genealogy/precision.ts'
import type { EndedRun, Handled } from './day-queries.ts'

export interface DayYield {
  unit: string | null
  good: string
  scrap: string
  repeated: string
  reports: number
  /** Good at the first go, of all that was handled; null on a day without reports. */
  percent: string | null
}

/** Pieces are added up; where nothing is counted in pieces, the unit that was reported most often speaks. */
export function yieldOf(handled: readonly Handled[]): DayYield {
  const pieces = handled.filter(row => isCountable(row.unit))
  const told = pieces.length > 0 ? pieces : handled.slice(0, 1)
  const sum = (field: 'good' | 'scrap' | 'repeated'): Quantity => told.reduce((all, row) => add(all, parseQuantity(row[field])), ZERO)
  const [good, scrap, repeated] = [sum('good'), sum('scrap'), sum('repeated')]
  return {
    unit: told[0]?.unit ?? null,
    good: formatQuantity(good),
    scrap: formatQuantity(scrap),
    repeated: formatQuantity(repeated),
    reports: told.reduce((all, row) => all + row.reports, 0),
    percent: percentOf(subtract(good, repeated), add(good, scrap)),
  }
}

/** Rounded down: a day with one piece lost is not a day without loss. */
function percentOf(part: Quantity, whole: Quantity): string | null {
  if (whole <= 0n) return null
  return (Math.floor((toNumber(part) / toNumber(whole)) * 1000) / 10).toFixed(1).replace('.0', '')
}

export interface Lost {
  material: string
  quantity: Quantity
  run: string
  workCenter: string | null
  workOrder: string | null
}

export const lostIn = (runs: readonly EndedRun[]): Lost[] =>
  runs.flatMap(({ run, workCenter, workOrder, folded }) =>
    unaccounted(folded.folded).map(({ material, quantity }) => ({ run, workCenter, workOrder, material, quantity: fromNumber(quantity) })),
  )
