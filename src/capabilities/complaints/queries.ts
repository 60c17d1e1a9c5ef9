import type { Pool } from 'pg'
import type { Moment } from '../paging.ts'
import type { Complaint } from './commands.ts'

export type ComplaintRow = Complaint & { site: string; customerName: string | null; lotCount: number }

const SHOWN = `m.site, m.body, p.body->>'name' as "customerName"`
const FROM = `master m left join master p on p.site = m.site and p.kind = 'partner' and p.code = m.body->>'customer' and p.until is null`
const OPENED = `(m.body->>'openedAt')::float8`

const read = (row: unknown): ComplaintRow => {
  const { body, ...more } = row as { body: Complaint; site: string; customerName: string | null }
  return { ...body, ...more, lotCount: body.lots.length }
}

/** By when they came in, newest first. */
export async function complaintsLike(
  pool: Pool,
  asked: {
    site: string | null
    state: string | null
    pattern: string | null
    customer: string | null
    before: Moment
    limit: number
  },
): Promise<ComplaintRow[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.state, asked.pattern, asked.customer, asked.before.at, asked.before.code, asked.limit, asked.before.site],
    text: `select ${SHOWN} from ${FROM} where m.kind = 'complaint' and m.until is null and ($1::text is null or m.site = $1)
             and ($2::text is null or case $2 when 'unanswered' then m.body->>'answeredAt' is null and m.body->>'closedAt' is null when 'open' then m.body->>'closedAt' is null else m.body->>'closedAt' is not null end)
             and ($3::text is null or m.code ilike $3 or m.body->>'text' ilike $3 or m.body->>'said' ilike $3 or m.body->>'reference' ilike $3 or m.body->>'lots' ilike $3 or p.body->>'name' ilike $3)
             and ($4::text is null or m.body->>'customer' = $4) and (${OPENED}, m.code, m.site) < ($5, $6, $8) order by ${OPENED} desc, m.code desc, m.site desc limit $7`,
  })
  return rows.map(read)
}

export async function complaintShown(pool: Pool, site: string, number: string): Promise<ComplaintRow | undefined> {
  const { rows } = await pool.query({
    values: [site, number],
    text: `select ${SHOWN} from ${FROM} where m.kind = 'complaint' and m.until is null and m.site = $1 and m.code = $2`,
  })
  return rows.map(read)[0]
}

/** The next free number of the form CO-0001. */
export async function nextComplaint(pool: Pool, site: string): Promise<string> {
  const { rows } = await pool.query({
    values: [site],
    text: `select coalesce(max(substr(code, 4)::int), 0) + 1 as next from master where site = $1 and kind = 'complaint' and code ~ '^CO-[0-9]{4,8}$'`,
  })
  return `CO-${String((rows[0] as { next: number }).next).padStart(4, '0')}`
}

/** Of a retry: the number that the first attempt got. */
export async function numberOfEvent(pool: Pool, event: string): Promise<string | null> {
  const { rows } = await pool.query({
    name: 'complaints.ofEvent',
    values: [event],
    text: `select body::jsonb->>'number' as number from ledger where id = $1 and type = 'complaint'`,
  })
  return (rows[0] as { number: string } | undefined)?.number ?? null
}

export interface ComplaintLot {
  id: number
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
  onHand: string
  shipped: { customer: string; shipment: string; quantity: string; at: number }[]
}

/** The lots of a complaint as they are now called, with where they went. */
export async function lotsShown(pool: Pool, site: string, lots: readonly { material: string; number: string }[]): Promise<ComplaintLot[]> {
  const { rows } = await pool.query({
    name: 'complaints.lots',
    values: [site, lots.map(lot => lot.material), lots.map(lot => lot.number)],
    text: `with named as (select distinct on (n.place) n.place, l.id, l.material, l.number, l.kind, l.unit from unnest($2::text[], $3::text[]) with ordinality as n(material, number, place)
               join lot l on l.site = $1 and l.material = n.material and (l.number = n.number or exists (select from identifier i where i.lot = l.id and i.kind = 'formerNumber' and i.value = n.number and i.until is null))
               order by n.place, l.number = n.number desc)
           select n.id, n.material, n.number, n.kind, n.unit, coalesce((select sum(s.quantity) from stock s where s.lot = n.id), 0)::text as "onHand",
             coalesce((select jsonb_agg(jsonb_build_object('customer', s.customer, 'shipment', s.shipment, 'quantity', g.quantity::text, 'at', s.at) order by s.at)
               from (select m.reference, -sum(m.delta) as quantity from movement m where m.lot = n.id and m.kind in ('shipped', 'returned') and m.until is null and m.reference is not null group by m.reference) g
               join shipment s on s.site = $1 and s.shipment = g.reference and s.until is null), '[]') as shipped
           from named n order by n.place`,
  })
  return rows as ComplaintLot[]
}

export interface LinkedHold {
  hold: string
  reason: string
  at: number
  releasedAt: number | null
  byCase: boolean
}

/** Holds that name the complaint as their case, and those whose own lots it is about. */
export async function holdsOf(pool: Pool, site: string, complaint: string, lots: readonly number[]): Promise<LinkedHold[]> {
  const { rows } = await pool.query({
    name: 'complaints.holds',
    values: [site, complaint, lots],
    text: `select h.hold, h.reason, h.at::float8 as at, h.released_at::float8 as "releasedAt", h.case_number is not distinct from $2 as "byCase" from hold h
           where h.site = $1 and h.until is null and (h.case_number = $2 or exists (
             select from hold_lot x where x.site = h.site and x.hold = h.hold and x.lot = any($3) and x.exempt is null and x.until is null)) order by h.at desc, h.hold limit 100`,
  })
  return rows as LinkedHold[]
}

export interface LinkedRecall {
  recall: string
  kind: string
  reason: string
  at: number
  closedAt: number | null
}

/** Recalls that start from one of its lots. */
export async function recallsOf(pool: Pool, site: string, lots: readonly number[]): Promise<LinkedRecall[]> {
  const { rows } = await pool.query({
    name: 'complaints.recalls',
    values: [site, lots],
    text: `select r.recall, r.kind, r.reason, r.at::float8 as at, r.closed_at::float8 as "closedAt" from recall r where r.site = $1 and r.until is null and exists (
             select from recall_entry e where e.site = r.site and e.recall = r.recall and e.kind = 'seed' and e.lot = any($2) and e.until is null) order by r.at desc, r.recall limit 100`,
  })
  return rows as LinkedRecall[]
}

export interface LinkedReturn {
  event: string
  sequence: number
  at: number
  by: string | null
  shipment: string | null
  reason: string
  lots: { id: number; material: string; number: string; unit: string; quantity: string }[]
}

/** What came back under it. */
export async function returnsOf(pool: Pool, site: string, complaint: string): Promise<LinkedReturn[]> {
  const { rows } = await pool.query({
    name: 'complaints.returns',
    values: [site, complaint],
    text: `select l.id as event, l.sequence, l.at::float8 as at, l.by, l.body::jsonb->>'shipment' as shipment, l.body::jsonb->>'reason' as reason,
             (select jsonb_agg(jsonb_build_object('id', o.id, 'material', o.material, 'number', o.number, 'unit', o.unit, 'quantity', m.delta::text) order by m.line)
              from movement m join lot o on o.id = m.lot where m.since = l.position and m.until is null) as lots
           from ledger l where l.site = $1 and l.type = 'return' and l.body::jsonb->>'complaint' = $2 and not exists (select from event_void v where v.id = l.id) order by l.sequence desc limit 100`,
  })
  return (rows as LinkedReturn[]).map(row => ({ ...row, lots: row.lots ?? [] }))
}

/** Complaints about any of these lots, newest first. */
export async function complaintsOfLots(pool: Pool, lots: readonly number[]): Promise<ComplaintRow[]> {
  const { rows } = await pool.query({
    name: 'complaints.ofLots',
    values: [lots],
    text: `select ${SHOWN} from ${FROM} where m.kind = 'complaint' and m.until is null and (m.site, m.code) in (
             select x.site, x.reference from movement x join ledger l on l.position = x.since and l.type in ('complaint', 'complaintLots')
             where x.lot = any($1) and x.kind = 'observed' and x.until is null) order by ${OPENED} desc`,
  })
  return rows.map(read)
}
