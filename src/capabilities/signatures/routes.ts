import type { Pool } from 'pg'
import { z } from 'zod'
import { formatInstant } from '../../base/instant.ts'
import { type SignCommand, signSchema } from '../access/events.ts'
import { AccessLog } from '../access/log.ts'
import type { Command } from '../events.ts'
import { parseEvent, pointerOf } from '../parse.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { contentHash } from './content.ts'
import { clearPin, newPin, setPin } from './pins.ts'
import { type Door, proven, Turns } from './proving.ts'
import { signaturesOf } from './shown.ts'

const signer = z.strictObject({
  person: z.string().min(1).max(200),
  pin: z.string().min(1).max(200),
  meaning: z.string().trim().min(1).max(200),
})
const body = z.strictObject({ event: z.record(z.string(), z.unknown()), signers: z.array(signer).min(1).max(5) })

export function signatureRoutes(services: Services): Route[] {
  const door: Door = { services, log: new AccessLog(services.pool), turns: new Turns() }
  return [
    route({
      method: 'POST',
      path: '/signatures',
      role: 'writer',
      summary: 'Record an event with the signatures of people who prove themselves by person and PIN',
      body,
      handle: ({ body: asked, principal }) => signAndRecord(door, asked, principal.name),
    }),
    route({
      method: 'GET',
      path: '/signatures',
      role: 'reader',
      summary: 'Signatures of an event, and whether each still fits what it binds',
      query: z.object({ event: z.uuid() }),
      handle: async ({ query }) => ({ signatures: await signaturesOf(services.pool, query.event) }),
    }),
    route({
      method: 'POST',
      path: '/people/:code/pin',
      role: 'writer',
      summary: 'Set the PIN of a person: an administrator anew, anybody else with the PIN the person has',
      body: newPin,
      handle: ({ params, body: asked, principal }) => setPin(door, params.code ?? '', asked, principal),
    }),
    route({
      method: 'POST',
      path: '/people/:code/pin/end',
      role: 'administrator',
      summary: 'Take the PIN of a person away: nobody signs as him until there is a new one',
      body: z.strictObject({ site: z.string().default('main'), note: z.string().max(4000).optional() }),
      handle: ({ params, body: asked, principal }) => clearPin(door, params.code ?? '', asked, principal.name),
    }),
  ]
}

async function signAndRecord(door: Door, asked: z.output<typeof body>, via: string): Promise<object> {
  const { services } = door
  const event = await toSign(services.pool, asked.event)
  const at = formatInstant(services.now())
  const people: string[] = []
  for (const [index, given] of asked.signers.entries()) people.push(await proven(door, event.site, given, `/signers/${index}`))
  if (new Set(people).size < people.length) throw new Problem(422, 'signature-refused', 'One person signs once.', '/signers')
  event.by ??= people[0]
  const content = contentHash(event)
  event.signed = asked.signers.map(({ meaning }, index) => ({ by: people[index] ?? '', meaning, at, content }))
  const { position: _, ...outcome } = await services.record(event as Command, via)
  return { ...outcome, signatures: outcome.status === 'refused' ? [] : event.signed }
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
