/**
 * GS1's syntax dictionary as the code uses it. A row reads "AI or range, flags, parts, attributes # title": flag * means the length is
 * predefined and no separator follows, ? that it may stand in the query of a Digital Link. A part is N, X, Y or Z (digits, set 82,
 * set 39, base64url) with its length and its checks; parts in brackets may be left out.
 */
import { DICTIONARY_ROWS } from './dictionary-rows.ts'

export type Letters = 'N' | 'X' | 'Y' | 'Z'

export interface Part {
  letters: Letters
  min: number
  max: number
  optional: boolean
  checks: readonly string[]
}

export interface Identifier {
  ai: string
  title: string
  parts: readonly Part[]
  min: number
  max: number
  /** The length is known from the first two digits: nothing separates it from what follows. */
  predefined: boolean
  /** May stand in the query of a Digital Link. */
  attribute: boolean
  /** Undefined: no primary key of a Digital Link. Otherwise the orders in which its qualifiers may follow. */
  qualifiers: readonly (readonly string[])[] | undefined
  /** Each must hold: one of the groups, of which all members must be there. */
  needs: readonly (readonly (readonly string[])[])[]
  excludes: readonly string[]
  /** Its value proves itself: a digit or pair in it follows from the others. */
  proven: boolean
}

const ROW = /^(\d{2,4})(?:-(\d{2,4}))?(?: ([*?]+))?((?: \[?[NXYZ](?:\.\.)?\d+\]?(?:,[a-z0-9]+)*)+)((?: [a-z]+(?:=\S+)?)*)(?: # (.*))?$/

function identifiersOf(row: string): Identifier[] {
  const [, first = '', last = first, flags = '', parts = '', attributes = '', title = ''] = ROW.exec(row) ?? []
  if (first === '') throw new Error(`This row of the syntax dictionary cannot be read: ${row}`)
  const common = { title, ...partsOf(parts), ...attributesOf(attributes.trim().split(' ')) }
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => ({
    ai: String(Number(first) + index).padStart(first.length, '0'),
    predefined: flags.includes('*'),
    attribute: flags.includes('?'),
    ...common,
  }))
}

const PROOFS = new Set(['csum', 'csumalpha'])

function partsOf(text: string): Pick<Identifier, 'parts' | 'min' | 'max' | 'proven'> {
  const parts = text.trim().split(' ').map(partOf)
  const sum = (length: (part: Part) => number): number => parts.reduce((total, part) => total + length(part), 0)
  return {
    parts,
    min: sum(part => (part.optional ? 0 : part.min)),
    max: sum(part => part.max),
    proven: parts.some(part => part.checks.some(check => PROOFS.has(check))),
  }
}

function partOf(text: string): Part {
  const [, optional = '', letters = '', upTo = '', length = '', checks = ''] = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?(.*)$/.exec(text) ?? []
  return {
    letters: letters as Letters,
    min: upTo === '' ? Number(length) : 1,
    max: Number(length),
    optional: optional !== '',
    checks: checks.split(',').filter(check => check !== ''),
  }
}

function attributesOf(attributes: readonly string[]): Pick<Identifier, 'qualifiers' | 'needs' | 'excludes'> {
  const valuesOf = (key: string): string[] =>
    attributes.flatMap(attribute => (attribute === key || attribute.startsWith(`${key}=`) ? [attribute.slice(key.length + 1)] : []))
  const keys = valuesOf('dlpkey')
  return {
    qualifiers: keys.length === 0 ? undefined : keys.flatMap(orders => orders.split('|').map(order => order.split(',').filter(Boolean))),
    needs: valuesOf('req').map(groups => groups.split(',').map(group => group.split('+'))),
    excludes: valuesOf('ex').flatMap(list => list.split(',')),
  }
}

export const IDENTIFIERS: ReadonlyMap<string, Identifier> = new Map(
  DICTIONARY_ROWS.trim()
    .split('\n')
    .flatMap(identifiersOf)
    .map(identifier => [identifier.ai, identifier]),
)

/** Two digits tell how long an identifier is: no known one breaks that rule. */
const LENGTH_OF_PREFIX: ReadonlyMap<string, number> = new Map([...IDENTIFIERS.keys()].map(ai => [ai.slice(0, 2), ai.length]))

/** The identifier that the text at this place begins with. */
export function identifierAt(text: string, at: number): Identifier | undefined {
  const length = LENGTH_OF_PREFIX.get(text.slice(at, at + 2))
  return length === undefined ? undefined : IDENTIFIERS.get(text.slice(at, at + length))
}
