/**
 * One number for how ready a plant is for a recall, from its latest drills: whether they passed, how much they accounted for, and how
 * many of the lots they reached have a gap or a quantity that nobody explains. The formula is shown wherever the number is. Pure.
 */
import { gapCount, type Judged } from './judged.ts'

/** The last so many finished drills, none older than so many days: an old success says little. */
export const LATEST = 10
export const DAYS = 90

const WEIGHTS = { passed: 50, accounted: 30, clean: 20 } as const

export interface Readiness {
  /** 0 to 100; null without a drill. */
  score: number | null
  drills: number
  passed: number
  /** Mean percent accounted for. */
  accounted: number | null
  /** Of the lots reached, the percentage without a gap and without an unaccounted quantity. */
  clean: number | null
  gaps: number
  unaccounted: number
  weights: typeof WEIGHTS
}

export function readinessOf(finished: readonly Judged[]): Readiness {
  const cards = finished.flatMap(({ scorecard, passed }) => (scorecard ? [{ scorecard, passed: passed === true }] : [])).slice(0, LATEST)
  const sum = (of: (card: (typeof cards)[number]) => number): number => cards.reduce((total, card) => total + of(card), 0)
  const passed = sum(card => (card.passed ? 1 : 0))
  const gaps = sum(({ scorecard }) => gapCount(scorecard))
  const unaccounted = sum(({ scorecard }) => scorecard.unaccounted.count)
  const base = { drills: cards.length, passed, gaps, unaccounted, weights: WEIGHTS }
  if (cards.length === 0) return { ...base, score: null, accounted: null, clean: null }
  const accounted = sum(({ scorecard }) => Number(scorecard.percent)) / cards.length
  // The lots a drill starts from are looked at as well.
  const lots = sum(({ scorecard }) => scorecard.lots + scorecard.origins + 1)
  const clean = 100 * (1 - Math.min(1, (gaps + unaccounted) / lots))
  const score = (WEIGHTS.passed * passed) / cards.length + (WEIGHTS.accounted * accounted) / 100 + (WEIGHTS.clean * clean) / 100
  return { ...base, score: Math.floor(score), accounted: rounded(accounted), clean: rounded(clean) }
}

/** Down: 99.996 must not be shown as 100. */
const rounded = (value: number): number => Math.floor(value * 100) / 100
