/** One of several symbols on a label: read together with the one before it, for by itself it may not say what it is. */
import { readScan } from './read-scan.ts'
import type { ScanFacts } from './reading.ts'
import { isGs1Symbol, takeSymbology } from './symbology.ts'

/** What a further symbol says of the label whose first one was this; empty where it says nothing but its own text. */
export function pieceOf(label: string, text: string): ScanFacts {
  const alone = readScan(text)
  if (alone.ok && isCoded(alone.syntax)) return alone.facts
  const first = readScan(label)
  const further = takeSymbology(text.trim())
  if (first.syntax === 'gs1')
    return mayBeGs1(first.symbology, further.symbology) ? beyond(first.facts, `${label.trim()}\u001d${further.text}`) : {}
  return first.syntax === 'iso15434' ? factsIn(`[)>\u001e06\u001d${text.trim()}\u001e\u0004`) : {}
}

/**
 * The lot that a further symbol names, or its text where it is not said to be anything else; none where it is. Where nothing tells whether the symbol is a GS1 one,
 * `10ABC` is the lot ABC or the lot 10ABC: both, and it is asked.
 */
export function lotsIn(label: string, text: string): string[] {
  const facts = pieceOf(label, text)
  const [lot, plain] = [facts.lot ?? facts.serial, takeSymbology(text.trim())]
  if (lot === undefined) return Object.keys(facts).length === 0 ? [plain.text] : []
  return isSaid(label, text) ? [lot] : [lot, plain.text]
}

/** A symbology, a separator or brackets prove it; so does an envelope of the first symbol, whose identifiers all its others have. */
function isSaid(label: string, text: string): boolean {
  const alone = readScan(text)
  const isProved = takeSymbology(text.trim()).symbology !== null || text.includes('\u001d') || (alone.ok && isCoded(alone.syntax))
  return isProved || readScan(label).syntax !== 'gs1'
}

/** A scanner that tells the kind of one symbol tells it of the next: what it does not call GS1 is taken word for word, and so is what is typed. */
const mayBeGs1 = (first: string | null, further: string | null): boolean => (further === null ? first === null : isGs1Symbol(further))

const isCoded = (syntax: string): boolean => syntax === 'gs1' || syntax === 'digital-link' || syntax === 'iso15434'

function factsIn(text: string): ScanFacts {
  const { ok, facts } = readScan(text)
  return ok ? facts : {}
}

/** GS1 has elements that stand only beside others: the symbols are read as one, and what the first one said is left out. */
function beyond(first: ScanFacts, together: string): ScanFacts {
  const said = new Set(Object.keys(first))
  return Object.fromEntries(Object.entries(factsIn(together)).filter(([name]) => !said.has(name)))
}

/** Part of a text, and where it begins. */
export interface Place {
  value: string
  at: number
}

/** A lot number has no blanks or lists in it; it may have a slash, but hardly two. */
const BETWEEN = [/[^\s;|,*#&]+/g, /[^/]+/g] as const
const PIECES_MAX = 8

/** The pieces of a text that looks like several; none where it looks like one. */
export function piecesOf(text: string): Place[] {
  const [plainly, bySlash] = BETWEEN.map(shape => [...text.matchAll(shape)].map(match => ({ value: match[0], at: match.index })))
  const pieces = plainly && plainly.length > 1 ? plainly : bySlash && bySlash.length > 2 ? bySlash : []
  return pieces.length > PIECES_MAX ? [] : pieces
}
