/** What the dock knows of a scan: which order or shipment it names, which open line a label belongs to, what is loaded already. */
import type { Quantity } from '../../base/quantity.ts'
import { reach } from '../../genealogy/reach.ts'
import { readScan, type ScanFacts } from '../../symbols/index.ts'
import { type CustomerLimits, type Material, UNIDENTIFIED } from '../booking/records.ts'
import { recordNamed } from '../materials/queries.ts'
import { orderAsked, ordersAsked, type ShownLine, type ShownOrder } from '../purchase-orders/open-lines.ts'
import type { Services } from '../route.ts'
import { orderedLines } from '../sales-orders/routes.ts'
import { resolveScan } from '../scanning/resolve.ts'
import type { ShippedLot } from '../shipping/limits.ts'
import * as shipments from '../shipping/queries.ts'
import type { StationContext } from './context.ts'
import * as queries from './dock-queries.ts'
import type { LotSeen, Seen } from './seen.ts'
import type { Station } from './station.ts'

export interface Candidate {
  order: ShownOrder
  line: ShownLine
}
export interface ReceiveFacts {
  kind: 'receive'
  /** What the label says, whatever its syntax. */
  label: ScanFacts
  /** The text where it says nothing by itself: a vendor's lot number, perhaps. */
  bare: string | null
  /** Why the label cannot be trusted: a wrong check digit, separators that were lost. */
  problem: string | null
  /** The scan is a purchase order. */
  scanned: ShownOrder | null
  /** The order in hand. */
  order: ShownOrder | null
  /** The materials the label may mean. */
  materials: Material[]
  /** Open lines it may belong to. */
  candidates: Candidate[]
  /** Our numbers of vendor lots that have come before, by material and vendor. */
  known: { material: string; vendor: string; number: string }[]
  /** What is not identified needs these two records before its first receipt. */
  unidentifiedIsStated: boolean
  unknownVendorIsStated: boolean
}

export interface LineToLoad {
  line: number
  material: string
  description: string | null
  unit: string
  ordered: Quantity
}
export interface ShipmentInHand {
  number: string
  customer: string
  customerName: string
  limits: CustomerLimits | null
  order: string | null
  status: 'open' | 'cancelled' | 'left'
  lines: LineToLoad[]
  /** What left for the order before. */
  shipped: { material: string; quantity: string }[]
  staged: shipments.StagedRow[]
}
export interface ShipFacts {
  kind: 'ship'
  inHand: ShipmentInHand | null
  /** The scan is a shipment. */
  scanned: ShipmentInHand | null
  /** The scan is a sales order of which no shipment is open: this one would be made. */
  toMake: { shipment: ShipmentInHand; isClosed: boolean } | null
  /** The scan is a container: all that is in it, and whether it is in the shipment in hand. */
  container: { code: string; contents: shipments.StagedRow[]; isLoaded: boolean } | null
  /** Of the scanned lots, what a customer's limits ask. */
  shippedLots: (ShippedLot & { id: number })[]
}
export type DockFacts = ReceiveFacts | ShipFacts

/** The vendor of what nobody has identified: he is not known either. */
export const UNKNOWN_VENDOR = 'UNKNOWN'

export const orderInHand = ({ dock }: StationContext): string | null => (typeof dock?.['order'] === 'string' ? dock['order'] : null)
export const shipmentInHand = ({ dock }: StationContext): string | null =>
  typeof dock?.['shipment'] === 'string' ? dock['shipment'] : null

interface Scanned {
  about: string | null
  seen: Seen | null
}

export async function dockFacts(
  services: Services,
  station: Station,
  context: StationContext,
  scanned: Scanned,
): Promise<DockFacts | null> {
  if (station.job === 'receive') return receiveFacts(services, station.site, context, scanned.about)
  return station.job === 'ship' ? shipFacts(services, station.site, context, scanned) : null
}

// ---- receiving ---------------------------------------------------------------------------------------------------------------------

async function receiveFacts(services: Services, site: string, context: StationContext, about: string | null): Promise<ReceiveFacts> {
  const { pool } = services
  const reading = about === null ? null : readScan(about)
  const isPlain = reading !== null && reading.ok && (reading.syntax === 'plain' || reading.syntax === 'own')
  const inHand = orderInHand(context)
  const [scanned, held, unidentified, vendor] = await Promise.all([
    about !== null && isPlain ? orderAsked(services, reading.text, site) : undefined,
    inHand === null ? undefined : orderAsked(services, inHand, site),
    recordNamed(pool, 'material', { site, code: UNIDENTIFIED }),
    recordNamed(pool, 'partner', { site, code: UNKNOWN_VENDOR }),
  ])
  const learned = isPlain && !scanned ? await learnedLabel(services, reading.text, { site, vendor: held?.vendor }) : null
  const label = learned ?? (reading?.ok ? reading.facts : {})
  const isBare = isPlain && learned === null
  const order = label.order === undefined || label.order === inHand ? held : await orderAsked(services, label.order, site)
  const found = scanned
    ? NOTHING_FOUND
    : await linesFor(services, site, { label, order: order ?? null, isBare, vendor: learned?.vendor ?? null })
  const known = label.lot ?? context.form?.filled['vendorLot'] ?? (isBare ? reading.text : undefined)
  return {
    kind: 'receive',
    label,
    problem: reading?.problem ?? null,
    bare: isBare ? reading.text : null,
    scanned: scanned ?? null,
    order: order ?? null,
    ...found,
    known: known === undefined ? [] : await knownNumbers(services, site, known, found),
    unidentifiedIsStated: unidentified !== undefined,
    unknownVendorIsStated: vendor !== undefined,
  }
}

/** What a vendor's own label says, once its layout is remembered: of the vendor whose order is in hand, else of the only one it can be of. */
async function learnedLabel(services: Services, text: string, at: { site: string; vendor: string | undefined }): Promise<ScanFacts | null> {
  const { means } = await resolveScan(services, text, { ...at, receiving: true })
  return means.pattern ? (means.facts ?? null) : null
}

type Found = Pick<ReceiveFacts, 'materials' | 'candidates'>
const NOTHING_FOUND: Found = { materials: [], candidates: [] }

/** The order in hand comes first: only what it does not have is looked for on others. */
async function linesFor(
  services: Services,
  site: string,
  { label, order, isBare, vendor }: { label: ScanFacts; order: ShownOrder | null; isBare: boolean; vendor: string | null },
): Promise<Found> {
  // A bare text is a vendor's lot number: it may belong to any line of the order in hand, and to nothing without one.
  if (isBare) return { materials: [], candidates: order ? linesOf(order, () => true) : [] }
  const names = [label.part, label.supplierPart].flatMap(name => name ?? [])
  const materials = await queries.materialsCalled(services.pool, site, { codes: names, gtin: label.gtin ?? label.contentGtin ?? null })
  // A remembered label of the vendor that does not say what is in it may be for any line as well.
  if (vendor !== null && names.length === 0) return { materials: [], candidates: await linesOfVendor(services, site, { order, vendor }) }
  const codes = new Set([...names, ...materials.map(material => material.code)])
  const isMeant = (line: ShownLine): boolean =>
    codes.has(line.material) || (line.vendorMaterial !== undefined && codes.has(line.vendorMaterial))
  const own = order ? linesOf(order, isMeant) : []
  if (own.length > 0 || order !== null || codes.size === 0) return { materials, candidates: own }
  const asked = { site, vendor, materials: [...codes], open: true, pattern: null, after: null, limit: 50 }
  return { materials, candidates: (await ordersAsked(services, asked)).flatMap(other => linesOf(other, isMeant)) }
}

async function linesOfVendor(
  services: Services,
  site: string,
  { order, vendor }: { order: ShownOrder | null; vendor: string },
): Promise<Candidate[]> {
  if (order !== null) return order.vendor === vendor ? linesOf(order, () => true) : []
  const orders = await ordersAsked(services, { site, vendor, materials: null, open: true, pattern: null, after: null, limit: 50 })
  return orders.flatMap(other => linesOf(other, ({ open }) => open !== '0'))
}

/** Lines with something open before lines that are full; of an order that is in hand, full ones may get more. */
function linesOf(order: ShownOrder, isMeant: (line: ShownLine) => boolean): Candidate[] {
  const meant = order.lines.filter(isMeant)
  const open = meant.filter(line => line.open !== '0')
  return (open.length > 0 ? open : meant).map(line => ({ order, line }))
}

async function knownNumbers({ pool }: Services, site: string, vendorLot: string, { candidates }: Found): Promise<ReceiveFacts['known']> {
  const asked = new Map(
    candidates.map(({ order, line }) => [`${line.material}\u0000${order.vendor}`, { material: line.material, vendor: order.vendor }]),
  )
  const rows = await Promise.all(
    [...asked.values()].map(async of => ({ ...of, number: await queries.numberOfVendorLot(pool, { site, ...of, vendorLot }) })),
  )
  return rows.flatMap(({ number, ...of }) => (number === null ? [] : [{ ...of, number }]))
}

// ---- shipping ----------------------------------------------------------------------------------------------------------------------

async function shipFacts(services: Services, site: string, context: StationContext, { about, seen }: Scanned): Promise<ShipFacts> {
  const number = shipmentInHand(context)
  const inHand = number === null ? null : await shipmentNumbered(services, site, number)
  const text = about === null ? null : readScan(about).text || about
  // What is loaded stands in a container of the shipment's number: the shipment is what is meant.
  const isLot = seen?.kind === 'lots' && seen.container === null
  const scanned = text === null || isLot ? null : await shipmentNumbered(services, site, text)
  const order = text === null || scanned !== null || isLot ? null : await shipments.orderToShip(services.pool, site, text)
  const [open] = order?.open ?? []
  return {
    kind: 'ship',
    inHand,
    scanned: open === undefined ? scanned : await shipmentNumbered(services, site, open),
    toMake: order !== null && open === undefined ? await made(services, site, order) : null,
    container: await containerSeen(services, site, { seen, inHand }),
    shippedLots: inHand?.limits && seen?.kind === 'lots' ? await limitFacts(services, seen.lots, inHand.limits) : [],
  }
}

async function made(services: Services, site: string, { order, count, shipped }: shipments.OrderToShip): Promise<ShipFacts['toMake']> {
  const { customer } = order
  const record = (await recordNamed(services.pool, 'partner', { site, code: customer })) as queries.CustomerRecord | undefined
  const shipment = {
    number: `${order.number}-${count + 1}`,
    ...customerOf(customer, record),
    order: order.number,
    status: 'open' as const,
    lines: await orderedLines(services, site, order),
    shipped,
    staged: [],
  }
  return { shipment, isClosed: order.status === 'closed' }
}

const customerOf = (
  customer: string,
  record: queries.CustomerRecord | undefined,
): Pick<ShipmentInHand, 'customer' | 'customerName' | 'limits'> => ({
  customer,
  customerName: record?.name ?? customer,
  limits: record?.limits ?? null,
})

/** A shipment that is planned or has left; null where there is none of this number. */
async function shipmentNumbered(services: Services, site: string, number: string): Promise<ShipmentInHand | null> {
  const { pool } = services
  const { planned, left } = await shipments.shipmentCalled(pool, site, number)
  const customer = planned?.customer ?? left?.customer
  if (customer === undefined) return null
  const orderNumber = planned?.order ?? left?.order ?? null
  const [record, order, staged] = await Promise.all([
    recordNamed(pool, 'partner', { site, code: customer }) as Promise<queries.CustomerRecord | undefined>,
    orderNumber === null ? null : shipments.orderToShip(pool, site, orderNumber),
    shipments.stagedIn(pool, site, number),
  ])
  return {
    number,
    ...customerOf(customer, record),
    order: orderNumber,
    status: left ? 'left' : (planned?.status ?? 'open'),
    lines: order === null ? [] : await orderedLines(services, site, order.order),
    shipped: order?.shipped ?? [],
    staged,
  }
}

async function containerSeen(
  { pool }: Services,
  site: string,
  { seen, inHand }: { seen: Seen | null; inHand: ShipmentInHand | null },
): Promise<ShipFacts['container']> {
  if (seen?.kind !== 'lots' || seen.container === null) return null
  const code = seen.container
  const [contents, around] = await Promise.all([shipments.stagedIn(pool, site, code), queries.containersAround(pool, site, code)])
  return { code, contents, isLoaded: inHand !== null && around.includes(inHand.number) }
}

/** The same that the transaction asks again when the shipment leaves. */
async function limitFacts({ pool, engine }: Services, lots: readonly LotSeen[], limits: CustomerLimits): Promise<ShipFacts['shippedLots']> {
  const [facts, graph] = await Promise.all([
    queries.limitFactsOf(
      pool,
      lots.map(lot => lot.id),
    ),
    engine.current(),
  ])
  return Promise.all(
    lots.map(async ({ id, material, number, expiresAt }) => {
      const own = facts.find(row => row.id === id)
      const origins = id < graph.lotEnd ? [...reach(graph, { direction: 'back', seeds: [{ lot: id }] }).ids] : []
      const vendors = limits.notVendors ? await queries.vendorsAmong(pool, [id, ...origins], limits.notVendors) : []
      return { id, material, number, expiresAt, attributes: own?.attributes ?? null, vendors, hasCertificate: own?.certified ?? false }
    }),
  )
}
