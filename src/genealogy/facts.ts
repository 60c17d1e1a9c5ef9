/** What is kept of a link and of a movement, column by column. */

import { type Columns, makeColumns, type Schema } from './table.ts'

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

/** Rows in columns that grow: what blocks are decoded into and gathered in. */
export class FactBuffer<S extends Schema> {
  columns: Columns<S>
  size = 0
  private readonly schema: S
  private readonly names: readonly (keyof S & string)[]
  private capacity: number

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

  /** Appends these rows of other columns. */
  take(from: Readonly<Record<keyof S, ArrayLike<number>>>, rows: readonly number[]): void {
    this.room(this.size + rows.length)
    for (const name of this.names) {
      const [source, target] = [from[name], this.columns[name]]
      for (let i = 0; i < rows.length; i++) target[this.size + i] = source[rows[i]]
    }
    this.size += rows.length
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

export type LinkBuffer = FactBuffer<typeof LINK>
export type MovementBuffer = FactBuffer<typeof MOVEMENT>
export type LinkRows = LinkBuffer['columns']

export const linkBuffer = (capacity?: number): LinkBuffer => new FactBuffer(LINK, capacity)
export const movementBuffer = (capacity?: number): MovementBuffer => new FactBuffer(MOVEMENT, capacity)
