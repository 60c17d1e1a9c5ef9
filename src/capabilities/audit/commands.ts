import { parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { apply } from '../../ledger/apply.ts'
import { decideFact, type When } from '../../ledger/decide.ts'
import { type AnyCommand, emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler, Handlers } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { CommandOf } from '../events.ts'
import { reverse, reversible, tryReversal } from './reversal.ts'

type Correct = CommandOf<'correct'>

/** The handler needs the others: what is replaced is decided and applied by its own. */
export function correctHandler(handlers: () => Handlers): Handler<Correct> {
  return {
    alone: true,
    appliesItsEffect: true,
    names(command, wanted) {
      wanted.event(command.event)
      if (!command.replacement) return
      wanted.event(command.replacement.id)
      wanted.master('person', command.replacement.by)
      handlers().get(command.replacement.type)?.names(command.replacement, wanted)
    },
    decide(state, command, context) {
      const voided = reversible(state, command.event)
      checkReplacement(state, command)
      const { replacement } = command
      return tryReversal(state, { voided, handlers: handlers(), command, context }, fact =>
        replacement ? replace(state, replacement, voided, fact, handlers()) : emptyEffect(),
      )
    },
    evolve(state, fact) {
      const voided = reversible(state, fact.command.event)
      const { replacement } = fact.command
      reverse(state, fact, { voided, handlers: handlers() }, () => {
        if (replacement) applyReplacement(state, replacement, fact, voided, handlers())
      })
    },
  }
}

function checkReplacement(state: State, command: Correct): void {
  const { replacement } = command
  if (!replacement) return
  if (replacement.site !== command.site)
    throw new Refusal('invalid-event', 'The replacement belongs to the same site.', '/replacement/site')
  if (replacement.id === command.id || state.event(replacement.id))
    throw new Refusal('invalid-event', 'The replacement needs an id of its own.', '/replacement/id')
}

function replace(
  state: State,
  replacement: NonNullable<Correct['replacement']>,
  voided: KnownEvent,
  fact: Fact,
  handlers: Handlers,
): Fact['effect'] {
  const handler = handlers.get(replacement.type)
  if (!handler) throw new Refusal('unknown-type', `There is no event of type "${replacement.type}".`, '/replacement/type')
  const decided = decideReplacement(state, replacement, handler, {
    now: fact.recordedAt,
    since: fact.since + 1,
    ord: voided.ord,
    replacing: true,
  })
  // A badge is a credential: the ledger keeps the person's code, also inside a correction.
  if (decided.by !== null) replacement.by = decided.by
  apply(state, decided, handlers)
  return decided.effect
}

/** What is wrong with the replacement stands inside the correction. */
function decideReplacement(state: State, replacement: AnyCommand, handler: Handler, when: When): Fact {
  try {
    return decideFact(state, replacement, handler, when)
  } catch (error) {
    if (!(error instanceof Refusal) || error.pointer === undefined) throw error
    throw new Refusal(error.code, error.message, `/replacement${error.pointer}`)
  }
}

function applyReplacement(
  state: State,
  replacement: NonNullable<Correct['replacement']>,
  fact: Fact<Correct>,
  voided: KnownEvent,
  handlers: Handlers,
): void {
  const at = parseInstant(replacement.at) ?? fact.at
  const by = replacement.by ?? fact.by
  apply(
    state,
    { command: replacement, effect: fact.effect, at, recordedAt: fact.recordedAt, since: fact.since + 1, ord: voided.ord, by },
    handlers,
  )
  state.insert('replacement', { id: replacement.id, since: fact.since + 1, ord: voided.ord })
}
