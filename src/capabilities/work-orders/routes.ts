import type { Pool } from 'pg'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, total } from '../../base/quantity.ts'
import type { Operation, WorkOrder } from '../booking/records.ts'
import { listRecords, recordQuery } from '../materials/routes.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { orderNumbered, type ReportedRow, reportedOn, unitsOfMaterials } from './queries.ts'

/** Lots of one order shown on its page; the list of lots, searched by the order, has them all. */
const LOTS_MAX = 2000

/** Each order says all its operations: a thousand of them are half a megabyte. */
const orderQuery = recordQuery.extend(pageOf(100))

export function workOrderRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/work-orders',
      role: 'reader',
      summary: 'Work orders',
      query: orderQuery,
      answer: answers.paged('workOrders', answers.WorkOrder),
      handle: async ({ query }) => {
        const { records, next } = await listRecords<StatedOrder>(services, 'workOrder', query)
        return { workOrders: await withUnits(services.pool, records), next }
      },
    }),
    route({
      method: 'GET',
      path: '/work-orders/:number',
      role: 'reader',
      summary: 'One work order, with what was reported at each operation',
      query: z.object({ site: z.string().optional() }),
      answer: answers.WorkOrderProgress,
      handle: async ({ params, query }) => orderPage(services, params.number ?? '', query.site ?? null),
    }),
  ]
}

/** As the event stated it. */
type StatedOrder = Omit<answers.WorkOrder, 'unit' | 'since'>

/** A quantity without its unit says little. */
async function withUnits<Order extends { site: string; material: string }>(
  pool: Pool,
  records: readonly Order[],
): Promise<(Order & { unit: string | null })[]> {
  const rows = await unitsOfMaterials(pool, records)
  const units = new Map(rows.map(row => [`${row.site}/${row.material}`, row.unit]))
  return records.map(record => ({ ...record, unit: units.get(`${record.site}/${record.material}`) ?? null }))
}

async function orderPage({ pool }: Services, number: string, site: string | null): Promise<answers.WorkOrderProgress> {
  const [found] = await orderNumbered(pool, number, site)
  if (!found) throw notFound(`There is no work order "${number}".`)
  const { type: _, extensions: __, ...order } = found.body
  const reported = await reportedOn(pool, { site: found.site, number }, LOTS_MAX)
  const [unit] = await unitsOfMaterials(pool, [{ site: found.site, material: order.material }])
  return {
    ...order,
    site: found.site,
    unit: unit?.unit ?? null,
    since: formatInstant(found.since),
    operations: order.operations.map(operation => ({ ...operation, ...progress(operation, order, reported) })),
    lotsComplete: reported.length < LOTS_MAX,
  }
}

function progress(
  operation: Operation,
  order: WorkOrder,
  reported: readonly ReportedRow[],
): Pick<answers.WorkOrderProgress['operations'][number], 'good' | 'scrap' | 'lots'> {
  const rows = reported.filter(row => operationOf(row, order) === operation)
  const sum = (field: 'quantity' | 'scrap'): string => formatQuantity(total(rows.map(row => parseQuantity(row[field]))))
  return {
    good: sum('quantity'),
    scrap: sum('scrap'),
    lots: rows.map(row => ({
      id: row.lot,
      material: row.material,
      number: row.number,
      unit: row.unit,
      quantity: formatQuantity(parseQuantity(row.quantity)),
      scrap: formatQuantity(parseQuantity(row.scrap)),
      at: formatInstant(row.lastAt),
    })),
  }
}

const operationOf = (row: ReportedRow, { operations }: WorkOrder): Operation | undefined =>
  operations.find(entry => entry.sequence === row.operation) ??
  (row.workCenter === null ? undefined : operations.find(entry => entry.workCenter === row.workCenter))
