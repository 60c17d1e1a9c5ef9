import { type KeyboardEvent, useRef, useState } from 'react'
import type { PictureNode } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { standingSigns } from '../../parts/quality-standing.tsx'
import { outlines, type ShapeKind } from '../../parts/shape.tsx'
import { drawings } from '../../parts/signs.tsx'
import { type Layout, type Move, NODE, neighbourOf, type PlacedNode } from './picture-layout.ts'
import { sentenceOf, shortWhereOf, spanOf, titleOf } from './picture-words.ts'

const moves: Record<string, Move> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

/** The picture itself: arrow keys follow lines, Enter opens a group or goes to a lot, and what is looked at stands out with its lines. */
export function Drawing({
  layout,
  scale,
  title,
  onPick,
}: {
  layout: Layout
  scale: number
  title: string
  onPick: (node: PlacedNode) => void
}) {
  const words = useWords()
  const [current, setCurrent] = useState<string>()
  const [looked, setLooked] = useState<string>()
  const picture = useRef<SVGSVGElement>(null)
  const seed = layout.nodes.find(({ column }) => column === 0)?.key
  const here = layout.nodes.some(({ key }) => key === current) ? current : (seed ?? layout.nodes[0]?.key)
  const onKeyDown = (event: KeyboardEvent) => {
    const node = layout.nodes.find(({ key }) => key === here)
    const move = moves[event.key]
    if (!node || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' || event.key === ' ') onPick(node)
    else if (move) focus(picture.current, neighbourOf(layout, node.key, move))
    else return
    event.preventDefault()
  }
  const shown = looked ?? current
  const isLit = (from: string, to: string): boolean => shown !== undefined && (from === shown || to === shown)
  return (
    <svg
      ref={picture}
      className="picture"
      role="group"
      aria-label={title}
      width={layout.width * scale}
      height={layout.height * scale}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      onKeyDown={onKeyDown}
    >
      <defs>
        <pattern id="picture-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="picture-hatch-ground" width="7" height="7" />
          <rect className="picture-hatch-line" width="2.200" height="7" />
        </pattern>
      </defs>
      <g aria-hidden="true">
        {layout.links.map(({ from, to, path, width, certain }) => (
          <path
            key={`${from} ${to}`}
            className={`picture-link${certain === 0 ? ' picture-possible' : ''}${isLit(from, to) ? ' picture-lit' : ''}`}
            d={path}
            strokeWidth={width}
          />
        ))}
      </g>
      {layout.nodes.map(node => (
        // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
        <g
          key={node.key}
          role="button"
          tabIndex={node.key === here ? 0 : -1}
          aria-label={sentenceOf(node, words)}
          data-key={node.key}
          className={classOf(node)}
          transform={`translate(${node.x} ${node.y})`}
          onClick={() => onPick(node)}
          onFocus={() => setCurrent(node.key)}
          onPointerEnter={() => setLooked(node.key)}
          onPointerLeave={() => setLooked(undefined)}
        >
          <NodeDrawing node={node} />
        </g>
      ))}
    </svg>
  )
}

function focus(picture: SVGSVGElement | null, key: string | undefined): void {
  for (const node of picture?.querySelectorAll<SVGGElement>('[data-key]') ?? []) if (node.dataset.key === key) node.focus()
}

const classOf = ({ standing, lots, certain, column }: PictureNode): string =>
  ['picture-node', `picture-${standing ?? 'others'}`, certain < lots ? 'picture-possible' : '', column === 0 ? 'picture-seed' : '']
    .filter(Boolean)
    .join(' ')

/** What tells two lots apart stands at the end, so the middle gives way. */
const fitted = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.floor(most / 2) - 1)}…${text.slice(-Math.ceil(most / 2))}`

function NodeDrawing({ node }: { node: PlacedNode }) {
  const words = useWords()
  const { kind, left, standing, material, lots } = node
  const shape: ShapeKind = kind === 'others' ? 'lot' : kind
  const sign = standing && standingSigns[standing]
  const below = lots > 1 ? spanOf(node) : shortWhereOf(node, words)
  return (
    <>
      {lots > 1 && <rect className="picture-card picture-behind" x="5" y="-5" width={NODE.width} height={NODE.height} rx="8" />}
      <rect className="picture-card" width={NODE.width} height={NODE.height} rx="8" />
      <title>{sentenceOf(node, words)}</title>
      <svg
        className="picture-shape"
        x="10"
        y="9"
        width="22"
        height="18"
        viewBox="0 0 25 20"
        data-filled={left || undefined}
        aria-hidden="true"
      >
        {outlines[shape]}
      </svg>
      <text className="picture-name" x="40" y="21">
        {fitted(titleOf(node, words), 17)}
      </text>
      <text className="picture-more picture-material" x="40" y="38">
        {fitted(material ?? words.t('picture.several-materials'), below ? 11 : 20)}
      </text>
      {below && (
        <text className="picture-more" x={NODE.width - 9} y="38" textAnchor="end">
          {fitted(below, 14)}
        </text>
      )}
      {sign && (
        <svg className="picture-sign" x={NODE.width - 24} y="8" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
          {drawings[sign]}
        </svg>
      )}
    </>
  )
}
