/** How inferred quantities are written. */
import { roundTo9 } from '../../base/quantity.ts'
import type { Bounds } from '../../genealogy/share.ts'

/** An inferred quantity to the nearest billionth. It has been a float all along, so nothing exact is lost by writing it straight from one. */
export const quantityText = (value: number): string => decimalText(roundTo9(value).toFixed(9))
const sixDecimals = (value: number): string => decimalText(value.toFixed(6))

/** 12.500000000 is written 12.5, and nothing at all is 0. */
function decimalText(fixed: string): string {
  const text = fixed.replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

export interface BoundsText {
  min: string
  expected: string
  max: string
  unit: string
}

/** Null where quantities were not asked for. */
export function boundsText(bounds: Bounds, unit: string): BoundsText
export function boundsText(bounds: Bounds | null, unit: string): BoundsText | null
export function boundsText(bounds: Bounds | null, unit: string): BoundsText | null {
  return (
    bounds && {
      min: quantityText(bounds.min),
      expected: expectedText(bounds),
      max: quantityText(bounds.max),
      unit,
    }
  )
}

/** To the nearest millionth; but finer where that would lie outside of the bounds, so that the least is never more than what is expected. */
function expectedText({ min, expected, max }: Bounds): string {
  const within = Math.min(max, Math.max(min, expected))
  const short = sixDecimals(within)
  return Number(short) < roundTo9(min) || Number(short) > roundTo9(max) ? quantityText(within) : short
}
