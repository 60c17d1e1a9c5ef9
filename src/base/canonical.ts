import { formatQuantity, type Quantity } from './quantity.ts'

/** JSON as the ledger hashes it: RFC 8785 (JSON Canonicalization Scheme). Keys sorted by UTF-16 code units, no white space. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
/** The same with quantities in it, which are written as their text. */
export type Canonical = Json | Quantity | readonly Canonical[] | { readonly [key: string]: Canonical | undefined }

export function canonicalJson(value: Canonical): string {
  if (value === null || typeof value !== 'object') return primitive(value)
  if (Array.isArray(value)) return listed(value as readonly Canonical[])
  const record = value as { readonly [key: string]: Canonical | undefined }
  let text = ''
  for (const key of sorted(Object.keys(record))) {
    const entry = record[key]
    if (entry !== undefined) text += `${text === '' ? '{' : ','}${quoted(key)}${canonicalJson(entry)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** In place, by UTF-16 code units. Records have few keys, mostly in order already: then this is quicker than a general sort. */
function sorted(keys: string[]): string[] {
  if (keys.length > SORTED_BY_INSERTION_MAX) return keys.sort()
  for (let end = 1; end < keys.length; end++) {
    const key = keys[end]
    let at = end
    for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1]
    keys[at] = key
  }
  return keys
}
const SORTED_BY_INSERTION_MAX = 32

function listed(values: readonly Canonical[]): string {
  let text = '['
  for (let index = 0; index < values.length; index++) text += (index === 0 ? '' : ',') + canonicalJson(values[index])
  return `${text}]`
}

/** The few field names of events come again and again; those that senders made up are not kept. */
const KNOWN_KEYS_MAX = 1000
const knownKeys = new Map<string, string>()

function quoted(key: string): string {
  const known = knownKeys.get(key)
  if (known !== undefined) return known
  const text = `${JSON.stringify(key)}:`
  if (knownKeys.size < KNOWN_KEYS_MAX && key.length < 40) knownKeys.set(key, text)
  return text
}

function primitive(value: null | boolean | number | string | Quantity): string {
  if (typeof value === 'bigint') return `"${formatQuantity(value)}"`
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN or Infinity')
  // Most strings are names, numbers and times of plain characters: they stand for themselves, and need not be looked at twice.
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value)
}
const PLAIN = /^[ !#-[\]-~]*$/
