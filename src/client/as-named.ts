import { SERIES_KIND, seriesNamedBy, seriesOf, sizeOf } from '../base/series.ts'
import type { FoundLot } from './shapes.ts'

/** A lot that was found because it stands for a series: the serials that were named are meant, and not all that it stands for. */
export function asNamed(lot: FoundLot): FoundLot {
  const number = lot.matched?.kind === SERIES_KIND ? lot.matched.value : undefined
  const series = number === undefined ? undefined : seriesNamedBy(number)
  if (number === undefined || series === undefined) return lot
  const size = sizeOf(series)
  return { ...lot, number, kind: size === 1 ? 'serial' : lot.kind, onHand: Number(lot.onHand) > 0 ? String(size) : lot.onHand }
}

/** So many serials in a row are kept as one lot until somebody names one of them. */
const ONE_BY_ONE_MAX = 1000

export function serialsFrom(from: string, to: string): { from: string; to: string; range?: true } {
  const series = seriesOf({ from, to })
  return series !== undefined && sizeOf(series) > ONE_BY_ONE_MAX ? { from, to, range: true } : { from, to }
}
