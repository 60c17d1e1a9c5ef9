import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { checkList } from './check.ts'
import { readList } from './list-file.ts'

const LINES_MAX = 20_000
const TEXT_MAX = 20_000
const list = z.strictObject({
  site: z.string().default('main'),
  lines: z.array(z.string().max(TEXT_MAX)).min(1).max(LINES_MAX),
  already: z
    .array(z.strictObject({ material: z.string().optional(), number: z.string().min(1) }))
    .max(100_000)
    .default([])
    .describe('Lots that are there already: lines that name them add nothing, and say so'),
})
const file = z.object({ column: z.string().optional() })

export function identifierRoutes(services: Services): Route[] {
  return [
    route({
      method: 'POST',
      path: '/identifiers',
      role: 'reader',
      summary:
        'What each line of a list of identifiers means: lot, serial, container, shipment, order, there already, ambiguous, of another site, or not known. Nothing is guessed',
      body: list,
      answer: answers.IdentifierCheck,
      handle: async ({ body }) => checkList(services, body),
    }),
    route({
      method: 'POST',
      path: '/identifiers/files',
      role: 'reader',
      summary: 'The lines of a list out of a text, CSV or XLSX file, as POST /identifiers takes them',
      query: file,
      raw: true,
      answer: answers.ListRead,
      handle: async ({ raw, query: { column } }) => {
        if (!raw || raw.length === 0) throw new Problem(400, 'invalid-request', 'Send the file as the body.')
        return readList(raw, column)
      },
    }),
  ]
}
