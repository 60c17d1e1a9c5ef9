import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, readQuantity } from '../../base/quantity.ts'
import { INTEGER_MAX, numberIn } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { expectedAgainstScanned } from './expected.ts'
import { deviationsOf, factorsOf, nextLots, partsIn, unitOf } from './queries.ts'

const site = z.string().default('main')

export function componentRoutes(services: Services): Route[] {
  const { pool } = services
  return [
    route({
      method: 'GET',
      path: '/lots/:id/components',
      role: 'reader',
      summary: 'Expected by the bill of materials against scanned, with what is only inferred',
      answer: answers.LotComponents,
      handle: ({ params }) => componentsOf(services, params.id),
    }),
    route({
      method: 'GET',
      path: '/materials/:code/next-lots',
      role: 'reader',
      summary: 'Lots on hand in the order in which they are to be used: the first to expire first',
      query: z.object({ site, limit: z.coerce.number().int().min(1).max(200).default(20) }),
      answer: answers.listed(
        'lots',
        z.strictObject({
          id: z.number(),
          number: z.string(),
          onHand: answers.Quantity,
          expiresAt: answers.Time.nullable(),
          madeAt: answers.Time,
        }),
      ),
      handle: async ({ params, query }) => ({
        lots: (await nextLots(pool, query.site, params.code ?? '', query.limit)).map(row => ({
          ...row,
          onHand: formatQuantity(readQuantity(row.onHand)),
          expiresAt: row.expiresAt === null ? null : formatInstant(row.expiresAt),
          madeAt: formatInstant(row.madeAt),
        })),
      }),
    }),
    route({
      method: 'GET',
      path: '/deviations',
      role: 'reader',
      summary:
        'Deviations, the newest first, with how often each was used; of a lot: those it or its components passed under, and those that name it',
      query: z.object({ site, lot: z.coerce.number().int().min(1).max(INTEGER_MAX).optional() }),
      answer: answers.listed('deviations', answers.Deviation),
      handle: async ({ query }) => ({
        deviations: (await deviationsOf(pool, query.site, query.lot ?? null)).map(({ body, uses, lastUsedAt }) => ({
          ...body,
          uses,
          lastUsedAt: lastUsedAt === null ? null : formatInstant(lastUsedAt),
        })),
      }),
    }),
  ]
}

async function componentsOf({ pool }: Services, asked: string | undefined): Promise<answers.LotComponents> {
  const id = numberIn(asked)
  const unit = id === null ? null : await unitOf(pool, id)
  if (id === null || !unit) throw notFound(`There is no lot ${asked ?? ''}.`)
  const materials = (unit.order?.operations ?? []).flatMap(operation => (operation.components ?? []).map(component => component.material))
  const [parts, units] = await Promise.all([partsIn(pool, id), factorsOf(pool, unit.site, materials)])
  return {
    lot: { material: unit.material, number: unit.number },
    workOrder: unit.order?.number ?? null,
    ...expectedAgainstScanned(unit, parts, units),
  }
}
