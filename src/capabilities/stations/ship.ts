/**
 * Shipping: a shipment or an order opens it, each lot, serial and container scanned goes into it, scanned again comes out of it, and the
 * scan that completes the order sends it on its way. What is loaded is packed at once; the last event is the one that ships.
 */
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { isSscc } from '../labels/gs1.ts'
import { completenessOf } from '../sales-orders/rules.ts'
import { brokenLimit } from '../shipping/limits.ts'
import type { StagedRow } from '../shipping/queries.ts'
import { ask, attention, type Card, cancel, type Decision, done, type PrintWish, say, stop, type Wish } from './answer.ts'
import { emptyForm, type Form, type StationContext, sameLot } from './context.ts'
import type { DockFacts, ShipFacts, ShipmentInHand } from './dock-facts.ts'
import { badgeMissing } from './people.ts'
import type { LotSeen } from './seen.ts'
import { collected, subjectsIn, type ToShip, valuesToShip } from './ship-values.ts'
import { quantityText, type Turn } from './turn.ts'
import { unusable } from './usable.ts'
import type { Entered } from './values.ts'
import { raise } from './waive.ts'

export function shipped(turn: Turn, facts: DockFacts | null, form: Form | null): Decision {
  if (facts?.kind !== 'ship') return attention(turn.context, say('ask.shipment'))
  if (turn.offline && turn.station.policies.shipOffline === 'set-aside') return setAside(turn)
  const decision = scannedToShip(turn, facts, form)
  // A question or a stop that nobody is there for any more: a supervisor looks at it.
  return turn.offline && decision.outcome !== 'done' && decision.wishes.length === 0 ? setAside(turn) : decision
}

function scannedToShip(turn: Turn, facts: ShipFacts, form: Form | null): Decision {
  const isDone = isDoneCard(turn) || form?.filled['dock'] === 'send'
  if (isDone) return badgeMissing(turn) ?? sent(turn, facts.inHand, form)
  const opening = facts.scanned ? shipmentOpened(turn, facts.scanned) : facts.toMake ? shipmentMade(turn, facts) : null
  if (opening) return opening
  const { seen } = turn.facts
  if (seen?.kind !== 'lots') return unknown(turn)
  // Offline a lot is on the truck where the station says so: it has looked whether it is held, and whether it is known at all.
  const isOnTruck = !turn.offline || form?.filled['loaded'] === 'yes'
  if (!facts.inHand || !isOnTruck) return attention({ ...turn.context, form: null, fresh: false }, say('ask.shipment'))
  return badgeMissing(turn) ?? loaded(turn, { facts, shipment: facts.inHand, lots: seen.lots, form })
}

const isDoneCard = ({ reading }: Turn): boolean => reading.kind === 'command' && reading.word === 'DONE'

function setAside(turn: Turn): Decision {
  const message = say('raised.not-loaded', { text: turn.text.slice(0, 400) })
  return done({ ...turn.context, form: null }, say('ask.shipment'), { wishes: [raise(turn, { code: 'unmatched-scan', message })] })
}

const unknown = ({ context, text }: Turn): Decision =>
  stop(context, say('stop.unknown'), say('advice.unknown-text', { text: text.slice(0, 40) }))

// ---- the shipment in hand ----------------------------------------------------------------------------------------------------------

const inHand = (context: StationContext, shipment: string): StationContext => ({
  ...context,
  form: null,
  ahead: null,
  fresh: false,
  dock: { shipment },
})

function shipmentOpened({ context }: Turn, shipment: ShipmentInHand): Decision {
  if (shipment.status === 'left') return stop(context, say('stop.shipment-left', { shipment: shipment.number }), say('advice.sales'))
  if (shipment.status === 'cancelled')
    return stop(context, say('stop.shipment-cancelled', { shipment: shipment.number }), say('advice.sales'))
  const about = { shipment: shipment.number, customer: shipment.customerName }
  const message =
    shipment.lines.length === 0 ? say('done.shipment-open', about) : say('done.shipment', { ...about, count: leftToLoad(shipment, []) })
  return done(inHand(context, shipment.number), message, { card: cardOf(shipment, []) })
}

/** An order of which nothing is made ready yet: its shipment is stated, and taken in hand. */
function shipmentMade({ context }: Turn, { toMake }: ShipFacts): Decision {
  if (toMake === null) return attention(context, say('ask.shipment'))
  const { shipment, isClosed } = toMake
  const { number, customer, order } = shipment
  if (isClosed) return stop(context, say('stop.sales-order-closed', { order: order ?? '' }), say('advice.sales'))
  const message = say('done.shipment', { shipment: number, customer: shipment.customerName, count: leftToLoad(shipment, []) })
  const wish: Wish = { type: 'shipment', number, customer, ...(order === null ? {} : { order }) }
  return done(inHand(context, number), message, { wishes: [wish], card: cardOf(shipment, []) })
}

// ---- loading -----------------------------------------------------------------------------------------------------------------------

interface Load {
  facts: ShipFacts
  shipment: ShipmentInHand
  lots: readonly LotSeen[]
  form: Form | null
}

/** Everything scanned goes together: one lot, or all that is in a container. */
function loaded(turn: Turn, load: Load): Decision {
  const { facts, shipment, lots, form } = load
  const { context } = turn
  const [lot, ...others] = lots
  if (!lot) return stop(context, say('stop.empty'), say('advice.empty'))
  if (facts.container === null && others.length > 0 && !form?.chosen) return askWhich(turn, lots)
  const chosen = form?.chosen
  const meant =
    facts.container !== null || !chosen ? lots : lots.filter(one => one.material === chosen.material && one.number === chosen.number)
  const within = loadedAlready(turn, { ...load, lots: meant })
  if (within) return within
  // Made offline it is on the truck: what the customer does not take the ledger says as it leaves.
  for (const one of turn.offline ? [] : meant) {
    const objection = unusable(turn, one, { shipTo: shipment.customer }) ?? notForCustomer(turn, load, one)
    if (objection) return objection
  }
  const rows = facts.container?.contents ?? meant.map(one => rowOf(turn, one))
  if (rows.length === 0) return stop(context, say('stop.empty'), say('advice.empty'))
  return overOrdered(turn, shipment, { rows, form }) ?? packed(turn, load, { lots: meant, rows })
}

/** As much of a lot as was said before the scan, or all of it that is not loaded yet. */
function rowOf({ context }: Turn, { id, material, number, unit, onHand }: LotSeen): StagedRow {
  return { container: '', lot: id, material, number, unit, quantity: context.ahead?.quantity ?? onHand }
}

/** Scanned again it comes out again. */
function loadedAlready({ context }: Turn, { facts, shipment, lots }: Load): Decision | null {
  const [lot] = lots
  const isLoaded =
    facts.container === null
      ? shipment.staged.some(row => row.container === shipment.number && lot !== undefined && sameLot(row, lot))
      : facts.container.isLoaded
  if (!isLoaded || !lot) return null
  const content = facts.container === null ? { lot: nameOf(lot) } : { container: facts.container.code }
  const message = say('done.shipment-unloaded', { what: facts.container?.code ?? lot.number })
  return done({ ...context, form: null, ahead: null }, message, {
    wishes: [{ type: 'unpack', container: shipment.number, contents: [content] }],
    title: message.text,
  })
}

const nameOf = ({ material, number }: LotSeen): { material: string; number: string } => ({ material, number })

function notForCustomer({ context, at }: Turn, { facts, shipment }: Load, lot: LotSeen): Decision | null {
  if (shipment.lines.length > 0 && !shipment.lines.some(line => line.material === lot.material))
    return stop(context, say('stop.not-for-order', { material: lot.material }), say('advice.sales'))
  const asked = facts.shippedLots.find(entry => entry.id === lot.id)
  const broken = asked && brokenLimit(shipment.limits ?? undefined, asked, { customer: shipment.customerName, at })
  return broken === undefined ? null : stop(context, say('stop.limit'), say('advice.refused', { code: 'customer-limit', text: broken }))
}

function overOrdered(
  turn: Turn,
  shipment: ShipmentInHand,
  { rows, form }: { rows: readonly StagedRow[]; form: Form | null },
): Decision | null {
  if (shipment.lines.length === 0 || form?.granted.includes('over') || turn.offline) return null
  const [over] = completeness(shipment, rows).beyond
  if (!over) return null
  const [material, quantity] = over
  const unit = shipment.lines.find(line => line.material === material)?.unit ?? 'ea'
  const message = say('ask.over-shipment', { material, over: quantityText(formatQuantity(quantity), unit) })
  const question = { message, answers: [{ text: 'OK', label: say('answer.load'), primary: true }, cancel], input: null }
  const asking = { ...(form ?? emptyForm({ kind: 'ok', of: 'over' })), text: form?.text ?? turn.text }
  return ask(turn.context, { ...asking, filled: { ...asking.filled, dock: 'ship' }, need: { kind: 'ok', of: 'over' } }, question)
}

function askWhich(turn: Turn, lots: readonly LotSeen[]): Decision {
  const shown = lots.slice(0, 9)
  const answers = shown.map((lot, index) => ({
    text: `CHOOSE:${index + 1}`,
    label: say('answer.lot', { lot: lot.number, material: lot.material }),
  }))
  const form = { ...emptyForm({ kind: 'choose', of: 'lot', choices: shown.map(lot => JSON.stringify(nameOf(lot))) }), text: turn.text }
  return ask(turn.context, { ...form, filled: { dock: 'ship' } }, { message: say('ask.which'), answers, input: null })
}

interface Packing {
  lots: readonly LotSeen[]
  rows: readonly StagedRow[]
}

/** With the scan that completes the order the shipment leaves. */
function packed(turn: Turn, { facts, shipment, form }: Load, { lots, rows }: Packing): Decision {
  const { context, station } = turn
  const contents = facts.container === null ? lots.map(lot => contentOf(turn, lot)) : [{ container: facts.container.code }]
  const pack: Wish = {
    type: 'pack',
    container: shipment.number,
    contents,
    ...(station.location === undefined || shipment.staged.length > 0 ? {} : { to: station.location }),
  }
  const what = facts.container?.code ?? lots[0]?.number ?? ''
  // Made offline it left when the station was told so, and not before: what else left for the order meanwhile is no matter.
  const leaves = turn.offline ? departs(form) : shipment.lines.length > 0 && completeness(shipment, rows).complete
  if (leaves) return leaving(turn, shipment, { before: [pack], rows, form: formOf(form, 'ship') })
  const message = say('done.shipment-loaded', { what, quantity: quantitiesText(rows) })
  const measured = turn.offline ? measuredOf(turn, { rows: [...shipment.staged, ...rows], form: formOf(form, 'ship') }) : []
  return done({ ...context, form: null, ahead: null }, message, {
    wishes: [pack, ...measured],
    title: message.text,
    card: cardOf(shipment, rows),
    advice: shipment.lines.length > 0 ? say('advice.load-left', { count: leftToLoad(shipment, rows) }) : null,
  })
}

const contentOf = ({ context }: Turn, lot: LotSeen): { lot: { material: string; number: string }; quantity?: string } => ({
  lot: nameOf(lot),
  ...(context.ahead?.quantity === undefined ? {} : { quantity: context.ahead.quantity }),
})

// ---- leaving -----------------------------------------------------------------------------------------------------------------------

/** DONE: everything that is loaded leaves; what is short is asked about first. */
function sent(turn: Turn, shipment: ShipmentInHand | null, form: Form | null): Decision {
  const { context } = turn
  if (shipment === null) return attention(context, say('ask.shipment'))
  if (shipment.staged.length === 0) return attention({ ...context, form: null }, say('ask.nothing-loaded'))
  const short = leftToLoad(shipment, [])
  if (turn.offline && !departs(form)) return measuredOnly(turn, shipment, form)
  if (short === 0 || turn.offline || form?.granted.includes('short'))
    return leaving(turn, shipment, { before: [], rows: [], form: formOf(form, 'send') })
  const question = {
    message: say('ask.short', { count: short }),
    answers: [{ text: 'OK', label: say('answer.ship'), primary: true }, cancel],
    input: null,
  }
  return ask(context, { ...formOf(null, 'send'), need: { kind: 'ok', of: 'short' } }, question, { advice: say('advice.short') })
}

const departs = (form: Form | null): boolean => form?.filled['departs'] === 'yes'

/** Measured offline, and the shipment stayed: what was measured is kept all the same. */
function measuredOnly(turn: Turn, shipment: ShipmentInHand, form: Form | null): Decision {
  const wishes = measuredOf(turn, { rows: shipment.staged, form: formOf(form, 'send') })
  const message = say('ask.short', { count: leftToLoad(shipment, []) })
  return attention({ ...turn.context, form: null }, message, { wishes })
}

function measuredOf(turn: Turn, { rows, form }: Omit<Leaving, 'before'>): Wish[] {
  const subjects = subjectsIn(rows)
  const isAny = Object.keys(form.filled).some(name => name.startsWith('value:'))
  const values = isAny ? valuesToShip(turn, form, subjects) : null
  return values?.kind === 'all' ? [...collected(turn, values, subjects), ...values.raised] : []
}

/** What a scan that ends the shipment has become so far; DONE stands for itself. */
function formOf(form: Form | null, dock: 'ship' | 'send'): Form {
  const asked = form ?? emptyForm({ kind: 'ok', of: dock })
  return { ...asked, text: dock === 'send' ? 'DONE' : asked.text, filled: { ...asked.filled, dock } }
}

interface Leaving {
  before: Wish[]
  rows: readonly StagedRow[]
  form: Form
}

/** What a plan wants of a lot before it leaves is asked now; what puts a lot on hold is recorded, and the shipment stays. */
function leaving(turn: Turn, shipment: ShipmentInHand, { before, rows, form }: Leaving): Decision {
  const subjects = subjectsIn([...shipment.staged, ...rows])
  const values = valuesToShip(turn, form, subjects)
  if (values.kind === 'ask') return values.decision
  const measured = collected(turn, values, subjects)
  if (values.held !== null && !turn.offline) return kept(turn, values.held, { wishes: measured, subjects })
  return left(turn, shipment, { before: [...before, ...measured, ...(turn.offline ? values.raised : [])], rows })
}

function kept(
  { context }: Turn,
  held: NonNullable<Entered['held']>,
  { wishes, subjects }: { wishes: Wish[]; subjects: readonly ToShip[] },
): Decision {
  const lot = held.lot?.number ?? subjects[0]?.lot.number ?? ''
  const message = say('attention.held-by-value', { characteristic: held.name, value: held.text })
  return attention({ ...context, form: null, ahead: null }, message, {
    wishes,
    title: message.text,
    advice: say('advice.held-not-shipped', { lot }),
  })
}

function left({ context }: Turn, shipment: ShipmentInHand, { before, rows }: Omit<Leaving, 'form'>): Decision {
  const message = say('done.shipped', { shipment: shipment.number, customer: shipment.customerName })
  const ship: Wish = {
    type: 'ship',
    shipment: shipment.number,
    customer: shipment.customer,
    containers: [shipment.number],
    ...(shipment.order === null ? {} : { order: shipment.order }),
  }
  return done({ ...context, form: null, ahead: null, dock: null }, message, {
    wishes: [...before, ship],
    prints: papersOf(shipment, rows),
    title: message.text,
    card: cardOf(shipment, rows),
  })
}

/** What goes with the truck: the list of all that is in the shipment, and the label of each pallet that has none yet. */
function papersOf(shipment: ShipmentInHand, rows: readonly StagedRow[]): PrintWish[] {
  const pallets = new Set([...shipment.staged, ...rows].map(({ container }) => container).filter(isSscc))
  pallets.delete(shipment.number)
  return [{ container: shipment.number }, ...[...pallets].map(container => ({ container, unlessPrinted: true }))]
}

// ---- how far it is -----------------------------------------------------------------------------------------------------------------

/** What left before, what is loaded, and what this scan adds, against the lines of the order. */
function completeness(shipment: ShipmentInHand, rows: readonly StagedRow[]): ReturnType<typeof completenessOf> {
  const there = new Map<string, Quantity>()
  for (const { material, quantity } of [...shipment.shipped, ...shipment.staged, ...rows])
    there.set(material, add(there.get(material) ?? ZERO, parseQuantity(quantity)))
  return completenessOf(shipment.lines, there)
}

const leftToLoad = (shipment: ShipmentInHand, rows: readonly StagedRow[]): number =>
  completeness(shipment, rows).lines.filter(line => subtract(line.ordered, line.filled) > 0n).length

function quantitiesText(rows: readonly StagedRow[]): string {
  const sums = new Map<string, Quantity>()
  for (const { unit, quantity } of rows) sums.set(unit, add(sums.get(unit) ?? ZERO, parseQuantity(quantity)))
  return [...sums].map(([unit, quantity]) => quantityText(formatQuantity(quantity), unit)).join(' + ')
}

function cardOf(shipment: ShipmentInHand, rows: readonly StagedRow[]): Card {
  const { lines, beyond } = completeness(shipment, rows)
  return {
    title: shipment.number,
    lines: [
      { label: say('card.customer'), value: shipment.customerName },
      ...lines.map((line, index) => {
        const isLast = lines.findLastIndex(({ material }) => material === line.material) === index
        // What is beyond the order is on the truck as well: it counts on the last line of its material.
        const loaded = add(line.filled, isLast ? (beyond.get(line.material) ?? ZERO) : ZERO)
        const ordered = quantityText(formatQuantity(line.ordered), shipment.lines[index]?.unit ?? '')
        return { label: say('card.line', { line: line.line, material: line.material }), value: `${formatQuantity(loaded)} / ${ordered}` }
      }),
    ],
  }
}
