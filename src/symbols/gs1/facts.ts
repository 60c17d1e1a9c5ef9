/** What the elements of a label say that we act on. */
import type { ScanFacts } from '../reading.ts'
import { isoDate } from './dates.ts'
import type { Element } from './element.ts'

type Say = (value: string, year: number) => ScanFacts

const SAYINGS: Readonly<Record<string, Say>> = {
  '00': sscc => ({ sscc }),
  '01': gtin => ({ gtin }),
  '02': contentGtin => ({ contentGtin }),
  '03': gtin => ({ gtin }),
  '10': lot => ({ lot }),
  '11': (date, year) => ({ producedOn: isoDate(date, year) }),
  '15': (date, year) => ({ bestBefore: isoDate(date, year) }),
  '17': (date, year) => ({ expiresOn: isoDate(date, year) }),
  '21': serial => ({ serial }),
  '30': quantity => ({ quantity: plainNumber(quantity) }),
  '37': quantity => ({ quantity: plainNumber(quantity) }),
  '241': part => ({ part }),
  '240': supplierPart => ({ supplierPart }),
  '400': order => ({ order }),
  '422': origin => ({ origin }),
  '7003': (date, year) => ({ expiresOn: isoDate(date.slice(0, 6), year) }),
  '8006': value => ({ gtin: value.slice(0, 14) }),
  '8008': (date, year) => ({ producedOn: isoDate(date.slice(0, 6), year) }),
  '8026': value => ({ contentGtin: value.slice(0, 14) }),
}

/** Net weights, lengths, areas and volumes of trade; the fourth digit of the identifier is the number of decimals. */
const UNITS: Readonly<Record<string, string>> = {
  '310': 'kg',
  '311': 'm',
  '314': 'm2',
  '315': 'l',
  '316': 'm3',
  '320': 'lb',
  '321': 'in',
  '322': 'ft',
  '323': 'yd',
  '350': 'in2',
  '351': 'ft2',
  '352': 'yd2',
  '356': 'ozt',
  '357': 'floz',
  '360': 'qt',
  '361': 'gal',
  '364': 'in3',
  '365': 'ft3',
  '366': 'yd3',
}

/** A count of pieces comes before a measure: it is what is received and shipped. */
export function factsOf(elements: readonly Element[], year: number): ScanFacts {
  const measure = elements.some(isCount) ? {} : (elements.flatMap(measureOf)[0] ?? {})
  return Object.assign(measure, ...elements.map(({ identifier, value }) => SAYINGS[identifier.ai]?.(value, year) ?? {}))
}

const isCount = ({ identifier }: Element): boolean => identifier.ai === '30' || identifier.ai === '37'

function measureOf({ identifier: { ai }, value }: Element): ScanFacts[] {
  const unit = ai.length === 4 ? UNITS[ai.slice(0, 3)] : undefined
  return unit === undefined ? [] : [{ quantity: withDecimals(value, Number(ai[3])), unit }]
}

const plainNumber = (digits: string): string => digits.replace(/^0+(?=\d)/, '')

function withDecimals(digits: string, decimals: number): string {
  const whole = plainNumber(digits.slice(0, digits.length - decimals) || '0')
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return decimals === 0 || rest === '' ? whole : `${whole}.${rest}`
}
