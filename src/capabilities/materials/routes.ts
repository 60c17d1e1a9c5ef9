import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { containing, numberCursor, PAGE_MAX, pageOf, writeCursor } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { type RecordKind, type RecordRow, recordsOfKind } from './queries.ts'

const query = z.object({ search: z.string().max(400).optional(), site: z.string().optional(), ...pageOf(PAGE_MAX) })
export type RecordQuestion = z.output<typeof query>
export const recordQuery = query

const LISTS: readonly { kind: RecordKind; path: string; key: string; summary: string; row: z.ZodType }[] = [
  { kind: 'material', path: '/materials', key: 'materials', summary: 'Materials', row: answers.Material },
  { kind: 'partner', path: '/partners', key: 'partners', summary: 'Vendors and customers', row: answers.Partner },
  { kind: 'location', path: '/locations', key: 'locations', summary: 'Locations', row: answers.Location },
  { kind: 'workCenter', path: '/work-centers', key: 'workCenters', summary: 'Work centers with their positions', row: answers.WorkCenter },
  { kind: 'person', path: '/people', key: 'people', summary: 'People, without their badges', row: answers.Person },
]

export function materialRoutes(services: Services): Route[] {
  return LISTS.map(({ kind, path, key, summary, row }) =>
    route({
      method: 'GET',
      path,
      role: 'reader',
      summary,
      query,
      answer: answers.paged(key, row),
      handle: async ({ query: asked }) => {
        const { records, next } = await listRecords(services, kind, asked)
        return { [key]: records, next }
      },
    }),
  )
}

export async function listRecords(
  { pool }: Services,
  kind: RecordKind,
  { search, site, limit, cursor }: RecordQuestion,
): Promise<{ records: object[]; next: string | null }> {
  const offset = numberCursor(cursor, 0)
  const rows = await recordsOfKind(pool, kind, { pattern: containing(search), site: site ?? null, offset, limit: limit + 1 })
  return { records: rows.slice(0, limit).map(shown), next: rows.length > limit ? writeCursor([offset + limit]) : null }
}

/** The record as it was stated. Badge and PIN are credentials, so only whether there is one is told. */
function shown({ site, body, since }: RecordRow): object {
  const { type, badge, pin, extensions: _, ...record } = body
  return {
    ...record,
    ...(type === 'person' ? { badge: badge !== undefined, pin: pin !== undefined } : {}),
    site,
    since: formatInstant(since),
  }
}
