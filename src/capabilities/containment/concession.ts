/** A concession: lots stay on hold, and so much of them may be used or shipped all the same. What a use asks of it stands in booking/permits.ts. */
import { parseExpiry } from '../../base/instant.ts'
import { formatQuantity, type Quantity, readQuantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { checkPartner } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'

type Granted = {
  lot: { material: string; number: string }
  holds: string[]
  quantity: string | null
}

/** Decided alone: which holds a concession is about depends on the whole graph, and is frozen in the event. Later holds it does not cover. */
export const concessionHandler: Handler<CommandOf<'concession'>> = {
  alone: true,
  names(command, wanted) {
    wanted.concession(command.concession)
    wanted.master('partner', command.customer)
    for (const entry of command.lots) wantLot(wanted, entry.lot)
  },
  decide(state, command, context) {
    if (state.isConcession(command.concession))
      throw new Refusal(
        'concession-exists',
        `Concession ${command.concession} exists already: give this one a name of its own.`,
        '/concession',
      )
    if (command.customer !== undefined) checkPartner(state, command.customer, '/customer')
    const draft = new Draft(state, command, context)
    const granted = command.lots.map((entry, index) => grant(draft, entry, `/lots/${index}`))
    checkOnce(granted)
    return { ...draft.effect, settled: { granted } }
  },
  evolve(state, fact) {
    const { concession, customer, expiresAt, reason } = fact.command
    for (const { lot, holds, quantity } of (fact.effect.settled as { granted: Granted[] }).granted)
      state.addConcession({
        since: fact.since,
        line: state.nextLine(fact.since),
        site: state.site,
        concession,
        lot: lotId(state, lot),
        holds,
        quantity: quantity === null ? null : readQuantity(quantity),
        customer: customer ?? null,
        expiresAt: expiresAt === undefined ? null : (parseExpiry(expiresAt) ?? null),
        reason,
        by: fact.by,
        at: fact.at,
        until: null,
      })
  },
}

function grant(draft: Draft, entry: CommandOf<'concession'>['lots'][number], pointer: string): Granted {
  const lot = draft.lot(entry.lot, `${pointer}/lot`)
  const holds = [...draft.state.holdsOn(lot.id)].sort()
  if (holds.length === 0)
    throw new Refusal('not-held', `No hold reaches ${lot.material} ${lot.number}: it may be used without a concession.`, `${pointer}/lot`)
  const quantity: Quantity | null =
    entry.quantity === undefined
      ? null
      : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
  draft.note(lot, 'observed')
  return { lot: { material: lot.material, number: lot.number }, holds, quantity: quantity === null ? null : formatQuantity(quantity) }
}

function checkOnce(granted: readonly Granted[]): void {
  granted.forEach(({ lot }, index) => {
    const first = granted.findIndex(other => other.lot.material === lot.material && other.lot.number === lot.number)
    if (first !== index) throw new Refusal('invalid-event', `${lot.material} ${lot.number} is named twice.`, `/lots/${index}/lot`)
  })
}

function lotId(state: State, { material, number }: { material: string; number: string }): number {
  const row = state.lotsNumbered(number).find(lot => lot.material === material)
  if (!row) throw new Error(`the concession names lot ${material}/${number}, which the ledger never made`)
  return row.id
}
