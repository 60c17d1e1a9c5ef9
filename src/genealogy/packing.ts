/**
 * Numbers in as few bytes as they need, and exactly. Whole numbers are written seven bits to the byte; a quantity that is a
 * decimal as its decimal digits (12.375 takes three bytes), anything else as the eight bytes it is.
 */
import { bufferOf } from './table.ts'

const RAW = 127
const [RAW_BITS, NOT_A_NUMBER, INFINITE, MINUS_INFINITE] = [0, 1, 2, 3]
const PLACES_MIN = 4
const PLACES_MAX = 9
const TENS = Array.from({ length: PLACES_MAX + 1 }, (_, places) => 10 ** places)
/** Up to here a decimal takes no more room than its raw bits. */
const DIGITS_END = 2 ** 43
const WHOLE_MAX = 2 ** 49
const CODE_SHORT = 2 ** 31
const STEP_MAX = 2 ** 50
const SECOND = 1000
const FAR = 1 // the code of "no whole number of milliseconds from here": raw bits follow

const scratch = new DataView(new ArrayBuffer(8))

export class Packer {
  bytes: Uint8Array
  at = 0
  private readonly shared: boolean

  constructor(capacity = 1024, shared = false) {
    this.shared = shared
    this.bytes = new Uint8Array(bufferOf(capacity, shared))
  }

  /** Room for so many more bytes; what follows need not ask. */
  room(more: number): void {
    if (this.at + more <= this.bytes.length) return
    const grown = new Uint8Array(bufferOf(Math.max(this.bytes.length * 2, this.at + more), this.shared))
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.room(end - start)
    this.bytes.set(from.subarray(start, end), this.at)
    this.at += end - start
  }

  byte(value: number): void {
    this.bytes[this.at++] = value
  }

  /** A whole number in so many bytes, the lowest first. */
  fixed(value: number, bytes: number): void {
    for (let i = 0; i < bytes; i++) this.bytes[this.at++] = value >>> (8 * i)
  }

  /** A whole number from 0 to 2^53. */
  whole(value: number): void {
    let rest = value
    while (rest >= 0x80000000) {
      this.bytes[this.at++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    for (; rest >= 128; rest >>>= 7) this.bytes[this.at++] = (rest & 127) | 128
    this.bytes[this.at++] = rest
  }

  signed(value: number): void {
    this.whole(value < 0 ? -2 * value - 1 : 2 * value)
  }

  quantity(value: number): void {
    const code = decimalCode(value)
    if (code >= 0) this.whole(code)
    else this.raw(value)
  }

  /** A time, from one nearby; whole seconds apart take less. */
  time(value: number, from: number): void {
    const step = value - from
    if (!Number.isInteger(step) || Math.abs(step) > STEP_MAX || !Object.is(from + step, value)) {
      this.whole(FAR)
      this.bits(value)
      return
    }
    const inSeconds = step !== 0 && step % SECOND === 0
    const count = inSeconds ? step / SECOND : step
    this.whole((count < 0 ? -2 * count - 1 : 2 * count) * 2 + (inSeconds ? 1 : 0))
  }

  private raw(value: number): void {
    const kind = Number.isNaN(value) ? NOT_A_NUMBER : value === Infinity ? INFINITE : value === -Infinity ? MINUS_INFINITE : RAW_BITS
    this.whole(kind * 256 + RAW)
    if (kind === RAW_BITS) this.bits(value)
  }

  private bits(value: number): void {
    scratch.setFloat64(0, value)
    for (let i = 0; i < 8; i++) this.bytes[this.at++] = scratch.getUint8(i)
  }
}

/**
 * What a quantity mostly is takes the fewest bits; the lowest ones tell which it is. -1 where the value is no short decimal.
 *
 *   0     a whole number
 *   01    hundredths, not below zero
 *   011   a whole number below zero
 *   0111  thousandths, and hundredths below zero: the sign, the digits
 *   1111  more decimal places: how many more than four in three bits (seven: no decimal), the sign, the digits
 */
export function decimalCode(value: number): number {
  if (Object.is(value, -0)) return -1
  const size = Math.abs(value)
  if (size < WHOLE_MAX && Number.isInteger(value)) return value < 0 ? size * 8 + 3 : size * 2
  if (!(size < DIGITS_END)) return -1
  const sign = value < 0 ? 1 : 0
  const hundredths = sign === 0 ? digitsOf(size, 2) : -1
  if (hundredths >= 0) return hundredths * 4 + 1
  const thousandths = digitsOf(size, 3)
  if (thousandths >= 0) return (thousandths * 2 + sign) * 16 + 7
  for (let places = PLACES_MIN; places <= PLACES_MAX; places++) {
    const digits = digitsOf(size, places)
    if (digits >= 0) return ((digits * 2 + sign) * 8 + places - PLACES_MIN) * 16 + 15
  }
  return -1
}

/** -1 where it has more decimal places than these, or too many digits. */
function digitsOf(size: number, places: number): number {
  const digits = Math.round(size * TENS[places])
  return digits < DIGITS_END && digits / TENS[places] === size ? digits : -1
}

/** Of what is no longer than four bytes, which is always a decimal. */
export function decimalOf(code: number): number {
  if ((code & 1) === 0) return code >>> 1
  if ((code & 2) === 0) return (code >>> 2) / 100
  if ((code & 4) === 0) return -(code >>> 3)
  return (code & 8) === 0 ? signed(code >>> 4, 1000) : signed(code >>> 7, TENS[PLACES_MIN + ((code >>> 4) & 7)])
}

/** The sign stands below the digits. */
const signed = (rest: number, unit: number): number => ((rest & 1) === 0 ? (rest >>> 1) / unit : -(rest >>> 1) / unit)

/** The same of a code of any length. */
function decimalOfLong(code: number): number {
  const bits = code % 128
  if ((bits & 1) === 0) return code / 2
  const below = (bits & 2) === 0 ? 4 : (bits & 4) === 0 ? 8 : (bits & 8) === 0 ? 16 : 128
  const rest = Math.floor(code / below)
  if (below === 4) return rest / 100
  if (below === 8) return -rest
  const unit = below === 16 ? 1000 : TENS[PLACES_MIN + (bits >>> 4)]
  return (rest % 2 === 0 ? Math.floor(rest / 2) : -Math.floor(rest / 2)) / unit
}

const INTS = 2 ** 30
/** Zigzag back: even codes are 0 and more, odd ones less. */
const unsigned = (code: number): number => (code < INTS ? (code >>> 1) ^ -(code & 1) : (code & 1) === 0 ? code / 2 : -(code + 1) / 2)

export function littleEndian(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[at + i]
  return value
}

export class Unpacker {
  bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  byte(): number {
    return this.bytes[this.at++]
  }

  /** Mostly of one byte or two. */
  whole(): number {
    const { bytes } = this
    const first = bytes[this.at++]
    if (first < 128) return first
    const second = bytes[this.at++]
    return second < 128 ? (first & 127) | (second << 7) : this.rest((first & 127) | ((second & 127) << 7))
  }

  private rest(low: number): number {
    const { bytes } = this
    const third = bytes[this.at++]
    let value = low | ((third & 127) << 14)
    if (third < 128) return value
    let unit = 2 ** 21
    let byte: number
    do {
      byte = bytes[this.at++]
      value += (byte & 127) * unit
      unit *= 128
    } while (byte >= 128)
    return value
  }

  signed(): number {
    return unsigned(this.whole())
  }

  quantity(): number {
    const code = this.whole()
    if (code % 128 === RAW) return this.raw(Math.floor(code / 256))
    return code < CODE_SHORT ? decimalOf(code) : decimalOfLong(code)
  }

  /** A whole number of so many bytes, the lowest first. */
  fixed(bytes: number): number {
    let value = 0
    for (let i = 0; i < bytes; i++) value |= this.bytes[this.at++] << (8 * i)
    return value >>> 0
  }

  time(from: number): number {
    const code = this.whole()
    if (code === FAR) return this.bits()
    const count = unsigned(code < INTS ? code >>> 1 : Math.floor(code / 2))
    return from + ((code & 1) === 1 ? count * SECOND : count)
  }

  private raw(kind: number): number {
    if (kind === RAW_BITS) return this.bits()
    return kind === NOT_A_NUMBER ? Number.NaN : kind === INFINITE ? Infinity : -Infinity
  }

  private bits(): number {
    for (let i = 0; i < 8; i++) scratch.setUint8(i, this.bytes[this.at++])
    return scratch.getFloat64(0)
  }
}
