/** What a row of values says of the work that made them. Pure. */

/** Below this the spread of a sample says too little about the spread of the work. */
export const CAPABILITY_VALUES_MIN = 25

export interface Statistics {
  count: number
  outOfRange: number
  mean: number | null
  deviation: number | null
  least: number | null
  most: number | null
  cp: number | null
  cpk: number | null
  /** Why there is no Cp or Cpk, or `ok`. */
  capability: 'ok' | 'one-limit' | 'no-numbers' | 'no-limits' | 'limits-changed' | 'too-few-values' | 'no-spread'
}

export interface Point {
  value: number
  low: number | null
  high: number | null
  inRange: boolean | null
}

export function statisticsOf(points: readonly Point[]): Statistics {
  const values = points.map(point => point.value)
  const count = values.length
  const mean = count === 0 ? null : values.reduce((sum, value) => sum + value, 0) / count
  const deviation = mean === null || count < 2 ? null : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1))
  const base = {
    count,
    outOfRange: points.filter(point => point.inRange === false).length,
    mean: rounded(mean),
    deviation: rounded(deviation),
    least: count === 0 ? null : values.reduce((least, value) => Math.min(least, value)),
    most: count === 0 ? null : values.reduce((most, value) => Math.max(most, value)),
  }
  return { ...base, ...capabilityOf(points, mean, deviation) }
}

/** Twelve digits: enough for any gauge, few enough that 10.004 is written as 10.004. */
const rounded = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(12)))

function capabilityOf(
  points: readonly Point[],
  mean: number | null,
  deviation: number | null,
): Pick<Statistics, 'cp' | 'cpk' | 'capability'> {
  const none = (capability: Statistics['capability']): Pick<Statistics, 'cp' | 'cpk' | 'capability'> => ({
    cp: null,
    cpk: null,
    capability,
  })
  const first = points[0]
  if (!first || mean === null) return none('no-numbers')
  if (points.some(point => point.low !== first.low || point.high !== first.high)) return none('limits-changed')
  if (first.low === null && first.high === null) return none('no-limits')
  if (points.length < CAPABILITY_VALUES_MIN) return none('too-few-values')
  if (deviation === null || deviation <= Number.EPSILON * Math.abs(mean)) return none('no-spread')
  const sides = [first.low === null ? [] : [mean - first.low], first.high === null ? [] : [first.high - mean]].flat()
  const cpk = Math.min(...sides) / (3 * deviation)
  if (first.low === null || first.high === null) return { cp: null, cpk, capability: 'one-limit' }
  return { cp: (first.high - first.low) / (6 * deviation), cpk, capability: 'ok' }
}
