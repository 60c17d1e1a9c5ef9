/** A set of lots as a bit each, in the order in which the database numbers the bits of bytes. */
export class Bits {
  readonly buffer: Buffer

  constructor(bits: number) {
    this.buffer = Buffer.alloc((bits + 7) >>> 3)
  }

  /** From ids of four bytes each, as the database sends whole numbers. */
  static read(ids: Buffer, bits: number): Bits {
    const read = new Bits(bits)
    for (let at = 0; at < ids.length; at += 4) read.add(ids.readInt32BE(at))
    return read
  }

  addAll(lots: Iterable<number>): this {
    for (const lot of lots) this.add(lot)
    return this
  }

  /** In the order of their ids. */
  lots(): number[] {
    const found: number[] = []
    for (const [place, byte] of this.buffer.entries())
      for (let rest = byte; rest !== 0; rest &= rest - 1) found.push(place * 8 + 31 - Math.clz32(rest & -rest))
    return found
  }

  private add(lot: number): void {
    this.buffer[lot >>> 3] = (this.buffer[lot >>> 3] ?? 0) | (1 << (lot & 7))
  }
}
