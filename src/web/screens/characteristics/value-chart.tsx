import { useElementSize } from '@mantine/hooks'
import type { MeasuredValue } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { absoluteTime } from '../../parts/when.tsx'
import { type Point, pointsOf, type Scale, scaleOf, stretches } from './chart-shape.ts'
import './characteristics.css'

const HEIGHT = 300
const LEFT = 64
const EDGE = 14

/** Values in the order of time against the limits each had to keep. What is outside is a triangle: shape says what colour says. */
export function ValueChart(props: { values: MeasuredValue[]; unit: string | null; mean: number | null; marked: number | undefined }) {
  const { t } = useWords()
  const { ref, width } = useElementSize()
  const points = pointsOf(props.values)
  if (points.length === 0) return <p className="quiet">{t('characteristic.no-chart')}</p>
  const scale = scaleOf(points)
  const outside = points.filter(point => point.outside).length
  return (
    <div ref={ref} className="value-chart">
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t(outside > 0 ? 'characteristic.chart-outside' : 'characteristic.chart', { count: points.length, outside })}
        >
          <Drawing {...props} points={points} scale={scale} width={width} />
        </svg>
      )}
    </div>
  )
}

function Drawing(props: {
  values: MeasuredValue[]
  unit: string | null
  mean: number | null
  marked: number | undefined
  points: Point[]
  scale: Scale
  width: number
}) {
  const { mark } = useWords()
  const said = (value: number): string => String(value).replace('.', mark)
  const { points, scale, width, mean } = props
  const step = (width - LEFT - EDGE) / points.length
  const x = (index: number): number => LEFT + step * (index + 0.5)
  const y = (value: number): number => EDGE + ((scale.to - value) / (scale.to - scale.from)) * (HEIGHT - 2 * EDGE)
  return (
    <>
      {scale.ticks.map(tick => (
        <g key={tick} className="chart-tick">
          <line x1={LEFT} x2={width - EDGE} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 8} y={y(tick) + 4}>
            {said(tick)}
          </text>
        </g>
      ))}
      {(['low', 'high'] as const).flatMap(side =>
        stretches(points, side).map(({ from, to, at }) => (
          <g key={`${side}${from}`} className="chart-limit">
            <line x1={x(from) - step / 2} x2={x(to) + step / 2} y1={y(at)} y2={y(at)} />
            <text x={x(from) - step / 2 + 4} y={side === 'high' ? y(at) - 5 : y(at) + 14}>
              {said(at)} {props.unit}
            </text>
          </g>
        )),
      )}
      {mean !== null && <line className="chart-mean" x1={LEFT} x2={width - EDGE} y1={y(mean)} y2={y(mean)} />}
      {points.length <= LINE_MAX && (
        <polyline className="chart-line" points={points.map((point, index) => `${x(index)},${y(point.value)}`).join(' ')} />
      )}
      {points.map((point, index) => (
        <Mark key={index} point={point} x={x(index)} y={y(point.value)} measured={props.values[point.row]} marked={props.marked} />
      ))}
    </>
  )
}

/** Beyond this a line through the points is a blot. */
const LINE_MAX = 300

function Mark(props: { point: Point; x: number; y: number; measured: MeasuredValue | undefined; marked: number | undefined }) {
  const { point, x, y, measured, marked } = props
  const isMarked = marked !== undefined && measured?.lot === marked
  const words = useWords()
  const title = measured ? titleOf(point.value, measured, words) : ''
  return (
    <g className={`chart-mark${point.outside ? ' chart-outside' : ''}${isMarked ? ' chart-marked' : ''}`}>
      <title>{title}</title>
      {isMarked && <circle cx={x} cy={y} r={10} className="chart-ring" />}
      {point.outside ? <path d={`M${x} ${y - 6}L${x + 6} ${y + 5}H${x - 6}Z`} /> : <circle cx={x} cy={y} r={3.5} />}
    </g>
  )
}

function titleOf(value: number, measured: MeasuredValue, words: Words): string {
  const of = measured.number ?? measured.run ?? measured.workOrder ?? ''
  return `${String(value).replace('.', words.mark)} ${measured.unit ?? ''} · ${of} · ${absoluteTime(measured.at, false, words)}`
}
