/** Where the spans of a life stand: lanes by work center, rows in a lane, ticks of time. Pure. */
import type { LotSpan } from '../../../client/index.ts'

export interface Window {
  from: number
  to: number
}

export interface PlacedSpan {
  span: LotSpan
  /** Its index in the answer, which names it. */
  key: number
  x: number
  y: number
  width: number
  label: string
  /** The label has room in the bar. */
  inside: boolean
}

export interface Lane {
  name: string
  y: number
  height: number
  /** Spans of this time that found no row. */
  beyond: number
}

export interface Tick {
  x: number
  label: string
  isDay: boolean
}

export interface LanesLayout {
  lanes: Lane[]
  spans: PlacedSpan[]
  ticks: Tick[]
  height: number
}

export const SIZE = { axis: 26, head: 22, row: 26, bar: 20, least: 8, foot: 6, letter: 7.2, gap: 8, rowsMax: 8 }
export const ZOOM_MAX = 16
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** All of it with a little air; what happened at one moment gets an hour around it. */
export function wholeOf(spans: readonly LotSpan[]): Window {
  const from = spans.reduce((least, span) => Math.min(least, Date.parse(span.from)), Number.POSITIVE_INFINITY)
  const to = spans.reduce((most, span) => Math.max(most, Date.parse(span.to)), Number.NEGATIVE_INFINITY)
  const air = Math.max((to - from) * 0.03, HOUR / 2)
  return { from: from - air, to: to + air }
}

/** Each step of zoom halves what is seen; never beyond the whole, and never less than ten minutes. */
export function windowOf(whole: Window, zoom: number, center: number | undefined): Window {
  const length = Math.max((whole.to - whole.from) / 2 ** zoom, Math.min(10 * MINUTE, whole.to - whole.from))
  const wanted = (center ?? (whole.from + whole.to) / 2) - length / 2
  const from = Math.min(Math.max(wanted, whole.from), whole.to - length)
  return { from, to: from + length }
}

export const laneOf = ({ workCenter, station, kinds }: LotSpan): string =>
  workCenter ?? station ?? (kinds.includes('received') ? 'Receiving' : kinds.includes('shipped') ? 'Shipping' : 'No work center')

export const startOf = ({ span }: { span: LotSpan }): number => Date.parse(span.from)

export function layoutOf(spans: readonly LotSpan[], view: Window, width: number, labelOf: (span: LotSpan) => string): LanesLayout {
  const scale = width / (view.to - view.from)
  const names = [...new Set(spans.map(laneOf))]
  const layout: LanesLayout = { lanes: [], spans: [], ticks: ticksOf(view, scale), height: SIZE.axis }
  for (const name of names) {
    const lane: Lane = { name, y: layout.height, height: 0, beyond: 0 }
    const ends: number[] = []
    for (const [key, span] of ownFirst(spans)) {
      if (laneOf(span) !== name || Date.parse(span.to) < view.from || Date.parse(span.from) > view.to) continue
      const placed = placedAt({ span, key, label: labelOf(span) }, view, scale, width)
      const row = rowFor(ends, placed)
      if (row === SIZE.rowsMax) lane.beyond++
      else layout.spans.push({ ...placed, y: lane.y + SIZE.head + row * SIZE.row })
    }
    lane.height = SIZE.head + Math.max(ends.length, 1) * SIZE.row + SIZE.foot
    layout.lanes.push(lane)
    layout.height += lane.height
  }
  layout.spans.sort((a, b) => startOf(a) - startOf(b) || a.y - b.y)
  return layout
}

const ownFirst = (spans: readonly LotSpan[]): (readonly [number, LotSpan])[] =>
  spans.map((span, key) => [key, span] as const).sort((a, b) => Number(b[1].relation === 'own') - Number(a[1].relation === 'own'))

function placedAt(named: Pick<PlacedSpan, 'span' | 'key' | 'label'>, view: Window, scale: number, room: number): PlacedSpan {
  const [from, to] = [Date.parse(named.span.from), Date.parse(named.span.to)]
  const start = (Math.max(from, view.from) - view.from) * scale
  const width = Math.max((Math.min(to, view.to) - view.from) * scale - start, SIZE.least)
  const x = Math.max(0, Math.min(start, room - width))
  return { ...named, x, y: 0, width, inside: width >= named.label.length * SIZE.letter + SIZE.gap * 2 }
}

/** The first row with room for bar and label, kept free of others up to its end. */
function rowFor(ends: number[], { x, width, label, inside }: PlacedSpan): number {
  const end = x + width + (inside ? 0 : label.length * SIZE.letter + SIZE.gap) + SIZE.gap
  const free = ends.findIndex(before => before <= x)
  const row = free < 0 ? ends.length : free
  if (row < SIZE.rowsMax) ends[row] = end
  return row
}

const STEPS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  91 * DAY,
  365 * DAY,
  3650 * DAY,
]
const TICK_ROOM = 96
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const yearFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' })
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** Round times of the place where one looks, at least a hand apart. */
function ticksOf(view: Window, scale: number): Tick[] {
  const step = STEPS.find(one => one * scale >= TICK_ROOM) ?? 3650 * DAY
  const shift = new Date(view.from).getTimezoneOffset() * MINUTE
  const first = Math.ceil((view.from - shift) / step) * step + shift
  const count = Math.max(0, Math.floor((view.to - first) / step) + 1)
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step
    const isDay = (at - shift) % DAY === 0
    const format = step >= 91 * DAY ? yearFormat : isDay || index === 0 ? dayFormat : clockFormat
    const label = index === 0 && !isDay && step < DAY ? `${dayFormat.format(at)} ${clockFormat.format(at)}` : format.format(at)
    return { x: (at - view.from) * scale, label, isDay }
  })
}
