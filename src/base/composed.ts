/**
 * The same text can be written in several ways that nobody can tell apart: é is one character, or an e and an accent. Whoever types on a
 * Mac sends the one, whoever types on Windows the other; a lot must not be two lots for that. Unicode's composed form (NFC, UAX #15) is
 * the one of them that is kept and asked for.
 */

/** Below U+0300 every text is composed already; nearly all are, and are passed on as they are. */
const CAN_CHANGE = /[\u0300-\u{10ffff}]/u
export const composed = (text: string): string => (CAN_CHANGE.test(text) ? text.normalize('NFC') : text)

/** Every text in what came as JSON; deeper than anybody asks for it stays as it is, and whoever checks the depth refuses it. */
export function composedIn<T>(value: T, depth = 0): T {
  if (typeof value === 'string') return composed(value) as T
  if (value === null || typeof value !== 'object' || depth > DEPTH_MAX || !isPlain(value)) return value
  if (Array.isArray(value)) return changed(value, part => composedIn(part, depth + 1)) as T
  const fields = value as Record<string, unknown>
  let copy: Record<string, unknown> | undefined
  for (const name of Object.keys(fields)) {
    const part = composedIn(fields[name], depth + 1)
    if (part === fields[name]) continue
    copy ??= { ...fields }
    copy[name] = part
  }
  return (copy ?? fields) as T
}
const DEPTH_MAX = 64

/** A list, or an object of no class: what JSON makes, and what an address is read into. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
}

function changed(list: readonly unknown[], write: (part: unknown) => unknown): readonly unknown[] {
  const copy = list.map(write)
  return copy.every((part, index) => part === list[index]) ? list : copy
}

/**
 * What is there and cannot be seen: zero-width spaces and joiners, soft hyphens, marks and overrides of direction, tags. Copied from a
 * page or a table they come along unnoticed, and two codes that differ in nothing else look the same on every screen and label.
 */
export const UNSEEN = /\p{Cf}|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|\u3164|\uffa0|[\ufe00-\ufe0f]/u
