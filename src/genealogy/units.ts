import { bufferOf } from './table.ts'

export interface UnitColumn {
  /** By code; 0 is a unit that nobody told. */
  readonly names: readonly string[]
  /** Four bits a lot, or two bytes where there are more names than those can tell apart. */
  readonly codes: Uint8Array
}

const PACKED_NAMES_MAX = 16

/** The unit of measure of every lot. A plant has few, and there may be millions of lots. */
export class LotUnits {
  private names: string[]
  private codes: Uint8Array
  private wide: Uint16Array | undefined
  private readonly codeOf: Map<string, number>
  private readonly shared: boolean

  constructor(shared: boolean, from: UnitColumn = { names: [''], codes: new Uint8Array(bufferOf(32, shared)) }) {
    this.shared = shared
    this.names = [...from.names]
    this.codes = from.codes
    this.codeOf = new Map(this.names.map((name, code) => [name, code]))
    if (this.names.length > PACKED_NAMES_MAX) this.wide = wideOver(from.codes)
  }

  get bytes(): number {
    return this.codes.byteLength
  }

  column(): UnitColumn {
    return { names: this.names, codes: this.codes }
  }

  of(lot: number): string {
    return this.names[this.codeAt(lot)]
  }

  set(lot: number, unit: string): void {
    const code = this.codeOf.get(unit) ?? this.named(unit)
    if (lot >= this.room) this.grow(lot)
    if (this.wide) this.wide[lot] = code
    else this.codes[lot >>> 1] = (this.codes[lot >>> 1] & ~(15 << shiftOf(lot))) | (code << shiftOf(lot))
  }

  /** Room for so many lots and no more; other threads may still read the codes that are there. */
  fit(lots: number): void {
    const codes = new Uint8Array(bufferOf(this.wide ? lots * 2 : (lots + 1) >>> 1, this.shared))
    codes.set(this.codes.subarray(0, codes.length))
    this.over(codes)
  }

  private get room(): number {
    return this.wide ? this.wide.length : this.codes.length * 2
  }

  private codeAt(lot: number): number {
    if (lot >= this.room) return 0
    return this.wide ? this.wide[lot] : (this.codes[lot >>> 1] >>> shiftOf(lot)) & 15
  }

  /** Other threads may still read the names and codes that are there. */
  private named(unit: string): number {
    const code = this.names.length
    this.names = [...this.names, unit]
    this.codeOf.set(unit, code)
    if (code === PACKED_NAMES_MAX) this.widen()
    return code
  }

  private widen(): void {
    const codes = new Uint8Array(bufferOf(this.room * 2, this.shared))
    const wide = wideOver(codes)
    for (let lot = 0; lot < wide.length; lot++) wide[lot] = this.codeAt(lot)
    this.codes = codes
    this.wide = wide
  }

  private grow(lot: number): void {
    const [now, least] = [this.codes.length, this.wide ? (lot + 1) * 2 : (lot + 2) >>> 1]
    const codes = new Uint8Array(bufferOf((Math.max(now + (now >>> 2), least) + 1) & ~1, this.shared))
    codes.set(this.codes)
    this.over(codes)
  }

  private over(codes: Uint8Array): void {
    this.codes = codes
    if (this.wide) this.wide = wideOver(codes)
  }
}

const shiftOf = (lot: number): number => (lot & 1) << 2
const wideOver = ({ buffer, byteLength }: Uint8Array): Uint16Array => new Uint16Array(buffer, 0, byteLength >>> 1)
