/**
 * What an EPCIS identifier names. The rule is reversible and documented in docs/guide/import.md:
 * GS1 keys become their element string (a GTIN of 14 digits, an SSCC of 18, a GLN of 13, with the lot or serial as the number), so that the EPC URN,
 * the Digital Link and a scanned label meet in one lot; GDST names become NAME@DOMAIN; any other URI is cut at its last separator
 * and stays whole otherwise. The whole URI is always kept as identifier `epc` of the lot. No company prefix is ever invented.
 */
import { createHash } from 'node:crypto'

export type ObjectName =
  | { as: 'lot'; material: string; number: string; serial: boolean; gtin?: string; batch?: string; uri: string; key: string }
  | { as: 'container'; code: string; uri: string; key: string }
  | { as: 'place'; code: string; uri: string; key: string }

/** Material of which no lot is named: one standing lot per material, because EPCIS says no more than that. */
export const UNLOTTED = 'UNLOTTED'

const CODE_LENGTH_MAX = 100
const GS1_COMPANY_TYPES = new Set(['grai', 'cpi', 'itip', 'upui', 'gdti', 'sgcn', 'gcn', 'gsrn', 'gsrnp'])

export function objectName(uri: string): ObjectName {
  return fromUrn(uri) ?? fromGdst(uri) ?? fromDigitalLink(uri) ?? fromPrivateUri(uri)
}

// ---- EPC URNs -----------------------------------------------------------------------------------------------------------

const EPC_URN = /^urn:epc:(id|class|idpat|tag):([a-z]+)(?:-\d+\+?)?:(.+)$/i

function fromUrn(uri: string): ObjectName | undefined {
  const match = EPC_URN.exec(uri)
  if (!match) return undefined
  const [, form = '', scheme = '', rest = ''] = match
  const parts = rest.split('.')
  // A tag URI carries a filter value before the company prefix.
  const [prefix = '', reference = '', ...tail] = form === 'tag' ? parts.slice(1) : parts
  const last = tail.length > 0 ? decoded(tail.join('.')) : undefined
  return fromScheme({ scheme: scheme.toLowerCase(), pattern: form === 'idpat', prefix, reference, last, uri }) ?? fromPrivateUri(uri)
}

interface UrnParts {
  scheme: string
  pattern: boolean
  prefix: string
  reference: string
  last: string | undefined
  uri: string
}

function fromScheme(urn: UrnParts): ObjectName | undefined {
  const { scheme, prefix, reference, last, uri } = urn
  if (scheme === 'sgtin' || scheme === 'lgtin') return fromGtinUrn(urn)
  if (scheme === 'sscc') return containerOf(ssccOf(prefix, reference), uri)
  if (scheme === 'sgln' || scheme === 'pgln') return { as: 'place', code: placeCode(uri), uri, key: uri }
  if (scheme === 'giai')
    return lot({
      material: 'GIAI',
      number: prefix + decoded([reference, ...(last === undefined ? [] : [last])].join('.')),
      serial: true,
      uri,
    })
  if (scheme === 'grai')
    return lot({ material: `GRAI-${withCheckDigit(`0${prefix}${reference}`)}`, number: last ?? UNLOTTED, serial: true, uri })
  if (scheme === 'cpi') return lot({ material: `CPI-${prefix}${decoded(reference)}`, number: last ?? UNLOTTED, serial: true, uri })
  if (GS1_COMPANY_TYPES.has(scheme))
    return lot({ material: `${scheme.toUpperCase()}-${prefix}.${reference}`, number: last ?? UNLOTTED, serial: true, uri })
  return undefined
}

function fromGtinUrn({ scheme, pattern, prefix, reference, last, uri }: UrnParts): ObjectName | undefined {
  const gtin = gtinOf(prefix, reference)
  if (gtin === undefined || last === undefined) return undefined
  if (pattern || last === '*') return gtinLot({ gtin, uri })
  return scheme === 'lgtin' ? gtinLot({ gtin, batch: last, uri }) : gtinLot({ gtin, serial: last, uri })
}

/** The item reference starts with the indicator digit, which stands before the company prefix in the GTIN. */
function gtinOf(prefix: string, reference: string): string | undefined {
  const body = `${reference.slice(0, 1)}${prefix}${reference.slice(1)}`
  return /^\d{13}$/.test(body) ? withCheckDigit(body) : undefined
}

function ssccOf(prefix: string, serialReference: string): string | undefined {
  const body = `${serialReference.slice(0, 1)}${prefix}${serialReference.slice(1)}`
  return /^\d{17}$/.test(body) ? withCheckDigit(body) : undefined
}

/** GS1 check digit: weights 3 and 1 from the right. */
export function withCheckDigit(body: string): string {
  let sum = 0
  for (let index = 0; index < body.length; index += 1) sum += Number(body[body.length - 1 - index]) * (index % 2 === 0 ? 3 : 1)
  return `${body}${(10 - (sum % 10)) % 10}`
}

// ---- GS1 Digital Link ---------------------------------------------------------------------------------------------------

const SHORT_NAMES: Readonly<Record<string, string>> = {
  gtin: '01',
  itip: '8006',
  cpid: '8010',
  sscc: '00',
  gln: '414',
  party: '417',
  grai: '8003',
  giai: '8004',
  lot: '10',
  ser: '21',
  cpsn: '8011',
  glnx: '254',
}
const KEYS = new Set(['01', '00', '8003', '8004', '8006', '8010', '414', '417'])

function fromDigitalLink(uri: string): ObjectName | undefined {
  const ais = digitalLinkElements(uri)
  if (!ais) return undefined
  const gtin = ais.get('01')
  if (gtin !== undefined) return gtinLot({ gtin: gtin.padStart(14, '0'), serial: ais.get('21'), batch: ais.get('10'), uri })
  if (ais.has('00')) return containerOf(ais.get('00'), uri)
  if (ais.has('414') || ais.has('417')) return { as: 'place', code: placeCode(uri), uri, key: uri }
  const asset = ais.get('8003')
  if (asset !== undefined) return lot({ material: `GRAI-${asset.slice(0, 14)}`, number: asset.slice(14) || UNLOTTED, serial: true, uri })
  if (ais.has('8004')) return lot({ material: 'GIAI', number: ais.get('8004') ?? UNLOTTED, serial: true, uri })
  if (ais.has('8010')) return lot({ material: `CPI-${ais.get('8010')}`, number: ais.get('8011') ?? UNLOTTED, serial: true, uri })
  return lot({ material: `ITIP-${ais.get('8006')}`, number: ais.get('21') ?? ais.get('10') ?? UNLOTTED, serial: ais.has('21'), uri })
}

/** Elements of a Digital Link path, whatever the domain and whatever stands before the primary key. */
function digitalLinkElements(uri: string): Map<string, string> | undefined {
  const match = /^https?:\/\/[^/?#]+\/([^?#]*)/i.exec(uri)
  if (!match) return undefined
  const segments = (match[1] ?? '').split('/')
  const start = segments.findIndex((segment, index) => KEYS.has(aiOf(segment)) && keyFits(aiOf(segment), segments[index + 1] ?? ''))
  if (start < 0) return undefined
  const elements = new Map<string, string>()
  for (let index = start; index + 1 < segments.length; index += 2)
    elements.set(aiOf(segments[index] ?? ''), decoded(segments[index + 1] ?? ''))
  return elements
}

const aiOf = (segment: string): string => SHORT_NAMES[segment] ?? segment
const KEY_FORMAT: Readonly<Record<string, RegExp>> = {
  '01': /^(\d{8}|\d{12,14})$/,
  '00': /^\d{18}$/,
  '414': /^\d{13}$/,
  '417': /^\d{13}$/,
  '8003': /^\d{14}/,
  '8006': /^\d{18}$/,
}
const keyFits = (ai: string, value: string): boolean => (KEY_FORMAT[ai] ?? /^.+$/).test(value)

function gtinLot({
  gtin,
  serial,
  batch,
  uri,
}: {
  gtin: string
  serial?: string | undefined
  batch?: string | undefined
  uri: string
}): ObjectName {
  const found = lot({ material: gtin, number: serial ?? batch ?? UNLOTTED, serial: serial !== undefined, uri })
  const qualifier = serial !== undefined ? `21/${serial}` : batch !== undefined ? `10/${batch}` : ''
  return { ...found, gtin, key: `01/${gtin}/${qualifier}`, ...(serial !== undefined && batch !== undefined ? { batch } : {}) }
}

// ---- GDST and private names ---------------------------------------------------------------------------------------------

const GDST = /^urn:gdst:([^:]+):(product:lot:class|product:serial:obj|product:class|location:loc|party):(.+)$/i

function fromGdst(uri: string): ObjectName | undefined {
  const match = GDST.exec(uri)
  if (!match) return undefined
  const [, domain = '', kind = '', name = ''] = match
  if (kind.startsWith('location') || kind === 'party') return { as: 'place', code: `${name}@${domain}`, uri, key: uri }
  const [company = '', product = '', ...rest] = name.split('.')
  if (kind === 'product:class' || rest.length === 0) return lot({ material: `${name}@${domain}`, number: UNLOTTED, serial: false, uri })
  return lot({ material: `${company}.${product}@${domain}`, number: decoded(rest.join('.')), serial: kind === 'product:serial:obj', uri })
}

const LOT_WORD = /^(.+?[/:#](?:lot|batch|serial|ser|sn)[/:#=])(.+)$/i

/** Cut after a word such as `/lot/`, else after the last separator; the cut keeps the separator, so joining both gives the URI back. */
function fromPrivateUri(uri: string): ObjectName {
  const cut = LOT_WORD.exec(uri) ?? /^(.*[/#:])([^/#:]+)$/.exec(uri)
  if (!cut) return lot({ material: uri, number: UNLOTTED, serial: false, uri })
  return lot({ material: cut[1] ?? uri, number: cut[2] ?? UNLOTTED, serial: false, uri })
}

// ---- places and parties -------------------------------------------------------------------------------------------------

/** A GLN (with its extension after a dot when it has one), NAME@DOMAIN for GDST, else the whole URI. */
export function placeCode(uri: string): string {
  const gdst = GDST.exec(uri)
  if (gdst) return code(`${gdst[3]}@${gdst[1]}`)
  const urn = /^urn:epc:id:(sgln|pgln):(\d+)\.(\d*)(?:\.(.+))?$/i.exec(uri)
  if (urn) return glnCode({ body: `${urn[2]}${urn[3]}`, extension: urn[4], uri })
  const elements = digitalLinkElements(uri)
  const gln = elements?.get('414') ?? elements?.get('417')
  return gln === undefined ? code(uri) : code(withExtension(gln, elements?.get('254')))
}

function glnCode({ body, extension, uri }: { body: string; extension: string | undefined; uri: string }): string {
  return body.length === 12 ? code(withExtension(withCheckDigit(body), extension)) : code(uri)
}

/** In an EPC URN extension 0 means "none". */
const withExtension = (gln: string, extension: string | undefined): string =>
  extension === undefined || extension === '0' ? gln : `${gln}.${decoded(extension)}`

// ---- what our codes may hold ----------------------------------------------------------------------------------------------

function containerOf(sscc: string | undefined, uri: string): ObjectName {
  return { as: 'container', code: code(sscc ?? uri), uri, key: sscc === undefined ? uri : `00/${sscc}` }
}

type LotName = Extract<ObjectName, { as: 'lot' }>

function lot({ material, number, serial, uri }: { material: string; number: string; serial: boolean; uri: string }): LotName {
  return { as: 'lot', material: code(material), number: code(withoutQuotes(number)), serial, uri, key: uri }
}

/** A code has at most 100 characters: a longer name keeps its start and a digest of the whole; the identifier keeps all of it. */
export function code(text: string): string {
  const clean = text.trim().replace(/[\p{Cc}\u2028\u2029]/gu, character => encodeURIComponent(character))
  if (clean.length <= CODE_LENGTH_MAX && clean.length > 0) return clean
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return `${clean.slice(0, CODE_LENGTH_MAX - 17)}~${digest}`
}

/** Lot numbers hold no quotation marks (they are printed and spoken); GS1 allows two of them, so they stay percent-encoded. */
export const withoutQuotes = (text: string): string =>
  text.replace(/["'`\u2018\u2019\u201c\u201d]/g, mark => (mark === "'" ? '%27' : encodeURIComponent(mark)))

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a stray % is part of the name
  }
}
