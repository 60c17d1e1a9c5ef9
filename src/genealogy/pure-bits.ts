/**
 * Where it is settled beforehand that a lot is wholly suspect as soon as what was reached of what it is made of is. Which lots are reached depends on where a trace
 * begins; that all of them are enough, whichever they are, does not.
 *
 * A lot is *pure* where each of its draws, by itself, makes all of it suspect, and comes out of what was all there before and is as much at least. That is asked only of parents
 * that `pure.ts` plays in one run as well: whoever is played in another way has its children looked at, but for a seed that was suspect from the start.
 * It is *dated* where all those parents were there before the first of its own material can have come, or are dated themselves and reached before that: then it is reached when that
 * came, whenever they were. Of a dated lot that was reached later nevertheless the children are looked at, too.
 *
 * Nothing of this changes between two folds: what is new makes a lot fresh, and a fresh lot is played in another way.
 */
import {
  ALIKE,
  isAlikeCode,
  KIND_AT,
  LARGE,
  LARGER,
  LEFT_AT,
  LINKS_AT,
  MORE_MASK,
  PARENT_BYTES,
  PORTION_AT,
  SIZES_AT,
  SPAN_AT,
  WIDTH_BITS,
} from './alike.ts'
import { type Folded, viewOf } from './folded.ts'
import { isSet, set } from './in-order.ts'
import { baseTime } from './outward.ts'
import { decimalOf, littleEndian } from './packing.ts'
import { DUST } from './share.ts'
import { bufferOf } from './table.ts'

type PureBits = Pick<Folded, 'pure' | 'dated'>
type Blocks = Pick<Folded, 'lots' | 'base' | 'rowStart' | 'rows'>

/** In one pass over the blocks; a parent is mostly a recent one. */
export function pureBitsOf(blocks: Blocks, shared: boolean): PureBits {
  const bits = noPureBits(blocks.lots, shared)
  const draws = new Draws(blocks, bits.dated)
  for (let lot = 1; lot < blocks.lots; lot++) {
    if (!draws.areEach(lot)) continue
    set(bits.pure, lot)
    if (draws.latest <= draws.came) set(bits.dated, lot)
  }
  return bits
}

/** Nobody has looked yet: whatever is pure is found link by link. */
export function noPureBits(lots: number, shared: boolean): PureBits {
  const bits = (): Int32Array => new Int32Array(bufferOf(((lots + 31) >>> 5) * 4, shared))
  return { pure: bits(), dated: bits() }
}

class Draws {
  /** Since when the material of the lot can have come, and by when its parents are reached at the latest. */
  came = 0
  latest = 0
  private readonly blocks: Blocks
  private readonly dated: Int32Array
  private readonly view: DataView

  /** Of all earlier lots it is told whether they are dated. */
  constructor(blocks: Blocks, dated: Int32Array) {
    this.blocks = blocks
    this.dated = dated
    this.view = viewOf(blocks.rows)
  }

  /** Each of them makes all of the lot suspect. */
  areEach(lot: number): boolean {
    const at = this.blocks.rowStart[lot]
    if (!this.isAlone(lot, at)) return false
    const left = this.leftAt(lot, at)
    const total = this.portionAt(at)
    if (!(total >= DUST)) return false
    this.came = left - this.view.getUint32(at + SPAN_AT, true)
    this.latest = -Infinity
    const { rows } = this.blocks
    const width = (rows[at + SIZES_AT] >>> WIDTH_BITS) + 1
    const links = rows[at] - ALIKE + 1
    let from = at + ((rows[at + KIND_AT] & LARGE) === 0 ? LINKS_AT : LINKS_AT + LARGER)
    for (let link = 0; link < links; link++) {
      const quantity = decimalOf(littleEndian(rows, from + PARENT_BYTES, width))
      if (!isAll(quantity, total) || !this.isThere(lot - littleEndian(rows, from, PARENT_BYTES), left, quantity)) return false
      from += PARENT_BYTES + width
    }
    return true
  }

  /** All that is recorded of it is one event, which made it. */
  private isAlone(lot: number, at: number): boolean {
    const { rows, rowStart } = this.blocks
    return at < rowStart[lot + 1] && isAlikeCode(rows[at]) && (rows[at + SIZES_AT] & MORE_MASK) === 0
  }

  private isThere(parent: number, left: number, quantity: number): boolean {
    const at = this.blocks.rowStart[parent]
    if (!this.isAlone(parent, at)) return true
    const since = this.leftAt(parent, at)
    const reached = isSet(this.dated, parent) ? since - this.view.getUint32(at + SPAN_AT, true) : since
    this.latest = Math.max(this.latest, reached)
    return since < left && quantity <= this.portionAt(at)
  }

  private leftAt(lot: number, at: number): number {
    return baseTime(this.blocks.base[lot]) + this.view.getUint16(at + LEFT_AT, true)
  }

  private portionAt(at: number): number {
    const isLarge = (this.blocks.rows[at + KIND_AT] & LARGE) !== 0
    return decimalOf(isLarge ? this.view.getInt32(at + PORTION_AT, true) : this.view.getUint16(at + PORTION_AT, true))
  }
}

/** Worked out as the weighing does, so that it comes to the same. More than a unit of it for each unit made is looked at there. */
function isAll(quantity: number, total: number): boolean {
  const per = quantity / total
  return quantity >= DUST && quantity <= total && per > 0 && quantity / per >= total
}
