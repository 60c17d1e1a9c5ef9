/**
 * Digital Links may be compressed to one piece of base64url. They are not read, but they must be known for what they are: on GS1's own
 * host by their look, elsewhere only where the bits begin with a GTIN or SSCC whose check digit is right.
 */
import { checkDigit } from './checks.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const RESOLVER = /^(?:id|dl)\.gs1\.org$/i

export function isCompressed(host: string, pieces: readonly string[]): boolean {
  const last = pieces.at(-1) ?? ''
  if (!/^[-\w]{8,}$/.test(last)) return false
  return RESOLVER.test(host) || beginsWithKey(last)
}

/** Eight bits are the identifier's digits, four bits each; then the digits of the value as one number. */
function beginsWithKey(piece: string): boolean {
  const bits = Array.from(piece)
    .map(letter => LETTERS.indexOf(letter).toString(2).padStart(6, '0'))
    .join('')
  const length = { '00000001': 14, '00000000': 18 }[bits.slice(0, 8)]
  if (length === undefined) return false
  const width = Math.ceil(length * Math.log2(10))
  if (bits.length < 8 + width) return false
  const digits = BigInt(`0b${bits.slice(8, 8 + width)}`)
    .toString()
    .padStart(length, '0')
  return digits.length === length && /[1-9]/.test(digits) && digits.endsWith(checkDigit(digits.slice(0, -1)))
}
