/** Which events of a site must be signed, as its settings say, and whether this one is. */
import { Refusal } from '../../base/refusal.ts'
import type { AnyCommand } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { SETTINGS, type SignaturePolicy, type SiteSettings } from '../booking/records.ts'
import { contentHash, type Signature } from './content.ts'

type Replacing = { replacement?: { type: string } | undefined }
type Signable = AnyCommand & Replacing & { signed?: Signature[] | undefined; also?: Replacing[] | undefined; of?: string }

export function signable<C extends AnyCommand>(handler: Handler<C>): Handler<C> {
  return {
    ...handler,
    names(command, wanted) {
      wanted.master('settings', SETTINGS)
      handler.names(command, wanted)
    },
    decide(state, command, context) {
      // What replaces an event, or is put right with it, is signed with the correction it is part of; what is only tried is signed when it is meant.
      if (!context.replacing && !context.trying && !isPart(command)) checkSigned(state, command)
      return handler.decide(state, command, context)
    },
  }
}

const isPart = ({ type, of }: Signable): boolean => type === 'correct' && of !== undefined

function checkSigned(state: State, command: Signable): void {
  const settings = state.master('settings', SETTINGS)?.body as unknown as SiteSettings | undefined
  checkPolicies(command, settings?.signatures ?? [], (person, role) => hasRole(state, person, role))
}

type RoleOf = (person: string, role: string | undefined) => boolean

/**
 * A correction that would record such an event is signed like the event.
 * @throws Refusal when the signatures that are there are not those that are wanted
 */
export function checkPolicies(command: Signable, policies: readonly SignaturePolicy[], roleOf: RoleOf): void {
  const types = [command.type, command.replacement?.type, ...(command.also ?? []).map(({ replacement }) => replacement?.type)]
  for (const policy of policies) if (types.includes(policy.type)) checkPolicy(command, policy, roleOf)
}

function checkPolicy(command: Signable, policy: SignaturePolicy, roleOf: RoleOf): void {
  const content = contentHash(command)
  const good = (command.signed ?? []).filter(
    ({ by, meaning, content: bound }) =>
      bound === content && roleOf(by, policy.role) && (policy.meaning === undefined || policy.meaning === meaning),
  )
  const count = policy.count ?? 1
  if (new Set(good.map(signature => signature.by)).size >= count) return
  const who = policy.role === undefined ? '' : ` by the role ${policy.role}`
  const meaning = policy.meaning === undefined ? '' : ` as "${policy.meaning}"`
  // Also late: a signature is no fact that happened anyway.
  throw new Refusal(
    'signature-required',
    `This takes ${count === 1 ? 'a signature' : `${count} signatures of different people`}${who}${meaning}: sign it in the web application, or at POST /api/v1/signatures.`,
    '',
  )
}

export function hasRole(state: State, person: string, role: string | undefined): boolean {
  const row = state.master('person', person)
  return row !== null && (role === undefined || ((row.body as { roles?: string[] }).roles ?? []).includes(role))
}
