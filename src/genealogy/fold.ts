/** Takes new rows into the compressed genealogy: blocks and runs of links of untouched lots are copied as they are. */
import { type Block, newBlock, packBlock, packWhereAlike, unpackBlock } from './block.ts'
import { ENDED, type LINK, type MOVEMENT, REMOVED, type Rows } from './facts.ts'
import { type Folded, frameOf, READ_PAST, SAMPLE_BITS } from './folded.ts'
import type { FreshHandles, FreshSizes } from './fresh.ts'
import { orderOf, orderUnknown } from './in-order.ts'
import { ASK, ASK_SPAN, baseStepOf, baseTime, CHILD, cameCode, outwardBase, SPECIAL, spanCode } from './outward.ts'
import { Packer } from './packing.ts'
import { noPureBits, pureBitsOf } from './pure-bits.ts'
import { bufferOf, type Columns, type Schema } from './table.ts'

/** What is to be folded in: rows in ledger order, and ends of what is folded. */
export interface NewRows {
  readonly links: Columns<typeof LINK>
  readonly movements: Columns<typeof MOVEMENT>
  readonly ends: FreshHandles['ends']
  readonly sizes: FreshSizes
}

export interface FoldQuestion {
  readonly old: Folded
  readonly fresh: NewRows
  /** One more than the highest lot id. */
  readonly lots: number
  /** Nothing in `fresh` began or ended after it. */
  readonly position: number
  readonly shared: boolean
  /** Another fold follows before anything is asked: where nobody need ask when can be told by that one. */
  readonly isMore?: boolean
}

export function fold(question: FoldQuestion): Folded {
  const { old, fresh, lots, position } = question
  const { links, movements } = fresh.sizes
  const base = grown(old.base, lots, question.shared)
  const pace = old.pace > 0 ? old.pace : position / lots
  const byChild = sortedBy(fresh.links.child, links)
  const byLot = sortedBy(fresh.movements.lot, movements)
  const rows = foldRows(question, { base, pace, byChild, byLot })
  const out = foldOut(question, { base, rowStart: rows.rowStart, byChild })
  return {
    lots,
    links: old.links + links,
    movements: old.movements + movements,
    position: Math.max(old.position, position),
    pace,
    removedLinks: old.removedLinks + count(fresh.links.mark, links, REMOVED),
    base,
    ...rows,
    ...out,
    ...(question.isMore ? orderUnknown(lots, question.shared) : orderOf({ lots, base, pace, ...rows, ...out }, question.shared)),
    ...(question.isMore ? noPureBits(lots, question.shared) : pureBitsOf({ lots, base, ...rows }, question.shared)),
    linksBefore: samples(old.linksBefore, fresh.links.child, byChild, question),
    movementsBefore: samples(old.movementsBefore, fresh.movements.lot, byLot, question),
  }
}

const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
/** Keys that are no further apart are counted each by itself: in one pass, and those that come together go to places that are near. */
const KEYS_PER_ROW = 4

/** The rows by a key, those with the same key in the order they have: by counting or digit by digit from the lowest, which is several times as quick as comparing. */
function sortedBy(key: Uint32Array, size: number, rows = inOwnOrder(size)): Uint32Array {
  if (isSorted(key, rows)) return rows
  const [low, high] = boundsOf(key, size)
  if (high - low < size * KEYS_PER_ROW) return byCounting(rows, key, { low, high })
  let [from, to] = [rows.slice(), new Uint32Array(size)]
  for (let shift = 0; shift < 32 && (high - low) >>> shift > 0; shift += DIGIT_BITS) {
    byDigit(from, to, { key, low, shift })
    ;[from, to] = [to, from]
  }
  return from
}

function inOwnOrder(size: number): Uint32Array {
  const rows = new Uint32Array(size)
  for (let i = 0; i < size; i++) rows[i] = i
  return rows
}

function boundsOf(key: Uint32Array, size: number): [low: number, high: number] {
  let [low, high] = [key[0], key[0]]
  for (let i = 1; i < size; i++) {
    if (key[i] < low) low = key[i]
    else if (key[i] > high) high = key[i]
  }
  return [low, high]
}

function byCounting(rows: Uint32Array, key: Uint32Array, { low, high }: { low: number; high: number }): Uint32Array {
  const to = new Uint32Array(rows.length)
  const next = new Uint32Array(high - low + 2)
  for (let i = 0; i < rows.length; i++) next[key[rows[i]] - low + 1]++
  for (let at = 1; at < next.length; at++) next[at] += next[at - 1]
  for (let i = 0; i < rows.length; i++) to[next[key[rows[i]] - low]++] = rows[i]
  return to
}

function byDigit(from: Uint32Array, to: Uint32Array, { key, low, shift }: { key: Uint32Array; low: number; shift: number }): void {
  const next = new Uint32Array(DIGITS + 1)
  for (let i = 0; i < from.length; i++) next[(((key[from[i]] - low) >>> shift) & (DIGITS - 1)) + 1]++
  for (let digit = 1; digit < DIGITS; digit++) next[digit] += next[digit - 1]
  for (let i = 0; i < from.length; i++) to[next[((key[from[i]] - low) >>> shift) & (DIGITS - 1)]++] = from[i]
}

function isSorted(key: Uint32Array, rows: Uint32Array): boolean {
  for (let i = 1; i < rows.length; i++) if (key[rows[i - 1]] > key[rows[i]]) return false
  return true
}

function grown(from: Uint32Array, length: number, shared: boolean): Uint32Array {
  const to = new Uint32Array(bufferOf(length * 4, shared))
  to.set(from.subarray(0, length))
  return to
}

function count(marks: Uint8Array, size: number, bit: number): number {
  let found = 0
  for (let i = 0; i < size; i++) if ((marks[i] & bit) !== 0) found++
  return found
}

// ---- blocks ---------------------------------------------------------------------------------------------------------------------

interface Orders {
  readonly base: Uint32Array
  readonly pace: number
  readonly byChild: Uint32Array
  readonly byLot: Uint32Array
}

function foldRows(question: FoldQuestion, orders: Orders): Pick<Folded, 'rowStart' | 'rows'> {
  const { old, fresh, lots, shared, isMore = false } = question
  const rowStart = new Uint32Array(bufferOf((lots + 1) * 4, shared))
  const to = new Packer(old.rows.length + 16 * fresh.sizes.links + 8 * fresh.sizes.movements + 1024, isMore && shared)
  let copied = 0 // blocks below this lot are written
  const block = newBlock()
  const gather = new Gathering(question, orders)
  for (let lot = gather.next(); lot < Infinity; lot = gather.next()) {
    copyBlocks(to, old, rowStart, { from: copied, to: lot })
    rowStart[lot] = to.at
    gather.begin(lot)
    const frame = { lot, base: baseTime(orders.base[lot]), pace: orders.pace }
    if (!gather.stands || !packWhereAlike(to, gather, frame)) packBlock(to, gather.take(block), frame)
    gather.pass()
    copied = lot + 1
  }
  copyBlocks(to, old, rowStart, { from: copied, to: lots })
  rowStart[lots] = to.at
  if (to.at > 0xffffffff) throw new Error('the genealogy has outgrown four gigabytes of blocks')
  return { rowStart, rows: isMore ? whatIsWritten(to) : copyOf(to, shared) }
}

/** With room behind it, which is not given up: the next fold reads it and is done with it. */
function whatIsWritten(to: Packer): Uint8Array {
  to.room(READ_PAST)
  return to.bytes.subarray(0, to.at + READ_PAST)
}

function copyOf(to: Packer, shared: boolean): Uint8Array {
  const rows = new Uint8Array(bufferOf(to.at + READ_PAST, shared))
  rows.set(to.bytes.subarray(0, to.at))
  return rows
}

function copyBlocks(to: Packer, old: Folded, rowStart: Uint32Array, lots: { from: number; to: number }): void {
  const end = Math.min(lots.to, old.lots)
  const shift = lots.from < end ? to.at - old.rowStart[lots.from] : 0
  for (let lot = lots.from; lot < end; lot++) rowStart[lot] = old.rowStart[lot] + shift
  if (lots.from < end) to.copy(old.rows, old.rowStart[lots.from], old.rowStart[end])
  for (let lot = Math.max(lots.from, end); lot < lots.to; lot++) rowStart[lot] = to.at
}

/** Rows of columns that are looked at where they are. */
class There<S extends Schema> implements Rows<S> {
  readonly columns: Columns<S>
  first = 0
  size = 0

  constructor(columns: Columns<S>) {
    this.columns = columns
  }
}

/** The lots that anything happened to, in their order, each with its old block and what is new. */
class Gathering {
  /** What is new of the lot, if all that there is of it stands like that. */
  readonly links: There<typeof LINK>
  readonly movements: There<typeof MOVEMENT>
  /** Nothing was known of it, what is new is in one piece, and what moved is one movement: it can be read where it is. */
  stands = false
  private readonly question: FoldQuestion
  private readonly orders: Orders
  private readonly ends: Uint32Array
  private lot = 0
  private link = 0
  private linkEnd = 0
  private movement = 0
  private movementEnd = 0
  private end = 0

  constructor(question: FoldQuestion, orders: Orders) {
    const { fresh } = question
    this.question = question
    this.orders = orders
    this.ends = sortedBy(fresh.ends.lot, fresh.sizes.ends)
    this.links = new There(fresh.links)
    this.movements = new There(fresh.movements)
  }

  next(): number {
    const { fresh } = this.question
    const { byChild, byLot } = this.orders
    return Math.min(
      this.link < byChild.length ? fresh.links.child[byChild[this.link]] : Infinity,
      this.movement < byLot.length ? fresh.movements.lot[byLot[this.movement]] : Infinity,
      this.end < this.ends.length ? fresh.ends.lot[this.ends[this.end]] : Infinity,
    )
  }

  /** Which rows are of this lot, and what its times are counted from. */
  begin(lot: number): void {
    const { old, fresh } = this.question
    const { byChild, byLot } = this.orders
    this.lot = lot
    for (this.linkEnd = this.link; this.linkEnd < byChild.length && fresh.links.child[byChild[this.linkEnd]] === lot; ) this.linkEnd++
    for (this.movementEnd = this.movement; this.movementEnd < byLot.length && fresh.movements.lot[byLot[this.movementEnd]] === lot; )
      this.movementEnd++
    if (!isKnown(old, lot)) this.orders.base[lot] = baseStepOf(this.firstTime())
    this.stands = !this.hasBlock() && this.movementEnd === this.movement + 1 && this.isInOnePiece()
  }

  /** The old block with what is new behind it. */
  take(block: Block): Block {
    const { old, fresh } = this.question
    const { byChild, byLot } = this.orders
    const { lot, link, linkEnd, movement, movementEnd } = this
    block.links.size = 0
    block.movements.size = 0
    if (this.hasBlock()) unpackBlock(old.rows, old.rowStart[lot], old.rowStart[lot + 1], block, frameOf(old, lot))
    for (; this.end < this.ends.length && fresh.ends.lot[this.ends[this.end]] === lot; this.end++)
      endIn(block, fresh.ends, this.ends[this.end])
    if (linkEnd > link) block.links.take(fresh.links, byChild, link, linkEnd)
    if (movementEnd > movement) block.movements.take(fresh.movements, byLot, movement, movementEnd)
    return block
  }

  /** On to the next lot. */
  pass(): void {
    this.link = this.linkEnd
    this.movement = this.movementEnd
  }

  private hasBlock(): boolean {
    const { lots, rowStart } = this.question.old
    return this.lot < lots && rowStart[this.lot] !== rowStart[this.lot + 1]
  }

  private isInOnePiece(): boolean {
    const { byChild, byLot } = this.orders
    const { links, movements, link, linkEnd } = this
    links.size = linkEnd - link
    if (links.size === 0) return false
    links.first = byChild[link]
    movements.size = 1
    movements.first = byLot[this.movement]
    for (let i = link + 1; i < linkEnd; i++) if (byChild[i] !== links.first + i - link) return false
    return true
  }

  private firstTime(): number {
    const { fresh } = this.question
    const link = this.orders.byChild[this.link]
    const movement = this.orders.byLot[this.movement]
    const isLink = link !== undefined && (movement === undefined || fresh.links.child[link] <= fresh.movements.lot[movement])
    return isLink ? fresh.links.left[link] : fresh.movements.at[movement]
  }
}

/** A lot that has anything already keeps the base that this was written from. */
const isKnown = (old: Folded, lot: number): boolean =>
  lot < old.lots && (old.rowStart[lot] !== old.rowStart[lot + 1] || old.outStart[lot] !== old.outStart[lot + 1])

/** Puts an end that came after the fold into the decoded block. */
export function endIn({ links, movements }: Block, { place, isMovement, until }: FreshHandles['ends'], row: number): void {
  if (isMovement[row] === 1) {
    movements.columns.until[place[row]] = until[row]
    return
  }
  links.columns.until[place[row]] = until[row]
  links.columns.mark[place[row]] |= ENDED
}

// ---- forward --------------------------------------------------------------------------------------------------------------------

type Out = Pick<Folded, 'outStart' | 'outChild' | 'outCame' | 'outSpan'>

interface Inward {
  readonly base: Uint32Array
  readonly rowStart: Uint32Array
  readonly byChild: Uint32Array
}

function foldOut({ old, fresh, lots, shared }: FoldQuestion, { base, rowStart, byChild }: Inward): Out {
  const { links } = fresh.sizes
  const total = old.links + links
  const out: Out = {
    outStart: new Uint32Array(bufferOf((lots + 1) * 4, shared)),
    outChild: new Int32Array(bufferOf(total * 4, shared)),
    outCame: new Uint32Array(bufferOf(total * 4, shared)),
    outSpan: new Uint16Array(bufferOf(total * 2, shared)),
  }
  const { parent } = fresh.links
  const order = sortedBy(parent, links, byChild)
  let copied = 0
  let at = 0
  for (let i = 0; i < links; ) {
    const lot = parent[order[i]]
    at = copyRuns(out, old, { from: copied, to: lot }, at)
    out.outStart[lot] = at
    let end = i
    while (end < links && parent[order[end]] === lot) end++
    if (!isKnown(old, lot) && rowStart[lot] === rowStart[lot + 1]) base[lot] = baseStepOf(fresh.links.came[order[i]])
    at = mergeRun(out, { old, fresh, lot, base: outwardBase(base[lot]), order, first: i, end }, at)
    copied = lot + 1
    i = end
  }
  at = copyRuns(out, old, { from: copied, to: lots }, at)
  out.outStart[lots] = at
  return out
}

function copyRuns(out: Out, old: Folded, lots: { from: number; to: number }, at: number): number {
  const end = Math.min(lots.to, old.lots)
  let next = at
  if (lots.from < end) {
    const [first, last] = [old.outStart[lots.from], old.outStart[end]]
    for (let lot = lots.from; lot < end; lot++) out.outStart[lot] = old.outStart[lot] - first + at
    out.outChild.set(old.outChild.subarray(first, last), at)
    out.outCame.set(old.outCame.subarray(first, last), at)
    out.outSpan.set(old.outSpan.subarray(first, last), at)
    next += last - first
  }
  for (let lot = Math.max(lots.from, end); lot < lots.to; lot++) out.outStart[lot] = next
  return next
}

interface Run {
  readonly old: Folded
  readonly fresh: NewRows
  readonly lot: number
  readonly base: number
  /** What is new of it: from one place in the order to before another. */
  readonly order: Uint32Array
  readonly first: number
  readonly end: number
}

/** The links of one parent by child, those of the same child in ledger order: so the k-th of a pair is the same in both directions. */
function mergeRun(out: Out, { old, fresh, lot, base, order, first, end: last }: Run, start: number): number {
  const { child, came, left, mark } = fresh.links
  let [from, end] = lot < old.lots ? [old.outStart[lot], old.outStart[lot + 1]] : [0, 0]
  let at = start
  for (let i = first; i < last; i++) {
    const link = order[i]
    for (; from < end && (old.outChild[from] & CHILD) <= child[link]; from++) at = carry(out, old, from, at)
    const span = spanCode(came[link], left[link])
    out.outChild[at] = child[link] | (mark[link] & (ENDED | REMOVED) ? SPECIAL : 0)
    out.outCame[at] = span === ASK_SPAN ? ASK : cameCode(came[link], base)
    out.outSpan[at] = span
    at++
  }
  for (; from < end; from++) at = carry(out, old, from, at)
  return at
}

function carry(out: Out, old: Folded, from: number, at: number): number {
  out.outChild[at] = old.outChild[from]
  out.outCame[at] = old.outCame[from]
  out.outSpan[at] = old.outSpan[from]
  return at + 1
}

// ---- numbering ------------------------------------------------------------------------------------------------------------------

function samples(old: Uint32Array, key: Uint32Array, order: Uint32Array, { lots, shared }: FoldQuestion): Uint32Array {
  const length = ((lots - 1) >>> SAMPLE_BITS) + 2
  const made = new Uint32Array(bufferOf(length * 4, shared))
  let added = 0
  for (let sample = 0; sample < length; sample++) {
    while (added < order.length && key[order[added]] >>> SAMPLE_BITS < sample) added++
    made[sample] = (old[Math.min(sample, old.length - 1)] ?? 0) + added
  }
  return made
}
