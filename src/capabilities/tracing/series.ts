import type { Pool, PoolClient } from 'pg'
import { isIn, placeIn, readSeries, SERIES_KIND, SERIES_WORD } from '../../base/series.ts'

export interface SerialIn {
  number: string
  lot: number
  site: string
  material: string
  series: string
}

/** Of these numbers those that are no lot yet, but stand in a series; without a site: of all. */
export async function seriesHolding(client: Pool | PoolClient, site: string | null, numbers: readonly string[]): Promise<SerialIn[]> {
  const { rows } = await client.query({
    name: 'lots.series_holding',
    values: [site, numbers, numbers.map(number => placeIn(number)?.prefix ?? number)],
    text: `select a.number, l.id as lot, l.site, l.material, l.number as series, i.value from unnest($2::text[], $3::text[]) as a(number, prefix)
           join identifier i on i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || a.prefix)
             and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || a.number) || chr(1114111))
           join lot l on l.id = i.lot and ($1::text is null or l.site = $1) and l.makings > 0
           where not exists (select from lot s where s.site = l.site and s.material = l.material and s.number = a.number and s.makings > 0) order by a.number, l.id`,
  })
  return (rows as (SerialIn & { value: string })[]).flatMap(({ value, ...serial }) => {
    const series = readSeries(value)
    return series !== undefined && isIn(series, serial.number) ? [serial] : []
  })
}
