/** How far a customer has come, from what was said to him and by him. */
import type { EntryRow } from './queries.ts'

export type CustomerState = 'to-tell' | 'told' | 'unreachable' | 'answered' | 'returned' | 'used'

/** Who sent something back has answered, whatever was written to him afterwards. */
export function stateOf(contacts: readonly Pick<EntryRow, 'outcome'>[]): CustomerState {
  const outcomes = new Set(contacts.map(entry => entry.outcome))
  for (const state of ['returned', 'used', 'answered'] as const) if (outcomes.has(state)) return state
  const last = contacts.at(-1)?.outcome
  return last === undefined ? 'to-tell' : last === 'unreachable' ? 'unreachable' : 'told'
}
