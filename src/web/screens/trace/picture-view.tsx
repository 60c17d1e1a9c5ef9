import { ActionIcon, Button } from '@mantine/core'
import { IconDownload, IconMinus, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { LotDetail, PictureNode, TracePicture } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { inEnglish } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { KnownAtWords } from '../../parts/known-at.tsx'
import { StandingLegend, StandingMark, standingWords } from '../../parts/quality-standing.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { useSeed } from './traced-part.tsx'
import './picture.css'
import { PictureControls, useChange } from './picture-controls.tsx'
import { Drawing } from './picture-drawing.tsx'
import { type Layout, layoutOf, NODE, type PlacedNode } from './picture-layout.ts'
import { spanOf, titleOf, whereOf } from './picture-words.ts'
import { TraceSentence } from './trace-sentence.tsx'

/** A trace drawn: columns by step, lots alike in one node, at most about 150 of them. What it shows can be read as a table below it. */
export function PictureView({ lot }: { lot: LotDetail }) {
  const picture = usePicture(lot)
  return (
    <div className="stack">
      <TraceSentence lot={lot} calm={!picture.isPending} />
      <PictureControls lot={lot} />
      {picture.isError && <Trouble error={picture.error} retry={() => void picture.refetch()} />}
      {picture.isPending && <Skeleton rows={8} height={50} />}
      {picture.data && <Shown lot={lot} picture={picture.data} />}
    </div>
  )
}

function usePicture(lot: LotDetail) {
  const { direction, known, possible, opened } = useSearch({ from: '/trace' })
  const way = direction === 'back' || direction === 'forward' ? direction : 'both'
  const seed = useSeed(lot, way)
  return useQuery({
    queryKey: ['picture', seed, way, known, possible, opened],
    queryFn: ({ signal }) =>
      client.picture(
        {
          direction: way,
          seeds: [seed],
          includePossible: possible !== '0',
          ...(known ? { asKnownAt: new Date(known).toISOString() } : {}),
          ...(opened ? { open: opened } : {}),
        },
        signal,
      ),
    // While a group is being opened the picture stays.
    placeholderData: before => before,
  })
}

const LEAST_READ = 0.85
const SCALES = [0.4, 0.55, 0.7, 0.85, 1, 1.25, 1.6]

function Shown({ lot, picture }: { lot: LotDetail; picture: TracePicture }) {
  const { opened } = useSearch({ from: '/trace' })
  const change = useChange()
  const navigate = useNavigate()
  const layout = useMemo(() => layoutOf(picture), [picture])
  const frame = useRef<HTMLDivElement>(null)
  const [scale, setScale] = useBeginning(frame, layout)
  const zoom = (by: 1 | -1) => setScale(before => SCALES[SCALES.indexOf(before) + by] ?? before)
  const pick = (node: PlacedNode) => {
    if (node.expandable) change({ opened: [...(opened ?? []), node.key] })
    else if (node.lot !== null) void navigate({ to: '/lots/$id', params: { id: String(node.lot) } })
  }
  if (picture.nodes.length <= 1) return <Blank title="Nothing to draw" text="The record has no link from here in this direction." />
  return (
    <>
      <div className="spread">
        <p className="small picture-shown">
          {picture.shown.nodes === picture.shown.of
            ? `All ${picture.shown.of.toLocaleString('en')} lots, one by one.`
            : `${picture.shown.of.toLocaleString('en')} lots in ${picture.shown.nodes.toLocaleString('en')} nodes; a node of several opens with a click.`}{' '}
          {picture.counted && 'So many are counted and not weighed: a line is dashed where nothing is known to be certain. '}
          <Link to="/trace" search={{ lot: String(lot.id), view: 'table' }} className="no-print">
            Open all as a table
          </Link>
        </p>
        <div className="row no-print">
          {opened && opened.length > 0 && (
            <Button variant="default" size="sm" onClick={() => change({ opened: undefined })}>
              Close all groups
            </Button>
          )}
          <ActionIcon.Group>
            <ActionIcon variant="default" size="lg" aria-label="Smaller" disabled={scale === SCALES[0]} onClick={() => zoom(-1)}>
              <IconMinus size={18} />
            </ActionIcon>
            <ActionIcon variant="default" size="lg" aria-label="Larger" disabled={scale === SCALES.at(-1)} onClick={() => zoom(1)}>
              <IconPlus size={18} />
            </ActionIcon>
          </ActionIcon.Group>
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => save(frame.current, lot.number)}>
            SVG
          </Button>
        </div>
      </div>
      <div className="picture-frame" ref={frame}>
        <Drawing layout={layout} scale={scale} title={`Trace of ${lot.number} as a picture`} onPick={pick} />
      </div>
      <div className="spread">
        <StandingLegend />
        <KnownAtWords knownAt={picture.knownAt} complete />
      </div>
      <NodeTable lot={lot} nodes={picture.nodes} />
    </>
  )
}

/** It begins as large as fits, though never too small to read, with the seed in the middle. */
function useBeginning(frame: RefObject<HTMLDivElement | null>, layout: Layout) {
  const [scale, setScale] = useState(1)
  const begun = useRef(false)
  useLayoutEffect(() => {
    const { current } = frame
    const seed = layout.nodes.find(({ column }) => column === 0)
    if (!current || !seed || begun.current) return
    begun.current = true
    const fit = SCALES.filter(one => one <= 1 && one >= LEAST_READ && layout.width * one <= current.clientWidth).at(-1) ?? LEAST_READ
    setScale(fit)
    requestAnimationFrame(() =>
      current.scrollTo({
        left: (seed.x + NODE.width / 2) * fit - current.clientWidth / 2,
        top: (seed.y + NODE.height / 2) * fit - current.clientHeight / 2,
      }),
    )
  }, [frame, layout])
  return [scale, setScale] as const
}

/** As a file it stands alone: colours are those that are seen now. */
function save(frame: HTMLElement | null, number: string): void {
  const drawn = frame?.querySelector('svg.picture')
  if (!drawn) return
  const copy = drawn.cloneNode(true)
  if (!(copy instanceof SVGElement)) return
  const [sources, targets] = [drawn.querySelectorAll('*'), copy.querySelectorAll('*')]
  const kept = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'opacity']
  sources.forEach((source, index) => {
    const style = getComputedStyle(source)
    targets[index]?.setAttribute('style', kept.map(name => `${name}:${style.getPropertyValue(name)}`).join(';'))
  })
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  download(`trace ${number}.svg`, copy.outerHTML, 'image/svg+xml')
}

const columns: Column<PictureNode>[] = [
  {
    key: 'step',
    title: 'Step',
    width: '56px',
    align: 'right',
    cell: node => <span className="num">{node.column}</span>,
    csv: node => node.column,
  },
  {
    key: 'what',
    title: 'Lots',
    width: 'minmax(150px, 1.2fr)',
    cell: node =>
      node.lot === null ? (
        titleOf(node)
      ) : (
        <Link to="/lots/$id" params={{ id: String(node.lot) }} className="mono">
          {node.first}
        </Link>
      ),
    csv: titleOf,
  },
  {
    key: 'span',
    title: 'First … last',
    width: 'minmax(120px, 1fr)',
    cell: node => <span className="mono small">{spanOf(node)}</span>,
    csv: spanOf,
  },
  {
    key: 'material',
    title: 'Material',
    width: 'minmax(120px, 1fr)',
    cell: node => <span className="mono small">{node.material}</span>,
    csv: node => node.material,
  },
  {
    key: 'where',
    title: 'Made at',
    width: 'minmax(110px, 0.8fr)',
    cell: node => <span className="small">{whereOf(node)}</span>,
    csv: whereOf,
    narrow: 'hide',
  },
  {
    key: 'standing',
    title: 'Standing',
    width: '132px',
    cell: node => <StandingMark standing={node.standing} always />,
    csv: node => (node.standing ? inEnglish.t(standingWords[node.standing]) : ''),
  },
  {
    key: 'certain',
    title: 'Certain',
    width: '84px',
    align: 'right',
    cell: node => <span className="num">{`${node.certain} of ${node.lots}`}</span>,
    csv: node => node.certain,
  },
  {
    key: 'onHand',
    title: 'On hand',
    width: '104px',
    align: 'right',
    cell: node => (node.onHand === undefined ? null : <Amount value={node.onHand} unit={node.unit ?? ''} />),
    csv: node => node.onHand,
  },
]

const countColumn: Column<PictureNode> = {
  key: 'lots',
  title: 'Count',
  width: '',
  cell: () => null,
  csv: node => node.lots,
  sheet: 'amount',
}

function NodeTable({ lot, nodes }: { lot: LotDetail; nodes: PictureNode[] }) {
  const rows = useMemo(() => [...nodes].sort((a, b) => a.column - b.column || a.row - b.row), [nodes])
  return (
    <details className="picture-table">
      <summary>The picture as a table</summary>
      <div className="row">
        <TableFiles name={`picture ${lot.number}`} columns={[...columns, countColumn]} rows={rows} />
      </div>
      <DataTable label="Nodes of the picture" columns={columns} rows={rows} rowKey={node => node.key} height="420px" />
    </details>
  )
}
