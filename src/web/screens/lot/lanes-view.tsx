import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { LotDetail, LotLanes, LotSpan } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import type { Looks } from '../../parts/lanes-drawing.tsx'
import { LanesFrame } from '../../parts/lanes-frame.tsx'
import type { PlacedSpan, Told } from '../../parts/lanes-layout.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { absoluteTime, When } from '../../parts/when.tsx'
import { laneOf, told } from './lanes-told.ts'
import { kindWord } from './neighbours.tsx'

/** Where the lot was when, one lane for each work center; what it is made from and went into stands beside it, quieter. */
export function LanesView({ lot }: { lot: LotDetail }) {
  const lanes = useQuery({ queryKey: ['lanes', lot.id], queryFn: ({ signal }) => client.lanes(lot.id, signal) })
  if (lanes.isError) return <Trouble error={lanes.error} retry={() => void lanes.refetch()} />
  if (!lanes.data) return <Skeleton rows={6} height={52} />
  if (lanes.data.spans.length === 0) return <Blank title="Nothing has happened to it yet" />
  return (
    <div className="stack">
      <Picture lot={lot} lanes={lanes.data} />
      <Legend lanes={lanes.data} />
      <SpanTable lot={lot} spans={lanes.data.spans} />
    </div>
  )
}

function Picture({ lot, lanes: { spans } }: { lot: LotDetail; lanes: LotLanes }) {
  const navigate = useNavigate({ from: '/lots/$id' })
  const open = ({ spans: [span] }: PlacedSpan<LotSpan>) => {
    if (span?.relation === 'own') void navigate({ to: '/ledger', search: { event: String(span.sequence), site: span.lot.site } })
    else if (span) void navigate({ to: '/lots/$id', params: { id: String(span.lot.id) }, search: { view: 'lanes' } })
  }
  return (
    <LanesFrame
      spans={spans}
      told={labelled}
      looks={looks}
      title={`Timeline of ${lot.number} by work center`}
      zoomed={useSearch({ from: '/lots/$id' })}
      rezoom={change => void navigate({ search: before => ({ ...before, ...change(before) }), replace: true, resetScroll: false })}
      open={open}
    />
  )
}

const relations = { own: 'this lot', parent: 'made from', child: 'went into' } as const
const doneOf = ({ kinds }: LotSpan): string => kinds.map(kindWord).join(', ')
const operationOf = ({ operation, operationName }: LotSpan): string => operationName ?? (operation === null ? '' : `operation ${operation}`)
const deltaOf = ({ delta }: LotSpan): string => (delta === '0' ? '' : delta.startsWith('-') ? delta : `+${delta}`)
const cut = (text: string): string => (text.length > 18 ? `${text.slice(0, 9)}…${text.slice(-8)}` : text)

function labelOf(span: LotSpan): string {
  if (span.relation === 'own') return cut(operationOf(span) || doneOf(span))
  return span.relation === 'parent' ? `← ${cut(span.lot.number)}` : `${cut(span.lot.number)} →`
}

function sentenceOf(span: LotSpan): string {
  const who = span.relation === 'own' ? span.lot.number : `${span.lot.number} (${relations[span.relation]})`
  const when = span.from === span.to ? absoluteTime(span.from) : `${absoluteTime(span.from)} to ${absoluteTime(span.to)}`
  const amount = deltaOf(span) === '' ? '' : `, ${deltaOf(span)} ${span.unit}`
  return `${who} ${doneOf(span)} at ${[laneOf(span), operationOf(span)].filter(Boolean).join(', ')}, ${when}${amount}`
}

/** Each span is a bar of its own. */
const ofFirst =
  (say: (span: LotSpan) => string) =>
  ([span]: readonly LotSpan[]): string =>
    span === undefined ? '' : say(span)
const labelled: Told<LotSpan> = { ...told, labelOf: ofFirst(labelOf) }
const looks: Looks<LotSpan> = { sentenceOf: ofFirst(sentenceOf), classOf: ofFirst(({ relation }) => `span-${relation}`) }

function Legend({ lanes: { parents, children, whole } }: { lanes: LotLanes }) {
  const of = ({ shown, of: all }: { shown: number; of: number }): string => (shown < all ? `, ${shown} of ${all.toLocaleString('en')}` : '')
  return (
    <div className="lanes-legend small quiet">
      <span className="lanes-key lanes-key-own">this lot</span>
      <span className="lanes-key lanes-key-parent">← made from{of(parents)}</span>
      <span className="lanes-key lanes-key-child">went into{of(children)} →</span>
      {!whole && <span>Of a very long life only the last part is drawn; the list view has all of it.</span>}
    </div>
  )
}

const text = (key: string, title: string, width: string, of: (span: LotSpan) => string): Column<LotSpan> => ({
  key,
  title,
  width,
  cell: span => <span className="small">{of(span)}</span>,
  csv: of,
})
const time = (key: 'from' | 'to', title: string): Column<LotSpan> => ({
  key,
  title,
  width: '150px',
  cell: span => (
    <span className="small">
      <When at={span[key]} exact />
    </span>
  ),
  csv: span => span[key],
  sheet: 'time',
})
const columns: Column<LotSpan>[] = [
  time('from', 'From'),
  time('to', 'To'),
  text('lane', 'Work center, station', 'minmax(120px, 1fr)', laneOf),
  text('operation', 'Operation', 'minmax(110px, 1fr)', operationOf),
  text('what', 'What', 'minmax(110px, 1fr)', doneOf),
  {
    key: 'lot',
    title: 'Lot or serial',
    width: 'minmax(140px, 1.2fr)',
    cell: span => <LotLink lot={span.lot} />,
    csv: span => span.lot.number,
  },
  text('relation', 'Is', '90px', span => relations[span.relation]),
  {
    key: 'delta',
    title: 'Quantity',
    width: '110px',
    align: 'right',
    cell: span => deltaOf(span) !== '' && <Amount value={deltaOf(span)} unit={span.unit} />,
    csv: span => span.delta,
  },
]
const fileColumns: Column<LotSpan>[] = [
  ...columns,
  text('unit', 'Unit', '', span => span.unit),
  text('material', 'Material', '', span => span.lot.material),
  text('order', 'Order', '', span => span.workOrder ?? ''),
  text('run', 'Run', '', span => span.run ?? ''),
  { key: 'sequence', title: 'Ledger', width: '', cell: () => null, csv: span => span.sequence, sheet: 'amount' },
]

function SpanTable({ lot, spans }: { lot: LotDetail; spans: LotSpan[] }) {
  return (
    <>
      <div className="row">
        <TableFiles name={`timeline ${lot.number}`} columns={fileColumns} rows={spans} />
      </div>
      <DataTable
        label="The timeline as a list"
        columns={columns}
        rows={spans}
        rowKey={span => `${span.lot.id} ${span.run ?? ''} ${span.sequence} ${span.from} ${span.kinds.join()}`}
        height="420px"
      />
    </>
  )
}
