import { anyWholes, giveBack, wholes } from './memory.ts'

/** A set of lots that tells how many of them stand before one: a bit per lot, and a count per 32 of them. */
export class LotSet {
  private readonly bits: Uint32Array
  /** Written only where lots are. */
  private readonly before: Uint32Array

  /** `lots` in id order, all below `end`. */
  constructor(lots: Uint32Array, end: number) {
    const words = (end + 31) >>> 5
    const bits = wholes(words)
    const before = anyWholes(words)
    for (let i = 0; i < lots.length; ) {
      const word = lots[i] >>> 5
      before[word] = i
      let found = 0
      for (; i < lots.length && lots[i] >>> 5 === word; i++) found |= 1 << (lots[i] & 31)
      bits[word] = found
    }
    this.bits = bits
    this.before = before
  }

  /** Nobody asks any more. */
  giveBack(): void {
    giveBack(this.bits, this.before)
  }

  /** -1 when the lot is not in it. */
  indexOf(lot: number): number {
    const word = lot >>> 5
    const bit = 1 << (lot & 31)
    return (this.bits[word] & bit) === 0 ? -1 : this.before[word] + ones(this.bits[word] & (bit - 1))
  }
}

/** The bits of a word that are set, counted side by side. */
export function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
