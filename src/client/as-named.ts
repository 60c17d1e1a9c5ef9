import { SERIES_KIND, seriesNamedBy, sizeOf } from '../base/series.ts'
import type { FoundLot } from './shapes.ts'

/** A lot that was found because it stands for a series: the serials that were named are meant, and not all that it stands for. */
export function asNamed(lot: FoundLot): FoundLot {
  const number = lot.matched?.kind === SERIES_KIND ? lot.matched.value : undefined
  const series = number === undefined ? undefined : seriesNamedBy(number)
  if (number === undefined || series === undefined) return lot
  const size = sizeOf(series)
  return { ...lot, number, kind: size === 1 ? 'serial' : lot.kind, onHand: Number(lot.onHand) > 0 ? String(size) : lot.onHand }
}
