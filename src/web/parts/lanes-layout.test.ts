import { expect, it } from 'vitest'
import type { LotSpan } from '../../client/index.ts'
import { inEnglish } from '../app/words.tsx'
import { toldIn } from '../screens/lot/lanes-told.ts'
import { layoutOf, SIZE, type Told, wholeOf, windowOf, ZOOM_MAX } from './lanes-layout.ts'

const told = toldIn(inEnglish)
const START = Date.parse('2026-03-02T06:00:00Z')
const HOUR = 3_600_000
const iso = (hours: number): string => new Date(START + hours * HOUR).toISOString()
const span = (from: number, to: number, more: Partial<LotSpan> = {}): LotSpan => ({
  lot: { id: 1, site: 'main', material: 'GEAR', number: 'G-1' },
  relation: 'own',
  from: iso(from),
  to: iso(to),
  kinds: ['produced'],
  delta: '1',
  unit: 'ea',
  run: null,
  workCenter: 'HOB',
  station: null,
  workOrder: null,
  operation: null,
  operationName: null,
  sequence: 1,
  ...more,
})
const byNumber: Told<LotSpan> = { ...told, labelOf: ([first]) => first?.lot.number ?? '' }
const whole = (spans: readonly LotSpan[]) => wholeOf(spans.map(told.timeOf))
const drawn = (spans: LotSpan[], zoom = 0, center?: number, say = byNumber) =>
  layoutOf(spans, windowOf(whole(spans), zoom, center), 1000, say, 'en-GB')

it.each([
  ['the whole', 0, undefined, 0, 100],
  ['half of it around the middle', 1, undefined, 25, 75],
  ['a quarter, never beyond the end', 2, 99, 75, 100],
  ['nor before the beginning', 2, 0, 0, 25],
])('a window is %s', (_, zoom, center, from, to) => {
  const [whole, around] = [{ from: START, to: START + 100 * HOUR }, center === undefined ? undefined : START + center * HOUR]
  expect(windowOf(whole, zoom, around)).toEqual({ from: START + from * HOUR, to: START + to * HOUR })
})

it('never shows less than ten minutes, and one moment has air around it', () => {
  const { from, to } = windowOf({ from: START, to: START + 1000 * HOUR }, ZOOM_MAX, START + 5 * HOUR)
  expect(to - from).toBe(HOUR / 6)
  const moment = whole([span(3, 3)])
  expect(moment.to - moment.from).toBe(HOUR)
})

it('gives each work center a lane, in the order of time, and what has none the place of its event', () => {
  const none = { workCenter: null }
  const { lanes } = drawn([
    span(0, 0, { ...none, kinds: ['received'] }),
    span(1, 2),
    span(3, 4, { ...none, station: 'ST-1' }),
    span(5, 6),
    span(7, 7, { ...none, kinds: ['shipped'] }),
    span(8, 8, { ...none, kinds: ['moved'] }),
  ])
  expect(lanes.map(({ name }) => name)).toEqual(['Receiving', 'HOB', 'ST-1', 'Shipping', 'No work center'])
})

it('puts what overlaps below one another, its own first, and counts what finds no row', () => {
  const parents = Array.from({ length: 12 }, (_, index) =>
    span(0, 10, { relation: 'parent', lot: { id: index + 2, site: 'main', material: 'BAR', number: `B-${index}` } }),
  )
  const { spans, lanes } = drawn([...parents, span(0, 10)])
  expect(spans).toHaveLength(SIZE.rowsMax)
  expect(lanes[0]?.beyond).toBe(13 - SIZE.rowsMax)
  expect(new Set(spans.map(({ y }) => y)).size).toBe(SIZE.rowsMax)
  expect(spans[0]?.spans[0]?.relation).toBe('own')
})

it('keeps what is said before a bar at the right edge clear of the bar before it', () => {
  const { spans } = drawn([
    span(0, 0),
    span(98, 98),
    span(100, 100, { lot: { id: 2, site: 'main', material: 'GEAR', number: 'G-LONG-0002' } }),
  ])
  const [, near, last] = spans
  expect(last).toMatchObject({ before: true })
  expect(last?.y).not.toBe(near?.y)
})

it('leaves out what lies outside the window, cuts what reaches beyond it, and draws a moment wide enough to hit', () => {
  const spans = [span(0, 100), span(2, 2, { workCenter: 'WASH' }), span(90, 90, { workCenter: 'WASH' })]
  const near = drawn(spans, 3, START + 90 * HOUR)
  expect(near.spans.map(({ key }) => key)).toEqual([0, 2])
  expect(near.spans[0]).toMatchObject({ x: 0, inside: true })
  expect(near.spans[1]?.width).toBe(SIZE.least)
  for (const { x, width } of near.spans) expect(x + width).toBeLessThanOrEqual(1000)
})

it('draws what falls together at this zoom as one bar, and apart again nearer by; what is not alike never', () => {
  const many = Array.from({ length: 50 }, (_, index) => span(index / 100, index / 100, { sequence: index }))
  const other = span(0.2, 0.2, { relation: 'child' })
  const alike: Told<LotSpan> = { ...byNumber, alike: ({ relation }) => relation, labelOf: spans => `${spans.length} lots` }
  const far = drawn([...many, other, span(100, 100)], 0, undefined, alike)
  expect(far.spans.map(({ label }) => label).sort()).toEqual(['1 lots', '1 lots', '50 lots'])
  const near = drawn([...many, other, span(100, 100)], 9, START + HOUR / 4, alike)
  expect(near.spans.length).toBeGreaterThan(10)
  const shown = near.spans.reduce((sum, { spans }) => sum + spans.length, 0) + near.lanes.reduce((sum, { beyond }) => sum + beyond, 0)
  const { from, to } = windowOf(whole([...many, other, span(100, 100)]), 9, START + HOUR / 4)
  expect(shown).toBe([...many, other].map(told.timeOf).filter(time => time.to >= from && time.from <= to).length)
})
