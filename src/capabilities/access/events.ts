import { z } from 'zod'
import { parseInstant } from '../../base/instant.ts'
import { TOKEN_ROLES } from './roles.ts'

/** Recorded only by the access capability itself, never taken from outside: it grants access. */
export const tokenSchema = z.strictObject({
  id: z.uuid(),
  type: z.literal('token'),
  at: z.string(),
  site: z.string().default('main'),
  code: z.string().min(1).max(100),
  role: z.enum(TOKEN_ROLES),
  hash: z.string(),
  expiresAt: z.string().optional(),
  revoked: z.boolean().default(false),
  ofStation: z.strictObject({ site: z.string(), code: z.string() }).optional(),
  language: z.string().min(1).max(20).optional(),
  note: z.string().optional(),
})
export type TokenCommand = z.output<typeof tokenSchema>

/** Recorded only by the door that sets PINs: the PIN itself stands beside the ledger, under this name. Without one it was taken away. */
export const pinSchema = z.strictObject({
  id: z.uuid(),
  type: z.literal('pin'),
  at: z.string(),
  site: z.string().default('main'),
  by: z.string().optional(),
  note: z.string().max(4000).optional(),
  person: z.string().min(1).max(200),
  kept: z
    .string()
    .regex(/^kept:[0-9a-f-]{36}$/)
    .optional(),
})
export type PinCommand = z.output<typeof pinSchema>

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const text = z.string().min(1).max(200)

/** Recorded only by the signing door, never taken from outside: whoever could send signatures could forge them. */
export const signSchema = z.strictObject({
  id: z.uuid(),
  type: z.literal('sign'),
  at: z.string().refine(value => parseInstant(value) !== undefined, 'must be ISO 8601 with an offset'),
  site: z.string().default('main'),
  by: z.string().optional(),
  note: z.string().max(4000).optional(),
  event: z.uuid(),
  /** The signed event's hash in the ledger. */
  hash: hash.optional(),
  signed: z.array(z.strictObject({ by: text, meaning: text, at: z.string(), content: hash })).optional(),
})
export type SignCommand = z.output<typeof signSchema>
