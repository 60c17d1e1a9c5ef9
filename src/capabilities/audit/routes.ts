import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { rebuild } from '../../ledger/rebuild.ts'
import { ACTIONS, AccessLog, type LoggedAccess } from '../access/log.ts'
import type { CommandOf } from '../events.ts'
import { INTEGER_MAX, numberIn, PAGE_MAX } from '../paging.ts'
import { parseEvent } from '../parse.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { type Cell, streamedCsv } from '../streamed-csv.ts'
import { previewCorrection } from './preview.ts'
import { type EventRow, eventNumbered, eventsBefore, eventsOnLot, eventsOnRecord, headOf } from './queries.ts'
import { shownEvent } from './shown.ts'
import { lastVerification, type Meaning, verifyLedger } from './verification.ts'

const site = z.string().default('main')
const time = z
  .string()
  .refine(text => parseInstant(text) !== undefined, 'must be a time with an offset')
  .optional()
const ledgerQuery = z.object({
  site,
  before: z.coerce.number().int().min(1).max(INTEGER_MAX).default(INTEGER_MAX),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  type: z.string().optional(),
  lot: z.string().max(400).optional(),
  by: z.string().max(200).optional(),
  station: z.string().max(200).optional(),
  workCenter: z.string().max(200).optional(),
  workOrder: z.string().max(200).optional(),
  run: z.string().max(200).optional(),
  from: time,
  to: time,
})
const accessQuery = z.object({
  before: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(100),
  who: z.string().max(200).optional(),
  action: z.enum(ACTIONS).optional(),
  subject: z.string().max(400).optional(),
  from: time,
  to: time,
})

/** An export is whole unless less is asked for. */
const exportLimit = z.coerce.number().int().min(1).max(INTEGER_MAX).default(INTEGER_MAX)

const historyQuery = z.object({
  site,
  kind: z.string().min(1).max(100),
  code: z.string().min(1).max(400),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(100),
})

const said = z.record(z.string(), z.unknown())
const previewBody = z.object({
  site,
  event: z.uuid(),
  reason: z.string().min(1).default('preview'),
  by: z.string().max(200).optional(),
  replacement: said.optional(),
  also: z
    .array(z.object({ event: z.uuid(), replacement: said.optional() }))
    .min(1)
    .max(100)
    .optional(),
})

export function auditRoutes(services: Services, meaning: Meaning): Route[] {
  const { pool } = services
  const log = new AccessLog(pool)
  return [
    route({
      method: 'GET',
      path: '/ledger',
      role: 'reader',
      summary: 'Events of a site, newest first',
      query: ledgerQuery,
      answer: answers.LedgerPage,
      handle: async ({ query }) => ledgerPage(services, query),
    }),
    route({
      method: 'POST',
      path: '/corrections/preview',
      role: 'reader',
      summary:
        'What a correction, with what is put right in the same act, would change: stock, links, holds, shipments; whom it would leave short; records nothing',
      body: previewBody,
      answer: answers.CorrectionPreview,
      handle: async ({ body }) => previewCorrection(services, correctionOf(body, services.now())),
    }),
    route({
      method: 'GET',
      path: '/ledger/export',
      role: 'reader',
      sensitive: true,
      summary: 'All the same events as CSV, or the first of them: who, what, where, when, why, and the hash of each',
      query: ledgerQuery.extend({ limit: exportLimit }),
      handle: async ({ query }) => streamedCsv('ledger', LEDGER_TITLES, eventLines(services, query)),
    }),
    route({
      method: 'GET',
      path: '/records/history',
      role: 'reader',
      summary: 'Who stated a record of master data, when, and what it said each time; newest first',
      query: historyQuery,
      answer: answers.listed('events', answers.LedgerEvent).extend({ complete: z.boolean() }),
      handle: async ({ query }) => {
        const rows = await eventsOnRecord(pool, { ...query, limit: query.limit + 1 })
        return { events: rows.slice(0, query.limit).map(eventOf), complete: rows.length <= query.limit }
      },
    }),
    route({
      method: 'GET',
      path: '/access-log',
      role: 'auditor',
      sensitive: true,
      summary: 'Who read what is sensitive, and what was refused to whom, newest first',
      query: accessQuery,
      answer: answers.listed('rows', answers.AccessEntry).extend({ next: z.number().nullable() }),
      handle: async ({ query }) => accessPage(log, query),
    }),
    route({
      method: 'GET',
      path: '/access-log/export',
      role: 'auditor',
      sensitive: true,
      summary: 'All the same rows as CSV, or the first of them',
      query: accessQuery.extend({ limit: exportLimit }),
      handle: async ({ query }) => streamedCsv('access-log', ACCESS_EXPORTED, accessLines(log, query)),
    }),
    route({
      method: 'POST',
      path: '/access-log/verification',
      role: 'auditor',
      summary: 'Check the chain of the access log',
      answer: z.strictObject({ rows: z.number(), difference: z.string().nullable() }),
      handle: () => log.verify(),
    }),
    route({
      method: 'GET',
      path: '/ledger/verification',
      role: 'reader',
      summary: 'The last verification since the start, or null',
      answer: answers.Verification.nullable(),
      handle: async () => lastVerification(pool),
    }),
    route({
      method: 'POST',
      path: '/ledger/verification',
      role: 'reader',
      summary: 'Check the hash chain and that every record follows from the ledger',
      answer: answers.Verification,
      handle: () => verifyLedger(pool, meaning),
    }),
    route({
      method: 'POST',
      path: '/ledger/rebuild',
      role: 'administrator',
      summary: 'Make every projection anew from the ledger',
      answer: answers.Rebuilt,
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
      answer: answers.LedgerEvent,
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
  const { site: of, event, reason, replacement, also, by } = body
  const named = (right: z.output<typeof said> | undefined): object =>
    right ? { replacement: { id: randomUUID(), site: of, ...right } } : {}
  const id = randomUUID()
  const sent = { type: 'correct', id, at: formatInstant(now), site: of, event, reason, ...(by ? { by } : {}) }
  return parseEvent({
    ...sent,
    ...named(replacement),
    ...(also ? { also: also.map(part => ({ event: part.event, ...named(part.replacement) })) } : {}),
  }) as CommandOf<'correct'>
}

const instantOf = (text: string | undefined): number | null => (text === undefined ? null : (parseInstant(text) ?? null))

async function ledgerPage(services: Services, query: z.output<typeof ledgerQuery>): Promise<answers.LedgerPage> {
  const { limit } = query
  const [rows, head] = await Promise.all([ledgerRows(services, { ...query, limit: limit + 1 }), headOf(services.pool, query.site)])
  const shown = rows.slice(0, limit)
  return { events: shown.map(eventOf), next: rows.length > limit ? (shown.at(-1)?.sequence ?? null) : null, head }
}

function ledgerRows({ pool }: Services, query: z.output<typeof ledgerQuery>): Promise<EventRow[]> {
  const { site: of, before, limit, type = null, lot, by = null, station = null, workCenter = null, workOrder = null, run = null } = query
  const times = { from: instantOf(query.from), to: instantOf(query.to) }
  const asked = { site: of, before, limit, type, by, station, workCenter, workOrder, run, ...times }
  return lot === undefined || lot === '' ? eventsBefore(pool, asked) : eventsOnLot(pool, { ...asked, number: lot })
}

function eventOf({ body, exception, at, recordedAt, ...row }: EventRow): answers.LedgerEvent {
  return {
    ...row,
    at: formatInstant(at),
    recordedAt: formatInstant(recordedAt),
    body: shownBody(body),
    status: row.voidedBy !== null ? 'voided' : exception ? 'exception' : 'recorded',
  }
}

interface Part {
  replacement?: Record<string, unknown>
}

function shownBody(body: string): Record<string, unknown> {
  const sent = JSON.parse(body) as Record<string, unknown> & Part & { also?: Part[] }
  const own = shownPart(shownEvent(sent), sent)
  return sent.also ? { ...own, also: sent.also.map(part => shownPart({ ...part }, part)) } : own
}

const shownPart = (shown: Record<string, unknown>, { replacement }: Part): Record<string, unknown> =>
  replacement ? { ...shown, replacement: shownEvent(replacement) } : shown

function accessRows(log: AccessLog, query: z.output<typeof accessQuery>): Promise<LoggedAccess[]> {
  const { before, limit, who = null, action = null, subject = null } = query
  return log.read({ before, who, action, subject, from: instantOf(query.from), to: instantOf(query.to), limit })
}

async function accessPage(
  log: AccessLog,
  query: z.output<typeof accessQuery>,
): Promise<{ rows: answers.AccessEntry[]; next: number | null }> {
  const rows = await accessRows(log, { ...query, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  return {
    rows: shown.map(row => ({ ...row, at: formatInstant(row.at) })),
    next: rows.length > query.limit ? (shown.at(-1)?.number ?? null) : null,
  }
}

const ACCESS_EXPORTED = ['number', 'at', 'who', 'action', 'subject', 'code', 'detail', 'address'] as const

async function* accessLines(log: AccessLog, query: z.output<typeof accessQuery>): AsyncGenerator<readonly Cell[][]> {
  const pages = pagesOf(query, async page => {
    const rows = await accessRows(log, page)
    return { rows, next: rows.at(-1)?.number }
  })
  for await (const rows of pages)
    yield rows.map(row => ACCESS_EXPORTED.map(field => (field === 'at' ? formatInstant(row.at) : (row[field] ?? ''))))
}

const EXPORTED = [
  'sequence',
  'id',
  'type',
  'status',
  'at',
  'recordedAt',
  'by',
  'station',
  'workCenter',
  'workOrder',
  'operation',
  'run',
  'hash',
] as const

const LEDGER_TITLES = [...EXPORTED, 'reason', 'via', 'body'] as const

async function* eventLines(services: Services, query: z.output<typeof ledgerQuery>): AsyncGenerator<readonly Cell[][]> {
  const pages = pagesOf(query, async page => {
    const rows = await ledgerRows(services, page)
    return { rows: rows.map(eventOf), next: rows.at(-1)?.sequence }
  })
  for await (const events of pages)
    yield events.map(event => {
      const body = event.body as { reason?: string; note?: string; via?: string }
      return [...EXPORTED.map(field => event[field] as Cell), body.reason ?? body.note ?? '', body.via ?? '', JSON.stringify(event.body)]
    })
}

/** Page after page of what is listed from the newest backward, until the limit. */
async function* pagesOf<Q extends { before: number; limit: number }, Row>(
  asked: Q,
  read: (page: Q) => Promise<{ rows: Row[]; next: number | undefined }>,
): AsyncGenerator<Row[]> {
  let { before, limit } = asked
  while (limit > 0) {
    const size = Math.min(limit, PAGE_MAX)
    const { rows, next } = await read({ ...asked, before, limit: size })
    yield rows
    if (rows.length < size || next === undefined) return
    before = next
    limit -= rows.length
  }
}
