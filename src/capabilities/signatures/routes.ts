import type { Pool } from 'pg'
import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { type SignCommand, signSchema } from '../access/events.ts'
import { SETTINGS, type SignaturePolicy } from '../booking/records.ts'
import { resultOf, told } from '../capture.ts'
import type { Command } from '../events.ts'
import { parseEvent, pointerOf } from '../parse.ts'
import { Problem } from '../problem.ts'
import { askedShape, jobFor } from '../recalls/job.ts'
import { type Route, route, type Services } from '../route.ts'
import { contentHash, type Signature } from './content.ts'
import { clearPin, newPin, setPin } from './pins.ts'
import { checkPolicies } from './policy.ts'
import { type Door, doorOf, proven } from './proving.ts'
import { signaturesOf } from './shown.ts'

const signer = z.strictObject({
  person: z.string().min(1).max(200),
  pin: z.string().min(1).max(200),
  meaning: z.string().trim().min(1).max(200),
})
const body = z.strictObject({
  event: z.record(z.string(), z.unknown()),
  signers: z.array(signer).min(1).max(5),
  job: z.boolean().optional().describe('true: a recall or version is recorded in the background; a large one is so by itself'),
})

export function signatureRoutes(services: Services): Route[] {
  const door = doorOf(services)
  return [
    route({
      method: 'POST',
      path: '/signatures',
      role: 'writer',
      summary: 'Record an event with the signatures of people who prove themselves by person and PIN',
      body,
      answer: answers.SignedResult,
      handle: ({ body: asked, principal }) => signAndRecord(door, asked, principal.name),
    }),
    route({
      method: 'GET',
      path: '/signatures',
      role: 'reader',
      summary: 'Signatures of an event, and whether each still fits what it binds',
      query: z.object({ event: z.uuid() }),
      answer: answers.listed('signatures', answers.CheckedSignature),
      handle: async ({ query }) => ({ signatures: await signaturesOf(services.pool, query.event) }),
    }),
    route({
      method: 'POST',
      path: '/people/:code/pin',
      role: 'writer',
      summary: 'Set the PIN of a person: an administrator anew, anybody else with the PIN the person has',
      body: newPin,
      answer: answers.CaptureResult,
      handle: ({ params, body: asked, principal }) => setPin(door, params.code ?? '', asked, principal),
    }),
    route({
      method: 'POST',
      path: '/people/:code/pin/end',
      role: 'administrator',
      summary: 'Take the PIN of a person away: nobody signs as him until there is a new one',
      body: z.strictObject({ site: z.string().default('main'), note: z.string().max(4000).optional() }),
      answer: answers.CaptureResult,
      handle: ({ params, body: asked, principal }) => clearPin(door, params.code ?? '', asked, principal.name),
    }),
  ]
}

async function signAndRecord(door: Door, asked: z.output<typeof body>, via: string): Promise<answers.SignedResult> {
  const { services } = door
  const event = await toSign(services.pool, asked.event)
  const at = formatInstant(services.now())
  const people: string[] = []
  for (const [index, given] of asked.signers.entries()) people.push(await proven(door, event.site, given, `/signers/${index}`))
  if (new Set(people).size < people.length) throw new Problem(422, 'signature-refused', 'One person signs once.', '/signers')
  event.by ??= people[0]
  const content = contentHash(event)
  event.signed = asked.signers.map(({ meaning }, index) => ({ by: people[index] ?? '', meaning, at, content }))
  const background = await jobOf(services, asked, event as Command & Signed)
  if (background) return { ...background, signatures: event.signed }
  const result = told(resultOf(await services.record(event as Command, via)))
  return { ...result, signatures: result.status === 'refused' ? [] : event.signed }
}

interface Signed {
  signed?: Signature[]
}

/** A large recall is recorded in the background, so whether it is signed well is asked here: nobody is there any more when it is recorded. */
async function jobOf(
  services: Services,
  { event: sent, job }: z.output<typeof body>,
  event: Command & Signed,
): Promise<answers.RecallAccepted | null> {
  if (event.type !== 'recall' && event.type !== 'recallRevise') return null
  const people = await rolesOf(services.pool, event.site, event.signed?.map(({ by }) => by) ?? [])
  const roleOf = (person: string, role: string | undefined): boolean =>
    people.has(person) && (role === undefined || (people.get(person) ?? []).includes(role))
  try {
    checkPolicies(event, await policiesOf(services.pool, event.site), roleOf)
  } catch (error) {
    // The writer has the same words for it.
    if (error instanceof Refusal) return null
    throw error
  }
  const { by, signed, site } = event
  const asked = askedShape.safeParse({ ...sent, site, ...(by === undefined ? {} : { by }), ...(signed ? { signed } : {}) })
  return asked.success ? jobFor(services, asked.data, job) : null
}

/** Any event, to be recorded with its signatures; or a signature about one that is recorded already. */
async function toSign(pool: Pool, sent: Record<string, unknown>): Promise<Command | SignCommand> {
  if (sent.type !== 'sign') return parseEvent(sent)
  if (sent.signed !== undefined || sent.hash !== undefined)
    throw new Problem(400, 'invalid-request', 'The signature and the hash it binds are filled in here: leave them out.', '/event')
  const event = signSchema.safeParse(sent)
  if (!event.success)
    throw new Problem(
      400,
      'invalid-request',
      event.error.issues[0]?.message ?? 'This is no signature.',
      `/event${pointerOf(event.error.issues[0]?.path ?? [])}`,
    )
  return { ...event.data, hash: await hashOfEvent(pool, event.data.site, event.data.event) }
}

async function policiesOf(pool: Pool, site: string): Promise<SignaturePolicy[]> {
  const { rows } = await pool.query({
    name: 'signatures.policies',
    values: [site, SETTINGS],
    text: `select body->'signatures' as signatures from master where site = $1 and kind = 'settings' and code = $2 and until is null`,
  })
  return (rows[0] as { signatures: SignaturePolicy[] | null } | undefined)?.signatures ?? []
}

async function rolesOf(pool: Pool, site: string, people: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await pool.query({
    name: 'signatures.roles',
    values: [site, people],
    text: `select code, coalesce(body->'roles', '[]') as roles from master where site = $1 and kind = 'person' and until is null and code = any($2)`,
  })
  return new Map((rows as { code: string; roles: string[] }[]).map(row => [row.code, row.roles]))
}

async function hashOfEvent(pool: Pool, site: string, event: string): Promise<string> {
  const { rows } = await pool.query({
    name: 'signatures.event',
    values: [site, event],
    text: `select encode(hash, 'hex') as hash from ledger where site = $1 and id = $2`,
  })
  const hash = (rows[0] as { hash: string } | undefined)?.hash
  if (hash === undefined) throw new Problem(422, 'unknown-event', `There is no event ${event} at site ${site}.`, '/event/event')
  return hash
}
