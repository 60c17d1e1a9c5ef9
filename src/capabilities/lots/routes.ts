import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { numberIn, pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { lanesPage } from './lanes.ts'
import { linksPage, lotPage, timelinePage } from './page.ts'
import { lotFacts } from './queries.ts'
import { findLots } from './search.ts'

const search = z.object({
  search: z.string().max(400).optional(),
  material: z.string().optional(),
  site: z.string().optional(),
  held: z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .optional(),
  ...pageOf(50),
})
const links = z.object({ direction: z.enum(['up', 'down']), ...pageOf(100) })

export function lotRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/lots',
      role: 'reader',
      summary: 'Lots by any identifier; without a search the newest first',
      query: search,
      answer: answers.paged('lots', answers.FoundLot),
      handle: async ({ query }) => findLots(services, query),
    }),
    route({
      method: 'GET',
      path: '/lots/:id',
      role: 'reader',
      summary: 'One lot: balance, holds, what it is made from and went into',
      answer: answers.LotDetail,
      handle: async ({ params }) => lotPage(services, idOf(params)),
    }),
    route({
      method: 'GET',
      path: '/lots/:id/links',
      role: 'reader',
      summary: 'What a lot is made from (up) or went into (down), one step',
      query: links,
      answer: answers.paged('links', answers.Link),
      handle: async ({ params, query }) => linksPage(services, await knownId(services, params), query),
    }),
    route({
      method: 'GET',
      path: '/lots/:id/timeline',
      role: 'reader',
      summary: 'What happened to a lot, newest first',
      query: z.object(pageOf(500)),
      answer: answers.paged('entries', answers.TimelineEntry),
      handle: async ({ params, query }) => timelinePage(services, idOf(params), query),
    }),
    route({
      method: 'GET',
      path: '/lots/:id/lanes',
      role: 'reader',
      summary: 'Where a lot was when, and its direct parents and children beside it: one span per lot and run or event, by work center',
      answer: answers.LotLanes,
      handle: async ({ params }) => lanesPage(services, idOf(params)),
    }),
  ]
}

/** @throws Problem where the address names no lot. */
export function idOf(params: Record<string, string>): number {
  const id = numberIn(params.id)
  if (id === null) throw notFound(`There is no lot ${params.id ?? ''}.`)
  return id
}

async function knownId(services: Services, params: Record<string, string>): Promise<number> {
  const id = idOf(params)
  if ((await lotFacts(services.pool, [id])).length === 0) throw notFound(`There is no lot ${id}.`)
  return id
}
