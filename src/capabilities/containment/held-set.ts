/** Many lots, a bit each: what a million of them cost to keep, to ask and to show page by page. */
export class HeldSet {
  private bits = new Uint32Array(0)
  private count = 0

  get size(): number {
    return this.count
  }

  add(lot: number): void {
    const word = lot >>> 5
    if (word >= this.bits.length) this.grow(word + 1)
    const bit = 1 << (lot & 31)
    const before = this.bits[word] ?? 0
    if ((before & bit) !== 0) return
    this.bits[word] = before | bit
    this.count++
  }

  has(lot: number): boolean {
    return ((this.bits[lot >>> 5] ?? 0) & (1 << (lot & 31))) !== 0
  }

  /** As they are now, a bit each, 32 to a word. */
  words(): Uint32Array {
    return this.bits.slice()
  }

  /** At most so many of them, those with the highest ids below this one, highest first. */
  newest(before: number, limit: number): number[] {
    const found: number[] = []
    const top = Math.min(before - 1, this.bits.length * 32 - 1)
    for (let word = top >>> 5; word >= 0 && top >= 0 && found.length < limit; word--) {
      let rest = this.bits[word] ?? 0
      while (rest !== 0 && found.length < limit) {
        const bit = 31 - Math.clz32(rest)
        rest &= ~(1 << bit)
        const lot = word * 32 + bit
        if (lot < before) found.push(lot)
      }
    }
    return found
  }

  copy(): HeldSet {
    const copy = new HeldSet()
    copy.bits = this.bits.slice()
    copy.count = this.count
    return copy
  }

  /** What has joined and left since an earlier set; null where that is more than `most`. */
  changeSince(before: HeldSet, most: number): { added: number[]; removed: number[] } | null {
    const change = { added: [] as number[], removed: [] as number[] }
    for (let word = 0; word < Math.max(this.bits.length, before.bits.length); word++) {
      const [was, is] = [before.bits[word] ?? 0, this.bits[word] ?? 0]
      for (let rest = was ^ is; rest !== 0; rest &= rest - 1) {
        const bit = 31 - Math.clz32(rest & -rest)
        change[(is & (1 << bit)) === 0 ? 'removed' : 'added'].push(word * 32 + bit)
      }
      if (change.added.length + change.removed.length > most) return null
    }
    return change
  }

  *[Symbol.iterator](): Generator<number> {
    for (let word = 0; word < this.bits.length; word++) {
      let rest = this.bits[word] ?? 0
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest & -rest)
        rest &= rest - 1
        yield word * 32 + bit
      }
    }
  }

  private grow(words: number): void {
    const grown = new Uint32Array(Math.max(words, this.bits.length * 2, 64))
    grown.set(this.bits)
    this.bits = grown
  }
}

/** Where it only matters whether a lot is among them. */
export type LotsHeld = Pick<HeldSet, 'has'>
