import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { type Route, route, type Services } from '../route.ts'
import { askedBeforehand } from './beforehand.ts'
import { characteristicsMeasured, type MeasuredRow, plansOf, valuesMeasured } from './queries.ts'
import { type Point, statisticsOf } from './statistics.ts'

const site = z.string().default('main')
const moment = z
  .string()
  .refine(text => parseInstant(text) !== undefined, 'must be a time with an offset')
  .optional()
/** A chart of more points shows a band, not points; the newest are given, and the answer says that it is cut. */
const VALUES_MAX = 5000
const chartQuery = z.object({
  site,
  material: z.string().optional(),
  workCenter: z.string().optional(),
  from: moment,
  to: moment,
  limit: z.coerce.number().int().min(1).max(VALUES_MAX).default(500),
})

const askedQuery = z.object({
  site,
  at: z.enum(['receipt', 'start', 'finish', 'shipment']),
  material: z.string().max(400).optional(),
  workOrder: z.string().max(400).optional(),
  operation: z.coerce.number().int().min(0).max(1_000_000).optional(),
  workCenter: z.string().max(400).optional(),
  quantity: z
    .string()
    .max(40)
    .refine(text => /^\d{1,18}(\.\d{1,9})?$/.test(text), 'must be a quantity such as 12.5')
    .optional(),
  run: z.string().max(400).optional(),
})

export function attributeRoutes(services: Services): Route[] {
  const { pool } = services
  return [
    route({
      method: 'GET',
      path: '/characteristics',
      role: 'reader',
      summary: 'What is measured, by material',
      query: z.object({ site, material: z.string().optional() }),
      answer: answers.listed('characteristics', answers.MeasuredCharacteristic),
      handle: async ({ query }) => ({
        characteristics: (await characteristicsMeasured(pool, query.site, query.material ?? null)).map(row => ({
          ...row,
          lastAt: formatInstant(row.lastAt),
        })),
      }),
    }),
    route({
      method: 'GET',
      path: '/characteristics/:code',
      role: 'reader',
      summary: 'Values of a characteristic against their limits, oldest first, with Cp and Cpk from 25 values on',
      query: chartQuery,
      answer: answers.ValueChart,
      handle: ({ params, query }) => chart(services, params.code ?? '', query),
    }),
    route({
      method: 'GET',
      path: '/collection-plans/asked',
      role: 'reader',
      summary: 'What a report will be asked for at a moment, and how many values of each; of a run: of everything that is in it',
      query: askedQuery,
      answer: answers.listed('characteristics', answers.AskedCharacteristic),
      handle: async ({ query }) => ({ characteristics: await askedBeforehand(pool, query) }),
    }),
    route({
      method: 'GET',
      path: '/collection-plans',
      role: 'reader',
      summary: 'What is collected of each material',
      query: z.object({ site }),
      answer: answers.listed('plans', z.strictObject({ material: z.string(), characteristics: z.array(answers.PlannedCharacteristic) })),
      handle: async ({ query }) => ({
        plans: (await plansOf(pool, query.site)).map(({ code, body }) => ({ material: code, characteristics: body.characteristics })),
      }),
    }),
  ]
}

async function chart({ pool }: Services, characteristic: string, query: z.output<typeof chartQuery>): Promise<answers.ValueChart> {
  const { limit, site: of, material = null, workCenter = null } = query
  const rows = await valuesMeasured(pool, {
    site: of,
    characteristic,
    material,
    workCenter,
    from: query.from === undefined ? null : (parseInstant(query.from) ?? null),
    to: query.to === undefined ? null : (parseInstant(query.to) ?? null),
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit).reverse()
  return {
    characteristic,
    unit: shown.at(-1)?.unit ?? null,
    values: shown.map(row => ({ ...row, at: formatInstant(row.at) })),
    statistics: statisticsOf(shown.flatMap(pointsOf)),
    cut: rows.length > limit,
  }
}

/** Numbers only; a series has several at one moment. Texts, choices and files have no place on a chart. */
function pointsOf({ kind, value, low, high, inRange }: MeasuredRow): Point[] {
  const texts = kind === 'series' ? (JSON.parse(value) as string[]) : kind === 'number' || kind === null ? [value] : []
  const limits = { low: low === null ? null : Number(low), high: high === null ? null : Number(high) }
  return texts.filter(isNumber).map(text => {
    const number = Number(text)
    return { value: number, ...limits, inRange: kind === 'series' ? isWithin(number, limits) : inRange }
  })
}

const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text))
const isWithin = (value: number, { low, high }: Pick<Point, 'low' | 'high'>): boolean | null =>
  low === null && high === null ? null : (low === null || value >= low) && (high === null || value <= high)
