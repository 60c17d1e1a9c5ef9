import type { Block } from './block.ts'
import type { LinkColumns } from './facts.ts'
import type { Folded } from './folded.ts'
import type { Fresh } from './fresh.ts'
import { isSet, set } from './in-order.ts'
import { ASK, CHILD, cameOf, outwardBase, spanOf } from './outward.ts'

/** So many links of a lot are looked at for a new one; a lot that has more is timed until the next fold. */
const LINKS_MAX = 200
/** No block of so many links is shorter. */
const BLOCK_MAX = 4 * LINKS_MAX

/** What is read of the genealogy it is kept for. */
interface Kept {
  readonly folded: Folded
  readonly fresh: Fresh
  blockOf(lot: number): Block
  eachFreshIn(lot: number, visit: (link: number) => void): void
}

interface NewTimes {
  readonly parent: number
  readonly child: number
  readonly came: number
  readonly left: number
  readonly removedAt?: number
}

/**
 * Keeps `in-order.ts` true while links come in and are ended. A lot that is not folded is always timed, so only what a new link does to folded lots is looked at.
 * Bits of plain lots are only ever taken away between two folds: a thread that is walking meanwhile sees no new links and finds the same lots.
 */
export class OrderKeeper {
  private readonly graph: Kept

  constructor(graph: Kept) {
    this.graph = graph
  }

  take({ parent, child, came, left, removedAt = Infinity }: NewTimes): void {
    this.neverPlain(parent)
    if (!this.isTimed(parent)) {
      const latest = this.latestInto(parent)
      if (removedAt !== Infinity || left < latest || (came < latest && this.isTimed(child))) this.makeTimed(parent)
    }
    if (!this.isTimed(child) && !this.allLeaveFrom(child, Math.max(came, left))) this.makeTimed(child)
  }

  /** Its links have to be looked at one by one. */
  neverPlain(lot: number): void {
    const { lots, plain } = this.graph.folded
    if (lot < lots) clear(plain, lot)
  }

  private isTimed(lot: number): boolean {
    const { lots, timed } = this.graph.folded
    return lot >= lots || isSet(timed, lot)
  }

  /** Infinity where there is too much to look through. */
  private latestInto(lot: number): number {
    const { rowStart } = this.graph.folded
    if (rowStart[lot + 1] - rowStart[lot] > BLOCK_MAX) return Infinity
    let latest = -Infinity
    let looked = 0
    this.eachInto(lot, ({ came, left }, row) => {
      latest = ++looked > LINKS_MAX ? Infinity : Math.max(latest, came[row], left[row])
    })
    return latest
  }

  /** All that was taken from the lot left it at that time or later, and what went from it into a timed lot came there no earlier. */
  private allLeaveFrom(lot: number, latest: number): boolean {
    return this.foldedLeaveFrom(lot, latest) && this.freshLeaveFrom(lot, latest)
  }

  private foldedLeaveFrom(lot: number, latest: number): boolean {
    const { base, outStart, outChild, outCame, outSpan } = this.graph.folded
    const from = outwardBase(base[lot])
    const [start, end] = [outStart[lot], outStart[lot + 1]]
    if (end - start > LINKS_MAX) return false
    for (let i = start; i < end; i++) {
      if (outCame[i] === ASK) return false
      const came = cameOf(outCame[i], from)
      if (came < latest && (came + spanOf(outSpan[i]) < latest || this.isTimed(outChild[i] & CHILD))) return false
    }
    return true
  }

  private freshLeaveFrom(lot: number, latest: number): boolean {
    const { came, left, child, nextOut } = this.graph.fresh.links.columns
    let looked = 0
    for (let next = this.graph.fresh.out.get(lot); next !== 0; next = nextOut[next - 1]) {
      if (++looked > LINKS_MAX || left[next - 1] < latest) return false
      if (came[next - 1] < latest && this.isTimed(child[next - 1])) return false
    }
    return true
  }

  /** And whoever hands its time on to it; mostly there is none. */
  private makeTimed(first: number): void {
    const { timed } = this.graph.folded
    const waiting = [first]
    for (let lot = waiting.pop(); lot !== undefined; lot = waiting.pop()) {
      set(timed, lot)
      this.neverPlain(lot)
      for (const { parent, came } of this.linksInto(lot)) {
        this.neverPlain(parent)
        if (!this.isTimed(parent) && came < this.latestInto(parent)) waiting.push(parent)
      }
    }
  }

  private linksInto(lot: number): { parent: number; came: number }[] {
    const links: { parent: number; came: number }[] = []
    this.eachInto(lot, ({ parent, came }, row) => links.push({ parent: parent[row], came: came[row] }))
    return links
  }

  /** Believed or not: what is not believed any more is, as known before. */
  private eachInto(lot: number, visit: (columns: LinkColumns, row: number) => void): void {
    const { links } = this.graph.blockOf(lot)
    for (let row = 0; row < links.size; row++) visit(links.columns, row)
    const { columns } = this.graph.fresh.links
    this.graph.eachFreshIn(lot, index => visit(columns, index - this.graph.folded.links))
  }
}

const clear = (bits: Int32Array, lot: number): void => {
  bits[lot >>> 5] &= ~(1 << (lot & 31))
}
