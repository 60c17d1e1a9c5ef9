/** Loads lots by number and id, with their stock; what lay where at a time, what has gone, what expires. */
import type { PoolClient } from 'pg'
import { readQuantity } from '../../base/quantity.ts'
import type { State } from '../state.ts'
import type { Rows } from '../tables.ts'
import { Wanted } from '../wanted.ts'
import { missing, prepared, rowsOf } from './rows.ts'

/**
 * Number by number, and `offset 0` keeps it so: for all numbers at once a plan made while the site had few lots reads every lot of the site, and a
 * connection keeps such a plan while the lots become many. By the index of numbers whatever the statistics say, for the site is compared in a way that no
 * index of it answers: to statistics that are older than a site it has no lots, so that reading all of them looks as cheap as reading one.
 */
export const LOTS_NUMBERED = `unnest($2::text[]) as n (number) cross join lateral (
    select * from lot l where lower(l.number) = lower(n.number) and l.number = n.number and l.site is not distinct from $1 offset 0) t`

export async function loadLots(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const numbers = missing(wanted.numbers, state.lotsByNumber)
  const ids = missing(wanted.lotIds, state.stock)
  const former = state.renumbered ? missing(wanted.numbers, state.formerNumbers) : []
  if (numbers.length === 0 && ids.length === 0 && former.length === 0) return false
  const byNumber = numbers.length === 0 ? [] : await rowsOf(client, 'lot', 'true', [state.site, numbers], LOTS_NUMBERED)
  for (const number of numbers) state.lotsByNumber.set(number, [])
  for (const row of byNumber) state.lotsByNumber.get(row.number)?.push(known(state, row))
  if (former.length > 0) await loadFormer(client, state, former)
  const unknown = missing(ids, state.lotsById)
  if (unknown.length > 0) await loadById(client, state, unknown)
  await loadStock(client, state, [...ids, ...byNumber.map(row => row.id)])
  return true
}

/** One row object per lot, whichever way it was found. */
function known(state: State, row: Rows['lot']): Rows['lot'] {
  const before = state.lotsById.get(row.id)
  if (before) return before
  state.lotsById.set(row.id, row)
  return row
}

async function loadFormer(client: PoolClient, state: State, numbers: string[]): Promise<void> {
  for (const number of numbers) state.formerNumbers.set(number, [])
  const { rows } = await client.query(
    `select i.value as former, t.id from identifier i join lot t on t.id = i.lot where i.kind = 'formerNumber' and i.until is null and t.site = $1 and lower(i.value) = any($2) and i.value = any($3)`,
    [state.site, numbers.map(number => number.toLowerCase()), numbers],
  )
  const found = rows as { former: string; id: number }[]
  await loadById(
    client,
    state,
    missing(
      found.map(row => row.id),
      state.lotsById,
    ),
  )
  for (const { former, id } of found) state.formerNumbers.get(former)?.push(state.lot(id))
  await loadStock(
    client,
    state,
    found.map(row => row.id),
  )
}

export async function loadById(client: PoolClient, state: State, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await rowsOf(client, 'lot', 't.id = any($1)', [ids])
  // A lot found by its id must also be found by its number, or a number would look free that is not.
  const numbers = new Wanted()
  for (const row of rows) {
    known(state, row)
    numbers.lot(row.number)
  }
  await loadLots(client, state, numbers)
}

export async function loadStock(client: PoolClient, state: State, ids: number[]): Promise<void> {
  const fresh = missing(new Set(ids), state.stock)
  if (fresh.length === 0) return
  for (const id of fresh) state.stock.set(id, new Map())
  for (const row of await rowsOf(client, 'stock', 't.lot = any($1)', [fresh])) state.stock.get(row.lot)?.set(row.place, row)
}

export async function loadThere(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const moments = [...wanted.heldAt].filter(([key]) => !state.heldAt.has(key))
  for (const [key, moment] of moments) {
    const { rows } = await client.query(
      prepared('select coalesce(sum(delta), 0) as sum from movement where lot = $1 and until is null and (at, ord) <= ($2, $3)', [
        moment.lot,
        moment.at,
        moment.ord,
      ]),
    )
    state.heldAt.set(key, { ...moment, quantity: readQuantity((rows[0] as { sum: string }).sum) })
  }
  return moments.length > 0
}

export async function loadPlacesAt(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const moments = [...wanted.laidAt].filter(([key]) => !state.laidAt.has(key))
  for (const [key, moment] of moments) {
    const { lot, at, ord } = moment
    const { rows } = await client.query(
      prepared('select place, sum(delta) as sum from movement where lot = $1 and until is null and (at, ord) <= ($2, $3) group by place', [
        lot,
        at,
        ord,
      ]),
    )
    const places = new Map((rows as { place: string; sum: string }[]).map(({ place, sum }) => [place, readQuantity(sum)]))
    state.laidAt.set(key, { ...moment, places })
  }
  return moments.length > 0
}

/** So many of the first to expire: those before them may be held or used up within the batch. */
const EXPIRING_MAX = 50

export async function loadExpiring(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const materials = missing(wanted.expiringOf, state.expiring)
  for (const material of materials) {
    const { rows } = await client.query(
      prepared(
        `select l.id from lot l where l.site = $1 and l.material = $2 and l.expires_at is not null and exists (select from stock s where s.lot = l.id and s.quantity > 0)
         order by l.expires_at, l.id limit ${EXPIRING_MAX}`,
        [state.site, material],
      ),
    )
    const ids = (rows as { id: number }[]).map(row => row.id)
    state.expiring.set(material, ids)
    await loadById(client, state, missing(ids, state.lotsById))
    await loadStock(client, state, ids)
    for (const id of ids) wanted.use(id)
  }
  return materials.length > 0
}

/** By which movements a series went as a whole, the last first. */
export async function loadGone(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.goneOf, state.gone)
  if (lots.length === 0) return false
  for (const lot of lots) state.gone.set(lot, [])
  const kinds = `'shipped', 'sentBack', 'scrapped', 'adjusted'`
  const rows = await rowsOf(client, 'movement', `t.lot = any($1) and t.until is null and t.delta < 0 and t.kind in (${kinds})`, [lots])
  for (const row of rows.sort((a, b) => b.at - a.at || b.ord - a.ord || a.line - b.line)) state.gone.get(row.lot)?.push(row)
  return true
}
