/**
 * Exact decimal quantities: a whole number of billionths of the unit. Adding, subtracting and comparing are exact, so
 * material is never created or destroyed by rounding; only a conversion between units can round, once, at the ninth decimal.
 */
declare const quantityBrand: unique symbol
export type Quantity = bigint & { readonly [quantityBrand]: 'Quantity' }

const DECIMALS = 9
const SCALE = 10n ** BigInt(DECIMALS)
/** 10^15 units: more than any plant counts, small enough that sums of millions of lines stay exact in numeric(28,9). */
const LARGEST = 10n ** 15n * SCALE
const WRITTEN = /^-?\d{1,18}\.\d{9}$/
const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

export const ZERO = 0n as Quantity

export class QuantityError extends Error {}

/** Reads "12.5", 12.5 or "1e3". @throws QuantityError with a sentence for the person who sent it. */
export const parseQuantity = (value: string | number): Quantity => checkedSize(readQuantity(value))

/** What we wrote ourselves: a sum may be larger than anything that may be sent. @throws QuantityError */
export function readQuantity(value: string | number): Quantity {
  // Whole numbers are most of what comes in, and need no looking at digit by digit.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return (BigInt(value) * SCALE) as Quantity
  // So the database writes a quantity: with all nine decimals its digits are the number.
  if (typeof value === 'string' && WRITTEN.test(value)) return BigInt(value.slice(0, -DECIMALS - 1) + value.slice(-DECIMALS)) as Quantity
  const text = typeof value === 'number' ? String(value) : value.trim()
  const match = PATTERN.exec(text)
  if (!match || (!match[2] && !match[3])) throw new QuantityError(`"${text.slice(0, 40)}" is not a decimal number such as 12.5`)
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const scaled = scaledDigits(`${whole}${fraction}`, DECIMALS - fraction.length + Number(exponent), text)
  return (sign === '-' ? -scaled : scaled) as Quantity
}

function scaledDigits(digits: string, shift: number, text: string): bigint {
  if (digits.length > 60 || shift > 60) throw new QuantityError('a quantity is at most 1 000 000 000 000 000')
  const whole = BigInt(digits)
  if (shift >= 0) return whole * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(Math.min(-shift, 80))
  if (whole % divisor !== 0n) throw new QuantityError(`"${text.slice(0, 40)}" has more than ${DECIMALS} decimals`)
  return whole / divisor
}

function checkedSize(quantity: Quantity): Quantity {
  if (quantity > LARGEST || quantity < -LARGEST) throw new QuantityError('a quantity is at most 1 000 000 000 000 000')
  return quantity
}

/** The shortest exact decimal: 12.5, 0.000000001, -3. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity === 0n) return '0'
  const sign = quantity < 0n ? '-' : ''
  const digits = (quantity < 0n ? -quantity : quantity).toString()
  // Cutting the digits is cheaper than dividing twice, and quantities are written several times per event.
  const whole = digits.length > DECIMALS ? digits.slice(0, -DECIMALS) : '0'
  const rest = digits.slice(-DECIMALS).padStart(DECIMALS, '0')
  return rest === NO_FRACTION ? sign + whole : `${sign}${whole}.${rest.replace(TRAILING_ZEROS, '')}`
}
const NO_FRACTION = '0'.repeat(DECIMALS)
const TRAILING_ZEROS = /0+$/

export const add = (a: Quantity, b: Quantity): Quantity => (a + b) as Quantity
export const subtract = (a: Quantity, b: Quantity): Quantity => (a - b) as Quantity
export const negate = (a: Quantity): Quantity => -a as Quantity
export const least = (a: Quantity, b: Quantity): Quantity => (a < b ? a : b)
export const total = (quantities: Iterable<Quantity>): Quantity => {
  let sum = 0n
  for (const quantity of quantities) sum += quantity
  return sum as Quantity
}

/** a × b, rounded half away from zero at the ninth decimal: the one place where a conversion rounds. */
export function multiply(a: Quantity, b: Quantity): Quantity {
  const product: bigint = (a as bigint) * b
  const half = product < 0n ? -SCALE / 2n : SCALE / 2n
  return checkedSize(((product + half) / SCALE) as Quantity)
}

/** For bounds and charts only, never for stock. */
export const toNumber = (quantity: Quantity): number => Number(quantity) / Number(SCALE)
/** The nearest billionth: brings an inferred share back to the exact world. */
export const fromNumber = (value: number): Quantity => parseQuantity(roundTo9(value).toFixed(DECIMALS))
export const roundTo9 = (value: number): number => (Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : value)
