import type { Json } from '../../base/canonical.ts'
import { Refusal } from '../../base/refusal.ts'
import { isKeptPin } from '../../base/secret.ts'
import { plain } from '../../ledger/body.ts'
import { type AnyCommand, emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { checkPattern } from '../booking/numbering.ts'
import { checkLocation, type Material } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'

export const materialHandler: Handler<CommandOf<'material'>> = {
  names(command, wanted) {
    wanted.master('material', command.code)
  },
  decide(state, command) {
    if (command.numbering !== undefined) checkPattern(command.numbering, '/numbering')
    checkUnit(state, command)
    checkConversions(command)
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'material', fact.command.code),
}

/** Stock is kept in the material's unit; changing the unit would change every quantity ever recorded. */
function checkUnit(state: State, command: CommandOf<'material'>): void {
  const before = state.master('material', command.code)?.body as Material | undefined
  if (before && before.unit !== command.unit) {
    throw new Refusal(
      'invalid-event',
      `${command.code} is kept in ${before.unit}: its unit cannot change. Add a conversion to units, or make a new material.`,
      '/unit',
    )
  }
}

/** Two factors of one unit would make two quantities of the same words. */
function checkConversions({ unit, units = [] }: CommandOf<'material'>): void {
  const wrong = units.findIndex((stated, index) => stated.unit === unit || units.findIndex(other => other.unit === stated.unit) !== index)
  if (wrong < 0) return
  const again = units[wrong]?.unit ?? ''
  throw new Refusal(
    'invalid-event',
    again === unit
      ? `${unit} is the unit of the material itself: it has no factor.`
      : `${again} has a factor already: state each unit once.`,
    `/units/${wrong}/unit`,
  )
}

export const partnerHandler: Handler<CommandOf<'partner'>> = {
  // From here on the guard has other vendors to look for, also in lots it has been asked about.
  alone: command => command.limits?.notVendors !== undefined,
  names(command, wanted) {
    wanted.master('partner', command.code)
  },
  decide: () => emptyEffect(),
  evolve: (state, fact) => stateMaster(state, fact, 'partner', fact.command.code),
}

export const locationHandler: Handler<CommandOf<'location'>> = {
  names(command, wanted) {
    wanted.master('location', command.code)
    wanted.master('location', command.parent)
  },
  decide(state, command) {
    if (command.parent !== undefined) checkLocation(state, command.parent, '/parent')
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'location', fact.command.code),
}

export const workCenterHandler: Handler<CommandOf<'workCenter'>> = {
  names(command, wanted) {
    wanted.master('workCenter', command.code)
  },
  decide: () => emptyEffect(),
  evolve: (state, fact) => stateMaster(state, fact, 'workCenter', fact.command.code),
}

export const personHandler: Handler<CommandOf<'person'>> = {
  names(command, wanted) {
    wanted.master('person', command.code)
    if (command.badge) wanted.badge(command.badge)
  },
  decide(state, command) {
    const owner = command.badge === undefined ? null : state.personOfBadge(command.badge)
    if (owner !== null && owner !== command.code)
      throw new Refusal('invalid-event', `This badge belongs to ${owner}: give ${command.code} another one.`, '/badge')
    return emptyEffect()
  },
  evolve(state, fact) {
    const { code, badge, pin } = fact.command
    const before = state.master('person', code)?.body as { badge?: string; pin?: string } | undefined
    if (before?.badge !== undefined) state.setEntry(state.badges, before.badge, null)
    // A PIN that was set at its own door is not the sender's to take away: he does not know it.
    const kept: Record<string, Json> = pin === undefined && before?.pin !== undefined && isKeptPin(before.pin) ? { pin: before.pin } : {}
    stateMaster(state, fact, 'person', code, kept)
    if (badge !== undefined) state.setEntry(state.badges, badge, code)
  },
}

/** The record as stated, without what only the event has. */
export function stateMaster(state: State, fact: Fact, kind: string, code: string, more: Record<string, Json> = {}): void {
  const {
    id: _id,
    at: _at,
    site: _site,
    by: _by,
    crew: _crew,
    station: _station,
    note: _note,
    late: _late,
    signed: _signed,
    ...record
  } = fact.command as AnyCommand & Record<string, unknown>
  state.setMaster({ site: state.site, kind, code, body: plain({ ...record, ...more }), since: fact.since, until: null })
}
