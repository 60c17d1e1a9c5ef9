import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { cut, INTEGER_MAX, pageOf, readCursor } from '../paging.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { type ExceptionFound, type ExceptionState, exceptionsRaised } from './exceptions.ts'
import { wipRoutes } from './wip-routes.ts'

const STATES = ['open', 'snoozed', 'accepted', 'reversed'] as const satisfies readonly ExceptionState[]
const exceptionQuery = z.object({
  site: z.string().optional(),
  /** What waits for a decision now, or everything else. */
  open: z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .optional(),
  state: z.enum(STATES).optional(),
  code: z.string().max(100).optional(),
  ...pageOf(200),
})

export function supervisionRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/exceptions',
      role: 'reader',
      summary: 'Recorded facts that broke a rule and what somebody raised, with what was decided about them, newest first',
      query: exceptionQuery,
      answer: answers.paged('exceptions', answers.LedgerException),
      handle: async ({ query }) => exceptionPage(services, query),
    }),
    ...wipRoutes(services),
  ]
}

async function exceptionPage(
  { pool, now }: Services,
  query: z.output<typeof exceptionQuery>,
): Promise<{ exceptions: answers.LedgerException[]; next: string | null }> {
  const asked = {
    site: query.site ?? null,
    now: now(),
    states: statesOf(query),
    code: query.code ?? null,
    before: placeIn(query.cursor),
    limit: query.limit + 1,
  }
  const { rows, next } = cut(await exceptionsRaised(pool, asked), query.limit, row => [row.since, row.line])
  return { exceptions: rows.map(shown), next }
}

function statesOf({ open, state }: z.output<typeof exceptionQuery>): ExceptionState[] | null {
  if (state !== undefined) return [state]
  return open === undefined ? null : STATES.filter(each => (each === 'open') === open)
}

function placeIn(cursor: string | undefined): { since: number; line: number } {
  const [since = INTEGER_MAX, line = INTEGER_MAX] = readCursor(cursor) ?? []
  if (typeof since !== 'number' || typeof line !== 'number')
    throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
  return { since, line }
}

const instantOrNull = (at: number | null): string | null => (at === null ? null : formatInstant(at))

function shown(found: ExceptionFound): answers.LedgerException {
  const { since: _, at, recordedAt, decidedAt, snoozedUntil, ...row } = found
  return {
    ...row,
    open: row.state === 'open',
    at: formatInstant(at),
    recordedAt: formatInstant(recordedAt),
    decidedAt: instantOrNull(decidedAt),
    snoozedUntil: instantOrNull(snoozedUntil),
  }
}
