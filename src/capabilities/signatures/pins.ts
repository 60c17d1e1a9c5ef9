/** PINs set on screen. The ledger keeps that one was set, by whom and when; what proves it stands beside the ledger. */
import type { Pool } from 'pg'
import { z } from 'zod'
import type { CaptureResult } from '../../answers/index.ts'
import { uuid7 } from '../../base/id.ts'
import { formatInstant } from '../../base/instant.ts'
import { hashPin, hashSecret, isPin } from '../../base/secret.ts'
import type { PinCommand } from '../access/events.ts'
import { resultOf, told } from '../capture.ts'
import type { Command } from '../events.ts'
import { notFound, Problem } from '../problem.ts'
import type { Principal } from '../route.ts'
import { weakness } from './pin-rules.ts'
import { type Door, type Known, personNamed, proven, subjectOf } from './proving.ts'

export const newPin = z.strictObject({
  site: z.string().default('main'),
  pin: z.string().max(200),
  /** The PIN the person has: whoever is no administrator proves himself with it. */
  current: z.string().min(1).max(200).optional(),
  note: z.string().max(4000).optional(),
})

export async function setPin(door: Door, code: string, asked: z.output<typeof newPin>, { name, role }: Principal): Promise<CaptureResult> {
  const { site, pin, current, note } = asked
  const person = await known(door, site, code)
  if (role !== 'administrator' && current === undefined)
    throw new Problem(422, 'pin-refused', 'Enter the PIN you have as well; an administrator sets one without it.', '/current')
  const by =
    current === undefined ? undefined : await proven(door, site, { person: code, pin: current, meaning: 'Changes the PIN' }, '/current')
  check(person, pin)
  const kept = `kept:${crypto.randomUUID()}`
  // First what proves it, then the fact: without the fact nobody ever looks for it.
  await keep(door.services.pool, { name: kept, site, person: code, hash: hashPin(pin), at: door.services.now() })
  const outcome = await record(
    door,
    { site, person: code, kept, ...(by === undefined ? {} : { by }), ...(note === undefined ? {} : { note }) },
    name,
  )
  await logged(door, { site, code, who: by ?? name, detail: 'A new PIN' })
  return outcome
}

export async function clearPin(
  door: Door,
  code: string,
  { site, note }: { site: string; note?: string | undefined },
  via: string,
): Promise<CaptureResult> {
  const person = await known(door, site, code)
  if (person.pin === null) throw new Problem(422, 'pin-refused', `${code} has no PIN: there is none to take away.`)
  const outcome = await record(door, { site, person: code, ...(note === undefined ? {} : { note }) }, via)
  await logged(door, { site, code, who: via, detail: 'The PIN was taken away' })
  return outcome
}

const logged = (
  { services, log }: Door,
  { site, code, who, detail }: { site: string; code: string; who: string; detail: string },
): Promise<void> => log.note({ at: services.now(), who, action: 'pin-set', subject: subjectOf(site, code), detail })

async function known({ services }: Door, site: string, code: string): Promise<Known> {
  const person = await personNamed(services.pool, site, code)
  if (person?.code !== code) throw notFound(`There is nobody called "${code}" at site ${site}: add the person first.`)
  return person
}

function check(person: Known, pin: string): void {
  const isBadge = person.badge !== null && hashSecret(pin) === person.badge
  const isTheOld = person.pin !== null && isPin(pin, person.pin)
  const weak = weakness(pin, { code: person.code, isBadge, isTheOld })
  if (weak !== null) throw new Problem(422, 'pin-refused', weak, '/pin')
}

async function record({ services }: Door, said: Omit<PinCommand, 'id' | 'type' | 'at'>, via: string): Promise<CaptureResult> {
  const event: PinCommand = { id: uuid7(services.now()), type: 'pin', at: formatInstant(services.now()), ...said }
  const outcome = await services.record(event as unknown as Command, via)
  if (outcome.status === 'refused') throw new Problem(422, outcome.code ?? 'refused', outcome.detail ?? 'It was refused.')
  return told(resultOf(outcome))
}

async function keep(
  pool: Pool,
  { name, site, person, hash, at }: { name: string; site: string; person: string; hash: string; at: number },
): Promise<void> {
  await pool.query({
    name: 'pins.keep',
    values: [name, site, person, hash, at],
    text: 'insert into pin_secret (name, site, person, hash, set_at) values ($1, $2, $3, $4, $5)',
  })
}
