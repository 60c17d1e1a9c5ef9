import { ActionIcon, Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconMinus, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { LotDetail, LotLanes, LotSpan } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { absoluteTime, When } from '../../parts/when.tsx'
import { LanesDrawing } from './lanes-drawing.tsx'
import { laneOf, layoutOf, wholeOf, windowOf, ZOOM_MAX } from './lanes-layout.ts'
import './lanes.css'
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
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const navigate = useNavigate()
  const { zoom, center, change } = useZoom()
  const whole = useMemo(() => wholeOf(spans), [spans])
  const view = windowOf(whole, zoom, center)
  const layout = useMemo(
    () => layoutOf(spans, { from: view.from, to: view.to }, Math.max(width, 1), labelOf),
    [spans, view.from, view.to, width],
  )
  const middle = (view.from + view.to) / 2
  const doings = {
    zoom: (by: 1 | -1, around?: number) => change(before => before + by, around ?? middle),
    all: () => change(() => 0, undefined),
    move: (by: 1 | -1) => change(before => before, middle + (by * (view.to - view.from)) / 2),
    open: (span: LotSpan) => {
      if (span.relation === 'own') void navigate({ to: '/ledger', search: { event: String(span.sequence), site: span.lot.site } })
      else void navigate({ to: '/lots/$id', params: { id: String(span.lot.id) }, search: { view: 'lanes' } })
    },
  }
  return (
    <>
      <div className="spread">
        <span className="small quiet num">
          {absoluteTime(new Date(view.from).toISOString())} to {absoluteTime(new Date(view.to).toISOString())}
        </span>
        <div className="row no-print">
          <ActionIcon.Group>
            <Step label="Earlier" disabled={view.from <= whole.from} onClick={() => doings.move(-1)} icon={<IconChevronLeft size={18} />} />
            <Step label="Later" disabled={view.to >= whole.to} onClick={() => doings.move(1)} icon={<IconChevronRight size={18} />} />
          </ActionIcon.Group>
          <ActionIcon.Group>
            <Step label="Zoom out" disabled={zoom === 0} onClick={() => doings.zoom(-1)} icon={<IconMinus size={18} />} />
            <Step label="Zoom in" disabled={zoom === ZOOM_MAX} onClick={() => doings.zoom(1)} icon={<IconPlus size={18} />} />
          </ActionIcon.Group>
          <Button variant="default" disabled={zoom === 0} onClick={doings.all}>
            All
          </Button>
        </div>
      </div>
      <div className="lanes-frame" ref={frame}>
        {width > 0 && (
          <LanesDrawing
            layout={layout}
            width={width}
            title={`Timeline of ${lot.number} by work center`}
            sentenceOf={sentenceOf}
            doings={doings}
          />
        )}
      </div>
    </>
  )
}

function Step({ label, icon, ...rest }: { label: string; icon: React.ReactNode; disabled: boolean; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size="lg" aria-label={label} {...rest}>
      {icon}
    </ActionIcon>
  )
}

/** What is looked at stands in the address: how near, and around when. A step is taken from what stands there by then, so that keys pressed quickly all count. */
function useZoom() {
  const search = useSearch({ from: '/lots/$id' })
  const navigate = useNavigate({ from: '/lots/$id' })
  const at = search.center === undefined ? Number.NaN : Date.parse(search.center)
  const change = (to: (zoom: number) => number, center: number | undefined) =>
    void navigate({
      search: before => {
        const zoom = zoomOf(to(zoomOf(before.zoom)))
        const isNear = zoom > 0 && center !== undefined
        return {
          ...before,
          zoom: zoom === 0 ? undefined : String(zoom),
          center: isNear ? new Date(center).toISOString() : undefined,
        }
      },
      replace: true,
      resetScroll: false,
    })
  return { zoom: zoomOf(search.zoom), center: Number.isNaN(at) ? undefined : at, change }
}

const zoomOf = (stated: string | number | undefined): number => Math.min(Math.max(Math.trunc(Number(stated ?? 0)) || 0, 0), ZOOM_MAX)

function useWidth(frame: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const { current } = frame
    if (!current) return
    const observer = new ResizeObserver(() => setWidth(current.clientWidth))
    observer.observe(current)
    return () => observer.disconnect()
  }, [frame])
  return width
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
