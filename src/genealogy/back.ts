import { firstAtLeast } from '../base/sorted.ts'
import { drawnPortion, linkQuantity } from './draw.ts'
import { BLEND, type LinkBuffer, type LinkColumns, linkBuffer, MAYBE_BLEND, movementBuffer, REMOVED } from './facts.ts'
import { COUNTABLE, HOMOGENEOUS, kindCode, LotGraph, linkOf, type MovementKind, movementOf } from './graph.ts'
import { type Reach, timedReach } from './reach.ts'
import { type Bounds, cleanAlternative, DUST, NONE, suspectAlternative, tidy } from './share.ts'
import { sameDraw } from './timeline.ts'
import { weigh } from './weigh.ts'

export interface BackWeights {
  /** How much of the ancestor is in the seeds, in its own unit. */
  quantity(lot: number): Bounds
  /** If this ancestor were suspect, some of the seeds certainly would be. */
  isCertain(lot: number): boolean
  /** Ancestors called possible because deciding them would have cost more than the effort allowed. */
  readonly undecided: number
}

/** Moments that the forward runs of one back trace may play; about two seconds. */
const EFFORT_MAX = 4_000_000

/** Weighs a back trace: how much of each ancestor is in the seeds, and whether that is certain. */
export function backWeights(graph: LotGraph, back: Reach, effort = EFFORT_MAX): BackWeights {
  if (back.direction !== 'back') throw new Error('only a back reach can be weighed backwards')
  const part = new Ancestry(graph, back)
  const isCertain = new Certainty(part, effort)
  const quantities = new Quantities(part).all()
  return {
    quantity: lot => quantities[part.idOf(lot)] ?? NONE,
    isCertain: lot => isCertain.of(part.idOf(lot)),
    undecided: isCertain.undecided,
  }
}

/**
 * The ancestors and the seeds on their own, with ids counted anew. Parents that did not reach the seeds stay as one clean
 * stranger, because they are alternatives in the draws. The links are rows in ledger order with a list of rows per lot; a graph is
 * made of them only where something has to be walked or weighed.
 */
export class Ancestry {
  readonly seeds: ReadonlySet<number>
  readonly size: number
  readonly link: LinkColumns
  readonly linkCount: number
  /** By id: of what kind the lot is. */
  readonly flags: Uint8Array
  hasRemovals = false
  /** Sums of what came into each lot, and the number of moments that did. */
  readonly received: Float64Array
  readonly receipts: Uint32Array
  private readonly ids: Uint32Array
  private readonly source: LotGraph
  private readonly known: number
  private readonly out: Lists
  private readonly in: Lists
  private made: LotGraph | undefined
  private hasMovements = false

  constructor(source: LotGraph, back: Reach) {
    this.source = source
    this.known = back.knownAt
    const seeds = new Set(back.seeds.map(seed => seed.lot))
    this.ids = Uint32Array.from([...back.ids, ...seeds]).sort()
    this.size = this.ids.length
    this.received = new Float64Array(this.size + 1)
    this.receipts = new Uint32Array(this.size + 1)
    this.seeds = new Set([...seeds].map(lot => this.idOf(lot)))
    this.flags = new Uint8Array(this.size + 2)
    this.ids.forEach((lot, i) => {
      this.flags[i + 1] = source.flags[lot] & (HOMOGENEOUS | COUNTABLE)
    })
    const links = this.gathered(back.links)
    this.link = links.columns
    this.linkCount = links.size
    this.out = new Lists(this.size + 2, links.columns.parent, links.size)
    this.in = new Lists(this.size + 2, links.columns.child, links.size)
    this.sumReceipts()
  }

  /** A link's number is its row there as well. */
  get graph(): LotGraph {
    this.made ??= this.asGraph()
    return this.made
  }

  /** The same graph with its movements, which only a weighing plays: most traces are decided from the links. */
  get played(): LotGraph {
    if (!this.hasMovements) this.addMovements(this.graph)
    this.hasMovements = true
    return this.graph
  }

  /** Latest first, as a graph shows them. */
  eachOut(id: number, visit: (row: number) => void): void {
    this.out.each(id, visit)
  }

  eachIn(id: number, visit: (row: number) => void): void {
    this.in.each(id, visit)
  }

  /** 0 when the lot is not among them. */
  idOf(lot: number): number {
    const place = firstAtLeast(this.ids, lot)
    return this.ids[place] === lot ? place + 1 : 0
  }

  lotOf(id: number): number {
    return this.ids[id - 1]
  }

  /** All that was ever in the link's child is suspect, when so much of it is. */
  isWhole(index: number, min: number): boolean {
    const { flags, link, received, receipts } = this
    const child = link.child[index]
    if (receipts[child] !== 1 || link.put[index] === 0) return false
    return min >= received[child] - DUST || (flags[child] & HOMOGENEOUS) !== 0
  }

  private gathered(expected: number): LinkBuffer {
    const links = this.inOrder(expected + SPARE)
    const { parent, child, until, mark, removedAt } = links.columns
    for (let row = 0; row < links.size; row++) {
      parent[row] = this.idOf(parent[row]) || this.size + 1
      child[row] = this.idOf(child[row])
      until[row] = 0
      const isRemoved = removedAt[row] !== Infinity
      mark[row] = (mark[row] & (BLEND | MAYBE_BLEND)) | (isRemoved ? REMOVED : 0)
      if (isRemoved) this.hasRemovals = true
    }
    return links
  }

  private inOrder(expected: number): LinkBuffer {
    const found = linkBuffer(expected)
    for (const lot of this.ids) this.source.gatherIn(lot, this.known, found)
    const { columns, size } = found
    if (isInLedgerOrder(columns.since, size)) return found
    const links = linkBuffer(size)
    links.take(columns, inLedgerOrder(columns.since, size))
    return links
  }

  private asGraph(): LotGraph {
    const graph = new LotGraph()
    this.flags.forEach((flags, id) => {
      if (id > 0) graph.addLot(id, { homogeneous: (flags & HOMOGENEOUS) !== 0, countable: (flags & COUNTABLE) !== 0 })
    })
    for (let row = 0; row < this.linkCount; row++) graph.addLink(linkOf(this.link, row))
    return graph
  }

  private sumReceipts(): void {
    this.ids.forEach((lot, i) => {
      this.source.visitMovements(lot, this.known, ({ kind, delta }, row) => {
        if (!(delta[row] > 0) || NOT_RECEIVED.has(kind[row])) return
        this.received[i + 1] += delta[row]
        this.receipts[i + 1]++
      })
    })
  }

  private addMovements(graph: LotGraph): void {
    const { columns, size } = this.movementsFound()
    for (const row of inLedgerOrder(columns.since, size)) {
      const movement = movementOf(columns, row)
      graph.addMovement({ ...movement, lot: this.idOf(movement.lot), until: 0 })
    }
  }

  private movementsFound(): ReturnType<typeof movementBuffer> {
    const found = movementBuffer()
    for (const lot of this.ids) this.source.gatherMovements(lot, this.known, found)
    return found
  }
}

/** Room for links that could not be followed back, beside those that could. */
const SPARE = 16

/** The rows of each lot, latest first: a list through `next`, whose heads are by lot; 0 is its end. */
class Lists {
  private readonly head: Uint32Array
  private readonly next: Uint32Array

  constructor(lots: number, lotOf: ArrayLike<number>, rows: number) {
    this.head = new Uint32Array(lots)
    this.next = new Uint32Array(rows)
    for (let row = 0; row < rows; row++) {
      this.next[row] = this.head[lotOf[row]]
      this.head[lotOf[row]] = row + 1
    }
  }

  each(lot: number, visit: (row: number) => void): void {
    for (let at = this.head[lot]; at !== 0; at = this.next[at - 1]) visit(at - 1)
  }
}

const inLedgerOrder = (since: Uint32Array, size: number): number[] =>
  Array.from({ length: size }, (_, row) => row).sort((a, b) => since[a] - since[b] || a - b)

function isInLedgerOrder(since: Uint32Array, size: number): boolean {
  for (let row = 1; row < size; row++) if (since[row] < since[row - 1]) return false
  return true
}

const NOT_RECEIVED_KINDS: readonly MovementKind[] = ['moved', 'worked', 'unloaded', 'returned', 'removed']
const NOT_RECEIVED: ReadonlySet<number> = new Set(NOT_RECEIVED_KINDS.map(kindCode))

const UNKNOWN = 0
const CERTAIN = 1
const POSSIBLE = 2

/**
 * Certain is what a forward weighing from the ancestor alone proves. Only mins matter for that, and they only come from
 * links whose own draw proves something, so most ancestors are decided from their children; the rest are weighed.
 */
class Certainty {
  undecided = 0
  private readonly part: Ancestry
  private readonly verdict: Uint8Array
  private effort: number

  constructor(part: Ancestry, effort: number) {
    this.part = part
    this.effort = effort
    this.verdict = new Uint8Array(part.size + 2)
    for (const seed of part.seeds) this.verdict[seed] = CERTAIN
    // Children mostly have the higher ids, so they are decided first.
    for (let id = part.size; id >= 1; id--) if (this.verdict[id] === UNKNOWN) this.verdict[id] = this.decide(id)
  }

  of(id: number): boolean {
    return this.verdict[id] === CERTAIN
  }

  private decide(id: number): number {
    const suspects = new Set([id])
    for (const { child, index, min } of this.provedBy(id, suspects)) {
      const isEnough = this.part.seeds.has(child) || this.part.isWhole(index, min)
      if (isEnough && this.verdict[child] === CERTAIN) return CERTAIN
    }
    return this.mayProve(id) ? this.weigh(id) : POSSIBLE
  }

  /**
   * Takes every lot that this one proves anything of as wholly suspect, and so on. More than that no weighing can prove,
   * so where the seeds are not among them nothing is certain.
   */
  private mayProve(id: number): boolean {
    const { hasRemovals, seeds } = this.part
    if (hasRemovals) return true
    const suspects = new Set([id])
    const pending = [id]
    for (let lot = pending.pop(); lot !== undefined; lot = pending.pop()) {
      for (const { child } of this.provedBy(lot, suspects)) {
        if (seeds.has(child)) return true
        if (suspects.has(child)) continue
        suspects.add(child)
        pending.push(child)
      }
    }
    return false
  }

  /** The draws from a lot that prove some suspect material in a child, when these lots are wholly suspect. */
  private provedBy(lot: number, suspects: ReadonlySet<number>): { child: number; index: number; min: number }[] {
    const { part } = this
    const { link, flags } = part
    const proved: { child: number; index: number; min: number }[] = []
    part.eachOut(lot, index => {
      if (link.removedAt[index] !== Infinity) return
      const { min } = drawnPortion({ link, flags }, link.child[index], drawWith(part, index), one => {
        const quantity = link.qMin[one] >= 0 ? linkQuantity(link, one) : { min: 1, expected: 1, max: 1 }
        return suspects.has(link.parent[one]) ? suspectAlternative(quantity) : cleanAlternative(quantity)
      })
      if (min > 0) proved.push({ child: link.child[index], index, min })
    })
    return proved
  }

  private weigh(id: number): number {
    if (this.effort <= 0) {
      this.undecided++
      return POSSIBLE
    }
    const { played: graph, seeds } = this.part
    const forward = timedReach(graph, { direction: 'forward', seeds: [{ lot: id }] })
    const weights = weigh(graph, forward)
    this.effort -= 16 + weights.columns.lots.length + weights.columns.taken.slot.length
    for (const seed of seeds) if (weights.affected(seed).min > 0) return CERTAIN
    return POSSIBLE
  }
}

/** The links that are alternatives of this one, itself among them. */
export function drawWith(part: Ancestry, index: number): number[] {
  const { link } = part
  const links: number[] = []
  part.eachIn(link.child[index], other => {
    if (sameDraw(link, index, other) && link.removedAt[other] === Infinity) links.push(other)
  })
  return links.reverse()
}

/** How much of each ancestor is in the seeds: what is in them of its children, carried up over each portion. */
class Quantities {
  private readonly part: Ancestry
  private readonly found: Bounds[] = []
  private at = 0

  constructor(part: Ancestry) {
    this.part = part
  }

  /** By id; children first, as far as ids tell. */
  all(): readonly Bounds[] {
    const { part } = this
    const { received, size } = part
    for (this.at = size; this.at >= 1; this.at--) {
      let sum = NONE
      part.eachOut(this.at, index => {
        sum = add(sum, this.carried(index))
      })
      this.found[this.at] = received[this.at] > 0 ? tidy(sum.min, sum.expected, Math.min(sum.max, received[this.at])) : sum
    }
    return this.found
  }

  private carried(index: number): Bounds {
    const { link } = this.part
    const child = link.child[index]
    const most = this.part.received[link.parent[index]]
    const q = link.qMax[index] >= 0 ? linkQuantity(link, index) : { min: 0, expected: 0, max: most }
    if (this.part.seeds.has(child)) return link.removedAt[index] === Infinity ? tidy(q.min, q.expected, q.max) : NONE
    const isSettled = child > this.at && link.removedAt[index] === Infinity
    const inSeeds = this.found[child]
    if (!isSettled || !inSeeds) return tidy(0, 0, q.max) // a cycle, or a component that was only inside for a time
    return this.throughPortion(index, q, inSeeds)
  }

  private throughPortion(index: number, q: Bounds, inSeeds: Bounds): Bounds {
    const { link } = this.part
    const total = link.total[index]
    const all = Math.max(this.part.received[link.child[index]], total)
    const per = link.drawQ[index] / total
    if (!(per > 0) || !(total > 0)) return tidy(0, q.expected * Math.min(1, inSeeds.expected / all), q.max)
    const surely = Math.max(0, inSeeds.min - (all - link.portion[index]))
    return tidy(q.min - (total - surely) * per, (q.expected * inSeeds.expected) / all, Math.min(q.max, inSeeds.max * per))
  }
}

const add = (a: Bounds, b: Bounds): Bounds => ({ min: a.min + b.min, expected: a.expected + b.expected, max: a.max + b.max })
