/** Who is told of what, and how each telling went. */
import { z } from 'zod'
import { Time } from './common.ts'

const limits = {
  expiryDays: z.number(),
  drillDays: z.number(),
  complaintHours: z.number(),
  replyDays: z.number(),
  concessionDays: z.number(),
  dispositionDays: z.number(),
}

export const AlertRule = z.strictObject({
  site: z.string(),
  type: z.literal('alertRule'),
  since: z.number().exactOptional(),
  code: z.string(),
  name: z.string().exactOptional(),
  on: z.array(z.string()),
  mail: z
    .array(
      z.strictObject({
        address: z.string(),
        language: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  webhooks: z.array(z.string()).exactOptional(),
  exceptions: z.array(z.string()).exactOptional(),
  expiryDays: limits.expiryDays.exactOptional(),
  drillDays: limits.drillDays.exactOptional(),
  complaintHours: limits.complaintHours.exactOptional(),
  replyDays: limits.replyDays.exactOptional(),
  concessionDays: limits.concessionDays.exactOptional(),
  dispositionDays: limits.dispositionDays.exactOptional(),
  retired: z.boolean().exactOptional(),
})
export type AlertRule = z.infer<typeof AlertRule>

export const Webhook = z.strictObject({
  site: z.string(),
  type: z.literal('webhook'),
  since: z.number().exactOptional(),
  code: z.string(),
  name: z.string().exactOptional(),
  url: z.string(),
  retired: z.boolean().exactOptional(),
  /** The receiver said that it is gone. */
  off: z
    .strictObject({
      at: Time,
      problem: z.string(),
    })
    .nullable(),
})
export type Webhook = z.infer<typeof Webhook>

export const Alerts = z.strictObject({
  kinds: z.array(z.string()),
  languages: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
    }),
  ),
  standard: z.strictObject(limits),
  mail: z
    .strictObject({
      server: z.string(),
      from: z.string(),
    })
    .nullable(),
  rules: z.array(AlertRule),
  webhooks: z.array(Webhook),
  counts: z.strictObject({
    waiting: z.number(),
    dead: z.number(),
    sentToday: z.number(),
    lag: z.number(),
  }),
})
export type Alerts = z.infer<typeof Alerts>

export const AlertDelivery = z.strictObject({
  delivery: z.string(),
  alert: z.string(),
  kind: z.string(),
  object: z.string(),
  subject: z.string(),
  at: Time,
  receiver: z.string(),
  rule: z.string(),
  status: z.enum(['waiting', 'sending', 'sent', 'dead']),
  attempts: z.number(),
  problem: z.string().nullable(),
  madeAt: Time,
  nextAt: Time.nullable(),
  endedAt: Time.nullable(),
  language: z.string().nullable(),
})
export type AlertDelivery = z.infer<typeof AlertDelivery>

export const AlertTest = z.strictObject({
  receiver: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  milliseconds: z.number(),
})
export type AlertTest = z.infer<typeof AlertTest>

export const WebhookSecret = z.strictObject({
  secret: z.string(),
  madeAt: Time,
  endsAt: Time.nullable(),
})
export type WebhookSecret = z.infer<typeof WebhookSecret>
