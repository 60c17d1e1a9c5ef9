/** Who is at the station: one badge that stays, a badge for each report, or a crew. */
import { ask, attention, cancel, type Decision, done, say, stop } from './answer.ts'
import { emptyForm, type Form, type Present, type StationContext } from './context.ts'
import type { PersonSeen } from './seen.ts'
import type { Turn } from './turn.ts'

/** A badge scan never disturbs what is going on: a question stays asked, the run stays open. */
export function badgeScanned(turn: Turn): Decision | null {
  const { context, station, badge } = turn
  if (badge === null) return null
  const { person } = badge
  if (!badge.current) return stop(context, say('stop.badge-revoked', { person: person.name }), say('advice.badge'))
  const isThere = context.people.some(present => present.code === person.code)
  if (station.badges === 'crew' && isThere)
    return done(
      { ...context, people: context.people.filter(present => present.code !== person.code), fresh: false },
      say('done.left', { person: person.name }),
    )
  const needsPin = station.policies.badgePin === 'shift' && !turn.offline && !isProven(context, person.code, turn.at)
  return needsPin ? askBadgePin(turn, person) : arrived(turn, person)
}

function arrived({ context, station, shiftEndsAt }: Turn, person: PersonSeen): Decision {
  const until = station.policies.shiftEnd === 'sign-out' ? { until: new Date(shiftEndsAt).toISOString() } : {}
  const present: Present = { code: person.code, name: person.name, language: person.language, ...until }
  const others = context.people.filter(one => one.code !== person.code)
  const people = station.badges === 'crew' ? [...others, present] : [present]
  return goneOn({ ...context, people }, say('done.badge', { person: person.name }))
}

/** What was going on before the badge goes on; what was being asked is asked again. */
export function goneOn(context: StationContext, message: Decision['message']): Decision {
  const form = isBadgePin(context.form) ? (context.interrupted ?? null) : context.form
  const next = { ...context, form, interrupted: null, fresh: false }
  if (form === null) return done(next, message)
  return attention(next, message, form.question === null ? {} : { question: form.question })
}

// ---- the PIN of a badge --------------------------------------------------------------------------------------------------------------

export const PIN_TRIES = 3
const BADGE_PIN = 'badge'

export const isBadgePin = (form: Form | null): boolean => form?.need.kind === 'pin' && form.need.of === BADGE_PIN

/** Whose badge waits for his PIN: he is looked up together with those who are here. */
export const arriving = ({ form }: StationContext): string[] => (isBadgePin(form) ? [form?.filled[BADGE_PIN] ?? ''] : [])

const isProven = ({ proven = [] }: StationContext, code: string, at: number): boolean =>
  proven.some(entry => entry.code === code && at < Date.parse(entry.until))

function askBadgePin({ context }: Turn, person: PersonSeen, tries = 0): Decision {
  const interrupted = isBadgePin(context.form) ? (context.interrupted ?? null) : context.form
  if (person.pin === null) return stop({ ...context, interrupted: null }, say('stop.no-pin', { person: person.name }), say('advice.no-pin'))
  const form = { ...emptyForm({ kind: 'pin', of: BADGE_PIN }), filled: { [BADGE_PIN]: person.code, tries: String(tries) } }
  const question = {
    message: say('ask.pin-of', { person: person.name }),
    answers: [cancel],
    input: { kind: 'secret' as const, prefix: 'PIN:' },
  }
  return ask({ ...context, interrupted }, form, question)
}

export function badgePinGiven(turn: Turn, form: Form): Decision {
  const { context, facts, at, shiftEndsAt } = turn
  const person = facts.people.find(one => one.code === form.filled[BADGE_PIN])
  if (!person) return goneOn(context, say('done.cancelled'))
  if (turn.pin?.isLocked) return stop({ ...context, interrupted: null }, say('stop.pin-locked'), say('advice.pin-locked'))
  if (turn.pin?.proved === person.code) {
    const others = (context.proven ?? []).filter(entry => entry.code !== person.code && at < Date.parse(entry.until))
    const proven = [...others, { code: person.code, until: new Date(shiftEndsAt).toISOString() }].slice(-PROVEN_KEPT)
    return arrived({ ...turn, context: { ...context, proven } }, person)
  }
  const tries = Number(form.filled['tries'] ?? '0') + 1
  if (tries >= PIN_TRIES) return stop({ ...context, interrupted: null }, say('stop.pin'), say('advice.pin'))
  return askBadgePin(turn, person, tries)
}

const PROVEN_KEPT = 200

// ---- who is here ---------------------------------------------------------------------------------------------------------------------

/** After a while without a scan, and by policy after the end of a shift, whoever comes next says who he is. */
export function whoIsHere({ context, station, at, offline }: Turn): StationContext {
  const here = afterIdling(context, at, station.idleMinutes)
  const { badgePin, shiftEnd } = station.policies
  const stays = ({ code, until }: Present): boolean =>
    (shiftEnd === 'stay' || (until !== undefined && at < Date.parse(until))) &&
    (badgePin === 'never' || offline || isProven(here, code, at))
  return here.people.every(stays) ? here : { ...here, people: here.people.filter(stays) }
}

/** Nobody has scanned anything for a while: whoever comes next says who he is. */
function afterIdling(context: StationContext, at: number, idleMinutes: number | undefined): StationContext {
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
