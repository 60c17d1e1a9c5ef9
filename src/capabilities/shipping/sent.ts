/** Out of which shipments goods come back: what a customer has, and how much of it is of which. */
import { add, least, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { State } from '../../ledger/state.ts'
import { ANY_SHIPMENT } from '../../ledger/tables.ts'

interface Sent {
  shipment: string
  quantity: Quantity
}

/** What this customer has of a lot, by shipment, oldest first; where the return names a shipment, only of that. */
export function sentTo(state: State, lot: number, { customer, shipment }: { customer: string; shipment?: string | undefined }): Sent[] {
  return [...state.sentOf(lot)]
    .flatMap(([code, quantity]) => {
      const row = code === '' ? null : state.shipment(code)
      const isMeant = row?.customer === customer && (shipment === undefined || code === shipment)
      return isMeant && quantity > ZERO ? [{ shipment: code, quantity, at: row.at }] : []
    })
    .sort((a, b) => a.at - b.at || (a.shipment < b.shipment ? -1 : 1))
}

export const sumOf = (sent: readonly Sent[]): Quantity => total(sent.map(({ quantity }) => quantity))

/**
 * What comes back, as movements: each of its shipment. Out of several without saying which, the oldest are settled first, and it is
 * noted that this is for the books only. More than is there comes with the last.
 */
export function broughtBack(
  sent: readonly Sent[],
  quantity: Quantity,
): { quantity: Quantity; said: { reference?: string; position?: string } }[] {
  const isKnown = sent.length === 1 || quantity === sumOf(sent)
  let open = quantity
  const lines = sent.flatMap(({ shipment, quantity: there }) => {
    const part = least(open, there)
    open = subtract(open, part)
    return part > ZERO ? [{ quantity: part, said: { reference: shipment, ...(isKnown ? {} : { position: ANY_SHIPMENT }) } }] : []
  })
  const last = lines.pop()
  return [...lines, last === undefined ? { quantity, said: {} } : { ...last, quantity: add(last.quantity, open) }]
}
