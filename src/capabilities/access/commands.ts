import { plain } from '../../ledger/body.ts'
import { emptyEffect } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { TokenCommand } from './events.ts'

export const tokenHandler: Handler<TokenCommand> = {
  names(command, wanted) {
    wanted.master('token', command.code)
  },
  decide: () => emptyEffect(),
  evolve(state, fact) {
    const { code, role, hash, expiresAt, revoked, ofStation, language } = fact.command
    state.setMaster({
      site: state.site,
      kind: 'token',
      code,
      body: plain({ type: 'token', code, role, hash, expiresAt, revoked, ofStation, language, at: fact.command.at }),
      since: fact.since,
      until: null,
    })
  },
}
