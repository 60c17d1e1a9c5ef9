/** Loads which series a serial stands in, and which of its serials are taken. */
import type { PoolClient } from 'pg'
import {
  contains,
  isIn,
  overlap,
  placeIn,
  readSeries,
  SERIES_KIND,
  SERIES_WORD,
  type Series,
  seriesNamedBy,
  seriesOf,
} from '../../base/series.ts'
import type { State } from '../state.ts'
import type { AskedSeries, Wanted } from '../wanted.ts'
import { loadById, loadStock } from './lots.ts'
import { missing, prepared } from './rows.ts'

/** Series that begin at or before the serial, with the same letters; whether it is in one of them is reckoned here. */
const SERIES_BEFORE = `select a.number, i.lot, i.value from unnest($2::text[], $3::text[]) as a(number, prefix)
  join identifier i on i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || a.prefix)
    and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || a.number) || chr(1114111))
  join lot l on l.id = i.lot and l.site = $1 and l.makings > 0`

export async function loadSeries(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  if (wanted.seriesOver.size === 0) return false
  // Whoever makes one of many serials makes the others as well: they are asked for at once and not one by one.
  const numbers = missing(new Set([...wanted.seriesOver, ...wanted.numbers]), state.series)
  if (numbers.length === 0) return false
  for (const number of numbers) state.series.set(number, [])
  const { rows } = await client.query(
    prepared(SERIES_BEFORE, [state.site, numbers, numbers.map(number => placeIn(number)?.prefix ?? number)]),
  )
  const found = (rows as { number: string; lot: number; value: string }[]).filter(({ number, value }) => {
    const series = readSeries(value)
    return series !== undefined && isIn(series, number)
  })
  const ids = found.map(row => row.lot)
  await loadById(client, state, missing(new Set(ids), state.lotsById))
  await loadStock(client, state, ids)
  for (const { number, lot } of found) state.series.get(number)?.push(state.lot(lot))
  return true
}

export async function loadSeriesTaken(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const asked = [...wanted.seriesTaken.entries()].filter(([key]) => !state.seriesTaken.has(key))
  for (const [key, series] of asked) state.seriesTaken.set(key, { asked: series, taken: await takenOf(client, state.site, series) })
  return asked.length > 0
}

/** Serials with lots of their own; serials of this very lot that would lie outside of it; other series. */
async function takenOf(client: PoolClient, site: string, asked: AskedSeries): Promise<string | null> {
  const series = seriesOf(asked)
  if (!series) return null
  const { material, from, to, of, within } = asked
  const serials = await client.query(
    prepared(
      `select number from lot l where site = $1 and material = $2 and makings > 0 and length(number) = length($3) and left(number, $5) = left($3, $5)
         and substr(number, $5 + 1) ~ '^[0-9]+$' and number collate "C" between $3 and $4
         and not exists (select from link k where k.child = l.id and k.parent = $6 and k.until is null) order by number limit 1`,
      [site, material, from, to, series.prefix.length, of],
    ),
  )
  const [serial] = serials.rows as { number: string }[]
  if (serial) return serial.number
  const ranges = await client.query(
    prepared(
      `select l.number, i.value from identifier i join lot l on l.id = i.lot and l.site = $1 and l.material = $2 and l.makings > 0
       where i.kind = '${SERIES_KIND}' and i.until is null and lower(i.value) ~>=~ lower('${SERIES_WORD}' || $3) and lower(i.value) ~<=~ (lower('${SERIES_WORD}' || $4) || chr(1114111))
         and l.id is distinct from $5 and not exists (select from link k where k.child = l.id and k.parent = $5 and k.until is null)`,
      [site, material, series.prefix, to, of],
    ),
  )
  const around = within === null ? undefined : seriesOf(within)
  const other = (ranges.rows as { number: string; value: string }[]).find(({ value }) => {
    const known = readSeries(value)
    return known !== undefined && overlap(known, series) && !(around && contains(known, around))
  })
  return other?.number ?? (of === null ? null : outside(client, of, { material, series }))
}

/** One that was taken out of the lot and would no longer be of its series. */
async function outside(
  client: PoolClient,
  lot: number,
  { material, series }: { material: string; series: Series },
): Promise<string | null> {
  const { rows } = await client.query(
    prepared(
      `select c.number from link k join lot c on c.id = k.child and c.makings > 0 and c.material = $2 where k.parent = $1 and k.until is null order by c.id`,
      [lot, material],
    ),
  )
  const numbers = (rows as { number: string }[]).map(({ number }) => number)
  return numbers.find(number => !isWithin(series, number)) ?? null
}

function isWithin(series: Series, number: string): boolean {
  const named = seriesNamedBy(number)
  return named !== undefined && contains(series, named)
}
