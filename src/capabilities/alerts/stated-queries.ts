/** The rules and webhooks that are stated, and the secrets they are signed with: SQL only. */
import type { Pool } from 'pg'
import type { AlertRule, Webhook } from '../alert-shapes.ts'
import type { Client } from './queries.ts'

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
