import { z } from 'zod'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { simulateRecall } from './recall.ts'
import { PAGE_DEFAULT, type Traced, type TraceRequest, trace, writeTrace } from './trace.ts'

const seed = z.strictObject({
  material: z.string().optional(),
  number: z.string().min(1),
  site: z.string().optional(),
  after: z.string().optional(),
})
const known = z.union([z.string(), z.strictObject({ sequence: z.int().min(0), site: z.string().optional() })])
const scope = { seeds: z.array(seed).min(1).max(10_000), asKnownAt: known.optional(), includePossible: z.boolean().optional() }
const traceBody = z.strictObject({
  direction: z.enum(['forward', 'back']),
  ...scope,
  limit: z.int().min(1).max(100_000).default(PAGE_DEFAULT),
  cursor: z.string().optional(),
})

export function tracingRoutes(services: Services): Route[] {
  const pages = new Pages()
  return [
    route({
      method: 'POST',
      path: '/traces',
      role: 'reader',
      summary: 'Trace forward to customers or back to vendors',
      body: traceBody,
      handle: async ({ body: { limit, cursor, ...request }, signal }) => {
        const { position, offset } = placeOf(cursor)
        const { engine, pool } = services
        const traced =
          (position === undefined ? undefined : pages.get(request, position)) ??
          (await trace(engine, pool, request, { pinned: position, signal }))
        pages.keep(request, traced)
        return writeTrace(engine, pool, { ...traced, isNow: traced.position === engine.position }, { offset, limit })
      },
    }),
    route({
      method: 'POST',
      path: '/recalls/simulations',
      role: 'reader',
      summary: 'What a recall would stop, quarantine and call back; changes nothing',
      body: z.strictObject(scope),
      handle: async ({ body, signal }) => simulateRecall(services.engine, services.pool, body, signal),
    }),
  ]
}

/** A cursor is the ledger position an answer was read at, and where its last page ended. */
function placeOf(cursor: string | undefined): { position?: number; offset: number } {
  if (cursor === undefined) return { offset: 0 }
  const [, position, offset] = /^(\d+)\.(\d+)$/.exec(cursor) ?? []
  if (position === undefined || offset === undefined)
    throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
  return { position: Number(position), offset: Number(offset) }
}

/** The last few answers, for whoever reads them page by page. An answer that is gone is simply worked out again at its position. */
class Pages {
  private readonly kept = new Map<string, Traced>()

  get(request: TraceRequest, position: number): Traced | undefined {
    return this.kept.get(keyOf(request, position))
  }

  keep(request: TraceRequest, traced: Traced): void {
    const key = keyOf(request, traced.position)
    this.kept.delete(key)
    this.kept.set(key, traced)
    const oldest = this.kept.keys().next().value
    if (this.kept.size > PAGES_KEPT && oldest !== undefined) this.kept.delete(oldest)
  }
}

const PAGES_KEPT = 4
const keyOf = (request: TraceRequest, position: number): string => `${position} ${JSON.stringify(request)}`
