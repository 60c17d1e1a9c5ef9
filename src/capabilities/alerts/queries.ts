import type { Pool, PoolClient } from 'pg'
import type { AlertKind } from '../alert-shapes.ts'

export type Client = Pool | PoolClient

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
