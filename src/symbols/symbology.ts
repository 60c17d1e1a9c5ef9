/** AIM symbology identifiers: a bracket, the family and a modifier that scanners may put before the text. */
export interface Marked {
  /** "C1", "d2"; null where the scanner sent none. */
  symbology: string | null
  text: string
}

const IDENTIFIER = /^\]([A-Za-z])([0-9a-z])/

/** Symbols that begin with FNC1 carry element strings and nothing else. */
const GS1: ReadonlySet<string> = new Set(['C1', 'e0', 'e1', 'e2', 'e3', 'd2', 'd5', 'Q3', 'Q4', 'J1'])
/** The families as they are written: e is DataBar, E is EAN and UPC; for the others case is damage. */
const FAMILIES: Readonly<Record<string, string>> = { c: 'C', D: 'd', q: 'Q', j: 'J', i: 'I' }

export function takeSymbology(text: string): Marked {
  const [identifier, family = '', modifier = ''] = IDENTIFIER.exec(text) ?? []
  if (identifier === undefined) return { symbology: null, text }
  return { symbology: `${FAMILIES[family] ?? family}${modifier}`, text: text.slice(identifier.length) }
}

export const isGs1Symbol = (symbology: string | null): boolean => symbology !== null && GS1.has(symbology)

/** How many digits the retail symbols have: what follows the digits of an EAN is an add-on of the publisher. */
const RETAIL: Readonly<Record<string, readonly number[]>> = { E0: [13, 12], E3: [15, 18], E4: [8], I1: [14] }

/** @returns the digits of a GTIN, filled up to 14, where the symbol can carry nothing else. */
export function retailDigits(symbology: string | null, text: string): string | undefined {
  const lengths = RETAIL[symbology ?? '']
  if (!lengths?.includes(text.length) || !/^\d+$/.test(text)) return undefined
  return (symbology === 'E3' ? text.slice(0, 13) : text).padStart(14, '0')
}
