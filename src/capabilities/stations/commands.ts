import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import { checkLocation } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'

/** Its work center, where it names one, is checked with every event's; its printer may be stated later. */
export const stationHandler: Handler<CommandOf<'station'>> = {
  names(command, wanted) {
    wanted.master('station', command.code)
    wanted.master('location', command.location)
  },
  decide(state, command) {
    if (command.location !== undefined) checkLocation(state, command.location, '/location')
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'station', fact.command.code),
}
