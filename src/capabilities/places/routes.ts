import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { lotsAtPlace, placePage, placesNamed } from './page.ts'
import { KINDS, type PlaceName } from './queries.ts'

const code = z.string().min(1).max(400)
const site = z.string().default('main')

export function placeRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/places',
      role: 'reader',
      summary: 'Containers, locations and work centers that bear a code, at one site or at all',
      query: z.object({ code, site: z.string().optional() }),
      answer: answers.listed('places', answers.FoundPlace),
      handle: async ({ query }) => placesNamed(services, query),
    }),
    route({
      method: 'GET',
      path: '/places/:kind/:code',
      role: 'reader',
      summary: 'One container, location or work center: how much lies in it, its containers, what went in and out last',
      query: z.object({ site }),
      answer: answers.PlaceDetail,
      handle: async ({ params, query }) => placePage(services, nameIn(params, query.site)),
    }),
    route({
      method: 'GET',
      path: '/places/:kind/:code/lots',
      role: 'reader',
      summary: 'What lies in it now, at any depth: lots with quantity, status and holds, the newest first',
      query: z.object({ site, ...pageOf(50) }),
      answer: answers.paged('lots', answers.LyingLot),
      handle: async ({ params, query }) => lotsAtPlace(services, nameIn(params, query.site), query),
    }),
  ]
}

/** @throws Problem where the address is of no kind of place */
function nameIn(params: Record<string, string>, of: string): PlaceName {
  const kind = KINDS.find(known => known === params['kind'])
  if (!kind) throw notFound(`A place is a ${KINDS.join(', a ')}: ${params['kind'] ?? ''} is none.`)
  return { kind, site: of, code: params['code'] ?? '' }
}
