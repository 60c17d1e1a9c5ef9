import type { Quantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Handler } from '../../ledger/handler.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import type { CommandOf } from '../events.ts'

export const collectHandler: Handler<CommandOf<'collect'>> = {
  names(command, wanted) {
    wanted.run(command.run)
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    if (command.lots === undefined && command.run === undefined)
      throw new Refusal('invalid-event', 'Say what the values belong to: lots or a run.', '/lots')
    const run = command.run === undefined ? null : state.run(command.run)
    if (command.run !== undefined && (!run || run.until !== null))
      throw new Refusal('unknown-run', `Run "${command.run}" is not known at site ${state.site}: start it first.`, '/run')
    command.lots?.forEach((entry, index) => {
      const lot = draft.lot(entry.lot, `/lots/${index}/lot`)
      const quantity =
        entry.quantity === undefined
          ? undefined
          : draft.measured(draft.material(lot.material, `/lots/${index}`), entry.quantity, entry.unit, `/lots/${index}`).quantity
      draft.note(lot, 'observed', quantity === undefined ? {} : { worked: quantity })
    })
    return draft.effect
  },
  evolve(state, fact) {
    const { run = null, values } = fact.command
    const targets: { lot: number | null; quantity: Quantity | null }[] = state
      .movementsOf(fact.since)
      .map(line => ({ lot: line.lot, quantity: line.worked }))
    if (targets.length === 0) targets.push({ lot: null, quantity: null })
    for (const { lot, quantity } of targets) {
      for (const value of values) {
        state.insert('measurement', {
          since: fact.since,
          line: state.nextLine(fact.since),
          site: state.site,
          lot,
          run,
          characteristic: value.characteristic,
          value: String(value.value),
          unit: value.unit ?? null,
          quantity,
          at: fact.at,
          until: null,
        })
      }
    }
  },
}
