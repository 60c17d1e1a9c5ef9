/** Which lots, a bit for each: whether a lot is one of a million is kept in 125 kB. */
export class LotBits {
  bits: Uint8Array

  constructor(bits: Uint8Array) {
    this.bits = bits
  }

  static of(...lists: readonly Iterable<number>[]): LotBits {
    const set = new LotBits(new Uint8Array(1024))
    for (const lots of lists) for (const lot of lots) set.add(lot)
    return set
  }

  add(lot: number): void {
    if (lot >>> 3 >= this.bits.length) this.grow((lot >>> 3) + 1)
    this.bits[lot >>> 3] = (this.bits[lot >>> 3] ?? 0) | (1 << (lot & 7))
  }

  has(lot: number): boolean {
    return (((this.bits[lot >>> 3] ?? 0) >>> (lot & 7)) & 1) === 1
  }

  private grow(size: number): void {
    const larger = new Uint8Array(Math.max(size, this.bits.length * 2))
    larger.set(this.bits)
    this.bits = larger
  }
}
