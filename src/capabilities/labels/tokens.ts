/** Words in braces that a template may use, and how they are filled in. */

/** Name and what it stands for, as the template editor shows them. */
export const TOKENS: Readonly<Record<string, string>> = {
  number: 'number of the lot or serial, code of a container, location or person',
  check: 'check character of the number (ISO/IEC 7064 MOD 37,36)',
  material: 'material code',
  description: "the material's description",
  quantity: 'quantity on hand with unit',
  made: 'day it was made',
  expires: 'day it expires',
  workOrder: 'work order',
  vendor: 'vendor',
  vendorLot: "the vendor's lot",
  heat: 'heat',
  gtin: "the material's GTIN",
  gs1: 'GS1 element string: GTIN, expiry, then lot or serial',
  url: 'address of the page, for a QR code',
  site: 'site',
  name: 'name of a location, person or command',
  code: 'what a scanner must read: a badge, a command',
  contents: 'what is in a container',
  printed: 'day and time of printing',
  copy: '"COPY 2" when it was printed before, else nothing',
}

const TOKEN = /\{([a-zA-Z][a-zA-Z0-9]*)(?:\.([^{}]+))?\}/g

export const tokensIn = (text: string): string[] =>
  [...text.matchAll(TOKEN)].map(([, name = '', attribute]) => (attribute ? `${name}.${attribute}` : name))
export const hasTokens = (text: string): boolean => tokensIn(text).length > 0
/** {attribute.NAME} stands for what the vendor or a form said beyond our own fields. */
export const isToken = (name: string): boolean => name in TOKENS || /^attribute\../.test(name)

/** A text whose tokens are all empty says nothing: "Expires {expires}" is left out where nothing expires. */
export function fill(text: string, tokens: Readonly<Record<string, string>>): string {
  const named = tokensIn(text)
  if (named.length > 0 && named.every(name => (tokens[name] ?? '') === '')) return ''
  return text
    .replace(
      TOKEN,
      (_, name: string, attribute: string | undefined) => tokens[attribute === undefined ? name : `${name}.${attribute}`] ?? '',
    )
    .trim()
}
