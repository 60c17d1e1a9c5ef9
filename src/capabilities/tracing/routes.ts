import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { END_LISTS, type EndList } from './affected.ts'
import { firstLook } from './first-look.ts'
import { knownShape } from './known.ts'
import { writePage } from './page.ts'
import { Pages } from './pages-kept.ts'
import { simulateRecall } from './recall.ts'
import { excludedShape, seedShape } from './seed.ts'
import { trace } from './trace.ts'
import type { Traced } from './traced.ts'
import { PAGE_DEFAULT, writeTrace } from './write-trace.ts'

const scope = {
  seeds: z.array(seedShape).min(1).max(10_000),
  asKnownAt: knownShape.optional(),
  includePossible: z.boolean().optional(),
  exclude: z.array(excludedShape).max(10_000).optional(),
}
const traceBody = z.strictObject({
  direction: z.enum(['forward', 'back']),
  ...scope,
  limit: z.int().min(1).max(100_000).default(PAGE_DEFAULT),
  cursor: z.string().optional(),
  endsLimit: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('The lists of ends page by page, so many lots each: the answer then costs what a page costs, however many lots there are'),
  quantities: z.boolean().optional().describe('false: only which lots can be reached, many times as quick; forward only'),
})

export function tracingRoutes(services: Services): Route[] {
  const pages = new Pages<Traced>()
  return [
    route({
      method: 'POST',
      path: '/traces',
      role: 'reader',
      summary: 'Trace forward to customers or back to vendors',
      body: traceBody,
      answer: answers.Trace,
      handle: async ({ body: { limit, cursor, endsLimit, ...request }, signal }) => {
        const { position, offset, list } = placeOf(cursor)
        const { engine, pool } = services
        const kept = position === undefined ? undefined : pages.get(request, position)
        const found = kept ?? (await trace(engine, pool, request, { pinned: position, signal, rooms: pages.rooms }))
        const done = pages.keep(request, found)
        const traced = { ...found, isNow: found.position === engine.position }
        const isPaged = request.direction === 'forward' && (endsLimit !== undefined || list !== undefined || !found.weights)
        try {
          if (!isPaged) return await writeTrace(engine, pool, traced, { offset, limit })
          return await writePage(engine, pool, traced, { offset, limit, list, endsLimit: endsLimit ?? PAGE_DEFAULT })
        } finally {
          done()
        }
      },
    }),
    route({
      method: 'POST',
      path: '/recalls/simulations/first-look',
      role: 'reader',
      sensitive: true,
      summary:
        'The first answer of a simulation, before anything is weighed: how many lots to stop, quarantine, call and gone, and how many of them are certain already',
      body: z.strictObject(scope),
      answer: answers.RecallFirstLook,
      handle: async ({ body, signal }) => firstLook(services.engine, services.pool, body, signal),
    }),
    route({
      method: 'POST',
      path: '/recalls/simulations',
      role: 'reader',
      sensitive: true,
      summary: 'What a recall would stop, quarantine and call back; changes nothing',
      body: z.strictObject(scope),
      answer: answers.RecallSimulation,
      handle: async ({ body, signal }) => simulateRecall(services.engine, services.pool, body, signal),
    }),
  ]
}

/** A cursor is the ledger position an answer was read at, where its last page ended, and of which list where it has several. */
function placeOf(cursor: string | undefined): { position?: number; offset: number; list?: EndList | 'lots' } {
  if (cursor === undefined) return { offset: 0 }
  const [, position, offset, name] = /^(\d+)\.(\d+)(?:\.(\w+))?$/.exec(cursor) ?? []
  const list = name === 'lots' ? name : END_LISTS.find(one => one === name)
  if (position === undefined || offset === undefined || (name !== undefined && list === undefined))
    throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
  return { position: Number(position), offset: Number(offset), ...(list ? { list } : {}) }
}
