/**
 * The form of a block whose links are all alike, as nearly all are: one event drew an exact quantity over each of them, all at one time, and what it made is the
 * first movement. Nothing of that is written twice, and everything stands at a fixed place, so that it is read without a look at what stands before it.
 *
 *   links, kind and how, movements and width, line of the movement, line of the first link, left, span, last, portion in two bytes or four;
 *   per link: how far back the parent is, quantity;
 *   and where there are more movements: how long before the last position the event was
 */
import { BLEND, type LinkBuffer, type LinkRows, type LinksThere, MAYBE_BLEND, type MovementBuffer, type MovementsThere } from './facts.ts'
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
  readonly links: LinksThere
  readonly movements: MovementsThere
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
  const { columns: link, first, size } = links
  if (size === 0 || size > LINKS_MAX || movements.size === 0 || movements.size > MORE_MASK + 1) return false
  const [left, came, code] = [link.left[first], link.came[first], decimalCode(link.portion[first])]
  return (
    isWithin(link.line[first], BYTE_END) &&
    isWithin(left - base, HALF_END) &&
    isWithin(left - came, WORD_END) &&
    Object.is(base + (left - base), left) &&
    Object.is(left - (left - came), came) &&
    isWithin(code, CODE_END) &&
    Math.abs(last - start) < CODE_END &&
    isOfTheirEvent(movements, link, first) &&
    every(
      size,
      i => isExact(link, first, i) && isLike(link, first, first + i) && isWithin(lot - link.parent[first + i] - 1, PARENT_END - 1),
    )
  )
}

function every(size: number, is: (i: number) => boolean): boolean {
  for (let i = 0; i < size; i++) if (!is(i)) return false
  return true
}

/** The first movement is what the event made, and says nothing else. */
function isOfTheirEvent({ columns: move, first: at }: MovementsThere, link: LinkRows, first: number): boolean {
  return (
    move.since[at] === link.since[first] &&
    isWithin(move.line[at], BYTE_END) &&
    move.until[at] === 0 &&
    move.scrap[at] === 0 &&
    move.run[at] === 0 &&
    move.reference[at] === 0 &&
    Object.is(move.at[at], link.left[first]) &&
    Object.is(move.delta[at], link.portion[first])
  )
}

/** A draw of its own, of one quantity, that nothing happened to. */
function isExact(link: LinkRows, first: number, i: number): boolean {
  const row = first + i
  const q = link.drawQ[row]
  return (
    Object.is(link.qMin[row], q) &&
    Object.is(link.qExp[row], q) &&
    Object.is(link.qMax[row], q) &&
    isWithin(decimalCode(q), CODE_END) &&
    link.draw[row] === i + 1 &&
    link.line[row] === link.line[first] + i &&
    link.put[row] === link.since[row] &&
    link.taken[row] === link.since[row] &&
    link.until[row] === 0 &&
    link.removedAt[row] === Infinity &&
    (link.mark[row] & (BLEND | MAYBE_BLEND)) === 0
  )
}

function isLike(link: LinkRows, first: number, row: number): boolean {
  return (
    link.since[row] === link.since[first] &&
    link.how[row] === link.how[first] &&
    Object.is(link.left[row], link.left[first]) &&
    Object.is(link.came[row], link.came[first]) &&
    Object.is(link.portion[row], link.portion[first]) &&
    Object.is(link.total[row], link.portion[first])
  )
}

export function packAlike(to: Packer, { links, movements }: Facts, { lot, base, start, last }: From): void {
  const { columns: link, first, size } = links
  const { columns: move, first: at } = movements
  const width = widthOf(link.drawQ, first, first + size)
  to.byte(ALIKE + size - 1)
  const portion = decimalCode(link.portion[first])
  const isLarge = portion >= HALF_END
  to.byte(move.kind[at] | (link.how[first] << HOW_BITS) | (isLarge ? LARGE : 0))
  to.byte((movements.size - 1) | ((width - 1) << WIDTH_BITS))
  to.byte(move.line[at])
  to.byte(link.line[first])
  to.fixed(link.left[first] - base, 2)
  to.fixed(link.left[first] - link.came[first], 4)
  to.fixed(last - start, 4)
  to.fixed(portion, isLarge ? 4 : 2)
  for (let row = first; row < first + size; row++) {
    to.fixed(lot - link.parent[row], PARENT_BYTES)
    to.fixed(decimalCode(link.drawQ[row]), width)
  }
  if (movements.size > 1) to.whole(last - link.since[first])
}

function widthOf(quantities: Float64Array, from: number, end: number): number {
  let most = 0
  for (let row = from; row < end; row++) most = Math.max(most, decimalCode(quantities[row]))
  return most < BYTE_END ? 1 : most < HALF_END ? 2 : most < PARENT_END ? 3 : 4
}

interface Into {
  readonly links: LinkBuffer
  readonly movements: MovementBuffer
}

/** Appends the links and the first movement; answers what the other movements are written from, and how many there are. */
export function unpackAlike(from: Unpacker, into: Into, { lot, base, start }: Omit<From, 'last'>): Rest {
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
