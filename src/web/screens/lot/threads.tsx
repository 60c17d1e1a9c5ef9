import type { Link } from '../../../client/index.ts'

export const rowHeight = 64
const width = 56

/** The links as drawn lines between rows of a fixed height, so that nothing is measured and nothing jumps. */
export function Threads(props: { edges: Link[]; extra?: number; most: number; side: 'left' | 'right' }) {
  const count = props.edges.length + (props.extra ?? 0)
  const height = props.most * rowHeight
  const centre = height / 2
  const first = ((props.most - count) / 2) * rowHeight
  return (
    <svg className="threads" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" fill="none">
      {Array.from({ length: count }, (_, index) => {
        const possible = props.edges[index]?.certainty === 'possible'
        const y = first + index * rowHeight + rowHeight / 2 - 2
        return <path key={index} d={curve(props.side, y, centre)} className={possible ? 'thread thread-possible' : 'thread'} />
      })}
    </svg>
  )
}

function curve(side: 'left' | 'right', y: number, centre: number): string {
  const half = width / 2
  return side === 'left'
    ? `M0 ${y}C${half} ${y} ${half} ${centre} ${width} ${centre}`
    : `M0 ${centre}C${half} ${centre} ${half} ${y} ${width} ${y}`
}
