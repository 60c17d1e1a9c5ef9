import { least, type Quantity, subtract, total, ZERO } from '../base/quantity.ts'

/**
 * SQL that several rooms ask with: of a movement m, which event told of it (g), in which run (r), and what that said of itself. Inside
 * a correction it is the replacement that says who, where and for which order (c.said); what was derived stands in the ledger's columns.
 * A condition beside the body would be checked after the body has been read as JSON, for every event; inside `case` only corrections are.
 */
export const REPORTED_BY = `join ledger g on g.position = m.since
  left join run r on r.site = m.site and r.run = m.run and r.until is null
  cross join lateral (select case when g.type = 'correct' then g.body::jsonb->'replacement' end as said) c`

export const REPORTED_ORDER = `coalesce(r.work_order, c.said->>'workOrder', g.work_order)`
export const REPORTED_OPERATION = `coalesce(r.operation, (c.said->>'operation')::int, g.operation)`
export const REPORTED_CENTER = `coalesce(r.work_center, c.said->>'workCenter', g.work_center)`
/** Good pieces made or worked on. */
export const REPORTED_QUANTITY = `case when m.kind = 'produced' then m.delta else coalesce(m.worked, 0) end`

/**
 * Of a lot k.child what it was parted of, or what came into it, within one order: what was reported of that was reported of the part as well.
 * Orders are compared so that no index of them answers it: while the statistics say that no lot has an order, each scan would read all that have.
 */
export const PARTED_LINK = `k.until is null and k.put <> 0 and p.site = c.site and p.material = c.material and coalesce(p.work_order, '') <> '' and p.work_order is not distinct from c.work_order`

/** All that the lots $1 came of, one row for each parting: how much became the part, of how much there was. */
export const PARTED_FROM = `with recursive parted as (
    select k.child as lot, k.parent, k.put from link k join lot c on c.id = k.child join lot p on p.id = k.parent where k.child = any($1) and ${PARTED_LINK}
    union select k.child, k.parent, k.put from parted x join link k on k.child = x.parent join lot c on c.id = k.child join lot p on p.id = k.parent where ${PARTED_LINK})
  select x.lot, x.parent, m.at::float8 as at, m.ord,
    (case when m.kind = 'merged' then (select -sum(o.delta) from movement o where o.since = x.put and o.lot = x.parent and o.kind = m.kind and o.delta < 0 and o.until is null)
          else sum(m.delta) end)::text as part,
    (select coalesce(sum(o.delta), 0) from movement o where o.lot = x.parent and o.until is null and (o.at, o.ord) < (m.at, m.ord))::text as whole
  from parted x join movement m on m.since = x.put and m.lot = x.lot and m.delta > 0 and m.until is null and m.kind in ('split', 'merged', 'serialized')
  group by x.lot, x.parent, x.put, m.at, m.ord, m.kind order by x.lot, m.at, m.ord, x.parent`

export interface PartedFrom {
  lot: number
  parent: number
  part: Quantity
  whole: Quantity
  at: number
  ord: number
}

interface Told {
  quantity: Quantity
  at: number
  ord: number
}
type Moment = Pick<Told, 'at' | 'ord'>
const isBefore = (told: Moment, moment: Moment | null): boolean =>
  moment === null || told.at < moment.at || (told.at === moment.at && told.ord < moment.ord)

/**
 * How much of a lot something was reported of, also while it was part of another lot. Of a whole of which some was not reported, the part
 * may be just that: it has what it must have.
 */
export function reportedOf(
  lot: number,
  of: { told: (lot: number) => readonly Told[]; parted: readonly PartedFrom[] },
  before: Moment | null = null,
): Quantity {
  const own = of.told(lot).filter(told => isBefore(told, before))
  const inherited = of.parted.filter(edge => edge.lot === lot && isBefore(edge, before))
  return total([
    ...own.map(({ quantity }) => quantity),
    ...inherited.map(edge => {
      const certain = subtract(reportedOf(edge.parent, of, edge), subtract(edge.whole, edge.part))
      return certain > ZERO ? least(certain, edge.part) : ZERO
    }),
  ])
}
