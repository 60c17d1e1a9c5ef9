import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { inTransaction } from '../../store/index.ts'
import { LANGUAGES } from '../../words/index.ts'
import { ALERT_KINDS, ALERT_STANDARD } from '../alert-shapes.ts'
import { cut, numberCursor, pageOf } from '../paging.ts'
import { notFound, Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { mailShown, SendFailed } from './mail.ts'
import * as queries from './queries.ts'
import { alertId, deliveriesOf } from './rules.ts'
import { secretsToSignWith, send } from './sender.ts'
import * as stated from './stated-queries.ts'
import { Gone, newSecret } from './webhook.ts'
import { subjectOf } from './write.ts'

const site = z.string().default('main')
const TEST_TIMEOUT_MS = 15_000

export const alertRoutes = (services: Services): Route[] => [
  shown(services),
  log(services),
  testRule(services),
  testWebhook(services),
  replay(services),
  secrets(services),
  newSecretRoute(services),
  endOldSecrets(services),
]

const shown = ({ pool }: Services): Route =>
  route({
    method: 'GET',
    path: '/alerts',
    role: 'reader',
    summary: 'Who is told of what: rules, webhooks, the mail server, and how many deliveries wait or were given up',
    query: z.object({ site }),
    answer: answers.Alerts,
    handle: async ({ query }) => {
      const [rules, webhooks, counts] = await Promise.all([
        stated.statedRules(pool, query.site),
        stated.statedWebhooks(pool, query.site),
        queries.countDeliveries(pool, query.site),
      ])
      return {
        kinds: ALERT_KINDS,
        languages: LANGUAGES.map(({ code, name }) => ({ code, name })),
        standard: ALERT_STANDARD,
        mail: mailShown(),
        rules,
        webhooks,
        counts,
      }
    },
  })

const logQuery = z.object({
  site,
  status: z.enum(['open', 'waiting', 'sending', 'sent', 'dead']).optional(),
  receiver: z.string().max(400).optional(),
  ...pageOf(100),
})

const log = ({ pool }: Services): Route =>
  route({
    method: 'GET',
    path: '/alerts/deliveries',
    role: 'reader',
    summary: 'What was told to whom, newest first: waiting, sent, or given up with the reason',
    query: logQuery,
    answer: answers.paged('deliveries', answers.AlertDelivery),
    handle: async ({ query: { limit, cursor, status = null, receiver = null, ...query } }) => {
      const before = numberCursor(cursor, Number.MAX_SAFE_INTEGER)
      const found = await queries.deliveriesLike(pool, { ...query, status, receiver, before, limit: limit + 1 })
      const { rows, next } = cut(found, limit, row => [Number(row.place)])
      return { deliveries: rows.map(row => written(row, query.site)), next }
    },
  })

const written = ({ place, facts, at, madeAt, nextAt, endedAt, ...row }: queries.Logged, ofSite: string): answers.AlertDelivery => ({
  delivery: place,
  ...row,
  subject: subjectOf({ kind: row.kind, site: ofSite, facts, at }, 'en'),
  at: formatInstant(at),
  madeAt: madeAt.toISOString(),
  nextAt: row.status === 'waiting' ? nextAt.toISOString() : null,
  endedAt: endedAt?.toISOString() ?? null,
})

// ---- the test that really tests ---------------------------------------------------------------------------------------------------

const testRule = (services: Services): Route =>
  route({
    method: 'POST',
    path: '/alerts/rules/:rule/test',
    role: 'administrator',
    summary: 'Send a test to everybody a rule names, now, and say how each went',
    body: z.strictObject({ site }),
    answer: answers.listed('results', answers.AlertTest),
    handle: async ({ params, body }) => {
      const rule = (await stated.statedRules(services.pool, body.site)).find(one => one.code === params.rule)
      if (!rule) throw notFound(`There is no alert rule "${params.rule ?? ''}" at site ${body.site}.`)
      const receivers = deliveriesOf(testAlert(services, body.site), [{ ...rule, retired: false }])
      return { results: await Promise.all(receivers.map(receiver => tried(services, body.site, receiver))) }
    },
  })

const testWebhook = (services: Services): Route =>
  route({
    method: 'POST',
    path: '/webhooks/:webhook/test',
    role: 'administrator',
    summary: 'Call a webhook with a test, now, and say what it answered',
    body: z.strictObject({ site }),
    answer: answers.listed('results', answers.AlertTest),
    handle: async ({ params, body }) => {
      const webhook = await knownWebhook(services, body.site, params.webhook)
      return { results: [await tried(services, body.site, { receiver: `webhook:${webhook.code}`, language: 'en', rule: '' })] }
    },
  })

/** A test says that it is one, and is about nothing. */
const testAlert = ({ now }: Services, ofSite: string): queries.Alert => ({
  id: alertId('test', ofSite, now()),
  site: ofSite,
  kind: 'test',
  object: 'test',
  rule: null,
  at: now(),
  facts: {},
})

async function tried(
  services: Services,
  ofSite: string,
  { receiver, language, rule }: Pick<queries.NewDelivery, 'receiver' | 'language' | 'rule'>,
): Promise<answers.AlertTest> {
  const began = performance.now()
  const outcome = await send(
    services,
    { ...testAlert(services, ofSite), ruleSite: ofSite, receiver, language, rule },
    TEST_TIMEOUT_MS,
  ).then(
    detail => ({ ok: true, detail }),
    (error: unknown) => {
      if (error instanceof SendFailed || error instanceof Gone) return { ok: false, detail: error.message }
      throw error
    },
  )
  return { receiver, ...outcome, milliseconds: Math.round(performance.now() - began) }
}

// ---- replay -----------------------------------------------------------------------------------------------------------------------

const replayBody = z.strictObject({
  site,
  /** These deliveries. */
  deliveries: z
    .array(z.string().regex(/^\d{1,15}$/))
    .min(1)
    .max(1000)
    .optional(),
  /** Or everything found since then that the rules, as they are now, tell somebody; of one receiver, where it is named. */
  since: z.string().optional(),
  receiver: z.string().max(400).optional(),
})

const replay = ({ pool }: Services): Route =>
  route({
    method: 'POST',
    path: '/alerts/replay',
    role: 'administrator',
    summary: 'Deliver again, under the ids they had: single deliveries, or everything since a time',
    body: replayBody,
    answer: z.strictObject({ replayed: z.number() }),
    handle: async ({ body }) => {
      if (body.deliveries) return { replayed: await queries.replayDeliveries(pool, body.site, body.deliveries) }
      const since = parseInstant(body.since ?? '')
      if (since === undefined)
        throw new Problem(400, 'invalid-request', 'Name the deliveries, or since when: a time such as 2026-03-02T08:00:00Z.', '/since')
      return { replayed: await replaySince(pool, { site: body.site, since, receiver: body.receiver }) }
    },
  })

async function replaySince(pool: Services['pool'], asked: { site: string; since: number; receiver: string | undefined }): Promise<number> {
  return inTransaction(pool, async client => {
    const rules = await stated.statedRules(client, asked.site)
    let count = 0
    for (const alert of await queries.alertsSince(client, asked.site, new Date(asked.since)))
      for (const delivery of deliveriesOf(alert, rules))
        if (asked.receiver === undefined || delivery.receiver === asked.receiver) count += await queries.deliverAgain(client, delivery)
    return count
  })
}

// ---- secrets ----------------------------------------------------------------------------------------------------------------------

/** So long the old secret still signs beside the new one. */
const CHANGE_OVER_HOURS = 24

const secrets = (services: Services): Route =>
  route({
    method: 'GET',
    path: '/webhooks/:webhook/secrets',
    role: 'administrator',
    sensitive: true,
    summary: 'The secrets that sign for a webhook, the newest first: two while the receiver changes over',
    query: z.object({ site }),
    answer: answers.listed('secrets', answers.WebhookSecret),
    handle: async ({ params, query }) => {
      const webhook = await knownWebhook(services, query.site, params.webhook)
      const known = await secretsToSignWith(services.pool, query.site, webhook.code)
      return {
        secrets: known.map(({ secret, madeAt, endsAt }) => ({
          secret,
          madeAt: madeAt.toISOString(),
          endsAt: endsAt?.toISOString() ?? null,
        })),
      }
    },
  })

const newSecretRoute = (services: Services): Route =>
  route({
    method: 'POST',
    path: '/webhooks/:webhook/secrets',
    role: 'administrator',
    summary: 'A new secret; the one before it still signs for a day',
    body: z.strictObject({ site }),
    answer: z.strictObject({ secret: z.string(), oldSignsForHours: z.number() }),
    handle: async ({ params, body }) => {
      const webhook = await knownWebhook(services, body.site, params.webhook)
      const secret = newSecret()
      await inTransaction(services.pool, client =>
        stated.addSecret(client, { site: body.site, webhook: webhook.code, secret, hours: CHANGE_OVER_HOURS }),
      )
      return { secret, oldSignsForHours: CHANGE_OVER_HOURS }
    },
  })

const endOldSecrets = (services: Services): Route =>
  route({
    method: 'DELETE',
    path: '/webhooks/:webhook/secrets',
    role: 'administrator',
    summary: 'End every secret but the newest at once, as after a leak',
    query: z.object({ site }),
    answer: z.strictObject({ ended: z.number() }),
    handle: async ({ params, query }) => {
      const webhook = await knownWebhook(services, query.site, params.webhook)
      return { ended: await stated.endOldSecrets(services.pool, query.site, webhook.code) }
    },
  })

async function knownWebhook({ pool }: Services, ofSite: string, code: string | undefined): Promise<stated.StatedWebhook> {
  const webhook = await stated.webhookNamed(pool, ofSite, code ?? '')
  if (!webhook) throw notFound(`There is no webhook "${code ?? ''}" at site ${ofSite}.`)
  return webhook
}
