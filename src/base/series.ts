/** A series of serials by its ends: the same letters, then running numbers of one width. "A007" to "A010" is A007, A008, A009, A010. */
export interface Series {
  prefix: string
  width: number
  first: number
  last: number
}

const NUMBERED = /^(.*?)(\d{1,15})$/

export function seriesOf({ from, to }: { from: string; to: string }): Series | undefined {
  const [first, last] = [placeIn(from), placeIn(to)]
  if (!first || !last || first.prefix !== last.prefix || first.width !== last.width || last.running < first.running) return undefined
  return { prefix: first.prefix, width: first.width, first: first.running, last: last.running }
}

export const sizeOf = ({ first, last }: Series): number => last - first + 1

export const memberOf = ({ prefix, width }: Series, running: number): string => `${prefix}${String(running).padStart(width, '0')}`

export function isIn(series: Series, number: string): boolean {
  const place = placeIn(number)
  if (place?.prefix !== series.prefix || place.width !== series.width) return false
  return place.running >= series.first && place.running <= series.last
}

export const contains = (outer: Series, inner: Series): boolean =>
  outer.prefix === inner.prefix && outer.width === inner.width && outer.first <= inner.first && inner.last <= outer.last

export const overlap = (a: Series, b: Series): boolean =>
  a.prefix === b.prefix && a.width === b.width && a.first <= b.last && b.first <= a.last

export function placeIn(number: string): { prefix: string; width: number; running: number } | undefined {
  const match = NUMBERED.exec(number)
  return match ? { prefix: match[1] ?? '', width: match[2]?.length ?? 0, running: Number(match[2]) } : undefined
}

// ---- as a number -----------------------------------------------------------------------------------------------------------------------

const BETWEEN = '..'

/** Part of a series is named as a lot is: "A007..A010". */
export const rangeText = ({ from, to }: { from: string; to: string }): string => `${from}${BETWEEN}${to}`

/** The ends as they were named, whether or not they make a series. */
export function readRange(number: string): { from: string; to: string } | undefined {
  const at = number.indexOf(BETWEEN)
  return at > 0 && at + BETWEEN.length < number.length ? { from: number.slice(0, at), to: number.slice(at + BETWEEN.length) } : undefined
}

/** What is left of a series without what lies in these, of which none overlaps another: "A001..A004, A006..A010". */
export function restOf(series: Series, taken: readonly Series[]): Series[] {
  const rest: Series[] = []
  let first = series.first
  for (const { first: begins, last } of [...taken].sort((a, b) => a.first - b.first)) {
    if (begins > first) rest.push({ ...series, first, last: Math.min(begins - 1, series.last) })
    first = Math.max(first, last + 1)
  }
  return first > series.last ? rest : [...rest, { ...series, first }]
}

/** A series, or the one serial it is, as a lot's number names it. */
export const nameOf = (series: Series): string =>
  series.first === series.last
    ? memberOf(series, series.first)
    : rangeText({ from: memberOf(series, series.first), to: memberOf(series, series.last) })

/** What a number names: the serials from one to another, or the one. */
export function seriesNamedBy(number: string): Series | undefined {
  const { from, to } = readRange(number) ?? { from: number, to: number }
  return seriesOf({ from, to })
}

// ---- as an identifier of the lot that stands for them ----------------------------------------------------------------------------------

/** By this kind and word they are found in the index of identifiers, and by nothing else. */
export const SERIES_KIND = 'serialRange'
export const SERIES_WORD = 'serials '

export const seriesText = ({ from, to }: { from: string; to: string }): string => `${SERIES_WORD}${from} to ${to}`

export function readSeries(value: string): Series | undefined {
  const [from = '', to = ''] = value.startsWith(SERIES_WORD) ? value.slice(SERIES_WORD.length).split(' to ') : []
  return seriesOf({ from, to })
}

/** The series a lot stands for, as its attributes say it. */
export function seriesIn(attributes: unknown): Series | undefined {
  const said = (attributes as { [SERIES_KIND]?: { from?: unknown; to?: unknown } } | null)?.[SERIES_KIND]
  return typeof said?.from === 'string' && typeof said.to === 'string' ? seriesOf({ from: said.from, to: said.to }) : undefined
}
