/** What the orders of a record asked for when they were worked on, put beside what is in it. */
import type { BackWeights } from '../../genealogy/back.ts'
import type { WorkOrder } from '../booking/records.ts'
import { factorsOf } from '../components/queries.ts'
import type { LotFacts } from '../lots/queries.ts'
import { INTEGER_MAX } from '../paging.ts'
import type { Services } from '../route.ts'
import type { Part } from './components.ts'
import { type Built, type Design, designsOf, type UnitsOf } from './design.ts'
import { type Execution, nameOf, recordKey } from './operations.ts'
import type { Members } from './queries.ts'
import * as queries from './queries.ts'

interface Designed {
  id: number
  parts: readonly Part[]
  deviations: readonly queries.DeviationRow[]
  weights: BackWeights
}
/** The lots of each order, the orders as they stood then, and the units of what they ask for. */
interface DesignedThen {
  groups: ReadonlyMap<string, readonly LotFacts[]>
  orders: ReadonlyMap<string, WorkOrder>
  units: UnitsOf
}

/** Lots of one order are looked at together: what was split off carries on what was put together before. */
export async function designedOf(
  services: Services,
  {
    id,
    members,
    named,
    executions,
  }: { id: number; members: Members; named: ReadonlyMap<number, LotFacts>; executions: readonly Execution[] },
): Promise<DesignedThen> {
  const groups = new Map<string, LotFacts[]>()
  for (const lot of members.lots.flatMap(member => named.get(member) ?? [])) {
    if (lot.workOrder === null) continue
    const key = recordKey(lot.site, lot.workOrder)
    groups.set(key, [...(groups.get(key) ?? []), lot])
  }
  const orders = await ordersThen(services, groups, executions)
  const materials = [...orders.values()].flatMap(order =>
    order.operations.flatMap(operation => (operation.components ?? []).map(component => component.material)),
  )
  const site = named.get(id)?.site ?? 'main'
  const units: UnitsOf = materials.length === 0 ? new Map() : await factorsOf(services.pool, site, [...new Set(materials)])
  return { groups, orders, units }
}

export function designs({ groups, orders, units }: DesignedThen, known: Designed): Design[] {
  const built = [...groups].flatMap(([key, lots]) => {
    const order = orders.get(key)
    return order ? [builtOf(order, lots, known)] : []
  })
  return designsOf(built, units)
}

/** As it stood when the last report of the lots was recorded. */
async function ordersThen(
  { pool }: Services,
  groups: ReadonlyMap<string, readonly LotFacts[]>,
  executions: readonly Execution[],
): Promise<Map<string, WorkOrder>> {
  const last = new Map<string, number>()
  for (const { lot, reports } of executions) {
    const key = recordKey(lot.site, lot.workOrder ?? '')
    for (const { since } of reports) last.set(key, Math.max(since, last.get(key) ?? 0))
  }
  const asked = [...groups].flatMap(([key, [first]]) =>
    first?.workOrder ? [{ site: first.site, code: first.workOrder, position: last.get(key) ?? INTEGER_MAX }] : [],
  )
  const rows = asked.length === 0 ? [] : await queries.ordersAsOf(pool, asked)
  return new Map(rows.map(row => [recordKey(row.site, row.code), row.body as WorkOrder]))
}

function builtOf(order: WorkOrder, lots: readonly LotFacts[], { id, parts, deviations, weights }: Designed): Built {
  const group = new Set(lots.map(lot => lot.id))
  const inside = parts.filter(({ row }) => group.has(row.child) && row.removedAt === null)
  const passedOn = new Set(inside.filter(({ row }) => group.has(row.parent)).map(({ row }) => row.parent))
  const heads = lots.filter(lot => lot.id === id || !passedOn.has(lot.id))
  const amount = (lot: LotFacts): number => (lot.id === id ? Number(lot.made) : weights.quantity(lot.id).expected)
  return {
    order,
    lots: heads.map(nameOf),
    quantity: heads.reduce((sum, lot) => sum + amount(lot), 0),
    parts: inside.filter(({ row }) => !group.has(row.parent)).map(part => builtPart(part, deviations)),
  }
}

function builtPart({ row, line }: Part, deviations: readonly queries.DeviationRow[]): Built['parts'][number] {
  const { material, number, vendor, unit, position, quantity } = line
  const used = deviations.findLast(entry => entry.lot === row.parent && entry.of === row.child)
  return {
    material,
    number,
    vendor,
    unit,
    position,
    quantity: quantity === null ? 0 : Number(quantity),
    exact: row.exact,
    how: row.how,
    deviation: used?.deviation ?? null,
    standsFor: used?.body.component ?? null,
  }
}
