import { type Columns, Table } from './table.ts'

/** Bits of a lot. */
export const HOMOGENEOUS = 1 // a melt or liquid: suspect material cannot be told apart from the rest once it is in
export const COUNTABLE = 2 // the unit is pieces: quantities are whole numbers
const HAS_REMOVED = 4 // some component was taken out of this lot again; lets a back trace skip the look for it

/** Bits of a link. */
export const BLEND = 1
export const ENDED = 2
export const REMOVED = 4
export const MAYBE_BLEND = 8

export const LINK_HOW = ['scanned', 'rule', 'imported', 'asserted'] as const
export type LinkHow = (typeof LINK_HOW)[number]

export const MOVEMENT_KINDS = [
  'received',
  'produced',
  'loaded',
  'unloaded',
  'consumed',
  'installed',
  'removed',
  'split',
  'merged',
  'serialized',
  'moved',
  'scrapped',
  'adjusted',
  'shipped',
  'returned',
  'sentBack',
  'worked',
] as const
export type MovementKind = (typeof MOVEMENT_KINDS)[number]
const KIND_CODE = new Map<string, number>(MOVEMENT_KINDS.map((kind, code) => [kind, code]))
export const kindCode = (kind: MovementKind): number => KIND_CODE.get(kind) as number

/** "As known now": later than every position. */
export const NOW = 0xffffffff

/**
 * A link: some of the parent went into the child. Quantities are in the parent's unit and may be NaN where nobody
 * knows; `portion` (good) and `total` (good and scrap) are units of the child. Times are milliseconds; positions
 * are the store's order of events. `put` 0 means installed into an assembly that already existed.
 */
export interface NewLink {
  readonly since: number
  readonly line: number
  readonly parent: number
  readonly child: number
  readonly qMin: number
  readonly qExp: number
  readonly qMax: number
  readonly drawQ: number
  readonly portion: number
  readonly total: number
  readonly came: number
  readonly left: number
  readonly taken: number
  readonly put: number
  readonly draw: number
  /** 1: drawn from a perfect mixture, a suspect part makes the whole draw suspect. 2: it may have been mixed in only on the way. */
  readonly blend?: number
  readonly how?: LinkHow
  readonly removedAt?: number
  readonly until?: number
}

/** A movement: one exact physical line of a lot. `run` and `reference` are numbers the caller gives to names; 0 is none. */
export interface NewMovement {
  readonly since: number
  readonly line: number
  readonly lot: number
  readonly kind: MovementKind
  readonly delta: number
  readonly at: number
  readonly scrap?: number
  readonly run?: number
  readonly reference?: number
  readonly until?: number
}

const LOT = { flags: 'u8', outHead: 'u32', inHead: 'u32', lastMovement: 'u32' } as const
const LINK = {
  since: 'u32',
  until: 'u32',
  line: 'u32',
  parent: 'u32',
  child: 'u32',
  taken: 'u32',
  put: 'u32',
  draw: 'u32',
  qMin: 'f64',
  qExp: 'f64',
  qMax: 'f64',
  drawQ: 'f64',
  portion: 'f64',
  total: 'f64',
  came: 'f64',
  left: 'f64',
  removedAt: 'f64',
  mark: 'u8',
  how: 'u8',
  nextOut: 'u32',
  nextIn: 'u32',
} as const
const MOVEMENT = {
  since: 'u32',
  until: 'u32',
  line: 'u32',
  lot: 'u32',
  kind: 'u8',
  delta: 'f64',
  scrap: 'f64',
  at: 'f64',
  run: 'u32',
  reference: 'u32',
  previous: 'u32',
} as const

/** The folded adjacency: what a forward trace reads is copied beside the child, so that it reads memory in order. */
export interface Adjacency {
  readonly lots: number
  readonly links: number
  readonly outStart: Uint32Array
  readonly outLink: Uint32Array
  readonly outChild: Uint32Array
  readonly outCame: Float64Array
  readonly outLeft: Float64Array
  readonly outMark: Uint8Array
  readonly inStart: Uint32Array
  readonly inLink: Uint32Array
}

const u32 = (n: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(n * 4))
const f64 = (n: number): Float64Array => new Float64Array(new SharedArrayBuffer(n * 8))
const u8 = (n: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(n))

/** Above this many unfolded links a trace folds them in first; the arithmetic: one million list hops cost about as much as a fold. */
const DELTA_LINKS_MAX = 1_000_000

/**
 * The genealogy of a store: lots, links and movements as columns. Facts are appended or ended, never changed, and
 * must be appended in ledger order (`since` never goes down), which is what lets a key be found by bisection.
 */
export class LotGraph {
  private readonly lots = new Table(LOT)
  private readonly linkTable = new Table(LINK)
  private readonly movementTable = new Table(MOVEMENT)
  private adjacency: Adjacency = fold(this.lots.columns, this.linkTable.columns, 1, 0)
  private removedLinks = 0
  /** Nothing in the graph began or ended to be believed after this position. */
  lastPosition = 0

  constructor() {
    this.lots.append() // lot ids start at 1; row 0 stays empty
  }

  get lotCount(): number {
    return this.lots.size - 1
  }
  get linkCount(): number {
    return this.linkTable.size
  }
  get movementCount(): number {
    return this.movementTable.size
  }
  /** One more than the highest lot id. */
  get lotEnd(): number {
    return this.lots.size
  }
  get lot(): Columns<typeof LOT> {
    return this.lots.columns
  }
  get link(): Columns<typeof LINK> {
    return this.linkTable.columns
  }
  get movement(): Columns<typeof MOVEMENT> {
    return this.movementTable.columns
  }
  get folded(): Adjacency {
    return this.adjacency
  }
  get hasRemovals(): boolean {
    return this.removedLinks > 0
  }

  reserve(size: { lots?: number; links?: number; movements?: number }): void {
    if (size.lots !== undefined) this.lots.reserve(size.lots + 1)
    if (size.links !== undefined) this.linkTable.reserve(size.links)
    if (size.movements !== undefined) this.movementTable.reserve(size.movements)
  }

  addLot(id: number, flags: { homogeneous?: boolean; countable?: boolean }): void {
    if (!Number.isInteger(id) || id < 1) throw new Error(`lot id ${id} is not a positive whole number`)
    while (this.lots.size <= id) this.lots.append()
    const bits = (flags.homogeneous ? HOMOGENEOUS : 0) | (flags.countable ? COUNTABLE : 0)
    this.lot.flags[id] = (this.lot.flags[id] & HAS_REMOVED) | bits
  }

  addLink(link: NewLink): number {
    this.requireLot(link.parent)
    this.requireLot(link.child)
    const index = appendInOrder(this.linkTable, link.since, 'link')
    this.lastPosition = Math.max(this.lastPosition, link.since, link.until ?? 0)
    const to = this.link
    to.since[index] = link.since
    to.until[index] = link.until ?? 0
    to.line[index] = link.line
    to.parent[index] = link.parent
    to.child[index] = link.child
    to.qMin[index] = link.qMin
    to.qExp[index] = link.qExp
    to.qMax[index] = link.qMax
    to.drawQ[index] = link.drawQ
    to.portion[index] = link.portion
    to.total[index] = link.total
    to.came[index] = link.came
    to.left[index] = link.left
    to.removedAt[index] = Infinity
    to.taken[index] = link.taken
    to.put[index] = link.put
    to.draw[index] = link.draw
    to.how[index] = LINK_HOW.indexOf(link.how ?? 'scanned')
    to.mark[index] = (link.blend === 1 ? BLEND : link.blend === 2 ? MAYBE_BLEND : 0) | (link.until ? ENDED : 0)
    this.chain(index)
    if (link.removedAt !== undefined && link.removedAt !== Infinity) this.setRemovedAt(index, link.removedAt)
    return index
  }

  /** Index of the link with this key, or -1. A key may be believed twice in turn; the latest row wins. */
  findLink(since: number, line: number): number {
    return findRow(this.link, this.linkCount, since, line)
  }

  /** The link is no longer believed from position `until` on. */
  endLink(index: number, until: number): void {
    this.link.until[index] = until
    this.lastPosition = Math.max(this.lastPosition, until)
    this.mark(index, ENDED)
  }

  /**
   * The component was taken out again. This holds for every "known at", so where history matters end the link and
   * add it again with `removedAt` instead.
   */
  setRemovedAt(index: number, at: number): void {
    if (this.link.removedAt[index] === Infinity) this.removedLinks++
    this.link.removedAt[index] = at
    this.lot.flags[this.link.child[index]] |= HAS_REMOVED
    this.mark(index, REMOVED)
  }

  addMovement(movement: NewMovement): number {
    this.requireLot(movement.lot)
    const index = appendInOrder(this.movementTable, movement.since, 'movement')
    const to = this.movement
    to.since[index] = movement.since
    to.until[index] = movement.until ?? 0
    to.line[index] = movement.line
    to.lot[index] = movement.lot
    to.kind[index] = kindCode(movement.kind)
    to.delta[index] = movement.delta
    to.scrap[index] = movement.scrap ?? 0
    to.at[index] = movement.at
    to.run[index] = movement.run ?? 0
    to.reference[index] = movement.reference ?? 0
    to.previous[index] = this.lot.lastMovement[movement.lot]
    this.lot.lastMovement[movement.lot] = index + 1
    return index
  }

  findMovement(since: number, line: number): number {
    return findRow(this.movement, this.movementCount, since, line)
  }

  endMovement(index: number, until: number): void {
    this.movement.until[index] = until
  }

  believed(link: number, known: number): boolean {
    const until = this.link.until[link]
    return this.link.since[link] <= known && (until === 0 || until > known)
  }

  blendOf(link: number): 0 | 1 | 2 {
    const mark = this.link.mark[link]
    return (mark & BLEND) !== 0 ? 1 : (mark & MAYBE_BLEND) !== 0 ? 2 : 0
  }

  movementBelieved(movement: number, known: number): boolean {
    const until = this.movement.until[movement]
    return this.movement.since[movement] <= known && (until === 0 || until > known)
  }

  eachOut(lot: number, visit: (link: number) => void): void {
    const { lots, outStart, outLink } = this.adjacency
    if (lot < lots) for (let i = outStart[lot]; i < outStart[lot + 1]; i++) visit(outLink[i])
    for (let i = this.lot.outHead[lot]; i !== 0; i = this.link.nextOut[i - 1]) visit(i - 1)
  }

  eachIn(lot: number, visit: (link: number) => void): void {
    const { lots, inStart, inLink } = this.adjacency
    if (lot < lots) for (let i = inStart[lot]; i < inStart[lot + 1]; i++) visit(inLink[i])
    for (let i = this.lot.inHead[lot]; i !== 0; i = this.link.nextIn[i - 1]) visit(i - 1)
  }

  /** Latest first. */
  eachMovement(lot: number, visit: (movement: number) => void): void {
    for (let i = this.lot.lastMovement[lot]; i !== 0; i = this.movement.previous[i - 1]) visit(i - 1)
  }

  mayHaveRemoved(lot: number): boolean {
    return (this.lot.flags[lot] & HAS_REMOVED) !== 0
  }

  /** Folds the new links in where there are many; a trace calls it first. */
  settle(): void {
    if (this.linkCount - this.adjacency.links > DELTA_LINKS_MAX) this.fold()
  }

  /** Folds every link into the compressed adjacency. Good to call after a bulk load and at quiet times. */
  fold(): void {
    this.adjacency = fold(this.lot, this.link, this.lotEnd, this.linkCount)
    this.lot.outHead.fill(0)
    this.lot.inHead.fill(0)
  }

  bytes(): number {
    const folded = this.adjacency.links * 29 + this.adjacency.lots * 8
    return this.lots.bytes() + this.linkTable.bytes() + this.movementTable.bytes() + folded
  }

  private chain(index: number): void {
    const { link, lot } = this
    link.nextOut[index] = lot.outHead[link.parent[index]]
    lot.outHead[link.parent[index]] = index + 1
    link.nextIn[index] = lot.inHead[link.child[index]]
    lot.inHead[link.child[index]] = index + 1
  }

  /** The mark is kept twice: beside the link and beside the folded copy that the forward trace reads. */
  private mark(index: number, bit: number): void {
    this.link.mark[index] |= bit
    if (index >= this.adjacency.links) return
    const { outStart, outLink, outMark } = this.adjacency
    const parent = this.link.parent[index]
    for (let i = outStart[parent]; i < outStart[parent + 1]; i++) if (outLink[i] === index) outMark[i] |= bit
  }

  private requireLot(id: number): void {
    if (!(id >= 1 && id < this.lots.size)) throw new Error(`lot ${id} is not in the graph`)
  }
}

interface KeyColumns {
  readonly since: Uint32Array
  readonly line: Uint32Array
}

function appendInOrder(table: Table<typeof LINK> | Table<typeof MOVEMENT>, since: number, what: string): number {
  const last = table.size === 0 ? 0 : table.columns.since[table.size - 1]
  if (!(since >= last)) throw new Error(`${what} of position ${since} came after position ${last}: feed the graph in ledger order`)
  return table.append()
}

function findRow(columns: KeyColumns, size: number, since: number, line: number): number {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high) >>> 1
    if (columns.since[middle] <= since) low = middle + 1
    else high = middle
  }
  for (let i = low - 1; i >= 0 && columns.since[i] === since; i--) if (columns.line[i] === line) return i
  return -1
}

/** Counting sort of the links by parent and by child; within a lot they stay in ledger order. */
function fold(lot: Columns<typeof LOT>, link: Columns<typeof LINK>, lots: number, links: number): Adjacency {
  const outStart = countedStarts(link.parent, lots, links)
  const inStart = countedStarts(link.child, lots, links)
  const made: Adjacency = {
    lots,
    links,
    outStart,
    inStart,
    outLink: u32(links),
    outChild: u32(links),
    outCame: f64(links),
    outLeft: f64(links),
    outMark: u8(links),
    inLink: u32(links),
  }
  const outNext = outStart.slice(0, lots)
  const inNext = inStart.slice(0, lots)
  for (let i = 0; i < links; i++) {
    const at = outNext[link.parent[i]]++
    made.outLink[at] = i
    made.outChild[at] = link.child[i]
    made.outCame[at] = link.came[i]
    made.outLeft[at] = link.left[i]
    made.outMark[at] = link.mark[i]
    made.inLink[inNext[link.child[i]]++] = i
  }
  return made
}

function countedStarts(of: Uint32Array, lots: number, links: number): Uint32Array {
  const starts = u32(lots + 1)
  for (let i = 0; i < links; i++) starts[of[i] + 1]++
  for (let i = 1; i <= lots; i++) starts[i] += starts[i - 1]
  return starts
}
