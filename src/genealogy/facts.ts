/** What is kept of a link and of a movement, column by column. */

import { type ColumnArray, type Columns, type ColumnType, makeColumns, type Schema } from './table.ts'

/** Bits of a link. */
export const BLEND = 1
export const ENDED = 2
export const REMOVED = 4
export const MAYBE_BLEND = 8
export const blendMark = (blend: number): number => (blend === 1 ? BLEND : blend === 2 ? MAYBE_BLEND : 0)

/** A decoded link in columns: positions and ids are whole numbers of 32 bits, times milliseconds, quantities as they were given. */
export const LINK = {
  since: 'u32',
  until: 'u32',
  line: 'u32',
  parent: 'u32',
  child: 'u32',
  taken: 'u32',
  put: 'u32',
  draw: 'u32',
  qMin: 'f64',
  qExp: 'f64',
  qMax: 'f64',
  drawQ: 'f64',
  portion: 'f64',
  total: 'f64',
  came: 'f64',
  left: 'f64',
  removedAt: 'f64',
  mark: 'u8',
  how: 'u8',
} as const satisfies Schema
export type LinkFact = keyof typeof LINK
export const LINK_FACTS = Object.keys(LINK) as readonly LinkFact[]
/** Links in columns, to be read by index. */
export type LinkColumns = Readonly<Record<LinkFact, ArrayLike<number>>>

export const MOVEMENT = {
  since: 'u32',
  until: 'u32',
  line: 'u32',
  lot: 'u32',
  kind: 'u8',
  delta: 'f64',
  scrap: 'f64',
  at: 'f64',
  run: 'u32',
  reference: 'u32',
} as const satisfies Schema
export type MovementFact = keyof typeof MOVEMENT
export const MOVEMENT_FACTS = Object.keys(MOVEMENT) as readonly MovementFact[]
export type MovementColumns = Readonly<Record<MovementFact, ArrayLike<number>>>

/** So many rows of columns, one behind the other. */
export interface Rows<S extends Schema> {
  readonly columns: Columns<S>
  readonly first: number
  readonly size: number
}
export type LinksThere = Rows<typeof LINK>
export type MovementsThere = Rows<typeof MOVEMENT>

/** Rows in columns that grow: what blocks are decoded into and gathered in. */
export class FactBuffer<S extends Schema> implements Rows<S> {
  columns: Columns<S>
  readonly first = 0
  size = 0
  private readonly schema: S
  private readonly names: readonly (keyof S & string)[]
  private capacity: number
  /** The columns, and those that rows were taken of last. */
  private own: Typed | undefined
  private source: Typed | undefined

  constructor(schema: S, capacity = 16) {
    this.schema = schema
    this.names = Object.keys(schema)
    this.capacity = capacity
    this.columns = makeColumns(schema, capacity)
  }

  /** Columns are replaced when there is no room: take them from here after a call. */
  room(rows: number): void {
    if (rows <= this.capacity) return
    const old = this.columns
    this.capacity = Math.max(rows, this.capacity * 2)
    this.columns = makeColumns(this.schema, this.capacity)
    for (const name of this.names) this.columns[name].set(old[name].subarray(0, this.size))
  }

  copy(from: Readonly<Record<keyof S, ArrayLike<number>>>, index: number): number {
    this.room(this.size + 1)
    for (const name of this.names) this.columns[name][this.size] = from[name][index]
    return this.size++
  }

  /** Appends these rows of other columns: those that stand in `rows` from one place to before another. */
  take(from: Columns<S>, rows: ArrayLike<number>, first = 0, end = rows.length): void {
    const { size } = this
    this.room(size + end - first)
    if (this.own?.of !== this.columns) this.own = new Typed(this.columns, this.names)
    if (this.source?.of !== from) this.source = new Typed(from, this.names)
    this.own.take(size, this.source, rows, first, end)
    this.size += end - first
  }

  /** Keeps only these of the rows from `first` on; `rows` ascend. */
  keep(first: number, rows: readonly number[]): void {
    for (const name of this.names) {
      const column = this.columns[name]
      for (let i = 0; i < rows.length; i++) column[first + i] = column[rows[i]]
    }
    this.size = first + rows.length
  }
}

/** Columns by their type: a loop that meets all of them, or looks each of them up by its name, takes several times as long. */
class Typed {
  private readonly wholes: Uint32Array[] = []
  private readonly floats: Float64Array[] = []
  private readonly bytes: Uint8Array[] = []
  readonly of: object

  constructor(columns: Readonly<Record<string, ColumnArray<ColumnType>>>, names: readonly string[]) {
    this.of = columns
    for (const name of names) {
      const column = columns[name]
      if (column instanceof Uint32Array) this.wholes.push(column)
      else if (column instanceof Float64Array) this.floats.push(column)
      else this.bytes.push(column)
    }
  }

  /** Writes these rows of others, of the same schema, from `at` on. */
  take(at: number, from: Typed, rows: ArrayLike<number>, first: number, end: number): void {
    const { wholes, floats, bytes } = this
    for (let i = first; i < end; i++) {
      const [row, to] = [rows[i], at + i - first]
      for (let k = 0; k < wholes.length; k++) wholes[k][to] = from.wholes[k][row]
      for (let k = 0; k < floats.length; k++) floats[k][to] = from.floats[k][row]
      for (let k = 0; k < bytes.length; k++) bytes[k][to] = from.bytes[k][row]
    }
  }
}

export type LinkBuffer = FactBuffer<typeof LINK>
export type MovementBuffer = FactBuffer<typeof MOVEMENT>
export type LinkRows = LinkBuffer['columns']

export const linkBuffer = (capacity?: number): LinkBuffer => new FactBuffer(LINK, capacity)
export const movementBuffer = (capacity?: number): MovementBuffer => new FactBuffer(MOVEMENT, capacity)
