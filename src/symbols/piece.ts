/** One of several symbols on a label: read together with the one before it, for by itself it may not say what it is. */
import { readScan } from './read-scan.ts'
import type { ScanFacts } from './reading.ts'

/** What a further symbol says of the label whose first one was this; empty where it says nothing but its own text. */
export function pieceOf(label: string, text: string): ScanFacts {
  const alone = readScan(text)
  if (alone.ok && isCoded(alone.syntax)) return alone.facts
  const first = readScan(label)
  if (first.syntax === 'gs1') return beyond(first.facts, `${label.trim()}\u001d${withoutPrefix(text)}`)
  return first.syntax === 'iso15434' ? factsIn(`[)>\u001e06\u001d${text.trim()}\u001e\u0004`) : {}
}

/** The lot that a further symbol names, or its text where it is not said to be anything else; undefined where it is. */
export function lotIn(label: string, text: string): string | undefined {
  const facts = pieceOf(label, text)
  return facts.lot ?? facts.serial ?? (Object.keys(facts).length === 0 ? text : undefined)
}

const isCoded = (syntax: string): boolean => syntax === 'gs1' || syntax === 'digital-link' || syntax === 'iso15434'

/** What the scanner says of the kind of symbol. */
const withoutPrefix = (text: string): string => text.trim().replace(/^\][A-Za-z]\d/, '')

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
