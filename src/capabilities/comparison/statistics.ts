/**
 * How much a count says. Of n failed lots k have something, of m good ones j: is that more than chance? Pure arithmetic.
 * R. A. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", J. R. Stat. Soc. 85 (1922) 87–94, one-sided;
 * Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B 57 (1995) 289–300.
 */

const NEGLIGIBLE = 1e-14
const LARGE = 1e250

/** The chance, as its natural logarithm, that by accident at least so many of the failed have what k failed and j good have. */
export class FisherTest {
  private readonly failed: number
  private readonly good: number
  /** Of factorials, as logarithms: a thousand against a thousand is beyond what a number holds. */
  private readonly factorials: Float64Array

  constructor(failed: number, good: number) {
    this.failed = failed
    this.good = good
    this.factorials = new Float64Array(failed + good + 1)
    for (let n = 2; n < this.factorials.length; n++) this.factorials[n] = (this.factorials[n - 1] ?? 0) + Math.log(n)
  }

  logP(failedWith: number, goodWith: number): number {
    const having = failedWith + goodWith
    const most = Math.min(this.failed, having)
    const first = this.logOf(failedWith, goodWith)
    // Each case as a multiple of the first, from the one before; past the likeliest they only get smaller.
    let [sum, share] = [1, 1]
    for (let k = failedWith; k < most; k++) {
      const rest = having - k
      const step = ((this.failed - k) / (k + 1)) * (rest / (this.good - rest + 1))
      share *= step
      sum += share
      if (sum > LARGE) return this.fromLogs(failedWith, having, most)
      if (step < 1 && share < sum * NEGLIGIBLE) break
    }
    return Math.min(0, first + Math.log(sum))
  }

  /** Far below the likeliest case the sum is almost everything, and too large a multiple of the first. */
  private fromLogs(failedWith: number, having: number, most: number): number {
    const logs = Array.from({ length: most - failedWith + 1 }, (_, index) => this.logOf(failedWith + index, having - failedWith - index))
    return Math.min(0, logSum(logs))
  }

  private logOf(failedWith: number, goodWith: number): number {
    const { failed, good } = this
    return this.choose(failed, failedWith) + this.choose(good, goodWith) - this.choose(failed + good, failedWith + goodWith)
  }

  private choose(n: number, k: number): number {
    const { factorials } = this
    return (factorials[n] ?? 0) - (factorials[k] ?? 0) - (factorials[n - k] ?? 0)
  }
}

function logSum(logs: readonly number[]): number {
  const largest = logs.reduce((most, log) => Math.max(most, log), -Infinity)
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0))
}

export interface Counts {
  failedWith: number
  goodWith: number
  failed: number
  good: number
}

/** How many times as often as on average a lot failed that has it: the share of failed among those with it, over that among all. */
export function liftOf({ failedWith, goodWith, failed, good }: Counts): number | null {
  const having = failedWith + goodWith
  return having === 0 || failed === 0 ? null : failedWith / having / (failed / (failed + good))
}

/** Of so many tests, in rising order of p: the share of false alarms among all that are at least as small. */
export function falseAlarms(logPs: readonly number[], tests: number): number[] {
  const shares: number[] = Array.from({ length: logPs.length }, () => 1)
  let least = 1
  for (let rank = logPs.length; rank >= 1; rank--) {
    least = Math.min(least, Math.exp((logPs[rank - 1] ?? 0) + Math.log(tests / rank)))
    shares[rank - 1] = least
  }
  return shares
}

export interface Timed {
  at: number
  isFailed: boolean
}

export interface Window {
  from: number
  until: number
  /** How many windows were possible: so often luck had its chance. */
  possible: number
}

/** The stretch of time in which the share of the failed exceeds that of the good the most; null where nothing of the kind is there. */
export function bestWindow(points: readonly Timed[], { failed, good }: Pick<Counts, 'failed' | 'good'>): Window | null {
  const times = sumsByTime(points, { failed, good })
  let best: { from: number; until: number; sum: number } | null = null
  let running = { from: 0, sum: 0 }
  for (const { at, sum } of times) {
    running = running.sum > 0 ? { from: running.from, sum: running.sum + sum } : { from: at, sum }
    if (running.sum > (best?.sum ?? 0)) best = { from: running.from, until: at, sum: running.sum }
  }
  if (!best || (best.from === times[0]?.at && best.until === times.at(-1)?.at)) return null
  return { from: best.from, until: best.until, possible: (times.length * (times.length + 1)) / 2 }
}

function sumsByTime(points: readonly Timed[], { failed, good }: Pick<Counts, 'failed' | 'good'>): { at: number; sum: number }[] {
  const sums = new Map<number, number>()
  for (const { at, isFailed } of points) sums.set(at, (sums.get(at) ?? 0) + (isFailed ? 1 / failed : -1 / Math.max(1, good)))
  return [...sums].map(([at, sum]) => ({ at, sum })).sort((a, b) => a.at - b.at)
}
