/** JSON as the ledger hashes it: RFC 8785 (JSON Canonicalization Scheme). Keys sorted by UTF-16 code units, no white space. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return primitive(value)
  if (Array.isArray(value)) return `[${value.map(entry => canonicalJson(entry as Json)).join(',')}]`
  const record = value as { readonly [key: string]: Json | undefined }
  const parts: string[] = []
  for (const key of Object.keys(record).sort()) {
    const entry = record[key]
    if (entry !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(entry)}`)
  }
  return `{${parts.join(',')}}`
}

function primitive(value: null | boolean | number | string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN or Infinity')
  return JSON.stringify(value)
}
