import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { containing, cut, INTEGER_MAX, malformed, momentCursor, pageOf, readCursor } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { NO_DATE, shipmentsPlanned, shipmentsSent } from './queries.ts'
import { lotsToLoad, shipmentPage } from './shipment.ts'

/** Lots named with a shipment; searching lots by the shipment finds them all. */
const LOTS_SHOWN = 100
const query = z.object({ search: z.string().max(400).optional(), site: z.string().optional(), ...pageOf(100) })
const site = z.string().default('main')
const materials = z.string().transform(text =>
  text
    .split(',')
    .map(code => code.trim())
    .filter(Boolean)
    .slice(0, 50),
)

export function shippingRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/shipments',
      role: 'reader',
      summary: 'Shipments, newest first, with what is still with the customer',
      query,
      answer: answers.paged('shipments', answers.Shipment),
      handle: async ({ query: { search, site = null, limit, cursor } }) => {
        const found = await shipmentsSent(services.pool, {
          pattern: containing(search),
          site,
          before: momentCursor(cursor),
          limit: limit + 1,
          lots: LOTS_SHOWN,
        })
        const { rows, next } = cut(found, limit, shipment => [shipment.at, shipment.shipment, shipment.site])
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
    route({
      method: 'GET',
      path: '/shipments/:number',
      role: 'reader',
      summary: 'One shipment, planned or sent: the lines it is for, what is in it and in which container, what is missing',
      query: z.object({ site }),
      answer: answers.ShipmentPage,
      handle: async ({ params, query: asked }) => {
        const page = await shipmentPage(services, asked.site, params.number ?? '')
        if (!page) throw notFound(`There is no shipment "${params.number ?? ''}" at site ${asked.site}.`)
        return page
      },
    }),
    route({
      method: 'GET',
      path: '/planned-shipments',
      role: 'reader',
      summary: 'Shipments that are made ready and have not left, what is due first at the top',
      query: query.extend({ order: z.string().optional() }),
      answer: answers.paged('plannedShipments', answers.PlannedShipment),
      handle: async ({ query: { search, site: of = null, order = null, limit, cursor } }) => {
        const asked = { site: of, order, pattern: containing(search), after: dueCursor(cursor), limit: limit + 1 }
        const { rows, next } = cut(await shipmentsPlanned(services.pool, asked), limit, ({ due, since }) => [due ?? NO_DATE, since])
        return { plannedShipments: rows.map(({ since: _since, ...planned }) => planned), next }
      },
    }),
    route({
      method: 'GET',
      path: '/lots-to-load',
      role: 'reader',
      summary: 'Lots of these materials that may be shipped, what expires or was made first at the top',
      query: z.object({ site, materials }),
      answer: answers.listed('lots', answers.Lot),
      handle: async ({ query: asked }) => ({ lots: await lotsToLoad(services, asked.site, asked.materials) }),
    }),
  ]
}

const exact = (numeric: string): string => formatQuantity(parseQuantity(numeric))

function dueCursor(cursor: string | undefined): { due: string; since: number } | null {
  const key = readCursor(cursor)
  if (key === null) return null
  const [due, since] = key
  if (typeof due !== 'string' || typeof since !== 'number' || since < 0 || since > INTEGER_MAX) throw malformed()
  return { due, since }
}
