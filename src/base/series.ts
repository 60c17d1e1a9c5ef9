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

export const overlap = (a: Series, b: Series): boolean =>
  a.prefix === b.prefix && a.width === b.width && a.first <= b.last && b.first <= a.last

export function placeIn(number: string): { prefix: string; width: number; running: number } | undefined {
  const match = NUMBERED.exec(number)
  return match ? { prefix: match[1] ?? '', width: match[2]?.length ?? 0, running: Number(match[2]) } : undefined
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
