import { z } from 'zod'
import { captureEvents } from '../capture.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { type ImportSummary, importDocument, knownNames } from './index.ts'

const query = z.object({
  site: z.string().default('main'),
  fileName: z.string().optional(),
  type: z.string().optional(),
  by: z.string().optional(),
  offset: z.string().optional(),
})

export function exchangeRoutes(services: Services): Route[] {
  const take = async (raw: Buffer | null, said: z.output<typeof query>, via: string): Promise<ImportSummary> => {
    if (!raw || raw.length === 0) throw new Problem(400, 'invalid-request', 'Send the file as the body.')
    return importDocument(raw, {
      ...said,
      now: services.now(),
      knows: knownNames(services.pool, said.site),
      record: async events =>
        (await captureEvents(services, events, via)).map(({ id, ...result }) => ({ ...(id === null ? {} : { id }), ...result })),
    })
  }
  return [
    route({
      method: 'POST',
      path: '/imports',
      role: 'writer',
      summary: 'Import EPCIS 2.0 JSON, CSV or XLSX, recognised by content; every row is answered',
      query,
      raw: true,
      handle: async ({ raw, query: said, principal }) => take(raw, said, principal.name),
    }),
    route({
      method: 'POST',
      path: '/epcis/capture',
      role: 'writer',
      summary: 'EPCIS 2.0 capture: an EPCISDocument or EPCISQueryDocument',
      query,
      raw: true,
      handle: async ({ raw, query: said, principal }) => take(raw, said, principal.name),
    }),
  ]
}
