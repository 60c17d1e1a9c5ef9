/**
 * An append-only table of typed-array columns.
 * The columns live in SharedArrayBuffers so that worker threads can read them without copying; growing doubles
 * the capacity, which keeps an append O(1) on average and never moves a row's index.
 */
export type ColumnType = 'u8' | 'u32' | 'f64'
export type Schema = Readonly<Record<string, ColumnType>>
export type ColumnArray<T extends ColumnType> = T extends 'u8' ? Uint8Array : T extends 'u32' ? Uint32Array : Float64Array
export type Columns<S extends Schema> = { [K in keyof S]: ColumnArray<S[K]> }

const WIDTH: Record<ColumnType, number> = { u8: 1, u32: 4, f64: 8 }

function makeColumn(type: ColumnType, capacity: number): Uint8Array | Uint32Array | Float64Array {
  const buffer = new SharedArrayBuffer(capacity * WIDTH[type])
  if (type === 'u8') return new Uint8Array(buffer)
  if (type === 'u32') return new Uint32Array(buffer)
  return new Float64Array(buffer)
}

export class Table<S extends Schema> {
  size = 0
  readonly columns: Columns<S>
  private readonly schema: S
  private capacity: number

  constructor(schema: S, capacity = 1024) {
    this.schema = schema
    this.capacity = capacity
    this.columns = this.allocate(capacity)
  }

  /** Reserves one row and returns its index; every column holds 0 there. */
  append(): number {
    if (this.size === this.capacity) this.reserve(this.capacity * 2)
    return this.size++
  }

  /** Makes room for `capacity` rows, so that a bulk load does not grow step by step. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return
    const grown = this.allocate(capacity)
    for (const name of Object.keys(this.schema)) grown[name].set(this.columns[name])
    Object.assign(this.columns, grown)
    this.capacity = capacity
  }

  bytes(): number {
    return Object.values<ColumnType>(this.schema).reduce((sum, type) => sum + WIDTH[type] * this.capacity, 0)
  }

  private allocate(capacity: number): Columns<S> {
    const made: Record<string, Uint8Array | Uint32Array | Float64Array> = {}
    for (const [name, type] of Object.entries(this.schema)) made[name] = makeColumn(type, capacity)
    return made as Columns<S>
  }
}
