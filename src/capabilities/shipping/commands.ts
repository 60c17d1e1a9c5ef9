import { formatQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow } from '../../ledger/tables.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { placeNamed } from '../booking/places.ts'
import {
  type CustomerLimits,
  checkPartner,
  type PlannedShipment,
  type SalesOrder,
  SETTINGS,
  type SiteSettings,
} from '../booking/records.ts'
import { complaintNamed } from '../complaints/commands.ts'
import { placeHold } from '../containment/commands.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'
import { brokenLimit } from './limits.ts'

export const shipHandler: Handler<CommandOf<'ship'>> = {
  names(command, wanted) {
    wanted.shipment(command.shipment)
    wanted.master('shipment', command.shipment)
    wanted.master('salesOrder', command.order)
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
    const allowed = new Allowed(draft, command)
    if ((command.lots ?? []).length + (command.containers ?? []).length === 0)
      throw new Refusal('invalid-event', 'Nothing is shipped: name lots or containers.', '/lots')
    command.lots?.forEach((entry, index) => {
      const pointer = `/lots/${index}`
      const lot = draft.lot(entry.lot, `${pointer}/lot`)
      draft.checkUsable(lot, `${pointer}/lot`, { shipTo: command.customer })
      allowed.check(lot, `${pointer}/lot`)
      const quantity =
        entry.quantity === undefined
          ? draft.available(lot)
          : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
      if (quantity <= 0n) context.broken('quantity-exceeds-balance', `Nothing is left of ${lot.material} ${lot.number} to ship.`, pointer)
      if (quantity > 0n) draft.take(lot, quantity, 'shipped', `${pointer}/quantity`, { reference: command.shipment })
    })
    const containers = (command.containers ?? []).flatMap((container, index) =>
      shipContainer(draft, allowed, { container, shipment: command.shipment, pointer: `/containers/${index}` }),
    )
    return { ...draft.effect, settled: { containers } }
  },
  evolve(state, fact) {
    const { shipment, customer, order } = fact.command
    if (!state.shipment(shipment)) {
      const planned = (state.master('shipment', shipment)?.body as PlannedShipment | undefined)?.order
      const row = {
        site: state.site,
        shipment,
        customer,
        salesOrder: order ?? planned ?? null,
        at: fact.at,
        since: fact.since,
        until: null,
      }
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

/** What may go to this customer on this order: his limits, the order's materials. Asked for every lot, also inside containers. */
class Allowed {
  private readonly draft: Draft
  readonly customer: string
  private readonly limits: CustomerLimits | undefined
  private readonly order: SalesOrder | undefined

  constructor(draft: Draft, command: CommandOf<'ship'>) {
    const { state } = draft
    this.draft = draft
    this.customer = command.customer
    this.limits = (state.master('partner', command.customer)?.body as { limits?: CustomerLimits } | undefined)?.limits
    this.order = orderOf(draft, command)
  }

  check(lot: LotRow, pointer: string): void {
    const { state, context, at } = this.draft
    if (this.order && !this.order.lines.some(line => line.material === lot.material))
      context.broken('wrong-order', `${lot.material} is not on sales order ${this.order.number}.`, pointer)
    if (!this.limits) return
    const shipped = {
      material: lot.material,
      number: lot.number,
      expiresAt: lot.expiresAt,
      attributes: lot.attributes as Record<string, unknown> | null,
      vendors: [...(lot.vendor === null ? [] : [lot.vendor]), ...state.excludableVendors(lot.id)],
      hasCertificate: this.limits.certificate === true && state.hasCertificate(lot.id),
    }
    const broken = brokenLimit(this.limits, shipped, { customer: this.customer, at })
    if (broken !== undefined) context.broken('customer-limit', broken, pointer)
  }
}

/** The order of a shipment: the one it names, or the one the planned shipment names. An order nobody stated is only a number on the paper. */
function orderOf({ state, context }: Draft, command: CommandOf<'ship'>): SalesOrder | undefined {
  const planned = state.master('shipment', command.shipment)?.body as PlannedShipment | undefined
  if (planned && planned.customer !== command.customer)
    throw new Refusal('wrong-order', `Shipment ${command.shipment} is for ${planned.customer}, not for ${command.customer}.`, '/customer')
  if (planned?.status === 'cancelled') context.broken('wrong-order', `Shipment ${command.shipment} was cancelled: ask sales.`, '/shipment')
  if (planned?.order !== undefined && command.order !== undefined && planned.order !== command.order)
    throw new Refusal('wrong-order', `Shipment ${command.shipment} is for order ${planned.order}, not for ${command.order}.`, '/order')
  const number = command.order ?? planned?.order
  const order = number === undefined ? undefined : (state.master('salesOrder', number)?.body as SalesOrder | undefined)
  if (order && order.customer !== command.customer)
    throw new Refusal('wrong-order', `Sales order ${order.number} is for ${order.customer}, not for ${command.customer}.`, '/customer')
  if (order?.status === 'closed')
    context.broken('wrong-order', `Sales order ${order.number} is closed: ask sales before shipping more.`, '/order')
  return order
}

/** Everything inside goes along, containers in containers included. */
function shipContainer(
  draft: Draft,
  allowed: Allowed,
  { container, shipment, pointer }: { container: string; shipment: string; pointer: string },
): string[] {
  const { state } = draft
  if (!state.container(container))
    throw new Refusal('unknown-container', `There is no container "${container}" at site ${state.site}.`, pointer)
  const contents = state.contentsOf(container)
  for (const id of contents.lots) {
    const lot = state.lot(id)
    const quantity = state.places(id).get(`container:${container}`)?.quantity ?? ZERO
    if (quantity <= 0n) continue
    draft.checkUsable(lot, pointer, { shipTo: allowed.customer })
    allowed.check(lot, pointer)
    draft.take(lot, quantity, 'shipped', pointer, { reference: shipment, from: `container:${container}` })
  }
  const within = [...contents.containers].flatMap(inner => shipContainer(draft, allowed, { container: inner, shipment, pointer }))
  return [container, ...within]
}

/** A shipment being made ready: it leaves with `ship`, which must then say the same. */
export const shipmentHandler: Handler<CommandOf<'shipment'>> = {
  names(command, wanted) {
    wanted.master('shipment', command.number)
    wanted.shipment(command.number)
    wanted.master('partner', command.customer)
    wanted.master('salesOrder', command.order)
  },
  decide(state, command) {
    checkPartner(state, command.customer, '/customer')
    const order = command.order === undefined ? undefined : (state.master('salesOrder', command.order)?.body as SalesOrder | undefined)
    if (order && order.customer !== command.customer)
      throw new Refusal('wrong-order', `Sales order ${order.number} is for ${order.customer}, not for ${command.customer}.`, '/customer')
    const left = state.shipment(command.number)
    if (left && left.customer !== command.customer)
      throw new Refusal('wrong-order', `Shipment ${command.number} has left for ${left.customer}: use another number.`, '/customer')
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'shipment', fact.command.number),
}

interface Returned {
  hold?: { hold: string; reason: string }
}

export const returnHandler: Handler<CommandOf<'return'>> = {
  names(command, wanted) {
    wanted.shipment(command.shipment)
    wanted.master('partner', command.customer)
    wanted.master('settings', SETTINGS)
    wanted.master('complaint', command.complaint)
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
    checkComplaint(state, command)
    const policy = (state.master('settings', SETTINGS)?.body as SiteSettings | undefined)?.returns
    const to = command.to ?? policy?.location
    const place = to === undefined ? '' : placeNamed(state, to, '/to')
    command.lots.forEach((entry, index) => takeBack(draft, command, { entry, place, pointer: `/lots/${index}` }))
    return policy?.quarantine === true ? { ...draft.effect, settled: { hold: quarantineOf(state, command) } } : draft.effect
  },
  evolve(state, fact) {
    const { hold } = (fact.effect.settled ?? {}) as Returned
    if (hold === undefined) return
    const lots = new Set(state.movementsOf(fact.since).map(line => line.lot))
    placeHold(state, fact, { ...hold, direction: 'none', caseNumber: fact.command.complaint ?? null }, lots)
  },
  // What comes back on hold is guarded from the same transaction on.
  changesGuard: ({ effect }) => ((effect.settled ?? {}) as Returned).hold !== undefined,
}

function takeBack(
  draft: Draft,
  command: CommandOf<'return'>,
  { entry, place, pointer }: { entry: CommandOf<'return'>['lots'][number]; place: string; pointer: string },
): void {
  const lot = draft.lot(entry.lot, `${pointer}/lot`)
  const there: Quantity = draft.state.outstanding(lot.id, command.shipment ?? '*')
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
    draft.context.broken(
      'quantity-exceeds-balance',
      `${formatQuantity(quantity)} of ${lot.material} ${lot.number} come back, but only ${formatQuantity(there)} are there.`,
      `${pointer}/quantity`,
    )
  draft.put(lot, quantity, 'returned', place, command.shipment === undefined ? {} : { reference: command.shipment })
}

/** One hold for all that came back together, named after the event: what is made of it may wait, it itself may not move on. */
function quarantineOf(state: State, { id, customer, reason }: CommandOf<'return'>): { hold: string; reason: string } {
  const hold = `RET-${id.replaceAll('-', '').slice(-12).toUpperCase()}`
  if (state.hold(hold)) throw new Refusal('hold-exists', `Hold ${hold} exists already.`, '/id')
  return { hold, reason: `Returned by ${customer}: ${reason}` }
}

function checkComplaint(state: State, { complaint, customer }: CommandOf<'return'>): void {
  if (complaint === undefined) return
  const about = complaintNamed(state, complaint, '/complaint')
  if (about.customer !== customer)
    throw new Refusal('not-shipped', `Complaint ${complaint} is of ${about.customer}, not of ${customer}: check the customer.`, '/customer')
}

function checkShipment(state: State, command: CommandOf<'return'>): void {
  if (command.shipment === undefined) return
  const shipment = state.shipment(command.shipment)
  if (!shipment) throw new Refusal('unknown-shipment', `There is no shipment "${command.shipment}" at site ${state.site}.`, '/shipment')
  if (shipment.customer !== command.customer)
    throw new Refusal('not-shipped', `Shipment ${command.shipment} went to ${shipment.customer}, not to ${command.customer}.`, '/customer')
}
