import { formatInstant, parseExpiry } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, total } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { rangeText } from '../../base/series.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { LotRow } from '../../ledger/tables.ts'
import { type Bookable, checkNoSeries, checkSerialQuantity, Draft, isThere, makesSeries, ONE, UNLOTTED, wantLot } from '../booking/draft.ts'
import { rangeAsked, type SerialRange, serialNumbers, serialPointer } from '../booking/numbering.ts'
import { checkLocation, checkPartner, type Material, type PurchaseLine, type PurchaseOrder } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { purchaseOrderOf } from '../purchase-orders/commands.ts'
import { inStockUnit, mostOf } from '../purchase-orders/rules.ts'

type Receive = CommandOf<'receive'>
/** More serials than this in one receipt come as several events. */
const GENERATED_MAX = 100_000n

export const receiveHandler: Handler<Receive> = {
  changesGuard: makesSeries,
  names(command, wanted) {
    wanted.master('partner', command.vendor)
    wanted.master('location', command.location)
    wanted.master('purchaseOrder', command.purchaseOrder)
    wantLot(wanted, command.lot)
    const range = rangeIn(command)
    if (range) wanted.lot(command.lot.number ?? rangeText(range))
    else if (command.serials) for (const serial of numbersOf(command)) wanted.lot(serial)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    checkPartner(state, command.vendor, '/vendor')
    if (command.location !== undefined) checkLocation(state, command.location, '/location')
    const material = draft.material(command.lot.material, '/lot/material')
    const ordered = orderedLine(draft, command)
    const place = command.location === undefined ? '' : `location:${command.location}`
    const range = rangeIn(command)
    const received = range
      ? receivedRange(draft, command, { material, range })
      : command.serials
        ? receivedSerials(draft, command, material)
        : receivedLot(draft, command, material)
    for (const { lot, quantity } of received) draft.put(lot, quantity, 'received', place, referenceOf(command, ordered?.line))
    if (ordered) noteOver(draft, { ...ordered, material, quantity: total(received.map(entry => entry.quantity)) })
    return draft.effect
  },
}

/** The line of a purchase order stands where a load has its position: what came in on it is the sum of such movements. */
const referenceOf = (command: Receive, line: PurchaseLine | undefined): { reference?: string; position?: string } => ({
  ...(command.purchaseOrder === undefined ? {} : { reference: command.purchaseOrder }),
  ...(line === undefined ? {} : { position: String(line.line) }),
})

interface Ordered {
  order: PurchaseOrder
  line: PurchaseLine
}

/**
 * The line a receipt belongs to: the one it names, or the only one of its material. An order nobody stated is only a number on the
 * paper, as long as no line of it is named.
 */
function orderedLine({ state, context }: Draft, command: Receive): Ordered | undefined {
  const order = purchaseOrderOf(state, command.purchaseOrder)
  if (!order) {
    if (command.line === undefined) return undefined
    throw new Refusal(
      'unknown-order',
      `There is no purchase order "${command.purchaseOrder ?? ''}" at site ${state.site}: add it first.`,
      '/purchaseOrder',
    )
  }
  if (order.vendor !== command.vendor)
    throw new Refusal('wrong-order', `Purchase order ${order.number} is for ${order.vendor}, not for ${command.vendor}.`, '/purchaseOrder')
  const line = lineOf(order, command)
  if (order.status === 'closed')
    context.broken('wrong-order', `Purchase order ${order.number} is closed: ask purchasing before taking more.`, '/purchaseOrder')
  return { order, line }
}

function lineOf(order: PurchaseOrder, command: Receive): PurchaseLine {
  const { material } = command.lot
  const ofMaterial = order.lines.filter(line => line.material === material)
  const line = command.line === undefined ? ofMaterial[0] : order.lines.find(entry => entry.line === command.line)
  if (!line)
    throw new Refusal(
      'wrong-order',
      command.line === undefined
        ? `${material} is not on purchase order ${order.number}; it is for ${order.lines.map(entry => entry.material).join(', ') || 'nothing'}.`
        : `Purchase order ${order.number} has no line ${command.line}; it has ${order.lines.map(entry => entry.line).join(', ') || 'none'}.`,
      command.line === undefined ? '/purchaseOrder' : '/line',
    )
  if (command.line === undefined && ofMaterial.length > 1)
    throw new Refusal(
      'wrong-order',
      `${material} stands on lines ${ofMaterial.map(entry => entry.line).join(' and ')} of ${order.number}: say which.`,
      '/purchaseOrder',
    )
  if (line.material !== material)
    throw new Refusal('wrong-order', `Line ${line.line} of ${order.number} is for ${line.material}, not for ${material}.`, '/line')
  return line
}

/** More than was ordered has come: it is there, so it is recorded, and purchasing is told. */
function noteOver(
  { state, context }: Draft,
  { order, line, material, quantity }: Ordered & { material: Material; quantity: Quantity },
): void {
  const ordered = inStockUnit(material, parseQuantity(line.quantity), line.unit, '/line')
  const most = mostOf(ordered, parseQuantity(line.tolerance ?? 0))
  const received = add(state.deliveredOn(order.number, String(line.line)), quantity)
  if (received <= most) return
  context.note(
    'over-delivered',
    `${formatQuantity(received)} of ${formatQuantity(ordered)} ${material.unit} of ${material.code} have come on ${order.number} line ${line.line}: ${formatQuantity(subtract(received, ordered))} too many.`,
  )
}

interface Received {
  lot: Bookable
  quantity: Quantity
}

function receivedLot(draft: Draft, command: Receive, material: Material): Received[] {
  if (command.quantity === undefined) throw new Refusal('invalid-event', 'Say how much was received.', '/quantity')
  const { quantity } = draft.measured(material, command.quantity, command.unit, '')
  if (material.tracking === 'serial' && command.lot.number === undefined) return generated(draft, command, material, quantity)
  checkSerialQuantity(material, quantity, '/quantity')
  const number = command.lot.number ?? (material.tracking === 'none' ? UNLOTTED : undefined)
  const lot = { ...command.lot, ...(number === undefined ? {} : { number }) }
  const existing = sameDelivery(draft, command, material, number)
  const facts = vendorFacts(command)
  return [{ lot: existing ? draft.addTo(existing, material, lot, facts) : draft.make(material, lot, facts, '/lot/number'), quantity }]
}

/** Another delivery of the same vendor lot adds to our lot; anything else under its number is refused. */
function sameDelivery(draft: Draft, command: Receive, material: Material, number: string | undefined): LotRow | undefined {
  if (number === undefined) return undefined
  const existing = draft.state.lotsNumbered(number).find(row => row.material === material.code && isThere(row))
  if (!existing || material.tracking === 'none') return existing
  if (existing.kind === 'serial')
    throw new Refusal('lot-exists', `Serial ${number} of ${material.code} exists already: a serial is received once.`, '/lot/number')
  if (existing.vendor !== command.vendor || existing.vendorLot !== (command.vendorLot ?? null)) {
    const origin =
      existing.vendor === null ? 'was made here' : `came from ${existing.vendor}, vendor lot ${existing.vendorLot ?? 'not stated'}`
    throw new Refusal('lot-exists', `${material.code} ${number} ${origin}: receive this delivery under another number.`, '/lot/number')
  }
  checkNoSeries(existing, '/lot/number')
  if (!draft.isFirst(existing)) checkSameExpiry(existing, command)
  return existing
}

function checkSameExpiry({ material, number, expiresAt }: LotRow, { lot }: Receive): void {
  if (lot.expiresAt === undefined || parseExpiry(lot.expiresAt) === expiresAt) return
  const own = expiresAt === null ? 'has no expiry' : `expires on ${formatInstant(expiresAt).slice(0, 10)}`
  throw new Refusal('lot-exists', `${material} ${number} ${own}: receive this delivery under another number.`, '/lot/expiresAt')
}

const vendorFacts = (command: Receive): { vendor: string; vendorLot?: string } => ({
  vendor: command.vendor,
  ...(command.vendorLot === undefined ? {} : { vendorLot: command.vendorLot }),
})

const numbersOf = (command: Receive): string[] => {
  try {
    return serialNumbers(command.serials ?? [], '/serials')
  } catch {
    return []
  }
}

function receivedSerials(draft: Draft, command: Receive, material: Material): Received[] {
  const serials = serialNumbers(command.serials ?? [], '/serials')
  checkTracked(material)
  checkCounted(command, parseQuantity(serials.length))
  return serials.map((number, index) => ({
    lot: draft.make(material, { ...command.lot, number }, vendorFacts(command), serialPointer(command.serials, index)),
    quantity: ONE,
  }))
}

const rangeIn = ({ serials }: Receive): SerialRange | undefined => rangeAsked(serials)

function receivedRange(draft: Draft, command: Receive, { material, range }: { material: Material; range: SerialRange }): Received[] {
  const made = { range, lot: command.lot, facts: vendorFacts(command) }
  const { lot, size } = draft.makeSeries(material, made, { serials: '/serials', number: '/lot/number' })
  checkCounted(command, size)
  return [{ lot, quantity: size }]
}

function checkTracked(material: Material): void {
  if (material.tracking !== 'serial')
    throw new Refusal('invalid-event', `${material.code} is tracked by ${material.tracking}, not by serial.`, '/serials')
}

function checkCounted({ quantity }: Receive, size: Quantity): void {
  if (quantity !== undefined && quantity !== size)
    throw new Refusal(
      'invalid-event',
      `The quantity is ${formatQuantity(quantity)}, but ${formatQuantity(size)} serials are named.`,
      '/quantity',
    )
}

function generated(draft: Draft, command: Receive, material: Material, quantity: Quantity): Received[] {
  const count = quantity / ONE
  if (quantity % ONE !== 0n || count > GENERATED_MAX)
    throw new Refusal(
      'invalid-event',
      `${material.code} is tracked by serial: receive a whole number of at most ${GENERATED_MAX}.`,
      '/quantity',
    )
  draft.numbersAhead = Math.max(draft.numbersAhead, Number(count))
  return Array.from({ length: Number(count) }, () => ({
    lot: draft.make(material, command.lot, vendorFacts(command), '/lot/number'),
    quantity: ONE,
  }))
}
