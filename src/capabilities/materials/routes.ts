import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { codeCursor, containing, cut, PAGE_MAX, pageOf } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { type RecordKind, recordsOfKind } from './queries.ts'

const query = z.object({ search: z.string().max(400).optional(), site: z.string().optional(), ...pageOf(PAGE_MAX) })
export type RecordQuestion = z.output<typeof query>
export const recordQuery = query

type Stated<Shown> = Shown & { site: string }

export function materialRoutes(services: Services): Route[] {
  const list = { method: 'GET', role: 'reader', query } as const
  return [
    route({
      ...list,
      path: '/materials',
      summary: 'Materials',
      answer: answers.paged('materials', answers.Material),
      handle: async ({ query: asked }) => {
        const { records, next } = await listRecords<answers.Material>(services, 'material', asked)
        return { materials: records, next }
      },
    }),
    route({
      ...list,
      path: '/partners',
      summary: 'Vendors and customers',
      answer: answers.paged('partners', answers.Partner),
      handle: async ({ query: asked }) => {
        const { records, next } = await listRecords<answers.Partner>(services, 'partner', asked)
        return { partners: records, next }
      },
    }),
    route({
      ...list,
      path: '/locations',
      summary: 'Locations',
      answer: answers.paged('locations', answers.Location),
      handle: async ({ query: asked }) => {
        const { records, next } = await listRecords<answers.Location>(services, 'location', asked)
        return { locations: records, next }
      },
    }),
    route({
      ...list,
      path: '/work-centers',
      summary: 'Work centers with their positions',
      answer: answers.paged('workCenters', answers.WorkCenter),
      handle: async ({ query: asked }) => {
        const { records, next } = await listRecords<answers.WorkCenter>(services, 'workCenter', asked)
        return { workCenters: records, next }
      },
    }),
    route({
      ...list,
      path: '/people',
      summary: 'People, without their badges',
      answer: answers.paged('people', answers.Person),
      handle: async ({ query: asked }) => {
        const { records, next } = await listRecords<answers.Person>(services, 'person', asked)
        return { people: records, next }
      },
    }),
  ]
}

export async function listRecords<Shown>(
  { pool }: Services,
  kind: RecordKind,
  { search, site, limit, cursor }: RecordQuestion,
): Promise<{ records: (Stated<Shown> & { since: string })[]; next: string | null }> {
  const asked = { pattern: containing(search), site: site ?? null, after: codeCursor(cursor), limit: limit + 1 }
  const { rows, next } = cut(await recordsOfKind<Stated<Shown>>(pool, kind, asked), limit, row => [row.code, row.site])
  return { records: rows.map(({ shown, since }) => ({ ...shown, since: formatInstant(since) })), next }
}
