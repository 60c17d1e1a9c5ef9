/** One lot in time: where it was when, beside what it is made from and what it went into. */
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import type { WorkOrder } from '../booking/records.ts'
import { notFound } from '../problem.ts'
import type { Services } from '../route.ts'
import { lotFacts, recordsNamed, type SpanRow, spansOf } from './queries.ts'

/** What a picture can show; all of it is in the timeline and the trace. */
const MOST = { lots: 40, own: 5000, theirs: 300 }

export async function lanesPage({ pool }: Services, id: number): Promise<answers.LotLanes> {
  const rows = await spansOf(pool, id, MOST)
  const facts = new Map((await lotFacts(pool, [...new Set([id, ...rows.map(({ lot }) => lot)])])).map(lot => [lot.id, lot]))
  const own = facts.get(id)
  if (own === undefined) throw notFound(`There is no lot ${id}.`)
  const named = rows.flatMap(({ workOrder }) => (workOrder === null ? [] : [{ site: own.site, code: workOrder }]))
  const orders = new Map((await recordsNamed(pool, 'workOrder', named)).map(row => [row.code, row.body as WorkOrder]))
  return {
    spans: rows.flatMap(row => {
      const lot = facts.get(row.lot)
      if (lot === undefined) return []
      const { id: lotId, site, material, number, unit } = lot
      const { relation, kinds, delta, run, workCenter, station, workOrder, operation, sequence } = row
      const [from, to] = [formatInstant(row.from), formatInstant(row.to)]
      const operationName = orders.get(workOrder ?? '')?.operations.find(one => one.sequence === operation)?.name ?? null
      return [
        {
          lot: { id: lotId, site, material, number },
          relation,
          from,
          to,
          kinds,
          delta: formatQuantity(parseQuantity(delta)),
          unit,
          run,
          workCenter,
          station,
          workOrder,
          operation,
          operationName,
          sequence,
        },
      ]
    }),
    parents: shownOf(rows, 'parent'),
    children: shownOf(rows, 'child'),
    whole: rows.every(({ whole }) => whole),
  }
}

function shownOf(rows: readonly SpanRow[], relation: SpanRow['relation']): { shown: number; of: number } {
  const meant = rows.filter(row => row.relation === relation)
  return { shown: new Set(meant.map(({ lot }) => lot)).size, of: meant[0]?.of ?? 0 }
}
