/** The ends of a forward trace, sorted the way people act: STOP, QUARANTINE, CALL, GONE, each certain or possible. */
import type { Pool, PoolClient } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, subtract, toNumber } from '../../base/quantity.ts'
import { type Bounds, DUST, NONE } from '../../genealogy/share.ts'
import { partOf, type Whereabouts } from '../../genealogy/weigh.ts'
import { type Certainty, certaintyOf } from './affected.ts'
import { endLots, type Facts } from './lot-facts.ts'
import type { NamedLot } from './queries.ts'
import * as queries from './queries.ts'
import type { FoundSeed } from './seed.ts'
import type { Traced, TracedLots } from './traced.ts'

interface EndLot {
  material: string
  number: string
  id: number
  unit: string
}
export interface StopEnd extends EndLot {
  workOrder: string | null
  operation: number | null
  run: string | null
  workCenter: string | null
  quantity: string
  certainty: Certainty
}
export interface QuarantineEnd extends EndLot {
  location: string | null
  container: string | null
  quantity: string
  certainty: Certainty
}
export interface CallEnd extends EndLot {
  customer: string
  customerName: string | null
  contact: answers.Contact | null
  shipment: string
  at: string
  quantity: string
  certainty: Certainty
}
export interface GoneEnd extends EndLot {
  how: string
  at: string
  quantity: string
  certainty: Certainty
}
export interface Ends {
  stop: StopEnd[]
  quarantine: QuarantineEnd[]
  call: CallEnd[]
  gone: GoneEnd[]
}

export async function endsOf(client: Pool | PoolClient, traced: TracedLots, facts: Facts): Promise<Ends> {
  const ids = endLots(traced)
  const [names, stock, shipped, gone, loads] = await Promise.all([
    facts.names,
    facts.stock,
    facts.shipped,
    queries.goneAt(client, ids, traced.position),
    queries.openLoadsAt(client, ids, traced.position),
  ])
  const inWork = await queries.nextOperations(client, [
    ...new Set(stock.filter(row => row.place.startsWith('workCenter:') || row.place === '').map(row => row.lot)),
  ])
  const judge = new Judge(traced, names)
  return withSerials(traced, {
    ...placesOf(judge, stock, new Map(inWork.map(row => [row.lot, row])), loads),
    call: shipped.flatMap(row => callOf(judge, row)),
    gone: gone.flatMap(row => goneOf(judge, row)),
  })
}

/** Of a series of which only some serials are asked for: each of them where the series is, for certain where that is one place. */
export function withSerials({ unnamed }: TracedLots, ends: Ends): Ends {
  if (unnamed.size === 0) return ends
  const rows = [ends.stop, ends.quarantine, ends.call, ends.gone].flat()
  const times = (id: number): number => rows.filter(row => row.id === id).length
  const each = <E extends EndLot & { quantity: string; certainty: Certainty }>(list: readonly E[]): E[] =>
    list.flatMap(row =>
      (unnamed.get(row.id) ?? [null]).map(serial =>
        serial === null ? row : { ...row, number: serial, quantity: '1', certainty: times(row.id) > 1 ? 'possible' : 'certain' },
      ),
    )
  return { stop: each(ends.stop), quarantine: each(ends.quarantine), call: each(ends.call), gone: each(ends.gone) }
}

/** What says how much of a lot is suspect, and of what left it. */
type JudgedBy = Pick<Traced, 'request' | 'seeds' | 'unnamed'> & { readonly weights: Pick<Whereabouts, 'onHand' | 'takenAt'> | null }

/** Says of a part of a lot whether it is certainly or possibly affected, and names it. */
export class Judge {
  private readonly only: boolean
  private readonly traced: JudgedBy
  private readonly names: Map<number, NamedLot>
  private inContainers: Map<number, FoundSeed> | undefined

  constructor(traced: JudgedBy, names: Map<number, NamedLot>) {
    this.traced = traced
    this.names = names
    this.only = traced.request.includePossible === false
  }

  name(lot: number): EndLot {
    const { material = '', number = '', unit = '' } = this.names.get(lot) ?? {}
    return { material, number, id: lot, unit }
  }

  lying(lot: number, quantity: number, place?: string): Certainty | null {
    if (this.traced.unnamed.has(lot)) return 'certain'
    const onHand = this.traced.weights?.onHand(lot)
    const lain = this.lain(lot)
    // Unless something else made the lot suspect as well, each place has what is known of it.
    if (lain?.part && lain.lying && place !== undefined && !(onHand && onHand.max > lain.part.stays.max + DUST))
      return this.allowed(partOfHeap(lain.lying.get(place.startsWith('container:') ? place : ''), quantity))
    return this.allowed(onHand ? partOf(onHand, onHand.contents, quantity) : { min: 0, expected: 0, max: 0 })
  }

  private lain(lot: number): FoundSeed | undefined {
    this.inContainers ??= new Map(this.traced.seeds.flatMap(seed => (seed.part ? [[seed.id, seed] as const] : [])))
    return this.inContainers.get(lot)
  }

  left(
    lot: number,
    position: number | readonly number[],
    kind: 'shipped' | 'scrapped' | 'adjusted' | 'sentBack' | 'loaded',
    quantity: number,
  ): Certainty | null {
    if (this.traced.unnamed.has(lot)) return 'certain'
    return this.allowed(this.traced.weights?.takenAt(lot, position, kind, quantity) ?? { min: 0, expected: 0, max: 0 })
  }

  private allowed(bounds: Bounds): Certainty | null {
    const certainty = certaintyOf(bounds)
    return this.only && certainty === 'possible' ? null : certainty
  }
}

const partOfHeap = (heap: { contents: number; suspect: Bounds } | undefined, quantity: number): Bounds =>
  heap ? partOf(heap.suspect, heap.contents, quantity) : NONE

export function placesOf(
  judge: Judge,
  stock: queries.PlaceRow[],
  inWork: Map<number, { workOrder: string; operation: number }>,
  loads: queries.OpenLoadRow[],
): Pick<Ends, 'stop' | 'quarantine'> {
  const ends: Pick<Ends, 'stop' | 'quarantine'> = { stop: [], quarantine: [] }
  for (const row of stock) {
    const quantity = parseQuantity(row.quantity)
    const certainty = quantity > 0n ? judge.lying(row.lot, toNumber(quantity), row.place) : null
    if (!certainty) continue
    const [kind, code] = splitPlace(row.place)
    const order = inWork.get(row.lot)
    if (order && (kind === 'workCenter' || kind === '')) {
      ends.stop.push({
        ...judge.name(row.lot),
        workOrder: order.workOrder,
        operation: order.operation,
        run: null,
        workCenter: code || null,
        quantity: formatQuantity(quantity),
        certainty,
      })
    } else {
      const inside = kind === 'container'
      ends.quarantine.push({
        ...judge.name(row.lot),
        location: inside ? splitPlace(row.location ?? '')[1] || null : code || null,
        container: inside ? code : null,
        quantity: formatQuantity(quantity),
        certainty,
      })
    }
  }
  for (const load of loads) {
    const certainty =
      judge.left(load.lot, load.loads ?? [], 'loaded', Number(load.quantity)) ??
      (Number(load.quantity) === 0 ? judge.lying(load.lot, Number.MAX_VALUE) : null)
    if (certainty)
      ends.stop.push({
        ...judge.name(load.lot),
        workOrder: load.workOrder,
        operation: load.operation,
        run: load.run,
        workCenter: load.workCenter,
        quantity: formatQuantity(parseQuantity(load.quantity)),
        certainty,
      })
  }
  return ends
}

export function splitPlace(place: string): [string, string] {
  const colon = place.indexOf(':')
  return colon < 0 ? ['', place] : [place.slice(0, colon), place.slice(colon + 1)]
}

export function callOf(judge: Judge, row: queries.ShippedRow): CallEnd[] {
  const quantity = subtract(parseQuantity(row.quantity), parseQuantity(row.back))
  const certainty = quantity > 0n ? judge.left(row.lot, row.since, 'shipped', toNumber(quantity)) : null
  if (!certainty) return []
  return [
    {
      ...judge.name(row.lot),
      customer: row.customer,
      customerName: row.customerName,
      contact: row.contact,
      shipment: row.shipment,
      at: formatInstant(row.at),
      quantity: formatQuantity(quantity),
      certainty,
    },
  ]
}

export function goneOf(judge: Judge, row: queries.GoneRow): GoneEnd[] {
  const certainty = judge.left(row.lot, row.since, row.kind, Number(row.quantity))
  return certainty
    ? [
        {
          ...judge.name(row.lot),
          how: row.kind,
          at: formatInstant(row.at),
          quantity: formatQuantity(parseQuantity(row.quantity)),
          certainty,
        },
      ]
    : []
}
