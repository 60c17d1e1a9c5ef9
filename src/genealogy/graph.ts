import { type Block, unpackBlock } from './block.ts'
import type { BulkRows } from './bulk-rows.ts'
import {
  BLEND,
  blendMark,
  ENDED,
  LINK_FACTS,
  type LinkBuffer,
  type LinkColumns,
  type LinkFact,
  MAYBE_BLEND,
  MOVEMENT_FACTS,
  type MovementBuffer,
  type MovementColumns,
  type MovementFact,
  REMOVED,
} from './facts.ts'
import { endIn, type FoldQuestion, fold } from './fold.ts'
import { BlockReader, emptyFolded, type Folded, foldedBytes, frameOf } from './folded.ts'
import { Fresh, type FreshHandles, type FreshSizes } from './fresh.ts'
import { OrderKeeper } from './keep-order.ts'
import { CHILD, SPECIAL } from './outward.ts'
import { bufferOf } from './table.ts'
import { LotUnits, type UnitColumn } from './units.ts'

export { BLEND, MAYBE_BLEND } from './facts.ts'

/** Bits of a lot. */
export const HOMOGENEOUS = 1 // a melt or liquid: suspect material cannot be told apart from the rest once it is in
export const COUNTABLE = 2 // the unit is pieces: quantities are whole numbers
const HAS_REMOVED = 4 // some component was taken out of this lot again; lets a back trace skip the look for it
// What the lot has beside its folded block.
export const FRESH_OUT = 8
export const FRESH_IN = 16
export const FRESH_MOVES = 32
export const LATE_ENDS = 64
/** Lots that may come before the flags have to grow again. */
const ROOM_FOR_LOTS = 4096
export const FRESH = FRESH_OUT | FRESH_IN | FRESH_MOVES | LATE_ENDS

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

/** Facts by the number of a link (or movement), wherever they stand. */
export interface FactColumn {
  at(index: number): number
}

/** A graph as another thread may read it: nothing here is copied but the small parts. */
export interface GraphHandles {
  readonly folded: Folded
  readonly fresh: FreshHandles
  readonly flags: Uint8Array
  readonly units: UnitColumn
  readonly lotEnd: number
  readonly lastPosition: number
  readonly hasRemovals: boolean
}

/** Where a fold began: what was there then is in it, what came later is not. */
export interface FoldMark {
  readonly sizes: FreshSizes
  readonly generation: number
}

/**
 * The genealogy of a store: lots, links and movements. Facts are appended or ended, never changed, and must be appended in ledger
 * order (`since` never goes down). Most of them are folded away compressed (folded.ts); what is new stands beside it (fresh.ts).
 *
 * Links and movements have numbers: the folded ones in the order of their lots, then the new ones. A number is good until the next
 * fold, which never happens while a question is being answered.
 */
export class LotGraph {
  readonly link: Readonly<Record<LinkFact, FactColumn>>
  readonly movement: Readonly<Record<MovementFact, FactColumn>>
  folded: Folded
  fresh: Fresh
  flags: Uint8Array
  units: LotUnits
  /** One more than the highest lot id. */
  lotEnd = 1
  /** Nothing in the graph began or ended to be believed after this position. */
  lastPosition = 0
  /** Counts the folds: scratch and numbers of another generation are of no use. */
  generation = 0
  private reader: BlockReader
  private readonly order = new OrderKeeper(this)
  private readonly shared: boolean
  private freshRemovals = 0
  private lastLink = 0
  private lastMovement = 0
  /** Ends that came while a fold was under way somewhere else; it may or may not have seen them. */
  private endedMeanwhile: (() => void)[] | undefined

  constructor({ shared = false, from }: { shared?: boolean; from?: GraphHandles } = {}) {
    this.shared = shared
    this.folded = from ? from.folded : emptyFolded(shared)
    this.fresh = new Fresh(shared, from?.fresh)
    this.flags = from ? from.flags : new Uint8Array(bufferOf(64, shared))
    this.units = new LotUnits(shared, from?.units)
    this.lotEnd = from ? from.lotEnd : 1 // lot ids start at 1
    this.lastPosition = from ? from.lastPosition : 0
    this.freshRemovals = from?.hasRemovals ? 1 : 0
    this.reader = this.newReader()
    this.link = columnsOf(LINK_FACTS, fact => new LinkColumn(this, fact))
    this.movement = columnsOf(MOVEMENT_FACTS, fact => new MovementColumn(this, fact))
  }

  /** What was folded, as it was kept somewhere; everything later is still to be taken in. */
  static restored({ folded, flags, units }: { folded: Folded; flags: Uint8Array; units: UnitColumn }): LotGraph {
    const graph = new LotGraph({ shared: true })
    graph.folded = folded
    graph.flags = flags
    graph.units = new LotUnits(true, units)
    for (let lot = 0; lot < flags.length; lot++) flags[lot] &= ~FRESH
    graph.lotEnd = folded.lots
    graph.lastPosition = folded.position
    graph.reader = graph.newReader()
    return graph
  }

  get lotCount(): number {
    return this.lotEnd - 1
  }
  get linkCount(): number {
    return this.folded.links + this.fresh.links.size
  }
  get movementCount(): number {
    return this.folded.movements + this.fresh.movements.size
  }
  get freshCount(): number {
    return this.fresh.links.size + this.fresh.movements.size + this.fresh.ends.size
  }
  get hasRemovals(): boolean {
    return this.folded.removedLinks > 0 || this.freshRemovals > 0
  }

  handles(): GraphHandles {
    const { folded, flags, lotEnd, lastPosition, hasRemovals } = this
    return { folded, fresh: this.fresh.handles(), flags, units: this.units.column(), lotEnd, lastPosition, hasRemovals }
  }

  // ---- taking in ---------------------------------------------------------------------------------------------------------------

  addLot(id: number, flags: { homogeneous?: boolean; countable?: boolean; unit?: string }): void {
    if (!Number.isInteger(id) || id < 1 || id > CHILD) throw new Error(`lot id ${id} is not a positive whole number`)
    this.roomForLot(id)
    const bits = (flags.homogeneous ? HOMOGENEOUS : 0) | (flags.countable ? COUNTABLE : 0)
    this.flags[id] = (this.flags[id] & (HAS_REMOVED | FRESH)) | bits
    if (flags.unit !== undefined) this.units.set(id, flags.unit)
  }

  addLink(link: NewLink): number {
    this.requireLot(link.parent)
    this.requireLot(link.child)
    if (!(link.since >= this.lastLink)) throw outOfOrder('link', link.since, this.lastLink)
    this.lastLink = link.since
    this.lastPosition = Math.max(this.lastPosition, link.since, link.until ?? 0)
    const { links } = this.fresh
    const index = links.append()
    const to = links.columns
    const removedAt = link.removedAt ?? Infinity
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
    to.removedAt[index] = removedAt
    to.taken[index] = link.taken
    to.put[index] = link.put
    to.draw[index] = link.draw
    to.how[index] = LINK_HOW.indexOf(link.how ?? 'scanned')
    to.mark[index] = blendMark(link.blend ?? 0) | (link.until ? ENDED : 0) | (removedAt === Infinity ? 0 : REMOVED)
    if (removedAt !== Infinity) {
      this.freshRemovals++
      this.flags[link.child] |= HAS_REMOVED
    }
    this.chain(index, link)
    this.order.take(link)
    return this.folded.links + index
  }

  addMovement(movement: NewMovement): number {
    this.requireLot(movement.lot)
    if (!(movement.since >= this.lastMovement)) throw outOfOrder('movement', movement.since, this.lastMovement)
    this.lastMovement = movement.since
    this.lastPosition = Math.max(this.lastPosition, movement.since, movement.until ?? 0)
    const { movements, moves } = this.fresh
    const index = movements.append()
    const to = movements.columns
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
    to.previous[index] = moves.get(movement.lot)
    moves.set(movement.lot, index + 1)
    this.flags[movement.lot] |= FRESH_MOVES
    return this.folded.movements + index
  }

  /** Number of the link into `child` with this key, or -1. A key may be believed twice in turn; the latest row wins. */
  findLink(since: number, line: number, child: number): number {
    const fresh = findRow(this.fresh.links.columns, this.fresh.links.size, since, line)
    if (fresh >= 0) return this.folded.links + fresh
    if (since > this.folded.position || child >= this.folded.lots) return -1
    const { links } = this.reader.read(child)
    const place = lastPlace(links.columns, links.size, since, line)
    return place < 0 ? -1 : this.reader.firstLink + place
  }

  findMovement(since: number, line: number, lot: number): number {
    const fresh = findRow(this.fresh.movements.columns, this.fresh.movements.size, since, line)
    if (fresh >= 0) return this.folded.movements + fresh
    if (since > this.folded.position || lot >= this.folded.lots) return -1
    const { movements } = this.reader.read(lot)
    const place = lastPlace(movements.columns, movements.size, since, line)
    return place < 0 ? -1 : this.reader.firstMove + place
  }

  /** The link is no longer believed from position `until` on. */
  endLink(index: number, until: number): void {
    this.lastPosition = Math.max(this.lastPosition, until)
    const [since, line, child] = [this.link.since.at(index), this.link.line.at(index), this.link.child.at(index)]
    this.endedMeanwhile?.push(() => this.endLink(this.findLink(since, line, child), until))
    const fresh = index - this.folded.links
    if (fresh >= 0) {
      this.fresh.links.columns.until[fresh] = until
      this.fresh.links.columns.mark[fresh] |= ENDED
      return
    }
    const parent = this.link.parent.at(index)
    this.order.neverPlain(parent)
    this.noteEnd(child, { place: this.reader.placeOfLink(index), isMovement: 0, until })
    for (let at = this.folded.outStart[parent]; at < this.folded.outStart[parent + 1]; at++)
      if ((this.folded.outChild[at] & CHILD) === child) this.folded.outChild[at] |= SPECIAL
  }

  endMovement(index: number, until: number): void {
    this.lastPosition = Math.max(this.lastPosition, until)
    const [since, line, lot] = [this.movement.since.at(index), this.movement.line.at(index), this.movement.lot.at(index)]
    this.endedMeanwhile?.push(() => this.endMovement(this.findMovement(since, line, lot), until))
    const fresh = index - this.folded.movements
    if (fresh >= 0) this.fresh.movements.columns.until[fresh] = until
    else this.noteEnd(lot, { place: this.reader.placeOfMovement(index), isMovement: 1, until })
  }

  // ---- reading -----------------------------------------------------------------------------------------------------------------

  believed(link: number, known: number): boolean {
    const until = this.link.until.at(link)
    return this.link.since.at(link) <= known && (until === 0 || until > known)
  }

  blendOf(link: number): 0 | 1 | 2 {
    const mark = this.link.mark.at(link)
    return (mark & BLEND) !== 0 ? 1 : (mark & MAYBE_BLEND) !== 0 ? 2 : 0
  }

  movementBelieved(movement: number, known: number): boolean {
    const until = this.movement.until.at(movement)
    return this.movement.since.at(movement) <= known && (until === 0 || until > known)
  }

  /** Dear where there are many: each link is looked up at its child. */
  eachOut(lot: number, visit: (link: number) => void): void {
    if (lot < this.folded.lots)
      for (let at = this.folded.outStart[lot]; at < this.folded.outStart[lot + 1]; at++) visit(this.linkAt(lot, at))
    this.eachFreshOut(lot, visit)
  }

  eachFreshOut(lot: number, visit: (link: number) => void): void {
    if ((this.flags[lot] & FRESH_OUT) === 0) return
    const { links, out } = this.fresh
    for (let i = out.get(lot); i !== 0; i = links.columns.nextOut[i - 1]) if (i <= links.size) visit(this.folded.links + i - 1)
  }

  eachIn(lot: number, visit: (link: number) => void): void {
    if (lot < this.folded.lots) {
      const count = this.reader.read(lot).links.size
      const first = count > 0 ? this.reader.firstLink : 0
      for (let i = 0; i < count; i++) visit(first + i)
    }
    this.eachFreshIn(lot, visit)
  }

  eachFreshIn(lot: number, visit: (link: number) => void): void {
    if ((this.flags[lot] & FRESH_IN) === 0) return
    const { links } = this.fresh
    for (let i = this.fresh.in.get(lot); i !== 0; i = links.columns.nextIn[i - 1]) if (i <= links.size) visit(this.folded.links + i - 1)
  }

  /** Latest first. */
  eachMovement(lot: number, visit: (movement: number) => void): void {
    this.eachFreshMovement(lot, row => visit(this.folded.movements + row))
    if (lot >= this.folded.lots) return
    const count = this.reader.read(lot).movements.size
    const first = count > 0 ? this.reader.firstMove : 0
    for (let i = count - 1; i >= 0; i--) visit(first + i)
  }

  /** Latest first, by the row in `fresh.movements`. */
  eachFreshMovement(lot: number, visit: (row: number) => void): void {
    if ((this.flags[lot] & FRESH_MOVES) === 0) return
    const { movements, moves } = this.fresh
    for (let i = moves.get(lot); i !== 0; i = movements.columns.previous[i - 1]) if (i <= movements.size) visit(i - 1)
  }

  /** What is folded of a lot, decoded; good until another lot is read. */
  blockOf(lot: number): Block {
    return this.reader.read(lot)
  }

  /** Nothing has happened to the lot since the last fold: all there is of it stands in its block. */
  isFolded(lot: number): boolean {
    return lot < this.folded.lots && (this.flags[lot] & FRESH) === 0
  }

  /**
   * Appends what is believed of the links into a lot and of its movements, in ledger order. Mostly nothing has happened to the lot since
   * the last fold: then its block is decoded right into what it is wanted in.
   */
  gather(lot: number, known: number, into: Block): void {
    if (!this.isFolded(lot)) {
      this.gatherIn(lot, known, into.links)
      this.gatherMovements(lot, known, into.movements)
      return
    }
    const [links, movements] = [into.links.size, into.movements.size]
    const { rowStart, rows } = this.folded
    unpackBlock(rows, rowStart[lot], rowStart[lot + 1], into, frameOf(this.folded, lot))
    keepBelieved(into.links, links, known)
    keepBelieved(into.movements, movements, known)
  }

  /** Appends what is believed of the links into a lot, in ledger order. */
  gatherIn(lot: number, known: number, into: LinkBuffer): void {
    if (lot < this.folded.lots) {
      const { links } = this.reader.read(lot)
      into.take(links.columns, believedRows(links.columns, links.size, known))
    }
    const rows: number[] = []
    this.eachFreshIn(lot, index => rows.push(index - this.folded.links))
    if (rows.length > 0) into.take(this.fresh.links.columns, rows.filter(row => isBelieved(this.fresh.links.columns, row, known)).reverse())
  }

  /** Shows what is believed of the links into a lot where it stands, in no particular order: for whoever counts and needs no copy. */
  visitIn(lot: number, known: number, visit: (columns: LinkColumns, row: number) => void): void {
    if (lot < this.folded.lots) {
      const { links } = this.reader.read(lot)
      for (let row = 0; row < links.size; row++) if (isBelieved(links.columns, row, known)) visit(links.columns, row)
    }
    const { columns } = this.fresh.links
    this.eachFreshIn(lot, index => {
      const row = index - this.folded.links
      if (isBelieved(columns, row, known)) visit(columns, row)
    })
  }

  /** Appends what is believed of a lot's movements, in ledger order. */
  gatherMovements(lot: number, known: number, into: MovementBuffer): void {
    if (lot < this.folded.lots) {
      const { movements } = this.reader.read(lot)
      into.take(movements.columns, believedRows(movements.columns, movements.size, known))
    }
    const rows: number[] = []
    this.eachFreshMovement(lot, row => rows.push(row))
    const { columns } = this.fresh.movements
    if (rows.length > 0) into.take(columns, rows.filter(row => isBelieved(columns, row, known)).reverse())
  }

  /** Shows what is believed of a lot's movements, in ledger order, where it stands: for whoever needs a sum and no copy. */
  visitMovements(lot: number, known: number, visit: (columns: MovementColumns, row: number) => void): void {
    if (lot < this.folded.lots) {
      const { movements } = this.reader.read(lot)
      for (const row of believedRows(movements.columns, movements.size, known)) visit(movements.columns, row)
    }
    const rows: number[] = []
    this.eachFreshMovement(lot, row => rows.push(row))
    const { columns } = this.fresh.movements
    for (let i = rows.length - 1; i >= 0; i--) if (isBelieved(columns, rows[i], known)) visit(columns, rows[i])
  }

  /** The same in no particular order and with nothing made on the way: for whoever sums up a million lots. */
  sumMovements(lot: number, known: number, visit: (columns: MovementColumns, row: number) => void): void {
    if (lot < this.folded.lots) {
      const { columns, size } = this.reader.read(lot).movements
      for (let row = 0; row < size; row++) if (isBelieved(columns, row, known)) visit(columns, row)
    }
    if ((this.flags[lot] & FRESH_MOVES) === 0) return
    const { columns } = this.fresh.movements
    this.eachFreshMovement(lot, row => {
      if (isBelieved(columns, row, known)) visit(columns, row)
    })
  }

  /** The number of the folded link that stands at this place of `outChild`. */
  linkAt(parent: number, at: number): number {
    return this.numberInBlock(this.folded.outChild[at] & CHILD, this.placeAtChild(parent, at))
  }

  /** The same link's place in the block of its child. */
  placeAtChild(parent: number, at: number): number {
    const { outChild, outStart } = this.folded
    const child = outChild[at] & CHILD
    let before = 0 // of the same pair; they stand side by side, in the same order as at the child
    while (at - before > outStart[parent] && (outChild[at - before - 1] & CHILD) === child) before++
    const { links } = this.reader.read(child)
    for (let i = 0; i < links.size; i++) if (links.columns.parent[i] === parent && before-- === 0) return i
    throw new Error(`lots ${parent} and ${child} are linked in one direction only`)
  }

  /** The number of the folded link at this place of a lot's block. */
  numberInBlock(lot: number, place: number): number {
    this.reader.read(lot)
    return this.reader.firstLink + place
  }

  /** Nothing folded into the lot's block began or ended after this position. */
  lastFoldedOf(lot: number): number {
    return this.reader.lastOf(lot)
  }

  mayHaveRemoved(lot: number): boolean {
    return (this.flags[lot] & HAS_REMOVED) !== 0
  }

  /** The place of a folded link in its decoded block, which is read if need be. */
  placeOfLink(index: number): { block: Block; place: number } {
    const place = this.reader.placeOfLink(index)
    return { block: this.reader.block, place }
  }

  placeOfMovement(index: number): { block: Block; place: number } {
    const place = this.reader.placeOfMovement(index)
    return { block: this.reader.block, place }
  }

  bytes(): number {
    return foldedBytes(this.folded) + this.fresh.bytes() + this.flags.byteLength + this.units.bytes
  }

  // ---- folding -----------------------------------------------------------------------------------------------------------------

  /** Folds everything new into the compressed part. Good to call after a bulk load; while the server runs, a worker does it. */
  fold(): void {
    const mark = this.beginFold()
    this.adopt(fold(this.foldQuestion()), mark)
  }

  foldQuestion(): FoldQuestion {
    return { old: this.folded, fresh: this.fresh.handles(), lots: this.lotEnd, position: this.lastPosition, shared: this.shared }
  }

  beginFold(): FoldMark {
    this.endedMeanwhile = []
    return { sizes: this.fresh.sizes(), generation: this.generation }
  }

  /** The fold came to nothing; it can be begun again. */
  abandonFold(): void {
    this.endedMeanwhile = undefined
  }

  /** Takes over what was folded since the mark; what came meanwhile is put beside it again. */
  adopt(folded: Folded, { sizes, generation }: FoldMark): void {
    if (generation !== this.generation) throw new Error('a fold of another generation')
    const old = this.fresh
    const { links, movements } = old
    const meanwhile = this.endedMeanwhile ?? []
    this.endedMeanwhile = undefined
    this.folded = folded
    this.fresh = new Fresh(this.shared)
    this.generation++
    this.reader = this.newReader()
    this.clearFreshFlags(old)
    this.units.fit(this.lotEnd + ROOM_FOR_LOTS)
    this.freshRemovals = 0
    const [lastLink, lastMovement] = [this.lastLink, this.lastMovement]
    this.lastLink = this.lastMovement = 0
    for (let row = sizes.links; row < links.size; row++) this.addLink(linkOf(links.columns, row))
    for (let row = sizes.movements; row < movements.size; row++) this.addMovement(movementOf(movements.columns, row))
    this.lastLink = lastLink
    this.lastMovement = lastMovement
    for (const end of meanwhile) end()
  }

  /** What it takes to fold rows of a bulk load in; nothing else may be new beside them. */
  bulkQuestion(bulk: BulkRows, isMore: boolean): FoldQuestion {
    if (this.freshCount > 0) throw new Error('what is new is to be folded before a bulk load')
    bulk.check(this.lotEnd)
    this.lastPosition = Math.max(this.lastPosition, bulk.lastPosition())
    return { old: this.folded, fresh: bulk.rows(), lots: this.lotEnd, position: this.lastPosition, shared: this.shared, isMore }
  }

  /** Takes over what became of that question. */
  adoptBulk(folded: Folded, bulk: BulkRows): void {
    const { links, movements } = bulk
    this.folded = folded
    this.generation++
    this.reader = this.newReader()
    this.units.fit(this.lotEnd + ROOM_FOR_LOTS)
    this.fitFlags()
    bulk.eachRemoved(child => {
      this.flags[child] |= HAS_REMOVED
    })
    if (links.size > 0) this.lastLink = links.columns.since[links.size - 1]
    if (movements.size > 0) this.lastMovement = movements.columns.since[movements.size - 1]
  }

  /** Other threads may still read the old ones. */
  private clearFreshFlags({ links, movements, ends }: Fresh): void {
    const flags = this.fitFlags()
    const clear = (lots: Uint32Array, size: number): void => {
      for (let row = 0; row < size; row++) flags[lots[row]] &= ~FRESH
    }
    clear(links.columns.parent, links.size)
    clear(links.columns.child, links.size)
    clear(movements.columns.lot, movements.size)
    clear(ends.columns.lot, ends.size)
  }

  /** In memory of their own, with room for some lots more. */
  private fitFlags(): Uint8Array {
    const flags = new Uint8Array(bufferOf(this.lotEnd + ROOM_FOR_LOTS, this.shared))
    flags.set(this.flags.subarray(0, this.lotEnd))
    this.flags = flags
    return flags
  }

  private newReader(): BlockReader {
    return new BlockReader(this.folded, (lot, block) => {
      if ((this.flags[lot] & LATE_ENDS) === 0) return
      const { ends, ended } = this.fresh
      const rows: number[] = []
      for (let i = ended.get(lot); i !== 0; i = ends.columns.previous[i - 1]) if (i <= ends.size) rows.push(i - 1)
      for (const row of rows.reverse()) endIn(block, ends.columns, row)
    })
  }

  private noteEnd(lot: number, end: { place: number; isMovement: 0 | 1; until: number }): void {
    const { ends, ended } = this.fresh
    const row = ends.append()
    const to = ends.columns
    to.lot[row] = lot
    to.place[row] = end.place
    to.isMovement[row] = end.isMovement
    to.until[row] = end.until
    to.previous[row] = ended.get(lot)
    ended.set(lot, row + 1)
    this.flags[lot] |= LATE_ENDS
    this.reader.forget()
  }

  /** The heads last: whoever finds a row through them finds it whole. */
  private chain(index: number, { parent, child }: NewLink): void {
    const { links, out, in: into } = this.fresh
    links.columns.nextOut[index] = out.get(parent)
    links.columns.nextIn[index] = into.get(child)
    out.set(parent, index + 1)
    into.set(child, index + 1)
    this.flags[parent] |= FRESH_OUT
    this.flags[child] |= FRESH_IN
  }

  private roomForLot(id: number): void {
    if (id >= this.flags.length) {
      const grown = new Uint8Array(bufferOf(Math.max(id + 1, this.flags.length + (this.flags.length >>> 2)), this.shared))
      grown.set(this.flags)
      this.flags = grown
    }
    this.lotEnd = Math.max(this.lotEnd, id + 1)
  }

  private requireLot(id: number): void {
    if (!(id >= 1 && id < this.lotEnd)) throw new Error(`lot ${id} is not in the graph`)
  }
}

class LinkColumn implements FactColumn {
  private readonly graph: LotGraph
  private readonly fact: LinkFact

  constructor(graph: LotGraph, fact: LinkFact) {
    this.graph = graph
    this.fact = fact
  }

  at(index: number): number {
    const fresh = index - this.graph.folded.links
    if (fresh >= 0) return this.graph.fresh.links.columns[this.fact][fresh]
    const { block, place } = this.graph.placeOfLink(index)
    return block.links.columns[this.fact][place]
  }
}

class MovementColumn implements FactColumn {
  private readonly graph: LotGraph
  private readonly fact: MovementFact

  constructor(graph: LotGraph, fact: MovementFact) {
    this.graph = graph
    this.fact = fact
  }

  at(index: number): number {
    const fresh = index - this.graph.folded.movements
    if (fresh >= 0) return this.graph.fresh.movements.columns[this.fact][fresh]
    const { block, place } = this.graph.placeOfMovement(index)
    return block.movements.columns[this.fact][place]
  }
}

function columnsOf<Fact extends string>(facts: readonly Fact[], make: (fact: Fact) => FactColumn): Record<Fact, FactColumn> {
  const made: Partial<Record<Fact, FactColumn>> = {}
  for (const fact of facts) made[fact] = make(fact)
  return made as Record<Fact, FactColumn>
}

/** A row of links, as it is added to a graph. */
export function linkOf(from: Readonly<Record<LinkFact, ArrayLike<number>>>, row: number): NewLink {
  const mark = from.mark[row]
  return {
    since: from.since[row],
    line: from.line[row],
    parent: from.parent[row],
    child: from.child[row],
    qMin: from.qMin[row],
    qExp: from.qExp[row],
    qMax: from.qMax[row],
    drawQ: from.drawQ[row],
    portion: from.portion[row],
    total: from.total[row],
    came: from.came[row],
    left: from.left[row],
    taken: from.taken[row],
    put: from.put[row],
    draw: from.draw[row],
    removedAt: from.removedAt[row],
    until: from.until[row],
    how: LINK_HOW[from.how[row]],
    blend: (mark & BLEND) !== 0 ? 1 : (mark & MAYBE_BLEND) !== 0 ? 2 : 0,
  }
}

export function movementOf(from: Readonly<Record<MovementFact, ArrayLike<number>>>, row: number): NewMovement {
  return {
    since: from.since[row],
    line: from.line[row],
    lot: from.lot[row],
    kind: MOVEMENT_KINDS[from.kind[row]],
    delta: from.delta[row],
    scrap: from.scrap[row],
    at: from.at[row],
    run: from.run[row],
    reference: from.reference[row],
    until: from.until[row],
  }
}

const outOfOrder = (what: string, since: number, last: number): Error =>
  new Error(`${what} of position ${since} came after position ${last}: feed the graph in ledger order`)

interface Beliefs {
  readonly since: ArrayLike<number>
  readonly until: ArrayLike<number>
}

const isBelieved = ({ since, until }: Beliefs, row: number, known: number): boolean =>
  since[row] <= known && (until[row] === 0 || until[row] > known)

function keepBelieved(buffer: LinkBuffer | MovementBuffer, first: number, known: number): void {
  const { columns, size } = buffer
  let row = first
  while (row < size && isBelieved(columns, row, known)) row++
  if (row === size) return
  const rows: number[] = []
  for (let i = first; i < size; i++) if (isBelieved(columns, i, known)) rows.push(i)
  buffer.keep(first, rows)
}

function believedRows(columns: Beliefs, size: number, known: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < size; row++) if (isBelieved(columns, row, known)) rows.push(row)
  return rows
}

interface Keys {
  readonly since: ArrayLike<number>
  readonly line: ArrayLike<number>
}

function findRow(columns: Keys, size: number, since: number, line: number): number {
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

function lastPlace({ since, line }: Keys, size: number, ofSince: number, ofLine: number): number {
  for (let i = size - 1; i >= 0; i--) if (since[i] === ofSince && line[i] === ofLine) return i
  return -1
}
