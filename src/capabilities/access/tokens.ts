/** Tokens: who is it that calls, and making, listing and revoking them. */

import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { uuid7 } from '../../base/id.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { hashSecret } from '../../base/secret.ts'
import { LANGUAGES } from '../../words/index.ts'
import type { Command } from '../events.ts'
import { notFound, Problem } from '../problem.ts'
import { type Principal, type Route, route, type Services } from '../route.ts'
import { type Role, TOKEN_ROLES } from './roles.ts'

/** Who may come in is no plant's business: these events have a ledger of their own. */
export const SYSTEM_SITE = 'system'

interface TokenBody {
  code: string
  role: Role
  hash: string
  expiresAt?: string
  revoked: boolean
  ofStation?: { site: string; code: string }
  language?: string
  at: string
}

async function tokens(pool: Pool): Promise<TokenBody[]> {
  const { rows } = await pool.query({
    name: 'tokens.all',
    text: `select body from master where kind = 'token' and until is null order by code`,
  })
  return (rows as { body: TokenBody }[]).map(row => row.body)
}

/** Token hashes change rarely and are asked for at every call: kept for a moment. */
const REMEMBERED_MS = 1000

export class TokenBook {
  private known = new Map<string, TokenBody>()
  private readAt = 0
  private readonly pool: Pool

  constructor(pool: Pool) {
    this.pool = pool
  }

  async principal(token: string): Promise<Principal | null> {
    if (Date.now() - this.readAt > REMEMBERED_MS) await this.read()
    const body = this.known.get(hashSecret(token))
    if (!body || body.revoked) return null
    if (body.expiresAt !== undefined && (parseInstant(body.expiresAt) ?? 0) < Date.now()) return null
    const more = { ...(body.ofStation ? { station: body.ofStation } : {}), ...(body.language ? { language: body.language } : {}) }
    return { name: body.code, role: body.role, person: null, ...more }
  }

  async read(): Promise<void> {
    this.known = new Map((await tokens(this.pool)).map(body => [body.hash, body]))
    this.readAt = Date.now()
  }
}

export interface TokenFacts {
  code: string
  role: Role
  token: string
  expiresAt?: string | undefined
  revoked?: boolean
  station?: { site: string; code: string } | undefined
  language?: string | undefined
}

export async function stateToken(services: Services, facts: TokenFacts & { hash?: string }, via: string): Promise<void> {
  const { code, role, token, expiresAt, revoked = false, station, language } = facts
  const now = services.now()
  const command = {
    id: uuid7(now),
    type: 'token',
    at: formatInstant(now),
    site: SYSTEM_SITE,
    code,
    role,
    hash: facts.hash ?? hashSecret(token),
    revoked,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(station === undefined ? {} : { ofStation: station }),
    ...(language === undefined ? {} : { language }),
  }
  const outcome = await services.record(command as unknown as Command, via)
  if (outcome.status === 'refused') throw new Problem(422, outcome.code ?? 'refused', outcome.detail ?? 'The token was refused.')
}

/** The devices of a station come in no longer. */
export async function revokeTokensOf(services: Services, station: { site: string; code: string }, via: string): Promise<number> {
  const own = (await tokens(services.pool)).filter(
    token => !token.revoked && token.ofStation?.site === station.site && token.ofStation.code === station.code,
  )
  for (const { code, role, hash } of own) await stateToken(services, { code, role, token: '', hash, revoked: true, station }, via)
  return own.length
}

export const hasTokens = async (pool: Pool): Promise<boolean> => (await tokens(pool)).length > 0

const newToken = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    // A station's token is made by its enrolment, so that it says which station it is.
    role: z.enum(TOKEN_ROLES).exclude(['station']).default('writer'),
    expiresAt: z
      .string()
      .refine(text => parseInstant(text) !== undefined, 'must be a time with an offset')
      .optional(),
    language: z.enum(LANGUAGES.map(({ code }) => code)).optional(),
  })
  .refine(asked => asked.role !== 'auditor' || asked.expiresAt !== undefined, {
    path: ['expiresAt'],
    message: "an auditor's token ends: say when",
  })

export function tokenRoutes(services: Services, book: TokenBook): Route[] {
  const shown = ({ code, role, expiresAt, revoked, ofStation, language, at }: TokenBody): answers.AccessToken => ({
    name: code,
    role,
    expiresAt: expiresAt ?? null,
    revoked,
    station: ofStation ?? null,
    language: language ?? null,
    since: at,
  })
  return [
    route({
      method: 'GET',
      path: '/tokens',
      role: 'administrator',
      sensitive: true,
      summary: 'API tokens, without their secrets',
      answer: answers.listed('tokens', answers.AccessToken),
      handle: async () => ({ tokens: (await tokens(services.pool)).map(shown) }),
    }),
    route({
      method: 'POST',
      path: '/tokens',
      role: 'administrator',
      summary: 'Make an API token; it is shown once',
      body: newToken,
      status: 201,
      answer: answers.NewToken,
      handle: async ({ body, principal }) => {
        if ((await tokens(services.pool)).some(token => token.code === body.name && !token.revoked))
          throw new Problem(409, 'token-exists', `There is a token "${body.name}" already: choose another name.`, '/name')
        const token = `gl_${randomBytes(24).toString('base64url')}`
        await stateToken(
          services,
          { code: body.name, role: body.role, token, expiresAt: body.expiresAt, language: body.language },
          principal.name,
        )
        await book.read()
        return { name: body.name, role: body.role, token, expiresAt: body.expiresAt ?? null }
      },
    }),
    route({
      method: 'DELETE',
      path: '/tokens/:name',
      role: 'administrator',
      summary: 'Revoke an API token',
      answer: z.strictObject({ name: z.string(), revoked: z.literal(true) }),
      handle: async ({ params, principal }) => {
        const body = (await tokens(services.pool)).find(token => token.code === params.name && !token.revoked)
        if (!body) throw notFound(`There is no token "${params.name}".`)
        await stateToken(
          services,
          { code: body.code, role: body.role, token: '', hash: body.hash, revoked: true, station: body.ofStation },
          principal.name,
        )
        await book.read()
        return { name: body.code, revoked: true as const }
      },
    }),
  ]
}
