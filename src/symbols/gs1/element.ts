/** One element: an identifier and its value. Is the value what the dictionary says it must be? */
import { CHECKS, lettersComplaint } from './checks.ts'
import type { Identifier, Part } from './dictionary.ts'

export interface Element {
  identifier: Identifier
  value: string
}

/** Undefined where the value is right; otherwise what is wrong with it, as the end of a sentence. */
export function valueComplaint(identifier: Identifier, value: string): string | undefined {
  if (value.length < identifier.min) return lengthComplaint(identifier, value)
  let at = 0
  for (const part of identifier.parts) {
    const piece = value.slice(at, at + part.max)
    at += piece.length
    const complaint = partComplaint(identifier, part, piece)
    if (complaint !== undefined) return complaint
  }
  return at < value.length ? lengthComplaint(identifier, value) : undefined
}

function partComplaint(identifier: Identifier, part: Part, piece: string): string | undefined {
  if (part.optional && piece === '') return undefined
  const wrongLetter = lettersComplaint(part.letters, piece)
  if (wrongLetter !== undefined) return wrongLetter
  if (piece.length < part.min) return lengthComplaint(identifier, piece)
  for (const check of part.checks) {
    const complaint = CHECKS[check]?.(piece)
    if (complaint !== undefined) return complaint
  }
  return undefined
}

function lengthComplaint({ min, max, parts }: Identifier, value: string): string {
  if (value === '') return 'it has no value'
  const letters = parts.every(part => part.letters === 'N') ? 'digits' : 'characters'
  const lengths = min === max ? `exactly ${max}` : parts.length > 1 ? `${min} to ${max}` : `at most ${max}`
  return `${value.length} characters are not its length: it has ${lengths} ${letters}`
}

export const nameOf = ({ ai, title }: Identifier): string => `(${ai}) ${title}`
export const bracketed = ({ identifier, value }: Element): string => `(${identifier.ai})${escaped(value)}`

/** What would read as the next identifier is marked, so that the text can be read back. */
const escaped = (value: string): string => value.replace(/\((?=\d{2,4}\))/g, '\\(')
