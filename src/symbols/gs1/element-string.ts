/**
 * Element strings: identifiers and values one after the other. With separators there is one way to read them; where separators may have
 * been lost, every way that is valid is found, and only if there is exactly one is it taken.
 */
import { associationComplaint, type Complaint } from './associations.ts'
import { type Identifier, identifierAt } from './dictionary.ts'
import { type Element, nameOf, valueComplaint } from './element.ts'

export const GS = '\u001d'

export interface ElementComplaint {
  reason: Complaint['reason'] | 'unknown-identifier' | 'wrong-value' | 'empty'
  sentence: string
}
export type Parsed = { elements: Element[] } | { complaint: ElementComplaint }

/** Reads as the standard says, where every separator is in its place. */
export function parseSeparated(text: string): Parsed {
  const elements: Element[] = []
  for (let at = 0; at < text.length; ) {
    const next = elementAt(text, at)
    if ('complaint' in next) return next
    elements.push(next.element)
    at = next.end
  }
  return checked(elements)
}

/** @returns the elements, or what they demand of one another and do not get. */
export function checked(elements: Element[]): Parsed {
  if (elements.length === 0) return { complaint: { reason: 'empty', sentence: 'There is nothing in the symbol.' } }
  const complaint = associationComplaint(elements)
  return complaint ? { complaint } : { elements }
}

function elementAt(text: string, at: number): { element: Element; end: number } | { complaint: ElementComplaint } {
  const identifier = identifierAt(text, at)
  if (!identifier) return { complaint: { reason: 'unknown-identifier', sentence: unknownSentence(text.slice(at, at + 4)) } }
  const from = at + identifier.ai.length
  const to = endOfValue(text, from, identifier)
  const value = text.slice(from, to)
  const complaint = valueComplaint(identifier, value)
  if (complaint !== undefined) return { complaint: wrongValue(identifier, complaint) }
  // A separator after a predefined length is not needed and does no harm.
  return { element: { identifier, value }, end: text[to] === GS ? to + 1 : to }
}

function endOfValue(text: string, from: number, { predefined, max }: Identifier): number {
  const separator = text.indexOf(GS, from)
  const end = separator < 0 ? text.length : separator
  return predefined ? Math.min(end, from + max) : end
}

export const wrongValue = (identifier: Identifier, complaint: string): ElementComplaint => ({
  reason: 'wrong-value',
  sentence: `${nameOf(identifier)}: ${complaint}.`,
})

const unknownSentence = (start: string): string =>
  start.startsWith(GS) ? 'Two separators follow one another.' : `No application identifier begins with ${JSON.stringify(start)}.`

/** A label has few elements; more ways than this are as good as none. */
const WAYS_MAX = 1000

export interface Ways {
  /** Each valid on its own and together. */
  ways: Element[][]
  /** There may be more: the search was given up. */
  cut: boolean
}

export interface WaysOptions {
  /** What may stand in place of a lost separator, such as the digits 029 that an Alt key left behind. */
  remains?: string
}

/** Every way in which a text without separators can be read. */
export function allWays(text: string, { remains }: WaysOptions = {}): Ways {
  const search = new Search(text, remains)
  search.from(0)
  return { ways: search.found.filter(elements => !associationComplaint(elements)), cut: search.found.length >= WAYS_MAX }
}

class Search {
  readonly found: Element[][] = []
  private readonly path: Element[] = []
  /** Places from which no reading reaches the end: each is tried once only. */
  private readonly dead = new Set<number>()
  private readonly text: string
  private readonly remains: string | undefined

  constructor(text: string, remains: string | undefined) {
    this.text = text
    this.remains = remains
  }

  from(at: number): void {
    if (at === this.text.length && at > 0) this.found.push([...this.path])
    if (at === this.text.length || this.dead.has(at)) return
    const before = this.found.length
    const identifier = identifierAt(this.text, at)
    if (identifier) this.values(identifier, at + identifier.ai.length)
    if (this.found.length === before) this.dead.add(at)
  }

  private values(identifier: Identifier, from: number): void {
    const longest = Math.min(identifier.max, this.text.length - from)
    for (let length = longest; length >= identifier.min && this.found.length < WAYS_MAX; length--) {
      const value = this.text.slice(from, from + length)
      if (!this.mayFollow(from + length) || valueComplaint(identifier, value) !== undefined) continue
      this.path.push({ identifier, value })
      this.from(from + length)
      if (this.remains !== undefined && this.text.startsWith(this.remains, from + length)) this.after(from + length + this.remains.length)
      this.path.pop()
    }
  }

  /** Remains of a separator stand between two elements, not at the end: there they are part of the value. */
  private after(at: number): void {
    if (at < this.text.length) this.from(at)
  }

  private mayFollow(at: number): boolean {
    if (at === this.text.length) return true
    return identifierAt(this.text, at) !== undefined || (this.remains !== undefined && this.text.startsWith(this.remains, at))
  }
}

/** The text that a printer needs: predefined lengths first, then the others with separators between them. */
export function elementString(elements: readonly Element[]): string {
  const inOrder = [...elements].sort((a, b) => Number(b.identifier.predefined) - Number(a.identifier.predefined))
  return inOrder
    .map(({ identifier, value }, index) => identifier.ai + value + (identifier.predefined || index === inOrder.length - 1 ? '' : GS))
    .join('')
}
