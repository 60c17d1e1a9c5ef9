/**
 * The data identifiers of ANSI MH10.8.2 that labels of parts, lots and packages carry, and what their values must be. Others are taken as they
 * stand: the list of the standard is longer, and customers agree on more among themselves.
 */
import { COUNTRY_LETTERS } from '../gs1/code-lists.ts'
import { dateComplaint, isoDate } from '../gs1/dates.ts'
import type { ScanFacts } from '../reading.ts'

interface DataIdentifier {
  title: string
  complaint?: (value: string) => string | undefined
  says?: (value: string, year: number) => ScanFacts
}

const QUANTITY = /^(\d{1,15}(?:[.,]\d{1,9})?) ?([A-Za-z]{1,4}\d?)?$/

/** "1000", "2.5KG", "100 PCE": a number and perhaps a unit behind it. */
function quantityOf(value: string): ScanFacts {
  const [, number = '', unit] = QUANTITY.exec(value) ?? []
  const quantity = number
    .replace(',', '.')
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
  return { quantity, ...(unit === undefined ? {} : { unit: unit.toUpperCase() }) }
}

const quantity = (title: string): DataIdentifier => ({
  title,
  complaint: value => (QUANTITY.test(value) ? undefined : `"${value}" is no quantity`),
  says: quantityOf,
})

/** What a date must look like; the ways of writing it differ by identifier. */
const date = (title: string, order: string, says?: (iso: string) => ScanFacts): DataIdentifier => ({
  title,
  complaint: value => (/^\d+$/.test(value) && value.length === order.length ? dateComplaint(inOrder(value, order)) : noDate(value, order)),
  ...(says && { says: (value, year) => says(isoDate(inOrder(value, order), year)) }),
})

const noDate = (value: string, order: string): string => `"${value}" is no date ${order}`

/** YYMMDD by the standard; many print the whole year. */
const plainDate: DataIdentifier = {
  title: 'date',
  complaint: value => (/^(?:\d{2})?\d{6}$/.test(value) ? dateComplaint(value) : noDate(value, 'YYMMDD')),
}

/** The date is followed by a code that says of what. */
const qualifiedDate: DataIdentifier = {
  title: 'date and what it is of',
  complaint: value => (/^\d{8}(?:\w{3})?$/.test(value) ? dateComplaint(value.slice(0, 8)) : noDate(value, 'YYYYMMDD')),
}

/** DDMMYY and the like put as YYMMDD. */
function inOrder(value: string, order: string): string {
  return ['Y', 'M', 'D']
    .map(letter =>
      Array.from(order)
        .flatMap((place, at) => (place === letter ? (value[at] ?? '') : []))
        .join(''),
    )
    .join('')
}

const as = (title: string, fact: keyof ScanFacts): DataIdentifier => ({ title, says: value => ({ [fact]: value }) })

const country: DataIdentifier = {
  title: 'country of origin',
  complaint: value => (value.length !== 2 || COUNTRY_LETTERS.has(value.toUpperCase()) ? undefined : `"${value}" is no country`),
  says: value => ({ origin: value }),
}

const LICENSE_PLATES = Object.fromEntries(['J', '1J', '2J', '3J', '4J', '5J', '6J'].map(di => [di, as('license plate', 'package')]))
const PACKAGES = Object.fromEntries(['3S', '4S', '5S', '6S', '9S', '11S', '13S'].map(di => [di, as('package', 'package')]))

export const DATA_IDENTIFIERS: Readonly<Record<string, DataIdentifier>> = {
  ...LICENSE_PLATES,
  ...PACKAGES,
  P: as('part number (customer)', 'part'),
  '1P': as('part number (supplier)', 'supplierPart'),
  '30P': as('part number (supplier, first level)', 'supplierPart'),
  T: as('lot (customer)', 'lot'),
  '1T': as('lot (supplier)', 'lot'),
  '30T': as('lot', 'lot'),
  S: as('serial number', 'serial'),
  '25S': as('serial number (unique)', 'serial'),
  V: as('supplier', 'vendor'),
  '1V': as('manufacturer', 'vendor'),
  '12V': as('manufacturer (DUNS)', 'vendor'),
  '13V': as('supplier (DUNS)', 'vendor'),
  K: as('purchase order', 'order'),
  '11K': as('packing list', 'packingList'),
  '2K': as('bill of lading', 'packingList'),
  '4L': country,
  Q: quantity('quantity'),
  '7Q': quantity('quantity with unit'),
  D: plainDate,
  '1D': date('date', 'DDMMYY'),
  '2D': date('date', 'MMDDYY'),
  '6D': qualifiedDate,
  '9D': as('date code', 'dateCode'),
  '10D': as('date code YYWW', 'dateCode'),
  '11D': as('date code YYYYWW', 'dateCode'),
  '12D': date('date', 'YYYYMMDD'),
  '14D': date('expiration date', 'YYYYMMDD', expiresOn => ({ expiresOn })),
  '15D': date('expiration date', 'DDMMYYYY', expiresOn => ({ expiresOn })),
  '16D': date('production date', 'YYYYMMDD', producedOn => ({ producedOn })),
  '17D': date('production date', 'DDMMYYYY', producedOn => ({ producedOn })),
}

/** Up to three digits and a letter. */
const FIELD = /^(\d{0,3}[A-Za-z])(.*)$/s

export interface Field {
  di: string
  value: string
}

/** A small letter is damage: identifiers are capitals. */
export function fieldOf(text: string): Field | undefined {
  const [, di, value = ''] = FIELD.exec(text) ?? []
  return di === undefined ? undefined : { di: di.toUpperCase(), value: value.trim() }
}

export const fieldComplaint = ({ di, value }: Field): string | undefined => DATA_IDENTIFIERS[di]?.complaint?.(value)

/** Where two fields say the same, such as the customer's and the supplier's lot, the one that stands first counts. */
export const factsOfFields = (fields: readonly Field[], year: number): ScanFacts =>
  Object.assign({}, ...fields.toReversed().map(({ di, value }) => DATA_IDENTIFIERS[di]?.says?.(value, year) ?? {}))
