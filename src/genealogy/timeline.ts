import { firstAtLeast } from '../base/sorted.ts'
import { LINK_FACTS, type LinkBuffer, type LinkColumns, type LinkRows, linkBuffer, movementBuffer } from './facts.ts'
import { kindCode, type LotGraph, MOVEMENT_KINDS, type MovementKind } from './graph.ts'
import { inOrderOfTime } from './in-time.ts'
import { LotSet } from './lot-set.ts'
import { anyWholes, giveBack, whenForgotten, wholes } from './memory.ts'
import type { Reach } from './reach.ts'
import { type Columns, Table } from './table.ts'

/** What happens in a moment: something leaves a lot, comes into it, is installed in it, or the lot becomes suspect. */
export const OUT = 0
export const IN = 1
export const INSTALL = 2
export const AFTER = 3

const MOMENT = {
  slot: 'u32',
  what: 'u8',
  /** Which goes first of what one event does. */
  turn: 'u8',
  kind: 'u8',
  position: 'u32',
  time: 'f64',
  came: 'f64',
  quantity: 'f64',
  run: 'u32',
  reference: 'u32',
  link: 'u32',
  /** What is known of it once it was played: what it took, and what was in the lot before. */
  done: 'u8',
  takenMin: 'f64',
  takenExpected: 'f64',
  takenMax: 'f64',
  before: 'f64',
} as const
export type Moments = Columns<typeof MOMENT>

/**
 * Within an event, what comes back is there before anything is taken, what is taken before what is made of it, and what is made (or taken
 * out of a series that has gone) before it leaves for good.
 */
const [COMES_BACK, IS_TAKEN, COMES_IN, IS_INSTALLED, LEAVES, TURNS_SUSPECT] = [0, 1, 2, 3, 4, 5]
const BACK = marked(['returned', 'removed'])
const FOR_GOOD = marked(['shipped', 'scrapped', 'sentBack', 'adjusted'])
const turnOf = (what: number, kind: number): number =>
  what === OUT ? (FOR_GOOD[kind] === 1 ? LEAVES : IS_TAKEN) : BACK[kind] === 1 ? COMES_BACK : COMES_IN

/** Moving a lot between places, or working on it, changes neither its contents nor what is in it. */
export const STILL = marked(['moved', 'worked'])

/**
 * The moments of the lots of a reach, and the links into each of them by the position that put them there.
 * A slot is the index of a lot in `lots`. What moved in one slot stands together, in ledger order.
 *
 * Either all of it is read at once (`readAll`), or lot by lot (`readLot`): then there are links only of the lot that was read last.
 */
export class Timeline {
  readonly lots: Uint32Array
  readonly moments: Table<typeof MOMENT>
  /** What moved in slot s: momentStart[s] to momentEnd[s]. */
  readonly momentStart: Uint32Array
  readonly momentEnd: Uint32Array
  /** Links into each slot, sorted by (put, draw); removed components stand behind them all. */
  readonly inStart: Uint32Array
  /** Per link the slot of its parent; -1 when that is not part of the reach. */
  source = new Int32Array(64)
  /** Removed components the reach could pass through, by the slot of the assembly. */
  readonly passed = new Map<number, number[]>()
  private readonly graph: LotGraph
  private readonly reach: Reach
  private kept: LotSet | undefined
  readonly links: LinkBuffer
  readonly movements = movementBuffer()
  private readonly found = linkBuffer()
  private readonly passedRows = new Map<number, number>()

  /** `links` is what links are read into. */
  constructor(graph: LotGraph, reach: Reach, links = linkBuffer()) {
    this.graph = graph
    this.reach = reach
    this.links = links
    this.lots = mergedLots(reach)
    // What follows a link is often a movement of its own. Memory that is not touched costs nothing.
    this.moments = takeMoments(Math.ceil(this.lots.length * 1.5) + 64)
    this.momentStart = wholes(this.lots.length)
    this.momentEnd = wholes(this.lots.length)
    this.inStart = wholes(this.lots.length + 1)
  }

  /** About as many links lead into the lots of a reach as lead out of them; what is missing grows. */
  static ofAll(graph: LotGraph, reach: Reach): Timeline {
    return new Timeline(graph, reach, takeLinks(Math.ceil(reach.links * 1.25) + 64)).readAll()
  }

  private readAll(): this {
    for (let slot = 0; slot < this.lots.length; slot++) this.readMoved(slot, this.links.size)
    for (const removed of this.reach.windows.keys()) this.notePassed(removed)
    this.setSources()
    for (let slot = 0; slot < this.lots.length; slot++) this.addInstalls(slot)
    for (const [slot, removed] of this.passed)
      for (const reference of removed) this.addInstall(slot, { row: this.rowOfPassed(reference), reference, isPassed: true })
    for (const seed of this.reach.seeds) if (!seed.part) this.addAfter(this.slotOf(seed.lot), seed.after)
    this.setCame(0)
    return this
  }

  /** Its links take the place of those that were read before; its moments are added, and stand together with its installs. */
  readLot(slot: number): void {
    const first = this.moments.size
    this.readMoved(slot, 0)
    this.setSources()
    this.addInstalls(slot)
    this.setCame(first)
  }

  /** What was read of the lot last is taken back. */
  forgetLot(slot: number): void {
    const { moments } = this
    const first = this.momentStart[slot]
    moments.clear(first, moments.size)
    moments.size = this.momentEnd[slot] = first
  }

  private readMoved(slot: number, firstLink: number): void {
    this.links.size = this.inStart[slot] = firstLink
    this.movements.size = 0
    this.graph.gather(this.lots[slot], this.reach.knownAt, this)
    this.sortLinks(firstLink)
    this.inStart[slot + 1] = this.links.size
    this.momentStart[slot] = this.moments.size
    this.addMovements(slot)
    this.momentEnd[slot] = this.moments.size
  }

  /** The weighing is over and nobody reads its links and moments any more: the next one may write into the same columns. */
  giveBack(): void {
    const isLarger = this.links.columns.since.length > (keptLinks?.columns.since.length ?? 0)
    if (isLarger && this.links.size <= KEPT_LINKS_MAX) keptLinks = this.links
    giveMoments(this.moments)
    giveBack(this.momentStart, this.momentEnd, this.inStart)
    this.kept?.giveBack()
    this.kept = undefined
  }

  /** The links by row: those into slot s are the rows inStart[s] to inStart[s + 1]. */
  get link(): LinkRows {
    return this.links.columns
  }

  get linkCount(): number {
    return this.links.size
  }

  /** The row of a removed component. */
  rowOfPassed(removed: number): number {
    return this.passedRows.get(removed) as number
  }

  /** -1 when the lot is not part of the reach. */
  slotOf(lot: number): number {
    return this.set.indexOf(lot)
  }

  /** The slots by lot. */
  get set(): LotSet {
    this.kept ??= new LotSet(this.lots, this.graph.lotEnd)
    return this.kept
  }

  /** The links that were put into the slot at this position: rows [from, to). */
  putRange(slot: number, put: number): [number, number] {
    return [this.firstPut(slot, put), this.firstPut(slot, put + 1)]
  }

  /** The first moment of the slot that is not before this position. */
  firstAt(slot: number, position: number): number {
    const { position: positions } = this.moments.columns
    let low = this.momentStart[slot]
    let high = this.momentEnd[slot]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (positions[middle] < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /** All moments in the order of time; at the same time in ledger order, and within an event by turns. */
  order(): Uint32Array {
    return inOrderOfTime(this.moments.columns, this.moments.size)
  }

  private notePassed(removed: number): void {
    const { link } = this.graph
    const slot = this.slotOf(link.child.at(removed))
    const list = this.passed.get(slot)
    if (list) list.push(removed)
    else this.passed.set(slot, [removed])
    this.links.room(this.links.size + 1)
    for (const fact of LINK_FACTS) this.links.columns[fact][this.links.size] = link[fact].at(removed)
    this.passedRows.set(removed, this.links.size++)
  }

  private setSources(): void {
    const { size } = this.links
    if (this.source.length < size) this.source = new Int32Array(size * 2)
    const { parent } = this.links.columns
    for (let row = 0; row < size; row++) this.source[row] = this.slotOf(parent[row])
  }

  /** Mostly they stand in the right order already. */
  private sortLinks(first: number): void {
    const { links, found } = this
    if (isInOrder(links.columns, first, links.size)) return
    found.size = 0
    for (let row = first; row < links.size; row++) found.copy(links.columns, row)
    links.size = first
    const { put, since, draw, removedAt } = found.columns
    const rows: number[] = []
    for (let row = 0; row < found.size; row++) if (removedAt[row] === Infinity) rows.push(row)
    const event = (row: number): number => (put[row] === 0 ? since[row] : 0)
    links.take(
      found.columns,
      rows.sort((a, b) => put[a] - put[b] || event(a) - event(b) || draw[a] - draw[b] || a - b),
    )
  }

  private addMovements(slot: number): void {
    const { delta, kind } = this.movements.columns
    const first = this.moments.size
    for (let row = 0; row < this.movements.size; row++)
      if (delta[row] !== 0 && !Number.isNaN(delta[row]) && STILL[kind[row]] === 0) this.addMovement(slot, row, first)
  }

  /** Lines of the same kind in one event are one moment: nobody can tell which of them took which part. */
  private addMovement(slot: number, index: number, first: number): void {
    const movement = this.movements.columns
    const what = movement.delta[index] < 0 ? OUT : IN
    const at = this.sameMoment(first, movement.since[index], movement.kind[index], what)
    const quantity = Math.abs(movement.delta[index])
    if (at >= 0) {
      this.moments.columns.quantity[at] += quantity
      return
    }
    const made = this.moments.append()
    const to = this.moments.columns
    to.slot[made] = slot
    to.what[made] = what
    to.turn[made] = turnOf(what, movement.kind[index])
    to.kind[made] = movement.kind[index]
    to.position[made] = movement.since[index]
    to.time[made] = movement.at[index]
    to.came[made] = movement.at[index]
    to.quantity[made] = quantity
    to.run[made] = movement.run[index]
    to.reference[made] = movement.reference[index]
  }

  private sameMoment(first: number, position: number, kind: number, what: number): number {
    const { columns } = this.moments
    for (let i = this.moments.size - 1; i >= first && columns.position[i] === position; i--) {
      if (columns.kind[i] === kind && columns.what[i] === what) return i
    }
    return -1
  }

  /** Installs into assemblies that already exist have no in-movement of the assembly; they get a moment of their own. */
  private addInstalls(slot: number): void {
    const { link } = this
    for (let i = this.inStart[slot]; i < this.inStart[slot + 1] && link.put[i] === 0; i++) {
      if (i === this.inStart[slot] || !sameDraw(link, i - 1, i)) this.addInstall(slot, { row: i, reference: i, isPassed: false })
    }
  }

  /** `link` of an install moment is one more than the row of its first link, or 0 for a removed component. */
  private addInstall(slot: number, { row, reference, isPassed }: { row: number; reference: number; isPassed: boolean }): void {
    const { link } = this
    const made = this.moments.append()
    const to = this.moments.columns
    to.slot[made] = slot
    to.what[made] = INSTALL
    to.turn[made] = IS_INSTALLED
    to.position[made] = link.taken[row] || link.since[row]
    to.time[made] = link.came[row]
    to.came[made] = link.came[row]
    to.reference[made] = reference
    to.link[made] = isPassed ? 0 : row + 1
  }

  /** Position 0 stands before every event of that time, so that material leaving at that very time counts as suspect. */
  addAfter(slot: number, after = -Infinity): void {
    const made = this.moments.append()
    const to = this.moments.columns
    to.slot[made] = slot
    to.what[made] = AFTER
    to.turn[made] = TURNS_SUSPECT
    to.position[made] = 0
    to.time[made] = after
  }

  /** What comes in may have come since its filling began, which is the earliest arrival over its links. */
  private setCame(first: number): void {
    const { what, slot, position, came } = this.moments.columns
    const links = this.links.columns
    for (let moment = first; moment < this.moments.size; moment++) {
      if (what[moment] !== IN) continue
      const end = this.inStart[slot[moment] + 1]
      const at = position[moment]
      for (let i = this.firstPut(slot[moment], at); i < end && links.put[i] === at; i++)
        came[moment] = Math.min(came[moment], links.came[i])
    }
  }

  /** The first link into the slot that was put there at this position or later. */
  firstPut(slot: number, put: number): number {
    const { put: puts } = this.links.columns
    let low = this.inStart[slot]
    let high = this.inStart[slot + 1]
    // Mostly all that is in a lot came into it at once.
    if (low < high && puts[low] >= put) return low
    if (low < high && puts[high - 1] < put) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (puts[middle] < put) low = middle + 1
      else high = middle
    }
    return low
  }
}

/**
 * Columns of links are kept between weighings, because memory that was never touched costs as much as decoding a link into it. Every
 * fact of a row is written before it is read, so what stood there does not matter. Of a larger trace nothing is kept:
 * this many are 45 MB, or twice that where they had to grow.
 */
const KEPT_LINKS_MAX = 400_000
let keptLinks: LinkBuffer | undefined

function takeLinks(rows: number): LinkBuffer {
  const links = rows <= KEPT_LINKS_MAX ? (keptLinks ?? linkBuffer(rows)) : linkBuffer(rows)
  if (links === keptLinks) keptLinks = undefined
  links.size = 0
  links.room(rows)
  return links
}

/** The same of moments, of which every row holds zeros when it is taken: of two million and more, which are 160 MB, nothing is kept. */
const KEPT_MOMENTS_MAX = 2_000_000
let keptMoments: Table<typeof MOMENT> | undefined

function takeMoments(rows: number): Table<typeof MOMENT> {
  const moments = keptMoments
  if (!moments || moments.columns.slot.length < rows) return new Table(MOMENT, { capacity: rows })
  keptMoments = undefined
  return moments
}

function giveMoments(moments: Table<typeof MOMENT>): void {
  if (moments.columns.slot.length > KEPT_MOMENTS_MAX) return
  moments.clear(0, moments.size)
  moments.size = 0
  keptMoments = moments
}

whenForgotten(() => {
  keptLinks = keptMoments = undefined
})

/** Installs all have put 0: what tells them apart is the event that said so. */
type DrawKeys = Pick<LinkColumns, 'since' | 'put' | 'draw'>
const eventOf = (link: DrawKeys, index: number): number => (link.put[index] === 0 ? link.since[index] : 0)

export function sameDraw(link: DrawKeys, a: number, b: number): boolean {
  return link.put[a] === link.put[b] && eventOf(link, a) === eventOf(link, b) && link.draw[a] === link.draw[b]
}

/** The links of one draw, which stand one behind the other. */
export function drawFrom(link: DrawKeys, first: number, end: number): number[] {
  const links = [first]
  for (let i = first + 1; i < end && sameDraw(link, first, i); i++) links.push(i)
  return links
}

export const isEndKind = (kind: number): boolean => END_KINDS[kind] === 1
const END_KINDS = marked(['shipped', 'scrapped', 'adjusted', 'sentBack'])

/** By the code of a kind: 1 for these. */
function marked(kinds: readonly MovementKind[]): Uint8Array {
  const marks = new Uint8Array(MOVEMENT_KINDS.length)
  for (const kind of kinds) marks[kindCode(kind)] = 1
  return marks
}

/** By position, event and draw, and none of them removed. */
function isInOrder(link: DrawKeys & Pick<LinkColumns, 'removedAt'>, from: number, to: number): boolean {
  for (let row = from; row < to; row++) {
    if (link.removedAt[row] !== Infinity) return false
    if (row > from && comesBefore(link, row, row - 1)) return false
  }
  return true
}

function comesBefore(link: DrawKeys, a: number, b: number): boolean {
  return (link.put[a] - link.put[b] || eventOf(link, a) - eventOf(link, b) || link.draw[a] - link.draw[b]) < 0
}

/** Seeds, assemblies passed through and reached lots, in id order. */
export function mergedLots({ seeds, transit, ids }: Reach): Uint32Array {
  const others = [...new Set([...seeds.map(seed => seed.lot), ...transit])].sort((a, b) => a - b)
  const merged = anyWholes(others.length + ids.length)
  let place = 0
  others.forEach((lot, before) => {
    const from = place
    place = firstAtLeast(ids, lot)
    merged.set(ids.subarray(from, place), from + before)
    merged[place + before] = lot
  })
  merged.set(ids.subarray(place), place + others.length)
  return merged
}
