import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { parseInstant } from '../../base/instant.ts'
import { INTEGER_MAX } from '../paging.ts'
import { Problem } from '../problem.ts'
import { Document, type Route, route, type Services } from '../route.ts'
import { amountCell, type Cell, workbook, XLSX } from '../workbook.ts'
import { eventsInPeriod, eventsOfLot, type TrackingEvent } from './events.ts'

const instant = z.string().refine(text => parseInstant(text) !== undefined, 'must be ISO 8601 with an offset')
const asked = z.object({
  lot: z.coerce.number().int().min(1).max(INTEGER_MAX).optional(),
  direction: z.enum(['back', 'forward']).default('back'),
  site: z.string().default('main'),
  from: instant.optional(),
  to: instant.optional(),
  material: z.string().optional(),
})

export function fsmaRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/fsma',
      role: 'reader',
      sensitive: true,
      summary:
        'Critical tracking events with their key data elements (21 CFR 1.1340, 1.1345, 1.1350) of one lot, back or forward, or of a time; with Accept as XLSX the electronic sortable spreadsheet',
      query: asked,
      answer: answers.TrackingEvents,
      handle: async ({ query, accept }) => {
        const events = await eventsAsked(services, query)
        if (!accept.toLowerCase().includes(XLSX)) return { total: events.length, events }
        return new Document(XLSX, await sheetOf(events, services.now()), 'FSMA 204.xlsx')
      },
    }),
  ]
}

async function eventsAsked(services: Services, query: z.output<typeof asked>): Promise<TrackingEvent[]> {
  const { lot, direction, site, from, to, material } = query
  if (lot !== undefined) return eventsOfLot(services, lot, direction)
  if (from === undefined) throw new Problem(400, 'invalid-request', 'Say which lot, or from when: give lot, or from and to.', '/from')
  const [begin, end] = [parseInstant(from) ?? 0, to === undefined ? services.now() : (parseInstant(to) ?? 0)]
  if (begin > end) throw new Problem(400, 'invalid-request', 'The time ends before it begins: from must be earlier than to.', '/from')
  return eventsInPeriod(services, { site, from: begin, to: end, material: material ?? null })
}

const COLUMNS: readonly { title: string; width: number; cell: (row: TrackingEvent) => Cell }[] = [
  { title: 'Critical tracking event', width: 16, cell: row => row.event },
  { title: 'Food was', width: 11, cell: row => row.role },
  { title: 'Traceability lot code', width: 24, cell: row => row.traceabilityLotCode },
  { title: 'Product description', width: 34, cell: row => row.productDescription },
  { title: 'Product', width: 18, cell: row => row.material },
  { title: 'GTIN', width: 16, cell: row => row.gtin },
  { title: 'Quantity', width: 12, cell: row => amountCell(row.quantity) },
  { title: 'Unit of measure', width: 10, cell: row => row.unit },
  { title: 'New traceability lot code', width: 24, cell: row => row.newTraceabilityLotCode },
  { title: 'Location', width: 28, cell: row => row.location },
  { title: 'Immediate previous source', width: 30, cell: row => row.previousSource },
  { title: 'Immediate subsequent recipient', width: 30, cell: row => row.subsequentRecipient },
  { title: 'Traceability lot code source', width: 30, cell: row => row.traceabilityLotCodeSource },
  { title: 'Date (UTC)', width: 17, cell: row => new Date(row.at) },
  { title: 'Reference document type', width: 16, cell: row => row.referenceType },
  { title: 'Reference document number', width: 20, cell: row => row.referenceNumber },
  { title: 'Our lot', width: 22, cell: row => row.lot.number },
  { title: 'Quantity is', width: 11, cell: row => (row.quantity === null ? 'not recorded' : row.exact ? 'exact' : 'reckoned') },
  { title: 'Ledger', width: 9, cell: row => row.sequence },
]

const sheetOf = (events: readonly TrackingEvent[], now: number): Promise<Buffer> =>
  workbook([{ name: 'Critical tracking events', columns: COLUMNS, rows: events.map(row => COLUMNS.map(({ cell }) => cell(row))) }], now)
