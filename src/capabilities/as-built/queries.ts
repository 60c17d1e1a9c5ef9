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
}

export async function componentsOf(client: Client, { lots, deadlines }: Members): Promise<ComponentRow[]> {
  const { rows } = await client.query({
    name: 'as_built.components',
    values: [lots, deadlines],
    text: `select k.parent, k.child, k.load_position as position, k.removed_at as "removedAt", min(k.came) as came,
             bool_or(k.quantity_min > 0 or (k.quantity_min is null and not exists (
               select from link o where o.child = k.child and o.put = k.put and o.draw = k.draw and o.until is null and o.parent <> k.parent))) as certain,
             case when count(k.quantity_expected) = count(*) then sum(k.quantity_expected) end as expected, max(k.portion_total) as "portionTotal"
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
  at: number
  since: number
}

export async function valuesOf(client: Client, lots: readonly number[], runs: readonly RunName[]): Promise<ValueRow[]> {
  const { rows } = await client.query({
    name: 'as_built.values',
    values: [lots, runs.map(({ site }) => site), runs.map(({ run }) => run)],
    text: `select v.site, v.lot, v.run, v.characteristic, v.value, v.unit, v.quantity::text, v.at, v.since from (
             select * from measurement where lot = any($1) and until is null
             union all select m.* from unnest($2::text[], $3::text[]) as w(site, run) join measurement m on m.site = w.site and m.run = w.run and m.lot is null and m.until is null) v
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

/** Every hold that was placed on the lot itself, released ones included. */
export async function holdsPlacedOn(client: Client, lot: number): Promise<{ site: string; hold: string }[]> {
  const { rows } = await client.query({
    name: 'as_built.holds',
    values: [lot],
    text: 'select distinct x.site, x.hold from hold_lot x where x.lot = $1 and x.exempt is null and x.until is null',
  })
  return rows as { site: string; hold: string }[]
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

/** The corrections that took back something said of these lots, or of what they are made of. */
export async function correctionsOn(client: Client, { lots }: Members): Promise<CorrectionRow[]> {
  const { rows } = await client.query({
    name: 'as_built.corrections',
    values: [lots],
    text: `with ended as (
             select m.until as position from movement m where m.lot = any($1) and m.until is not null
             union select k.until from link k where k.child = any($1) and k.until is not null)
           select distinct g.sequence, g.id, g.at, g.by, b.event, v.type, b.body->>'reason' as reason, b.body->'replacement'->>'id' as replacement
           from ended e cross join lateral (select * from ledger where ledger.position >= e.position order by ledger.position limit 1) g
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
