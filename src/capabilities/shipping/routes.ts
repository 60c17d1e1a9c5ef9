import { z } from 'zod'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { containing, cut, momentCursor, pageOf } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { shipmentsSent } from './queries.ts'

/** Lots named with a shipment; searching lots by the shipment finds them all. */
const LOTS_SHOWN = 100
const query = z.object({ search: z.string().max(400).optional(), site: z.string().optional(), ...pageOf(100) })

export function shippingRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/shipments',
      role: 'reader',
      summary: 'Shipments, newest first, with what is still with the customer',
      query,
      handle: async ({ query: { search, site = null, limit, cursor } }) => {
        const found = await shipmentsSent(services.pool, {
          pattern: containing(search),
          site,
          before: momentCursor(cursor),
          limit: limit + 1,
          lots: LOTS_SHOWN,
        })
        const { rows, next } = cut(found, limit, shipment => [shipment.at, shipment.shipment])
        return {
          shipments: rows.map(({ at, lots, ...shipment }) => ({
            ...shipment,
            at: formatInstant(at),
            lots: lots.map(lot => ({ ...lot, quantity: exact(lot.quantity), returned: exact(lot.returned) })),
          })),
          next,
        }
      },
    }),
  ]
}

const exact = (numeric: string): string => formatQuantity(parseQuantity(numeric))
