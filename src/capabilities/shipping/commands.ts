import { formatQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { placeNamed } from '../booking/places.ts'
import { checkPartner } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'

export const shipHandler: Handler<CommandOf<'ship'>> = {
  names(command, wanted) {
    wanted.shipment(command.shipment)
    wanted.master('partner', command.customer)
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
    for (const container of command.containers ?? []) {
      wanted.container(container)
      wanted.contents(container)
    }
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    checkPartner(state, command.customer, '/customer')
    const before = state.shipment(command.shipment)
    if (before && before.customer !== command.customer)
      throw new Refusal(
        'invalid-event',
        `Shipment ${command.shipment} goes to ${before.customer}: use another shipment number for ${command.customer}.`,
        '/customer',
      )
    if ((command.lots ?? []).length + (command.containers ?? []).length === 0)
      throw new Refusal('invalid-event', 'Nothing is shipped: name lots or containers.', '/lots')
    command.lots?.forEach((entry, index) => {
      const pointer = `/lots/${index}`
      const lot = draft.lot(entry.lot, `${pointer}/lot`)
      draft.checkUsable(lot, `${pointer}/lot`)
      const quantity =
        entry.quantity === undefined
          ? draft.available(lot)
          : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
      if (quantity <= 0n) context.broken('quantity-exceeds-balance', `Nothing is left of ${lot.material} ${lot.number} to ship.`, pointer)
      if (quantity > 0n) draft.take(lot, quantity, 'shipped', `${pointer}/quantity`, { reference: command.shipment })
    })
    const containers = (command.containers ?? []).flatMap((container, index) =>
      shipContainer(draft, container, command.shipment, `/containers/${index}`),
    )
    return { ...draft.effect, settled: { containers } }
  },
  evolve(state, fact) {
    const { shipment, customer, order } = fact.command
    if (!state.shipment(shipment)) {
      const row = { site: state.site, shipment, customer, salesOrder: order ?? null, at: fact.at, since: fact.since, until: null }
      state.setEntry(state.shipments, shipment, state.insert('shipment', row))
    }
    for (const container of (fact.effect.settled as { containers: string[] }).containers) {
      const parent = state.container(container)?.parent ?? null
      const inside = (fact.effect.settled as { containers: string[] }).containers.includes(parent ?? '')
      state.setContainer({
        site: state.site,
        container,
        parent: inside ? parent : null,
        place: inside ? '' : `shipment:${shipment}`,
        since: fact.since,
        until: null,
      })
    }
  },
}

/** Everything inside goes along, containers in containers included. */
function shipContainer(draft: Draft, container: string, shipment: string, pointer: string): string[] {
  const { state } = draft
  if (!state.container(container))
    throw new Refusal('unknown-container', `There is no container "${container}" at site ${state.site}.`, pointer)
  const contents = state.contentsOf(container)
  for (const id of contents.lots) {
    const lot = state.lot(id)
    const quantity = state.places(id).get(`container:${container}`)?.quantity ?? ZERO
    if (quantity <= 0n) continue
    draft.checkUsable(lot, pointer)
    draft.take(lot, quantity, 'shipped', pointer, { reference: shipment, from: `container:${container}` })
  }
  return [container, ...[...contents.containers].flatMap(inner => shipContainer(draft, inner, shipment, pointer))]
}

export const returnHandler: Handler<CommandOf<'return'>> = {
  names(command, wanted) {
    wanted.shipment(command.shipment)
    wanted.master('partner', command.customer)
    if (command.to !== undefined) wanted.location(command.to)
    for (const entry of command.lots) {
      wantLot(wanted, entry.lot)
      wanted.returned(entry.lot.number, command.shipment ?? '*')
    }
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    checkPartner(state, command.customer, '/customer')
    checkShipment(state, command)
    const place = command.to === undefined ? '' : placeNamed(state, command.to, '/to')
    command.lots.forEach((entry, index) => {
      const pointer = `/lots/${index}`
      const lot = draft.lot(entry.lot, `${pointer}/lot`)
      const there: Quantity = state.outstanding(lot.id, command.shipment ?? '*')
      const quantity =
        entry.quantity === undefined
          ? there
          : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
      if (there <= 0n)
        throw new Refusal(
          'not-shipped',
          `${lot.material} ${lot.number} is not with ${command.customer}${command.shipment ? ` by shipment ${command.shipment}` : ''}.`,
          pointer,
        )
      if (quantity > there)
        context.broken(
          'quantity-exceeds-balance',
          `${formatQuantity(quantity)} of ${lot.material} ${lot.number} come back, but only ${formatQuantity(there)} are there.`,
          `${pointer}/quantity`,
        )
      draft.put(lot, quantity, 'returned', place, command.shipment === undefined ? {} : { reference: command.shipment })
    })
    return draft.effect
  },
}

function checkShipment(state: State, command: CommandOf<'return'>): void {
  if (command.shipment === undefined) return
  const shipment = state.shipment(command.shipment)
  if (!shipment) throw new Refusal('unknown-shipment', `There is no shipment "${command.shipment}" at site ${state.site}.`, '/shipment')
  if (shipment.customer !== command.customer)
    throw new Refusal('not-shipped', `Shipment ${command.shipment} went to ${shipment.customer}, not to ${command.customer}.`, '/customer')
}
