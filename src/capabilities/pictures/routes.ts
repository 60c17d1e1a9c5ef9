import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { INTEGER_MAX } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { knownShape } from '../tracing/known.ts'
import { excludedShape, seedShape } from '../tracing/seed.ts'
import { pictureOf } from './picture.ts'
import { standingsTold, timelineOf } from './timeline.ts'

const asked = z.strictObject({
  direction: z.enum(['forward', 'back', 'both']).default('both'),
  seeds: z.array(seedShape).min(1).max(10_000),
  asKnownAt: knownShape.optional(),
  includePossible: z.boolean().optional(),
  exclude: z.array(excludedShape).max(10_000).optional(),
})

export function pictureRoutes({ engine, pool }: Services): Route[] {
  return [
    route({
      method: 'POST',
      path: '/traces/picture',
      role: 'reader',
      summary:
        'A trace as a picture of at most 150 nodes: lots grouped by step, material, operation and standing, with the links between them',
      body: asked.extend({
        open: z.array(z.string().max(1000)).max(150).optional().describe('Keys of nodes that are to be drawn lot by lot'),
      }),
      answer: answers.TracePicture,
      handle: async ({ body, signal }) => pictureOf(engine, pool, body, { signal }),
    }),
    route({
      method: 'POST',
      path: '/traces/timeline',
      role: 'reader',
      summary: 'A trace in time: what came, was made and left at which work center or station, lots of one run or event together',
      body: asked,
      answer: answers.TraceTimeline,
      handle: async ({ body, signal }) => timelineOf(engine, pool, body, { signal }),
    }),
    route({
      method: 'POST',
      path: '/lots/standings',
      role: 'reader',
      summary: 'How lots stand now, as a trace is coloured: normal, suspect, accepted or transferred; and whether anything is left',
      body: z.strictObject({ lots: z.array(z.int().min(1).max(INTEGER_MAX)).min(1).max(1000) }),
      answer: answers.LotStandings,
      handle: async ({ body }) => standingsTold(engine, pool, body.lots),
    }),
  ]
}
