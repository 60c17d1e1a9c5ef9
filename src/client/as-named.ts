import type { FoundLot, LotDetail } from '../answers/index.ts'
import { isIn, readSeries, SERIES_KIND, seriesNamedBy, seriesOf, sizeOf } from '../base/series.ts'

/** The serials that were named of a series; the words for all that a lot stands for name none. */
function namedOf({ matched }: FoundLot): { number: string; size: number } | undefined {
  if (matched?.kind !== SERIES_KIND || readSeries(matched.value)) return undefined
  const series = seriesNamedBy(matched.value)
  return series && { number: matched.value, size: sizeOf(series) }
}

/** A lot that was found because it stands for a series: the serials that were named are meant, and not all that it stands for. */
export function asNamed(lot: FoundLot): FoundLot {
  const named = namedOf(lot)
  if (!named) return lot
  const { number, size } = named
  return { ...lot, number, kind: size === 1 ? 'serial' : lot.kind, onHand: Number(lot.onHand) > 0 ? String(size) : lot.onHand }
}

/** The one serial that was named of a series, and has no lot of its own until an event names it. */
export function serialNamed(lot: FoundLot): string | undefined {
  const named = namedOf(lot)
  return named?.size === 1 ? named.number : undefined
}

/** One serial of a series that has no lot of its own: what is true of the series, of one piece. Nothing where it is not in the series. */
export function oneOf(series: LotDetail, serial: string): LotDetail | undefined {
  const ranges = series.identifiers.filter(({ kind }) => kind === SERIES_KIND).map(({ value }) => readSeries(value))
  if (!ranges.some(range => range && isIn(range, serial))) return undefined
  const nothing = { total: 0, certain: 0, possible: 0, links: [] }
  return { ...series, number: serial, kind: 'serial', onHand: Number(series.onHand) > 0 ? '1' : '0', wentInto: nothing }
}

/** Whether the lot stands for serials of which nobody has named all. */
export const isSeries = ({ identifiers }: Pick<LotDetail, 'identifiers'>): boolean => identifiers.some(({ kind }) => kind === SERIES_KIND)

/** So many serials in a row are kept as one lot until somebody names one of them. */
const ONE_BY_ONE_MAX = 1000

export function serialsFrom(from: string, to: string): { from: string; to: string; range?: true } {
  const series = seriesOf({ from, to })
  return series !== undefined && sizeOf(series) > ONE_BY_ONE_MAX ? { from, to, range: true } : { from, to }
}

/** What came out at once of a material with serials, as it was typed. */
export interface MadeSerials {
  first: string
  last: string
  quantity: string
}

/** How many serials there are from the first to the last; nothing where the two are no ends of a series. */
export function countedSerials({ first, last }: Pick<MadeSerials, 'first' | 'last'>): string | undefined {
  const series = isOne({ first, last }) ? undefined : seriesOf({ from: first.trim(), to: last.trim() })
  return series && String(sizeOf(series))
}

/** Several serials are said by their ends, one by its number; what is left empty the numbering rule of the material fills in. */
export function madeSerials(made: MadeSerials): { number?: string; quantity: string; serials?: { from: string; to: string } } {
  const [first, quantity] = [made.first.trim(), countedSerials(made) ?? made.quantity.trim()]
  if (!isOne(made)) return { quantity, serials: { from: first, to: made.last.trim() } }
  return first === '' ? { quantity } : { number: first, quantity }
}

const isOne = ({ first, last }: Pick<MadeSerials, 'first' | 'last'>): boolean => last.trim() === '' || last.trim() === first.trim()
