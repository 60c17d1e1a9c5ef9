import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { LotDetail, TraceTimeline } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { inEnglish } from '../../app/words.tsx'
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
import { looks, told } from './timeline-looks.tsx'
import { type Act, actWords, laneOf, lotsIn, nameOf, sideWords } from './timeline-words.ts'
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
  const search = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const acts = useMemo(() => timeline.acts.map(act => ({ ...act, start: Date.parse(act.from), end: Date.parse(act.to) })), [timeline])
  const open = ({ spans }: PlacedSpan<Act>, zoomIn: () => void) => {
    const [only] = spans
    if (spans.length > 1 || only === undefined) zoomIn()
    else if (only.lot !== null) void navigate({ to: '/lots/$id', params: { id: String(only.lot) } })
    else void navigate({ to: '/ledger', search: { event: String(only.sequence), site: only.site } })
  }
  if (acts.length === 0) return <Blank title="Nothing to draw" text="The record has no link from here in this direction." />
  return (
    <>
      <p className="small picture-shown">
        {lotsIn(acts).toLocaleString('en')} things that happened to lots
        {timeline.grouped && '; so many that what happened at one place at the same time is one'}; bars that fall together here come apart
        when you zoom in.{timeline.counted && ' So many are only counted: which of them are certain is not worked out.'}
      </p>
      <LanesFrame
        spans={acts}
        told={told}
        looks={looks}
        title={`Trace of ${lot.number} in time, by work center`}
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
const columns: Column<Act>[] = [
  time('from', 'From'),
  time('to', 'To'),
  text('lane', 'Work center, station', 'minmax(110px, 1fr)', laneOf),
  text('act', 'What', '90px', actWords),
  {
    key: 'lots',
    title: 'Lots',
    width: 'minmax(150px, 1.3fr)',
    cell: act =>
      act.lot === null ? (
        <span className="mono small">{nameOf(act)}</span>
      ) : (
        <Link to="/lots/$id" params={{ id: String(act.lot) }} className="mono">
          {act.first}
        </Link>
      ),
    csv: nameOf,
  },
  text('material', 'Material', 'minmax(100px, 1fr)', ({ material }) => material ?? 'several'),
  text('side', 'Is', '90px', sideWords),
  {
    key: 'standing',
    title: 'Standing',
    width: '110px',
    cell: ({ standing }) => <StandingMark standing={standing} always />,
    csv: ({ standing }) => inEnglish.t(standingWords[standing]),
  },
  {
    key: 'certain',
    title: 'Certainty',
    width: '100px',
    cell: ({ certain }) => <CertaintyMark certainty={certain ? 'certain' : 'possible'} />,
    csv: ({ certain }) => (certain ? 'certain' : 'possible'),
  },
]
const fileColumns: Column<Act>[] = [
  ...columns,
  { key: 'count', title: 'Count', width: '', cell: () => null, csv: ({ lots }) => lots, sheet: 'amount' },
  text('left', 'Left', '', ({ left }) => (left ? 'quantity left' : 'nothing left')),
  text('order', 'Order', '', ({ workOrder }) => workOrder ?? ''),
  text('run', 'Run', '', ({ run }) => run ?? ''),
  { key: 'sequence', title: 'Ledger', width: '', cell: () => null, csv: ({ sequence }) => sequence, sheet: 'amount' },
]

function ActTable({ lot, acts }: { lot: LotDetail; acts: Act[] }) {
  return (
    <details className="picture-table">
      <summary>The timeline as a table</summary>
      <div className="row">
        <TableFiles name={`timeline of trace ${lot.number}`} columns={fileColumns} rows={acts} />
      </div>
      <DataTable
        label="What happened, in the order of time"
        columns={columns}
        rows={acts}
        rowKey={act => `${act.sequence} ${act.run} ${act.act} ${act.side} ${act.certain} ${act.standing} ${act.left}`}
        height="420px"
      />
    </details>
  )
}
