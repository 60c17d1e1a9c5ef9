import { LINK, MOVEMENT, REMOVED } from './facts.ts'
import type { NewRows } from './fold.ts'
import { END } from './fresh.ts'
import { makeColumns, Table } from './table.ts'

/** Rows of a bulk load, in ledger order: with no chains through them, for nobody asks about them before they are folded. */
export class BulkRows {
  readonly links = new Table(LINK, { shared: true })
  readonly movements = new Table(MOVEMENT, { shared: true })
  private readonly ends = makeColumns(END, 0, true)

  get size(): number {
    return this.links.size + this.movements.size
  }

  /** Room for so many of each, of which only what is written takes memory: growing step by step copies them again and again. */
  reserve(rows: number): void {
    this.links.reserve(rows)
    this.movements.reserve(rows)
  }

  rows(): NewRows {
    const sizes = { links: this.links.size, movements: this.movements.size, ends: 0 }
    return { links: this.links.columns, movements: this.movements.columns, ends: this.ends, sizes }
  }

  /** Nothing in here began or ended to be believed after this position. */
  lastPosition(): number {
    return Math.max(lastOf(this.links.columns, this.links.size), lastOf(this.movements.columns, this.movements.size))
  }

  eachRemoved(visit: (child: number) => void): void {
    const { mark, child } = this.links.columns
    for (let row = 0; row < this.links.size; row++) if ((mark[row] & REMOVED) !== 0) visit(child[row])
  }

  /** @throws when a row is of no lot of these, or not in ledger order. */
  check(lotEnd: number): void {
    const { links, movements } = this
    requireOrder(links.columns.since, links.size)
    requireOrder(movements.columns.since, movements.size)
    requireLots(links.columns.parent, links.size, lotEnd)
    requireLots(links.columns.child, links.size, lotEnd)
    requireLots(movements.columns.lot, movements.size, lotEnd)
  }

  clear(): void {
    this.links.size = 0
    this.movements.size = 0
  }
}

interface Beliefs {
  readonly since: Uint32Array
  readonly until: Uint32Array
}

function lastOf({ since, until }: Beliefs, size: number): number {
  let last = size === 0 ? 0 : since[size - 1]
  for (let row = 0; row < size; row++) if (until[row] > last) last = until[row]
  return last
}

function requireOrder(since: Uint32Array, size: number): void {
  for (let row = 1; row < size; row++)
    if (since[row] < since[row - 1]) throw new Error(`a row of position ${since[row]} came after one of ${since[row - 1]}`)
}

function requireLots(lots: Uint32Array, size: number, lotEnd: number): void {
  for (let row = 0; row < size; row++) if (lots[row] < 1 || lots[row] >= lotEnd) throw new Error(`lot ${lots[row]} is not in the graph`)
}
