import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { codeCursor, containing, cut, pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { orderAsked, ordersAsked } from './open-lines.ts'
import { receiptsOn } from './queries.ts'

/** Receipts shown with one order; the list of lots, searched by the order, has all their lots. */
const RECEIPTS_SHOWN = 500
const query = z.object({
  search: z.string().max(400).optional(),
  site: z.string().optional(),
  vendor: z.string().optional(),
  material: z.string().optional(),
  open: z.stringbool().default(false),
  ...pageOf(100),
})

export function purchaseOrderRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/purchase-orders',
      role: 'reader',
      summary: 'Purchase orders with what came in on each line: open, over and short',
      query,
      answer: answers.paged('purchaseOrders', answers.PurchaseOrder),
      handle: async ({ query: { search, site = null, vendor = null, material, open, limit, cursor } }) => {
        const found = await ordersAsked(services, {
          site,
          vendor,
          materials: material === undefined ? null : [material],
          open,
          pattern: containing(search),
          after: codeCursor(cursor),
          limit: limit + 1,
        })
        const { rows, next } = cut(found, limit, order => [order.number, order.site])
        return { purchaseOrders: rows, next }
      },
    }),
    route({
      method: 'GET',
      path: '/purchase-orders/:number',
      role: 'reader',
      summary: 'One purchase order with its receipts',
      query: z.object({ site: z.string().optional() }),
      answer: answers.PurchaseOrderPage,
      handle: async ({ params, query: { site } }) => orderPage(services, params.number ?? '', site ?? null),
    }),
  ]
}

async function orderPage(services: Services, number: string, site: string | null): Promise<answers.PurchaseOrderPage> {
  const order = await orderAsked(services, number, site)
  if (!order) throw notFound(`There is no purchase order "${number}".`)
  const receipts = await receiptsOn(services.pool, { site: order.site, number, limit: RECEIPTS_SHOWN })
  return {
    ...order,
    receipts: receipts.map(row => ({ ...row, at: formatInstant(row.at), quantity: formatQuantity(parseQuantity(row.quantity)) })),
    receiptsComplete: receipts.length < RECEIPTS_SHOWN,
  }
}
