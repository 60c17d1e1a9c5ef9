/**
 * A vendor's label that follows no standard, learned from one example: the person points out which pieces are lot, quantity and so on. What
 * lies between is fixed where it has letters or signs, and varies where it has digits. A piece ends where a sign follows, or has the
 * length of the example; a pattern that could be read in two ways is not made.
 */
import { dateComplaint, isoDate } from '../../symbols/gs1/dates.ts'
import type { ScanFacts } from '../../symbols/reading.ts'
import { DATE_FORMATS, type PIECE_KINDS } from '../scan-shapes.ts'

export type PieceKind = (typeof PIECE_KINDS)[number]
export type DateFormat = (typeof DATE_FORMATS)[number]

export interface Piece {
  is: PieceKind
  value: string
  /** Where it begins in the example, from 0; needed where the value stands there more than once. */
  at?: number | undefined
  format?: DateFormat | undefined
}

export interface LabelPattern {
  vendor: string
  example: string
  pieces: readonly Piece[]
}

/** The sentence says what to change in what was pointed out. */
export class PatternError extends Error {
  readonly piece: number | null

  constructor(sentence: string, piece: number | null = null) {
    super(sentence)
    this.piece = piece
  }
}

interface Placed extends Piece {
  at: number
  index: number
}

export interface Derived {
  shape: RegExp
  pieces: readonly Placed[]
}

/** @throws PatternError where the pieces do not make a pattern. */
export function derive({ example, pieces }: LabelPattern): Derived {
  const placed = pieces.map((piece, index) => place(example, piece, index)).toSorted((a, b) => a.at - b.at)
  checkPieces(placed)
  const parts: string[] = []
  let end = 0
  for (const piece of placed) {
    if (piece.at < end) throw new PatternError(`"${piece.value}" overlaps the piece before it.`, piece.index)
    parts.push(between(example.slice(end, piece.at)), `(${shapeOf(piece, example)})`)
    end = piece.at + piece.value.length
  }
  return { shape: new RegExp(`^${parts.join('')}${between(example.slice(end))}$`), pieces: placed }
}

function place(example: string, piece: Piece, index: number): Placed {
  const at = piece.at ?? example.indexOf(piece.value)
  if (at < 0 || example.slice(at, at + piece.value.length) !== piece.value)
    throw new PatternError(`"${piece.value}" does not stand in the example${piece.at === undefined ? '' : ' at that place'}.`, index)
  if (piece.at === undefined && example.includes(piece.value, at + 1))
    throw new PatternError(`"${piece.value}" stands in the example more than once: say with "at" which is meant.`, index)
  return { ...piece, at, index, ...(isDate(piece.is) && { format: piece.format ?? formatOf(piece.value, index) }) }
}

const isDate = (kind: PieceKind): boolean => kind === 'expiresOn' || kind === 'producedOn'
const LETTERS: ReadonlySet<PieceKind> = new Set(['fixed', 'varies'])

function checkPieces(pieces: readonly Placed[]): void {
  const said = pieces.filter(({ is }) => !LETTERS.has(is))
  if (!said.some(({ is }) => is === 'lot' || is === 'serial'))
    throw new PatternError('Point out the lot or the serial number: without it the label names nothing.')
  const twice = said.find(({ is }, index) => said.findIndex(other => other.is === is) < index)
  if (twice) throw new PatternError(`There are two pieces for ${twice.is}: a label says it once.`, twice.index)
  const wrong = said.find(({ is, value }) => is === 'quantity' && !/^\d+(?:[.,]\d+)?$/.test(value))
  if (wrong) throw new PatternError(`"${wrong.value}" is no quantity.`, wrong.index)
}

/** The only format in which the text is a date; a person must say it where there are several. */
function formatOf(value: string, index: number): DateFormat {
  const [format, ...others] = DATE_FORMATS.filter(candidate => readDate(value, candidate) !== undefined)
  if (format === undefined) throw new PatternError(`"${value}" is no date.`, index)
  if (others.length > 0) throw new PatternError(`"${value}" can be read as ${[format, ...others].join(' or ')}: say the format.`, index)
  return format
}

/** YYMMDD or YYYYMMDD of a date as the vendor writes it. */
function readDate(value: string, format: DateFormat): string | undefined {
  if (value.length !== format.length) return undefined
  const letters = (wanted: string): string =>
    format
      .split('')
      .flatMap((letter, at) => (letter === wanted ? (value[at] ?? '') : []))
      .join('')
  const signsFit = format.split('').every((letter, at) => (/[YMD]/.test(letter) ? /\d/.test(value[at] ?? '') : letter === value[at]))
  const date = `${letters('Y')}${letters('M')}${letters('D')}`
  return signsFit && dateComplaint(date) === undefined ? date : undefined
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
const between = (text: string): string => literal(text).replace(/\d/g, '\\d')

/** A quantity ends with its digits; anything else ends where a sign follows, or has the length of the example. */
function shapeOf({ is, value, at, format }: Placed, example: string): string {
  if (is === 'fixed') return literal(value)
  const next = example[at + value.length]
  const length = value.length
  if (format !== undefined) return between(value)
  if (is === 'quantity') return next === undefined || !/[\d.,]/.test(next) ? '\\d+(?:[.,]\\d+)?' : `[\\d.,]{${length}}`
  if (next === undefined) return '\\S+'
  return /[A-Za-z0-9]/.test(next) || value.includes(next) ? `\\S{${length}}` : `[^\\s${next.replace(/[\\\]^-]/g, '\\$&')}]+`
}

/** What a label of this vendor says; undefined where it is not one of this pattern. */
export function readPattern(
  { shape, pieces }: Derived,
  { text, vendor, year }: { text: string; vendor: string; year: number },
): ScanFacts | undefined {
  const match = shape.exec(text)
  if (!match) return undefined
  const facts: Record<string, string> = { vendor }
  for (const [index, piece] of pieces.entries()) {
    const said = factOf(piece, match[index + 1] ?? '', year)
    if (said === undefined) return undefined
    if (!LETTERS.has(piece.is)) facts[piece.is] = said
  }
  return facts
}

function factOf({ is, format }: Placed, text: string, year: number): string | undefined {
  if (is === 'quantity') return text.replace(',', '.').replace(/^0+(?=\d)/, '')
  if (format === undefined) return text
  const date = readDate(text, format)
  return date === undefined ? undefined : isoDate(date, year)
}
