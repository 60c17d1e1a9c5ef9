import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import { checkPartner } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'
import { checkLines } from '../purchase-orders/commands.ts'

export const salesOrderHandler: Handler<CommandOf<'salesOrder'>> = {
  names(command, wanted) {
    wanted.master('salesOrder', command.number)
    wanted.master('partner', command.customer)
    for (const line of command.lines) wanted.master('material', line.material)
  },
  decide(state, command) {
    checkPartner(state, command.customer, '/customer')
    checkLines(state, command.lines)
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'salesOrder', fact.command.number),
}
