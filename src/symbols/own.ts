/** What we print ourselves: addresses such as https://host/s/NUMBER, badges, and numbers that end in a check character. */
import { checkCharacter } from '../base/check-character.ts'
import { refused, type ScanReading, understood } from './reading.ts'

const ADDRESS = /^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?\/s\/([^/?#\s]+)\/?(?:[?#]\S*)?$/i

/** @returns the number in one of our addresses. */
export function readOwnAddress(text: string): ScanReading | undefined {
  const written = ADDRESS.exec(text)?.[1]
  if (written === undefined) return undefined
  try {
    return understood('own', decodeURIComponent(written), { marked: true })
  } catch {
    return refused('own', text, { reason: 'wrong-value', sentence: 'The number in this address is damaged: print the label again.' })
  }
}

/** Badges that we print begin with BADGE: so that no lot number can be taken for one. Other badges are known by their value only. */
export function readBadge(text: string): ScanReading | undefined {
  const value = /^BADGE:\s*(\S.*)$/i.exec(text)?.[1]
  return value === undefined ? undefined : understood('badge', value, { marked: true })
}

export const WRONG_CHECK_CHARACTER = 'Check character wrong - rescan.'

/**
 * A text in the shape of our numbers must have the right check character: a truncated or mistyped one is refused before it is looked up.
 * A rule counts only if something of it is fixed, such as the material's code; otherwise any vendor's number could look like ours.
 */
export function readNumbered(text: string, numbering: readonly string[]): ScanReading | undefined {
  const shapes = numbering.flatMap(shapeOf).filter(shape => shape.test(text))
  if (shapes.length === 0) return undefined
  return hasRightCheck(text)
    ? understood('own', text)
    : refused('own', text, { reason: 'check-character', sentence: WRONG_CHECK_CHARACTER })
}

const DIGITS: Readonly<Record<string, string>> = { yyyy: '\\d{4}', yy: '\\d{2}', mm: '\\d{2}', dd: '\\d{2}', ddd: '\\d{3}', seq: '\\d+' }
const FIXED_MIN = 2

/** Only rules that end in their check character: there the end of a cut-off number is one more digit, which almost never is right. */
function shapeOf(rule: string): RegExp[] {
  if (!rule.endsWith('{check}')) return []
  const pieces = rule.slice(0, -'{check}'.length).split(/(\{\w+(?::\d+)?\})/)
  const fixed = pieces.filter((_, index) => index % 2 === 0).join('')
  if ((fixed.match(/[A-Za-z0-9]/g) ?? []).length < FIXED_MIN) return []
  const pattern = pieces.map((piece, index) => (index % 2 === 0 ? literal(piece) : anyOf(piece))).join('')
  return [new RegExp(`^${pattern}[0-9A-Z]?$`, 'i')]
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
const anyOf = (token: string): string => DIGITS[/\w+/.exec(token)?.[0] ?? ''] ?? '.+'

const hasRightCheck = (text: string): boolean => checkCharacter(text.slice(0, -1)) === text.slice(-1).toUpperCase()
