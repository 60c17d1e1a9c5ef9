import { kindCode, type LotGraph, MOVEMENT_KINDS, type MovementKind } from './graph.ts'
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
  kind: 'u8',
  position: 'u32',
  time: 'f64',
  came: 'f64',
  quantity: 'f64',
  run: 'u32',
  reference: 'u32',
  link: 'u32',
} as const
export type Moments = Columns<typeof MOMENT>

/** Moving a lot between places, or working on it, changes neither its contents nor what is in it. */
const IGNORED: ReadonlySet<number> = new Set((['moved', 'worked'] satisfies MovementKind[]).map(kindCode))

/**
 * The moments of all lots of a reach, and the links into each of them by the position that put them there.
 * A slot is the index of a lot in `lots`. The moments of one slot stand together, in ledger order.
 */
export class Timeline {
  readonly lots: Uint32Array
  readonly moments = new Table(MOMENT)
  readonly momentStart: Uint32Array
  /** Links into each slot, sorted by (put, draw); removed components are not among them. */
  readonly inStart: Uint32Array
  readonly inLinks: Uint32Array
  /** Removed components the reach could pass through, by the slot of the assembly. */
  readonly passed = new Map<number, number[]>()
  private readonly graph: LotGraph
  private readonly reach: Reach
  private readonly slots: Uint32Array

  constructor(graph: LotGraph, reach: Reach, slots: Uint32Array) {
    this.graph = graph
    this.reach = reach
    this.slots = slots
    this.lots = mergedLots(reach)
    this.lots.forEach((lot, slot) => {
      slots[lot] = slot + 1
    })
    for (const removed of reach.windows.keys()) this.notePassed(removed)
    const links: number[] = []
    this.momentStart = new Uint32Array(this.lots.length + 1)
    this.inStart = new Uint32Array(this.lots.length + 1)
    for (let slot = 0; slot < this.lots.length; slot++) {
      this.gatherLinks(slot, links)
      this.inStart[slot + 1] = links.length
      this.gatherMovements(slot)
      this.momentStart[slot + 1] = this.moments.size
    }
    this.inLinks = Uint32Array.from(links)
    this.addInstalls()
    this.addAfters()
    this.setCame()
  }

  /** -1 when the lot is not part of the reach. */
  slotOf(lot: number): number {
    return this.slots[lot] - 1
  }

  clean(): void {
    for (const lot of this.lots) this.slots[lot] = 0
  }

  /** The links that were put into the slot at this position: [from, to) of inLinks. */
  putRange(slot: number, put: number): [number, number] {
    const from = this.firstPut(slot, put)
    let to = from
    while (to < this.inStart[slot + 1] && this.graph.link.put[this.inLinks[to]] === put) to++
    return [from, to]
  }

  /** All moments in the order of time; at the same time in ledger order, and within an event what leaves goes first. */
  order(): Uint32Array {
    const { time, position, what } = this.moments.columns
    const order = byPosition(position, this.moments.size)
    let sorted = true
    const compare = (a: number, b: number): number => time[a] - time[b] || position[a] - position[b] || what[a] - what[b] || a - b
    for (let i = 1; i < order.length && sorted; i++) sorted = compare(order[i - 1], order[i]) < 0
    return sorted ? order : order.sort(compare)
  }

  private notePassed(removed: number): void {
    const slot = this.slotOf(this.graph.link.child[removed])
    const list = this.passed.get(slot)
    if (list) list.push(removed)
    else this.passed.set(slot, [removed])
  }

  private gatherLinks(slot: number, links: number[]): void {
    const { graph, reach } = this
    const { link } = graph
    const found: number[] = []
    graph.eachIn(this.lots[slot], index => {
      if (graph.believed(index, reach.knownAt) && link.removedAt[index] === Infinity) found.push(index)
    })
    const compare = (a: number, b: number): number =>
      link.put[a] - link.put[b] || eventOf(link, a) - eventOf(link, b) || link.draw[a] - link.draw[b] || a - b
    if (found.length > 1) found.sort(compare)
    for (const index of found) links.push(index)
  }

  private gatherMovements(slot: number): void {
    const { graph, reach } = this
    const { movement } = graph
    const found: number[] = []
    graph.eachMovement(this.lots[slot], index => {
      const counts = movement.delta[index] !== 0 && !Number.isNaN(movement.delta[index]) && !IGNORED.has(movement.kind[index])
      if (counts && graph.movementBelieved(index, reach.knownAt)) found.push(index)
    })
    const first = this.moments.size
    for (let i = found.length - 1; i >= 0; i--) this.addMovement(slot, found[i], first)
  }

  /** Lines of the same kind in one event are one moment: nobody can tell which of them took which part. */
  private addMovement(slot: number, index: number, first: number): void {
    const { movement } = this.graph
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
  private addInstalls(): void {
    const { link } = this.graph
    for (let slot = 0; slot < this.lots.length; slot++) {
      for (let i = this.inStart[slot]; i < this.inStart[slot + 1] && link.put[this.inLinks[i]] === 0; i++) {
        if (i === this.inStart[slot] || !sameDraw(link, this.inLinks[i - 1], this.inLinks[i])) this.addInstall(slot, this.inLinks[i], i)
      }
    }
    for (const [slot, removed] of this.passed) for (const index of removed) this.addInstall(slot, index, -1)
  }

  /** `link` of an install moment is one more than the index in inLinks, or 0 for a removed component. */
  private addInstall(slot: number, index: number, at: number): void {
    const { link } = this.graph
    const made = this.moments.append()
    const to = this.moments.columns
    to.slot[made] = slot
    to.what[made] = INSTALL
    to.position[made] = link.taken[index] || link.since[index]
    to.time[made] = link.came[index]
    to.came[made] = link.came[index]
    to.reference[made] = index
    to.link[made] = at + 1
  }

  /** Position 0 stands before every event of that time, so that material leaving at that very time counts as suspect. */
  private addAfters(): void {
    for (const seed of this.reach.seeds) {
      const made = this.moments.append()
      const to = this.moments.columns
      to.slot[made] = this.slotOf(seed.lot)
      to.what[made] = AFTER
      to.position[made] = 0
      to.time[made] = seed.after ?? -Infinity
    }
  }

  /** What comes in may have come since its filling began, which is the earliest arrival over its links. */
  private setCame(): void {
    const { columns, size } = this.moments
    for (let moment = 0; moment < size; moment++) {
      if (columns.what[moment] !== IN) continue
      const [from, to] = this.putRange(columns.slot[moment], columns.position[moment])
      for (let i = from; i < to; i++) columns.came[moment] = Math.min(columns.came[moment], this.graph.link.came[this.inLinks[i]])
    }
  }

  private firstPut(slot: number, put: number): number {
    const { link } = this.graph
    let low = this.inStart[slot]
    let high = this.inStart[slot + 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (link.put[this.inLinks[middle]] < put) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Installs all have put 0: what tells them apart is the event that said so. */
const eventOf = (link: LotGraph['link'], index: number): number => (link.put[index] === 0 ? link.since[index] : 0)

export function sameDraw(link: LotGraph['link'], a: number, b: number): boolean {
  return link.put[a] === link.put[b] && eventOf(link, a) === eventOf(link, b) && link.draw[a] === link.draw[b]
}

export const isEndKind = (kind: number): boolean => END_KINDS.has(MOVEMENT_KINDS[kind])
const END_KINDS: ReadonlySet<MovementKind> = new Set(['shipped', 'scrapped', 'adjusted', 'sentBack'])

function mergedLots(reach: Reach): Uint32Array {
  const seeds = new Set(reach.seeds.map(seed => seed.lot))
  const passed = Array.from(reach.transit).filter(lot => !seeds.has(lot))
  const merged = new Uint32Array(seeds.size + reach.ids.length + passed.length)
  merged.set(reach.ids)
  merged.set([...seeds, ...passed], reach.ids.length)
  return merged.sort()
}

/**
 * The moments by position, sorted by the native number sort: position and index share the 53 exact bits of a double. Where
 * they do not fit the order stays as it is; the sort by time that follows puts it right, only slower.
 */
function byPosition(position: Uint32Array, size: number): Uint32Array {
  const room = 2 ** Math.ceil(Math.log2(Math.max(2, size)))
  let highest = 0
  for (let i = 0; i < size; i++) highest = Math.max(highest, position[i])
  if ((highest + 1) * room > Number.MAX_SAFE_INTEGER) return Uint32Array.from({ length: size }, (_, i) => i)
  const keys = new Float64Array(size)
  for (let i = 0; i < size; i++) keys[i] = position[i] * room + i
  keys.sort()
  return Uint32Array.from(keys, key => key % room)
}
