/**
 * What a scanned text says, in the order of how sure the signs are: symbology identifier, badge, command card, our own address, Digital Link,
 * element string, envelope, our own number; what is left is plain. Pure: what a number belongs to is looked up by others.
 */

import { composed } from '../base/composed.ts'
import { readCommand } from './command.ts'
import { checkDigit } from './gs1/checks.ts'
import { parseDigitalLink } from './gs1/digital-link.ts'
import { parseSeparated } from './gs1/element-string.ts'
import { elementHint, type Question, read, readElementString, readingOf } from './gs1/read.ts'
import { content, isEnvelope, readEnvelope } from './iso15434/envelope.ts'
import { DATA_IDENTIFIERS, fieldComplaint, fieldOf } from './iso15434/identifiers.ts'
import { readBadge, readNumbered, readOwnAddress } from './own.ts'
import { type Hint, type ReadContext, type Reason, refused, type ScanReading, understood } from './reading.ts'
import { trimmed } from './separators.ts'
import { isGs1Symbol, retailDigits, takeSymbology } from './symbology.ts'

/** Longer than any symbol that is printed: what comes is no scan. */
const LENGTH_MAX = 8000

export function readScan(raw: string, context: ReadContext = {}): ScanReading {
  const given = composed(trimmed(raw))
  if (given === '') return refused('plain', '', { reason: 'empty', sentence: 'Nothing was read: scan again.' })
  if (given.length > LENGTH_MAX) return refused('plain', given.slice(0, LENGTH_MAX), tooLong(given.length))
  const whole = readOne(given, context)
  return whole.ok && whole.syntax !== 'plain' ? whole : (readRepeated(given, context, whole) ?? whole)
}

const tooLong = (length: number): { reason: Reason; sentence: string } => ({
  reason: 'wrong-value',
  sentence: `${length} characters are more than a symbol holds: scan one symbol at a time.`,
})

const REPEATED = /^(.{3,}?)\1+$/s
const SECOND_SYMBOL = /.\][A-Za-z]\d/s

/** Scans that ran together in one text: the same one is taken once, different ones are not told apart. */
function readRepeated(text: string, context: ReadContext, whole: ScanReading): ScanReading | undefined {
  const part = REPEATED.exec(text)?.[1]
  const once = part === undefined ? undefined : readOne(part, context)
  if (once?.ok && once.syntax !== 'plain') return { ...once, warnings: [...once.warnings, 'The symbol arrived twice in one text.'] }
  if (once)
    return {
      ...whole,
      hints: [...whole.hints, { syntax: 'plain', elements: [], facts: {}, says: `It could be ${once.text}, scanned twice.` }],
    }
  return SECOND_SYMBOL.test(text)
    ? refused('plain', text, { reason: 'run-together', sentence: 'Two scans ran together: scan them again, one by one.' })
    : undefined
}

function readOne(given: string, context: ReadContext): ScanReading {
  const { symbology, text } = takeSymbology(given)
  const year = context.year ?? new Date().getUTCFullYear()
  const reading = readText(text, { ...context, year, marked: isGs1Symbol(symbology) }, symbology)
  const isTurned = symbology !== null && symbology !== given.slice(1, 3)
  return { ...reading, symbology, warnings: isTurned ? [...reading.warnings, OTHER_CASE] : reading.warnings }
}

const OTHER_CASE = 'Letters arrive in the other case: Caps Lock is on, or the scanner changes them.'

function readText(text: string, question: Question, symbology: string | null): ScanReading {
  const retail = retailDigits(symbology, text)
  if (retail !== undefined) return readingOf(text, parseSeparated(`01${retail}`), { ...question, marked: true })
  if (question.marked) return readElementString(compositeJoined(text), question) ?? readPlain(text, question)
  return (
    readBadge(text) ??
    readCommand(text) ??
    readOwnAddress(text) ??
    readLink(text, question) ??
    readComposite(text, question, symbology) ??
    readWrapped(text, question) ??
    readNumbered(text, question.numbering ?? []) ??
    readPlain(text, question)
  )
}

function readWrapped(text: string, question: Question): ScanReading | undefined {
  return isEnvelope(text) ? readEnvelope(text, question.year) : readElementString(text, question)
}

/** The second part of a composite symbol follows behind a stroke with an identifier of its own. */
const COMPOSITE = /\|\]e[0-3]/

const compositeJoined = (text: string): string => text.replace(COMPOSITE, '\u001d')

function readComposite(text: string, question: Question, symbology: string | null): ScanReading | undefined {
  const [first = '', second] = text.split(COMPOSITE)
  const retail = second === undefined ? undefined : retailDigits(symbology, first)
  return retail === undefined ? undefined : readElementString(`01${retail}\u001d${second ?? ''}`, { ...question, marked: true })
}

function readLink(text: string, { year }: Question): ScanReading | undefined {
  const link = parseDigitalLink(text)
  if (link === undefined) return undefined
  if ('complaint' in link) return refused('digital-link', text, link.complaint, { marked: true })
  return understood('digital-link', text, { ...read(link.elements, year), marked: true })
}

/** Nothing is sure; what it might be besides a number is told. */
const readPlain = (text: string, { year }: Question): ScanReading =>
  understood('plain', text, { hints: [...elementHint(text, year), ...tradeNumberHint(text), ...fieldHint(text, year)] })

const TRADE_LENGTHS: ReadonlySet<number> = new Set([8, 12, 13, 14])

/** The digits of an EAN, UPC or ITF symbol whose scanner sends no symbology identifier. */
function tradeNumberHint(text: string): Hint[] {
  const isTradeNumber = /^\d+$/.test(text) && TRADE_LENGTHS.has(text.length) && text.endsWith(checkDigit(text.slice(0, -1)))
  if (!isTradeNumber) return []
  const gtin = text.padStart(14, '0')
  return [{ syntax: 'gs1', elements: [{ ai: '01', value: gtin }], facts: { gtin }, says: `It could be the GTIN ${gtin}.` }]
}

/** A field of a label that prints each in a symbol of its own, such as P4711 or 1TABC123: or it is a number that begins so. */
function fieldHint(text: string, year: number): Hint[] {
  const field = fieldOf(text)
  if (!field || field.value === '' || !DATA_IDENTIFIERS[field.di] || fieldComplaint(field) !== undefined) return []
  const { elements, facts } = content([field], year)
  return [
    { syntax: 'iso15434', elements, facts, says: `It could be (${field.di}) ${DATA_IDENTIFIERS[field.di]?.title ?? ''} ${field.value}.` },
  ]
}
