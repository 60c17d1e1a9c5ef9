/**
 * Pieces do not come free by another number: what is split off a held lot, merged from it or serialized out of it is the same material, so a
 * hold that reaches nothing made of its lots (direction none) is placed on it too. A forward hold reaches it by its links.
 */
import type { Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { holdMore } from './commands.ts'

/** Names of holds; an interface would be no JSON to the compiler. */
export type Staying = { stays?: string[] }

/** Of the holds on these lots those that would not follow to the lot they go into by themselves, and are not on it already. */
export function staying(state: State, from: readonly { id: number }[], into?: { id?: number | undefined }): Staying {
  const known = new Set(into?.id === undefined ? [] : state.holdsOn(into.id))
  const names = new Set(from.flatMap(({ id }) => state.holdsOn(id)))
  const stays = [...names].filter(hold => !known.has(hold) && state.hold(hold)?.direction === 'none').sort()
  return stays.length > 0 ? { stays } : {}
}

const stayingOf = ({ effect }: Fact): readonly string[] => ((effect.settled ?? {}) as Staying).stays ?? []

export function keepHeld(state: State, fact: Fact): void {
  const stays = stayingOf(fact)
  if (stays.length === 0) return
  const made = new Set(state.movementsOf(fact.since).flatMap(({ lot, delta }) => (delta > 0n ? [lot] : [])))
  for (const hold of stays) holdMore(state, fact, hold, made)
}

/** What stays held is guarded from the same transaction on. */
export const isKeptHeld: NonNullable<Handler['changesGuard']> = fact => stayingOf(fact).length > 0
