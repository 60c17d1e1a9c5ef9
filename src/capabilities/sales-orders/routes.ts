import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { SalesOrder } from '../booking/records.ts'
import { codeCursor, containing, cut, pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { materialFacts } from '../purchase-orders/queries.ts'
import { inStockUnit } from '../purchase-orders/rules.ts'
import { type Route, route, type Services } from '../route.ts'
import { type SalesOrderRow, salesOrderNumbered, salesOrders } from './queries.ts'
import { completenessOf } from './rules.ts'

const query = z.object({
  search: z.string().max(400).optional(),
  site: z.string().optional(),
  customer: z.string().optional(),
  open: z.stringbool().default(false),
  ...pageOf(100),
})

export function salesOrderRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/sales-orders',
      role: 'reader',
      summary: 'Sales orders with what has left of each line',
      query,
      answer: answers.paged('salesOrders', answers.SalesOrder),
      handle: async ({ query: { search, site = null, customer = null, open, limit, cursor } }) => {
        const asked = { site, customer, open, pattern: containing(search), after: codeCursor(cursor), limit: limit + 1 }
        const { rows, next } = cut(await salesOrders(services.pool, asked), limit, row => [row.number, row.site])
        return { salesOrders: await Promise.all(rows.map(row => shownSalesOrder(services, row))), next }
      },
    }),
    route({
      method: 'GET',
      path: '/sales-orders/:number',
      role: 'reader',
      summary: 'One sales order with its shipments',
      query: z.object({ site: z.string().optional() }),
      answer: answers.SalesOrder,
      handle: async ({ params, query: { site } }) => {
        const row = await salesOrderNumbered(services.pool, params.number ?? '', site ?? null)
        if (!row) throw notFound(`There is no sales order "${params.number ?? ''}".`)
        return shownSalesOrder(services, row)
      },
    }),
  ]
}

/** The lines of an order in the units their materials are kept in. */
export async function orderedLines(
  { pool }: Services,
  site: string,
  { lines }: SalesOrder,
): Promise<{ line: number; material: string; ordered: Quantity; unit: string; description: string | null }[]> {
  const facts = new Map((await materialFacts(pool, site, [...new Set(lines.map(line => line.material))])).map(row => [row.code, row]))
  return lines.map(({ line, material, quantity, unit }) => {
    const known = facts.get(material)
    const counted = { code: material, unit: known?.unit ?? unit ?? 'ea', units: known?.units ?? [] }
    const ordered = inStockUnit(counted, parseQuantity(quantity), unit, '/line')
    return { line, material, ordered, unit: counted.unit, description: known?.description ?? null }
  })
}

/** A closed order of which something never left is short: the customer has to be told. */
function standingOf(status: 'open' | 'closed', { complete, begun }: { complete: boolean; begun: boolean }): answers.SalesOrder['standing'] {
  if (complete) return 'complete'
  if (status === 'closed') return 'short'
  return begun ? 'partly' : 'open'
}

/** The number that a station would give to the next shipment of the order. */
const nextShipment = ({ number, plannedEver }: SalesOrderRow): string => `${number}-${plannedEver + 1}`

async function shownSalesOrder(services: Services, row: SalesOrderRow): Promise<answers.SalesOrder> {
  const order = row.body as unknown as SalesOrder
  const left = new Map(row.shipped.map(({ material, quantity }) => [material, parseQuantity(quantity)]))
  const lines = await orderedLines(services, row.site, order)
  const { lines: filled, complete } = completenessOf(lines, left)
  return {
    site: row.site,
    number: row.number,
    customer: order.customer,
    customerName: row.customerName,
    status: order.status ?? 'open',
    complete,
    standing: standingOf(order.status ?? 'open', { complete, begun: row.shipped.length > 0 }),
    lines: lines.map((line, index) => ({
      ...order.lines[index],
      ...line,
      ordered: formatQuantity(line.ordered),
      shipped: formatQuantity(filled[index]?.filled ?? line.ordered),
      open: formatQuantity(subtract(line.ordered, filled[index]?.filled ?? ZERO)),
    })),
    shipments: row.shipments.map(({ shipment, at }) => ({ shipment, at: formatInstant(at) })),
    planned: row.planned,
    nextShipment: nextShipment(row),
  }
}
