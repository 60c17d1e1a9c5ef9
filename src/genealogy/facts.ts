/** What is kept of a link and of a movement, column by column. */

/** Bits of a link. */
export const BLEND = 1
export const ENDED = 2
export const REMOVED = 4
export const MAYBE_BLEND = 8

/** A decoded link in columns; whole numbers, times in milliseconds, quantities as they were given. */
export const LINK_FACTS = [
  'since',
  'until',
  'line',
  'parent',
  'child',
  'taken',
  'put',
  'draw',
  'qMin',
  'qExp',
  'qMax',
  'drawQ',
  'portion',
  'total',
  'came',
  'left',
  'removedAt',
  'mark',
  'how',
] as const
export type LinkFact = (typeof LINK_FACTS)[number]
/** Links in columns, to be read by index. */
export type LinkColumns = Readonly<Record<LinkFact, ArrayLike<number>>>

export const MOVEMENT_FACTS = ['since', 'until', 'line', 'lot', 'kind', 'delta', 'scrap', 'at', 'run', 'reference'] as const
export type MovementFact = (typeof MOVEMENT_FACTS)[number]
export type MovementColumns = Readonly<Record<MovementFact, ArrayLike<number>>>

/** Rows in Float64 columns that grow: what blocks are decoded into and gathered in. */
export class FactBuffer<Name extends string> {
  readonly columns: Record<Name, Float64Array>
  size = 0
  private readonly names: readonly Name[]
  private capacity: number

  constructor(names: readonly Name[], capacity = 16) {
    this.names = names
    this.capacity = capacity
    this.columns = this.allocate(capacity)
  }

  /** Columns are replaced when there is no room: take them from here after a call. */
  room(rows: number): void {
    if (rows <= this.capacity) return
    const old = this.columns
    this.capacity = Math.max(rows, this.capacity * 2)
    const grown = this.allocate(this.capacity)
    for (const name of this.names) {
      grown[name].set(old[name].subarray(0, this.size))
      old[name] = grown[name]
    }
  }

  copy(from: Readonly<Record<Name, ArrayLike<number>>>, index: number): number {
    this.room(this.size + 1)
    for (const name of this.names) this.columns[name][this.size] = from[name][index]
    return this.size++
  }

  /** Appends these rows of other columns. */
  take(from: Readonly<Record<Name, ArrayLike<number>>>, rows: readonly number[]): void {
    this.room(this.size + rows.length)
    const { names } = this
    for (let n = 0; n < names.length; n++) {
      const name = names[n]
      const [source, target] = [from[name], this.columns[name]]
      for (let i = 0; i < rows.length; i++) target[this.size + i] = source[rows[i]]
    }
    this.size += rows.length
  }

  private allocate(capacity: number): Record<Name, Float64Array> {
    const made: Partial<Record<Name, Float64Array>> = {}
    const buffer = new ArrayBuffer(this.names.length * capacity * 8)
    this.names.forEach((name, i) => {
      made[name] = new Float64Array(buffer, i * capacity * 8, capacity)
    })
    return made as Record<Name, Float64Array>
  }
}

export const linkBuffer = (): FactBuffer<LinkFact> => new FactBuffer(LINK_FACTS)
export const movementBuffer = (): FactBuffer<MovementFact> => new FactBuffer(MOVEMENT_FACTS)
