import { type Bounds, DUST, NONE, tidy, whole } from './share.ts'

/**
 * A draw that took units of a lot and made them into the same lot: rework, regrind, filtering in a circle. What comes out of it are the units that went in,
 * so they are neither received nor affected a second time. A unit made of several is the one of them that was suspect; of a unit that became several one is the old one.
 */
export interface Rework {
  /** Units of the lot itself that had come in before, and the suspect part of them. */
  readonly drawn: Bounds
  readonly suspect: Bounds
  readonly drawQ: number
  readonly total: number
  readonly good: number
}

export interface CameAgain {
  /** Own units among what came in. */
  readonly units: Bounds
  /** Those of them that were suspect when they left. */
  readonly suspect: Bounds
}

const perUnit = ({ drawQ, total }: Rework): number => (drawQ > total ? drawQ / total : 1)
const scrapOf = ({ total, good }: Rework): number => (total > good ? total - good : 0)

/** So many units went in: over `per` of them may sit in one, and any may be scrapped. */
function outOf(went: Bounds, rework: Rework): Bounds {
  const share = rework.total > 0 ? rework.good / rework.total : 0
  const per = perUnit(rework)
  const most = Math.min(went.max, rework.good)
  return tidy(Math.min(went.min / per - scrapOf(rework), most), (went.expected / per) * share, most)
}

export const cameAgain = (rework: Rework): CameAgain => ({ units: outOf(rework.drawn, rework), suspect: outOf(rework.suspect, rework) })

/** Of what was suspect when it left: what never came back, in scrap or as a part of another unit. */
export function lostIn(rework: Rework): Bounds {
  const { suspect } = rework
  const back = outOf({ ...suspect, min: suspect.max }, rework)
  return tidy(suspect.min - Math.min(suspect.max, rework.good), suspect.expected - back.expected, suspect.max - back.min)
}

/** The draws of one event stand beside each other in the same units: an own unit is in there once, whichever of them brought it. */
export function together(all: readonly CameAgain[], quantity: number): CameAgain {
  const sum = (of: (one: CameAgain) => Bounds): Bounds => {
    let { min, expected, max } = NONE
    for (const one of all) {
      min = Math.max(min, of(one).min)
      expected += of(one).expected
      max += of(one).max
    }
    return tidy(min, expected, Math.min(max, quantity))
  }
  return { units: sum(one => one.units), suspect: sum(one => one.suspect) }
}

/** Of one unit that became several, all but one are new. */
export const twinsOf = ({ drawQ, total, suspect }: Rework): number =>
  drawQ < total - DUST ? Math.max(0, whole((suspect.max * total) / drawQ) - suspect.max) : 0

/** How much of what came in is suspect by something else than its own past: so much at most, and so much of it in units that have no such past. */
export type Others = Pick<Bounds, 'min' | 'max'>

/** What is affected now and was not before, of `portion`, the suspect part of what came in. */
export function newlyAffected(portion: Bounds, others: Others, { suspect }: CameAgain): Bounds {
  const most = Math.min(others.max, portion.max - suspect.min)
  return tidy(Math.max(others.min, portion.min - suspect.max), portion.expected - suspect.expected, most)
}
