import { bufferOf } from './table.ts'

/**
 * The head of a linked list per lot, for the few lots that have one: an open-addressed table of lot -> row + 1. Another thread may
 * read it meanwhile: an entry appears with its value last, and growing leaves the old arrays as they were.
 */
export class Heads {
  keys: Uint32Array
  rows: Uint32Array
  private used = 0
  private readonly shared: boolean

  constructor(shared: boolean, capacity = 64) {
    this.shared = shared
    this.keys = new Uint32Array(bufferOf(capacity * 4, shared))
    this.rows = new Uint32Array(bufferOf(capacity * 4, shared))
  }

  static over(keys: Uint32Array, rows: Uint32Array): Heads {
    const heads = new Heads(false, 0)
    heads.keys = keys
    heads.rows = rows
    return heads
  }

  /** 0 when there is none. */
  get(lot: number): number {
    return Atomics.load(this.rows, this.placeOf(lot))
  }

  set(lot: number, row: number): void {
    let place = this.placeOf(lot)
    if (this.keys[place] === 0) {
      if (++this.used * 2 > this.keys.length) {
        this.grow()
        place = this.placeOf(lot)
      }
      this.keys[place] = lot
    }
    Atomics.store(this.rows, place, row)
  }

  bytes(): number {
    return this.keys.byteLength + this.rows.byteLength
  }

  private placeOf(lot: number): number {
    const mask = this.keys.length - 1
    let place = (Math.imul(lot, 0x9e3779b1) >>> 7) & mask
    while (this.keys[place] !== 0 && this.keys[place] !== lot) place = (place + 1) & mask
    return place
  }

  private grow(): void {
    const old = { keys: this.keys, rows: this.rows }
    this.keys = new Uint32Array(bufferOf(old.keys.byteLength * 2, this.shared))
    this.rows = new Uint32Array(bufferOf(old.rows.byteLength * 2, this.shared))
    for (let i = 0; i < old.keys.length; i++) {
      if (old.keys[i] === 0) continue
      const place = this.placeOf(old.keys[i])
      this.keys[place] = old.keys[i]
      this.rows[place] = old.rows[i]
    }
  }
}
