import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { LotDetail, TraceTimeline } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { KnownAtWords } from '../../parts/known-at.tsx'
import { LanesFrame } from '../../parts/lanes-frame.tsx'
import type { PlacedSpan } from '../../parts/lanes-layout.ts'
import { StandingLegend, StandingMark, standingWords } from '../../parts/quality-standing.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { When } from '../../parts/when.tsx'
import { PictureControls } from './picture-controls.tsx'
import { looksIn, toldIn } from './timeline-looks.tsx'
import { type Act, actWords, certaintyWords, laneOf, leftWords, lotsIn, nameOf, sideWords } from './timeline-words.ts'
import { TraceSentence } from './trace-sentence.tsx'
import { useSeed } from './traced-part.tsx'

/** A trace in time: a lane for each work center, a bar for what was received, made or shipped there, coloured by how it stands now. */
export function TimelineView({ lot }: { lot: LotDetail }) {
  const timeline = useTimeline(lot)
  return (
    <div className="stack">
      <TraceSentence lot={lot} calm={!timeline.isPending} />
      <PictureControls lot={lot} />
      {timeline.isError && <Trouble error={timeline.error} retry={() => void timeline.refetch()} />}
      {timeline.isPending && <Skeleton rows={8} height={50} />}
      {timeline.data && <Shown lot={lot} timeline={timeline.data} />}
    </div>
  )
}

function useTimeline(lot: LotDetail) {
  const { direction, known, possible } = useSearch({ from: '/trace' })
  const way = direction === 'back' || direction === 'forward' ? direction : 'both'
  const seed = useSeed(lot, way)
  return useQuery({
    queryKey: ['trace-timeline', seed, way, known, possible],
    queryFn: ({ signal }) =>
      client.timelineOfTrace(
        {
          direction: way,
          seeds: [seed],
          includePossible: possible !== '0',
          ...(known ? { asKnownAt: new Date(known).toISOString() } : {}),
        },
        signal,
      ),
  })
}

function Shown({ lot, timeline }: { lot: LotDetail; timeline: TraceTimeline }) {
  const words = useWords()
  const { t } = words
  const search = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const acts = useMemo(() => timeline.acts.map(act => ({ ...act, start: Date.parse(act.from), end: Date.parse(act.to) })), [timeline])
  const [told, looks] = useMemo(() => [toldIn(words), looksIn(words)], [words])
  const open = ({ spans }: PlacedSpan<Act>, zoomIn: () => void) => {
    const [only] = spans
    if (spans.length > 1 || only === undefined) zoomIn()
    else if (only.lot !== null) void navigate({ to: '/lots/$id', params: { id: String(only.lot) } })
    else void navigate({ to: '/ledger', search: { event: String(only.sequence), site: only.site } })
  }
  if (acts.length === 0) return <Blank title={t('picture.nothing')} text={t('picture.nothing-text')} />
  return (
    <>
      <p className="small picture-shown">
        {t(timeline.grouped ? 'acts.shown-grouped' : 'acts.shown', { count: lotsIn(acts) })} {timeline.counted && t('acts.counted')}
      </p>
      <LanesFrame
        spans={acts}
        told={told}
        looks={looks}
        title={t('acts.title', { number: lot.number })}
        zoomed={search}
        rezoom={change => void navigate({ search: before => ({ ...before, ...change(before) }), replace: true, resetScroll: false })}
        open={open}
      />
      <div className="spread">
        <StandingLegend />
        <KnownAtWords knownAt={timeline.knownAt} complete />
      </div>
      <ActTable lot={lot} acts={acts} />
    </>
  )
}

const columnsIn = (words: Words): Column<Act>[] => {
  const { t } = words
  return [
    time('from', t('acts.from')),
    time('to', t('acts.to')),
    text('lane', t('lanes.where'), 'minmax(110px, 1fr)', act => laneOf(act, words)),
    text('act', t('col.what'), '90px', act => actWords(act, words)),
    {
      key: 'lots',
      title: t('col.lots'),
      width: 'minmax(150px, 1.3fr)',
      cell: act =>
        act.lot === null ? (
          <span className="mono small">{nameOf(act, words)}</span>
        ) : (
          <Link to="/lots/$id" params={{ id: String(act.lot) }} className="mono">
            {act.first}
          </Link>
        ),
      csv: act => nameOf(act, words),
    },
    text('material', t('col.material'), 'minmax(100px, 1fr)', ({ material }) => material ?? t('acts.several')),
    text('side', t('acts.is'), '90px', act => sideWords(act, words)),
    {
      key: 'standing',
      title: t('stands.title'),
      width: '110px',
      cell: ({ standing }) => <StandingMark standing={standing} always />,
      csv: ({ standing }) => t(standingWords[standing]),
    },
    {
      key: 'certain',
      title: t('trace.certainty'),
      width: '100px',
      cell: ({ certain }) => <CertaintyMark certainty={certain ? 'certain' : 'possible'} />,
      csv: act => certaintyWords(act, words),
    },
  ]
}
const text = (key: string, title: string, width: string, of: (act: Act) => string): Column<Act> => ({
  key,
  title,
  width,
  cell: act => <span className="small">{of(act)}</span>,
  order: of,
  csv: of,
})
const time = (key: 'from' | 'to', title: string): Column<Act> => ({
  key,
  title,
  width: '150px',
  cell: act => (
    <span className="small">
      <When at={act[key]} exact />
    </span>
  ),
  csv: act => act[key],
  sheet: 'time',
})
const fileColumnsIn = (words: Words): Column<Act>[] => {
  const { t } = words
  return [
    ...columnsIn(words),
    { key: 'count', title: t('picture.count'), width: '', cell: () => null, csv: ({ lots }) => lots, sheet: 'amount' },
    text('left', t('acts.left'), '', act => leftWords(act, words)),
    text('order', t('col.order'), '', ({ workOrder }) => workOrder ?? ''),
    text('run', t('part.run'), '', ({ run }) => run ?? ''),
    { key: 'sequence', title: t('place.ledger'), width: '', cell: () => null, csv: ({ sequence }) => sequence, sheet: 'amount' },
  ]
}

function ActTable({ lot, acts }: { lot: LotDetail; acts: Act[] }) {
  const words = useWords()
  const { t } = words
  return (
    <details className="picture-table">
      <summary>{t('acts.as-table')}</summary>
      <div className="row">
        <TableFiles name={t('acts.file', { number: lot.number })} columns={fileColumnsIn} rows={acts} />
      </div>
      <DataTable
        label={t('acts.in-order')}
        columns={columnsIn(words)}
        rows={acts}
        rowKey={act => `${act.sequence} ${act.run} ${act.act} ${act.side} ${act.certain} ${act.standing} ${act.left}`}
        height="420px"
      />
    </details>
  )
}
