/** Critical tracking events with their key data elements, from movements and links. */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, fromNumber, parseQuantity } from '../../base/quantity.ts'
import { timedReach } from '../../genealogy/reach.ts'
import { type LotFacts, lotFacts } from '../lots/queries.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import * as queries from './queries.ts'

export interface TrackingEvent {
  /** As 21 CFR 1.1310 names it. */
  event: 'Receiving' | 'Transformation' | 'Shipping'
  /** Of a transformation: the food used, or the new food. */
  role: 'received' | 'used' | 'produced' | 'shipped'
  traceabilityLotCode: string
  material: string
  productDescription: string
  gtin: string | null
  quantity: string | null
  unit: string
  /** Exact, or a share that was reckoned. */
  exact: boolean
  /** Of food used: the traceability lot code of what was made of it. */
  newTraceabilityLotCode: string | null
  location: string
  previousSource: string | null
  subsequentRecipient: string | null
  traceabilityLotCodeSource: string
  at: string
  referenceType: string | null
  referenceNumber: string | null
  lot: { material: string; number: string }
  sequence: number
}

/** A sheet that opens everywhere and is read by people: more is asked for in parts. */
const ROWS_MAX = 100_000
const FOREVER = Number.MAX_SAFE_INTEGER

export type Direction = 'back' | 'forward'

/** Back: all that is in the lot, and where the lot went. Forward: all that became of it, and where that went. */
export async function eventsOfLot(services: Services, id: number, direction: Direction): Promise<TrackingEvent[]> {
  const graph = await services.engine.current()
  if (id >= graph.lotEnd) throw notFound(`There is no lot ${id}.`)
  const reached = timedReach(graph, { direction, seeds: [{ lot: id }] })
  const edge = (time: number, open: number): number => (Number.isFinite(time) ? Math.trunc(time) : open)
  const times = [...reached.times]
  const scope = {
    lots: [id, ...reached.ids],
    from: direction === 'forward' ? [0, ...times.map(time => edge(time, 0))] : [0, ...times.map(() => 0)],
    to: direction === 'back' ? [FOREVER, ...times.map(time => edge(time, FOREVER))] : [FOREVER, ...times.map(() => FOREVER)],
  }
  const moves = await queries.movesOf(services.pool, scope, ROWS_MAX + 1)
  // Where the rest of an origin went is another question, as is where what else went into a product came from.
  const ours = moves.filter(
    row => row.lot === id || (direction === 'back' ? row.kind !== 'shipped' && row.kind !== 'returned' : row.kind !== 'received'),
  )
  return written(services, ours, await queries.usesIn(services.pool, scope, ROWS_MAX + 1))
}

export async function eventsInPeriod(services: Services, period: queries.Period): Promise<TrackingEvent[]> {
  const moves = await queries.movesIn(services.pool, period, ROWS_MAX + 1)
  const made = [...new Set(moves.filter(row => row.kind === 'produced').map(row => row.lot))]
  const scope = { lots: made, from: made.map(() => period.from), to: made.map(() => period.to) }
  return written(services, moves, await queries.usesIn(services.pool, scope, ROWS_MAX + 1))
}

async function written(services: Services, moves: readonly queries.MoveRow[], uses: readonly queries.UseRow[]): Promise<TrackingEvent[]> {
  if (moves.length + uses.length > ROWS_MAX)
    throw new Problem(422, 'invalid-request', `This is more than ${ROWS_MAX} rows: ask for a shorter time or for one material.`, '/from')
  const known = await namesOf(services, [...moves.map(row => row.lot), ...uses.flatMap(row => [row.parent, row.child])])
  const events = [...moves.flatMap(row => moveEvent(row, known)), ...uses.flatMap(row => useEvent(row, known))]
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.sequence - b.sequence || ORDER[a.role] - ORDER[b.role]))
}
const ORDER: Record<TrackingEvent['role'], number> = { received: 0, used: 1, produced: 2, shipped: 3 }

// ---- names --------------------------------------------------------------------------------------------------------------------------

interface Known {
  lots: ReadonlyMap<number, LotFacts>
  partner: (site: string, code: string | null) => string | null
  place: (site: string, place: string) => string
  gtin: (lot: LotFacts) => string | null
}

async function namesOf({ pool }: Services, ids: readonly number[]): Promise<Known> {
  const facts = await lotFacts(pool, [...new Set(ids)])
  const lots = new Map(facts.map(lot => [lot.id, lot]))
  const products = [...new Map(facts.map(lot => [`${lot.site} ${lot.material}`, lot])).values()]
  const [rows, gtins] = await Promise.all([
    queries.described(pool, [...new Set(facts.map(lot => lot.site))]),
    queries.gtinsOf(
      pool,
      products.map(lot => lot.site),
      products.map(lot => lot.material),
    ),
  ])
  const bodies = new Map(rows.map(row => [`${row.site} ${row.kind} ${row.code}`, row.body]))
  const numbers = new Map(gtins.map(row => [`${row.site} ${row.code}`, row.gtin]))
  return {
    lots,
    partner: (site, code) => (code === null ? null : partnerText(code, bodies.get(`${site} partner ${code}`))),
    place: (site, place) => placeText(site, place, bodies),
    gtin: lot => numbers.get(`${lot.site} ${lot.material}`) ?? null,
  }
}

/** A location description is a business with its address and telephone: as much of it as is recorded of the partner. */
function partnerText(code: string, body: queries.PartnerRow['body'] | undefined): string {
  const contact = body?.contact
  const said = typeof contact === 'string' ? contact : contact && typeof contact === 'object' ? Object.values(contact).join(', ') : ''
  return [body?.name ?? code, said].filter(text => text !== '').join(', ')
}

function placeText(site: string, place: string, bodies: ReadonlyMap<string, { name?: string }>): string {
  const [kind = '', code = ''] = place.split(/:(.*)/s)
  if (code === '' || kind === 'container') return `site ${site}`
  return `${bodies.get(`${site} ${kind} ${code}`)?.name ?? code}, site ${site}`
}

// ---- rows ---------------------------------------------------------------------------------------------------------------------------

/** What a vendor's lot was called by the vendor keeps that code until it is transformed; what was made here bears our number. */
const codeOf = (lot: LotFacts): string => lot.vendorLot ?? lot.number

function aboutLot(lot: LotFacts, known: Known) {
  return {
    traceabilityLotCode: codeOf(lot),
    material: lot.material,
    productDescription: lot.description ?? lot.material,
    gtin: known.gtin(lot),
    unit: lot.unit,
    traceabilityLotCodeSource: known.partner(lot.site, lot.vendor) ?? `site ${lot.site}`,
    lot: { material: lot.material, number: lot.number },
    newTraceabilityLotCode: null,
    previousSource: null,
    subsequentRecipient: null,
  }
}

const KINDS = {
  received: { event: 'Receiving', role: 'received' },
  returned: { event: 'Receiving', role: 'received' },
  shipped: { event: 'Shipping', role: 'shipped' },
  produced: { event: 'Transformation', role: 'produced' },
} as const

function moveEvent(row: queries.MoveRow, known: Known): TrackingEvent[] {
  const lot = known.lots.get(row.lot)
  if (!lot) return []
  const isMade = row.kind === 'produced'
  const partner = known.partner(lot.site, row.kind === 'received' ? lot.vendor : row.partner)
  return [
    {
      ...aboutLot(lot, known),
      ...KINDS[row.kind],
      quantity: formatQuantity(parseQuantity(row.quantity)),
      exact: true,
      location: known.place(lot.site, isMade && row.workCenter !== null ? `workCenter:${row.workCenter}` : row.place),
      previousSource: row.kind === 'received' || row.kind === 'returned' ? partner : null,
      subsequentRecipient: row.kind === 'shipped' ? partner : null,
      at: formatInstant(row.at),
      ...referenceOf(row),
      sequence: row.sequence,
    },
  ]
}

function referenceOf(row: queries.MoveRow): Pick<TrackingEvent, 'referenceType' | 'referenceNumber'> {
  if (row.kind === 'produced') {
    const [referenceType, referenceNumber] = row.workOrder !== null ? ['work order', row.workOrder] : ['run', row.run]
    return referenceNumber === null ? { referenceType: 'ledger', referenceNumber: `${row.sequence}` } : { referenceType, referenceNumber }
  }
  if (row.reference === null) return { referenceType: 'ledger', referenceNumber: `${row.sequence}` }
  return { referenceType: row.kind === 'received' ? 'purchase order' : 'shipment', referenceNumber: row.reference }
}

function useEvent(row: queries.UseRow, known: Known): TrackingEvent[] {
  const [lot, child] = [known.lots.get(row.parent), known.lots.get(row.child)]
  if (!lot || !child) return []
  const reference = child.workOrder ?? row.run
  return [
    {
      ...aboutLot(lot, known),
      event: 'Transformation',
      role: 'used',
      quantity: row.quantity === null ? null : formatQuantity(fromNumber(row.quantity)),
      exact: row.exact,
      newTraceabilityLotCode: codeOf(child),
      location: `site ${child.site}`,
      at: formatInstant(row.at),
      referenceType: child.workOrder !== null ? 'work order' : row.run === null ? 'ledger' : 'run',
      referenceNumber: reference ?? `${row.sequence}`,
      sequence: row.sequence,
    },
  ]
}
