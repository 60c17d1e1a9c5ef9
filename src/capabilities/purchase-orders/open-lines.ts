/** Orders as people ask for them: every line with what came, what is still open, and over or short said in a word. */
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { PurchaseLine, PurchaseOrder } from '../booking/records.ts'
import type { Services } from '../route.ts'
import { type MaterialFacts, materialFacts, type OrderQuestion, type OrderRow, purchaseOrderNumbered, purchaseOrders } from './queries.ts'
import { inStockUnit, type Standing, standingOf } from './rules.ts'

export interface ShownLine extends PurchaseLine {
  description: string | null
  /** The material's own unit, in which everything below is said. */
  stockUnit: string
  tracking: 'lot' | 'serial' | 'none'
  ordered: string
  received: string
  /** Never less than nothing: what came too much stands in `over`. */
  open: string
  over: string
  standing: Standing
  lastAt: string | null
}
export interface ShownOrder {
  site: string
  number: string
  vendor: string
  vendorName: string | null
  status: 'open' | 'closed'
  standing: Standing
  lines: ShownLine[]
}

export async function ordersAsked(services: Services, asked: OrderQuestion): Promise<ShownOrder[]> {
  return shownOrders(services, await purchaseOrders(services.pool, asked))
}

export async function orderAsked(services: Services, number: string, site: string | null): Promise<ShownOrder | undefined> {
  const row = await purchaseOrderNumbered(services.pool, number, site)
  return row && (await shownOrders(services, [row]))[0]
}

async function shownOrders({ pool }: Services, rows: readonly OrderRow[]): Promise<ShownOrder[]> {
  const facts = new Map<string, MaterialFacts>()
  for (const site of new Set(rows.map(row => row.site))) {
    const codes = rows.filter(row => row.site === site).flatMap(row => orderIn(row).lines.map(line => line.material))
    for (const material of await materialFacts(pool, site, [...new Set(codes)])) facts.set(`${site}\u0000${material.code}`, material)
  }
  return rows.map(row => shownOrder(row, facts))
}

const orderIn = (row: OrderRow): PurchaseOrder => row.body as unknown as PurchaseOrder

function shownOrder(row: OrderRow, facts: ReadonlyMap<string, MaterialFacts>): ShownOrder {
  const order = orderIn(row)
  const closed = order.status === 'closed'
  const lines = order.lines.map(line => shownLine(line, row, { closed, material: facts.get(`${row.site}\u0000${line.material}`) }))
  return {
    site: row.site,
    number: row.number,
    vendor: order.vendor,
    vendorName: row.vendorName,
    status: order.status ?? 'open',
    standing: standingOfAll(lines.map(line => line.standing)),
    lines,
  }
}

function shownLine(
  line: PurchaseLine,
  row: OrderRow,
  { closed, material }: { closed: boolean; material: MaterialFacts | undefined },
): ShownLine {
  const unit = material?.unit ?? line.unit ?? 'ea'
  const counted = { code: line.material, unit, units: material?.units ?? [] }
  const came = row.received.find(entry => entry.line === line.line)
  const ordered = inStockUnit(counted, parseQuantity(line.quantity), line.unit, '/line')
  const received = came ? parseQuantity(came.quantity) : ZERO
  return {
    ...line,
    description: material?.description ?? null,
    stockUnit: unit,
    tracking: material?.tracking ?? 'lot',
    ordered: formatQuantity(ordered),
    received: formatQuantity(received),
    open: formatQuantity(notLess(subtract(ordered, received))),
    over: formatQuantity(notLess(subtract(received, ordered))),
    standing: standingOf({ ordered, received, tolerance: parseQuantity(line.tolerance ?? 0), closed }),
    lastAt: came ? formatInstant(came.lastAt) : null,
  }
}

const notLess = (quantity: Quantity): Quantity => (quantity < 0n ? ZERO : quantity)

/** Over and short are what somebody must see; else an order is as far as its lines. */
function standingOfAll(lines: readonly Standing[]): Standing {
  for (const standing of ['over', 'short'] as const) if (lines.includes(standing)) return standing
  if (lines.length > 0 && lines.every(standing => standing === 'complete')) return 'complete'
  return lines.some(standing => standing !== 'open') ? 'partly' : 'open'
}
