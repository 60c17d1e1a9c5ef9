import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { useWords } from '../app/words.tsx'
import { type LanesLayout, type PlacedSpan, SIZE } from './lanes-layout.ts'

export interface Doings<Span> {
  zoom: (by: 1 | -1, center?: number) => void
  all: () => void
  move: (by: 1 | -1) => void
  open: (placed: PlacedSpan<Span>) => void
}

/** How a bar looks, and what is said of it. */
export interface Looks<Span> {
  sentenceOf: (spans: readonly Span[]) => string
  classOf: (spans: readonly Span[]) => string
  /** Stands before the label, so many pixels wide. */
  before?: (spans: readonly Span[]) => { width: number; drawing: ReactNode } | undefined
}

/** Lanes of time: arrow keys go from one bar to the next and from lane to lane, + and − zoom around it, 0 shows all, Enter opens. */
export function LanesDrawing<Span>(props: {
  layout: LanesLayout<Span>
  width: number
  title: string
  looks: Looks<Span>
  doings: Doings<Span>
  isFirst: (span: Span) => boolean
}) {
  const { layout, width, title, looks, doings, isFirst } = props
  const { t } = useWords()
  const [current, setCurrent] = useState<number>()
  const drawing = useRef<SVGSVGElement>(null)
  const here = layout.spans.find(({ key }) => key === current) ?? layout.spans.find(({ spans }) => spans.some(isFirst)) ?? layout.spans[0]
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || here === undefined) return
    if (!act(event.key, here)) return
    event.preventDefault()
  }
  const act = (key: string, at: PlacedSpan<Span>): boolean => {
    if (key === 'Enter' || key === ' ') doings.open(at)
    else if (key === '+' || key === '=') doings.zoom(1, at.from)
    else if (key === '-') doings.zoom(-1, at.from)
    else if (key === '0') doings.all()
    else if (key in steps) focus(drawing.current, steps[key]?.(layout, at))
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
            {beyond > 0 && <tspan className="lane-beyond">{`  ${t('lanes.beyond', { count: beyond })}`}</tspan>}
          </text>
        ))}
      </g>
      {layout.spans.map(placed => (
        // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
        <g
          key={placed.key}
          role="button"
          tabIndex={placed.key === here?.key ? 0 : -1}
          aria-label={looks.sentenceOf(placed.spans)}
          data-key={placed.key}
          className={`span ${looks.classOf(placed.spans)}`}
          transform={`translate(${placed.x} ${placed.y})`}
          onClick={() => doings.open(placed)}
          onFocus={() => setCurrent(placed.key)}
        >
          <title>{looks.sentenceOf(placed.spans)}</title>
          <Reach placed={placed} />
          <rect className="span-bar" width={placed.width} height={SIZE.bar} rx="4" />
          <Label placed={placed} lead={looks.before?.(placed.spans)} />
        </g>
      ))}
    </svg>
  )
}

/** Beside a narrow bar its words lead there as well. */
function Reach({ placed }: { placed: PlacedSpan<unknown> }) {
  const { width, words, inside, before } = placed
  const beside = inside ? 0 : words + SIZE.gap
  return <rect className="span-reach" x={before ? -beside : 0} width={width + beside} height={SIZE.bar} />
}

function Label<Span>({ placed, lead }: { placed: PlacedSpan<Span>; lead: { width: number; drawing: ReactNode } | undefined }) {
  const { width, label, inside, before } = placed
  const start = inside ? SIZE.gap : width + SIZE.gap / 2
  const leadWidth = lead?.width ?? 0
  return (
    <>
      {lead && (
        <g transform={`translate(${before ? -leadWidth - label.length * SIZE.letter - SIZE.gap : start} ${(SIZE.bar - 14) / 2})`}>
          {lead.drawing}
        </g>
      )}
      <text
        className={inside ? 'span-label span-inside' : 'span-label'}
        {...(before ? { x: -SIZE.gap, textAnchor: 'end' as const } : { x: start + leadWidth })}
        y="14.500"
      >
        {label}
      </text>
    </>
  )
}

function focus(drawing: SVGSVGElement | null, to: { key: number } | undefined): void {
  if (to) drawing?.querySelector<SVGGElement>(`[data-key="${to.key}"]`)?.focus()
}

type Step = (layout: LanesLayout<unknown>, at: PlacedSpan<unknown>) => PlacedSpan<unknown> | undefined
const along =
  (by: 1 | -1): Step =>
  ({ spans }, { key }) =>
    spans[spans.findIndex(one => one.key === key) + by]
/** In the nearest lane on that side which has anything in sight, what is nearest in time. */
const across =
  (by: 1 | -1): Step =>
  ({ lanes, spans }, { lane, x }) => {
    const mine = lanes.findIndex(({ name }) => name === lane)
    const names = by === 1 ? lanes.slice(mine + 1) : lanes.slice(0, mine).reverse()
    const nearest = names.find(({ name }) => spans.some(one => one.lane === name))?.name
    return spans.filter(one => one.lane === nearest).sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]
  }
const steps: Record<string, Step> = { ArrowLeft: along(-1), ArrowRight: along(1), ArrowUp: across(-1), ArrowDown: across(1) }
