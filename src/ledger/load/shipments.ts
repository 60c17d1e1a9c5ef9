/** Loads what was shipped, what came back, and what was delivered on an order. */
import type { PoolClient } from 'pg'
import { negate, readQuantity } from '../../base/quantity.ts'
import { deliveredKey, type OutByShipment, type State } from '../state.ts'
import { ANY_SHIPMENT, type Rows } from '../tables.ts'
import type { Wanted } from '../wanted.ts'
import { missing, prepared, rowsOf } from './rows.ts'

export async function loadShipments(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.shipments, state.shipments)
  if (codes.length === 0) return false
  for (const code of codes) state.shipments.set(code, null)
  for (const row of await rowsOf(client, 'shipment', 't.site = $1 and t.shipment = any($2) and t.until is null', [state.site, codes]))
    state.shipments.set(row.shipment, row)
  return true
}

export async function loadShipped(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.shippedLots, state.sent)
  if (lots.length === 0) return false
  const sent = new Map(lots.map(lot => [lot, new Map<string, OutByShipment>()]))
  const { rows } = await client.query(
    `select m.lot, coalesce(m.reference, '') as shipment, sum(m.delta) as sum, coalesce(sum(m.delta) filter (where m.load_position = '${ANY_SHIPMENT}'), 0) as guessed from movement m
     where m.lot = any($1) and m.kind in ('shipped', 'returned') and m.until is null group by m.lot, m.reference`,
    [lots],
  )
  for (const { lot, shipment, sum, guessed } of rows as { lot: number; shipment: string; sum: string; guessed: string }[])
    sent.get(lot)?.set(shipment, { out: negate(readQuantity(sum)), guessed: readQuantity(guessed) })
  for (const [lot, shipments] of sent) state.sent.set(lot, shipments)
  return true
}

export async function loadStrays(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const lots = missing(wanted.straysOf, state.strays)
  if (lots.length === 0) return false
  const strays = new Map(lots.map(lot => [lot, new Array<Rows['movement']>()]))
  // What was settled since counts as well: a correction may bring it back.
  const rows = await rowsOf(
    client,
    'movement',
    `t.lot = any($1) and t.kind = 'returned' and (t.reference is null or t.load_position = '${ANY_SHIPMENT}')`,
    [lots],
  )
  const customers = rows.length === 0 ? [] : await returnersOf(client, rows)
  for (const { ord, customer } of customers) if (!state.returners.has(ord)) state.returners.set(ord, customer)
  for (const row of rows) if (row.until === null) strays.get(row.lot)?.push(row)
  for (const [lot, found] of strays) state.strays.set(lot, found)
  return true
}

/** Who sent it back, by the order of the return: a movement that was settled keeps it, and a replacement has that of the event it replaces. */
async function returnersOf(client: PoolClient, rows: readonly Rows['movement'][]): Promise<{ ord: number; customer: string }[]> {
  const { rows: said } = await client.query(
    `select o.ord, coalesce(c.said->>'customer', g.body::jsonb->>'customer') as customer from unnest($1::int[]) as o(ord)
     join ledger g on g.position = coalesce((select max(r.since) from replacement r where r.ord = o.ord), o.ord)
     cross join lateral (select case when g.type = 'correct' then g.body::jsonb->'replacement' end as said) c`,
    [[...new Set(rows.map(row => row.ord))]],
  )
  return said as { ord: number; customer: string }[]
}

export async function loadDelivered(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const asked = [...wanted.deliveriesOn.entries()].filter(([key]) => !state.delivered.has(key)).map(([, want]) => want)
  if (asked.length === 0) return false
  const { rows } = await client.query(
    prepared(
      `select w.code, w.line, coalesce(sum(m.delta), 0) as sum from unnest($2::text[], $3::text[]) as w(code, line)
       left join movement m on m.site = $1 and m.reference = w.code and m.load_position = w.line and m.kind = 'received' and m.until is null group by w.code, w.line`,
      [state.site, asked.map(want => want.order), asked.map(want => want.line)],
    ),
  )
  for (const { code, line, sum } of rows as { code: string; line: string; sum: string }[])
    state.delivered.set(deliveredKey(code, line), readQuantity(sum))
  return true
}
