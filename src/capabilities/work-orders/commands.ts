import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import { checkPartner, material, workCenter } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'

export const workOrderHandler: Handler<CommandOf<'workOrder'>> = {
  names(command, wanted) {
    wanted.master('workOrder', command.number)
    wanted.master('material', command.material)
    wanted.master('partner', command.customer)
    for (const operation of command.operations) {
      wanted.master('workCenter', operation.workCenter)
      for (const component of operation.components ?? []) wanted.master('material', component.material)
    }
  },
  decide(state, command) {
    material(state, command.material, '/material')
    if (command.customer !== undefined) checkPartner(state, command.customer, '/customer')
    const sequences = new Set<number>()
    command.operations.forEach((operation, index) => {
      const pointer = `/operations/${index}`
      if (sequences.has(operation.sequence))
        throw new Refusal('invalid-event', `Operation ${operation.sequence} stands twice.`, `${pointer}/sequence`)
      sequences.add(operation.sequence)
      if (operation.workCenter !== undefined) workCenter(state, operation.workCenter, `${pointer}/workCenter`)
      operation.components?.forEach((component, at) => material(state, component.material, `${pointer}/components/${at}/material`))
    })
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'workOrder', fact.command.number),
}
