import { drawnPortion, linkQuantity } from './draw.ts'
import { type LinkColumns, linkBuffer, movementBuffer } from './facts.ts'
import { COUNTABLE, HOMOGENEOUS, kindCode, LotGraph, linkOf, type MovementKind, movementOf } from './graph.ts'
import { type Reach, reach } from './reach.ts'
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
 * The ancestors and the seeds as a small graph of their own, with ids counted anew. Parents that did not reach the
 * seeds stay as one clean stranger, because they are alternatives in the draws.
 */
export class Ancestry {
  readonly graph = new LotGraph()
  readonly seeds: ReadonlySet<number>
  readonly size: number
  /** Sums of what came into each lot, and the number of moments that did. */
  readonly received: Float64Array
  readonly receipts: Uint32Array
  private readonly ids: Uint32Array
  private readonly source: LotGraph
  private readonly known: number
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
    this.addLots()
    this.addLinks()
    this.sumReceipts()
  }

  /** The same graph with its movements, which only a weighing plays: most traces are decided from the links. */
  get played(): LotGraph {
    if (!this.hasMovements) this.addMovements()
    this.hasMovements = true
    return this.graph
  }

  /** Nothing of this graph is folded: a link's number is its row. */
  get link(): LinkColumns {
    return this.graph.fresh.links.columns
  }

  /** 0 when the lot is not among them. */
  idOf(lot: number): number {
    let low = 0
    let high = this.ids.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.ids[middle] < lot) low = middle + 1
      else high = middle
    }
    return this.ids[low] === lot ? low + 1 : 0
  }

  lotOf(id: number): number {
    return this.ids[id - 1]
  }

  /** All that was ever in the link's child is suspect, when so much of it is. */
  isWhole(index: number, min: number): boolean {
    const { graph, link, received, receipts } = this
    const child = link.child[index]
    if (receipts[child] !== 1 || link.put[index] === 0) return false
    return min >= received[child] - DUST || (graph.flags[child] & HOMOGENEOUS) !== 0
  }

  private addLots(): void {
    for (let id = 1; id <= this.size + 1; id++) this.graph.addLot(id, {})
    this.ids.forEach((lot, i) => {
      const flags = this.source.flags[lot]
      this.graph.addLot(i + 1, { homogeneous: (flags & HOMOGENEOUS) !== 0, countable: (flags & COUNTABLE) !== 0 })
    })
  }

  private addLinks(): void {
    const links = linkBuffer()
    for (const lot of this.ids) this.source.gatherIn(lot, this.known, links)
    for (const row of inLedgerOrder(links.columns.since, links.size)) {
      const { parent, child } = links.columns
      parent[row] = this.idOf(parent[row]) || this.size + 1
      child[row] = this.idOf(child[row])
      links.columns.until[row] = 0
      this.graph.addLink(linkOf(links.columns, row))
    }
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

  private addMovements(): void {
    const movements = movementBuffer()
    for (const lot of this.ids) this.source.gatherMovements(lot, this.known, movements)
    for (const row of inLedgerOrder(movements.columns.since, movements.size)) {
      const movement = movementOf(movements.columns, row)
      this.graph.addMovement({ ...movement, lot: this.idOf(movement.lot), until: 0 })
    }
  }
}

const inLedgerOrder = (since: Uint32Array, size: number): number[] =>
  Array.from({ length: size }, (_, row) => row).sort((a, b) => since[a] - since[b] || a - b)

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
    const { graph, seeds } = this.part
    if (graph.hasRemovals) return true
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
    const { graph, link } = this.part
    const proved: { child: number; index: number; min: number }[] = []
    graph.eachOut(lot, index => {
      if (link.removedAt[index] !== Infinity) return
      const { min } = drawnPortion({ link, flags: graph.flags }, link.child[index], drawWith(this.part, index), one => {
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
    const forward = reach(graph, { direction: 'forward', seeds: [{ lot: id }] })
    const weights = weigh(graph, forward)
    this.effort -= 16 + weights.columns.lots.length + weights.columns.taken.slot.length
    for (const seed of seeds) if (weights.affected(seed).min > 0) return CERTAIN
    return POSSIBLE
  }
}

/** The links that are alternatives of this one, itself among them. */
export function drawWith({ graph, link }: Ancestry, index: number): number[] {
  const links: number[] = []
  graph.eachIn(link.child[index], other => {
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
    const { graph, received, size } = this.part
    for (this.at = size; this.at >= 1; this.at--) {
      let sum = NONE
      graph.eachOut(this.at, index => {
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
