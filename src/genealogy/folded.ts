/**
 * The compressed genealogy: what was taken in up to some moment, and then never changes but for the top bits of `outChild` and what follows from them.
 * Forward there are three short columns, by parent and then by child; everything else stands in one block per lot (see block.ts),
 * links numbered through in that order. New links come in by a fold, which writes only the blocks of the lots they touch anew.
 */
import { type Block, countLinks, countMovements, type Frame, lastOfBlock, newBlock, unpackBlock } from './block.ts'
import { baseTime } from './outward.ts'
import { bufferOf } from './table.ts'

export interface Folded {
  /** One more than the highest lot id. */
  readonly lots: number
  readonly links: number
  readonly movements: number
  /** Nothing in here began or ended after it. */
  readonly position: number
  readonly pace: number
  readonly removedLinks: number
  readonly outStart: Uint32Array
  /** Negative: ended, removed or otherwise to be looked at. */
  readonly outChild: Int32Array
  readonly outCame: Uint32Array
  readonly outSpan: Uint16Array
  /** A bit per lot: whoever reaches it reaches all its children, whenever that was; see in-order.ts. */
  readonly plain: Int32Array
  /** When it is reached decides something. */
  readonly timed: Int32Array
  /** Wholly suspect as soon as what was reached of its parents is, and reached then when its own material came; see pure-bits.ts. */
  readonly pure: Int32Array
  readonly dated: Int32Array
  /** Per lot, what its times are counted from; see outward.ts. */
  readonly base: Uint32Array
  /** Where a lot's block begins; blocks stand in the order of lots. */
  readonly rowStart: Uint32Array
  readonly rows: Uint8Array
  /** How many links and movements stand before every 32nd lot. */
  readonly linksBefore: Uint32Array
  readonly movementsBefore: Uint32Array
}

export const SAMPLE_BITS = 6

export const FOLDED_ARRAYS = [
  'outStart',
  'outChild',
  'outCame',
  'outSpan',
  'plain',
  'timed',
  'pure',
  'dated',
  'base',
  'rowStart',
  'rows',
  'linksBefore',
  'movementsBefore',
] as const satisfies readonly (keyof Folded)[]

export function emptyFolded(shared: boolean): Folded {
  const u32 = (length: number): Uint32Array => new Uint32Array(bufferOf(length * 4, shared))
  return {
    lots: 1,
    links: 0,
    movements: 0,
    position: 0,
    pace: 0,
    removedLinks: 0,
    outStart: u32(2),
    outChild: new Int32Array(bufferOf(0, shared)),
    outCame: u32(0),
    outSpan: new Uint16Array(bufferOf(0, shared)),
    plain: new Int32Array(bufferOf(4, shared)),
    timed: new Int32Array(bufferOf(4, shared)),
    pure: new Int32Array(bufferOf(4, shared)),
    dated: new Int32Array(bufferOf(4, shared)),
    base: u32(1),
    rowStart: u32(2),
    rows: new Uint8Array(bufferOf(0, shared)),
    linksBefore: u32(2),
    movementsBefore: u32(2),
  }
}

export const foldedBytes = (folded: Folded): number => FOLDED_ARRAYS.reduce((sum, name) => sum + folded[name].byteLength, 0)

export const frameOf = (folded: Pick<Folded, 'base' | 'pace'>, lot: number): Frame => ({
  lot,
  base: baseTime(folded.base[lot]),
  pace: folded.pace,
})

/** A word is read in one go, also at the end of the last block. */
export const READ_PAST = 4
export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength)

/** Reads blocks; the last one read is kept, because what asks for one fact of a link mostly asks for more. */
export class BlockReader {
  readonly folded: Folded
  readonly block: Block = newBlock()
  /** The lot whose block is decoded, and the numbers of its first link and movement; -1 where they have not been needed. */
  lot = -1
  private first = -1
  private firstMovement = -1

  private readonly amend: (lot: number, block: Block) => void

  /** `amend` puts in what was ended since the fold. */
  constructor(folded: Folded, amend: (lot: number, block: Block) => void = () => undefined) {
    this.folded = folded
    this.amend = amend
  }

  read(lot: number): Block {
    if (lot === this.lot) return this.block
    const { rowStart, rows } = this.folded
    this.lot = lot
    this.first = -1
    this.firstMovement = -1
    this.block.links.size = 0
    this.block.movements.size = 0
    unpackBlock(rows, rowStart[lot], rowStart[lot + 1], this.block, frameOf(this.folded, lot))
    this.amend(lot, this.block)
    return this.block
  }

  /** What is decoded may no longer be true. */
  forget(): void {
    this.lot = -1
  }

  get firstLink(): number {
    if (this.first < 0) this.count()
    return this.first
  }

  get firstMove(): number {
    if (this.first < 0) this.count()
    return this.firstMovement
  }

  /** The place of a numbered link in the decoded block, which is read if need be. */
  placeOfLink(index: number): number {
    if (this.lot < 0 || index < this.firstLink || index >= this.firstLink + this.block.links.size)
      this.read(this.lotAt(index, this.folded.linksBefore, countLinks))
    return index - this.firstLink
  }

  placeOfMovement(index: number): number {
    if (this.lot < 0 || index < this.firstMove || index >= this.firstMove + this.block.movements.size)
      this.read(this.lotAt(index, this.folded.movementsBefore, countMovements))
    return index - this.firstMove
  }

  /** The last position at which anything of a lot's block changed. */
  lastOf(lot: number): number {
    const { rowStart, rows } = this.folded
    return rowStart[lot] === rowStart[lot + 1] ? 0 : lastOfBlock(rows, rowStart[lot], frameOf(this.folded, lot))
  }

  private lotAt(index: number, before: Uint32Array, count: Count): number {
    let low = 0
    let high = before.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (before[middle] <= index) low = middle + 1
      else high = middle
    }
    let lot = (low - 1) << SAMPLE_BITS
    for (let seen = before[low - 1]; ; lot++) {
      seen += this.sizeOf(lot, count)
      if (seen > index) return lot
    }
  }

  private count(): void {
    const sample = this.lot >>> SAMPLE_BITS
    this.first = this.folded.linksBefore[sample]
    this.firstMovement = this.folded.movementsBefore[sample]
    for (let lot = sample << SAMPLE_BITS; lot < this.lot; lot++) {
      this.first += this.sizeOf(lot, countLinks)
      this.firstMovement += this.sizeOf(lot, countMovements)
    }
  }

  private sizeOf(lot: number, count: Count): number {
    const { rowStart, rows } = this.folded
    return rowStart[lot] === rowStart[lot + 1] ? 0 : count(rows, rowStart[lot])
  }
}

type Count = (bytes: Uint8Array, start: number) => number
