/** What an alert can be about, whom it reaches, and how a receiver of webhooks is stated. */
import { z } from 'zod'

export const ALERT_KINDS = [
  'hold.placed',
  'hold.released',
  'recall.opened',
  'recall.grown',
  'recall.closed',
  'drill.failed',
  'drill.due',
  'exception.raised',
  'lots.expiring',
  'signature.locked',
  'chain.broken',
  'complaint.opened',
  'complaint.late',
  'goods.returned',
  'reply.due',
  'concession.expiring',
  'disposition.due',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

const code = z.string().trim().min(1, 'must not be empty').max(100, 'at most 100 characters')
const name = z.string().trim().max(400, 'at most 400 characters').optional()

/** A name in an address book is not an address; what the mail server makes of one is its own affair. */
const address = z
  .string()
  .trim()
  .max(254, 'at most 254 characters')
  .regex(/^[^\s@<>(),;:"\\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a mail address such as quality@plant.example')

const language = z.string().trim().min(2).max(20)

export const alertRuleShape = {
  code,
  name,
  on: z.array(z.enum(ALERT_KINDS)).min(1, 'must name at least one happening').max(ALERT_KINDS.length),
  mail: z
    .array(z.strictObject({ address, language: language.optional() }))
    .max(100)
    .optional(),
  webhooks: z.array(code).max(50).optional(),
  /** Only exceptions of these codes; left out, all of them. */
  exceptions: z.array(code).max(100).optional(),
  /** How long before it expires a lot on hand is told of. */
  expiryDays: z.int().min(1).max(3650).optional(),
  /** How long after the last drill the next one is due. */
  drillDays: z.int().min(1).max(3650).optional(),
  /** How long a complaint may stay without an answer. */
  complaintHours: z
    .int()
    .min(1)
    .max(24 * 365)
    .optional(),
  /** How long after he was told of a recall a customer is reminded. */
  replyDays: z.int().min(1).max(365).optional(),
  /** How long before it expires a concession is told of. */
  concessionDays: z.int().min(1).max(3650).optional(),
  /** How long a hold may stand without a decision. */
  dispositionDays: z.int().min(1).max(3650).optional(),
  retired: z.boolean().optional(),
}

const url = z
  .string()
  .trim()
  .max(2000, 'at most 2000 characters')
  .refine(isWebAddress, 'must be an address such as https://erp.example/hooks/genealot, without a user name in it')

export const webhookShape = { code, name, url, retired: z.boolean().optional() }

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

/** What holds where a rule says nothing. */
export const ALERT_STANDARD = {
  expiryDays: 30,
  drillDays: 180,
  complaintHours: 48,
  replyDays: 3,
  concessionDays: 7,
  dispositionDays: 30,
} as const

const alertRule = z.strictObject(alertRuleShape)
export type AlertRule = z.output<typeof alertRule>
const webhook = z.strictObject(webhookShape)
export type Webhook = z.output<typeof webhook>
