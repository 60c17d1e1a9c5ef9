/** Out of which shipments goods come back: what a customer has, and how much of it is of which. */
import { least, negate, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { State, Stray } from '../../ledger/state.ts'
import { ANY_SHIPMENT } from '../../ledger/tables.ts'
import type { CommandOf } from '../events.ts'

interface Sent {
  shipment: string
  quantity: Quantity
  /** It stands for another shipment, which an earlier return was settled with that did not say which it was of. */
  isInstead?: boolean
}

/**
 * What this customer has of a lot, by shipment, oldest first. Of a shipment that the return names, what is out of it; then, as far as
 * it was only guessed that some of it came back, what he has of others.
 */
export function sentTo(state: State, lot: number, { customer, shipment }: { customer: string; shipment?: string | undefined }): Sent[] {
  const all = [...state.sentOf(lot)]
    .flatMap(([code, { out, guessed }]) => {
      const row = code === '' ? null : state.shipment(code)
      return row?.customer === customer ? [{ shipment: code, quantity: out, guessed, at: row.at }] : []
    })
    .sort((a, b) => a.at - b.at || (a.shipment < b.shipment ? -1 : 1))
  const own = shipment === undefined ? all : all.filter(sent => sent.shipment === shipment)
  const guessed = shipment === undefined ? ZERO : total(own.map(sent => sent.guessed))
  const others = upTo(
    guessed,
    all.filter(sent => !own.includes(sent) && isOut(sent)),
  )
  return [...own.filter(isOut), ...others.map(sent => ({ ...sent, isInstead: true }))]
}

const isOut = ({ quantity }: Sent): boolean => quantity > ZERO

function upTo(quantity: Quantity, sent: readonly Sent[]): Sent[] {
  let open = quantity
  return sent.flatMap(({ shipment, quantity: there }) => {
    const part = least(open, there)
    open = subtract(open, part)
    return part > ZERO ? [{ shipment, quantity: part }] : []
  })
}

export const sumOf = (sent: readonly Sent[]): Quantity => total(sent.map(({ quantity }) => quantity))
/** Of what the return names, and nothing instead of it. */
export const ownOf = (sent: readonly Sent[]): Quantity => sumOf(sent.filter(({ isInstead }) => isInstead !== true))

/** Of which shipment goods are that the books do not have at this customer any more: the one that is named, or the newest that he got of the lot. */
export function nowhereElse(state: State, lot: number, asked: { customer: string; shipment?: string | undefined }): string | undefined {
  const his = [...state.sentOf(lot).keys()].flatMap(code => {
    const row = code === '' ? null : state.shipment(code)
    return row?.customer === asked.customer && (asked.shipment ?? code) === code ? [row] : []
  })
  return his.sort((a, b) => b.at - a.at || (a.shipment < b.shipment ? 1 : -1))[0]?.shipment
}

/**
 * What comes back, as movements: each of its shipment. Out of several without saying which, the oldest are settled first, and it is
 * noted that this is for the books only. More than is there is of the shipment that it would be of otherwise.
 */
export function broughtBack(
  sent: readonly Sent[],
  quantity: Quantity,
  otherwise: string | undefined,
): { quantity: Quantity; said: { reference?: string; position?: string } }[] {
  const instead = new Set(sent.filter(({ isInstead }) => isInstead === true).map(({ shipment }) => shipment))
  const isKnown = sent.length - instead.size <= 1 || quantity === ownOf(sent)
  const lines = upTo(quantity, sent).map(({ shipment, quantity: part }) => ({
    quantity: part,
    said: { reference: shipment, ...(isKnown && !instead.has(shipment) ? {} : { position: ANY_SHIPMENT }) },
  }))
  const open = subtract(quantity, total(lines.map(line => line.quantity)))
  const said = otherwise === undefined ? {} : { reference: otherwise, position: ANY_SHIPMENT }
  return open > ZERO ? [...lines, { quantity: open, said }] : lines
}

/**
 * It becomes known that goods had left which are back already: what this customer sent back since, and nobody knew of which shipment, is
 * of this one, as far as it goes. It is known to be where he had the lot by no other; else it is so for the books only.
 */
export function settleStrays(state: State, { since, at, command }: Fact<CommandOf<'ship'>>): void {
  const { shipment, customer } = command
  const left = state.movementsOf(since).filter(({ kind }) => kind === 'shipped')
  for (const lot of new Set(left.map(row => row.lot))) {
    let open = total(left.flatMap(row => (row.lot === lot ? [negate(row.delta)] : [])))
    for (const stray of state.straysOf(lot)) {
      if (stray.customer !== customer || stray.row.at < at) continue
      const quantity = least(open, unsettled(state, stray))
      if (quantity <= ZERO) continue
      const position = isOnlyShipment(state, lot, { customer, shipment }) ? null : ANY_SHIPMENT
      state.settleStray(stray, { shipment, position, quantity, since })
      open = subtract(open, quantity)
    }
  }
}

/** So much of it is of no shipment, or more than went by the one it was taken to be of. */
function unsettled(state: State, { row }: Stray): Quantity {
  if (row.reference === null) return row.delta
  const out = state.sentOf(row.lot).get(row.reference)?.out ?? ZERO
  return out < ZERO ? least(row.delta, negate(out)) : ZERO
}

const isOnlyShipment = (state: State, lot: number, { customer, shipment }: { customer: string; shipment: string }): boolean =>
  [...state.sentOf(lot).keys()].every(code => code === '' || code === shipment || state.shipment(code)?.customer !== customer)
