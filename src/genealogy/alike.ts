/**
 * The form of a block whose links are all alike, as nearly all are: one event drew an exact quantity over each of them, all at one time, and what it made is the
 * first movement. Nothing of that is written twice, and everything stands at a fixed place, so that it is read without a look at what stands before it.
 *
 *   links, kind and how, movements and width, line of the movement, line of the first link, left, span, last, portion in two bytes or four;
 *   per link: how far back the parent is, quantity;
 *   and where there are more movements: how long before the last position the event was
 */
import { BLEND, type LinkBuffer, type LinkRows, MAYBE_BLEND, type MovementBuffer } from './facts.ts'
import { decimalCode, decimalOf, littleEndian, type Packer, type Unpacker } from './packing.ts'

/** The first byte of such a block of one link; of more links it is as much more. */
export const ALIKE = 225
const LINKS_MAX = 30
/** Where its facts stand. */
export const [KIND_AT, SIZES_AT, LEFT_AT, SPAN_AT, LAST_AT, PORTION_AT, LINKS_AT] = [1, 2, 5, 7, 11, 15, 17]
const HOW_BITS = 5
const HOW = 3
export const KIND_BITS = 31
/** Of the same byte: the portion takes four bytes, and links begin two bytes later. */
export const LARGE = 128
export const LARGER = 2
/** Of the byte of sizes: how many movements there are beside the first. How many bytes a quantity takes, less one, stands above them. */
export const MORE_MASK = 63
export const WIDTH_BITS = 6
export const PARENT_BYTES = 3
export const PARENT_BITS = 0xffffff
const BYTE_END = 2 ** 8
const HALF_END = 2 ** 16
const PARENT_END = 2 ** 24
const CODE_END = 2 ** 31
const WORD_END = 2 ** 32

interface Facts {
  readonly links: LinkBuffer
  readonly movements: MovementBuffer
}

/** What the facts of a block are written from. */
export interface From {
  readonly lot: number
  readonly base: number
  /** About where its positions are, and the last of them. */
  readonly start: number
  readonly last: number
}

export const isAlikeCode = (byte: number): boolean => byte >= ALIKE && byte < ALIKE + LINKS_MAX

const isWithin = (value: number, end: number): boolean => value >= 0 && value < end && Number.isInteger(value)

export function areAlike({ links, movements }: Facts, { lot, base, start, last }: From): boolean {
  const { columns: link, size } = links
  if (size === 0 || size > LINKS_MAX || movements.size === 0 || movements.size > MORE_MASK + 1) return false
  const [left, came, code] = [link.left[0], link.came[0], decimalCode(link.portion[0])]
  return (
    isWithin(link.line[0], BYTE_END) &&
    isWithin(left - base, HALF_END) &&
    isWithin(left - came, WORD_END) &&
    Object.is(base + (left - base), left) &&
    Object.is(left - (left - came), came) &&
    isWithin(code, CODE_END) &&
    Math.abs(last - start) < CODE_END &&
    isOfTheirEvent(movements, link) &&
    every(size, i => isExact(link, i) && isLike(link, i) && isWithin(lot - link.parent[i] - 1, PARENT_END - 1))
  )
}

function every(size: number, is: (i: number) => boolean): boolean {
  for (let i = 0; i < size; i++) if (!is(i)) return false
  return true
}

/** The first movement is what the event made, and says nothing else. */
function isOfTheirEvent({ columns: move }: MovementBuffer, link: LinkRows): boolean {
  return (
    move.since[0] === link.since[0] &&
    isWithin(move.line[0], BYTE_END) &&
    move.until[0] === 0 &&
    move.scrap[0] === 0 &&
    move.run[0] === 0 &&
    move.reference[0] === 0 &&
    Object.is(move.at[0], link.left[0]) &&
    Object.is(move.delta[0], link.portion[0])
  )
}

/** A draw of its own, of one quantity, that nothing happened to. */
function isExact(link: LinkRows, i: number): boolean {
  const q = link.drawQ[i]
  return (
    Object.is(link.qMin[i], q) &&
    Object.is(link.qExp[i], q) &&
    Object.is(link.qMax[i], q) &&
    isWithin(decimalCode(q), CODE_END) &&
    link.draw[i] === i + 1 &&
    link.line[i] === link.line[0] + i &&
    link.put[i] === link.since[i] &&
    link.taken[i] === link.since[i] &&
    link.until[i] === 0 &&
    link.removedAt[i] === Infinity &&
    (link.mark[i] & (BLEND | MAYBE_BLEND)) === 0
  )
}

function isLike(link: LinkRows, i: number): boolean {
  return (
    link.since[i] === link.since[0] &&
    link.how[i] === link.how[0] &&
    Object.is(link.left[i], link.left[0]) &&
    Object.is(link.came[i], link.came[0]) &&
    Object.is(link.portion[i], link.portion[0]) &&
    Object.is(link.total[i], link.portion[0])
  )
}

export function packAlike(to: Packer, { links, movements }: Facts, { lot, base, start, last }: From): void {
  const { columns: link, size } = links
  const { columns: move } = movements
  const width = widthOf(link.drawQ, size)
  to.byte(ALIKE + size - 1)
  const portion = decimalCode(link.portion[0])
  const isLarge = portion >= HALF_END
  to.byte(move.kind[0] | (link.how[0] << HOW_BITS) | (isLarge ? LARGE : 0))
  to.byte((movements.size - 1) | ((width - 1) << WIDTH_BITS))
  to.byte(move.line[0])
  to.byte(link.line[0])
  to.fixed(link.left[0] - base, 2)
  to.fixed(link.left[0] - link.came[0], 4)
  to.fixed(last - start, 4)
  to.fixed(portion, isLarge ? 4 : 2)
  for (let i = 0; i < size; i++) {
    to.fixed(lot - link.parent[i], PARENT_BYTES)
    to.fixed(decimalCode(link.drawQ[i]), width)
  }
  if (movements.size > 1) to.whole(last - link.since[0])
}

function widthOf(quantities: Float64Array, size: number): number {
  let most = 0
  for (let i = 0; i < size; i++) most = Math.max(most, decimalCode(quantities[i]))
  return most < BYTE_END ? 1 : most < HALF_END ? 2 : most < PARENT_END ? 3 : 4
}

/** Appends the links and the first movement; answers what the other movements are written from, and how many there are. */
export function unpackAlike(from: Unpacker, into: Facts, { lot, base, start }: Omit<From, 'last'>): Rest {
  const size = from.byte() - ALIKE + 1
  const [kindAndHow, sizes, moveLine, line] = [from.byte(), from.byte(), from.byte(), from.byte()]
  const left = base + from.fixed(2)
  const came = left - from.fixed(4)
  const last = start + (from.fixed(4) | 0)
  const portion = decimalOf(from.fixed((kindAndHow & LARGE) !== 0 ? 4 : 2))
  const { links, movements } = into
  const first = links.size
  links.room(first + size)
  const { columns: link } = links
  const width = (sizes >>> WIDTH_BITS) + 1
  for (let i = 0; i < size; i++) {
    const to = first + i
    link.child[to] = lot
    link.parent[to] = lot - from.fixed(PARENT_BYTES)
    link.drawQ[to] = link.qMin[to] = link.qExp[to] = link.qMax[to] = decimalOf(from.fixed(width))
    link.line[to] = line + i
    link.draw[to] = i + 1
  }
  const more = sizes & MORE_MASK
  const since = more > 0 ? last - from.whole() : last
  fillAlike(link, first, first + size, { since, how: (kindAndHow >>> HOW_BITS) & HOW, portion, left, came })
  movements.room(movements.size + 1)
  const { columns: move } = movements
  const at = movements.size++
  move.lot[at] = lot
  move.kind[at] = kindAndHow & KIND_BITS
  move.since[at] = since
  move.line[at] = moveLine
  move.delta[at] = portion
  move.at[at] = left
  move.until[at] = move.scrap[at] = move.run[at] = move.reference[at] = 0
  links.size = first + size
  return { last, since, at: left, more }
}

/** When what went over its links can have come and left, of such a block that begins there; nothing else is read. */
export function timesAlike(bytes: Uint8Array, start: number, base: number): { came: number; left: number } {
  const left = base + littleEndian(bytes, start + LEFT_AT, SPAN_AT - LEFT_AT)
  return { came: left - littleEndian(bytes, start + SPAN_AT, LAST_AT - SPAN_AT), left }
}

interface Rest {
  readonly last: number
  readonly since: number
  readonly at: number
  readonly more: number
}

type Shared = Record<'since' | 'how' | 'portion' | 'left' | 'came', number>

function fillAlike(link: LinkRows, from: number, to: number, { since, how, portion, left, came }: Shared): void {
  for (let i = from; i < to; i++) {
    link.since[i] = link.put[i] = link.taken[i] = since
    link.how[i] = how
    link.portion[i] = link.total[i] = portion
    link.left[i] = left
    link.came[i] = came
    link.until[i] = link.mark[i] = 0
    link.removedAt[i] = Infinity
  }
}
