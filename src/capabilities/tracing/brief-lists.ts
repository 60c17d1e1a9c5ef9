/**
 * The four lists of a recall that is too large to list, counted: how many lots each has, how many of them for certain, and how much that is. Lots that lie in one
 * place are told by the columns of the weighing; only what is in work or lies in several places is looked at row by row.
 */
import type { Pool, PoolClient } from 'pg'
import type { ListCounted } from '../../answers/index.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { firstAtLeast } from '../../base/sorted.ts'
import type { Certainty } from './affected.ts'
import { type Ends, Judge, placesOf } from './ends.ts'
import { namesOf } from './lot-facts.ts'
import * as queries from './queries.ts'
import type { Traced } from './traced.ts'

type Client = Pool | PoolClient

export type BriefLists = Record<keyof Ends, ListCounted>

interface Shipped {
  lot: number
  unit: string
  quantity: Quantity
  certainty: Certainty
}

/** Null of what was known earlier: where things lay then is not counted without reading every line of it. */
export async function briefLists(client: Client, traced: Traced, shipped: Iterable<Shipped>): Promise<BriefLists | null> {
  const { endLots, weights, isNow, position } = traced
  if (!isNow || !endLots || !weights) return null
  const [special, lain, gone] = await Promise.all([
    specialOf(client, traced),
    queries.stockByUnit(client, endLots.onHand),
    queries.goneByUnit(client, endLots.gone, position),
  ])
  const { certain } = weighedCount(traced, endLots.onHand, special.lots)
  const stop = rowsCounted(special.ends.stop)
  const apart = rowsCounted(special.ends.quarantine)
  const plain = endLots.onHand.length - special.among
  return {
    stop: written(stop),
    quarantine: {
      lots: plain + apart.lots.size,
      certain: certain + apart.certain.size,
      possible: plain - certain + apart.lots.size - apart.certain.size,
      quantity: quantitiesText(less(lain, rowsCounted(special.ends.stop.filter(row => row.run === null)).units)),
    },
    call: written(tallied(shipped)),
    gone: {
      ...goneCounted(traced, endLots.gone),
      quantity: quantitiesText(new Map(gone.map(row => [row.unit, parseQuantity(row.quantity)]))),
    },
  }
}

/** What has to be looked at row by row, and what comes of it. */
async function specialOf(
  client: Client,
  traced: Traced,
): Promise<{ ends: Pick<Ends, 'stop' | 'quarantine'>; lots: ReadonlySet<number>; among: number }> {
  const { endLots, position } = traced
  const isOurs = (lot: number): boolean => traced.lots.has(lot) || traced.seeds.some(({ id }) => id === lot)
  const [found, loads] = await Promise.all([queries.stockApart(client), queries.allOpenLoadsAt(client, position)])
  const lots = new Set(found.filter(lot => isIn(endLots?.onHand, lot)))
  const ours = loads.filter(({ lot }) => isOurs(lot))
  const stock = lots.size > 0 ? await queries.stockAt(client, [...lots], position, true) : []
  const waiting = [...new Set(stock.filter(row => row.place === '' || row.place.startsWith('workCenter:')).map(row => row.lot))]
  const [inWork, names] = await Promise.all([
    waiting.length > 0 ? queries.nextOperations(client, waiting) : [],
    namesOf(client, [...new Set([...lots, ...ours.map(({ lot }) => lot)])]),
  ])
  const ends = placesOf(new Judge(traced, names), stock, new Map(inWork.map(row => [row.lot, row])), ours)
  return { ends, lots, among: lots.size }
}

function isIn(ids: Uint32Array | undefined, lot: number): boolean {
  return ids !== undefined && ids[firstAtLeast(ids, lot)] === lot
}

function weighedCount({ weights }: Traced, ids: Uint32Array, without: ReadonlySet<number>): { certain: number } {
  const { lots, onHand } = weights?.columns ?? { lots: new Uint32Array(0), onHand: { min: new Float64Array(0) } }
  let certain = 0
  for (let place = 0, slot = 0; place < ids.length; place++) {
    const lot = ids[place] ?? 0
    while ((lots[slot] ?? lot) < lot) slot++
    if ((onHand.min[slot] ?? 0) > 0 && !without.has(lot)) certain++
  }
  return { certain }
}

function goneCounted({ weights }: Traced, ids: Uint32Array): Omit<ListCounted, 'quantity'> {
  let certain = 0
  for (const lot of ids) if (weights?.takenOf(lot).some(({ kind, min }) => GONE.has(kind) && min > 0)) certain++
  return { lots: ids.length, certain, possible: ids.length - certain }
}
const GONE: ReadonlySet<string> = new Set(['scrapped', 'adjusted', 'sentBack'])

interface Tallied {
  lots: Set<number>
  certain: Set<number>
  units: Map<string, Quantity>
}

function tallied(rows: Iterable<Shipped>): Tallied {
  const tally: Tallied = { lots: new Set(), certain: new Set(), units: new Map() }
  for (const { lot, unit, quantity, certainty } of rows) {
    tally.lots.add(lot)
    if (certainty === 'certain') tally.certain.add(lot)
    tally.units.set(unit, add(tally.units.get(unit) ?? ZERO, quantity))
  }
  return tally
}

const rowsCounted = (rows: readonly { id: number; unit: string; quantity: string; certainty: Certainty }[]): Tallied =>
  tallied(rows.map(({ id, unit, quantity, certainty }) => ({ lot: id, unit, quantity: parseQuantity(quantity), certainty })))

const written = ({ lots, certain, units }: Tallied): ListCounted => ({
  lots: lots.size,
  certain: certain.size,
  possible: lots.size - certain.size,
  quantity: quantitiesText(units),
})

const less = (rows: readonly { unit: string; quantity: string }[], taken: ReadonlyMap<string, Quantity>): Map<string, Quantity> =>
  new Map(rows.map(({ unit, quantity }) => [unit, subtract(parseQuantity(quantity), taken.get(unit) ?? ZERO)]))

const quantitiesText = (units: ReadonlyMap<string, Quantity>): ListCounted['quantity'] =>
  [...units].filter(([, quantity]) => quantity > ZERO).map(([unit, quantity]) => ({ unit, quantity: formatQuantity(quantity) }))
