/** GS1 element strings for our labels: what has a fixed length first, so that no separator is needed before the one variable field at the end. */

/** Identifiers whose length GS1 has fixed once and for all: no separator follows them. */
const FIXED: ReadonlySet<string> = new Set(
  ['00', '01', '02', '03', '04', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '41'].concat([
    '31',
    '32',
    '33',
    '34',
    '35',
    '36',
  ]),
)
const ELEMENT = /\((\d{2,4})\)([^(]*)/g

export interface Gs1Element {
  ai: string
  value: string
}

export const elementsOf = (bracketed: string): Gs1Element[] =>
  [...bracketed.matchAll(ELEMENT)].map(([, ai = '', value = '']) => ({ ai, value }))

const isFixed = ({ ai }: Gs1Element): boolean => FIXED.has(ai.slice(0, 2))

/** The same elements, fixed lengths first; those without a value are left out. */
export function ordered(bracketed: string): string {
  const elements = elementsOf(bracketed).filter(({ value }) => value !== '')
  return [...elements.filter(isFixed), ...elements.filter(element => !isFixed(element))].map(({ ai, value }) => `(${ai})${value}`).join('')
}

export interface Gs1Facts {
  gtin?: string | undefined
  /** Milliseconds; the day counts. */
  expiresAt?: number | null | undefined
  lot?: string | undefined
  serial?: string | undefined
}

/** Empty where GS1 has no words for it: lot and serial mean something only together with a GTIN. */
export function elementString({ gtin, expiresAt, lot, serial }: Gs1Facts): string {
  if (!gtin || !/^\d{8,14}$/.test(gtin)) return ''
  const variable = serial === undefined ? `(10)${lot ?? ''}` : `(21)${serial}`
  if (!isWritable(serial ?? lot ?? '')) return ''
  return `(01)${gtin.padStart(14, '0')}${typeof expiresAt === 'number' ? `(17)${yymmdd(expiresAt)}` : ''}${variable}`
}

/** GS1's character set 82, without brackets (which this notation uses itself), and at most 20 of them. */
const isWritable = (text: string): boolean => /^[!"%&'*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/.test(text)

const yymmdd = (at: number): string => new Date(at).toISOString().slice(2, 10).replaceAll('-', '')

/** An SSCC: 18 digits whose last one checks the others. */
export const isSscc = (text: string): boolean => /^\d{18}$/.test(text) && checkDigit(text.slice(0, -1)) === text.at(-1)

export function checkDigit(digits: string): string {
  const sum = digits
    .split('')
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}

const FNC1 = '\u001d'

/** What a symbol holds: the brackets are for the eye, a separator ends what has no fixed length. */
export function encoded(bracketed: string): string {
  const elements = elementsOf(bracketed)
  return elements
    .map((element, index) => `${element.ai}${element.value}${isFixed(element) || index === elements.length - 1 ? '' : FNC1}`)
    .join('')
}
