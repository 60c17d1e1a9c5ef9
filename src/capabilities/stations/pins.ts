/** PINs and badges that are tried at a station: wrong PINs are counted together with those of signatures, and lock with them. */
import { uuid7 } from '../../base/id.ts'
import { formatInstant } from '../../base/instant.ts'
import { isPin } from '../../base/secret.ts'
import type { Command } from '../events.ts'
import type { Services } from '../route.ts'
import { doorOf, isLocked, noteWrong, subjectOf } from '../signatures/proving.ts'
import type { PersonSeen } from './seen.ts'

interface Place {
  site: string
  code: string
}

/** Whose PIN it was; nobody's where it is wrong, or where it is not asked any more. */
export interface PinTried {
  proved: string | null
  isLocked: boolean
}

/** Of several who are there it may be the PIN of each. One after the other: tried all at once they would be counted only afterwards. */
export function pinTried(services: Services, { site, code }: Place, people: readonly PersonSeen[], pin: string | null): Promise<PinTried> {
  const door = doorOf(services)
  return door.turns.take(`pins ${site}`, async () => {
    const locked = await Promise.all(people.map(person => isLocked(door, subjectOf(site, person.code))))
    const open = people.filter((person, index) => person.pin !== null && locked[index] !== true)
    if (open.length === 0) return { proved: null, isLocked: locked.includes(true) }
    const person = open.find(one => pin !== null && one.pin !== null && isPin(pin, one.pin))
    if (person) return { proved: person.code, isLocked: false }
    const at = services.now()
    for (const one of open)
      await noteWrong(door, site, { at, who: one.code, subject: subjectOf(site, one.code), detail: `at station ${code}` })
    return { proved: null, isLocked: false }
  })
}

// ---- badges ------------------------------------------------------------------------------------------------------------------------

/** Nobody scans so many things in a minute by hand of which nothing is known: somebody is trying out which badges there are. */
const UNKNOWN_MAX = 30
const MINUTE_MS = 60_000
const unknown = new Map<string, { since: number; count: number }>()
const keyOf = ({ site, code }: Place): string => `${site}\u0000${code}`

/** For the rest of the minute no badge is known at this station. */
export function isGuessing(place: Place, now: number): boolean {
  const known = unknown.get(keyOf(place))
  return known !== undefined && now - known.since < MINUTE_MS && known.count >= UNKNOWN_MAX
}

/** Whoever is to know learns of it at the first, in his list of exceptions. */
export async function noteUnknown(services: Services, place: Place, via: string): Promise<void> {
  const now = services.now()
  const known = unknown.get(keyOf(place))
  const entry = known && now - known.since < MINUTE_MS ? known : { since: now, count: 0 }
  entry.count++
  unknown.set(keyOf(place), entry)
  if (entry.count !== UNKNOWN_MAX) return
  const raised = {
    id: uuid7(now),
    type: 'raise',
    at: formatInstant(now),
    site: place.site,
    code: 'badges-tried',
    detail: `${UNKNOWN_MAX} texts that nobody knows were scanned at ${place.code} within a minute: somebody may be trying out badges there.`,
  }
  await services.record(raised as Command, via)
}
