import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import { checkPartner } from '../booking/records.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'
import { derive, type LabelPattern, PatternError } from './patterns.ts'

export const labelPatternHandler: Handler<CommandOf<'labelPattern'>> = {
  names(command, wanted) {
    wanted.master('labelPattern', command.code)
    wanted.master('partner', command.vendor)
  },
  decide(state, command) {
    checkPartner(state, command.vendor, '/vendor')
    checkPattern(command)
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'labelPattern', fact.command.code),
}

function checkPattern(pattern: LabelPattern): void {
  try {
    derive(pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new Refusal('invalid-event', error.message, error.piece === null ? '/pieces' : `/pieces/${error.piece}`)
  }
}

export const scannerProfileHandler: Handler<CommandOf<'scannerProfile'>> = {
  names(command, wanted) {
    wanted.master('scannerProfile', command.code)
  },
  decide: () => emptyEffect(),
  evolve: (state, fact) => stateMaster(state, fact, 'scannerProfile', fact.command.code),
}
