/** FIPS 180-4. A station reached without HTTPS has no crypto.subtle, and a file has to be named there, too. */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(INITIAL)
  const words = new Uint32Array(64)
  const blocks = padded(bytes)
  for (let offset = 0; offset < blocks.byteLength; offset += 64) compress(state, words, blocks, offset)
  return Array.from(state, word => word.toString(16).padStart(8, '0')).join('')
}

function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64
  const whole = new Uint8Array(length)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  const view = new DataView(whole.buffer)
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n)
  return view
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by))
const at = (words: Uint32Array, index: number): number => words[index] ?? 0

function compress(state: Uint32Array, words: Uint32Array, blocks: DataView, offset: number): void {
  for (let index = 0; index < 16; index += 1) words[index] = blocks.getUint32(offset + index * 4)
  for (let index = 16; index < 64; index += 1) words[index] = extended(words, index)
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index += 1) {
    const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + at(ROUNDS, index) + at(words, index)
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word
}

function extended(words: Uint32Array, index: number): number {
  const [early, late] = [at(words, index - 15), at(words, index - 2)]
  const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
  const second = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
  return at(words, index - 16) + first + at(words, index - 7) + second
}

const PRIMES = Array.from({ length: 400 }, (_, number) => number).filter(
  number => number > 1 && Array.from({ length: number - 2 }, (_, below) => below + 2).every(divisor => number % divisor !== 0),
)
/** The first 32 bits of the fractional part: of square roots to begin with, of cube roots for the rounds. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32)
const INITIAL = PRIMES.slice(0, 8).map(prime => fraction(Math.sqrt(prime)))
const ROUNDS = Uint32Array.from(PRIMES.slice(0, 64).map(prime => fraction(Math.cbrt(prime))))
