import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { type Route, route, type Services } from '../route.ts'
import { compareLots } from './compared.ts'
import { commonFactors } from './factors.ts'

const named = z.strictObject({ material: z.string().optional(), number: z.string().min(1), site: z.string().optional() })
const lots = z.array(named).max(10_000)
const FACTORS_DEFAULT = 100

export function comparisonRoutes({ engine, pool }: Services): Route[] {
  return [
    route({
      method: 'POST',
      path: '/comparisons',
      role: 'reader',
      summary: 'Two lots or serials side by side: components, machines, people, orders, values, times; what differs and what is the same',
      body: z.strictObject({ site: z.string().min(1).optional(), lots: z.array(named).length(2) }),
      answer: answers.Comparison,
      handle: async ({ body }) => compareLots(engine, pool, body),
    }),
    route({
      method: 'POST',
      path: '/common-factors',
      role: 'reader',
      summary:
        'What failed lots share and good ones do not: lots, loads, vendors, machines, people, orders, stretches of time, each with its counts',
      body: z.strictObject({
        site: z.string().min(1).optional(),
        failed: lots.min(1),
        good: lots.min(1).optional().describe('Left out: lots of the same materials from the same time'),
        from: z
          .string()
          .optional()
          .describe('Beginning of that time; left out, from a day before the first failed, or half as long as they took'),
        until: z.string().optional(),
        kinds: z.array(answers.FactorKind).min(1).optional(),
        goodLimit: z.int().min(1).max(10_000).default(1000).describe('Of more than these a sample spread evenly over the time is compared'),
        limit: z.int().min(1).max(10_000).default(FACTORS_DEFAULT),
      }),
      answer: answers.CommonFactors,
      handle: async ({ body, signal }) => commonFactors(engine, pool, body, signal),
    }),
  ]
}
