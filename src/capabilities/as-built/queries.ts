import type { Pool, PoolClient } from 'pg'
import { REPORTED_BY } from '../../ledger/reported.ts'
import type { RunName } from '../production/queries.ts'

type Client = Pool | PoolClient
/** Lots of the record, each with the latest time at which what it was is still part of it. */
export interface Members {
  lots: readonly number[]
  deadlines: readonly number[]
}

export interface ComponentRow {
  parent: number
  child: number
  position: string | null
  removedAt: number | null
  came: number
  certain: boolean
  expected: number | null
  portionTotal: number
  /** How it is known: scanned, by rule, imported, asserted; where links differ, what is not a scan counts. */
  how: string
  exact: boolean
  /** The event that took it out again. */
  removedSince: number | null
}

export async function componentsOf(client: Client, { lots, deadlines }: Members): Promise<ComponentRow[]> {
  const { rows } = await client.query({
    name: 'as_built.components',
    values: [lots, deadlines],
    text: `select k.parent, k.child, k.load_position as position, k.removed_at as "removedAt", min(k.came) as came,
             bool_or(k.quantity_min > 0 or (k.quantity_min is null and not exists (
               select from link o where o.child = k.child and o.put = k.put and o.draw = k.draw and o.until is null and o.parent <> k.parent))) as certain,
             case when count(k.quantity_expected) = count(*) then sum(k.quantity_expected) end as expected, max(k.portion_total) as "portionTotal",
             coalesce(max(k.how) filter (where k.how <> 'scanned'), 'scanned') as how, bool_and(k.quantity_min is not null and k.quantity_min = k.quantity_max) as exact,
             case when k.removed_at is not null then max(k.since) end as "removedSince"
           from unnest($1::int[], $2::bigint[]) as m(lot, deadline) join link k on k.child = m.lot and k.until is null and k.came <= m.deadline
           group by k.parent, k.child, k.load_position, k.removed_at order by min(k.came), k.child, k.parent, k.removed_at`,
  })
  return rows as ComponentRow[]
}

export interface ReportRow {
  lot: number
  since: number
  kind: 'produced' | 'worked'
  delta: string
  scrap: string
  worked: string | null
  at: number
  run: string | null
  site: string
  type: string
  by: string | null
  crew: string[] | null
  workCenter: string | null
  workOrder: string | null
  operation: number | null
  runWorkOrder: string | null
  runOperation: number | null
  runWorkCenter: string | null
  startedAt: number | null
  finishedAt: number | null
}

/** What was reported on the lots. Inside a correction it is the replacement that says who, where and for which order. */
export async function reportsOn(client: Client, { lots, deadlines }: Members): Promise<ReportRow[]> {
  const { rows } = await client.query({
    name: 'as_built.reports',
    values: [lots, deadlines],
    text: `select m.lot, m.since, m.kind, m.delta::text, m.scrap::text, m.worked::text, m.at, m.run, m.site, coalesce(c.said->>'type', g.type) as type, coalesce(c.said->>'by', g.by) as by,
             case when g.body like '%"crew":[%' then coalesce(c.said->'crew', g.body::jsonb->'crew') end as crew,
             coalesce(c.said->>'workCenter', g.work_center) as "workCenter", coalesce(c.said->>'workOrder', g.work_order) as "workOrder", coalesce((c.said->>'operation')::int, g.operation) as operation,
             r.work_order as "runWorkOrder", r.operation as "runOperation", r.work_center as "runWorkCenter", r.started_at as "startedAt", r.finished_at as "finishedAt"
           from unnest($1::int[], $2::bigint[]) as x(lot, deadline) join movement m on m.lot = x.lot and m.until is null and m.kind in ('produced', 'worked') and m.at <= x.deadline
           ${REPORTED_BY}
           order by m.at, m.ord, m.since, m.line`,
  })
  return rows as ReportRow[]
}

export interface ValueRow {
  site: string
  lot: number | null
  run: string | null
  characteristic: string
  value: string
  unit: string | null
  quantity: string | null
  /** What asked for it and the limits it had to keep, frozen when it was recorded; kind is null where nothing asked. */
  kind: string | null
  low: string | null
  high: string | null
  inRange: boolean | null
  /** Of an order as a whole, or so much of it. */
  workOrder: string | null
  at: number
  since: number
}

export async function valuesOf(
  client: Client,
  lots: readonly number[],
  runs: readonly RunName[],
  orders: readonly { site: string; code: string }[],
): Promise<ValueRow[]> {
  const { rows } = await client.query({
    name: 'as_built.values',
    values: [
      lots,
      runs.map(({ site }) => site),
      runs.map(({ run }) => run),
      orders.map(({ site }) => site),
      orders.map(({ code }) => code),
    ],
    text: `select v.site, v.lot, v.run, v.characteristic, v.value, v.unit, v.quantity::text, v.kind, v.low::text, v.high::text, v.in_range as "inRange", v.work_order as "workOrder", v.at, v.since from (
             select * from measurement where lot = any($1) and until is null
             union all select m.* from unnest($2::text[], $3::text[]) as w(site, run) join measurement m on m.site = w.site and m.run = w.run and m.lot is null and m.until is null
             union all select m.* from unnest($4::text[], $5::text[]) as w(site, code) join measurement m on m.site = w.site and m.work_order = w.code and m.lot is null and m.run is null and m.until is null) v
           order by v.at, v.since, v.line`,
  })
  return rows as ValueRow[]
}

/** What left the lots for good, so that a run after it can still have treated all that was left. */
export async function partsLost(client: Client, lots: readonly number[]): Promise<{ lot: number; at: number; quantity: string }[]> {
  const { rows } = await client.query({
    name: 'as_built.parts_lost',
    values: [lots],
    text: `select m.lot, m.at, (-m.delta)::text as quantity from movement m
           where m.lot = any($1) and m.until is null and m.delta < 0 and m.kind in ('scrapped', 'sentBack', 'split', 'merged', 'serialized')`,
  })
  return rows as { lot: number; at: number; quantity: string }[]
}

export interface PlacedHold {
  lot: number
  site: string
  hold: string
  /** When it was placed, and where the ledger says so and that it ended. */
  since: number[]
}

/** Every hold that was placed on the lots while they were part of the record, or followed what was made of them then; released ones included. */
export async function holdsPlacedOn(client: Client, { lots, deadlines }: Members): Promise<PlacedHold[]> {
  const { rows } = await client.query({
    name: 'as_built.holds',
    values: [lots, deadlines],
    text: `select y.lot, y.site, y.hold, array_agg(distinct h.since) as since
           from unnest($1::int[], $2::bigint[]) as x(lot, deadline) join hold_lot y on y.lot = x.lot and y.exempt is null and y.until is null
           join hold h on h.site = y.site and h.hold = y.hold and (h.at <= x.deadline or h.direction = 'forward') group by y.lot, y.site, y.hold`,
  })
  return rows as PlacedHold[]
}

/** By which decision one lot was freed of a hold that stands for others. */
export interface FreedOf {
  site: string
  hold: string
  at: number
  reason: string | null
}

export async function freedOf(client: Client, lot: number): Promise<FreedOf[]> {
  const { rows } = await client.query({
    name: 'as_built.freed',
    values: [lot],
    text: `select distinct on (y.site, y.hold) y.site, y.hold, coalesce((c.said->>'at')::timestamptz, to_timestamp(g.at / 1000.0)) as at, coalesce(c.said, g.body::jsonb)->>'reason' as reason
           from hold_lot y join ledger g on g.position = y.since cross join lateral (select case when g.type = 'correct' then g.body::jsonb->'replacement' end as said) c
           where y.lot = $1 and y.exempt is not null and y.until is null order by y.site, y.hold, y.since desc`,
  })
  return (rows as (Omit<FreedOf, 'at'> & { at: Date })[]).map(row => ({ ...row, at: row.at.getTime() }))
}

export interface DispositionRow {
  lot: number
  since: number
  sequence: number
  at: number
  by: string | null
  disposition: string
  reason: string
  quantity: string
  freed: string[]
}

/** What a review decided about the lots: freed of these holds, scrapped, sent back. */
export async function dispositionsOn(client: Client, { lots, deadlines }: Members): Promise<DispositionRow[]> {
  const { rows } = await client.query({
    name: 'as_built.dispositions',
    values: [lots, deadlines],
    text: `select m.lot, m.since, g.sequence, m.at, coalesce(c.said->>'by', g.by) as by, coalesce(c.said, g.body::jsonb)->>'disposition' as disposition,
             coalesce(c.said, g.body::jsonb)->>'reason' as reason, sum(-m.delta)::text as quantity,
             coalesce((select array_agg(h.hold order by h.hold) from hold_lot h where h.since = m.since and h.lot = m.lot and h.exempt is not null and h.until is null), '{}') as freed
           from unnest($1::int[], $2::bigint[]) as x(lot, deadline) join movement m on m.lot = x.lot and m.until is null and m.at <= x.deadline and m.kind in ('observed', 'scrapped', 'sentBack')
           ${REPORTED_BY}
           where coalesce(c.said->>'type', g.type) = 'dispose' group by m.lot, m.since, g.sequence, m.at, g.by, g.body, c.said order by m.at, m.since`,
  })
  return rows as DispositionRow[]
}

export interface DeviationRow {
  deviation: string
  rule: string
  lot: number
  of: number
  site: string
  workOrder: string | null
  operation: number | null
  run: string | null
  at: number
  /** The deviation as it stood when it was used. */
  body: {
    component: string
    allows: Record<string, unknown>
    from?: string
    until: string
    reason: string
    requestedBy: string | null
    decidedBy?: string | null
  }
  /** As it stands now. */
  status: string
  versions: number[]
}

/** By which deviations components went into the lots. */
export async function deviationsUsed(client: Client, { lots, deadlines }: Members): Promise<DeviationRow[]> {
  const { rows } = await client.query({
    name: 'as_built.deviations',
    values: [lots, deadlines],
    text: `select distinct on (d.since, d.line, k.child) d.deviation, d.rule, d.lot, k.child as of, d.site, d.work_order as "workOrder", d.operation, d.run, d.at, u.body, n.body->>'status' as status,
             (select array_agg(v.since) from master v where v.site = d.site and v.kind = 'deviation' and v.code = d.deviation) as versions
           from unnest($1::int[], $2::bigint[]) as x(lot, deadline) join link k on k.child = x.lot and k.until is null and k.came <= x.deadline
           join deviation_use d on d.lot = k.parent and d.until is null and (d.since in (k.since, k.taken) or (d.run is not null and d.run = k.run and d.site = k.site))
           join master u on u.site = d.site and u.kind = 'deviation' and u.code = d.deviation and u.since <= d.since and (u.until is null or u.until > d.since)
           join master n on n.site = d.site and n.kind = 'deviation' and n.code = d.deviation and n.until is null
           order by d.since, d.line, k.child`,
  })
  return rows as DeviationRow[]
}

/** Why components were taken out, by the event that says so. */
export async function removalsAt(
  client: Client,
  positions: readonly number[],
): Promise<{ since: number; reason: string | null; disposition: string | null }[]> {
  const { rows } = await client.query({
    name: 'as_built.removals',
    values: [positions],
    text: `select g.position as since, said->>'reason' as reason, said->>'disposition' as disposition
           from ledger g cross join lateral (select case when g.type = 'correct' then g.body::jsonb->'replacement' else g.body::jsonb end as said) c
           where g.position = any($1)`,
  })
  return rows as { since: number; reason: string | null; disposition: string | null }[]
}

/** Events that are part of the record: what was done to the lots, and what brought their components in. Of a component, not what it was used for elsewhere. */
export async function eventsOn(client: Client, { lots, deadlines }: Members): Promise<number[]> {
  const { rows } = await client.query({
    name: 'as_built.events',
    values: [lots, deadlines, lots[0]],
    text: `select m.since from unnest($1::int[], $2::bigint[]) as x(lot, deadline) join movement m on m.lot = x.lot and m.until is null and m.at <= x.deadline
             and (m.lot = $3 or m.kind not in ('consumed', 'loaded', 'unloaded', 'installed', 'moved', 'shipped', 'returned'))
           union select unnest(array[k.since, k.taken]) from unnest($1::int[], $2::bigint[]) as x(lot, deadline) join link k on k.child = x.lot and k.until is null and k.came <= x.deadline
           union select v.since from measurement v where v.lot = any($1) and v.until is null`,
  })
  return (rows as { since: number }[]).map(row => row.since)
}

export interface OrderVersion {
  site: string
  code: string
  body: unknown
}

/** Orders as they stood at these positions: what was built is compared with what was to be built then. */
export async function ordersAsOf(
  client: Client,
  asked: readonly { site: string; code: string; position: number }[],
): Promise<OrderVersion[]> {
  const { rows } = await client.query({
    name: 'as_built.orders',
    values: [asked.map(({ site }) => site), asked.map(({ code }) => code), asked.map(({ position }) => position)],
    text: `select m.site, m.code, m.body from unnest($1::text[], $2::text[], $3::int[]) as w(site, code, position)
           join master m on m.site = w.site and m.kind = 'workOrder' and m.code = w.code and m.since <= w.position and (m.until is null or m.until > w.position)`,
  })
  return rows as OrderVersion[]
}

export interface CorrectionRow {
  sequence: number
  id: string
  at: number
  by: string | null
  event: string
  type: string | null
  reason: string
  replacement: string | null
}

/** The corrections that took back something said of these lots, or of what they are made of; what was put right in the same act stands right behind. */
export async function correctionsOn(client: Client, { lots }: Members): Promise<CorrectionRow[]> {
  const { rows } = await client.query({
    name: 'as_built.corrections',
    values: [lots],
    text: `with ended as (
             select m.until as position from movement m where m.lot = any($1) and m.until is not null
             union select k.until from link k where k.child = any($1) and k.until is not null)
           select distinct g.sequence, g.id, g.at, g.by, b.event, v.type, b.body->>'reason' as reason, b.body->'replacement'->>'id' as replacement
           from ended e cross join lateral (select * from ledger where ledger.position >= e.position order by ledger.position limit 1) a
           join ledger g on g.site = a.site and g.sequence between a.sequence and a.sequence + case when a.type = 'correct' then coalesce(jsonb_array_length(a.body::jsonb->'also'), 0) else 0 end
           cross join lateral (select g.body::jsonb as body, coalesce(g.body::jsonb->'effect'->'settled'->>'reverses', g.body::jsonb->>'event') as event) b
           left join ledger v on v.id = b.event where g.type in ('correct', 'resolve') order by g.sequence`,
  })
  return rows as CorrectionRow[]
}

export async function exceptionsIn(
  client: Client,
  reports: readonly number[],
  runs: readonly RunName[],
): Promise<{ code: string; detail: string }[]> {
  const { rows } = await client.query({
    name: 'as_built.exceptions',
    values: [reports, runs.map(({ site }) => site), runs.map(({ run }) => run)],
    text: `with events as (
             select unnest($1::int[]) as since
             union select m.since from unnest($2::text[], $3::text[]) as w(site, run) join movement m on m.site = w.site and m.run = w.run and m.until is null)
           select distinct e.code, e.detail from events v join exception e on e.since = v.since where e.until is null order by e.code, e.detail`,
  })
  return rows as { code: string; detail: string }[]
}
