/** Where spans of time stand: lanes by work center, rows in a lane, ticks of time; what falls together at this zoom is one bar. Pure. */
export interface Window {
  from: number
  to: number
}

/** What a picture says of the spans it draws. */
export interface Told<Span> {
  timeOf: (span: Span) => Window
  laneOf: (span: Span) => string
  /** Of several: they fall together here. */
  labelOf: (spans: readonly Span[]) => string
  /** What stands before the label takes so many pixels. */
  lead?: number
  /** Gets a row before the others. */
  isFirst?: (span: Span) => boolean
  /** Spans of a lane that are said to be the same may be one bar where they fall together. */
  alike?: (span: Span) => string
}

export interface PlacedSpan<Span> {
  spans: readonly Span[]
  /** The index of the first in the answer, which names it. */
  key: number
  from: number
  to: number
  lane: string
  x: number
  y: number
  width: number
  label: string
  /** How wide the label is, with what stands before it. */
  words: number
  /** The label has room in the bar. */
  inside: boolean
  /** Beside the bar there is only room before it. */
  before: boolean
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

export interface LanesLayout<Span> {
  lanes: Lane[]
  spans: PlacedSpan<Span>[]
  ticks: Tick[]
  height: number
}

export const SIZE = { axis: 26, head: 22, row: 26, bar: 20, least: 8, foot: 6, letter: 7.2, gap: 8, rowsMax: 8 }
/** Bars that begin within so many pixels fall together. */
const TOGETHER = 22
export const ZOOM_MAX = 16
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** All of it with a little air; what happened at one moment gets an hour around it. */
export function wholeOf(times: readonly Window[]): Window {
  const from = times.reduce((least, time) => Math.min(least, time.from), Number.POSITIVE_INFINITY)
  const to = times.reduce((most, time) => Math.max(most, time.to), Number.NEGATIVE_INFINITY)
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

interface Bar<Span> extends Window {
  spans: Span[]
  key: number
}

export function layoutOf<Span>(spans: readonly Span[], view: Window, width: number, told: Told<Span>, locale: string): LanesLayout<Span> {
  const scale = width / (view.to - view.from)
  const layout: LanesLayout<Span> = { lanes: [], spans: [], ticks: ticksOf(view, scale, locale), height: SIZE.axis }
  for (const [name, bars] of barsOf(spans, told)) {
    const lane: Lane = { name, y: layout.height, height: 0, beyond: 0 }
    const ends: number[] = []
    const seen = bars.filter(({ from, to }) => to >= view.from && from <= view.to)
    for (const bar of told.alike ? together(seen, scale, told.alike) : firstOnes(seen, told.isFirst)) {
      const label = told.labelOf(bar.spans)
      const placed = placedAt({ ...bar, lane: name, label, words: label.length * SIZE.letter + (told.lead ?? 0) }, view, scale, width)
      const row = rowFor(ends, placed)
      if (row === SIZE.rowsMax) lane.beyond += bar.spans.length
      else layout.spans.push({ ...placed, y: lane.y + SIZE.head + row * SIZE.row })
    }
    lane.height = SIZE.head + Math.max(ends.length, 1) * SIZE.row + SIZE.foot
    layout.lanes.push(lane)
    layout.height += lane.height
  }
  layout.spans.sort((a, b) => a.from - b.from || a.y - b.y)
  return layout
}

function barsOf<Span>(spans: readonly Span[], { laneOf, timeOf }: Told<Span>): Map<string, Bar<Span>[]> {
  const lanes = new Map<string, Bar<Span>[]>()
  spans.forEach((span, key) => {
    const bar = { ...timeOf(span), spans: [span], key }
    const lane = lanes.get(laneOf(span))
    if (lane) lane.push(bar)
    else lanes.set(laneOf(span), [bar])
  })
  return lanes
}

const firstOnes = <Span>(bars: readonly Bar<Span>[], isFirst: (span: Span) => boolean = () => false): readonly Bar<Span>[] =>
  [...bars].sort((a, b) => Number(b.spans.some(isFirst)) - Number(a.spans.some(isFirst)))

/** Short bars that begin where another one of their kind began a moment ago are drawn as one with it. In the order of time. */
function together<Span>(bars: readonly Bar<Span>[], scale: number, alike: (span: Span) => string): readonly Bar<Span>[] {
  const last = new Map<string, Bar<Span>>()
  const all: Bar<Span>[] = []
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    const [first] = bar.spans
    const kind = first === undefined ? '' : alike(first)
    const before = last.get(kind)
    if (before && (bar.to - before.from) * scale <= TOGETHER) {
      before.spans.push(...bar.spans)
      before.to = Math.max(before.to, bar.to)
    } else {
      last.set(kind, bar)
      all.push(bar)
    }
  }
  return all
}

function placedAt<Span>(
  bar: Pick<PlacedSpan<Span>, 'spans' | 'key' | 'from' | 'to' | 'lane' | 'label' | 'words'>,
  view: Window,
  scale: number,
  room: number,
): PlacedSpan<Span> {
  const start = (Math.max(bar.from, view.from) - view.from) * scale
  const width = Math.max((Math.min(bar.to, view.to) - view.from) * scale - start, SIZE.least)
  const x = Math.max(0, Math.min(start, room - width))
  const inside = width >= bar.words + SIZE.gap * 2
  return { ...bar, x, y: 0, width, inside, before: !inside && x + width + bar.words > room }
}

/** The first row with room for bar and label, kept free of others up to its end. */
function rowFor(ends: number[], { x, width, words, inside, before }: PlacedSpan<unknown>): number {
  const beside = inside ? 0 : words + SIZE.gap
  const start = before ? x - beside : x
  const end = start + width + beside + SIZE.gap
  const free = ends.findIndex(taken => taken <= start)
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

/** Round times of the place where one looks, at least a hand apart. */
function ticksOf(view: Window, scale: number, locale: string): Tick[] {
  const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
  const yearFormat = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' })
  const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
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
