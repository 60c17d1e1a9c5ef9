/** Who proves himself by person and PIN: each attempt is written down, five wrong ones lock, and supervisors are told. */
import type { Pool } from 'pg'
import { uuid7 } from '../../base/id.ts'
import { formatInstant } from '../../base/instant.ts'
import { hashSecret, isPin } from '../../base/secret.ts'
import { AccessLog } from '../access/log.ts'
import type { Command } from '../events.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'

export interface Door {
  services: Services
  log: AccessLog
  turns: Turns
}
export interface Given {
  person: string
  pin: string
  meaning: string
}

/** Who proves himself takes his turn: tried all at once, PINs would be counted only after all of them had been tried. */
export class Turns {
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

const doors = new WeakMap<Pool, Door>()

/** One for all who ask for PINs: they take the same turns, and count together. */
export function doorOf(services: Services): Door {
  const known = doors.get(services.pool)
  if (known) return { ...known, services }
  const door = { services, log: new AccessLog(services.pool), turns: new Turns() }
  doors.set(services.pool, door)
  return door
}

/** Five wrong PINs, and nobody signs as this person for a quarter of an hour, nor proves himself at a station. */
const FAILURES_MAX = 5
const LOCK_MS = 15 * 60_000

/** What the access log calls signing as this person. */
export const subjectOf = (site: string, person: string): string => `signature ${site} ${person}`

/** The code of the person who is there with his PIN. Whatever is wrong, the answer is the same: it must not tell which of the two it was. */
export async function proven(door: Door, site: string, given: Given, pointer: string): Promise<string> {
  const person = await personNamed(door.services.pool, site, given.person)
  const subject = subjectOf(site, person?.code ?? given.person)
  return door.turns.take(subject, () => provenInTurn(door, { site, given, person, subject }, pointer))
}

interface Proving {
  site: string
  given: Given
  person: Known | null
  subject: string
}

async function provenInTurn(door: Door, { site, given, person, subject }: Proving, pointer: string): Promise<string> {
  const note = { at: door.services.now(), who: person?.code ?? given.person, subject }
  if (await isLocked(door, subject))
    throw new Problem(
      422,
      'signature-locked',
      'Signing is locked for this person after five failures: wait a quarter of an hour, or ask a supervisor.',
      pointer,
    )
  if (person?.pin && isPin(given.pin, person.pin)) {
    await door.log.note({ ...note, action: 'signed', detail: given.meaning })
    return person.code
  }
  await noteWrong(door, site, note)
  throw new Problem(422, 'signature-refused', 'Person and PIN do not belong together: enter both again.', pointer)
}

export const isLocked = async ({ services, log }: Door, subject: string): Promise<boolean> =>
  (await log.failuresOf(subject, services.now() - LOCK_MS)) >= FAILURES_MAX

export async function noteWrong(
  door: Door,
  site: string,
  { detail, ...note }: { at: number; who: string; subject: string; detail?: string },
): Promise<void> {
  await door.log.note({ ...note, detail, action: 'signature-refused', code: 'signature-refused' })
  if (await isLocked(door, note.subject)) await alarm(door.services, door.log, site, note)
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
    detail: `Somebody entered five wrong PINs as ${note.who}: signing, and the PIN at stations, are locked for a quarter of an hour.`,
  }
  await services.record(raised as Command, 'signatures')
}

export interface Known {
  code: string
  pin: string | null
  badge: string | null
}

export async function personNamed(pool: Pool, site: string, said: string): Promise<Known | null> {
  const { rows } = await pool.query({
    name: 'signatures.person',
    values: [site, said, hashSecret(said)],
    text: `select m.code, coalesce(s.hash, m.body->>'pin') as pin, m.body->>'badge' as badge from master m
           left join pin_secret s on s.name = m.body->>'pin' and s.site = m.site and s.person = m.code
           where m.site = $1 and m.kind = 'person' and m.until is null and (m.code = $2 or m.body->>'badge' = $3) order by (m.code = $2) desc limit 1`,
  })
  return (rows[0] as Known | undefined) ?? null
}
