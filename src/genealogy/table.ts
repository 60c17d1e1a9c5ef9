import { anyBytes, anyFloats, anyWholes } from './memory.ts'

/**
 * An append-only table of typed-array columns. A shared one lives in SharedArrayBuffers, so that worker threads read it without
 * copying; growing doubles the capacity, which keeps an append O(1) on average and never moves a row's index.
 */
export type ColumnType = 'u8' | 'u32' | 'f64'
export type Schema = Readonly<Record<string, ColumnType>>
export type ColumnArray<T extends ColumnType> = T extends 'u8' ? Uint8Array : T extends 'u32' ? Uint32Array : Float64Array
export type Columns<S extends Schema> = { [K in keyof S]: ColumnArray<S[K]> }

const WIDTH: Record<ColumnType, number> = { u8: 1, u32: 4, f64: 8 }

export const bufferOf = (bytes: number, shared: boolean): ArrayBuffer | SharedArrayBuffer =>
  shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)

function columnOver(type: ColumnType, buffer: ArrayBuffer | SharedArrayBuffer, at: number, length: number) {
  if (type === 'u8') return new Uint8Array(buffer, at, length)
  if (type === 'u32') return new Uint32Array(buffer, at, length)
  return new Float64Array(buffer, at, length)
}

/** Every column begins where eight bytes do. */
const roomFor = (type: ColumnType, capacity: number): number => Math.ceil((WIDTH[type] * capacity) / 8) * 8

export class Table<S extends Schema> {
  size = 0
  columns: Columns<S>
  readonly shared: boolean
  private readonly schema: S
  private capacity: number

  constructor(schema: S, { capacity = 64, shared = false }: { capacity?: number; shared?: boolean } = {}) {
    this.schema = schema
    this.capacity = capacity
    this.shared = shared
    this.columns = makeColumns(schema, capacity, shared)
  }

  /** The same rows, as another thread handed them over; only to be read. */
  static over<S extends Schema>(schema: S, columns: Columns<S>, size: number): Table<S> {
    const table = new Table(schema, { capacity: 0 })
    table.columns = columns
    table.size = size
    return table
  }

  /** Reserves one row and returns its index; every column holds 0 there. */
  append(): number {
    if (this.size === this.capacity) this.reserve(this.capacity * 2)
    return this.size++
  }

  /** Makes room for `capacity` rows, so that a bulk load does not grow step by step. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return
    const grown = makeColumns(this.schema, capacity, this.shared)
    for (const name of Object.keys(this.schema)) grown[name].set(this.columns[name])
    this.columns = grown
    this.capacity = capacity
  }

  /** Room for so many rows, and more of them each time it grows. */
  room(rows: number): void {
    if (rows > this.capacity) this.reserve(Math.max(rows, this.capacity * 2))
  }

  /** Nothing stands in these rows any more. */
  clear(from: number, to: number): void {
    for (const name of Object.keys(this.schema)) this.columns[name].fill(0, from, to)
  }

  bytes(): number {
    return Object.values<ColumnType>(this.schema).reduce((sum, type) => sum + WIDTH[type] * this.capacity, 0)
  }
}

/** One buffer for all columns: small graphs are made and thrown away by the thousand. */
export function makeColumns<S extends Schema>(schema: S, capacity: number, shared = false): Columns<S> {
  const made: Record<string, Uint8Array | Uint32Array | Float64Array> = {}
  const columns = Object.entries<ColumnType>(schema)
  const buffer = bufferOf(
    columns.reduce((sum, [, type]) => sum + roomFor(type, capacity), 0),
    shared,
  )
  let at = 0
  for (const [name, type] of columns) {
    made[name] = columnOver(type, buffer, at, capacity)
    at += roomFor(type, capacity)
  }
  return made as Columns<S>
}

/** The values of these rows, in columns of their own. A loop each: `from` with a function takes ten times as long. */
export function pickedFloats(from: Float64Array, rows: Uint32Array): Float64Array {
  const to = anyFloats(rows.length)
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]]
  return to
}

export function pickedWholes(from: Uint32Array, rows: Uint32Array): Uint32Array {
  const to = anyWholes(rows.length)
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]]
  return to
}

export function pickedBytes(from: Uint8Array, rows: Uint32Array): Uint8Array {
  const to = anyBytes(rows.length)
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]]
  return to
}

/** The same values where threads see them without copying. */
export function sharedWholes(from: Uint32Array): Uint32Array {
  const to = new Uint32Array(bufferOf(from.byteLength, true))
  to.set(from)
  return to
}

export function sharedFloats(from: Float64Array): Float64Array {
  const to = new Float64Array(bufferOf(from.byteLength, true))
  to.set(from)
  return to
}
