import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { cut, momentCursor, pageOf } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { heldLots } from './held.ts'
import { type ConcessionLine, concessionsGranted, holdsPlaced } from './queries.ts'

/** Lots named with a hold; how many there are is always told. */
const LOTS_SHOWN = 100
const query = z.object({
  open: z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .optional(),
  site: z.string().optional(),
  ...pageOf(200),
})

export function containmentRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/holds',
      role: 'reader',
      summary: 'Holds, newest first, and how many lots each reaches now',
      query,
      answer: answers.paged('holds', answers.Hold),
      handle: async ({ query: { open = null, site = null, limit, cursor } }) => {
        const [found, held] = await Promise.all([
          holdsPlaced(services.pool, { open, site, before: momentCursor(cursor), limit: limit + 1, lots: LOTS_SHOWN }),
          heldLots(services.engine, services.pool),
        ])
        const { rows, next } = cut(found, limit, hold => [hold.at, hold.hold, hold.site])
        const reached = new Map(held.holds.map(({ hold, lots }) => [`${hold.site}\u0000${hold.hold}`, lots.size]))
        return {
          holds: rows.map(hold => ({
            ...hold,
            at: formatInstant(hold.at),
            releasedAt: hold.releasedAt === null ? null : formatInstant(hold.releasedAt),
            reached: reached.get(`${hold.site}\u0000${hold.hold}`) ?? 0,
          })),
          next,
        }
      },
    }),
    route({
      method: 'GET',
      path: '/concessions',
      role: 'reader',
      summary: 'Concessions, newest first: what may pass of lots on hold, and what has passed',
      query: z.object({ site: z.string().optional(), number: z.string().max(400).optional(), ...pageOf(200) }),
      answer: answers.paged('concessions', answers.Concession),
      handle: async ({ query: { site = null, number = null, limit, cursor } }) => {
        const found = await concessionsGranted(services.pool, { site, number, before: momentCursor(cursor), limit: limit + 1 })
        const { rows, next } = cut(found, limit, row => [row.at, row.place])
        return { concessions: rows.map(concessionLine), next }
      },
    }),
  ]
}

/** As it is answered: exact quantities, times with their zone. */
export function concessionLine(row: ConcessionLine): ConcessionAnswer {
  const { concession, site, material, number, holds, unit, customer, reason, by } = row
  return {
    concession,
    site,
    material,
    number,
    holds,
    quantity: row.quantity === null ? null : exact(row.quantity),
    used: exact(row.used),
    unit,
    customer,
    expiresAt: row.expiresAt === null ? null : formatInstant(row.expiresAt),
    reason,
    by,
    at: formatInstant(row.at),
  }
}
const exact = (text: string): string => formatQuantity(parseQuantity(text))
export type ConcessionAnswer = Omit<ConcessionLine, 'place' | 'since' | 'lot' | 'expiresAt' | 'at'> & {
  expiresAt: string | null
  at: string
}
