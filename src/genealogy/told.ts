import { COUNTABLE, HOMOGENEOUS } from './graph.ts'
import { DUST, whole } from './share.ts'
import { isEndKind, OUT, type Timeline } from './timeline.ts'

/** What a lot is to those made of it. */
export const UNTOLD = 0 // not played yet, or to be played in the order of time
export const STOCK = 1 // nothing left it by a movement: what is in it tells
export const GIVEN = 2 // something left it by a movement
export const WHOLE = 3 // a seed, suspect from the start
export const PARTLY = 4 // a seed that became suspect; what it gave has to be worked out in full

/** What is told of a lot stands together: all that a draw from it reads is in one place. */
const ROOM = 8
const [ARRIVAL, LAST_TIME, LAST_IN, CONTENTS, LEAST, SHARE, MOST] = [0, 1, 2, 3, 4, 5, 6]

export interface Told {
  readonly kind: number
  readonly arrival: number
  /** When the last of its moments was, and the last time anything came in. */
  readonly lastTime: number
  readonly lastIn: number
  readonly contents: number
  readonly min: number
  readonly expected: number
  readonly max: number
}

/**
 * What comes into a lot at once, over draws of one link each, of exact quantities, from lots of which everything was told by then: so is nearly all
 * that is ever made. It comes to the very same as Simulation.makePortion of these links, but reads each parent in one place and calls nothing;
 * what is not as simple is refused and goes that way.
 */
export class ToldPortion {
  min = 0
  expected = 0
  max = 0
  /** How many links that was. */
  rows = 0
  private readonly flags: Uint8Array
  private readonly timeline: Timeline
  private readonly kinds: Uint8Array
  private readonly told: Float64Array
  // What a parent gave in a movement, and the suspect part of it.
  private moved = 0
  private least = 0
  private share = 0
  private most = 0

  constructor(flags: Uint8Array, timeline: Timeline) {
    this.flags = flags
    this.timeline = timeline
    this.kinds = new Uint8Array(timeline.lots.length)
    this.told = new Float64Array(timeline.lots.length * ROOM)
  }

  tell(slot: number, { kind, arrival, lastTime, lastIn, contents, min, expected, max }: Told): void {
    const { told } = this
    const at = slot * ROOM
    this.kinds[slot] = kind
    told[at + ARRIVAL] = arrival
    told[at + LAST_TIME] = lastTime
    told[at + LAST_IN] = lastIn
    told[at + CONTENTS] = contents
    told[at + LEAST] = min
    told[at + SHARE] = expected
    told[at + MOST] = max
  }

  takeBack(slot: number): void {
    this.kinds[slot] = UNTOLD
  }

  isTold(slot: number): boolean {
    return this.kinds[slot] !== UNTOLD
  }

  /**
   * The affected units that the links from `first` on, all of one event and each a draw of its own, put into the slot are in min, expected and max
   * then. False: it has to be worked out in full. One long function on purpose: half of the time of a weighing is spent in it.
   */
  make(slot: number, first: number, moment: number): boolean {
    const { kinds, told } = this
    const { source, lots } = this.timeline
    const { quantity: quantities, time: times, position } = this.timeline.moments.columns
    const { qMin, qMax, qExp, drawQ, portion, total: totals, mark, came, left: lefts, taken, put, draw } = this.timeline.link
    const end = this.timeline.inStart[slot + 1]
    const [quantity, time, event] = [quantities[moment], times[moment], position[moment]]
    const flags = this.flags[lots[slot]]
    const isCountable = (flags & COUNTABLE) !== 0
    if ((flags & HOMOGENEOUS) !== 0 || !(quantity > 0)) return false
    let min = 0
    let expected = 0
    let max = 0
    let row = first
    for (; row < end && put[row] === event; row++) {
      const from = source[row]
      if (row + 1 < end && draw[row + 1] === draw[row] && put[row + 1] === event) return false
      if (from < 0) continue
      const kind = kinds[from]
      const q = drawQ[row]
      if (kind === UNTOLD || kind === PARTLY || !(q >= DUST) || qMin[row] !== q || qMax[row] !== q || qExp[row] !== q || mark[row] !== 0)
        return false
      const at = from * ROOM
      const left = lefts[row]
      let [least, share, most] = [q, q, q]
      if (kind === WHOLE) {
        if (told[at + ARRIVAL] !== -Infinity && !(came[row] > told[at + ARRIVAL])) return false
        if (!(told[at + ARRIVAL] <= left && left > told[at + LAST_IN])) return false
      } else {
        let moved = told[at + CONTENTS]
        if (kind === GIVEN && taken[row] !== 0) {
          if (!this.given(row, moment, told[at + LAST_IN])) return false
          if (!(told[at + ARRIVAL] <= left)) continue
          moved = this.moved
          least = this.least
          share = this.share
          most = this.most
        } else {
          if (!(left > told[at + LAST_IN] && told[at + LAST_TIME] < time)) return false
          if (!(told[at + ARRIVAL] <= left)) continue
          if (!(moved > 0 && moved >= q - DUST)) return false
          least = told[at + LEAST]
          share = told[at + SHARE]
          most = told[at + MOST]
        }
        // The alternative and the draw of share.ts, with nothing unknown and nothing missing.
        const elsewhere = q > moved ? q - moved : 0
        const clean = (moved > least ? moved - least : 0) + elsewhere
        const suspect = most > 0 ? (q < most + elsewhere ? q : most + elsewhere) : 0
        if (suspect < DUST) continue
        let bottom = q - clean
        if (bottom < DUST) bottom = 0
        if (bottom > suspect) bottom = suspect
        share = (q * share) / moved
        if (share < bottom) share = bottom
        if (share > suspect) share = suspect
        const room = q - (q > suspect ? q - suspect : 0)
        let top = room < suspect ? room : suspect
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
      const [good, total] = [portion[row], totals[row]]
      const per = q / total
      if (!(per > 0) || per === Infinity || (per > 1 && isCountable && (this.flags[lots[from]] & COUNTABLE) !== 0)) return false
      let made = isCountable ? whole(most / per) : most / per
      if (made > total) made = total
      if (made < DUST) made = 0
      let surely = isCountable ? whole(least / per) : least / per
      if (surely < DUST) surely = 0
      if (surely > made) surely = made
      share /= per
      if (share < surely) share = surely
      if (share > made) share = made
      if (good !== total) {
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
    this.min = min
    this.expected = expected
    this.max = max
    this.rows = row - first
    return true
  }

  /** What the parent gave in the one movement of that event, if that was before this moment. */
  private given(row: number, moment: number, lastIn: number): boolean {
    const { what, kind, time, quantity, position, takenMin, takenExpected, takenMax } = this.timeline.moments.columns
    const { taken, left } = this.timeline.link
    const from = this.timeline.source[row]
    const event = taken[row]
    const end = this.timeline.momentEnd[from]
    let found = -1
    for (let i = this.timeline.firstAt(from, event); i < end && position[i] === event; i++) {
      if (what[i] !== OUT || isEndKind(kind[i])) continue
      const isBefore = time[i] < time[moment] || (time[i] === time[moment] && event <= position[moment])
      if (found >= 0 || !isBefore || (left[row] > time[i] && lastIn > time[i])) return false
      found = i
    }
    if (found < 0) return false
    this.moved = quantity[found]
    this.least = takenMin[found]
    this.share = takenExpected[found]
    this.most = takenMax[found]
    return true
  }
}
