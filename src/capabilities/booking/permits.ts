/** Whether a concession lets a lot pass in spite of its holds, and how much of it. Pure: what was granted and used is handed in. */
import { formatQuantity, type Quantity, subtract, total } from '../../base/quantity.ts'
import type { Concessions } from '../../ledger/state.ts'
import type { ConcessionRow } from '../../ledger/tables.ts'

/** What somebody is about to do with a lot: get it ready, use it up, or ship it to this customer. */
export type Purpose = 'prepare' | 'use' | { shipTo: string }

/** The first concession that covers every hold, for this purpose, at this time, and of which something is left. */
export function permitFor(
  { granted, uses }: Concessions,
  { holds, purpose, at }: { holds: readonly string[]; purpose: Purpose; at: number },
): ConcessionRow | undefined {
  const fitting = granted.filter(row => covers(row, holds) && allows(row, purpose) && (row.expiresAt === null || at <= row.expiresAt))
  return fitting.find(row => leftOf(row, uses) !== 0n) ?? fitting[0]
}

const covers = (row: ConcessionRow, holds: readonly string[]): boolean =>
  holds.every(hold => (row.holds as readonly string[]).includes(hold))

/** What is limited to a customer may go to him, and be made ready for him, and not into anything else. */
function allows({ customer }: ConcessionRow, purpose: Purpose): boolean {
  if (customer === null || purpose === 'prepare') return true
  return purpose !== 'use' && purpose.shipTo === customer
}

/** How much of it is left; null where it is not limited. */
export function leftOf(row: ConcessionRow, uses: Concessions['uses']): Quantity | null {
  if (row.quantity === null) return null
  return subtract(
    row.quantity,
    total(uses.filter(use => use.concession === row.concession && use.lot === row.lot).map(use => use.quantity)),
  )
}

export const tooMuch = ({ concession }: ConcessionRow, { lot, left, unit }: { lot: string; left: Quantity; unit: string }): string =>
  `${lot} is on hold: under concession ${concession} only ${formatQuantity(left < 0n ? (0n as Quantity) : left)} ${unit} of it may still pass.`
