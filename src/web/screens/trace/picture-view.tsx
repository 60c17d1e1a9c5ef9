import { ActionIcon, Button } from '@mantine/core'
import { IconDownload, IconMinus, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { LotDetail, PictureNode, TracePicture } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
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
  const { t } = useWords()
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
  if (picture.nodes.length <= 1) return <Blank title={t('picture.nothing')} text={t('picture.nothing-text')} />
  return (
    <>
      <div className="spread">
        <p className="small picture-shown">
          {picture.shown.nodes === picture.shown.of
            ? t('picture.all', { count: picture.shown.of })
            : t('picture.some', { count: picture.shown.of, nodes: picture.shown.nodes })}{' '}
          {picture.counted && `${t('picture.counted')} `}
          <Link to="/trace" search={{ lot: String(lot.id), view: 'table' }} className="no-print">
            {t('picture.open-table')}
          </Link>
        </p>
        <div className="row no-print">
          {opened && opened.length > 0 && (
            <Button variant="default" size="sm" onClick={() => change({ opened: undefined })}>
              {t('picture.close-groups')}
            </Button>
          )}
          <ActionIcon.Group>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('picture.smaller')}
              disabled={scale === SCALES[0]}
              onClick={() => zoom(-1)}
            >
              <IconMinus size={18} />
            </ActionIcon>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('picture.larger')}
              disabled={scale === SCALES.at(-1)}
              onClick={() => zoom(1)}
            >
              <IconPlus size={18} />
            </ActionIcon>
          </ActionIcon.Group>
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => save(frame.current, lot.number)}>
            SVG
          </Button>
        </div>
      </div>
      <div className="picture-frame" ref={frame}>
        <Drawing layout={layout} scale={scale} title={t('picture.title', { number: lot.number })} onPick={pick} />
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

const columnsIn = (words: Words): Column<PictureNode>[] => {
  const { t } = words
  return [
    {
      key: 'step',
      title: t('picture.step'),
      width: '56px',
      align: 'right',
      cell: node => <span className="num">{node.column}</span>,
      csv: node => node.column,
    },
    {
      key: 'what',
      title: t('col.lots'),
      width: 'minmax(150px, 1.2fr)',
      cell: node =>
        node.lot === null ? (
          titleOf(node, words)
        ) : (
          <Link to="/lots/$id" params={{ id: String(node.lot) }} className="mono">
            {node.first}
          </Link>
        ),
      csv: node => titleOf(node, words),
    },
    {
      key: 'span',
      title: t('picture.first-last'),
      width: 'minmax(120px, 1fr)',
      cell: node => <span className="mono small">{spanOf(node)}</span>,
      csv: spanOf,
    },
    {
      key: 'material',
      title: t('col.material'),
      width: 'minmax(120px, 1fr)',
      cell: node => <span className="mono small">{node.material}</span>,
      csv: node => node.material,
    },
    {
      key: 'where',
      title: t('picture.made-at'),
      width: 'minmax(110px, 0.8fr)',
      cell: node => <span className="small">{whereOf(node, words)}</span>,
      csv: node => whereOf(node, words),
      narrow: 'hide',
    },
    {
      key: 'standing',
      title: t('stands.title'),
      width: '132px',
      cell: node => <StandingMark standing={node.standing} always />,
      csv: node => (node.standing ? t(standingWords[node.standing]) : ''),
    },
    {
      key: 'certain',
      title: t('picture.certain'),
      width: '84px',
      align: 'right',
      cell: node => <span className="num">{t('common.of', { part: node.certain, whole: node.lots })}</span>,
      csv: node => node.certain,
    },
    {
      key: 'onHand',
      title: t('trace.on-hand'),
      width: '104px',
      align: 'right',
      cell: node => (node.onHand === undefined ? null : <Amount value={node.onHand} unit={node.unit ?? ''} />),
      csv: node => node.onHand,
    },
  ]
}

const fileColumnsIn = (words: Words): Column<PictureNode>[] => [
  ...columnsIn(words),
  { key: 'lots', title: words.t('picture.count'), width: '', cell: () => null, csv: node => node.lots, sheet: 'amount' },
]

function NodeTable({ lot, nodes }: { lot: LotDetail; nodes: PictureNode[] }) {
  const words = useWords()
  const { t } = words
  const rows = useMemo(() => [...nodes].sort((a, b) => a.column - b.column || a.row - b.row), [nodes])
  return (
    <details className="picture-table">
      <summary>{t('picture.as-table')}</summary>
      <div className="row">
        <TableFiles name={`picture ${lot.number}`} columns={fileColumnsIn} rows={rows} />
      </div>
      <DataTable label={t('picture.nodes')} columns={columnsIn(words)} rows={rows} rowKey={node => node.key} height="420px" />
    </details>
  )
}
