/** Element strings as people read them, with the identifiers in brackets: (01)09521234543213(10)ABC. */
import { IDENTIFIERS } from './dictionary.ts'
import { type Element, valueComplaint } from './element.ts'
import { checked, type Parsed, wrongValue } from './element-string.ts'

/** An opening bracket of a value is marked with a backslash where it would begin an identifier. Spaces around values are for the eye. */
const PIECE = /\((\d{2,4})\)((?:\\\(|(?!\(\d{2,4}\))[^])*)/y

export const isBracketed = (text: string): boolean => /^\(\d{2,4}\)/.test(text)

export function parseBracketed(text: string): Parsed {
  const elements: Element[] = []
  PIECE.lastIndex = 0
  for (let match = PIECE.exec(text); match; match = PIECE.exec(text)) {
    const [, ai = '', written = ''] = match
    const identifier = IDENTIFIERS.get(ai)
    if (!identifier) return { complaint: { reason: 'unknown-identifier', sentence: `There is no application identifier (${ai}).` } }
    const value = written.replaceAll('\\(', '(').trim()
    const complaint = valueComplaint(identifier, value)
    if (complaint !== undefined) return { complaint: wrongValue(identifier, complaint) }
    elements.push({ identifier, value })
  }
  return checked(elements)
}
