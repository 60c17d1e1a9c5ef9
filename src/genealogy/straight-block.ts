/**
 * Reads the commonest blocks, of which nearly all are: nothing ended or taken out, every link of one event and a draw of its own, of an exact
 * quantity and not out of a mixture. Of such links only those from wanted lots are kept, because no other can bring anything to a draw of its own.
 */
import {
  BLENDS,
  FEW,
  HAS_SCRAP,
  KIND,
  MANY,
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
import { type Folded, frameOf } from './folded.ts'
import { baseTime } from './outward.ts'
import { Unpacker } from './packing.ts'
import { makeColumns } from './table.ts'

/** The flags of a first link, and of one after it, that say nothing out of the ordinary. */
const FIRST = ONE_QUANTITY | TAKEN_THERE | NEXT_LINE | NEXT_DRAW | OPEN
const ALIKE = FIRST | SAME_EVENT | SAME_TIMES
/** A movement of the event of the links. */
const ITS_OWN = SAME_SINCE | PLAIN | SAME_AT

const LINK = { source: 'u32', quantity: 'f64', came: 'f64', left: 'f64', taken: 'u32' } as const
/** Of larger blocks there are few: they are read with everything that is in them. */
const ROWS_MAX = 4096
const MOVE = { kind: 'u8', since: 'u32', delta: 'f64', at: 'f64', run: 'u32', reference: 'u32' } as const

/** Longer numbers than of four bytes are left to the other way of reading. */
const BITS_MAX = 21

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
  private readonly places: Uint32Array
  private readonly from: Unpacker
  private last = 0
  private drawBefore = 0

  /** `places` says of every lot at which place of what is wanted it stands, from 1 on; 0 of those that are not. */
  constructor(folded: Folded, known: number, places: Uint32Array) {
    this.folded = folded
    this.known = known
    this.places = places
    this.from = new Unpacker(folded.rows)
  }

  /** False: it is none of these. */
  read(lot: number): boolean {
    return this.readAlike(lot) || this.readAny(lot)
  }

  /**
   * What was made once, of whole quantities, and nothing else happened to: most of what a weighing reads it reads here. One long function with the
   * numbers unpacked in place, on purpose: calling for each of them takes half as long again.
   */
  private readAlike(lot: number): boolean {
    const { folded, places, facts, link, move } = this
    const { rows: bytes, rowStart, base, pace } = folded
    let at = rowStart[lot]
    const count = (bytes[at] / FEW) | 0
    if (bytes[at] >= MANY || bytes[at] % FEW !== 1) return false
    let byte = bytes[++at]
    let code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    const last = Math.round(lot * pace) + ((code >>> 1) ^ -(code & 1))
    if (last > this.known || bytes[++at] !== FIRST) return false
    byte = bytes[++at]
    code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    let place = places[lot - ((code >>> 1) ^ -(code & 1))]
    byte = bytes[++at]
    code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    const put = last - code
    if ((bytes[++at] & (HAS_SCRAP | PUT_THERE | BLENDS)) !== PUT_THERE) return false
    byte = bytes[++at]
    code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    if ((code & 1) !== 0) return false
    facts[GOOD] = facts[TOTAL] = code >>> 1
    byte = bytes[++at]
    code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    if (code === 1) return false
    const left = baseTime(base[lot]) + ((code >>> 2) ^ -((code >>> 1) & 1)) * ((code & 1) === 0 ? 1 : 1000)
    byte = bytes[++at]
    code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    if (code === 1) return false
    const came = left + ((code >>> 2) ^ -((code >>> 1) & 1)) * ((code & 1) === 0 ? 1 : 1000)
    let links = 0
    for (let i = 1; ; i++) {
      byte = bytes[++at]
      code = byte & 127
      for (let bits = 7; byte >= 128; bits += 7) {
        if (bits > BITS_MAX) return false
        byte = bytes[++at]
        code |= (byte & 127) << bits
      }
      if ((code & 1) !== 0) return false
      if (place !== 0) {
        link.source[links] = place - 1
        link.came[links] = came
        link.left[links] = left
        link.taken[links] = put
        link.quantity[links++] = code >>> 1
      }
      if (i === count) break
      if (bytes[++at] !== ALIKE) return false
      byte = bytes[++at]
      code = byte & 127
      for (let bits = 7; byte >= 128; bits += 7) {
        if (bits > BITS_MAX) return false
        byte = bytes[++at]
        code |= (byte & 127) << bits
      }
      place = places[lot - ((code >>> 1) ^ -(code & 1))]
    }
    const flags = bytes[++at]
    if ((flags & ~KIND) !== ITS_OWN || bytes[++at] >= 128) return false
    byte = bytes[++at]
    code = byte & 127
    for (let bits = 7; byte >= 128; bits += 7) {
      if (bits > BITS_MAX) return false
      byte = bytes[++at]
      code |= (byte & 127) << bits
    }
    if ((code & 1) !== 0) return false
    facts[CAME] = came
    move.kind[0] = flags & KIND
    move.since[0] = put
    move.delta[0] = code >>> 1
    move.at[0] = left
    move.run[0] = move.reference[0] = 0
    this.put = put
    this.links = links
    this.moves = 1
    return true
  }

  private readAny(lot: number): boolean {
    const { folded, from } = this
    const frame = frameOf(folded, lot)
    from.at = folded.rowStart[lot]
    if (from.at === folded.rowStart[lot + 1]) return false
    const { links, movements } = unpackSizes(from)
    this.last = startOf(frame) + from.signed()
    const isOfInterest = this.last <= this.known && links > 0 && links <= ROWS_MAX && movements <= ROWS_MAX
    return isOfInterest && this.readLinks(links, lot, frame.base) && this.readMoves(movements)
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
    const place = this.places[lot - from.signed()]
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
    if (place !== 0) this.keep(place - 1, quantity, taken)
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

  private readMoves(count: number): boolean {
    const { from, move, last, facts } = this
    let [since, at] = [this.put, facts[FIRST_LEFT]]
    this.moves = count
    for (let i = 0; i < count; i++) {
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
    return true
  }
}
