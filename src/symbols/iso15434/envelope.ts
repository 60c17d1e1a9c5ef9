/**
 * Envelopes of ISO/IEC 15434: "[)>" RS format GS field GS field RS EOT. Labels print them badly: trailers missing, empty fields, control
 * characters as words or as one letter, small letters. What can only mean one thing is read and said so; lost separators are not guessed.
 */

import { bracketed as bracketedElement } from '../gs1/element.ts'
import { parseSeparated } from '../gs1/element-string.ts'
import { factsOf } from '../gs1/facts.ts'
import { refused, type ScanElement, type ScanFacts, type ScanReading, understood } from '../reading.ts'
import { EOT, RS, withRealControls } from '../separators.ts'
import { type Field, factsOfFields, fieldComplaint, fieldOf } from './identifiers.ts'

const HEADER = /^\[\)>/
/** GS and RS are told apart by their place, as many printers put one letter for both. */
const CONTROL = /[\u001c-\u001f]/

export const isEnvelope = (text: string): boolean => HEADER.test(text)

interface Content {
  elements: ScanElement[]
  brackets: string
  facts: ScanFacts
}
type Read = Content | { sentence: string; reason: ScanReading['reason'] }

export function readEnvelope(text: string, year: number): ScanReading {
  const warnings: string[] = []
  const body = withControls(text.replace(HEADER, ''), warnings)
  if (!CONTROL.test(body)) return refused('iso15434', text, lost(body), { marked: true, warnings })
  const contents: Content[] = []
  for (const message of messagesOf(body, warnings)) {
    const content = readMessage(message, { year, warnings })
    if ('sentence' in content)
      return refused('iso15434', text, { reason: content.reason ?? 'envelope', sentence: content.sentence }, { marked: true, warnings })
    contents.push(content)
  }
  return contents.some(({ elements }) => elements.length > 0)
    ? understood('iso15434', text, { ...joined(contents), warnings, marked: true })
    : refused(
        'iso15434',
        text,
        { reason: 'empty', sentence: 'The envelope is empty: there is nothing on this label to read.' },
        { marked: true, warnings },
      )
}

const lost = (body: string) =>
  body === ''
    ? { reason: 'empty' as const, sentence: 'The envelope is empty: only its header was read. Scan again.' }
    : {
        reason: 'separators-lost' as const,
        sentence: 'The separators between the fields were lost: set the scanner to send control characters (see the scanner test page).',
      }

const joined = (contents: readonly Content[]) => ({
  elements: contents.flatMap(({ elements }) => elements),
  bracketed: contents.map(({ brackets }) => brackets).join(''),
  facts: Object.assign({}, ...contents.toReversed().map(({ facts }) => facts)) as ScanFacts,
})

/** One letter that stands right behind the header, before the two digits of the format, stands for all control characters. */
function withControls(body: string, warnings: string[]): string {
  if (CONTROL.test(body)) return body
  const standIn = /^([^\sA-Za-z0-9{<[\\&]|\\(?![A-Za-z0-9]))\1?\d{2}\1/.exec(body)?.[1]
  if (standIn !== undefined && !body.includes('^]')) {
    warnings.push(`Control characters arrive as "${standIn}".`)
    return body.replaceAll(standIn, RS)
  }
  const named = withRealControls(body)
  if (named !== body) warnings.push('Control characters arrive as words.')
  return named
}

interface Message {
  format: string
  fields: string[]
}

/** A new message begins where a piece is two digits and nothing else: no field is. */
function messagesOf(body: string, warnings: string[]): Message[] {
  if (!body.includes(EOT)) warnings.push('The end of the envelope is missing.')
  const pieces = body.split(EOT, 1)[0]?.split(CONTROL) ?? []
  const messages: Message[] = []
  for (const piece of pieces) {
    const format = formatOf(piece, messages.length === 0)
    const last = messages.at(-1)
    if (format !== undefined) messages.push({ format, fields: [] })
    else if (last) last.fields.push(piece)
    else if (piece.trim() !== '') messages.push({ format: '', fields: [piece] })
  }
  return messages
}

/** At the start the digits may be followed by a version, as format 01 has it. */
const formatOf = (piece: string, first: boolean): string | undefined => (first ? /^\d{2}(?=\d{0,4}$)/ : /^\d{2}$/).exec(piece.trim())?.[0]

interface Reading {
  year: number
  warnings: string[]
}

function readMessage({ format, fields }: Message, reading: Reading): Read {
  if (format === '05') return readApplicationIdentifiers(fields, reading)
  if (format === '06') return readDataIdentifiers(fields, reading)
  if (format === '12') return readTextElements(fields, reading)
  if (format === '') return { reason: 'envelope', sentence: 'The format after the header is missing: it is not a label that can be read.' }
  return { reason: 'envelope', sentence: `Format ${format} of this envelope is not read here; 05, 06 and 12 are.` }
}

/** Between the separators an element string as ever. */
function readApplicationIdentifiers(fields: readonly string[], { year, warnings }: Reading): Read {
  const parsed = parseSeparated(filled(fields, warnings).join('\u001d'))
  if ('complaint' in parsed) return { reason: parsed.complaint.reason, sentence: parsed.complaint.sentence }
  return {
    elements: parsed.elements.map(({ identifier: { ai }, value }) => ({ ai, value })),
    brackets: parsed.elements.map(bracketedElement).join(''),
    facts: factsOf(parsed.elements, year),
  }
}

function filled(fields: readonly string[], warnings: string[]): string[] {
  const kept = fields.map(field => field.trim()).filter(field => field !== '')
  // What stands before the trailer or after the format is no field of the label.
  if (fields.slice(1, -1).some(field => field.trim() === '')) warnings.push('A field is empty.')
  return kept
}

function readDataIdentifiers(fields: readonly string[], { year, warnings }: Reading): Read {
  const found: Field[] = []
  for (const text of filled(fields, warnings)) {
    const field = fieldOf(text)
    if (!field) return { reason: 'unknown-identifier', sentence: `No data identifier begins ${JSON.stringify(text.slice(0, 12))}.` }
    if (field.value === '') warnings.push(`(${field.di}) is empty.`)
    else found.push(field)
    if (!text.startsWith(field.di)) warnings.push('Letters arrive small: Caps Lock or the scanner changes them.')
  }
  const complaint = complaintOf(found)
  return complaint === undefined ? content(found, year) : { reason: 'wrong-value', sentence: complaint }
}

function complaintOf(fields: readonly Field[]): string | undefined {
  for (const field of fields) {
    const complaint = fieldComplaint(field) ?? letterComplaint(field)
    if (complaint !== undefined) return `(${field.di}): ${complaint}.`
  }
  return undefined
}

/** Values are printable ASCII; anything else is damage on the way. */
const letterComplaint = ({ value }: Field): string | undefined =>
  /^[\x20-\x7e]*$/.test(value) ? undefined : 'a letter in it is none that a label has'

export const content = (fields: readonly Field[], year: number): Content => ({
  elements: fields.map(({ di, value }) => ({ di, value })),
  brackets: fields.map(({ di, value }) => `(${di})${value}`).join(''),
  facts: factsOfFields(fields, year),
})

/** Text element identifiers: three letters, a space, the value, as in "MFR 1234" or "SEQ 17". */
const TEXT_ELEMENTS: Readonly<Record<string, keyof ScanFacts>> = {
  SER: 'serial',
  SEQ: 'serial',
  UID: 'serial',
  UST: 'serial',
  PNR: 'part',
  PNO: 'part',
  LOT: 'lot',
  LTN: 'lot',
  MFR: 'vendor',
  SPL: 'vendor',
  CAG: 'vendor',
  QTY: 'quantity',
}

function readTextElements(fields: readonly string[], { warnings }: Reading): Read {
  const found: Field[] = []
  for (const text of filled(fields, warnings)) {
    const [, di, value = ''] = /^([A-Za-z]{3})\s+(\S.*)$/.exec(text) ?? []
    if (di === undefined) return { reason: 'unknown-identifier', sentence: `No text element begins ${JSON.stringify(text.slice(0, 12))}.` }
    found.push({ di: di.toUpperCase(), value: value.trim() })
  }
  const facts = Object.assign({}, ...found.toReversed().map(({ di, value }) => textFact(di, value))) as ScanFacts
  return { ...content(found, 0), facts }
}

function textFact(di: string, value: string): ScanFacts {
  const fact = TEXT_ELEMENTS[di]
  return fact === undefined ? {} : { [fact]: value }
}
