/** What the board of work in process is made from. Statements are asked with the lots or orders that changed, never with all there are. */
import type { Pool, PoolClient } from 'pg'
import { PARTED_LINK, REPORTED_BY, REPORTED_CENTER, REPORTED_OPERATION, REPORTED_ORDER } from '../../ledger/reported.ts'
import type { MovementKind } from '../../ledger/tables.ts'
import type { Operation } from '../booking/records.ts'

type Client = Pool | PoolClient

const OPEN = `m.kind = 'workOrder' and m.until is null and coalesce(m.body->>'status', 'open') = 'open'`

const RUN_OF = `coalesce(g.run, g.body::jsonb->'replacement'->>'run')`
const CORRECTED = `case when g.type = 'correct' then g.body::jsonb->>'event' end`

/** Every lot of an open order of which something is there. */
export async function lotsInProcess(client: Client): Promise<number[]> {
  const { rows } = await client.query({
    text: `select l.id from master m join lot l on l.site = m.site and l.work_order = m.code and l.makings > 0
           where ${OPEN} and exists (select from stock s where s.lot = l.id and s.quantity > 0)`,
  })
  return (rows as { id: number }[]).map(row => row.id)
}

/**
 * Lots that moved or were reported, lots of runs that began or ended (or of which a beginning or end was taken back), and lots of orders that were
 * stated, between two positions; and what was parted from them, for what happened to a lot earlier than was known moves its parts on as well.
 * Link by link (`offset 0`): PostgreSQL takes each lot for one of many children, and would read all lots beside a handful of links.
 */
export async function lotsTouched(client: Client, { from, to }: { from: number; to: number }): Promise<number[]> {
  const { rows } = await client.query({
    name: 'wip.touched',
    values: [from, to],
    text: `with recursive told(site, run, corrected) as (
           select g.site, ${RUN_OF}, ${CORRECTED} from ledger g
           where g.position > $1 and g.position <= $2 and g.type in ('start', 'finish', 'correct', 'resolve')
           union select g.site, ${RUN_OF}, ${CORRECTED} from told t join ledger g on g.id = t.corrected
           ), happened(id) as (
           select lot from movement where since > $1 and since <= $2
           union select lot from movement where until > $1 and until <= $2
           union select m.lot from told t join movement m on m.site = t.site and m.run = t.run
           union select l.id from master o join lot l on l.site = o.site and l.work_order = o.code where o.since > $1 and o.since <= $2 and o.kind = 'workOrder'
           ), touched(id) as (
           select id from happened
           union select c.id from touched t cross join lateral (select * from link where parent = t.id and until is null and put <> 0 offset 0) k
             cross join lateral (select * from lot where id = k.parent offset 0) p cross join lateral (select * from lot where id = k.child offset 0) c where ${PARTED_LINK})
           select id from touched`,
  })
  return (rows as { id: number }[]).map(row => row.id)
}

export interface OrderFacts {
  site: string
  number: string
  material: string
  customer: string | null
  operations: Operation[]
}
export interface LotFacts {
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  order: string
  expiresAt: number | null
  place: string
}

/** Of these lots, those of an open order of which something is there, with where most of it lies. */
export async function inProcess(client: Client, ids: readonly number[]): Promise<LotFacts[]> {
  const { rows } = await client.query({
    name: 'wip.lots',
    values: [ids],
    text: `select l.id, l.site, l.material, l.number, l.kind, l.unit, l.work_order as "order", l.expires_at as "expiresAt", s.place
           from unnest($1::int[]) w(id) join lot l on l.id = w.id and l.makings > 0 and l.work_order is not null
           join master m on m.site = l.site and m.code = l.work_order and ${OPEN}
           join lateral (select place from stock where lot = l.id and quantity > 0 order by quantity desc, place limit 1) s on true`,
  })
  return rows as LotFacts[]
}

export async function openOrders(client: Client, keys: readonly { site: string; number: string }[]): Promise<OrderFacts[]> {
  const { rows } = await client.query({
    name: 'wip.orders',
    values: [keys.map(key => key.site), keys.map(key => key.number)],
    text: `select m.site, m.code as number, m.body->>'material' as material, m.body->>'customer' as customer, m.body->'operations' as operations
           from unnest($1::text[], $2::text[]) w(site, number) join master m on m.site = w.site and m.code = w.number and ${OPEN}`,
  })
  return (rows as OrderFacts[]).map(order => ({ ...order, operations: order.operations.toSorted((a, b) => a.sequence - b.sequence) }))
}

export interface LineFacts {
  lot: number
  kind: MovementKind
  delta: string
  worked: string | null
  at: number
  operation: number | null
  workCenter: string | null
  order: string | null
  run: string | null
  type: string
  running: boolean
  by: string | null
}

/** What happened to these lots, moves left out, in the order of time. A report inside a correction is told by the replacement. */
export async function linesOn(client: Client, ids: readonly number[]): Promise<LineFacts[]> {
  const { rows } = await client.query({
    name: 'wip.lines',
    values: [ids],
    text: `select m.lot, m.kind, m.delta::text as delta, m.worked::text as worked, m.at, ${REPORTED_OPERATION} as operation,
             ${REPORTED_CENTER} as "workCenter", ${REPORTED_ORDER} as "order", m.run, coalesce(c.said->>'type', g.type) as type, coalesce(r.finished_at is null and r.run is not null, false) as running, coalesce(c.said->>'by', g.by) as by
           from movement m ${REPORTED_BY}
           where m.lot = any($1) and m.until is null and m.kind <> 'moved' and m.kind <> 'observed' order by m.lot, m.at, m.ord, m.since, m.line`,
  })
  return rows as LineFacts[]
}

/** What lots were split, merged or serialized from, within the same order, and when. */
export async function parentsOf(client: Client, ids: readonly number[]): Promise<{ child: number; parent: number; at: number }[]> {
  const { rows } = await client.query({
    name: 'wip.parents',
    values: [ids],
    text: `select k.child, k.parent, k.came as at from link k join lot c on c.id = k.child join lot p on p.id = k.parent
           where k.child = any($1) and ${PARTED_LINK}`,
  })
  return rows as { child: number; parent: number; at: number }[]
}
