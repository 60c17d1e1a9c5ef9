/** How a weighing is written down: known to whoever plays a reach and to whoever reads what came of it. */
import type { Bounds } from './share.ts'

export interface BoundsColumns {
  readonly min: Float64Array
  readonly expected: Float64Array
  readonly max: Float64Array
}

/** What left, column by column, grouped by lot and in ledger order within a lot. */
export interface TakenColumns extends BoundsColumns {
  readonly slot: Uint32Array
  readonly position: Uint32Array
  readonly kind: Uint8Array
  readonly quantity: Float64Array
  readonly at: Float64Array
  readonly run: Uint32Array
  readonly reference: Uint32Array
}

export interface WeightColumns {
  /** Seeds and reached lots (and the assemblies passed through), in id order. */
  readonly lots: Uint32Array
  /** Ever: the quantity of the lot that contains suspect material, wherever it is now. */
  readonly affected: BoundsColumns
  /** The suspect part of what is on hand. */
  readonly onHand: BoundsColumns
  readonly contents: Float64Array
  readonly taken: TakenColumns
  /** What customers sent back, by the place of the lot. */
  readonly returned: ReadonlyMap<number, number>
}

export const columnsOf = (size: number, made: (size: number) => Float64Array): BoundsColumns => ({
  min: made(size),
  expected: made(size),
  max: made(size),
})

export const boundsAt = (from: BoundsColumns, at: number): Bounds => ({ min: from.min[at], expected: from.expected[at], max: from.max[at] })

export function writeBounds(to: BoundsColumns, at: number, bounds: Bounds): void {
  to.min[at] = bounds.min
  to.expected[at] = bounds.expected
  to.max[at] = bounds.max
}

export function addBounds(to: BoundsColumns, at: number, bounds: Bounds): void {
  to.min[at] += bounds.min
  to.expected[at] += bounds.expected
  to.max[at] += bounds.max
}

/** Subtracting bounds crosses them: the least that is left is the least there was without the most that came back. */
export function subtractBounds(from: BoundsColumns, at: number, bounds: Bounds): void {
  from.min[at] = Math.max(0, from.min[at] - bounds.max)
  from.expected[at] = Math.max(0, from.expected[at] - bounds.expected)
  from.max[at] = Math.max(0, from.max[at] - bounds.min)
}
