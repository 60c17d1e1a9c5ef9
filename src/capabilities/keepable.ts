/**
 * JSON can say more than a ledger can keep: a NUL and half a surrogate pair have no place in a PostgreSQL text, 1e999 is read as
 * infinity, and nesting without end breaks whoever walks it. Such an event is refused where it comes in, with the place.
 */
import { Refusal } from '../base/refusal.ts'

const DEPTH_MAX = 64
/** With the u flag a whole pair is one character, so this finds only halves. */
const HALF = /\p{Surrogate}/u

interface Unkept {
  path: readonly PropertyKey[]
  sentence: string
}

/** @throws Refusal invalid-event */
export function checkKeepable(event: object, pointerOf: (path: readonly PropertyKey[]) => string): void {
  const unkept = unkeptIn(event, 0)
  if (!unkept) return
  const pointer = pointerOf(unkept.path)
  throw new Refusal(
    'invalid-event',
    unkept.sentence.replace('$', () => pointer || 'The event'),
    pointer,
  )
}

/** Every event is walked through and hardly any holds something: the path is put together on the way back only. */
function unkeptIn(value: unknown, depth: number): Unkept | null {
  const problem = problemOf(value, depth)
  if (problem !== null) return { path: [], sentence: `$ ${problem}.` }
  if (value === null || typeof value !== 'object') return null
  for (const key of Object.keys(value)) {
    const found = unkeptIn((value as Record<string, unknown>)[key], depth + 1) ?? (isUnkept(key) ? UNKEPT_NAME : null)
    if (found) return { ...found, path: [Array.isArray(value) ? Number(key) : key, ...found.path] }
  }
  return null
}

const UNKEPT_NAME: Unkept = { path: [], sentence: 'The name of a field holds a character that cannot be kept (NUL, or half a character).' }

function problemOf(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return isUnkept(value) ? 'holds a character that cannot be kept (NUL, or half a character)' : null
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'is a number beyond all measure'
  return depth > DEPTH_MAX ? `is nested more than ${DEPTH_MAX} deep` : null
}

const isUnkept = (text: string): boolean => text.includes('\u0000') || HALF.test(text)
