/**
 * Lots that were made into themselves (rework, regrind, filtering in a circle), as they are played: what such a lot gave to itself, and what is so of it when that has come back.
 * How much of it is suspect is the arithmetic of rework.ts.
 */
import { linkQuantity } from './draw.ts'
import { BLEND, MAYBE_BLEND } from './facts.ts'
import { cameAgain, lostIn, type Rework } from './rework.ts'
import { type Alternative, type Bounds, DUST, tidy, unsure } from './share.ts'
import { drawFrom, type Moments, sameDraw, type Timeline } from './timeline.ts'
import { type BoundsColumns, boundsAt, subtractBounds, writeBounds } from './weight-columns.ts'

/** What is played, and how far it has come. */
interface Playing {
  readonly timeline: Timeline
  readonly moments: Moments
  readonly suspect: BoundsColumns
  readonly affected: BoundsColumns
  /** The suspect part of what left and did not come back. */
  readonly gone: BoundsColumns
  /** By moment, the suspect part of what left. */
  readonly taken: BoundsColumns
  /** Something was taken out of the lot to be made into another. */
  isOut(moment: number): boolean
  hasOutAt(slot: number, position: number): boolean
  alternativeOf(index: number, unit?: number): Alternative
}

interface Marks {
  /** Something came back before it was recorded to have left: for a time it is in there twice, and what is in there proves nothing. */
  isMuddled: boolean
  isShort: boolean
}

/** A draw of a lot that was made into itself. */
interface OwnDraw {
  readonly rework: Rework
  readonly index: number
  /** The moment that tells of all of it and of nothing else, or -1. */
  readonly out: number
}

export interface OwnDraws {
  readonly draws: OwnDraw[]
  /** It came back before it is recorded to have left. */
  readonly isMuddled: boolean
  /** Something of unknown origin is among it, or what is suspect spreads while it is drawn. */
  readonly isMixed: boolean
}

export class Remade {
  private readonly playing: Playing
  /** By slot. */
  private readonly marks = new Map<number, Marks>()

  constructor(playing: Playing) {
    this.playing = playing
  }

  private get timeline(): Timeline {
    return this.playing.timeline
  }

  /** Its columns may be replaced meanwhile. */
  private get moments(): Moments {
    return this.playing.moments
  }

  find(): void {
    const { source, inStart } = this.timeline
    for (let slot = 0; slot + 1 < inStart.length; slot++) {
      for (let i = inStart[slot]; i < inStart[slot + 1]; i++) {
        if (source[i] === slot && !this.marks.has(slot)) this.marks.set(slot, { isMuddled: false, isShort: false })
      }
    }
  }

  has(slot: number): boolean {
    return this.marks.size > 0 && this.marks.has(slot)
  }

  isMuddled(slot: number): boolean {
    return this.marks.size > 0 && this.marks.get(slot)?.isMuddled === true
  }

  /** More left it or came back to it than its record knows of. */
  noteShort(slot: number): void {
    const marks = this.marks.size > 0 ? this.marks.get(slot) : undefined
    if (marks) marks.isShort = true
  }

  /** What the lot gave to itself: only where a movement tells that it left. */
  drawsInto(slot: number, put: number): OwnDraws | null {
    const { link } = this.timeline
    const rows: number[] = []
    const end = this.timeline.inStart[slot + 1]
    for (let i = this.timeline.firstPut(slot, put); i < end && link.put[i] === put; i++) if (this.isOwn(slot, i)) rows.push(i)
    if (rows.length === 0) return null
    const isMuddled = rows.some(row => this.outsAt(slot, link.taken[row]).some(moment => this.moments.done[moment] === 0))
    const own: OwnDraws = { draws: [], isMuddled, isMixed: isMuddled || this.isMixedIn(slot, put) }
    if (!isMuddled) for (const row of rows) this.addDraw(own.draws, slot, row)
    return own
  }

  isOwn(slot: number, index: number): boolean {
    return this.timeline.source[index] === slot && this.playing.hasOutAt(slot, this.timeline.link.taken[index])
  }

  private outsAt(slot: number, position: number): number[] {
    const { position: positions } = this.moments
    const outs: number[] = []
    const end = this.timeline.momentEnd[slot]
    for (let i = this.timeline.firstAt(slot, position); i < end && positions[i] === position; i++) if (this.playing.isOut(i)) outs.push(i)
    return outs
  }

  /** Something of unknown origin is among it, or what is suspect spreads while it is drawn. */
  private isMixedIn(slot: number, put: number): boolean {
    const { link } = this.timeline
    const [from, to] = this.timeline.putRange(slot, put)
    for (let first = from; first < to; ) {
      const links = drawFrom(link, first, to)
      const most = links.reduce((sum, index) => sum + link.qMax[index], 0)
      if (!(most >= link.drawQ[first] - DUST) || links.some(index => (link.mark[index] & (BLEND | MAYBE_BLEND)) !== 0)) return true
      first += links.length
    }
    return false
  }

  private addDraw(draws: OwnDraw[], slot: number, index: number): void {
    const draw = this.ownDraw(slot, index)
    const before = draws.at(-1)
    if (!before || !sameDraw(this.timeline.link, before.index, index)) return void draws.push(draw)
    const sum = (a: Bounds, b: Bounds): Bounds => tidy(a.min + b.min, a.expected + b.expected, a.max + b.max)
    const { rework } = before
    const both = { drawn: sum(rework.drawn, draw.rework.drawn), suspect: sum(rework.suspect, draw.rework.suspect) }
    draws[draws.length - 1] = { rework: { ...rework, ...both }, index, out: -1 }
  }

  private ownDraw(slot: number, index: number): OwnDraw {
    const { link } = this.timeline
    const outs = this.outsAt(slot, link.taken[index])
    const moved = outs.reduce((sum, moment) => sum + this.moments.quantity[moment], 0)
    const [drawQ, total, good] = [link.drawQ[index], link.total[index], link.portion[index]]
    const q = linkQuantity(link, index)
    if (!(drawQ > 0 && total > 0 && q.min >= 0 && q.max >= 0)) {
      const share = this.playing.alternativeOf(index, 1).suspect
      const suspect = unsure(share.expected * moved, share.max * moved)
      return { rework: { drawn: unsure(0, moved), suspect, drawQ, total, good }, index, out: -1 }
    }
    const there = Math.min(...outs.map(moment => Math.max(0, this.moments.before[moment])))
    const drawn = tidy(Math.min(q.min, there), Math.min(q.expected, there), Math.min(q.max, moved))
    const isAll = outs.length === 1 && drawn.min >= moved - DUST
    return { rework: { drawn, suspect: this.playing.alternativeOf(index).suspect, drawQ, total, good }, index, out: isAll ? outs[0] : -1 }
  }

  /** What left for rework is in the lot again. */
  comeBack(slot: number, { draws, isMuddled }: OwnDraws): void {
    draws.forEach((draw, i) => this.goneAgain(slot, draw, i === 0))
    const marks = this.marks.get(slot)
    if (marks && isMuddled) marks.isMuddled = true
  }

  /** What left for rework and came back has not gone. Where one link tells of all of it, it is as if that had never left, but for what was lost. */
  private goneAgain(slot: number, { rework, out }: OwnDraw, isFirst: boolean): void {
    const back = cameAgain(rework).suspect
    if (!isFirst) return subtractBounds(this.playing.gone, slot, unsure(0, back.max))
    if (out < 0) return subtractBounds(this.playing.gone, slot, back)
    const lost = lostIn(rework)
    const { min, expected, max } = this.playing.gone
    const { taken } = this.playing
    min[slot] = Math.max(0, min[slot] - taken.min[out] + lost.min)
    expected[slot] = Math.max(0, expected[slot] - taken.expected[out] + lost.expected)
    max[slot] = Math.max(0, max[slot] - taken.max[out] + lost.max)
  }

  /** What was ever suspect in the lot is in it or has gone, if its record is whole. */
  haveWhatStayed(slot: number): void {
    const marks = this.marks.get(slot)
    if (marks?.isMuddled || marks?.isShort) return
    const { min, expected, max } = boundsAt(this.playing.suspect, slot)
    const [ever, gone] = [boundsAt(this.playing.affected, slot), boundsAt(this.playing.gone, slot)]
    const most = Math.min(max, Math.max(0, ever.max - gone.min))
    writeBounds(this.playing.suspect, slot, tidy(Math.max(min, ever.min - gone.max), expected, most))
  }

  /** What is in a lot and suspect is affected. */
  affectAtLeast(slot: number): void {
    const { min, expected, max } = boundsAt(this.playing.affected, slot)
    const suspect = boundsAt(this.playing.suspect, slot)
    const least = this.isMuddled(slot) ? min : Math.max(min, suspect.min)
    writeBounds(this.playing.affected, slot, tidy(least, Math.max(expected, suspect.expected), Math.max(max, suspect.max)))
  }
}
