import { describe, expect, it } from 'vitest'
import type { MeasuredValue } from '../../../client/index.ts'
import { pointsOf, scaleOf, stretches } from './chart-shape.ts'

const measured = (value: string, more: Partial<MeasuredValue> = {}): MeasuredValue => ({
  at: '2026-01-01T00:00:00Z',
  value,
  unit: 'mm',
  kind: 'number',
  low: '1',
  high: '3',
  inRange: true,
  lot: 1,
  material: 'M',
  number: 'L',
  run: null,
  workOrder: null,
  operation: null,
  workCenter: null,
  sequence: 1,
  by: null,
  ...more,
})

describe('the chart of values', () => {
  it('takes numbers and every point of a series, and nothing else', () => {
    const points = pointsOf([
      measured('2'),
      measured('["2","4"]', { kind: 'series', inRange: false }),
      measured('red', { kind: 'choice' }),
      measured('soft', { kind: null }),
    ])
    expect(points.map(({ row, value, outside }) => [row, value, outside])).toEqual([
      [0, 2, false],
      [1, 2, false],
      [1, 4, true],
    ])
  })

  it('leaves air around values and limits, with round numbers between', () => {
    const { from, to, ticks } = scaleOf(pointsOf([measured('2'), measured('9')]))
    expect(from).toBeLessThan(1)
    expect(to).toBeGreaterThan(9)
    expect(ticks).toEqual([2, 4, 6, 8])
  })

  it('has a scale for one value without limits', () => {
    const { from, to } = scaleOf(pointsOf([measured('0', { low: null, high: null })]))
    expect(from).toBeLessThan(0)
    expect(to).toBeGreaterThan(0)
  })

  it('draws a limit that changed as a step', () => {
    const points = pointsOf([measured('2'), measured('2'), measured('2', { low: '1.5' }), measured('2', { low: null }), measured('2')])
    expect(stretches(points, 'low')).toEqual([
      { from: 0, to: 1, at: 1 },
      { from: 2, to: 2, at: 1.5 },
      { from: 4, to: 4, at: 1 },
    ])
  })
})
