import { z } from 'zod'
import { formatInstant } from '../../base/instant.ts'
import { cut, momentCursor, pageOf } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { heldLots } from './held.ts'
import { holdsPlaced } from './queries.ts'

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
      handle: async ({ query: { open = null, site = null, limit, cursor } }) => {
        const [found, held] = await Promise.all([
          holdsPlaced(services.pool, { open, site, before: momentCursor(cursor), limit: limit + 1, lots: LOTS_SHOWN }),
          heldLots(services.engine, services.pool),
        ])
        const { rows, next } = cut(found, limit, hold => [hold.at, hold.hold])
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
  ]
}
