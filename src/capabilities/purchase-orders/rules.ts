/** Ordered against delivered: pure, in the material's own unit. */
import { multiply, parseQuantity, type Quantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Material } from '../booking/records.ts'

type Counted = Pick<Material, 'code' | 'unit' | 'units'>

/** @throws Refusal unknown-unit */
export function inStockUnit(material: Counted, quantity: Quantity, unit: string | undefined, pointer: string): Quantity {
  if (unit === undefined || unit === material.unit) return quantity
  const known = material.units.find(entry => entry.unit === unit)
  if (!known)
    throw new Refusal(
      'unknown-unit',
      `${material.code} is kept in ${material.unit} and has no conversion from "${unit}": add it to the material first.`,
      `${pointer}/unit`,
    )
  return multiply(quantity, parseQuantity(known.factor))
}

export interface LineState {
  ordered: Quantity
  received: Quantity
  /** Percent that may come on top. */
  tolerance: Quantity
  closed: boolean
}

export type Standing = 'open' | 'partly' | 'complete' | 'over' | 'short'

/** Short is only said when nothing more is expected. */
export function standingOf({ ordered, received, tolerance, closed }: LineState): Standing {
  if (received > mostOf(ordered, tolerance)) return 'over'
  if (received >= ordered) return 'complete'
  if (closed) return 'short'
  return received > 0n ? 'partly' : 'open'
}

export const mostOf = (ordered: Quantity, tolerance: Quantity): Quantity => (ordered + multiply(ordered, tolerance) / 100n) as Quantity
