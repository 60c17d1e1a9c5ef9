import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { captureEvents } from '../capture.ts'
import type { CaptureEvent } from '../events.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { dryRun } from './dry-run.ts'
import { type ImportSummary, importDocument, knownNames, ordersOnRecord } from './index.ts'

const query = z.object({
  site: z.string().default('main'),
  fileName: z.string().optional(),
  type: z.string().optional(),
  by: z.string().optional(),
  offset: z.string().optional(),
  dryRun: z.stringbool().default(false),
})

export function exchangeRoutes(services: Services): Route[] {
  const take = async (raw: Buffer | null, { dryRun: isDry, ...said }: z.output<typeof query>, via: string): Promise<ImportSummary> => {
    if (!raw || raw.length === 0) throw new Problem(400, 'invalid-request', 'Send the file as the body.')
    const from = { ...said, now: services.now(), knows: knownNames(services.pool, said.site), ordersKnown: ordersOnRecord(services.pool) }
    if (isDry) return dryRun(services, record => importDocument(raw, { ...from, record }))
    const record = async (events: CaptureEvent[]) =>
      (await captureEvents(services, events, via)).map(({ id, ...result }) => ({ ...(id === null ? {} : { id }), ...result }))
    return importDocument(raw, { ...from, record })
  }
  return [
    route({
      method: 'POST',
      path: '/imports',
      role: 'writer',
      summary: 'Import EPCIS 2.0 JSON, CSV or XLSX, recognised by content; every row is answered. With dryRun=true nothing is kept',
      query,
      raw: true,
      answer: answers.ImportSummary,
      handle: async ({ raw, query: said, principal }) => take(raw, said, principal.name),
    }),
    route({
      method: 'POST',
      path: '/epcis/capture',
      role: 'writer',
      summary: 'EPCIS 2.0 capture: an EPCISDocument or EPCISQueryDocument',
      query,
      raw: true,
      answer: answers.ImportSummary,
      handle: async ({ raw, query: said, principal }) => take(raw, said, principal.name),
    }),
  ]
}
