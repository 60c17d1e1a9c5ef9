/** One command on one state: parse has happened, persisting comes later. Shared by the writer and by corrections. */

import { formatInstant, parseInstant } from '../base/instant.ts'
import { Refusal } from '../base/refusal.ts'
import { hashSecret } from '../base/secret.ts'
import { apply, noteReports } from './apply.ts'
import type { AnyCommand, Effect, Fact } from './fact.ts'
import type { Context, Handler, Handlers } from './handler.ts'
import type { State } from './state.ts'

/** How far a sender's clock may be ahead of ours before an event counts as from the future. */
const CLOCK_SKEW_MS = 5 * 60_000

export interface When {
  now: number
  since: number
  ord: number
  replacing?: boolean
  drewAt?: (lot: number) => string | undefined
  sumsLater?: boolean
  trying?: boolean
}

export function decideFact<C extends AnyCommand>(state: State, command: C, handler: Handler<C>, when: When): Fact<C> {
  const at = instantOf(command, when.now)
  const by = personOf(state, command.by, '/by')
  if (command.crew) command.crew = crewOf(state, command.crew)
  const raised: Effect['exceptions'] = []
  const context: Context = {
    now: when.now,
    ord: when.ord,
    ...(when.replacing ? { replacing: true } : {}),
    ...(when.drewAt ? { drewAt: when.drewAt } : {}),
    ...(when.sumsLater ? { sumsLater: true } : {}),
    ...(when.trying ? { trying: true } : {}),
    note: (code, detail) => raised.push({ code, detail }),
    broken: (code, detail, pointer) => {
      if (!command.late) throw new Refusal(code, detail, pointer)
      raised.push({ code, detail })
    },
  }
  checkPlace(state, command)
  const effect = handler.decide(state, command, context)
  return {
    command,
    effect: { ...effect, exceptions: [...effect.exceptions, ...raised] },
    at,
    recordedAt: when.now,
    since: when.since,
    ord: when.ord,
    by,
  }
}

export function decideAndApply(state: State, command: AnyCommand, handlers: Handlers, when: When): Fact {
  const handler = handlers.get(command.type)
  if (!handler) throw new Refusal('unknown-type', `There is no event of type "${command.type}".`, '/type')
  const fact = decideFact(state, command, handler, when)
  apply(state, fact, handlers)
  noteReports(state, fact)
  return fact
}

function instantOf(command: AnyCommand, now: number): number {
  const at = parseInstant(command.at)
  if (at === undefined) throw new Refusal('invalid-event', 'at must be ISO 8601 with an offset.', '/at')
  if (at > now + CLOCK_SKEW_MS)
    throw new Refusal(
      'time-in-future',
      `The event is dated ${command.at}, but it is ${formatInstant(now)} here: check the sender's clock.`,
      '/at',
    )
  return at
}

/** `by` is a person's code or badge; the ledger keeps the code. */
function personOf(state: State, said: string | undefined, pointer: string): string | null {
  if (said === undefined) return null
  if (state.master('person', said)) return said
  const code = state.personOfBadge(hashSecret(said))
  if (code === null)
    throw new Refusal('unknown-person', `Nobody at site ${state.site} has the code or badge "${said}": add the person first.`, pointer)
  return code
}

/** A badge is a credential: of the crew, too, the ledger keeps the codes. */
const crewOf = (state: State, crew: readonly string[]): string[] =>
  crew.flatMap((said, index) => personOf(state, said, `/crew/${index}`) ?? [])

const STATES_A_CENTER: ReadonlySet<string> = new Set(['workCenter'])

function checkPlace(state: State, command: AnyCommand): void {
  if (command.workCenter === undefined || STATES_A_CENTER.has(command.type)) return
  if (!state.master('workCenter', command.workCenter)) {
    throw new Refusal(
      'unknown-work-center',
      `Work center "${command.workCenter}" is not known at site ${state.site}: add it first.`,
      '/workCenter',
    )
  }
}
