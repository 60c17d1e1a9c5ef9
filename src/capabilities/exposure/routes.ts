import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { type Route, route, type Services } from '../route.ts'
import { exposureAt } from './exposure.ts'

const query = z.object({
  site: z.string().min(1).default('main'),
  material: z.string().min(1).optional().describe('Only raw lots of this material'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('So many raw lots, the latest'),
})

export function exposureRoutes({ engine, pool }: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/exposure',
      role: 'reader',
      summary: 'How large a recall of each raw lot would be, and which material made precisely would make it smaller, at what price',
      query,
      answer: answers.Exposure,
      handle: async ({ query: asked, signal }) => exposureAt(engine, pool, asked, signal),
    }),
  ]
}
