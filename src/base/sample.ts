/** How many of so many pieces are measured. */
import { type Quantity, toNumber } from './quantity.ts'

export type Sample = { count: number } | { oneIn: number } | { percent: number }

/** How many values a report of so many pieces needs. Of less than one piece it is still one. */
export function sampleSize(sample: Sample | undefined, quantity: Quantity): number {
  const pieces = Math.max(1, Math.ceil(toNumber(quantity)))
  if (sample === undefined) return 1
  if ('count' in sample) return Math.min(sample.count, pieces)
  return Math.ceil('oneIn' in sample ? pieces / sample.oneIn : (pieces * sample.percent) / 100)
}
