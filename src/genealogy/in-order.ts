/**
 * Where a trace that asks only *which* lots need not ask *when*. A link is followed unless all of it had left before suspect material came to its parent. So where
 * nothing came into a lot later than the first of it left, every link out of it is followed, whenever it was reached: the lot is in order, as nearly all are.
 *
 * A lot is *timed* where the time at which it is reached decides something: it is not in order, a component was taken out of what it went into, or it hands
 * its time on to a timed lot (what is later, that time or the link's own, is the link's own unless the link began before everything had come into its parent).
 * A lot is *plain* where neither it nor any lot that is made of it is timed: of such a one nothing is read but its children.
 *
 * Whoever is called timed without need only takes longer; so what is not easily told is timed. Between two folds `keep-order.ts` keeps it true.
 */
import { isAlikeCode, timesAlike } from './alike.ts'
import { newBlock, unpackBlock } from './block.ts'
import { type Folded, frameOf } from './folded.ts'
import { ASK, CHILD, cameOf, outwardBase, spanEnd, spanOf } from './outward.ts'
import { bufferOf } from './table.ts'

export type Order = Pick<Folded, 'plain' | 'timed'>
type Outward = Pick<Folded, 'lots' | 'base' | 'pace' | 'rowStart' | 'rows' | 'outStart' | 'outChild' | 'outCame' | 'outSpan'>

/** From the forward columns, in two passes over them; what they cannot tell is read from the block of the child. */
export function orderOf(out: Outward, shared: boolean): Order {
  const bits = (): Int32Array => new Int32Array(bufferOf(((out.lots + 31) >>> 5) * 4, shared))
  const order = { plain: bits(), timed: bits() }
  const between = new LinksBetween(out)
  const latest = latestIntoEach(out, between)
  // Children mostly have the higher numbers, and are known before their parents. What leads to a lower one is timed without looking.
  for (let lot = out.lots - 1; lot > 0; lot--) {
    const isTimed = isTimedByLinks(out, order, { lot, latest: latest[lot], between })
    if (isTimed) set(order.timed, lot)
    else if (!leadsToTimed(out, order, lot)) set(order.plain, lot)
  }
  return order
}

/** Nobody has looked yet: every lot is timed. */
export function orderUnknown(lots: number, shared: boolean): Order {
  const bits = (): Int32Array => new Int32Array(bufferOf(((lots + 31) >>> 5) * 4, shared))
  return { plain: bits(), timed: bits().fill(-1) }
}

/** Nothing can have come into a lot later; as the columns tell it, which may be a little more. */
function latestIntoEach({ lots, base, outStart, outChild, outCame, outSpan }: Outward, between: LinksBetween): Float64Array {
  const latest = new Float64Array(lots).fill(-Infinity)
  for (let lot = 1; lot < lots; lot++) {
    const from = outwardBase(base[lot])
    for (let i = outStart[lot]; i < outStart[lot + 1]; i++) {
      const child = outChild[i] & CHILD
      const left = outCame[i] === ASK ? between.times(lot, child).latest : cameOf(outCame[i], from) + spanEnd(outSpan[i])
      if (!(left <= latest[child])) latest[child] = left
    }
  }
  return latest
}

interface Asked {
  readonly lot: number
  readonly latest: number
  readonly between: LinksBetween
}

function isTimedByLinks(
  { base, outStart, outChild, outCame, outSpan }: Outward,
  { timed }: Order,
  { lot, latest, between }: Asked,
): boolean {
  const from = outwardBase(base[lot])
  for (let i = outStart[lot]; i < outStart[lot + 1]; i++) {
    const child = outChild[i]
    // What is ended or was taken out again is negative.
    if (child <= lot) return true
    if (outCame[i] === ASK) {
      const { came, left } = between.times(lot, child)
      if (!(left >= latest) || (!(came >= latest) && isSet(timed, child))) return true
      continue
    }
    const came = cameOf(outCame[i], from)
    if (came < latest && (came + spanOf(outSpan[i]) < latest || isSet(timed, child))) return true
  }
  return false
}

interface Between {
  /** The earliest of them. */
  readonly came: number
  readonly left: number
  /** The latest, whichever it is. */
  readonly latest: number
}

/** Reads the times of links where they stand, at the child: of whatever is drawn upon months after it came the columns tell none. */
class LinksBetween {
  private readonly out: Outward
  private readonly block = newBlock()

  constructor(out: Outward) {
    this.out = out
  }

  /** Of all links from the one lot into the other. */
  times(parent: number, child: number): Between {
    const { rows, rowStart } = this.out
    const frame = frameOf(this.out, child)
    if (isAlikeCode(rows[rowStart[child]])) {
      const { came, left } = timesAlike(rows, rowStart[child], frame.base)
      return { came, left, latest: left }
    }
    this.block.links.size = this.block.movements.size = 0
    unpackBlock(rows, rowStart[child], rowStart[child + 1], this.block, frame)
    return this.decoded(parent)
  }

  private decoded(parent: number): Between {
    const { columns, size } = this.block.links
    let [came, left, latest] = [Infinity, Infinity, -Infinity]
    for (let row = 0; row < size; row++) {
      if (columns.parent[row] !== parent) continue
      came = Math.min(came, columns.came[row])
      left = Math.min(left, columns.left[row])
      latest = Math.max(latest, columns.came[row], columns.left[row])
    }
    return { came, left, latest }
  }
}

function leadsToTimed({ outStart, outChild }: Outward, { timed }: Order, lot: number): boolean {
  for (let i = outStart[lot]; i < outStart[lot + 1]; i++) if (isSet(timed, outChild[i] & CHILD)) return true
  return false
}

export const isSet = (bits: Int32Array, lot: number): boolean => (bits[lot >>> 5] & (1 << (lot & 31))) !== 0
export const set = (bits: Int32Array, lot: number): void => {
  bits[lot >>> 5] |= 1 << (lot & 31)
}
