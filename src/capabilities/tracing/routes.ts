import { z } from 'zod'
import { Problem } from '../problem.ts'
import { route, type Route, type Services } from '../route.ts'
import { simulateRecall } from './recall.ts'
import { PAGE_DEFAULT, trace, writeTrace } from './trace.ts'

const seed = z.strictObject({ material: z.string().optional(), number: z.string().min(1), site: z.string().optional(), after: z.string().optional() })
const known = z.union([z.string(), z.strictObject({ sequence: z.int().min(0), site: z.string().optional() })])
const scope = { seeds: z.array(seed).min(1).max(10_000), asKnownAt: known.optional(), includePossible: z.boolean().optional() }
const traceBody = z.strictObject({ direction: z.enum(['forward', 'back']), ...scope, limit: z.int().min(1).max(100_000).default(PAGE_DEFAULT), cursor: z.string().optional() })

export function tracingRoutes(services: Services): Route[] {
  return [
    route({
      method: 'POST', path: '/traces', role: 'reader', summary: 'Trace forward to customers or back to vendors', body: traceBody,
      handle: async ({ body: { limit, cursor, ...request } }) => {
        const traced = await trace(services.engine, services.pool, request)
        return writeTrace(services.pool, traced, { offset: offsetOf(cursor), limit })
      },
    }),
    route({
      method: 'POST', path: '/recalls/simulations', role: 'reader', summary: 'What a recall would stop, quarantine and call back; changes nothing', body: z.strictObject(scope),
      handle: async ({ body }) => simulateRecall(services.engine, services.pool, body),
    }),
  ]
}

/** A cursor is where the page before ended, and the ledger position it was read at. */
function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const offset = Number(/^\d+\.(\d+)$/.exec(cursor)?.[1] ?? Number.NaN)
  if (Number.isNaN(offset)) throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
  return offset
}
