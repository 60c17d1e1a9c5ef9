import { Refusal } from '../../base/refusal.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { CommandOf } from '../events.ts'
import { stateMaster } from '../materials/commands.ts'

export const alertRuleHandler: Handler<CommandOf<'alertRule'>> = {
  names(command, wanted) {
    wanted.master('alertRule', command.code)
    for (const webhook of command.webhooks ?? []) wanted.master('webhook', webhook)
  },
  decide(state, command) {
    command.webhooks?.forEach((webhook, index) => {
      if (!state.master('webhook', webhook))
        throw new Refusal('unknown-webhook', `There is no webhook "${webhook}" at site ${state.site}: add it first.`, `/webhooks/${index}`)
    })
    const receivers = (command.mail ?? []).length + (command.webhooks ?? []).length
    if (receivers === 0 && command.retired !== true)
      throw new Refusal('invalid-event', 'Nobody would be told: name a mail address or a webhook.', '/mail')
    return emptyEffect()
  },
  evolve: (state, fact) => stateMaster(state, fact, 'alertRule', fact.command.code),
}

export const webhookHandler: Handler<CommandOf<'webhook'>> = {
  names: (command, wanted) => wanted.master('webhook', command.code),
  decide: () => emptyEffect(),
  evolve: (state, fact) => stateMaster(state, fact, 'webhook', fact.command.code),
}
