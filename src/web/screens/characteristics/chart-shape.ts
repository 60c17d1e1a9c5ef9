/** Where things stand on the chart of values. Pure. */
import type { MeasuredValue } from '../../../client/index.ts'

export interface Point {
  /** Its row in the answer. */
  row: number
  value: number
  low: number | null
  high: number | null
  outside: boolean
}

/** Numbers only, and every point of a series; what is no number has no place on a chart. */
export function pointsOf(values: readonly MeasuredValue[]): Point[] {
  return values.flatMap((measured, row) => {
    const [low, high] = [numberOf(measured.low), numberOf(measured.high)]
    return textsOf(measured).flatMap(text => {
      const value = numberOf(text)
      if (value === null) return []
      const beyond = (low !== null && value < low) || (high !== null && value > high)
      return [{ row, value, low, high, outside: measured.kind === 'series' ? beyond : measured.inRange === false }]
    })
  })
}

function textsOf({ kind, value }: MeasuredValue): string[] {
  if (kind === 'series') return JSON.parse(value) as string[]
  return kind === 'number' || kind === null ? [value] : []
}

const numberOf = (text: string | null): number | null =>
  text === null || text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text)

export interface Scale {
  from: number
  to: number
  ticks: number[]
}

/** All values and limits with a little air, and some round numbers between. */
export function scaleOf(points: readonly Point[]): Scale {
  const all = points.flatMap(({ value, low, high }) => [value, ...(low === null ? [] : [low]), ...(high === null ? [] : [high])])
  const least = all.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY)
  const most = all.reduce((found, value) => Math.max(found, value), Number.NEGATIVE_INFINITY)
  const air = (most - least) * 0.12 || Math.abs(most) * 0.05 || 1
  const [from, to] = [least - air, most + air]
  const step = roundStep((to - from) / 5)
  const first = Math.ceil(from / step)
  const ticks = Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
  return { from, to, ticks }
}

/** 1, 2 or 5 of a power of ten. */
function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw))
  const share = raw / power
  return power * (share > 5 ? 10 : share > 2 ? 5 : share > 1 ? 2 : 1)
}

/** Stretches of points that had the same limit: a limit that changed is a step, not a slope. */
export function stretches(points: readonly Point[], side: 'low' | 'high'): { from: number; to: number; at: number }[] {
  const found: { from: number; to: number; at: number }[] = []
  points.forEach((point, index) => {
    const at = point[side]
    const last = found.at(-1)
    if (at === null) return
    if (last && last.at === at && last.to === index - 1) last.to = index
    else found.push({ from: index, to: index, at })
  })
  return found
}
