/**
 * GS1 Digital Link: a web address of any host that names a thing in its path (key, then its qualifiers in their order) and says more
 * about it in its query. Other names in the query are the web's own and are passed over.
 */
import { isCompressed } from './compressed.ts'
import { IDENTIFIERS, type Identifier } from './dictionary.ts'
import { type Element, nameOf, valueComplaint } from './element.ts'
import { checked, type ElementComplaint, wrongValue } from './element-string.ts'

export interface LinkComplaint {
  reason: ElementComplaint['reason'] | 'digital-link' | 'digital-link-compressed'
  sentence: string
}
export type Link = { elements: Element[] } | { complaint: LinkComplaint }

const ADDRESS = /^https?:\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i
const URI_LETTERS = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/
const HOST_LETTERS = /^[A-Za-z0-9.:[\]-]+$/

/** @returns undefined where the text is no Digital Link, but perhaps another address. */
export function parseDigitalLink(text: string): Link | undefined {
  const [address, host = '', path = '', query = ''] = ADDRESS.exec(text) ?? []
  if (address === undefined) return undefined
  const pieces = path.split('/').slice(1)
  const start = keyIn(pieces)
  if (start === undefined) return isCompressed(host, pieces) ? { complaint: COMPRESSED } : undefined
  if (!URI_LETTERS.test(text)) return wrong('It has a character that may not stand in a web address.')
  if (!HOST_LETTERS.test(host)) return wrong(`${JSON.stringify(host)} is no name of a host.`)
  return parsePieces(pieces.slice(start), query)
}

const COMPRESSED: LinkComplaint = {
  reason: 'digital-link-compressed',
  sentence: 'This Digital Link is compressed, which is not read here: ask for labels with the identifiers written out.',
}
const SHORT_NAMES = /^(?:gtin|itip|cpid|gln|party|gsrnp?|gcn|sscc|gdti|ginc|gsin|grai|giai|gmn)$/

/** Where the key stands: looked for from the end, because any words of the host's own may come before it. */
function keyIn(pieces: readonly string[]): number | undefined {
  for (let at = pieces.length - 2; at >= 0; at -= 2) {
    const identifier = IDENTIFIERS.get(pieces[at] ?? '')
    if (identifier?.qualifiers) return at
    if (!identifier) break
  }
  // Nothing whole: a path that has a key with something after it was meant as one and is damaged.
  const damaged = pieces.findIndex((piece, at) => at + 1 < pieces.length && looksLikeKey(piece, pieces[at + 1] ?? ''))
  return damaged < 0 ? undefined : damaged
}

function looksLikeKey(piece: string, value: string): boolean {
  const identifier = IDENTIFIERS.get(piece)
  if (identifier?.qualifiers) return identifier.proven && /^\d{6,}/.test(value)
  return SHORT_NAMES.test(piece) && /^\d{6,}/.test(value)
}

function parsePieces(pieces: readonly string[], query: string): Link {
  const path = parsePath(pieces)
  if ('complaint' in path) return path
  const order = orderComplaint(path.elements.map(({ identifier }) => identifier))
  if (order !== undefined) return wrong(order)
  const attributes = parseQuery(query)
  if ('complaint' in attributes) return attributes
  const misplaced = attributeComplaint(path.elements, attributes.elements)
  return misplaced === undefined ? checked([...path.elements, ...attributes.elements]) : wrong(misplaced)
}

const wrong = (sentence: string): { complaint: LinkComplaint } => ({ complaint: { reason: 'digital-link', sentence } })

function parsePath(pieces: readonly string[]): Link {
  const elements: Element[] = []
  for (let at = 0; at < pieces.length; at += 2) {
    const [ai = '', value] = pieces.slice(at, at + 2)
    const identifier = IDENTIFIERS.get(ai)
    if (!identifier) return wrong(pathSentence(ai))
    if (value === undefined) return wrong(`${nameOf(identifier)} has no value in the path.`)
    const element = elementOf(identifier, value, value => value)
    if ('complaint' in element) return element
    elements.push(element)
  }
  return { elements }
}

const pathSentence = (piece: string): string =>
  piece === ''
    ? 'Its path ends with a stroke or has two in a row.'
    : SHORT_NAMES.test(piece)
      ? `Short names such as "${piece}" are no longer allowed: the number of the identifier belongs there.`
      : `"${piece}" in its path is no application identifier.`

function elementOf(identifier: Identifier, written: string, decode: (text: string) => string): Element | { complaint: LinkComplaint } {
  const value = percentDecoded(decode(written))
  if (value === undefined) return wrong(`${nameOf(identifier)}: a % in it is not followed by two hexadecimal digits.`)
  const complaint = valueComplaint(identifier, value)
  return complaint === undefined ? { identifier, value } : { complaint: wrongValue(identifier, complaint) }
}

/** Byte by byte: a value has no letters beyond ASCII, and what decodes to one is refused with the value. */
function percentDecoded(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function orderComplaint([key, ...following]: readonly Identifier[]): string | undefined {
  if (key === undefined || isOrder(key, following)) return undefined
  const orders = (key.qualifiers ?? []).map(order => order.map(ai => `(${ai})`).join(', ')).filter(Boolean)
  const allowed = orders.length === 0 ? 'none' : orders.join(', or ')
  return `After ${nameOf(key)} the path may have ${allowed}, in this order.`
}

const isOrder = (key: Identifier, following: readonly Identifier[]): boolean =>
  following.length === 0 || (key.qualifiers ?? []).some(order => isPartOf(following, order))

/** The identifiers are some of the order's, in its order, none twice. */
function isPartOf(identifiers: readonly Identifier[], order: readonly string[]): boolean {
  let at = -1
  return identifiers.every(({ ai }) => {
    const next = order.indexOf(ai, at + 1)
    at = next
    return next >= 0
  })
}

function parseQuery(query: string): Link {
  const elements: Element[] = []
  for (const parameter of query.split('&')) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(parameter) ?? []
    if (!/^\d+$/.test(name)) continue
    const identifier = IDENTIFIERS.get(name)
    if (!identifier) return wrong(`"${name}" in its query is no application identifier.`)
    if (value === '') return wrong(`${nameOf(identifier)} has no value in the query.`)
    const element = elementOf(identifier, value, text => text.replaceAll('+', ' '))
    if ('complaint' in element) return element
    elements.push(element)
  }
  return { elements }
}

function attributeComplaint(path: readonly Element[], attributes: readonly Element[]): string | undefined {
  const seen = new Set<string>(path.map(({ identifier }) => identifier.ai))
  for (const { identifier } of attributes) {
    if (seen.has(identifier.ai)) return `${nameOf(identifier)} stands there twice.`
    if (!identifier.attribute) return `${nameOf(identifier)} may not stand in the query of a Digital Link.`
    if (belongsInPath(path, identifier)) return `${nameOf(identifier)} belongs into the path, not into the query.`
    seen.add(identifier.ai)
  }
  return undefined
}

/** Put somewhere after the key it would make a path that is allowed. */
function belongsInPath(path: readonly Element[], identifier: Identifier): boolean {
  const [key, ...following] = path.map(element => element.identifier)
  return key !== undefined && following.concat(identifier).some((_, at) => isOrder(key, following.toSpliced(at, 0, identifier)))
}
