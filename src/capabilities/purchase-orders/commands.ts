import type { Quantity } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { checkPartner, material, type PurchaseOrder } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'
import { inStockUnit } from './rules.ts'

export const purchaseOrderHandler: Handler<CommandOf<'purchaseOrder'>> = {
  names(command, wanted) {
    wanted.master('purchaseOrder', command.number)
    wanted.master('partner', command.vendor)
    for (const line of command.lines) wanted.master('material', line.material)
  },
  decide(state, command) {
    checkPartner(state, command.vendor, '/vendor')
    checkLines(state, command.lines)
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'purchaseOrder', fact.command.number),
}

type Lines = readonly { line: number; material: string; quantity: Quantity; unit?: string | undefined }[]

/** Every line has a number of its own, a known material, and a unit the material can be counted in. */
export function checkLines(state: State, lines: Lines): void {
  const seen = new Set<number>()
  lines.forEach(({ line, material: code, quantity, unit }, index) => {
    if (seen.has(line)) throw new Refusal('invalid-event', `Line ${line} stands twice.`, `/lines/${index}/line`)
    seen.add(line)
    inStockUnit(material(state, code, `/lines/${index}/material`), quantity, unit, `/lines/${index}`)
  })
}

export function purchaseOrderOf(state: State, number: string | undefined): PurchaseOrder | undefined {
  return number === undefined ? undefined : (state.master('purchaseOrder', number)?.body as unknown as PurchaseOrder | undefined)
}
