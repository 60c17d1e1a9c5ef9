/** How far a customer has come, from what was said to him and by him. */
import { parseInstant } from '../../base/instant.ts'
import type { EntryRow } from './queries.ts'

export type CustomerState = 'to-tell' | 'told' | 'unreachable' | 'answered' | 'returned' | 'used'

/** Who sent something back has answered, whatever was written to him afterwards. */
export function stateOf(contacts: readonly Pick<EntryRow, 'outcome'>[]): CustomerState {
  const outcomes = new Set(contacts.map(entry => entry.outcome))
  for (const state of ['returned', 'used', 'answered'] as const) if (outcomes.has(state)) return state
  const last = contacts.at(-1)?.outcome
  return last === undefined ? 'to-tell' : last === 'unreachable' ? 'unreachable' : 'told'
}

const ANSWERS: ReadonlySet<string | null> = new Set(['answered', 'returned', 'used'])
export const isAnswer = (outcome: string | null): boolean => ANSWERS.has(outcome)

/** By when he has promised to answer: the last promise counts, until he has said something since. */
export function promisedBy(contacts: readonly Pick<EntryRow, 'outcome' | 'replyBy'>[]): number | null {
  let promised: number | null = null
  for (const { outcome, replyBy } of contacts) {
    if (replyBy !== null) promised = parseInstant(replyBy) ?? null
    else if (isAnswer(outcome)) promised = null
  }
  return promised
}
