/**
 * JSON can say more than a ledger can keep: a NUL and half a surrogate pair have no place in a PostgreSQL text, 1e999 is read as
 * infinity, and nesting without end breaks whoever walks it. Such an event is refused where it comes in, with the place.
 */
import { Refusal } from '../base/refusal.ts'

const DEPTH_MAX = 64
/** With the u flag a whole pair is one character, so this finds only halves. */
const HALF = /\p{Surrogate}/u

/** @throws Refusal invalid-event */
export function checkKeepable(value: unknown, path: readonly PropertyKey[], pointerOf: (path: readonly PropertyKey[]) => string): void {
  const problem = problemOf(value, path.length)
  if (problem) throw new Refusal('invalid-event', `${pointerOf(path) || 'The event'} ${problem}.`, pointerOf(path))
  if (value === null || typeof value !== 'object') return
  for (const [key, entry] of Object.entries(value)) {
    const inside = [...path, Array.isArray(value) ? Number(key) : key]
    if (typeof entry === 'object' || typeof entry === 'string' || typeof entry === 'number') checkKeepable(entry, inside, pointerOf)
    if (isUnkept(key))
      throw new Refusal(
        'invalid-event',
        'The name of a field holds a character that cannot be kept (NUL, or half a character).',
        pointerOf(inside),
      )
  }
}

function problemOf(value: unknown, depth: number): string | null {
  if (typeof value === 'string' && isUnkept(value)) return 'holds a character that cannot be kept (NUL, or half a character)'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'is a number beyond all measure'
  return depth > DEPTH_MAX ? `is nested more than ${DEPTH_MAX} deep` : null
}

const isUnkept = (text: string): boolean => text.includes('\u0000') || HALF.test(text)
