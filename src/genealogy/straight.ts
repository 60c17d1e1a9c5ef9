import { COUNTABLE, FRESH, HOMOGENEOUS, type LotGraph } from './graph.ts'
import type { PureLots } from './pure.ts'
import { between, DUST, lowest, whole, withoutDust } from './share.ts'
import { exactly, isReceived, type Simulation } from './simulation.ts'
import { CAME, GOOD, type StraightBlocks, TOTAL } from './straight-block.ts'
import { isEndKind, type Moments, OUT, STILL, type Timeline } from './timeline.ts'
import {
  ARRIVAL,
  CONTENTS,
  GIVEN,
  LAST_IN,
  LAST_TIME,
  PARTLY,
  PURE,
  RECEIVED,
  STOCK,
  SURE_AFTER,
  TOLD,
  type Told,
  UNTOLD,
  WHOLE,
} from './told.ts'

const [QUANTITY, MIN, EXPECTED, MAX, LAST] = [0, 1, 2, 3, 4]

/**
 * Plays lots that came in at once, over draws of one link each, of exact quantities, from lots of which everything was told by then, and that were only
 * drawn upon since: so is nearly all that is ever made. It comes to the very same as Simulation, but makes no objects, and keeps nothing but what
 * left the lot; what is not as simple is refused and goes that way.
 */
export class Straight {
  private readonly graph: LotGraph
  private readonly timeline: Timeline
  private readonly simulation: Simulation
  private readonly told: Told
  private readonly block: StraightBlocks
  private readonly pure: PureLots
  /** What a parent gave in a movement, or what is left in a lot, and the suspect part of it; last, when something left it. */
  private readonly part = new Float64Array(5)
  /** What a tank gave next is mostly what is asked for next, and need not be searched for. */
  private next = 0

  constructor(
    graph: LotGraph,
    { timeline, simulation, told }: { timeline: Timeline; simulation: Simulation; told: Told },
    block: StraightBlocks,
    pure: PureLots,
  ) {
    this.graph = graph
    this.timeline = timeline
    this.simulation = simulation
    this.told = told
    this.block = block
    this.pure = pure
  }

  /**
   * Plays the lots from `first` on until one is not as simple as that, or `end`; answers which. One long function on purpose: nearly all the time of
   * a weighing is spent in it, and it takes twice as long when its parts are methods.
   */
  play(first: number, end: number): number {
    const { lots } = this.timeline
    const { flags: marks } = this.graph
    const { kinds, rows: told, comesFrom, lastPosition } = this.told
    const { arrival, contents, affected, suspect } = this.simulation
    const { block, part, pure } = this
    const { facts, link, move } = block
    for (let slot = pure.play(first, end); slot < end; slot = pure.play(slot + 1, end)) {
      const lot = lots[slot]
      const mark = marks[lot]
      pure.lookBehind(lot)
      if (!block.read(lot, (mark & FRESH) !== 0)) return slot
      const { links, moves, put } = block
      const good = facts[GOOD]
      const total = facts[TOTAL]
      const came = facts[CAME]
      let entry = 0
      while (entry < moves && STILL[move.kind[entry]] === 1) entry++
      if (entry === moves || move.since[entry] !== put || !isReceived(move.kind[entry])) return slot
      const quantity = move.delta[entry]
      const time = move.at[entry]
      const isHomogeneous = (mark & HOMOGENEOUS) !== 0
      if (!(isHomogeneous ? quantity >= DUST : quantity > 0)) return slot
      const isCountable = (mark & COUNTABLE) !== 0
      let min = 0
      let expected = 0
      let max = 0
      let since = Infinity
      for (let row = 0; row < links; row++) {
        const from = link.source[row]
        if (kinds[from] === PURE) pure.tell(from)
        const kind = kinds[from]
        const q = link.quantity[row]
        if (kind === UNTOLD || kind === PARTLY || !(q >= DUST)) return slot
        const at = from * TOLD
        const left = link.left[row]
        const arrived = told[at + ARRIVAL]
        if (arrived <= left) {
          const by = arrived > link.came[row] ? arrived : link.came[row]
          if (by < since) since = by
        }
        let least = q
        let share = q
        let most = q
        if (kind === WHOLE) {
          if (arrived !== -Infinity && !(link.came[row] > arrived)) return slot
          if (!(arrived <= left && left > told[at + LAST_IN])) return slot
        } else {
          let moved = told[at + CONTENTS]
          if (kind === GIVEN && link.taken[row] !== 0) {
            if (!this.given(row, time, told[at + LAST_IN])) return slot
            if (!(arrived <= left)) continue
            moved = part[QUANTITY]
            least = part[MIN]
            share = part[EXPECTED]
            most = part[MAX]
          } else {
            if (!(left > told[at + LAST_IN] && told[at + LAST_TIME] < time)) return slot
            if (!(arrived <= left)) continue
            if (!(moved > 0 && moved >= q - DUST)) return slot
            least = suspect.min[from]
            share = suspect.expected[from]
            most = suspect.max[from]
          }
          // The alternative and the draw of share.ts, with nothing unknown and nothing missing.
          const elsewhere = q > moved ? q - moved : 0
          const clean = (moved > least ? moved - least : 0) + elsewhere
          const drawn = most > 0 ? (q < most + elsewhere ? q : most + elsewhere) : 0
          if (drawn < DUST) continue
          let bottom = q - clean
          if (bottom < DUST) bottom = 0
          if (bottom > drawn) bottom = drawn
          share = (q * share) / moved
          if (share < bottom) share = bottom
          if (share > drawn) share = drawn
          const room = q - (q > drawn ? q - drawn : 0)
          let top = room < drawn ? room : drawn
          if (top < DUST) top = 0
          const surely = q - (q < clean ? q : clean)
          if (surely > bottom) bottom = surely
          if (bottom < DUST) bottom = 0
          if (bottom > top) bottom = top
          if (share < bottom) share = bottom
          if (share > top) share = top
          if (top === 0) continue
          least = bottom
          most = top
        }
        // From units of the parent to good units of the child.
        const per = q / total
        if (!(per > 0) || per === Infinity || (per > 1 && isCountable && (marks[lots[from]] & COUNTABLE) !== 0)) return slot
        let made = good
        let surely = least > 0 ? good : 0
        if (isHomogeneous) share = share > 0 ? good : 0
        else {
          made = isCountable ? whole(most / per) : most / per
          if (made > total) made = total
          if (made < DUST) made = 0
          surely = isCountable ? whole(least / per) : least / per
          if (surely < DUST) surely = 0
          if (surely > made) surely = made
          share /= per
          if (share < surely) share = surely
          if (share > made) share = made
        }
        if (good !== total && !isHomogeneous) {
          share *= good / total
          surely -= total > good ? total - good : 0
          if (made > good) made = good
          if (made < DUST) made = 0
          if (surely < DUST) surely = 0
          if (surely > made) surely = made
          if (share < surely) share = surely
          if (share > made) share = made
        }
        if (made === 0) continue
        // The union of what the draws bring.
        const one = share / quantity
        let clean = one > 1 ? 0 : 1 - one
        if (expected > 0) {
          const before = expected / quantity
          clean = (before > 1 ? 0 : 1 - before) * clean
        }
        max += made
        if (max > quantity) max = quantity
        if (max < DUST) max = 0
        if (surely > min) min = surely
        if (min < DUST) min = 0
        if (min > max) min = max
        expected = quantity * (1 - clean)
        if (expected < min) expected = min
        if (expected > max) expected = max
      }
      part[QUANTITY] = exactly(quantity)
      part[MIN] = min
      part[EXPECTED] = expected
      part[MAX] = max
      part[LAST] = time
      if (isHomogeneous && max > 0) {
        // One suspect drop, and all that is in there is suspect: Simulation.spread of what has just come in.
        const spread = min < quantity ? max + (quantity - min) : max
        part[MIN] = min > 0 ? quantity : 0
        part[EXPECTED] = expected > 0 ? quantity : 0
        part[MAX] = quantity
        if (max < quantity) max = spread < quantity ? (spread > max ? spread : max) : quantity
        min = lowest(part[MIN] > min ? part[MIN] : min, max)
        expected = between(min, expected + part[EXPECTED] - expected, max)
      }
      kinds[slot] = STOCK
      lastPosition[slot] = put
      if (entry + 1 < moves && !this.leave(slot, entry + 1)) return slot
      contents[slot] = part[QUANTITY]
      affected.min[slot] = min
      affected.expected[slot] = expected
      affected.max[slot] = max
      suspect.min[slot] = part[MIN]
      suspect.expected[slot] = part[EXPECTED]
      suspect.max[slot] = part[MAX]
      comesFrom[slot] = came < time ? came : time
      const isPure = kinds[slot] === STOCK && part[MIN] === quantity && expected === quantity
      const row = slot * TOLD
      told[row + SURE_AFTER] = isPure ? Math.max(time, since) : Infinity
      told[row + ARRIVAL] = arrival[slot] = since
      told[row + LAST_TIME] = part[LAST]
      told[row + LAST_IN] = time
      told[row + CONTENTS] = part[QUANTITY]
      told[row + RECEIVED] = quantity
    }
    return end
  }

  /** What the parent gave in the one movement of that event, if that was before this moment. */
  private given(row: number, until: number, lastIn: number): boolean {
    const { what, kind, time, quantity, position, takenMin, takenExpected, takenMax } = this.timeline.moments.columns
    const { link, put } = this.block
    const [from, event, left] = [link.source[row], link.taken[row], link.left[row]]
    const end = this.timeline.momentEnd[from]
    const { next } = this
    const isNext = next > this.timeline.momentStart[from] && next < end && position[next] === event && position[next - 1] < event
    let found = -1
    for (let i = isNext ? next : this.timeline.firstAt(from, event); i < end && position[i] === event; i++) {
      if (what[i] !== OUT || isEndKind(kind[i])) continue
      const isBefore = time[i] < until || (time[i] === until && event <= put)
      if (found >= 0 || !isBefore || (left > time[i] && lastIn > time[i])) return false
      found = i
    }
    if (found < 0) return false
    this.next = found + 1
    this.part[QUANTITY] = quantity[found]
    this.part[MIN] = takenMin[found]
    this.part[EXPECTED] = takenExpected[found]
    this.part[MAX] = takenMax[found]
    return true
  }

  /** What left since, from this movement on and in the order of time; the same as Simulation.leave where there is enough. */
  private leave(slot: number, first: number): boolean {
    const { move, moves, put } = this.block
    const { moments, momentStart, momentEnd } = this.timeline
    const { part, told } = this
    const start = moments.size
    moments.room(start + moves)
    const to = moments.columns
    let position = put
    let made = start
    for (let i = first; i < moves; i++) {
      if (move.delta[i] === 0 || STILL[move.kind[i]] === 1) continue
      const quantity = -move.delta[i]
      if (!(quantity > 0 && quantity <= part[QUANTITY] && move.at[i] >= part[LAST] && move.since[i] > position)) {
        moments.clear(start, made)
        told.kinds[slot] = UNTOLD
        return false
      }
      position = move.since[i]
      part[LAST] = move.at[i]
      to.slot[made] = slot
      to.what[made] = OUT
      to.kind[made] = move.kind[i]
      to.position[made] = position
      to.time[made] = to.came[made] = move.at[i]
      to.quantity[made] = quantity
      to.run[made] = move.run[i]
      to.reference[made] = move.reference[i]
      to.done[made] = 1
      to.before[made] = part[QUANTITY]
      if (part[MAX] > 0) this.take(quantity, to, made)
      part[QUANTITY] = exactly(part[QUANTITY] - quantity)
      made++
    }
    if (made === start) return true
    moments.size = momentEnd[slot] = made
    momentStart[slot] = start
    told.kinds[slot] = GIVEN
    told.lastPosition[slot] = position
    return true
  }

  private take(quantity: number, { takenMin, takenExpected, takenMax }: Moments, moment: number): void {
    const { part } = this
    const [contents, min, expected, max] = [part[QUANTITY], part[MIN], part[EXPECTED], part[MAX]]
    const most = withoutDust(Math.min(quantity, max))
    const least = lowest(quantity - (contents - min), most)
    takenMin[moment] = least
    takenExpected[moment] = between(least, contents > 0 ? (quantity * expected) / contents : 0, most)
    takenMax[moment] = most
    const rest = contents - quantity
    part[MAX] = withoutDust(Math.min(rest, max))
    part[MIN] = lowest(min - quantity, part[MAX])
    part[EXPECTED] = between(part[MIN], contents > 0 ? expected * (rest / contents) : 0, part[MAX])
  }
}
