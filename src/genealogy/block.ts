/**
 * One lot's block: what is alike throughout in the form of alike.ts, and any other as here, the links into it and its movements, in ledger order, each written as what differs from the one before.
 * A typical link (one of three that an event brought, a decimal quantity) takes six to nine bytes, its first one five more.
 *
 *   links, movements, last (the last position that anything in the block began or ended at)
 *   link:     flags, parent, [since, put, how and mark, portion, total], [left, came], quantities, taken, [line, draw], [until, removedAt]
 *   movement: flags and kind, [since], line, delta, [at], [until, scrap, run, reference]
 */
import {
  ALIKE,
  areAlike,
  isAlikeCode,
  KIND_AT,
  LARGE,
  LARGER,
  LAST_AT,
  LEFT_AT,
  LINKS_AT,
  MORE_MASK,
  PARENT_BYTES,
  packAlike,
  SIZES_AT,
  unpackAlike,
  WIDTH_BITS,
} from './alike.ts'
import {
  BLEND,
  ENDED,
  type LinkBuffer,
  type LinkRows,
  type LinksThere,
  linkBuffer,
  MAYBE_BLEND,
  type MovementBuffer,
  type MovementsThere,
  movementBuffer,
  REMOVED,
} from './facts.ts'
import { decimalOf, Packer, Unpacker } from './packing.ts'

// What a link has in common with the one before, or in itself.
export const SAME_EVENT = 1
export const SAME_TIMES = 2
export const ONE_QUANTITY = 4
export const TAKEN_THERE = 8
export const NEXT_LINE = 16
export const NEXT_DRAW = 32
export const OPEN = 64 // neither ended nor removed
export const SAME_DRAW = 128

// How an event's links are known, in one byte.
export const HAS_SCRAP = 128
export const PUT_THERE = 64
const HOW_AT = 4
const HOW = 3
export const BLENDS = BLEND | MAYBE_BLEND

export const FEW = 15
export const MANY = 255

export const KIND = 31
export const SAME_SINCE = 32
export const PLAIN = 64
export const SAME_AT = 128

/** No link is longer than this, packed. */
const LINK_BYTES_MAX = 220
const MOVEMENT_BYTES_MAX = 96

export interface Block {
  readonly links: LinkBuffer
  readonly movements: MovementBuffer
}

export const newBlock = (): Block => ({ links: linkBuffer(), movements: movementBuffer() })

export interface Frame {
  readonly lot: number
  /** The time that the block's times are written from. */
  readonly base: number
  /** Positions per lot, about: the last position of a block is written from there. */
  readonly pace: number
}

export const startOf = ({ lot, pace }: Frame): number => Math.round(lot * pace)

export function packBlock(to: Packer, { links, movements }: Block, frame: Frame): void {
  if (links.size === 0 && movements.size === 0) return
  to.room(32 + links.size * LINK_BYTES_MAX + movements.size * MOVEMENT_BYTES_MAX)
  const last = lastAt(links.columns, 0, links.size, lastAt(movements.columns, 0, movements.size, 0))
  const open = { lot: frame.lot, base: frame.base, start: startOf(frame), last }
  const block = { links, movements }
  const isAllAlike = areAlike(block, open)
  if (isAllAlike) packAlike(to, block, open)
  else packLinks(to, block, open)
  for (let i = isAllAlike ? 1 : 0; i < movements.size; i++) packMovement(to, block, i, open)
}

/** The same of rows where they stand, with one movement; false, and nothing is written, where they are not all alike. */
export function packWhereAlike(to: Packer, block: Standing, frame: Frame): boolean {
  const { links, movements } = block
  const last = lastAt(links.columns, links.first, links.size, lastAt(movements.columns, movements.first, movements.size, 0))
  const open = { lot: frame.lot, base: frame.base, start: startOf(frame), last }
  if (!areAlike(block, open)) return false
  to.room(32 + links.size * LINK_BYTES_MAX)
  packAlike(to, block, open)
  return true
}

export interface Standing {
  readonly links: LinksThere
  readonly movements: MovementsThere
}

function packLinks(to: Packer, { links, movements }: Block, frame: OpenFrame & { readonly start: number }): void {
  packSizes(to, links.size, movements.size)
  to.signed(frame.last - frame.start)
  for (let i = 0; i < links.size; i++) packLink(to, links.columns, i, frame)
}

/** Few of each, as mostly, fit into one byte. */
function packSizes(to: Packer, links: number, movements: number): void {
  if (links < FEW && movements < FEW) {
    to.byte(links * FEW + movements)
    return
  }
  to.byte(MANY)
  to.whole(links)
  to.whole(movements)
}

function lastAt({ since, until }: Record<'since' | 'until', Uint32Array>, first: number, size: number, than: number): number {
  let last = than
  for (let row = first; row < first + size; row++) last = Math.max(last, since[row], until[row])
  return last
}

interface OpenFrame {
  readonly lot: number
  readonly base: number
  readonly last: number
}

/** The first link of a block has none before it; it is written from the frame. */
function packLink(to: Packer, link: LinkRows, i: number, frame: OpenFrame): void {
  const flags = linkFlags(link, i)
  to.byte(flags)
  to.signed(frame.lot - link.parent[i])
  if (!(flags & SAME_EVENT)) packEvent(to, link, i, frame)
  if (!(flags & SAME_TIMES)) {
    to.time(link.left[i], i === 0 ? frame.base : link.left[i - 1])
    to.time(link.came[i], link.left[i])
  }
  to.quantity(link.drawQ[i])
  if (!(flags & ONE_QUANTITY)) {
    to.quantity(link.qMin[i])
    to.quantity(link.qExp[i])
    to.quantity(link.qMax[i])
  }
  if (!(flags & TAKEN_THERE)) to.signed(frame.last - link.taken[i])
  if (!(flags & NEXT_LINE)) to.whole(link.line[i])
  if (!(flags & (NEXT_DRAW | SAME_DRAW))) to.whole(link.draw[i])
  if (!(flags & OPEN)) {
    to.whole(link.until[i])
    to.time(link.removedAt[i], link.came[i])
  }
}

function packEvent(to: Packer, link: LinkRows, i: number, { last }: OpenFrame): void {
  to.whole(last - link.since[i])
  const hasScrap = !Object.is(link.total[i], link.portion[i])
  const isPutThere = link.put[i] === link.since[i]
  to.byte((hasScrap ? HAS_SCRAP : 0) | (isPutThere ? PUT_THERE : 0) | (link.how[i] << HOW_AT) | (link.mark[i] & BLENDS))
  if (!isPutThere) to.whole(link.put[i])
  to.quantity(link.portion[i])
  if (hasScrap) to.quantity(link.total[i])
}

function linkFlags(link: LinkRows, i: number): number {
  const { qMin, qExp, qMax, drawQ } = link
  const isOne = Object.is(qMin[i], drawQ[i]) && Object.is(qExp[i], drawQ[i]) && Object.is(qMax[i], drawQ[i])
  const own =
    (isOne ? ONE_QUANTITY : 0) |
    (link.taken[i] === link.since[i] ? TAKEN_THERE : 0) |
    (link.until[i] === 0 && link.removedAt[i] === Infinity ? OPEN : 0)
  return own | (i === 0 ? firstFlags(link) : sharedFlags(link, i))
}

/** Lines and draws count from 1, so the first of a block usually follows a 0. */
const firstFlags = ({ line, draw }: LinkRows): number => (line[0] === 1 ? NEXT_LINE : 0) | (draw[0] === 1 ? NEXT_DRAW : 0)

function sharedFlags(link: LinkRows, i: number): number {
  const before = i - 1
  const isSameEvent =
    link.since[i] === link.since[before] &&
    link.put[i] === link.put[before] &&
    link.how[i] === link.how[before] &&
    Object.is(link.portion[i], link.portion[before]) &&
    Object.is(link.total[i], link.total[before]) &&
    ((link.mark[i] ^ link.mark[before]) & BLENDS) === 0
  return (
    (isSameEvent ? SAME_EVENT : 0) |
    (link.left[i] === link.left[before] && link.came[i] === link.came[before] ? SAME_TIMES : 0) |
    (link.line[i] === link.line[before] + 1 ? NEXT_LINE : 0) |
    (link.draw[i] === link.draw[before] + 1 ? NEXT_DRAW : 0) |
    (link.draw[i] === link.draw[before] ? SAME_DRAW : 0)
  )
}

function packMovement(to: Packer, { links, movements }: Block, i: number, frame: OpenFrame): void {
  const move = movements.columns
  const since = sinceBefore(links, movements, i, frame)
  const at = atBefore(links, movements, i, frame)
  const isPlain = move.until[i] === 0 && move.scrap[i] === 0 && move.run[i] === 0 && move.reference[i] === 0
  const flags = (move.since[i] === since ? SAME_SINCE : 0) | (isPlain ? PLAIN : 0) | (move.at[i] === at ? SAME_AT : 0)
  to.byte(move.kind[i] | flags)
  if (!(flags & SAME_SINCE)) to.whole(frame.last - move.since[i])
  to.whole(move.line[i])
  to.quantity(move.delta[i])
  if (!(flags & SAME_AT)) to.time(move.at[i], at)
  if (flags & PLAIN) return
  to.whole(move.until[i])
  to.quantity(move.scrap[i])
  to.whole(move.run[i])
  to.whole(move.reference[i])
}

/** What made a lot usually also linked it: the first movement is written from the first link. */
function sinceBefore(links: Block['links'], movements: Block['movements'], i: number, { last }: OpenFrame): number {
  if (i > 0) return movements.columns.since[i - 1]
  return links.size > 0 ? links.columns.since[0] : last
}

function atBefore(links: Block['links'], movements: Block['movements'], i: number, { base }: OpenFrame): number {
  if (i > 0) return movements.columns.at[i - 1]
  return links.size > 0 ? links.columns.left[0] : base
}

// ---- and back -------------------------------------------------------------------------------------------------------------------

/**
 * Appends what a block holds, and answers the last position that anything in it began or ended at. Nothing ended as long as that is
 * what the links and movements say themselves.
 */
export function unpackBlock(bytes: Uint8Array, start: number, end: number, into: Block, frame: Frame): number {
  if (start === end) return 0
  const from = new Unpacker(bytes)
  from.at = start
  const open = { lot: frame.lot, base: frame.base, start: startOf(frame) }
  const { last, since, at, more } = isAlikeCode(bytes[start]) ? unpackAlike(from, into, open) : unpackLinks(from, into, open)
  unpackMovements(from, into.movements, more, { lot: frame.lot, last, since, at })
  if (from.at !== end) throw new Error(`the block of lot ${frame.lot} does not end where it should`)
  return last
}

/** Answers what the movements are written from, and how many there are. */
function unpackLinks(
  from: Unpacker,
  into: Block,
  { lot, base, start }: Record<'lot' | 'base' | 'start', number>,
): ReturnType<typeof unpackAlike> {
  const { links, movements } = unpackSizes(from)
  const last = start + from.signed()
  const open = { lot, base, last, first: into.links.size }
  const linksEnd = open.first + links
  into.links.room(linksEnd)
  for (let i = open.first; i < linksEnd; i++) unpackLink(from, into.links.columns, i, open)
  into.links.size = linksEnd
  const { since, left } = into.links.columns
  return links > 0
    ? { last, since: since[open.first], at: left[open.first], more: movements }
    : { last, since: last, at: base, more: movements }
}

/** Where the rows of the block begin in what they are appended to. */
interface Appending extends OpenFrame {
  readonly first: number
}

export function unpackSizes(from: Unpacker): { links: number; movements: number } {
  const byte = from.byte()
  return byte === MANY ? { links: from.whole(), movements: from.whole() } : { links: Math.floor(byte / FEW), movements: byte % FEW }
}

function unpackLink(from: Unpacker, link: LinkRows, i: number, { lot, base, last, first }: Appending): void {
  const flags = from.byte()
  const before = i - 1
  link.child[i] = lot
  link.parent[i] = lot - from.signed()
  if (flags & SAME_EVENT) copyEvent(link, i)
  else unpackEvent(from, link, i, last)
  if (flags & SAME_TIMES) {
    link.left[i] = link.left[before]
    link.came[i] = link.came[before]
  } else {
    link.left[i] = from.time(i === first ? base : link.left[before])
    link.came[i] = from.time(link.left[i])
  }
  link.drawQ[i] = from.quantity()
  const isOne = (flags & ONE_QUANTITY) !== 0
  link.qMin[i] = isOne ? link.drawQ[i] : from.quantity()
  link.qExp[i] = isOne ? link.drawQ[i] : from.quantity()
  link.qMax[i] = isOne ? link.drawQ[i] : from.quantity()
  link.taken[i] = flags & TAKEN_THERE ? link.since[i] : last - from.signed()
  link.line[i] = flags & NEXT_LINE ? (i === first ? 0 : link.line[before]) + 1 : from.whole()
  if (flags & NEXT_DRAW) link.draw[i] = (i === first ? 0 : link.draw[before]) + 1
  else link.draw[i] = flags & SAME_DRAW ? link.draw[before] : from.whole()
  link.until[i] = flags & OPEN ? 0 : from.whole()
  link.removedAt[i] = flags & OPEN ? Infinity : from.time(link.came[i])
  if (link.until[i] !== 0) link.mark[i] |= ENDED
  if (link.removedAt[i] !== Infinity) link.mark[i] |= REMOVED
}

function copyEvent(link: LinkRows, i: number): void {
  const before = i - 1
  link.since[i] = link.since[before]
  link.put[i] = link.put[before]
  link.how[i] = link.how[before]
  link.mark[i] = link.mark[before] & BLENDS
  link.portion[i] = link.portion[before]
  link.total[i] = link.total[before]
}

function unpackEvent(from: Unpacker, link: LinkRows, i: number, last: number): void {
  link.since[i] = last - from.whole()
  const byte = from.byte()
  link.put[i] = byte & PUT_THERE ? link.since[i] : from.whole()
  link.how[i] = (byte >>> HOW_AT) & HOW
  link.mark[i] = byte & BLENDS
  link.portion[i] = from.quantity()
  link.total[i] = byte & HAS_SCRAP ? from.quantity() : link.portion[i]
}

/** What made a lot usually also linked it: the first movement is written from the first link. */
interface MovementsFrom {
  readonly lot: number
  readonly last: number
  readonly since: number
  readonly at: number
}

function unpackMovements(
  from: Unpacker,
  into: MovementBuffer,
  count: number,
  { lot, last, since: firstSince, at: firstAt }: MovementsFrom,
): void {
  const end = into.size + count
  into.room(end)
  const move = into.columns
  let [since, at] = [firstSince, firstAt]
  for (let i = into.size; i < end; i++) {
    const flags = from.byte()
    if (!(flags & SAME_SINCE)) since = last - from.whole()
    move.lot[i] = lot
    move.kind[i] = flags & KIND
    move.since[i] = since
    move.line[i] = from.whole()
    move.delta[i] = from.quantity()
    if (!(flags & SAME_AT)) at = from.time(at)
    move.at[i] = at
    const isPlain = (flags & PLAIN) !== 0
    move.until[i] = isPlain ? 0 : from.whole()
    move.scrap[i] = isPlain ? 0 : from.quantity()
    move.run[i] = isPlain ? 0 : from.whole()
    move.reference[i] = isPlain ? 0 : from.whole()
  }
  into.size = end
}

// ---- only what is wanted of it ---------------------------------------------------------------------------------------------------------

export interface Wanted {
  readonly known: number
  /** Number of a lot that is of interest; -1: of none. */
  indexOf(lot: number): number
}

/**
 * Reads the commonest blocks, of which nearly all are: nothing ended or taken out, every link of one event and a draw of its own, nothing out
 * of a mixture. Of such links only those from wanted lots are kept, because no other can bring anything to a draw of its own.
 */
export class CommonBlocks {
  /** The earliest `came` of all links, those that are not kept as well. */
  came = Infinity
  /** The event all links are of; 0 where there is none. */
  put = 0
  /** There is one movement and no more, and it stands in `one` instead. */
  hasOne = false
  readonly one = { kind: 0, since: 0, delta: 0, at: 0 }
  /** Per kept link the number of its parent. */
  source = new Int32Array(64)
  private left = 0
  private readonly from: Unpacker
  private readonly wanted: Wanted

  constructor(bytes: Uint8Array, wanted: Wanted) {
    this.from = new Unpacker(bytes)
    this.wanted = wanted
  }

  /** False: it is none of these, and nothing was read. Else `into` holds the kept links and all movements, and nothing else. */
  read(start: number, end: number, into: Block, frame: Frame): boolean {
    this.came = Infinity
    this.put = 0
    this.hasOne = false
    into.links.size = into.movements.size = 0
    if (start === end) return true
    const { from } = this
    from.at = start
    if (isAlikeCode(from.bytes[start])) return this.readAlike(into, frame)
    const sizes = from.byte()
    if (sizes === MANY) return false
    const links = (sizes / FEW) | 0
    into.links.room(links)
    const last = startOf(frame) + from.signed()
    if (last > this.wanted.known || !this.readLinks(into.links, links, { lot: frame.lot, base: frame.base, last })) return false
    const since = links > 0 ? this.put : last
    const at = links > 0 ? this.left : frame.base
    this.hasOne = sizes % FEW === 1 && (from.bytes[from.at] & PLAIN) !== 0
    if (this.hasOne) {
      this.readOne(last, since, at)
      return true
    }
    unpackMovements(from, into.movements, sizes % FEW, { lot: frame.lot, last, since, at })
    return !isAnyEnded(into.movements)
  }

  private readAlike(into: Block, frame: Frame): boolean {
    const { from, one } = this
    const start = from.at
    const { bytes } = from
    const count = bytes[start] - ALIKE + 1
    const [sizes, kind] = [bytes[start + SIZES_AT], bytes[start + KIND_AT] & KIND]
    const isLarge = (bytes[start + KIND_AT] & LARGE) !== 0
    const first = start + LINKS_AT + (isLarge ? LARGER : 0)
    from.at = start + LEFT_AT
    this.left = frame.base + from.fixed(2)
    const came = this.left - from.fixed(4)
    const last = startOf(frame) + (from.fixed(4) | 0)
    if (last > this.wanted.known) return false
    const portion = decimalOf(from.fixed(isLarge ? 4 : 2))
    const more = sizes & MORE_MASK
    const width = (sizes >>> WIDTH_BITS) + 1
    from.at = first + count * (PARENT_BYTES + width)
    const since = more > 0 ? last - from.whole() : last
    const rest = from.at
    from.at = first
    this.keepAlike(into.links, { count, lot: frame.lot, width, since, portion, came })
    from.at = rest
    this.put = since
    this.came = came
    one.kind = kind
    one.since = since
    one.delta = portion
    one.at = this.left
    this.hasOne = more === 0
    if (this.hasOne) return true
    appendOne(into.movements, frame.lot, one)
    unpackMovements(from, into.movements, more, { lot: frame.lot, last, since, at: this.left })
    return !isAnyEnded(into.movements)
  }

  private keepAlike(into: LinkBuffer, { count, lot, width, since, portion, came }: Alike): void {
    const { from, wanted, left } = this
    into.room(count)
    if (this.source.length < count) this.source = new Int32Array(count * 2)
    const { source } = this
    const to = into.columns
    let kept = 0
    for (let i = 0; i < count; i++) {
      const parent = lot - from.fixed(PARENT_BYTES)
      const quantity = decimalOf(from.fixed(width))
      const place = wanted.indexOf(parent)
      if (place < 0) continue
      source[kept] = place
      to.parent[kept] = parent
      to.since[kept] = to.put[kept] = to.taken[kept] = since
      to.draw[kept] = i + 1
      to.qMin[kept] = to.qExp[kept] = to.qMax[kept] = to.drawQ[kept] = quantity
      to.portion[kept] = to.total[kept] = portion
      to.came[kept] = came
      to.left[kept] = left
      to.removedAt[kept] = Infinity
      to.mark[kept++] = 0
    }
    into.size = kept
  }

  /** The only movement, which says no more than what, when and how much. */
  private readOne(last: number, since: number, at: number): void {
    const { from, one } = this
    const flags = from.byte()
    one.kind = flags & KIND
    one.since = (flags & SAME_SINCE) !== 0 ? since : last - from.whole()
    from.whole()
    one.delta = from.quantity()
    one.at = (flags & SAME_AT) !== 0 ? at : from.time(at)
  }

  /** One long loop: most of what a weighing reads, it reads here. */
  private readLinks(into: LinkBuffer, count: number, { lot, base, last }: OpenFrame): boolean {
    if (count === 0) return true
    const { from, wanted } = this
    if (this.source.length < count) this.source = new Int32Array(count * 2)
    const { source } = this
    const to = into.columns
    let [since, portion, total, left, came, draw, kept, earliest] = [0, 0, 0, base, 0, 0, 0, Infinity]
    for (let i = 0; i < count; i++) {
      const flags = from.byte()
      if ((flags & (OPEN | SAME_DRAW)) !== OPEN) return false
      const parent = lot - from.signed()
      if (i === 0) {
        if ((flags & SAME_EVENT) !== 0) return false
        since = last - from.whole()
        const event = from.byte()
        if ((event & PUT_THERE) === 0 || (event & BLENDS) !== 0) return false
        portion = from.quantity()
        total = (event & HAS_SCRAP) !== 0 ? from.quantity() : portion
      } else if ((flags & SAME_EVENT) === 0) return false
      if ((flags & SAME_TIMES) === 0) {
        left = from.time(left)
        came = from.time(left)
        if (i === 0) this.left = left
        if (came < earliest) earliest = came
      }
      const drawQ = from.quantity()
      const isOne = (flags & ONE_QUANTITY) !== 0
      const qMin = isOne ? drawQ : from.quantity()
      const qExp = isOne ? drawQ : from.quantity()
      const qMax = isOne ? drawQ : from.quantity()
      const taken = (flags & TAKEN_THERE) !== 0 ? since : last - from.signed()
      if ((flags & NEXT_LINE) === 0) from.whole()
      const next = (flags & NEXT_DRAW) !== 0 ? draw + 1 : from.whole()
      if (i > 0 && next <= draw) return false
      draw = next
      const place = wanted.indexOf(parent)
      if (place < 0) continue
      source[kept] = place
      to.parent[kept] = parent
      to.since[kept] = since
      to.put[kept] = since
      to.draw[kept] = draw
      to.taken[kept] = taken
      to.qMin[kept] = qMin
      to.qExp[kept] = qExp
      to.qMax[kept] = qMax
      to.drawQ[kept] = drawQ
      to.portion[kept] = portion
      to.total[kept] = total
      to.came[kept] = came
      to.left[kept] = left
      to.removedAt[kept] = Infinity
      to.mark[kept++] = 0
    }
    into.size = kept
    this.put = since
    this.came = earliest
    return true
  }
}

/** What the links of a block have in common. */
type Alike = Record<'count' | 'lot' | 'width' | 'since' | 'portion' | 'came', number>

function appendOne(into: MovementBuffer, lot: number, { kind, since, delta, at }: Record<'kind' | 'since' | 'delta' | 'at', number>): void {
  into.room(1)
  const { columns } = into
  columns.lot[0] = lot
  columns.kind[0] = kind
  columns.since[0] = since
  columns.delta[0] = delta
  columns.at[0] = at
  columns.until[0] = columns.scrap[0] = columns.run[0] = columns.reference[0] = 0
  into.size = 1
}

function isAnyEnded({ columns, size }: MovementBuffer): boolean {
  for (let i = 0; i < size; i++) if (columns.until[i] !== 0) return true
  return false
}

/** How many links and movements a block holds, without decoding it. */
export function countLinks(bytes: Uint8Array, start: number): number {
  const byte = bytes[start]
  if (isAlikeCode(byte)) return byte - ALIKE + 1
  return byte === MANY ? sizesAt(bytes, start).links : (byte / FEW) | 0
}

export function countMovements(bytes: Uint8Array, start: number): number {
  const byte = bytes[start]
  if (isAlikeCode(byte)) return (bytes[start + SIZES_AT] & MORE_MASK) + 1
  return byte === MANY ? sizesAt(bytes, start).movements : byte % FEW
}

/** The last position of anything in a block. */
export function lastOfBlock(bytes: Uint8Array, start: number, frame: Frame): number {
  const from = new Unpacker(bytes)
  from.at = start
  if (isAlikeCode(bytes[start])) {
    from.at += LAST_AT
    return startOf(frame) + (from.fixed(4) | 0)
  }
  unpackSizes(from)
  return startOf(frame) + from.signed()
}

function sizesAt(bytes: Uint8Array, start: number): { links: number; movements: number } {
  const from = new Unpacker(bytes)
  from.at = start
  return unpackSizes(from)
}
