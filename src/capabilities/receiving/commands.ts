import { formatQuantity, parseQuantity, type Quantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Handler } from '../../ledger/handler.ts'
import { type Bookable, checkSerialQuantity, Draft, isThere, ONE, UNLOTTED, wantLot } from '../booking/draft.ts'
import { serialNumbers, serialPointer } from '../booking/numbering.ts'
import { checkLocation, checkPartner, type Material } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'

type Receive = CommandOf<'receive'>
/** More serials than this in one receipt come as several events. */
const GENERATED_MAX = 100_000n

export const receiveHandler: Handler<Receive> = {
  names(command, wanted) {
    wanted.master('partner', command.vendor)
    wanted.master('location', command.location)
    wantLot(wanted, command.lot)
    if (command.serials) for (const serial of numbersOf(command)) wanted.lot(serial)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    checkPartner(state, command.vendor, '/vendor')
    if (command.location !== undefined) checkLocation(state, command.location, '/location')
    const material = draft.material(command.lot.material, '/lot/material')
    const place = command.location === undefined ? '' : `location:${command.location}`
    for (const { lot, quantity } of command.serials ? receivedSerials(draft, command, material) : receivedLot(draft, command, material)) {
      draft.put(lot, quantity, 'received', place, command.purchaseOrder === undefined ? {} : { reference: command.purchaseOrder })
    }
    return draft.effect
  },
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
  return [
    { lot: sameDelivery(draft, command, material, number) ?? draft.make(material, lot, vendorFacts(command), '/lot/number'), quantity },
  ]
}

/** Another delivery of the same vendor lot adds to our lot; anything else under its number is refused. */
function sameDelivery(draft: Draft, command: Receive, material: Material, number: string | undefined): Bookable | undefined {
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
  return existing
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
  if (material.tracking !== 'serial')
    throw new Refusal('invalid-event', `${material.code} is tracked by ${material.tracking}, not by serial.`, '/serials')
  if (command.quantity !== undefined && command.quantity !== parseQuantity(serials.length)) {
    throw new Refusal(
      'invalid-event',
      `The quantity is ${formatQuantity(command.quantity)}, but ${serials.length} serials are named.`,
      '/quantity',
    )
  }
  return serials.map((number, index) => ({
    lot: draft.make(material, { ...command.lot, number }, vendorFacts(command), serialPointer(command.serials, index)),
    quantity: ONE,
  }))
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
