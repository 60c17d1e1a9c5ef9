import { z } from 'zod'
import { ROLES } from '../route.ts'

/** Recorded only by the access capability itself, never taken from outside: it grants access. */
export const tokenSchema = z.strictObject({
  id: z.uuid(),
  type: z.literal('token'),
  at: z.string(),
  site: z.string().default('main'),
  code: z.string().min(1).max(100),
  role: z.enum(ROLES),
  hash: z.string(),
  expiresAt: z.string().optional(),
  revoked: z.boolean().default(false),
  ofStation: z.strictObject({ site: z.string(), code: z.string() }).optional(),
  note: z.string().optional(),
})
export type TokenCommand = z.output<typeof tokenSchema>
