import { Refusal } from '../../base/refusal.ts'
import { plain } from '../../ledger/body.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { PinCommand, SignCommand } from '../access/events.ts'

/** Somebody reviews or approves what is recorded: the signature binds the hash that event has in the ledger. */
export const signHandler: Handler<SignCommand> = {
  names: (command, wanted) => wanted.event(command.event),
  decide(state, command) {
    const event = state.event(command.event)
    if (!event || event.site !== state.site)
      throw new Refusal('unknown-event', `There is no event ${command.event} at site ${state.site}.`, '/event')
    if ((command.signed ?? []).length === 0)
      throw new Refusal('signature-required', 'A signature is made with person and PIN at POST /api/v1/signatures.', '')
    return emptyEffect()
  },
  evolve(state, fact) {
    const { id, event, hash, signed } = fact.command
    state.setMaster({ site: state.site, kind: 'signature', code: id, body: plain({ event, hash, signed }), since: fact.since, until: null })
  },
}

/** The person's record names the PIN that counts from here on; a correction brings back the one before. */
export const pinHandler: Handler<PinCommand> = {
  names: (command, wanted) => wanted.master('person', command.person),
  decide(state, command) {
    if (!state.master('person', command.person))
      throw new Refusal(
        'unknown-person',
        `There is nobody called "${command.person}" at site ${state.site}: add the person first.`,
        '/person',
      )
    return emptyEffect()
  },
  evolve(state, fact) {
    const { person, kept } = fact.command
    const { pin: _, ...record } = (state.master('person', person)?.body ?? {}) as Record<string, unknown>
    state.setMaster({
      site: state.site,
      kind: 'person',
      code: person,
      body: plain({ ...record, pin: kept }),
      since: fact.since,
      until: null,
    })
  },
}
