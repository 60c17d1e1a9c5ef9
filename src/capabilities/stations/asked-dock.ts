/** What may come and what may leave while the server is away: open deliveries, shipments to be loaded, and what they can be loaded with. */
import type { AskedList, DeliveryHere, ShipmentHere } from '../../answers/index.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { Material, SalesOrder } from '../booking/records.ts'
import { ordersAsked, type ShownLine } from '../purchase-orders/open-lines.ts'
import { mostOf } from '../purchase-orders/rules.ts'
import type { Services } from '../route.ts'
import { type SalesOrderRow, salesOrders } from '../sales-orders/queries.ts'
import { orderedLines } from '../sales-orders/routes.ts'
import { completenessOf } from '../sales-orders/rules.ts'
import { shipmentsPlanned, stagedIn } from '../shipping/queries.ts'
import { containersWith, limitedAmong, type StockRow } from './asked-queries.ts'
import { factsOf, labelled, openRows, stockHere } from './asked-rows.ts'
import { materialsNamed } from './queries.ts'
import type { Station } from './station.ts'
import type { Asking } from './wanted.ts'

const ORDERS_MAX = 300

// ---- what may come -----------------------------------------------------------------------------------------------------------------

export async function deliveriesHere(services: Services, station: Station): Promise<DeliveryHere[]> {
  const { site } = station
  const orders = await ordersAsked(services, {
    site,
    vendor: null,
    materials: null,
    open: true,
    pattern: null,
    after: null,
    limit: ORDERS_MAX,
  })
  const codes = [...new Set(orders.flatMap(({ lines }) => lines.map(line => line.material)))]
  const [materials, facts] = await Promise.all([
    materialsNamed(services.pool, site, codes),
    factsOf(services, site, { materials: codes, lots: [] }),
  ])
  const known = { materials, asking: { station, facts } }
  return orders.map(({ number, vendor, vendorName, lines }) => ({
    number,
    vendor: vendorName ?? vendor,
    lines: lines.map(line => lineHere(line, known)),
  }))
}

function lineHere(
  line: ShownLine,
  { materials, asking }: { materials: readonly Material[]; asking: Asking },
): DeliveryHere['lines'][number] {
  const { material, vendorMaterial, stockUnit, ordered, received, tolerance, tracking } = line
  const gtin = materials.find(({ code }) => code === material)?.gtin
  const subject = { material, lot: null, operation: null, run: null }
  return {
    line: line.line,
    material,
    names: [material, ...(vendorMaterial === undefined ? [] : [vendorMaterial]), ...(gtin === undefined ? [] : [gtin])],
    unit: stockUnit,
    ordered,
    received,
    most: formatQuantity(mostOf(parseQuantity(ordered), parseQuantity(tolerance ?? 0))),
    hasLots: tracking !== 'none',
    rows: openRows(asking, subject, { moment: 'receipt', isRun: false }),
  }
}

// ---- what may leave ----------------------------------------------------------------------------------------------------------------

export async function shipmentsHere(services: Services, station: Station): Promise<Partial<AskedList>> {
  const { pool } = services
  const { site } = station
  const [orders, planned] = await Promise.all([
    salesOrders(pool, { site, customer: null, open: true, pattern: null, after: null, limit: ORDERS_MAX }),
    shipmentsPlanned(pool, { site, order: null, pattern: null, after: null, limit: ORDERS_MAX }),
  ])
  const limited = await limitedAmong(pool, site, [...new Set([...orders.map(customerOf), ...planned.map(({ customer }) => customer)])])
  const ready = planned.map(({ number, order, customer, customerName }) => ({ number, order, customer, name: customerName ?? customer }))
  const next = orders.filter(({ planned: made }) => made.length === 0).map(nextOf)
  const shipments = await Promise.all(
    [...ready, ...next].map(one => shipmentHere(services, site, one, { orders, isLimited: limited.has(one.customer) })),
  )
  const stock = await stockHere(services, site, materialsIn(shipments))
  const containers = await containersWith(
    pool,
    site,
    stock.map(({ id }) => id),
  )
  return { shipments, containers, asked: await leavingHere(services, station, stock) }
}

const orderIn = ({ body }: SalesOrderRow): SalesOrder => body as unknown as SalesOrder
const customerOf = (row: SalesOrderRow): string => orderIn(row).customer

interface Ready {
  number: string
  order: string | null
  customer: string
  name: string
}

/** Of an order that nothing is made ready for: the shipment that a station would make. */
const nextOf = (row: SalesOrderRow): Ready => ({
  number: `${row.number}-${row.plannedEver + 1}`,
  order: row.number,
  customer: customerOf(row),
  name: row.customerName ?? customerOf(row),
})

async function shipmentHere(
  services: Services,
  site: string,
  { number, order, name }: Ready,
  { orders, isLimited }: { orders: readonly SalesOrderRow[]; isLimited: boolean },
): Promise<ShipmentHere> {
  const row = order === null ? undefined : orders.find(one => one.number === order)
  const [staged, lines] = await Promise.all([
    stagedIn(services.pool, site, number),
    row === undefined ? [] : orderedLines(services, site, orderIn(row)),
  ])
  const shipped = new Map<string, Quantity>()
  for (const { material, quantity } of row?.shipped ?? [])
    shipped.set(material, add(shipped.get(material) ?? ZERO, parseQuantity(quantity)))
  const filled = completenessOf(lines, shipped).lines
  return {
    number,
    order,
    customer: name,
    isLimited,
    lines: lines.map(({ line, material, unit, ordered }, index) => ({
      line,
      material,
      unit,
      ordered: formatQuantity(ordered),
      left: formatQuantity(subtract(ordered, filled[index]?.filled ?? ZERO)),
    })),
    loaded: staged.map(({ material, number: lot, container, quantity }) => ({
      material,
      number: lot,
      container,
      quantity: formatQuantity(parseQuantity(quantity)),
    })),
  }
}

/** What the orders want, and what is in the trucks already. */
const materialsIn = (shipments: readonly ShipmentHere[]): string[] => [
  ...new Set(shipments.flatMap(({ lines, loaded }) => [...lines, ...loaded].map(({ material }) => material))),
]

/** Lots that could leave, with what they are measured for when they do. */
async function leavingHere(services: Services, station: Station, stock: readonly StockRow[]): Promise<AskedList['asked']> {
  const facts = await factsOf(services, station.site, { materials: stock.map(({ material }) => material), lots: stock.map(({ id }) => id) })
  const groups = new Map<string, AskedList['asked'][number]>()
  for (const row of stock) {
    const lot = { id: row.id, material: row.material, number: row.number, reports: [] }
    const subject = { material: row.material, lot, operation: null, run: null }
    const now = openRows({ station, facts }, subject, { moment: 'shipment', isRun: false })
    const group = groups.get(JSON.stringify(now)) ?? { lots: [], now, after: [] }
    group.lots.push(labelled(row))
    groups.set(JSON.stringify(now), group)
  }
  return [...groups.values()]
}
