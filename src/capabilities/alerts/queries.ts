import type { Pool, PoolClient } from 'pg'
import type { AlertKind, AlertRule, Webhook } from '../alert-shapes.ts'

type Client = Pool | PoolClient

/** What happened, as it is told: `facts` fill the sentences and are what a webhook gets. */
export interface Alert {
  id: string
  site: string
  kind: AlertKind | 'test'
  object: string
  rule: string | null
  at: number
  facts: Facts
}
export type Facts = Record<string, string | number | null | undefined | readonly object[] | readonly string[]>

// ---- what is stated ---------------------------------------------------------------------------------------------------------------

/** As the event stated it. */
export type StatedRule = AlertRule & { type: 'alertRule'; site: string }
export type StatedWebhook = Webhook & { type: 'webhook'; site: string; since: number; off: { at: string; problem: string } | null }

export async function statedRules(client: Client, site: string | null): Promise<StatedRule[]> {
  const { rows } = await client.query({
    name: 'alerts.rules',
    values: [site],
    text: `select site, body from master where kind = 'alertRule' and until is null and ($1::text is null or site = $1) order by site, code`,
  })
  return (rows as { site: string; body: Omit<StatedRule, 'site'> }[]).map(row => ({ ...row.body, site: row.site }))
}

export async function statedWebhooks(client: Client, site: string): Promise<StatedWebhook[]> {
  const { rows } = await client.query({
    name: 'alerts.webhooks',
    values: [site],
    text: `select m.site, m.body, m.since, o.at, o.problem from master m left join webhook_off o on o.site = m.site and o.webhook = m.code and o.since = m.since
           where m.kind = 'webhook' and m.until is null and m.site = $1 order by m.code`,
  })
  return (
    rows as { site: string; body: Omit<StatedWebhook, 'site' | 'since' | 'off'>; since: number; at: Date | null; problem: string | null }[]
  ).map(({ body, at, problem, ...row }) => ({
    ...body,
    ...row,
    off: at === null ? null : { at: at.toISOString(), problem: problem ?? '' },
  }))
}

export const webhookNamed = async (client: Client, site: string, code: string): Promise<StatedWebhook | undefined> =>
  (await statedWebhooks(client, site)).find(webhook => webhook.code === code)

export async function switchOff(client: Client, { site, code, since }: StatedWebhook, problem: string): Promise<void> {
  await client.query({
    name: 'alerts.off',
    values: [site, code, since, problem],
    text: `insert into webhook_off (site, webhook, since, problem) values ($1, $2, $3, $4)
           on conflict (site, webhook) do update set since = excluded.since, problem = excluded.problem, at = now()`,
  })
}

// ---- secrets ----------------------------------------------------------------------------------------------------------------------

/** Those that sign now, the newest first: two while a receiver changes over. */
export async function secretsOf(
  client: Client,
  site: string,
  webhook: string,
): Promise<{ secret: string; madeAt: Date; endsAt: Date | null }[]> {
  const { rows } = await client.query({
    name: 'alerts.secrets',
    values: [site, webhook],
    text: `select secret, made_at as "madeAt", ends_at as "endsAt" from webhook_secret where site = $1 and webhook = $2 and (ends_at is null or ends_at > now()) order by number desc limit 2`,
  })
  return rows as { secret: string; madeAt: Date; endsAt: Date | null }[]
}

/** The new one signs at once; those before it still do, for so long. */
export async function addSecret(
  client: Client,
  { site, webhook, secret, hours }: { site: string; webhook: string; secret: string; hours: number },
): Promise<void> {
  await client.query({
    name: 'alerts.endSecrets',
    values: [site, webhook, hours],
    text: `update webhook_secret set ends_at = now() + $3 * interval '1 hour' where site = $1 and webhook = $2 and (ends_at is null or ends_at > now() + $3 * interval '1 hour')`,
  })
  await client.query({
    name: 'alerts.addSecret',
    values: [site, webhook, secret],
    text: 'insert into webhook_secret (site, webhook, secret) values ($1, $2, $3)',
  })
}

/** The first secret of a webhook that never had one. Two processes at once come to the same. */
export async function firstSecret(
  client: Client,
  { site, webhook, secret }: { site: string; webhook: string; secret: string },
): Promise<void> {
  await client.query({
    name: 'alerts.firstSecret',
    values: [site, webhook, secret],
    text: `with turn as (select pg_advisory_xact_lock(4800016)) insert into webhook_secret (site, webhook, secret)
           select $1, $2, $3 from turn where not exists (select from webhook_secret where site = $1 and webhook = $2 and (ends_at is null or ends_at > now()))`,
  })
}

export async function endOldSecrets(pool: Pool, site: string, webhook: string): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'alerts.endOldSecrets',
    values: [site, webhook],
    text: `update webhook_secret s set ends_at = now() where site = $1 and webhook = $2 and (ends_at is null or ends_at > now())
             and number < (select max(number) from webhook_secret m where m.site = s.site and m.webhook = s.webhook)`,
  })
  return rowCount ?? 0
}

// ---- the outbox -------------------------------------------------------------------------------------------------------------------

/** False where it was told already. */
export async function addAlert(client: PoolClient, alert: Alert): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'alerts.add',
    values: [alert.id, alert.site, alert.kind, alert.object, alert.rule, alert.at, JSON.stringify(alert.facts)],
    text: 'insert into alert (id, site, kind, object, rule, at, facts) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing',
  })
  return rowCount === 1
}

export interface NewDelivery {
  alert: string
  site: string
  receiver: string
  rule: string
  language: string
  object: string
}

/** One receiver hears of one alert once, however many rules name him. */
export async function addDelivery(client: PoolClient, delivery: NewDelivery): Promise<void> {
  await client.query({
    name: 'alerts.deliver',
    values: [delivery.alert, delivery.site, delivery.receiver, delivery.rule, delivery.language, delivery.object],
    text: `insert into alert_delivery (alert, site, receiver, rule, language, object, status) values ($1, $2, $3, $4, $5, $6, 'waiting') on conflict (alert, receiver) do nothing`,
  })
}

/** The same, and what was delivered or given up is delivered once more, under the id it had. What is on its way stays so. */
export async function deliverAgain(client: PoolClient, delivery: NewDelivery): Promise<number> {
  const { rowCount } = await client.query({
    name: 'alerts.again',
    values: [delivery.alert, delivery.site, delivery.receiver, delivery.rule, delivery.language, delivery.object],
    text: `insert into alert_delivery (alert, site, receiver, rule, language, object, status) values ($1, $2, $3, $4, $5, $6, 'waiting')
           on conflict (alert, receiver) do update set status = 'waiting', attempts = 0, first_at = null, not_before = now(), problem = null, ended_at = null
           where alert_delivery.status in ('sent', 'dead')`,
  })
  return rowCount ?? 0
}

export async function alertsSince(client: Client, site: string, since: Date): Promise<Alert[]> {
  const { rows } = await client.query({
    values: [site, since],
    text: `select id, site, kind, object, rule, at::float8 as at, facts from alert where site in ($1, '*') and found_at >= $2 order by place`,
  })
  return rows as Alert[]
}

export interface Taken extends Alert {
  place: string
  /** Where the delivery was made: an alert of every site is delivered by the rule of one. */
  ruleSite: string
  receiver: string
  language: string
  rule: string
  attempts: number
  /** Seconds since the first attempt. */
  age: number
}

/**
 * The delivery whose time has come, for this process alone until the lease ends. Of those about one thing to one receiver only the first: what
 * came later waits until it is sent or given up. A receiver that is slow takes up one lane and no more.
 */
export async function takeNext(pool: Pool, leaseSeconds: number): Promise<Taken | null> {
  const { rows } = await pool.query({
    name: 'alerts.take',
    values: [leaseSeconds],
    text: `with taken as (
             update alert_delivery set status = 'sending', attempts = attempts + 1, first_at = coalesce(first_at, now()), leased_until = now() + $1 * interval '1 second' where place = (
               select d.place from alert_delivery d where d.status in ('waiting', 'sending') and (case d.status when 'waiting' then d.not_before else d.leased_until end) <= now()
                 and not exists (select from alert_delivery e where e.site = d.site and e.receiver = d.receiver and e.object = d.object and e.place < d.place and e.status in ('waiting', 'sending'))
                 and not exists (select from alert_delivery e where e.site = d.site and e.receiver = d.receiver and e.status = 'sending' and e.leased_until > now())
               order by d.place limit 1 for update skip locked)
             returning place, alert, site, receiver, language, rule, attempts, first_at)
           select t.place::text, t.site as "ruleSite", t.receiver, t.language, t.rule, t.attempts, extract(epoch from now() - t.first_at)::float8 as age,
             a.id, a.site, a.kind, a.object, a.at::float8 as at, a.facts from taken t join alert a on a.id = t.alert`,
  })
  return (rows[0] as Taken | undefined) ?? null
}

/** Of the attempt that was taken: one whose lease ran out meanwhile is somebody else's. */
export async function endDelivery(pool: Pool, { place, attempts }: Taken, status: 'sent' | 'dead', problem: string | null): Promise<void> {
  await pool.query({
    name: 'alerts.end',
    values: [place, attempts, status, problem],
    text: `update alert_delivery set status = $3, problem = $4, ended_at = now(), leased_until = null where place = $1 and attempts = $2 and status = 'sending'`,
  })
}

export async function putOff(
  pool: Pool,
  { place, attempts }: Taken,
  { problem, seconds }: { problem: string; seconds: number },
): Promise<void> {
  await pool.query({
    name: 'alerts.putOff',
    values: [place, attempts, problem, seconds],
    text: `update alert_delivery set status = 'waiting', problem = $3, not_before = now() + $4 * interval '1 second', leased_until = null where place = $1 and attempts = $2 and status = 'sending'`,
  })
}

/** A receiver that is gone gets nothing more; what waited for it stays to be seen, and can be replayed. */
export async function giveUpAll(pool: Pool, site: string, receiver: string, problem: string): Promise<void> {
  await pool.query({
    name: 'alerts.giveUpAll',
    values: [site, receiver, problem],
    text: `update alert_delivery set status = 'dead', problem = $3, ended_at = now() where site = $1 and receiver = $2 and status = 'waiting'`,
  })
}

// ---- the log ----------------------------------------------------------------------------------------------------------------------

export interface Logged {
  place: string
  alert: string
  kind: AlertKind
  object: string
  facts: Facts
  at: number
  receiver: string
  rule: string
  language: string
  status: 'waiting' | 'sending' | 'sent' | 'dead'
  attempts: number
  problem: string | null
  madeAt: Date
  nextAt: Date
  endedAt: Date | null
}

/** Newest first. */
export async function deliveriesLike(
  pool: Pool,
  asked: { site: string; status: string | null; receiver: string | null; before: number; limit: number },
): Promise<Logged[]> {
  const { rows } = await pool.query({
    values: [asked.site, asked.status, asked.receiver, asked.before, asked.limit],
    text: `select d.place::text, d.alert, a.kind, d.object, a.facts, a.at::float8 as at, d.receiver, d.rule, d.language, d.status, d.attempts, d.problem, a.found_at as "madeAt", d.not_before as "nextAt", d.ended_at as "endedAt"
           from alert_delivery d join alert a on a.id = d.alert
           where d.site = $1 and ($2::text is null or d.status = $2 or ($2 = 'open' and d.status in ('waiting', 'sending'))) and ($3::text is null or d.receiver = $3) and d.place < $4
           order by d.place desc limit $5`,
  })
  return rows as Logged[]
}

/** @returns how many are on their way again. */
export async function replayDeliveries(pool: Pool, site: string, places: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query({
    name: 'alerts.replay',
    values: [site, places],
    text: `update alert_delivery set status = 'waiting', attempts = 0, first_at = null, not_before = now(), problem = null, ended_at = null
           where site = $1 and place = any($2::bigint[]) and status in ('sent', 'dead', 'waiting')`,
  })
  return rowCount ?? 0
}

export interface Counts {
  waiting: number
  dead: number
  sentToday: number
  /** Seconds the oldest has been waiting. */
  lag: number
}

export async function countDeliveries(pool: Pool, site: string | null): Promise<Counts> {
  const { rows } = await pool.query({
    name: 'alerts.counts',
    values: [site],
    text: `select (count(*) filter (where d.status in ('waiting', 'sending')))::int as waiting, (count(*) filter (where d.status = 'dead'))::int as dead,
             (count(*) filter (where d.status = 'sent' and d.ended_at > now() - interval '1 day'))::int as "sentToday",
             coalesce(extract(epoch from now() - min(a.found_at) filter (where d.status in ('waiting', 'sending'))), 0)::float8 as lag
           from alert_delivery d join alert a on a.id = d.alert where $1::text is null or d.site = $1`,
  })
  return rows[0] as Counts
}

export async function countByKind(pool: Pool): Promise<{ kind: string; status: string; count: number }[]> {
  const { rows } = await pool.query({
    name: 'alerts.byKind',
    text: 'select a.kind, d.status, count(*)::int as count from alert_delivery d join alert a on a.id = d.alert group by a.kind, d.status',
  })
  return rows as { kind: string; status: string; count: number }[]
}

const KEPT_DAYS = 90

export async function forgetOld(client: Client): Promise<void> {
  await client.query({
    name: 'alerts.forget',
    values: [KEPT_DAYS],
    text: `delete from alert a where a.found_at < now() - $1 * interval '1 day'
             and not exists (select from alert_delivery d where d.alert = a.id and (d.status in ('waiting', 'sending') or d.ended_at > now() - $1 * interval '1 day'))`,
  })
}

// ---- looks ------------------------------------------------------------------------------------------------------------------------

/** Whoever gets it looks, the others need not; null when another process is at it, or it is too early. */
export async function takeLook(client: PoolClient, name: string, everySeconds: number): Promise<{ position: number } | null> {
  const { rows } = await client.query({
    name: 'alerts.look',
    values: [name, everySeconds],
    text: `select position from alert_look where name = $1 and looked_at <= now() - $2 * interval '1 second' for update skip locked`,
  })
  return (rows[0] as { position: number } | undefined) ?? null
}

export async function endLook(client: PoolClient, name: string, position: number): Promise<void> {
  await client.query({
    name: 'alerts.looked',
    values: [name, position],
    text: 'update alert_look set position = $2, looked_at = now() where name = $1',
  })
}

export async function storePosition(client: Client): Promise<number> {
  const { rows } = await client.query({ name: 'alerts.position', text: 'select position from store' })
  return (rows[0] as { position: number }).position
}

/** Whether the ledger has anything that was not looked at. */
export async function isBehind(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query({
    name: 'alerts.behind',
    text: `select s.position > l.position as behind from store s, alert_look l where l.name = 'ledger'`,
  })
  return (rows[0] as { behind: boolean } | undefined)?.behind ?? false
}

/** Those of the keys that were not told before; from now on they are. */
export async function newlyTold(client: PoolClient, kind: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query({
    name: 'alerts.told',
    values: [kind, keys],
    text: 'insert into alert_told (kind, key) select $1, k from unnest($2::text[]) k on conflict do nothing returning key',
  })
  return new Set((rows as { key: string }[]).map(row => row.key))
}

// ---- what happened ----------------------------------------------------------------------------------------------------------------

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

// ---- what the clock finds ---------------------------------------------------------------------------------------------------------

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
