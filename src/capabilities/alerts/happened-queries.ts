/** What the ledger says has happened since, and what the clock finds: SQL only. */
import type { PoolClient } from 'pg'

export interface Happened {
  site: string
  position: number
  type: string
  at: number
  body: string
}

const FOLLOWED = ['release', 'recall', 'recallClose', 'drillFinish', 'complaint', 'return']

/** Events that are told of, between two positions. What was corrected meanwhile is not. */
export async function eventsBetween(client: PoolClient, from: number, to: number): Promise<Happened[]> {
  const { rows } = await client.query({
    name: 'alerts.events',
    values: [from, to, FOLLOWED],
    text: `select site, position, type, at::float8 as at, body from ledger l where position > $1 and position <= $2 and type = any($3)
             and not exists (select from event_void v where v.id = l.id) order by position`,
  })
  return rows as Happened[]
}

export interface Named {
  id: number
  material: string
  number: string
}
export interface PlacedHold {
  site: string
  hold: string
  reason: string
  caseNumber: string | null
  by: string | null
  at: number
  since: number
  count: number
  lots: Named[]
}

/** Named in an alert; how many there are is always told. */
const NAMED_MAX = 20

/** Holds placed between two positions, however they came about: by a person, a recall, a value out of its limits; also one that was released since. */
export async function holdsBetween(client: PoolClient, from: number, to: number): Promise<PlacedHold[]> {
  const { rows } = await client.query({
    name: 'alerts.holds',
    values: [from, to, NAMED_MAX],
    text: `select h.site, h.hold, h.reason, h.case_number as "caseNumber", h.by, h.at::float8 as at, h.since,
             (select count(*)::int from hold_lot x where x.site = h.site and x.hold = h.hold and x.exempt is null and x.until is null) as count,
             (select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'material', l.material, 'number', l.number)), '[]') from
               (select x.lot from hold_lot x where x.site = h.site and x.hold = h.hold and x.exempt is null and x.until is null order by x.since, x.line limit $3) s join lot l on l.id = s.lot) as lots
           from hold h where h.since > $1 and h.since <= $2 and h.released_at is null
             and not exists (select from ledger l join event_void v on v.id = l.id where l.position = h.since) order by h.since`,
  })
  return rows as PlacedHold[]
}

export interface RaisedExceptions {
  site: string
  code: string
  count: number
  first: number
  at: number
  details: string[]
}

/** Grouped by what was broken: an import that breaks one rule a thousand times is one message. */
export async function exceptionsBetween(client: PoolClient, from: number, to: number): Promise<RaisedExceptions[]> {
  const { rows } = await client.query({
    name: 'alerts.exceptions',
    values: [from, to, NAMED_MAX],
    text: `select e.site, e.code, count(*)::int as count, min(e.since) as first, max(l.recorded_at)::float8 as at, (array_agg(e.detail order by e.since, e.line))[1:$3] as details
           from exception e join lateral (select recorded_at from ledger where position >= e.since order by position limit 1) l on true
           where e.since > $1 and e.since <= $2 and e.until is null group by e.site, e.code order by min(e.since)`,
  })
  return rows as RaisedExceptions[]
}

/** The kind and size of a recall as it stands. */
export async function recallFacts(
  client: PoolClient,
  site: string,
  recall: string,
): Promise<{ kind: string; lots: number; customers: number; version: number; reason: string } | undefined> {
  const { rows } = await client.query({
    name: 'alerts.recall',
    values: [site, recall],
    text: 'select kind, lots, customers, version, reason from recall where site = $1 and recall = $2 and until is null',
  })
  return rows[0] as { kind: string; lots: number; customers: number; version: number; reason: string } | undefined
}

export interface Expiring extends Named {
  expiresAt: number
  quantity: string
  unit: string
}

/** On hand, and expiring before this moment. */
export async function expiringBefore(client: PoolClient, site: string, before: number): Promise<Expiring[]> {
  const { rows } = await client.query({
    values: [site, before],
    text: `select l.id, l.material, l.number, l.expires_at::float8 as "expiresAt", sum(s.quantity)::text as quantity, l.unit from lot l join stock s on s.lot = l.id
           where l.site = $1 and l.expires_at < $2 and s.quantity > 0 and s.place not like 'run:%' group by l.id order by l.expires_at, l.id`,
  })
  return rows as Expiring[]
}

/** The end of the last drill, or the first event of the site where there was none: from then on one is due. */
export async function lastDrill(client: PoolClient, site: string): Promise<{ at: number; recall: string | null } | undefined> {
  const { rows } = await client.query({
    name: 'alerts.lastDrill',
    values: [site],
    text: `select finished_at::float8 as at, drill as recall from drill where site = $1 and until is null and finished_at is not null
           union all select closed_at, recall from recall where site = $1 and kind = 'drill' and until is null and closed_at is not null order by at desc limit 1`,
  })
  const drill = rows[0] as { at: number; recall: string } | undefined
  if (drill) return drill
  const first = await client.query({
    name: 'alerts.firstEvent',
    values: [site],
    text: 'select recorded_at::float8 as at, null as recall from ledger where site = $1 order by sequence limit 1',
  })
  return first.rows[0] as { at: number; recall: null } | undefined
}

export interface Unanswered {
  number: string
  customer: string
  severity: string
  at: number
}

export async function unansweredBefore(client: PoolClient, site: string, before: number): Promise<Unanswered[]> {
  const { rows } = await client.query({
    values: [site, before],
    text: `select code as number, body->>'customer' as customer, body->>'severity' as severity, (body->>'openedAt')::float8 as at from master
           where site = $1 and kind = 'complaint' and until is null and body->>'answeredAt' is null and body->>'closedAt' is null and (body->>'openedAt')::float8 < $2 order by 4`,
  })
  return rows as Unanswered[]
}

export interface Ending extends Omit<Named, 'id'> {
  concession: string
  lot: number
  customer: string | null
  expiresAt: number
  /** How much may still pass; null where no quantity was set. */
  left: string | null
  unit: string
}

/** Concessions that end between these moments, not used up, and of which a hold still stands. */
export async function concessionsEnding(client: PoolClient, site: string, { from, to }: { from: number; to: number }): Promise<Ending[]> {
  const { rows } = await client.query({
    values: [site, from, to],
    text: `select c.concession, c.lot, l.material, l.number, c.customer, c.expires_at::float8 as "expiresAt", (c.quantity - u.used)::text as left, l.unit
           from concession c join lot l on l.id = c.lot
             cross join lateral (select coalesce(sum(x.quantity), 0) as used from concession_use x where x.site = c.site and x.concession = c.concession and x.lot = c.lot and x.until is null) u
           where c.site = $1 and c.until is null and c.expires_at between $2 and $3 and (c.quantity is null or c.quantity > u.used)
             and exists (select from hold h where h.site = c.site and c.holds ? h.hold and h.until is null and h.released_at is null)
           order by c.expires_at, c.concession, c.lot`,
  })
  return rows as Ending[]
}

/** Holds placed before this moment that nobody has released. */
export async function holdsOpenBefore(
  client: PoolClient,
  site: string,
  before: number,
): Promise<{ hold: string; reason: string; at: number }[]> {
  const { rows } = await client.query({
    values: [site, before],
    text: `select hold, reason, at::float8 as at from hold where site = $1 and until is null and released_at is null and at < $2 order by at, hold`,
  })
  return rows as { hold: string; reason: string; at: number }[]
}

export interface RecallContact {
  recall: string
  customer: string
  name: string | null
  outcome: string
  at: number
  replyBy: string | null
}

/** What was said to and by customers in recalls that are open, in its order. Drills tell nobody. */
export async function contactsOfOpenRecalls(client: PoolClient, site: string): Promise<RecallContact[]> {
  const { rows } = await client.query({
    values: [site],
    text: `select e.recall, e.customer, p.body->>'name' as name, e.outcome, e.at::float8 as at,
             case when e.kind = 'contact' then (select to_char((coalesce(g.body::jsonb->'replacement', g.body::jsonb)->>'replyBy')::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from ledger g where g.position = e.since) end as "replyBy"
           from recall r join recall_entry e on e.site = r.site and e.recall = r.recall and e.kind = 'contact' and e.until is null
             left join master p on p.site = e.site and p.kind = 'partner' and p.code = e.customer and p.until is null
           where r.site = $1 and r.kind = 'recall' and r.until is null and r.closed_at is null order by r.since, e.since, e.line`,
  })
  return rows as RecallContact[]
}
