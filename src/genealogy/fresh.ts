/** What came since the last fold: rows in the order of the ledger, chained per lot, newest first. */
import { LINK, MOVEMENT } from './facts.ts'
import { Heads } from './heads.ts'
import { type Columns, Table } from './table.ts'

const CHAINED_LINK = { ...LINK, nextOut: 'u32', nextIn: 'u32' } as const
const CHAINED_MOVEMENT = { ...MOVEMENT, previous: 'u32' } as const
/** A folded link or movement that is no longer believed: which one of its lot's block, and from which position on. */
export const END = { lot: 'u32', place: 'u32', isMovement: 'u8', until: 'u32', previous: 'u32' } as const

export class Fresh {
  readonly links: Table<typeof CHAINED_LINK>
  readonly movements: Table<typeof CHAINED_MOVEMENT>
  readonly ends: Table<typeof END>
  readonly out: Heads
  readonly in: Heads
  readonly moves: Heads
  readonly ended: Heads

  constructor(shared: boolean, from?: FreshHandles) {
    this.links = from ? Table.over(CHAINED_LINK, from.links, from.sizes.links) : new Table(CHAINED_LINK, { shared })
    this.movements = from ? Table.over(CHAINED_MOVEMENT, from.movements, from.sizes.movements) : new Table(CHAINED_MOVEMENT, { shared })
    this.ends = from ? Table.over(END, from.ends, from.sizes.ends) : new Table(END, { shared, capacity: 16 })
    const heads = (name: (typeof HEADS)[number]): Heads =>
      from ? Heads.over(from.heads[name].keys, from.heads[name].rows) : new Heads(shared)
    this.out = heads('out')
    this.in = heads('in')
    this.moves = heads('moves')
    this.ended = heads('ended')
  }

  /** For another thread, which sees the rows there are now. */
  handles(): FreshHandles {
    const head = ({ keys, rows }: Heads): { keys: Uint32Array; rows: Uint32Array } => ({ keys, rows })
    return {
      links: this.links.columns,
      movements: this.movements.columns,
      ends: this.ends.columns,
      sizes: this.sizes(),
      heads: { out: head(this.out), in: head(this.in), moves: head(this.moves), ended: head(this.ended) },
    }
  }

  sizes(): FreshSizes {
    return { links: this.links.size, movements: this.movements.size, ends: this.ends.size }
  }

  bytes(): number {
    const tables = [this.links, this.movements, this.ends].reduce((sum, table) => sum + table.bytes(), 0)
    return HEADS.reduce((sum, name) => sum + this[name].bytes(), tables)
  }
}

const HEADS = ['out', 'in', 'moves', 'ended'] as const

export interface FreshSizes {
  readonly links: number
  readonly movements: number
  readonly ends: number
}

export interface FreshHandles {
  readonly links: Columns<typeof CHAINED_LINK>
  readonly movements: Columns<typeof CHAINED_MOVEMENT>
  readonly ends: Columns<typeof END>
  readonly sizes: FreshSizes
  readonly heads: Readonly<Record<(typeof HEADS)[number], { keys: Uint32Array; rows: Uint32Array }>>
}
