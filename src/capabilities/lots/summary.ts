/** A lot as every list shows it: what it is, how much is there, where, and in which state. One set of queries for a whole page of lots. */

import type { Place } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, type Quantity, total, ZERO } from '../../base/quantity.ts'
import { nameOf, seriesIn } from '../../base/series.ts'
import { heldLots } from '../containment/held.ts'
import { placeNamed } from '../place-name.ts'
import type { Services } from '../route.ts'
import { nextOperations, openLoadsAt, type PlaceRow, stockAt } from '../tracing/queries.ts'
import { type LotFacts, lotFacts, movedSums, type SumRow } from './queries.ts'

export type LotStatus = 'available' | 'held' | 'used' | 'shipped' | 'scrapped' | 'expired' | 'in work'
export interface LotPlace {
  kind: Place['kind']
  code: string
  quantity: string
  location: string | null
}
export interface LotSummary {
  id: number
  site: string
  material: string
  description: string | null
  number: string
  kind: 'lot' | 'serial'
  unit: string
  onHand: string
  status: LotStatus
  held: boolean
  madeAt: string
  expiresAt: string | null
  vendor: string | null
  vendorLot: string | null
  heat: string | null
  workOrder: string | null
  places: LotPlace[]
  /** Of a series of serials: its ends, first..last. */
  serials?: string
}

/** By id; a lot that is not there any more is left out. */
export async function summaries(services: Services, ids: readonly number[]): Promise<Map<number, LotSummary>> {
  if (ids.length === 0) return new Map()
  const { pool, engine } = services
  const held = await heldLots(engine, pool)
  const [lots, stock] = await Promise.all([lotFacts(pool, ids), stockAt(pool, ids, held.position, true)])
  const places = byLot(stock)
  const empty = ids.filter(id => onHandOf(places.get(id)) <= ZERO)
  const atWork = [...new Set(stock.filter(row => row.place === '' || row.place.startsWith('workCenter:')).map(row => row.lot))]
  const [sums, loads, next] = await Promise.all([
    movedSums(pool, empty),
    openLoadsAt(pool, empty, held.position),
    nextOperations(pool, atWork),
  ])
  const moved = byLot(sums)
  const working = new Set([...loads, ...next].map(row => row.lot))
  return new Map(
    lots.map(lot => {
      const state = {
        now: services.now(),
        held: held.lots.has(lot.id),
        working: working.has(lot.id),
        places: places.get(lot.id) ?? [],
        moved: moved.get(lot.id) ?? [],
      }
      return [lot.id, summary(lot, state)]
    }),
  )
}

interface LotState {
  now: number
  held: boolean
  working: boolean
  places: PlaceRow[]
  moved: SumRow[]
}

function summary(lot: LotFacts, state: LotState): LotSummary {
  const { id, site, material, description, number, kind, unit, vendor, vendorLot, heat, workOrder } = lot
  const onHand = onHandOf(state.places)
  const series = seriesIn(lot.attributes)
  return {
    id,
    site,
    material,
    description,
    number,
    kind,
    unit,
    onHand: formatQuantity(onHand),
    status: statusOf(lot, onHand, state),
    held: state.held,
    madeAt: formatInstant(lot.madeAt),
    expiresAt: lot.expiresAt === null ? null : formatInstant(lot.expiresAt),
    vendor,
    vendorLot,
    heat,
    workOrder,
    places: state.places.map(placeOf),
    ...(series ? { serials: nameOf(series) } : {}),
  }
}

/** What one needs to know first: may it be used? Where nothing is left: where it went. */
function statusOf(lot: LotFacts, onHand: Quantity, { now, held, working, moved }: LotState): LotStatus {
  if (onHand > ZERO) {
    if (held) return 'held'
    if (lot.expiresAt !== null && lot.expiresAt < now) return 'expired'
    return working ? 'in work' : 'available'
  }
  if (working) return 'in work'
  if (net(moved, ['shipped'], ['returned']) > ZERO) return 'shipped'
  if (net(moved, ['loaded', 'consumed', 'installed', 'split', 'merged', 'serialized'], ['unloaded', 'removed']) > ZERO) return 'used'
  return net(moved, ['scrapped', 'sentBack', 'adjusted'], []) > ZERO ? 'scrapped' : 'used'
}

function net(moved: readonly SumRow[], out: readonly string[], back: readonly string[]): Quantity {
  const sum = (kinds: readonly string[], incoming: boolean): bigint =>
    total(moved.filter(row => row.incoming === incoming && kinds.includes(row.kind)).map(row => parseQuantity(row.quantity)))
  return (sum(out, false) - sum(back, true)) as Quantity
}

const onHandOf = (places: readonly PlaceRow[] | undefined): Quantity => total((places ?? []).map(row => parseQuantity(row.quantity)))

function placeOf({ place, quantity, location }: PlaceRow): LotPlace {
  const { kind, code } = placeNamed(place)
  return {
    kind,
    code,
    quantity: formatQuantity(parseQuantity(quantity)),
    location: kind === 'container' && location ? placeNamed(location).code : null,
  }
}

export function byLot<T extends { lot: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const row of rows) {
    const group = groups.get(row.lot)
    if (group) group.push(row)
    else groups.set(row.lot, [row])
  }
  return groups
}
