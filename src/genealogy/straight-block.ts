/**
 * Reads the commonest blocks, of which nearly all are: nothing ended or taken out, every link of one event and a draw of its own, of an exact
 * quantity and not out of a mixture. Of such links only those from wanted lots are kept, because no other can bring anything to a draw of its own.
 */
import {
  ALIKE,
  isAlikeCode,
  KIND_AT,
  LARGE,
  LARGER,
  LAST_AT,
  LEFT_AT,
  LINKS_AT,
  MORE_MASK,
  PARENT_BITS,
  PARENT_BYTES,
  PORTION_AT,
  SIZES_AT,
  SPAN_AT,
  WIDTH_BITS,
} from './alike.ts'
import {
  BLENDS,
  HAS_SCRAP,
  KIND,
  NEXT_DRAW,
  NEXT_LINE,
  ONE_QUANTITY,
  OPEN,
  PLAIN,
  PUT_THERE,
  SAME_AT,
  SAME_DRAW,
  SAME_EVENT,
  SAME_SINCE,
  SAME_TIMES,
  startOf,
  TAKEN_THERE,
  unpackSizes,
} from './block.ts'
import { type Folded, frameOf, viewOf } from './folded.ts'
import type { Fresh } from './fresh.ts'
import type { LotSet } from './lot-set.ts'
import { baseTime } from './outward.ts'
import { decimalOf, Unpacker } from './packing.ts'
import { makeColumns } from './table.ts'

const LINK = { source: 'u32', quantity: 'f64', came: 'f64', left: 'f64', taken: 'u32' } as const
/** Of larger blocks there are few: they are read with everything that is in them. */
const ROWS_MAX = 4096
const MOVE = { kind: 'u8', since: 'u32', delta: 'f64', at: 'f64', run: 'u32', reference: 'u32' } as const

/** What the event made (good, and with scrap), and the earliest `came` of all its links, those that are not kept as well. */
export const [GOOD, TOTAL, CAME] = [0, 1, 2]
// What the next link may have in common with the one that was read, and the first movement with the first of them.
const [LEFT, CAME_BEFORE, FIRST_LEFT] = [3, 4, 5]

export class StraightBlocks {
  /** The event all links are of. */
  put = 0
  /** An array, because a field of an object takes memory anew each time a number with a fraction is written to it. */
  readonly facts = new Float64Array(6)
  /** How many links are kept; per link the place of its parent among the wanted, and what of it went where and when. */
  links = 0
  readonly link = makeColumns(LINK, ROWS_MAX)
  moves = 0
  readonly move = makeColumns(MOVE, ROWS_MAX)
  private readonly folded: Folded
  private readonly known: number
  private readonly wanted: LotSet
  private readonly from: Unpacker
  private readonly view: DataView
  private last = 0
  private drawBefore = 0
  private readonly fresh: Fresh
  /** Rows of a lot that came since the last fold, newest first. */
  private readonly rows = new Uint32Array(ROWS_MAX)

  constructor(folded: Folded, known: number, wanted: LotSet, fresh: Fresh) {
    this.folded = folded
    this.fresh = fresh
    this.known = known
    this.wanted = wanted
    this.from = new Unpacker(folded.rows)
    this.view = viewOf(folded.rows)
  }

  /** False: it is none of these. `isTouched`: something of it came since the last fold. */
  read(lot: number, isTouched: boolean): boolean {
    return lot >= this.folded.lots ? this.readFresh(lot) : !isTouched && this.readFolded(lot)
  }

  private readFolded(lot: number): boolean {
    const at = this.folded.rowStart[lot]
    return isAlikeCode(this.folded.rows[at]) && at < this.folded.rowStart[lot + 1] ? this.readAlike(lot, at) : this.readAny(lot)
  }

  /** The same of a lot that came since the last fold, as it stands in the rows. */
  private readFresh(lot: number): boolean {
    const { fresh } = this
    return this.readFreshLinks(fresh, lot) && this.readFreshMoves(fresh, lot)
  }

  private readFreshLinks({ links, in: into }: Fresh, lot: number): boolean {
    const { facts, rows, wanted } = this
    const { columns } = links
    const count = this.chain(into.get(lot), columns.nextIn, links.size)
    if (count <= 0) return false
    const first = rows[count - 1]
    this.links = 0
    this.put = columns.since[first]
    facts[GOOD] = columns.portion[first]
    facts[TOTAL] = columns.total[first]
    facts[CAME] = Infinity
    if (this.put > this.known) return false
    for (let i = count - 1, draw = -1; i >= 0; i--) {
      const row = rows[i]
      if (!this.isCommon(columns, row) || columns.draw[row] <= draw) return false
      draw = columns.draw[row]
      facts[LEFT] = columns.left[row]
      facts[CAME_BEFORE] = columns.came[row]
      if (facts[CAME_BEFORE] < facts[CAME]) facts[CAME] = facts[CAME_BEFORE]
      const place = wanted.indexOf(columns.parent[row])
      if (place >= 0) this.keep(place, columns.drawQ[row], columns.taken[row])
    }
    return true
  }

  /** Of the one event, in force, of an exact quantity and out of no mixture. */
  private isCommon(of: Fresh['links']['columns'], row: number): boolean {
    const { put, facts } = this
    if (of.since[row] !== put || of.put[row] !== put || of.until[row] !== 0 || of.mark[row] !== 0 || of.removedAt[row] !== Infinity)
      return false
    const q = of.drawQ[row]
    const isExact = of.qMin[row] === q && of.qExp[row] === q && of.qMax[row] === q
    return isExact && of.portion[row] === facts[GOOD] && of.total[row] === facts[TOTAL]
  }

  private readFreshMoves({ movements, moves }: Fresh, lot: number): boolean {
    const { move, rows, known } = this
    const { columns } = movements
    const count = this.chain(moves.get(lot), columns.previous, movements.size)
    if (count < 0) return false
    for (let i = count - 1, to = 0; i >= 0; i--, to++) {
      const row = rows[i]
      if (columns.since[row] > known || columns.until[row] !== 0) return false
      move.kind[to] = columns.kind[row]
      move.since[to] = columns.since[row]
      move.delta[to] = columns.delta[row]
      move.at[to] = columns.at[row]
      move.run[to] = columns.run[row]
      move.reference[to] = columns.reference[row]
    }
    this.moves = count
    return true
  }

  /** How many rows of the chain stand in `rows` then; -1: too many. */
  private chain(head: number, next: Uint32Array, size: number): number {
    const { rows } = this
    let count = 0
    for (let i = head; i !== 0; i = next[i - 1]) {
      if (i > size) continue
      if (count === ROWS_MAX) return -1
      rows[count++] = i - 1
    }
    return count
  }

  private readAlike(lot: number, at: number): boolean {
    const { folded, view, wanted, facts, link, move, from } = this
    this.last = Math.round(lot * folded.pace) + view.getInt32(at + LAST_AT, true)
    if (this.last > this.known) return false
    const sizes = view.getUint8(at + SIZES_AT)
    const step = PARENT_BYTES + (sizes >>> WIDTH_BITS) + 1
    const mask = -1 >>> (8 * (7 - step))
    const isLarge = (view.getUint8(at + KIND_AT) & LARGE) !== 0
    const first = at + LINKS_AT + (isLarge ? LARGER : 0)
    const end = first + step * (view.getUint8(at) - ALIKE + 1)
    const more = sizes & MORE_MASK
    from.at = end
    const put = more === 0 ? this.last : this.last - from.whole()
    const left = baseTime(folded.base[lot]) + view.getUint16(at + LEFT_AT, true)
    const came = left - view.getUint32(at + SPAN_AT, true)
    let links = 0
    for (let i = first; i < end; i += step) {
      const place = wanted.indexOf(lot - (view.getInt32(i, true) & PARENT_BITS))
      if (place < 0) continue
      link.source[links] = place
      link.came[links] = came
      link.left[links] = left
      link.taken[links] = put
      link.quantity[links++] = decimalOf(view.getInt32(i + PARENT_BYTES, true) & mask)
    }
    facts[GOOD] = facts[TOTAL] = decimalOf(isLarge ? view.getInt32(at + PORTION_AT, true) : view.getUint16(at + PORTION_AT, true))
    facts[CAME] = came
    this.put = put
    this.links = links
    this.moves = 1
    move.kind[0] = view.getUint8(at + KIND_AT) & KIND
    move.since[0] = put
    move.delta[0] = facts[GOOD]
    move.at[0] = left
    move.run[0] = move.reference[0] = 0
    return more === 0 || this.readMoves(more, put, left)
  }

  private readAny(lot: number): boolean {
    const { folded, from, facts } = this
    const frame = frameOf(folded, lot)
    from.at = folded.rowStart[lot]
    if (from.at === folded.rowStart[lot + 1]) return false
    const { links, movements } = unpackSizes(from)
    this.last = startOf(frame) + from.signed()
    const isOfInterest = this.last <= this.known && links > 0 && links <= ROWS_MAX && movements <= ROWS_MAX
    this.moves = 0
    return isOfInterest && this.readLinks(links, lot, frame.base) && this.readMoves(movements, this.put, facts[FIRST_LEFT])
  }

  private readLinks(count: number, lot: number, base: number): boolean {
    const { facts } = this
    this.links = 0
    this.drawBefore = 0
    facts[CAME] = Infinity
    facts[LEFT] = base
    if (!this.readLink(lot, true)) return false
    facts[FIRST_LEFT] = facts[LEFT]
    for (let i = 1; i < count; i++) if (!this.readLink(lot, false)) return false
    return true
  }

  private readLink(lot: number, isFirst: boolean): boolean {
    const { from, facts } = this
    const flags = from.byte()
    if ((flags & (OPEN | SAME_DRAW | ONE_QUANTITY)) !== (OPEN | ONE_QUANTITY) || isFirst === ((flags & SAME_EVENT) !== 0)) return false
    const place = this.wanted.indexOf(lot - from.signed())
    if (isFirst && !this.readEvent()) return false
    if ((flags & SAME_TIMES) === 0) {
      facts[LEFT] = from.time(facts[LEFT])
      facts[CAME_BEFORE] = from.time(facts[LEFT])
      facts[CAME] = Math.min(facts[CAME], facts[CAME_BEFORE])
    }
    const quantity = from.quantity()
    const taken = (flags & TAKEN_THERE) !== 0 ? this.put : this.last - from.signed()
    if ((flags & NEXT_LINE) === 0) from.whole()
    const draw = (flags & NEXT_DRAW) !== 0 ? this.drawBefore + 1 : from.whole()
    if (!isFirst && draw <= this.drawBefore) return false
    this.drawBefore = draw
    if (place >= 0) this.keep(place, quantity, taken)
    return true
  }

  private keep(source: number, quantity: number, taken: number): void {
    const { link, facts } = this
    const row = this.links++
    link.source[row] = source
    link.quantity[row] = quantity
    link.came[row] = facts[CAME_BEFORE]
    link.left[row] = facts[LEFT]
    link.taken[row] = taken
  }

  private readEvent(): boolean {
    const { from, facts } = this
    this.put = this.last - from.whole()
    const event = from.byte()
    if ((event & PUT_THERE) === 0 || (event & BLENDS) !== 0) return false
    facts[GOOD] = from.quantity()
    facts[TOTAL] = (event & HAS_SCRAP) !== 0 ? from.quantity() : facts[GOOD]
    return true
  }

  private readMoves(count: number, firstSince: number, firstAt: number): boolean {
    const { from, move, last } = this
    let [since, at] = [firstSince, firstAt]
    const end = this.moves + count
    for (let i = this.moves; i < end; i++) {
      const flags = from.byte()
      if ((flags & SAME_SINCE) === 0) since = last - from.whole()
      from.whole()
      move.kind[i] = flags & KIND
      move.since[i] = since
      move.delta[i] = from.quantity()
      if ((flags & SAME_AT) === 0) at = from.time(at)
      move.at[i] = at
      move.run[i] = move.reference[i] = 0
      if ((flags & PLAIN) !== 0) continue
      if (from.whole() !== 0) return false
      from.quantity()
      move.run[i] = from.whole()
      move.reference[i] = from.whole()
    }
    this.moves = end
    return true
  }
}
