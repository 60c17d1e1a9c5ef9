import type { Pool, PoolClient } from 'pg'
import {
  contains,
  placeIn,
  readRange,
  readSeries,
  SERIES_KIND,
  SERIES_WORD,
  type Series,
  seriesNamedBy,
  sizeOf,
} from '../../base/series.ts'

export interface SerialIn {
  /** As it was named: one serial, or part of a series. */
  number: string
  lot: number
  site: string
  material: string
  series: string
  /** When all of the series went, if it did. */
  goneAt: number | null
}

/** Of these numbers those that are no lot yet, but stand in a series; without a site: of all. Of series within series it is the innermost. */
export async function seriesHolding(client: Pool | PoolClient, site: string | null, numbers: readonly string[]): Promise<SerialIn[]> {
  const firsts = numbers.map(number => readRange(number)?.from ?? number)
  const { rows } = await client.query({
    name: 'lots.series_holding',
    values: [site, numbers, firsts, firsts.map(number => placeIn(number)?.prefix ?? number)],
    text: `select a.number, l.id as lot, l.site, l.material, l.number as series, i.value,
             (select max(m.at) from movement m where m.lot = l.id and m.until is null and m.delta < 0 and m.kind in ('shipped', 'sentBack', 'scrapped', 'adjusted')
                and not exists (select from stock s where s.lot = l.id and s.quantity > 0)) as "goneAt"
           from unnest($2::text[], $3::text[], $4::text[]) as a(number, first, prefix)
           join identifier i on i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || a.prefix)
             and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || a.first) || chr(1114111))
           join lot l on l.id = i.lot and ($1::text is null or l.site = $1) and l.makings > 0
           where not exists (select from lot s where s.site = l.site and s.material = l.material and s.number = a.number and s.makings > 0) order by a.number, l.id`,
  })
  return innermost(rows as Holding[])
}

interface Holding extends SerialIn {
  value: string
}

function innermost(rows: readonly Holding[]): SerialIn[] {
  const found = new Map<string, { serial: SerialIn; size: number }>()
  for (const { value, ...serial } of rows) {
    const [series, named] = [readSeries(value), seriesNamedBy(serial.number)]
    if (!series || !named || !contains(series, named)) continue
    const key = `${serial.number}\u0000${serial.site}\u0000${serial.material}`
    const known = found.get(key)
    if (!known || sizeOf(series) <= known.size) found.set(key, { serial, size: sizeOf(series) })
  }
  return [...found.values()].map(({ serial }) => serial)
}

/** Series that part of what is named stands in, where no single one has all of it. */
export async function seriesTouching(
  client: Pool | PoolClient,
  site: string,
  asked: Series & { to: string },
): Promise<{ number: string; material: string; series: Series }[]> {
  const { rows } = await client.query({
    name: 'lots.series_touching',
    values: [site, asked.prefix, asked.to],
    text: `select l.number, l.material, i.value from identifier i join lot l on l.id = i.lot and l.site = $1 and l.makings > 0
           where i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || $2) and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || $3) || chr(1114111))
           order by l.id`,
  })
  return (rows as { number: string; material: string; value: string }[]).flatMap(({ value, ...lot }) => {
    const series = readSeries(value)
    return series &&
      series.prefix === asked.prefix &&
      series.width === asked.width &&
      series.first <= asked.last &&
      asked.first <= series.last
      ? [{ ...lot, series }]
      : []
  })
}
