import type { Pool } from 'pg'
import { z } from 'zod'
import { uuid7 } from '../../base/id.ts'
import { formatInstant } from '../../base/instant.ts'
import { hashSecret, isPin } from '../../base/secret.ts'
import { type SignCommand, signSchema } from '../access/events.ts'
import { AccessLog } from '../access/log.ts'
import type { Command } from '../events.ts'
import { parseEvent, pointerOf } from '../parse.ts'
import { Problem } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { contentHash } from './content.ts'
import { signaturesOf } from './shown.ts'

const signer = z.strictObject({
  person: z.string().min(1).max(200),
  pin: z.string().min(1).max(200),
  meaning: z.string().trim().min(1).max(200),
})
const body = z.strictObject({ event: z.record(z.string(), z.unknown()), signers: z.array(signer).min(1).max(5) })

/** Who proves himself takes his turn: tried all at once, PINs would be counted only after all of them had been tried. */
class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    const ended = mine.then(
      () => undefined,
      () => undefined,
    )
    this.last.set(key, ended)
    void ended.then(() => {
      if (this.last.get(key) === ended) this.last.delete(key)
    })
    return mine
  }
}

/** Five wrong PINs, and nobody signs as this person for a quarter of an hour. */
const FAILURES_MAX = 5
const LOCK_MS = 15 * 60_000

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
  ]
}

interface Door {
  services: Services
  log: AccessLog
  turns: Turns
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

/** The code of the person who is there with his PIN. Whatever is wrong, the answer is the same: it must not tell which of the two it was. */
async function proven(door: Door, site: string, given: z.output<typeof signer>, pointer: string): Promise<string> {
  const person = await personNamed(door.services.pool, site, given.person)
  const subject = `signature ${site} ${person?.code ?? given.person}`
  return door.turns.take(subject, () => provenInTurn(door, { site, given, person, subject }, pointer))
}

interface Proving {
  site: string
  given: z.output<typeof signer>
  person: { code: string; pin: string | null } | null
  subject: string
}

async function provenInTurn({ services, log }: Door, { site, given, person, subject }: Proving, pointer: string): Promise<string> {
  const note = { at: services.now(), who: person?.code ?? given.person, subject }
  if ((await log.failuresOf(subject, services.now() - LOCK_MS)) >= FAILURES_MAX)
    throw new Problem(
      422,
      'signature-locked',
      'Signing is locked for this person after five failures: wait a quarter of an hour, or ask a supervisor.',
      pointer,
    )
  if (person?.pin && isPin(given.pin, person.pin)) {
    await log.note({ ...note, action: 'signed', detail: given.meaning })
    return person.code
  }
  await log.note({ ...note, action: 'signature-refused', code: 'signature-refused' })
  if ((await log.failuresOf(subject, services.now() - LOCK_MS)) >= FAILURES_MAX) await alarm(services, log, site, note)
  throw new Problem(422, 'signature-refused', 'Person and PIN do not belong together: enter both again.', pointer)
}

/** Supervisors see it in their list of exceptions. */
async function alarm(services: Services, log: AccessLog, site: string, note: { at: number; who: string; subject: string }): Promise<void> {
  await log.note({ ...note, action: 'locked', code: 'signature-locked' })
  const raised = {
    id: uuid7(services.now()),
    type: 'raise',
    at: formatInstant(services.now()),
    site,
    code: 'signature-locked',
    detail: `Somebody entered five wrong PINs to sign as ${note.who}: signing is locked for a quarter of an hour.`,
  }
  await services.record(raised as Command, 'signatures')
}

async function personNamed(pool: Pool, site: string, said: string): Promise<{ code: string; pin: string | null } | null> {
  const { rows } = await pool.query({
    name: 'signatures.person',
    values: [site, said, hashSecret(said)],
    text: `select code, body->>'pin' as pin from master where site = $1 and kind = 'person' and until is null and (code = $2 or body->>'badge' = $3) order by (code = $2) desc limit 1`,
  })
  return (rows[0] as { code: string; pin: string | null } | undefined) ?? null
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
