import type { Json } from '../../base/canonical.ts'
import { formatQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import type { LotRow } from '../../ledger/tables.ts'
import { Draft, rangeOf, wantLot } from '../booking/draft.ts'
import { linkLines } from '../booking/links.ts'
import { inherited } from '../booking/parted.ts'
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
import { type CommandOf, isLotNumber } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'
import { brokenLimit } from './limits.ts'
import { broughtBack, nowhereElse, ownOf, sentTo, settleStrays, sumOf } from './sent.ts'

export const shipHandler: Handler<CommandOf<'ship'>> = {
  names(command, wanted) {
    wanted.shipment(command.shipment)
    wanted.master('shipment', command.shipment)
    wanted.master('salesOrder', command.order)
    wanted.master('partner', command.customer)
    for (const entry of command.lots ?? []) {
      wantLot(wanted, entry.lot)
      wanted.leaving(entry.lot.number)
    }
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
    if (containers.length > 0 && draft.effect.lines.length === 0)
      context.broken(
        'quantity-exceeds-balance',
        `Nothing lies in ${containers.join(', ')}: it has left already, or was never packed.`,
        '/containers',
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
    settleStrays(state, fact)
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
  /** What came back of a lot, and the lot of its own that it became. */
  parted?: { lot: LotName; into: string }[]
}
type LotName = Pick<LotRow, 'material' | 'number'>

export const returnHandler: Handler<CommandOf<'return'>> = {
  names(command, wanted) {
    wanted.shipment(command.shipment)
    wanted.master('partner', command.customer)
    wanted.master('settings', SETTINGS)
    wanted.master('complaint', command.complaint)
    if (command.to !== undefined) wanted.location(command.to)
    for (const entry of command.lots) {
      wantLot(wanted, entry.lot)
      wanted.lot(entry.into)
      wanted.returned(entry.lot.number)
    }
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    checkPartner(state, command.customer, '/customer')
    checkShipment(state, command)
    checkComplaint(state, command)
    const policy = (state.master('settings', SETTINGS)?.body as SiteSettings | undefined)?.returns
    const isHeld = policy?.quarantine === true
    const to = command.to ?? policy?.location
    const place = to === undefined ? '' : placeNamed(state, to, '/to')
    const parted = command.lots.flatMap((entry, index) => takeBack(draft, command, { entry, place, isHeld, pointer: `/lots/${index}` }))
    const settled: Returned = {
      ...(isHeld ? { hold: quarantineOf(state, command) } : {}),
      ...(parted.length > 0 ? { parted } : {}),
    }
    return isHeld || parted.length > 0 ? { ...draft.effect, settled: settled as Json } : draft.effect
  },
  evolve(state, fact) {
    state.noteReturner(fact, fact.command.customer)
    const { hold, parted = [] } = (fact.effect.settled ?? {}) as Returned
    const lines = state.movementsOf(fact.since)
    const apart = partsOf(state, parted)
    for (const [lot, parts] of apart)
      linkLines(
        state,
        fact,
        lines.filter(line => line.kind === 'split' && (line.lot === lot || parts.has(line.lot))),
      )
    if (hold === undefined) return
    const held = new Set(lines.flatMap(({ lot }) => (apart.has(lot) ? [] : [lot])))
    placeHold(state, fact, { ...hold, direction: 'none', caseNumber: fact.command.complaint ?? null }, held)
  },
  // What comes back on hold is guarded from the same transaction on.
  changesGuard: ({ effect }) => ((effect.settled ?? {}) as Returned).hold !== undefined,
}

/** By the lot that came back, the lots of their own that it became. */
function partsOf(state: State, parted: NonNullable<Returned['parted']>): Map<number, Set<number>> {
  const idOf = ({ material, number }: LotName): number => {
    const row = state.lotsNumbered(number).find(lot => lot.material === material)
    if (!row) throw new Error(`a return names ${material}/${number}, which the ledger never made`)
    return row.id
  }
  const apart = new Map<number, Set<number>>()
  for (const { lot, into } of parted) {
    const id = idOf(lot)
    apart.set(id, (apart.get(id) ?? new Set()).add(idOf({ material: lot.material, number: into })))
  }
  return apart
}

interface TakenBack {
  entry: CommandOf<'return'>['lots'][number]
  place: string
  isHeld: boolean
  pointer: string
}

function takeBack(
  draft: Draft,
  command: CommandOf<'return'>,
  { entry, place, isHeld, pointer }: TakenBack,
): NonNullable<Returned['parted']> {
  const lot = draft.lot(entry.lot, `${pointer}/lot`)
  const sent = sentTo(draft.state, lot.id, command)
  const there = sumOf(sent)
  const quantity =
    entry.quantity === undefined
      ? ownOf(sent)
      : draft.measured(draft.material(lot.material, pointer), entry.quantity, entry.unit, pointer).quantity
  if (there <= 0n || quantity <= 0n) notThere(draft, command, { lot, quantity, pointer })
  else if (quantity > there)
    draft.context.broken(
      'quantity-exceeds-balance',
      `${formatQuantity(quantity)} of ${lot.material} ${lot.number} come back, but only ${formatQuantity(there)} are there.`,
      `${pointer}/quantity`,
    )
  draft.checkNamed(lot, { quantity, there }, `${pointer}/quantity`)
  for (const { quantity: part, said } of broughtBack(sent, quantity, nowhereElse(draft.state, lot.id, command)))
    draft.put(lot, part, 'returned', place, said)
  const into = numberApart(draft, lot, { entry, isHeld, pointer })
  if (into === undefined) return []
  const { material, number } = lot
  draft.take(lot, quantity, 'split', `${pointer}/quantity`, { from: place })
  draft.put(draft.make(draft.material(material, pointer), { number: into }, inherited(lot), `${pointer}/into`), quantity, 'split', place)
  return [{ lot: { material, number }, into }]
}

/** Goods that this customer never had cannot come back from him; where they did all the same, of whose shipment they are is open. */
function notThere(
  draft: Draft,
  { customer, shipment }: CommandOf<'return'>,
  { lot, quantity, pointer }: { lot: LotRow; quantity: Quantity; pointer: string },
): void {
  const detail = `${lot.material} ${lot.number} is not with ${customer}${shipment === undefined ? '' : ` by shipment ${shipment}`}: check customer and lot.`
  if (quantity <= 0n) throw new Refusal('not-shipped', detail, pointer)
  draft.context.broken('not-shipped', detail, pointer)
}

/**
 * A hold is on a lot, so what comes back on hold beside other goods of its lot becomes a lot of its own. Where nothing else of it is
 * here, it keeps its number: the label on it is then still right, and whoever scans it is stopped.
 */
function numberApart(draft: Draft, lot: LotRow, { entry, isHeld, pointer }: Omit<TakenBack, 'place'>): string | undefined {
  const isWhole = lot.kind === 'serial' || rangeOf(lot) !== undefined
  if (entry.into !== undefined && isWhole)
    throw new Refusal('invalid-event', `${lot.number} comes back as it is: serials are not parted.`, `${pointer}/into`)
  if (entry.into !== undefined || isWhole || !isHeld || draft.state.onHand(lot.id) <= 0n) return entry.into
  return nextPart(draft, lot, `${pointer}/into`)
}

function nextPart({ state, effect }: Draft, { material, number }: LotRow, pointer: string): string {
  const pattern = `returned\u001f${material}\u001f${number}`
  let last = effect.numbered.find(entry => entry.pattern === pattern)?.last ?? state.lastNumber(pattern)
  let part: string
  do part = `${number}-R${++last}`
  while (state.lotsNumbered(part).some(row => row.material === material))
  if (!isLotNumber(part))
    throw new Refusal('invalid-event', `${part} is too long for a lot number: say under which number it comes back.`, pointer)
  effect.numbered = [...effect.numbered.filter(entry => entry.pattern !== pattern), { pattern, last }]
  return part
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
