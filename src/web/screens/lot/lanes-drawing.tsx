import { type KeyboardEvent, useRef, useState } from 'react'
import type { LotSpan } from '../../../client/index.ts'
import { type LanesLayout, laneOf, type PlacedSpan, SIZE, startOf } from './lanes-layout.ts'

export interface Doings {
  zoom: (by: 1 | -1, center?: number) => void
  all: () => void
  move: (by: 1 | -1) => void
  open: (span: LotSpan) => void
}

/** Lanes of time: arrow keys go from one operation to the next and from lane to lane, + and − zoom around it, 0 shows all, Enter opens. */
export function LanesDrawing(props: {
  layout: LanesLayout
  width: number
  title: string
  sentenceOf: (span: LotSpan) => string
  doings: Doings
}) {
  const { layout, width, title, sentenceOf, doings } = props
  const [current, setCurrent] = useState<number>()
  const drawing = useRef<SVGSVGElement>(null)
  const here =
    layout.spans.find(({ key }) => key === current) ?? layout.spans.find(({ span }) => span.relation === 'own') ?? layout.spans[0]
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || here === undefined) return
    if (!act(event.key, here)) return
    event.preventDefault()
  }
  const act = (key: string, at: PlacedSpan): boolean => {
    if (key === 'Enter' || key === ' ') doings.open(at.span)
    else if (key === '+' || key === '=') doings.zoom(1, startOf(at))
    else if (key === '-') doings.zoom(-1, startOf(at))
    else if (key === '0') doings.all()
    else if (key in next) focus(drawing.current, next[key]?.(layout, at))
    else if (key === 'PageUp') doings.move(-1)
    else if (key === 'PageDown') doings.move(1)
    else return false
    return true
  }
  return (
    <svg ref={drawing} className="lanes" role="group" aria-label={title} width={width} height={layout.height} onKeyDown={onKeyDown}>
      <g aria-hidden="true">
        {layout.lanes.map(({ name, y, height }, index) => (
          <rect key={name} className={index % 2 === 0 ? 'lane' : 'lane lane-other'} y={y} width={width} height={height} />
        ))}
        {layout.ticks.map(({ x, label, isDay }) => (
          <g key={x}>
            <line className={isDay ? 'lane-tick lane-day' : 'lane-tick'} x1={x} x2={x} y1={SIZE.axis - 6} y2={layout.height} />
            <text className="lane-time" x={x + 4} y={SIZE.axis - 9}>
              {label}
            </text>
          </g>
        ))}
        {layout.lanes.map(({ name, y, beyond }) => (
          <text key={name} className="lane-name" x="8" y={y + 15}>
            {name}
            {beyond > 0 && <tspan className="lane-beyond">{`  and ${beyond} more: zoom in, or see the list`}</tspan>}
          </text>
        ))}
      </g>
      {layout.spans.map(placed => (
        // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
        <g
          key={placed.key}
          role="button"
          tabIndex={placed.key === here?.key ? 0 : -1}
          aria-label={sentenceOf(placed.span)}
          data-key={placed.key}
          className={`span span-${placed.span.relation}`}
          transform={`translate(${placed.x} ${placed.y})`}
          onClick={() => doings.open(placed.span)}
          onFocus={() => setCurrent(placed.key)}
        >
          <title>{sentenceOf(placed.span)}</title>
          <rect className="span-bar" width={placed.width} height={SIZE.bar} rx="4" />
          <text
            className={placed.inside ? 'span-label span-inside' : 'span-label'}
            {...(placed.x + placed.width + placed.label.length * SIZE.letter > width && !placed.inside
              ? { x: -SIZE.gap / 2, textAnchor: 'end' }
              : { x: placed.inside ? SIZE.gap : placed.width + SIZE.gap / 2 })}
            y="14.500"
          >
            {placed.label}
          </text>
        </g>
      ))}
    </svg>
  )
}

function focus(drawing: SVGSVGElement | null, to: PlacedSpan | undefined): void {
  if (to) drawing?.querySelector<SVGGElement>(`[data-key="${to.key}"]`)?.focus()
}

type Next = (layout: LanesLayout, at: PlacedSpan) => PlacedSpan | undefined
const along =
  (by: 1 | -1): Next =>
  ({ spans }, { key }) =>
    spans[spans.findIndex(one => one.key === key) + by]
/** In the nearest lane on that side which has anything in sight, what is nearest in time. */
const across =
  (by: 1 | -1): Next =>
  ({ lanes, spans }, { span, x }) => {
    const mine = lanes.findIndex(({ name }) => name === laneOf(span))
    const names = by === 1 ? lanes.slice(mine + 1) : lanes.slice(0, mine).reverse()
    const name = names.find(lane => spans.some(one => laneOf(one.span) === lane.name))?.name
    return spans.filter(one => laneOf(one.span) === name).sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]
  }
const next: Record<string, Next> = { ArrowLeft: along(-1), ArrowRight: along(1), ArrowUp: across(-1), ArrowDown: across(1) }
