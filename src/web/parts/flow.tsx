import { useWords, type Words } from '../app/words.tsx'
import { grouped } from './amount.tsx'
import './flow.css'
import { drawings, type SignName } from './signs.tsx'

export interface Stream {
  name: string
  /** A decimal; what is less than nothing is not drawn. */
  quantity: string
  tone?: 'attention' | 'stop' | 'left' | 'suspect' | 'accepted'
  /** Stands before the name. */
  sign?: SignName
}

const SIZE = { width: 760, block: 16, gap: 10, least: 3, tall: 132 }
/** More than this nobody reads; the rest is one stream. */
const STREAMS_MAX = 20

/** Where the mass went: streams as thick as their quantity, into one block from the left and out of it to the right (a Sankey diagram). */
export function Flow(props: { title: string; unit: string; from: Stream[]; into: Stream[] }) {
  const words = useWords()
  const [from, into] = [shownOf(props.from, words), shownOf(props.into, words)]
  const scale = SIZE.tall / Math.max(sumOf(from), sumOf(into), Number.MIN_VALUE)
  const [left, right] = [placed(from, scale), placed(into, scale)]
  const height = Math.max(heightOf(left), heightOf(right)) + 8
  if (from.length === 0 && into.length === 0) return null
  const middle = { x: SIZE.width / 2 - SIZE.block / 2, y: 4 }
  return (
    // Wider than a phone, it scrolls: a scrolling region must be reachable by keyboard, hence the tab stop.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div className="flow-frame" tabIndex={0} role="region" aria-label={props.title}>
      <svg className="flow" role="img" aria-label={sentenceOf(props, from, into, words)} viewBox={`0 0 ${SIZE.width} ${height}`}>
        <rect className="flow-block" x={middle.x} y={middle.y} width={SIZE.block} height={SIZE.tall} rx="3" />
        {left.map(stream => (
          <g key={stream.name} className={`flow-stream flow-${stream.tone ?? 'plain'}`}>
            <path d={ribbon({ x: 180, y: stream.y }, { x: middle.x, y: middle.y + stream.at }, stream.thick)} />
            <Words x={172} anchor="end" stream={stream} unit={props.unit} />
          </g>
        ))}
        {right.map(stream => (
          <g key={stream.name} className={`flow-stream flow-${stream.tone ?? 'plain'}`}>
            <path d={ribbon({ x: middle.x + SIZE.block, y: middle.y + stream.at }, { x: SIZE.width - 180, y: stream.y }, stream.thick)} />
            <Words x={SIZE.width - 172} anchor="start" stream={stream} unit={props.unit} />
          </g>
        ))}
      </svg>
    </div>
  )
}

interface PlacedStream extends Stream {
  /** Where it meets the block, and where it stands at its own side; both from above. */
  at: number
  y: number
  thick: number
}

const sumOf = (streams: readonly Stream[]): number => streams.reduce((sum, { quantity }) => sum + Number(quantity), 0)

function shownOf(streams: readonly Stream[], { t }: Words): Stream[] {
  const all = streams.filter(({ quantity }) => Number(quantity) > 0)
  if (all.length <= STREAMS_MAX) return all
  const sorted = [...all].sort((a, b) => Number(b.quantity) - Number(a.quantity))
  const rest = sorted.slice(STREAMS_MAX - 1)
  return [...sorted.slice(0, STREAMS_MAX - 1), { name: t('flow.others', { count: rest.length }), quantity: String(sumOf(rest)) }]
}

const SIGN = 17
/** A thin stream takes the room of its words all the same. */
const LINE = 34

function placed(streams: readonly Stream[], scale: number): PlacedStream[] {
  let [at, y] = [0, 4]
  return streams.map(stream => {
    const thick = Math.max(SIZE.least, Number(stream.quantity) * scale)
    const one = { ...stream, at, y: y + Math.max(0, (LINE - thick) / 2), thick }
    at += Number(stream.quantity) * scale
    y += Math.max(LINE, thick) + SIZE.gap
    return one
  })
}

const heightOf = (streams: readonly PlacedStream[]): number =>
  Math.max(SIZE.tall, ...streams.map(({ y, thick }) => y + Math.max(LINE, thick)))

function ribbon(from: { x: number; y: number }, to: { x: number; y: number }, thick: number): string {
  const half = (to.x - from.x) / 2
  const there = `M${from.x} ${from.y}C${from.x + half} ${from.y} ${to.x - half} ${to.y} ${to.x} ${to.y}`
  return `${there}v${thick}C${to.x - half} ${to.y + thick} ${from.x + half} ${from.y + thick} ${from.x} ${from.y + thick}Z`
}

function Words({ x, anchor, stream, unit }: { x: number; anchor: 'start' | 'end'; stream: PlacedStream; unit: string }) {
  const { mark } = useWords()
  const y = stream.y + stream.thick / 2
  const lead = stream.sign && anchor === 'start' ? SIGN : 0
  return (
    <>
      {stream.sign && lead > 0 && (
        <svg className="flow-sign" x={x} y={y - 15} width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">
          {drawings[stream.sign]}
        </svg>
      )}
      <text className="flow-words" x={x} y={y} textAnchor={anchor}>
        <tspan x={x + lead} dy="-0.25em">
          {stream.name}
        </tspan>
        <tspan x={x} dy="1.25em" className="flow-quantity">
          {grouped(stream.quantity, mark)} {unit}
        </tspan>
      </text>
    </>
  )
}

function sentenceOf(
  { title, unit }: { title: string; unit: string },
  from: readonly Stream[],
  into: readonly Stream[],
  { t, mark }: Words,
): string {
  const said = (streams: readonly Stream[]): string =>
    streams.length === 0 ? t('flow.nothing') : streams.map(({ name, quantity }) => `${name} ${grouped(quantity, mark)} ${unit}`).join(', ')
  return t('flow.sentence', { title, from: said(from), into: said(into) })
}
