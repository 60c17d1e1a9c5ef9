/** What each of many lots was made of: one walk a lot, over a small graph that all of them share. */
import { Ancestry, drawWith } from './back.ts'
import { drawnPortion, linkQuantity } from './draw.ts'
import type { LotGraph } from './graph.ts'
import { reach } from './reach.ts'
import { cleanAlternative, suspectAlternative } from './share.ts'

/** Per target the lots it was made of, any number of steps back, itself the first: `lots[start[i]]` up to `start[i + 1]`. */
export interface OriginsOfEach {
  readonly start: Uint32Array
  readonly lots: Uint32Array
  /**
   * 1: some of this lot is in the target, whatever the hidden order of use was. Said only where every step proves it by itself;
   * `backWeights` decides more, at the cost of a weighing a lot.
   */
  readonly isCertain: Uint8Array
}

export function originsOfEach(graph: LotGraph, targets: Uint32Array, asKnownAt?: number): OriginsOfEach {
  const seeds = Array.from(targets, lot => ({ lot }))
  const part = new Ancestry(graph, reach(graph, { direction: 'back', seeds, asKnownAt }))
  const proofs = new Proofs(part)
  const start = new Uint32Array(targets.length + 1)
  const lots: number[] = []
  const certain: number[] = []
  targets.forEach((target, index) => {
    const own = part.idOf(target)
    const surely = proofs.certainOf(own)
    for (const id of [own, ...reach(part.graph, { direction: 'back', seeds: [{ lot: own }] }).ids]) {
      if (id > part.size) continue
      lots.push(part.lotOf(id))
      certain.push(id === own || surely.has(id) ? 1 : 0)
    }
    start[index + 1] = lots.length
  })
  return { start, lots: Uint32Array.from(lots), isCertain: Uint8Array.from(certain) }
}

const UNKNOWN = 0
const NOTHING = 1
const SOME = 2
const ALL = 3

/** What a link proves when its parent alone is wholly suspect: of each only asked once, however many targets lie behind it. */
class Proofs {
  private readonly part: Ancestry
  private readonly known: Uint8Array

  constructor(part: Ancestry) {
    this.part = part
    this.known = new Uint8Array(part.linkCount)
  }

  /** Of a chain the last link must prove some, and every link before it all of its child. */
  certainOf(target: number): Set<number> {
    const { part } = this
    const { link } = part
    const found = new Set<number>()
    const pending = [target]
    for (let lot = pending.pop(); lot !== undefined; lot = pending.pop()) {
      const least = lot === target ? SOME : ALL
      part.eachIn(lot, index => {
        const parent = link.parent[index]
        if (found.has(parent) || this.of(index) < least) return
        found.add(parent)
        pending.push(parent)
      })
    }
    return found
  }

  private of(index: number): number {
    if (this.known[index] === UNKNOWN) this.known[index] = this.proves(index)
    return this.known[index]
  }

  private proves(index: number): number {
    const { flags, link } = this.part
    if (link.removedAt[index] !== Infinity) return NOTHING
    const [parent, child] = [link.parent[index], link.child[index]]
    const { min } = drawnPortion({ link, flags }, child, drawWith(this.part, index), one => {
      const quantity = link.qMin[one] >= 0 ? linkQuantity(link, one) : { min: 1, expected: 1, max: 1 }
      return link.parent[one] === parent ? suspectAlternative(quantity) : cleanAlternative(quantity)
    })
    if (!(min > 0)) return NOTHING
    return this.part.isWhole(index, min) ? ALL : SOME
  }
}
