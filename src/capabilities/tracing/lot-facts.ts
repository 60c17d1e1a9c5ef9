/** What several parts of an answer need of its lots. */
import type { Pool, PoolClient } from 'pg'
import { parseQuantity, type Quantity } from '../../base/quantity.ts'
import type { NamedLot } from './queries.ts'
import * as queries from './queries.ts'
import type { TracedLots } from './traced.ts'

/** What several parts of an answer need of its lots, read once. */
export interface Facts {
  names: Promise<Map<number, NamedLot>>
  shipped: Promise<queries.ShippedRow[]>
  stock: Promise<queries.PlaceRow[]>
}

export function factsOf(client: Pool | PoolClient, traced: TracedLots): Facts {
  const ids = endLots(traced)
  return {
    names: namesOf(client, ids),
    shipped: queries.shippedAt(client, traced.endLots?.shipped ?? ids, traced.position),
    stock: queries.stockAt(client, ids, traced.position, traced.isNow),
  }
}

/** Each lot of the graph has a row. */
export function theLot(names: ReadonlyMap<number, NamedLot>, lot: number): NamedLot {
  const name = names.get(lot)
  if (!name) throw new Error(`lot ${lot} is in the graph and has no row`)
  return name
}

export async function namesOf(client: Pool | PoolClient, ids: queries.Ids): Promise<Map<number, NamedLot>> {
  return new Map((await queries.lotsNamed(client, ids)).map(lot => [lot.id, lot]))
}

export function sumByLot(rows: { lot: number; quantity: string }[]): Map<number, Quantity> {
  const sums = new Map<number, Quantity>()
  for (const row of rows) sums.set(row.lot, ((sums.get(row.lot) ?? 0n) + parseQuantity(row.quantity)) as Quantity)
  return sums
}

/** The seeds' own stock and shipments are as much to be stopped as those of what was made from them. */
export function endLots({ seeds, lots }: TracedLots): number[] {
  const own = new Set(seeds.map(seed => seed.id))
  const ids = [...own]
  for (const lot of lots.columns.ids) if (!own.has(lot)) ids.push(lot)
  return ids
}
