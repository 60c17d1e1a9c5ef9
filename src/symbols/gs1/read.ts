/** Element strings as scanners deliver them: marked or not, with separators, disguised ones or none. */
import { type Candidate, type Expected, type Hint, type ReadContext, refused, type ScanReading, understood } from '../reading.ts'
import { strangerIn, withSeparators } from '../separators.ts'
import { isBracketed, parseBracketed } from './bracketed.ts'
import { identifierAt } from './dictionary.ts'
import { bracketed, type Element } from './element.ts'
import { allWays, checked, GS, type Parsed, parseSeparated, type Ways } from './element-string.ts'
import { factsOf } from './facts.ts'

export interface Question extends ReadContext {
  year: number
  /** A symbology identifier says that this is an element string and nothing else. */
  marked: boolean
}

/** @returns undefined where the text need not be an element string and does not read as one. */
export function readElementString(text: string, question: Question): ScanReading | undefined {
  if (isBracketed(text)) return readingOf(text, parseBracketed(text), { ...question, marked: true })
  const { text: whole, as } = withSeparators(text)
  if (as !== undefined) return readSeparated(whole, { ...question, marked: question.marked || whole.startsWith(GS) }, warningFor(as))
  return readDisguised(text, question) ?? readUnseparated(text, question)
}

const warningFor = (as: string): string[] => (as === 'GS' ? [] : [`FNC1 arrives as "${as}".`])

/** Separators at both ends say nothing; those between are all there are. */
function readSeparated(text: string, question: Question, warnings: string[]): ScanReading | undefined {
  const inner = text.replace(/^\u001d+|\u001d+$/g, '')
  const parsed = parseSeparated(inner)
  if ('elements' in parsed || question.marked || looksLikeElements(inner))
    return readingOf(inner, parsed, { ...question, marked: true }, warnings)
  return undefined
}

/** One letter that no element may have can stand for the separator; it is believed where the text proves itself otherwise. */
function readDisguised(text: string, question: Question): ScanReading | undefined {
  const stranger = strangerIn(text)
  if (stranger === undefined) return undefined
  const parsed = parseSeparated(text.replaceAll(stranger, GS).replace(/^\u001d+|\u001d+$/g, ''))
  if ('complaint' in parsed || !(question.marked || isProven(parsed.elements))) return undefined
  // Set 39 has the number sign: read as part of a value the text may be right as well.
  if (allWays(text).ways.length > 0) return ambiguous(text, { ways: [...allWays(text).ways, parsed.elements], cut: false }, question)
  return readingOf(text, parsed, { ...question, marked: true }, warningFor(stranger))
}

/** Where separators may have been lost every way is looked at; the only one, or the only one that is expected, is taken. */
function readUnseparated(text: string, question: Question): ScanReading | undefined {
  const found = allWays(text, { remains: '029' })
  const isOne = found.ways.length === 1 && !found.cut
  if (!question.marked && found.ways.length > 0 && !found.ways.every(isProven)) return undefined
  if (isOne) return readingOf(text, { elements: found.ways[0] ?? [] }, question)
  if (found.ways.length > 0 || found.cut) return expectedAmong(text, found, question) ?? ambiguous(text, found, question)
  return question.marked || looksLikeElements(text) ? readingOf(text, parseSeparated(text), question) : undefined
}

function expectedAmong(text: string, { ways, cut }: Ways, question: Question): ScanReading | undefined {
  if (cut || !question.expected) return undefined
  const fitting = ways.filter(way => question.expected?.some(expected => fits(way, expected, question.year)))
  const [only, ...others] = fitting
  if (only === undefined || others.length > 0) return undefined
  return readingOf(text, checked(only), question, ['The separators were lost; what was expected told how to read it.'])
}

/** Everything that both name is the same, and they name something in common. */
function fits(way: readonly Element[], expected: Expected, year: number): boolean {
  const facts = factsOf(way, year)
  const named = (['gtin', 'lot', 'serial', 'sscc'] as const).filter(fact => expected[fact] !== undefined)
  return named.length > 0 && named.every(fact => facts[fact]?.toLowerCase() === expected[fact]?.toLowerCase())
}

const CANDIDATES_MAX = 20

function ambiguous(text: string, { ways, cut }: Ways, { marked }: Question): ScanReading {
  const number = cut ? 'very many' : String(ways.length)
  const sentence = `The separators were lost and ${number} readings are possible: choose one, or set the scanner to send FNC1 as GS (scanner test page).`
  return refused('gs1', text, { reason: 'ambiguous', sentence }, { candidates: ways.slice(0, CANDIDATES_MAX).map(candidateOf), marked })
}

const candidateOf = (elements: readonly Element[]): Candidate => ({
  elements: pairsOf(elements),
  bracketed: elements.map(bracketed).join(''),
})
const pairsOf = (elements: readonly Element[]) => elements.map(({ identifier: { ai }, value }) => ({ ai, value }))
const isProven = (elements: readonly Element[]): boolean => elements.some(({ identifier }) => identifier.proven)

/** A key with all its digits and behind it nothing or another identifier: whoever printed that meant an element string. */
function looksLikeElements(text: string): boolean {
  const identifier = identifierAt(text, 0)
  if (!identifier?.proven || !identifier.predefined) return false
  const end = identifier.ai.length + identifier.min
  const hasDigits = /^\d+$/.test(text.slice(0, end)) && text.length >= end
  return hasDigits && (text.length === end || text[end] === GS || identifierAt(text, end) !== undefined)
}

export function readingOf(text: string, parsed: Parsed, { year, marked }: Question, warnings: string[] = []): ScanReading {
  if ('complaint' in parsed) return refused('gs1', text, parsed.complaint, { warnings, marked })
  return understood('gs1', text, { ...read(once(parsed.elements, warnings), year), warnings, marked })
}

export const read = (elements: readonly Element[], year: number) => ({ ...candidateOf(elements), facts: factsOf(elements, year) })

/** A symbol that was scanned twice into one text repeats itself: as elements that agree it is valid, and says nothing new. */
function once(elements: readonly Element[], warnings: string[]): readonly Element[] {
  const half = elements.slice(0, elements.length / 2)
  const isTwice = elements.length > 1 && elements.length % 2 === 0 && sameAs(half, elements.slice(half.length))
  if (isTwice) warnings.push('The symbol arrived twice in one text.')
  return isTwice ? half : elements
}

const sameAs = (a: readonly Element[], b: readonly Element[]): boolean =>
  a.every(({ identifier, value }, index) => b[index]?.identifier === identifier && b[index]?.value === value)

/** A text that would be valid but proves nothing, such as 400123: order 123, or the number 400123? */
export function elementHint(text: string, year: number): Hint[] {
  const [only, ...others] = allWays(text).ways
  if (only === undefined || others.length > 0) return []
  return [
    {
      syntax: 'gs1',
      elements: pairsOf(only),
      facts: factsOf(only, year),
      says: `It could be the element string ${only.map(bracketed).join('')}.`,
    },
  ]
}
