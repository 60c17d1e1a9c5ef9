import type { LinkRows } from './facts.ts'
import { BLEND, COUNTABLE, HOMOGENEOUS, MAYBE_BLEND } from './graph.ts'
import { type Bounds, between, DUST, lowest, whole, withoutDust } from './share.ts'
import { isEndKind, type Moments, OUT, type Timeline } from './timeline.ts'
import type { BoundsColumns } from './weight-columns.ts'

/** What is read of a timeline. */
interface Played extends Pick<Timeline, 'lots' | 'source' | 'momentEnd' | 'firstAt'> {
  readonly link: Pick<LinkRows, 'qMin' | 'qExp' | 'qMax' | 'drawQ' | 'portion' | 'total' | 'mark' | 'came' | 'left' | 'taken'>
  readonly moments: {
    readonly columns: Pick<Moments, 'what' | 'kind' | 'position' | 'time' | 'quantity' | 'done' | 'takenMin' | 'takenExpected' | 'takenMax'>
  }
}

/** Of a simulation, per slot. */
interface State {
  readonly contents: Float64Array
  readonly suspect: BoundsColumns
  readonly arrival: Float64Array
  readonly lastIn: Float64Array
  readonly isWhole: Uint8Array
  readonly isIntricate: Uint8Array
}

/**
 * A draw of one link alone, of a known quantity, from a lot of which everything is known in time: so are most. It comes to the very
 * same as `drawnPortion` of that one link (alternative, drawOf, portionOf of share.ts, in this order), but makes no objects; what is not as simple
 * is refused and goes that way.
 */
export class SingleDraw implements Bounds {
  min = 0
  expected = 0
  max = 0
  // What the parent gave: the quantity, and the suspect part of it.
  private moved = 0
  private least = 0
  private share = 0
  private most = 0
  private readonly flags: Uint8Array
  private readonly timeline: Played
  private readonly state: State

  constructor(flags: Uint8Array, timeline: Played, state: State) {
    this.flags = flags
    this.timeline = timeline
    this.state = state
  }

  /** The affected units of the child are in min, expected and max then. False: it has to be worked out in full. */
  draw(slot: number, row: number): boolean {
    const { link, source, lots } = this.timeline
    const { arrival, isIntricate } = this.state
    const drawQ = link.drawQ[row]
    if (!(drawQ > 0 && link.qMin[row] >= 0 && link.qMax[row] >= 0) || (link.mark[row] & (BLEND | MAYBE_BLEND)) !== 0) return false
    const from = source[row]
    if (from < 0) return this.set(0, 0, 0)
    if (isIntricate[from] === 1) return false
    if (!(arrival[from] <= link.left[row])) return this.set(0, 0, 0)
    const flags = this.flags[lots[slot]]
    const per = drawQ / link.total[row]
    if (!(per > 0) || per === Infinity) return false
    if (per > 1 && (flags & COUNTABLE) !== 0 && (this.flags[lots[from]] & COUNTABLE) !== 0) return false
    return this.drawFrom(from, row) && this.portion(row, flags, per)
  }

  private set(min: number, expected: number, max: number): true {
    this.min = min
    this.expected = expected
    this.max = max
    return true
  }

  /** The suspect part of the draw, in units of the parent. */
  private drawFrom(from: number, row: number): boolean {
    const { link } = this.timeline
    const { isWhole, arrival } = this.state
    const [drawQ, qMin, qExp, qMax] = [link.drawQ[row], link.qMin[row], link.qExp[row] || 0, link.qMax[row]]
    const missing = Math.max(0, drawQ - qMax)
    const scale = missing > DUST && qExp > 0 ? drawQ / qExp : 1
    if (isWhole[from] === 1 && (arrival[from] === -Infinity || link.came[row] > arrival[from])) {
      const top = withoutDust(qMax > 0 ? Math.min(drawQ, qMax + missing) : 0)
      const bottom = lowest(Math.max(qMin, drawQ - missing), top)
      return this.set(bottom, between(bottom, qExp * scale, top), top)
    }
    if (!this.given(from, row)) return false
    const { moved, least, share, most } = this
    const elsewhere = Math.max(0, qMax - moved)
    const clean = Math.max(0, moved - least) + elsewhere
    const suspectMax = most > 0 ? Math.min(qMax, most + elsewhere) : 0
    const max = withoutDust(suspectMax)
    if (max === 0) return this.set(0, 0, 0)
    const min = lowest(qMin - clean, max)
    const expected = between(min, moved > 0 ? (qExp * share) / moved : 0, max)
    const top = withoutDust(Math.min(drawQ, max + missing, drawQ - Math.max(0, qMin - suspectMax)))
    const bottom = lowest(Math.max(min, drawQ - Math.min(qMax, clean) - missing), top)
    return this.set(bottom, between(bottom, expected * scale, top), top)
  }

  /** What the parent gave in the movement that belongs to the link, or what is in it where there is none. */
  private given(from: number, row: number): boolean {
    const { link, momentEnd, moments } = this.timeline
    const { what, kind, time, quantity, position, done, takenMin, takenExpected, takenMax } = moments.columns
    const { lastIn } = this.state
    const event = link.taken[row]
    this.give(0, 0, 0, 0)
    if (event !== 0) {
      const end = momentEnd[from]
      for (let i = this.timeline.firstAt(from, event); i < end && position[i] === event; i++) {
        if (what[i] !== OUT || isEndKind(kind[i])) continue
        if (this.moved > 0 || done[i] === 0 || (link.left[row] > time[i] && lastIn[from] > time[i])) return false
        this.give(quantity[i], takenMin[i], takenExpected[i], takenMax[i])
      }
    }
    return this.moved > 0 || this.holds(from, row)
  }

  private holds(from: number, row: number): boolean {
    const { link } = this.timeline
    const { contents, lastIn, suspect } = this.state
    if (!(contents[from] > 0 && contents[from] >= link.qMax[row] - DUST && lastIn[from] <= link.left[row])) return false
    this.give(contents[from], suspect.min[from], suspect.expected[from], suspect.max[from])
    return true
  }

  private give(moved: number, least: number, share: number, most: number): void {
    this.moved = moved
    this.least = least
    this.share = share
    this.most = most
  }

  /** From units of the parent to good units of the child. */
  private portion(row: number, flags: number, per: number): true {
    const { link } = this.timeline
    const { min, expected, max } = this
    const [good, total] = [link.portion[row], link.total[row]]
    if (max === 0) return this.set(0, 0, 0)
    if ((flags & HOMOGENEOUS) !== 0) return this.set(min > 0 ? good : 0, expected > 0 ? good : 0, good)
    const isCountable = (flags & COUNTABLE) !== 0
    const madeMax = withoutDust(Math.min(total, isCountable ? whole(max / per) : max / per))
    const madeMin = lowest(isCountable ? whole(min / per) : min / per, madeMax)
    const made = between(madeMin, expected / per, madeMax)
    const top = withoutDust(Math.min(good, madeMax))
    const bottom = lowest(madeMin - Math.max(0, total - good), top)
    return this.set(bottom, between(bottom, total > 0 ? made * (good / total) : 0, top), top)
  }
}
