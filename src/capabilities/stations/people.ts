/** Who is at the station: one badge that stays, a badge for each report, or a crew. */
import { attention, type Decision, done, say, stop } from './answer.ts'
import type { Present, StationContext } from './context.ts'
import type { PersonSeen } from './facts.ts'
import type { Turn } from './turn.ts'

/** A badge scan never disturbs what is going on: a question stays asked, the run stays open. */
export function badgeScanned({ context, station, badge }: Turn): Decision | null {
  if (badge === null) return null
  if (!badge.current) return stop(context, say('stop.badge-revoked', { person: badge.person.name }), say('advice.badge'))
  const person = presentOf(badge.person)
  const isThere = context.people.some(present => present.code === person.code)
  if (station.badges === 'crew' && isThere)
    return done(
      { ...context, people: context.people.filter(present => present.code !== person.code), fresh: false },
      say('done.left', { person: person.name }),
    )
  const people = station.badges === 'crew' ? [...context.people, person] : [person]
  const asked = context.form === null ? done : attention
  return asked({ ...context, people, fresh: false }, say('done.badge', { person: person.name }))
}

const presentOf = ({ code, name, language }: PersonSeen): Present => ({ code, name, language })

/** Nobody has scanned anything for a while: whoever comes next says who he is. */
export function afterIdling(context: StationContext, at: number, idleMinutes: number | undefined): StationContext {
  const heardAt = context.heard === null ? null : Date.parse(context.heard.at)
  const isIdle = idleMinutes !== undefined && heardAt !== null && at - heardAt > idleMinutes * 60_000
  return isIdle && context.people.length > 0 ? { ...context, people: [] } : context
}

/** Null where work may begin. */
export function badgeMissing({ context, station, offline }: Turn): Decision | null {
  if (context.people.length > 0 || station.policies.badge === 'optional' || offline) return null
  return attention({ ...context, fresh: false }, say('ask.badge'), { advice: say('advice.badge-first') })
}

/** Certifications that the operation requires and somebody at the station lacks. */
export function missingCertification({ facts, at }: Turn, requires: readonly string[]): { person: string; certification: string } | null {
  for (const person of facts.people)
    for (const certification of requires) if (!isCertified(person, certification, at)) return { person: person.name, certification }
  return null
}

const isCertified = (person: PersonSeen, certification: string, at: number): boolean =>
  person.certifications.some(held => held.code === certification && (held.until === undefined || endOf(held.until) >= at))

/** A date holds until its end. */
const endOf = (until: string): number => Date.parse(until.length === 10 ? `${until}T23:59:59.999Z` : until)
