import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { type Route, route, type Services } from '../route.ts'
import { readIntake } from './intake.ts'

export const intakeRoutes = (services: Services): Route[] => [
  route({
    method: 'POST',
    path: '/complaints/readings',
    role: 'reader',
    summary:
      'What a customer gave: serials, lots, containers, shipments, one a line; which lots are meant, and who got them. Nothing is guessed',
    body: z.strictObject({ site: z.string().default('main'), text: z.string().max(100_000) }),
    answer: answers.ComplaintReading,
    handle: async ({ body }) => readIntake(services, body.site, body.text),
  }),
]
