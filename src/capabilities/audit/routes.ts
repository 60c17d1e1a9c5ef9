import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { formatInstant } from '../../base/instant.ts'
import { rebuild } from '../../ledger/rebuild.ts'
import type { CommandOf } from '../events.ts'
import { numberIn, PAGE_MAX } from '../paging.ts'
import { parseEvent } from '../parse.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { previewCorrection } from './preview.ts'
import { type EventRow, eventNumbered, eventsBefore, eventsOnLot, headOf } from './queries.ts'
import { lastVerification, type Meaning, verifyLedger } from './verification.ts'

const END = 2 ** 31 - 1
const site = z.string().default('main')
const ledgerQuery = z.object({
  site,
  before: z.coerce.number().int().min(1).max(END).default(END),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  type: z.string().optional(),
  lot: z.string().max(400).optional(),
})

const previewBody = z.object({
  site,
  event: z.uuid(),
  reason: z.string().min(1).default('preview'),
  by: z.string().max(200).optional(),
  replacement: z.record(z.string(), z.unknown()).optional(),
})

export function auditRoutes(services: Services, meaning: Meaning): Route[] {
  const { pool } = services
  return [
    route({
      method: 'GET',
      path: '/ledger',
      role: 'reader',
      summary: 'Events of a site, newest first',
      query: ledgerQuery,
      handle: async ({ query }) => ledgerPage(services, query),
    }),
    route({
      method: 'POST',
      path: '/corrections/preview',
      role: 'reader',
      summary: 'What a correction would change: stock, links, holds, shipments; records nothing',
      body: previewBody,
      handle: async ({ body }) => previewCorrection(services, correctionOf(body, services.now())),
    }),
    route({
      method: 'GET',
      path: '/ledger/verification',
      role: 'reader',
      summary: 'The last verification since the start, or null',
      handle: async () => lastVerification(pool),
    }),
    route({
      method: 'POST',
      path: '/ledger/verification',
      role: 'reader',
      summary: 'Check the hash chain and that every record follows from the ledger',
      handle: () => verifyLedger(pool, meaning),
    }),
    route({
      method: 'POST',
      path: '/ledger/rebuild',
      role: 'administrator',
      summary: 'Make every projection anew from the ledger',
      handle: async () => {
        const started = performance.now()
        const { events } = await rebuild(pool, meaning.handlers, meaning.parse)
        services.forget()
        return { events, elapsedMs: Math.round(performance.now() - started) }
      },
    }),
    route({
      method: 'GET',
      path: '/ledger/:sequence',
      role: 'reader',
      summary: 'One event as it was recorded',
      query: z.object({ site }),
      handle: async ({ params, query }) => {
        const sequence = numberIn(params.sequence)
        const [row] = sequence === null ? [] : await eventNumbered(pool, query.site, sequence)
        if (!row) throw notFound(`The ledger of site ${query.site} has no event ${params.sequence ?? ''}.`)
        return eventOf(row)
      },
    }),
  ]
}

/** The correction as it would be sent, under an id that nobody keeps. */
function correctionOf(body: z.output<typeof previewBody>, now: number): CommandOf<'correct'> {
  const { site: of, event, reason, replacement, by } = body
  const id = randomUUID()
  const sent = { type: 'correct', id, at: formatInstant(now), site: of, event, reason, ...(by ? { by } : {}) }
  return parseEvent({
    ...sent,
    ...(replacement ? { replacement: { id: randomUUID(), site: of, ...replacement } } : {}),
  }) as CommandOf<'correct'>
}

async function ledgerPage({ pool }: Services, { site: of, before, limit, type, lot }: z.output<typeof ledgerQuery>): Promise<object> {
  const asked = { site: of, before, limit: limit + 1, type: type ?? null }
  const [rows, head] = await Promise.all([
    lot === undefined || lot === '' ? eventsBefore(pool, asked) : eventsOnLot(pool, { ...asked, number: lot }),
    headOf(pool, of),
  ])
  const shown = rows.slice(0, limit)
  return { events: shown.map(eventOf), next: rows.length > limit ? (shown.at(-1)?.sequence ?? null) : null, head }
}

function eventOf({ body, exception, at, recordedAt, ...row }: EventRow): object {
  return {
    ...row,
    at: formatInstant(at),
    recordedAt: formatInstant(recordedAt),
    body: shownBody(body),
    status: row.voidedBy !== null ? 'voided' : exception ? 'exception' : 'recorded',
  }
}

const SECRETS: Readonly<Record<string, readonly string[]>> = { person: ['badge', 'pin'], token: ['hash'] }

/** Hashes of credentials stay in the ledger: a short badge could be guessed from its hash. */
function shownBody(body: string): unknown {
  const sent = JSON.parse(body) as Record<string, unknown> & { type: string; replacement?: Record<string, unknown> }
  const hidden = (event: Record<string, unknown>): Record<string, unknown> => {
    const secrets = SECRETS[String(event.type)]?.filter(field => event[field] !== undefined) ?? []
    return { ...event, ...Object.fromEntries(secrets.map(field => [field, 'kept, not shown'])) }
  }
  return { ...hidden(sent), ...(sent.replacement ? { replacement: hidden(sent.replacement) } : {}) }
}
