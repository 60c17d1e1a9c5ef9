/** How much of what lies of a lot is suspect, without the trace that found it: of nearly every lot all of it is, which takes a bit; of the others it is kept in columns. */
import { firstAtLeast } from '../../base/sorted.ts'
import type { Whereabouts } from '../../genealogy/weigh.ts'
import { LotBits } from '../recalls/lot-bits.ts'

export interface OnHandColumns {
  /** Lots of which all that lies anywhere is suspect. */
  readonly whole: Uint8Array
  readonly lots: Uint32Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly contents: Float64Array
}

/** More than lies anywhere. */
const ALL = { min: 1e100, expected: 1e100, max: 1e100, contents: 1e100 }
const NOTHING = { min: 0, expected: 0, max: 0 }

export class OnHand implements Pick<Whereabouts, 'onHand' | 'takenAt'> {
  private readonly columns: OnHandColumns
  private readonly whole: LotBits

  constructor(columns: OnHandColumns) {
    this.columns = columns
    this.whole = new LotBits(columns.whole)
  }

  onHand(lot: number): ReturnType<Whereabouts['onHand']> {
    if (this.whole.has(lot)) return ALL
    const { lots, min, max, contents } = this.columns
    const slot = firstAtLeast(lots, lot)
    if (lots[slot] !== lot) return { ...NOTHING, contents: 0 }
    return { min: min[slot] ?? 0, expected: min[slot] ?? 0, max: max[slot] ?? 0, contents: contents[slot] ?? 0 }
  }

  /** What left is not kept. */
  takenAt(): typeof NOTHING {
    return NOTHING
  }
}

export function onHandOf(weights: Whereabouts | null): OnHandColumns {
  const { lots = new Uint32Array(), onHand, contents = new Float64Array() } = weights?.columns ?? {}
  const [whole, rest]: [number[], number[]] = [[], []]
  for (let slot = 0; slot < lots.length; slot++) {
    const [least, most, all] = [onHand?.min[slot] ?? 0, onHand?.max[slot] ?? 0, contents[slot] ?? 0]
    if (!(most > 0)) continue
    if (least >= all) whole.push(lots[slot] ?? 0)
    else rest.push(slot)
  }
  const picked = (column: Float64Array | undefined): Float64Array => Float64Array.from(rest, slot => column?.[slot] ?? 0)
  return {
    whole: LotBits.of(whole).bits,
    lots: Uint32Array.from(rest, slot => lots[slot] ?? 0),
    min: picked(onHand?.min),
    max: picked(onHand?.max),
    contents: picked(contents),
  }
}
