/** How a weighing is written down: known to whoever plays a reach and to whoever reads what came of it. */

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
