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
