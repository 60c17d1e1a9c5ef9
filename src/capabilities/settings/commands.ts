import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import { SETTINGS } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'

export const settingsHandler: Handler<CommandOf<'settings'>> = {
  names(_command, wanted) {
    wanted.master('settings', SETTINGS)
  },
  decide: () => emptyEffect(),
  evolve: (state, fact) => stateMaster(state, fact, 'settings', SETTINGS),
}
