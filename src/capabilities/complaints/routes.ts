import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import { recordedOf } from '../capture.ts'
import { documentsOf } from '../documents/queries.ts'
import { containing, cut, momentCursor, numberIn, pageOf } from '../paging.ts'
import { parseEvent } from '../parse.ts'
import { notFound, Problem } from '../problem.ts'
import { type Principal, type Route, route, type Services } from '../route.ts'
import {
  type ComplaintLot,
  type ComplaintRow,
  complaintShown,
  complaintsLike,
  complaintsOfLots,
  holdsOf,
  lotsShown,
  nextComplaint,
  numberOfEvent,
  recallsOf,
  returnsOf,
} from './queries.ts'

const site = z.string().default('main')
const listQuery = z.object({
  site: z.string().optional(),
  state: z.enum(['unanswered', 'open', 'closed']).optional(),
  search: z.string().max(400).optional(),
  customer: z.string().max(100).optional(),
  lot: z.string().optional(),
  ...pageOf(100),
})
/** The event's own schema judges what is in it; here only the number may be left out. */
const act = z.looseObject({ site })

export const complaintRoutes = (services: Services): Route[] => [
  listed(services),
  shown(services),
  route({
    method: 'POST',
    path: '/complaints',
    role: 'writer',
    summary: 'Record a complaint; without a number it gets the next one. The clock runs until it is answered',
    body: act,
    answer: answers.Recorded.extend({ number: z.string() }),
    handle: async ({ body, principal }) => openComplaint(services, body, principal),
  }),
  step(services, { path: 'lots', type: 'complaintLots', summary: 'Lots that turned out to be meant as well' }),
  step(services, { path: 'answer', type: 'complaintAnswer', summary: 'What the customer was answered: the clock stops' }),
  step(services, { path: 'closing', type: 'complaintClose', summary: 'Close a complaint with its finding' }),
]

const listed = ({ pool }: Services): Route =>
  route({
    method: 'GET',
    path: '/complaints',
    role: 'reader',
    summary: 'Complaints, newest first; unanswered, open or closed ones, of a customer, or about a lot',
    query: listQuery,
    answer: answers.paged('complaints', answers.ComplaintListed),
    handle: async ({ query: { site: of = null, state = null, search, customer = null, lot, limit, cursor } }) => {
      if (lot !== undefined) return { complaints: (await complaintsOfLots(pool, [numberIn(lot) ?? 0])).map(written), next: null }
      const asked = { site: of, state, customer, pattern: containing(search), before: momentCursor(cursor), limit: limit + 1 }
      const { rows, next } = cut(await complaintsLike(pool, asked), limit, row => [row.openedAt, row.number, row.site])
      return { complaints: rows.map(written), next }
    },
  })

const moment = (at: number | undefined | null): string | null => (at === undefined || at === null ? null : formatInstant(at))

function written({ openedAt, answeredAt, closedAt, ...row }: ComplaintRow): answers.ComplaintListed {
  return { ...row, openedAt: formatInstant(openedAt), answeredAt: moment(answeredAt), closedAt: moment(closedAt) }
}

const shown = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/complaints/:complaint',
    role: 'reader',
    summary: 'A complaint with its lots and where they went, its holds, recalls, returns and documents',
    query: z.object({ site }),
    answer: answers.Complaint,
    handle: async ({ params: { complaint = '' }, query }) => {
      const { pool } = services
      const row = await complaintShown(pool, query.site, complaint)
      if (!row) throw notFound(`There is no complaint "${complaint}" at site ${query.site}.`)
      const lots = await lotsShown(pool, query.site, row.lots)
      const ids = lots.map(lot => lot.id)
      const [holds, recalls, returns, documents] = await Promise.all([
        holdsOf(pool, query.site, complaint, ids),
        recallsOf(pool, query.site, ids),
        returnsOf(pool, query.site, complaint),
        documentsOf(pool, { site: query.site, target: 'complaint', code: complaint }),
      ])
      return {
        ...written(row),
        lots: lots.map(lotWritten),
        holds: holds.map(({ at, releasedAt, ...hold }) => ({ ...hold, at: formatInstant(at), releasedAt: moment(releasedAt) })),
        recalls: recalls.map(({ at, closedAt, ...recall }) => ({ ...recall, at: formatInstant(at), closedAt: moment(closedAt) })),
        returns: returns.map(({ at, lots: back, ...one }) => ({ ...one, at: formatInstant(at), lots: back.map(exactly) })),
        documents: documents.map(({ at, ...document }) => ({ ...document, at: formatInstant(at) })),
      }
    },
  })

const exact = (text: string): string => formatQuantity(parseQuantity(text))
const exactly = <T extends { quantity: string }>(row: T): T => ({ ...row, quantity: exact(row.quantity) })

const lotWritten = ({ onHand, shipped, ...lot }: ComplaintLot): answers.ComplaintLot => ({
  ...lot,
  onHand: exact(onHand),
  shipped: shipped.map(({ at, ...one }) => ({ ...exactly(one), at: formatInstant(at) })),
})

function step(services: Services, { path, type, summary }: { path: string; type: string; summary: string }): Route {
  return route({
    method: 'POST',
    path: `/complaints/:complaint/${path}`,
    role: 'writer',
    summary,
    body: act,
    answer: answers.Recorded,
    handle: async ({ params: { complaint = '' }, body, principal }) => record(services, { ...body, type, complaint }, principal),
  })
}

/** Two who take complaints at once may draw the same number: the later one draws again. */
const DRAWN_TIMES = 5

async function openComplaint(
  services: Services,
  body: { site: string; number?: unknown },
  principal: Principal,
): Promise<answers.Recorded & { number: string }> {
  for (let times = 1; ; times++) {
    const number = body.number ?? (await nextComplaint(services.pool, body.site))
    try {
      const recorded = await record(services, { ...body, type: 'complaint', number }, principal)
      const before = recorded.status === 'duplicate' ? await numberOfEvent(services.pool, recorded.id) : null
      // What is no text was refused.
      return { ...recorded, number: before ?? (typeof number === 'string' ? number : '') }
    } catch (error) {
      const isTaken = error instanceof Problem && error.code === 'complaint-exists' && body.number === undefined
      if (!isTaken || times >= DRAWN_TIMES) throw error
    }
  }
}

const CONFLICTS: ReadonlySet<string> = new Set(['complaint-exists', 'complaint-closed'])

async function record(services: Services, sent: object, principal: Principal): Promise<answers.Recorded> {
  const by = principal.person === null ? {} : { by: principal.person }
  const outcome = await services.record(parseEvent({ id: randomUUID(), at: formatInstant(services.now()), ...by, ...sent }), '/complaints')
  if (outcome.status !== 'refused') return recordedOf(outcome)
  const { code = 'fault', detail = '', pointer } = outcome
  if (CONFLICTS.has(code)) throw new Problem(409, code, detail, pointer)
  throw new Refusal(code as RefusalCode, detail, pointer)
}
