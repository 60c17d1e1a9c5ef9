/** A drill as it is shown: its times, what it found, and whether that was enough. Pure. */
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { marksSchema, type PassMarks, type Scorecard, scorecardSchema } from '../drill-shapes.ts'
import type { DrillListed } from './queries.ts'

const cardSchema = scorecardSchema.extend({ marks: marksSchema })

export interface Judged {
  drill: DrillListed
  scorecard: Scorecard | null
  marks: PassMarks | null
  traceMs: number | null
  finishMs: number | null
  passed: boolean | null
}

export function judged(drill: DrillListed): Judged {
  const { at, tracedAt, finishedAt } = drill
  const traceMs = tracedAt === null ? null : tracedAt - at
  if (drill.scorecard === null || finishedAt === null) return { drill, scorecard: null, marks: null, traceMs, finishMs: null, passed: null }
  const { marks, ...scorecard } = cardSchema.parse(drill.scorecard)
  const finishMs = finishedAt - at
  return { drill, scorecard, marks, traceMs, finishMs, passed: isPassed({ finishMs, percent: Number(scorecard.percent) }, marks) }
}

export const isPassed = ({ finishMs, percent }: { finishMs: number; percent: number }, { minutesMax, percentMin }: PassMarks): boolean =>
  finishMs <= minutesMax * 60_000 && percent >= percentMin

const moment = (at: number | null): string | null => (at === null ? null : formatInstant(at))

/** For the list: enough to compare drills with one another. */
export function writtenRow(one: Judged): answers.DrillListed {
  const { drill, scorecard, traceMs, finishMs, passed, marks } = one
  return {
    site: drill.site,
    drill: drill.drill,
    origin: drill.origin,
    lots: drill.lots,
    drawn: drill.drawn,
    by: drill.by,
    at: formatInstant(drill.at),
    steps: { traced: moment(drill.tracedAt), stock: moment(drill.stockAt), customers: moment(drill.customersAt) },
    finishedAt: moment(drill.finishedAt),
    traceMs,
    finishMs,
    passed,
    marks,
    score: scorecard && {
      lots: scorecard.lots,
      customers: scorecard.customers,
      vendors: scorecard.vendors,
      percent: scorecard.percent,
      gaps: gapCount(scorecard),
      unaccounted: scorecard.unaccounted.count,
    },
  }
}

export const gapCount = ({ gaps }: Scorecard): number => gaps.reduce((sum, { count }) => sum + count, 0)
