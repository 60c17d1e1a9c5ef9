/**
 * Many names in few bits: a million of them in four megabytes instead of sixty. It knows every name that was put in; of a hundred thousand others it takes about one
 * for known as well. Server and station reckon it alike.
 */
const BITS_PER_NAME = 24
const PROBES = 7
const LEAST_BITS = 1024

export class NameFilter {
  private readonly bytes: Uint8Array
  private readonly mask: number

  private constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.mask = bytes.length * 8 - 1
  }

  /** Room for so many names. */
  static for(names: number): NameFilter {
    return new NameFilter(new Uint8Array(2 ** Math.ceil(Math.log2(Math.max(LEAST_BITS, names * BITS_PER_NAME))) / 8))
  }

  /** As `text` has written it. */
  static of(text: string): NameFilter {
    return new NameFilter(Uint8Array.from(atob(text), letter => letter.charCodeAt(0)))
  }

  add(name: string): void {
    const [first, step] = hashesOf(name)
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + probe * step) & this.mask
      this.bytes[bit >>> 3] = (this.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7))
    }
  }

  has(name: string): boolean {
    const [first, step] = hashesOf(name)
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + probe * step) & this.mask
      if (((this.bytes[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false
    }
    return true
  }

  text(): string {
    let binary = ''
    for (let from = 0; from < this.bytes.length; from += PIECE) binary += String.fromCharCode(...this.bytes.subarray(from, from + PIECE))
    return btoa(binary)
  }
}

/** As many arguments as a call may have. */
const PIECE = 8192

/** Capitals and small letters are the same, as they are when a label is compared. */
function hashesOf(name: string): [number, number] {
  const text = name.toUpperCase()
  let [first, second] = [0x811c9dc5, 0x9747b28c]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    first = Math.imul(first ^ code, 0x01000193)
    second = Math.imul(second ^ code, 0x5bd1e995)
    second ^= second >>> 15
  }
  // Odd, so that every step leads to another bit.
  return [mixed(first), mixed(second) | 1]
}

function mixed(hash: number): number {
  let value = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return value ^ (value >>> 16)
}
