import { parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { lotOf, raiseException } from '../../ledger/apply.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler, Handlers } from '../../ledger/handler.ts'
import type { EventDetail, KnownEvent, State } from '../../ledger/state.ts'
import type { ExceptionRow, ResolutionRow } from '../../ledger/tables.ts'
import { reverse, reversible, tryReversal } from '../audit/reversal.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import type { CommandOf } from '../events.ts'
import { subjectOf } from './rules.ts'

type Raise = CommandOf<'raise'>
type Resolve = CommandOf<'resolve'>

/** The lot is kept with the exception and not as a movement of it: to ask about a lot must not stand in the way of correcting it. */
export const raiseHandler: Handler<Raise> = {
  names(command, wanted) {
    wantLot(wanted, command.lot)
    if (command.event) wanted.event(command.event)
  },
  decide(state, command, context) {
    if (command.event && state.event(command.event)?.site !== state.site)
      throw new Refusal('unknown-event', `There is no event ${command.event} at site ${state.site}.`, '/event')
    if (!command.lot) return emptyEffect()
    const { material, number } = new Draft(state, command, context).lot(command.lot, '/lot')
    return { ...emptyEffect(), settled: { lot: { material, number } } }
  },
  evolve(state, fact) {
    const { lot } = (fact.effect.settled ?? {}) as { lot?: { material: string; number: string } }
    const { code, detail } = fact.command
    raiseException(state, fact, { code, detail, lot: lot ? lotOf(state, lot.material, lot.number).id : null })
  },
}

/** What deciding settled: the exceptions meant, and the event that is taken back with them. */
interface Settled {
  lines: number[]
  reverses?: string
}

/** Decided alone, like a correction: it may take an event back, and then everything that followed from it is looked at. */
export function resolveHandler(handlers: () => Handlers): Handler<Resolve> {
  return {
    alone: true,
    names(command, wanted) {
      wanted.event(command.event)
    },
    decide(state, command, context) {
      const event = raisedBy(state, command.event)
      const lines = undecided(event, state.detail(event.id), command).map(row => row.line)
      checkSnooze(command)
      if (command.action !== 'reverse') return { ...emptyEffect(), settled: { lines } }
      const voided = reversible(state, subjectOf(event))
      tryReversal(state, { voided: [voided], handlers: handlers(), command, context })
      return { ...emptyEffect(), settled: { lines, reverses: voided.id } }
    },
    evolve(state, fact) {
      const { lines, reverses } = fact.effect.settled as unknown as Settled
      const event = raisedBy(state, fact.command.event)
      // Looked up before the event is taken back: its exceptions go with it.
      const { resolutions } = state.detail(event.id)
      for (const line of lines) settle(state, fact, { since: event.position, line, resolutions })
      if (reverses !== undefined) reverse(state, fact, { voided: [reversible(state, reverses)], handlers: handlers() })
    },
  }
}

function raisedBy(state: State, id: string): KnownEvent {
  const event = state.event(id)
  if (!event || event.site !== state.site) throw new Refusal('unknown-event', `There is no event ${id} at site ${state.site}.`, '/event')
  if (event.voided) throw new Refusal('already-corrected', `Event ${id} was corrected meanwhile: its exceptions are closed.`, '/event')
  return event
}

function undecided(event: KnownEvent, detail: EventDetail, command: Resolve): ExceptionRow[] {
  const raised = (detail.rows.exception ?? []).filter(row => command.line === undefined || row.line === command.line)
  if (raised.length === 0)
    throw new Refusal(
      'unknown-exception',
      command.line === undefined ? `Event ${event.id} raised no exception.` : `Event ${event.id} raised no exception ${command.line}.`,
      command.line === undefined ? '/event' : '/line',
    )
  const open = raised.filter(row => !detail.resolutions.some(done => done.exceptionLine === row.line && done.action !== 'snooze'))
  if (open.length > 0) return open
  const done = detail.resolutions.find(row => raised.some(({ line }) => line === row.exceptionLine) && row.action !== 'snooze')
  throw new Refusal(
    'already-resolved',
    `${done?.by ?? 'Somebody'} has already decided about this exception: ${done?.reason ?? ''}.`,
    command.line === undefined ? '/event' : '/line',
  )
}

function checkSnooze({ action, at, until }: Resolve): void {
  if (action !== 'snooze' && until !== undefined) throw new Refusal('invalid-event', 'Only a snooze has an end: leave until out.', '/until')
  if (action !== 'snooze') return
  if (until === undefined) throw new Refusal('invalid-event', 'Say until when the exception may wait.', '/until')
  if ((parseInstant(until) ?? 0) <= (parseInstant(at) ?? 0))
    throw new Refusal('invalid-event', 'A snooze ends after it begins: until is not later than at.', '/until')
}

interface Exception {
  since: number
  line: number
  resolutions: readonly ResolutionRow[]
}

/** A decision follows the one before it: a snooze ends with what comes after. */
function settle(state: State, fact: Fact<Resolve>, { since, line, resolutions }: Exception): void {
  const before = resolutions.find(row => row.exceptionLine === line)
  if (before) state.update('resolution', before, { until: fact.since })
  const { action, reason, until } = fact.command
  state.insert('resolution', {
    since: fact.since,
    line: state.nextLine(fact.since),
    site: state.site,
    exceptionSince: since,
    exceptionLine: line,
    action,
    reason,
    by: fact.by,
    at: fact.at,
    snoozedUntil: until === undefined ? null : (parseInstant(until) ?? null),
    until: null,
  })
}
