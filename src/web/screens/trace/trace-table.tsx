import { SegmentedControl, Switch } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { LotDetail, LotStanding, Trace, TracedLot } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { Amount, InAll, Range } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyCount, CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { KnownAtInput, KnownAtWords } from '../../parts/known-at.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { MaterialCell } from '../../parts/material-cell.tsx'
import { OpenEnds } from '../../parts/open-ends.tsx'
import { STANDINGS_ASKED, StandingLegend, StandingMark, type StandingOf, useStandings } from '../../parts/quality-standing.tsx'
import { type PageOf, TableFiles } from '../../parts/table-files.tsx'
import { When } from '../../parts/when.tsx'
import { WhyLink } from '../../parts/why-link.tsx'
import { atLeast, endsOf } from './ends-shown.ts'
import { TracedPart, usePart, useSeed } from './traced-part.tsx'

const pageSize = 1000
const filePageSize = 50_000
/** Fetched without asking; the totals above the table always count everything, and the tail says how many are shown. */
const rowsEager = 20_000

export function TraceTable({ lot }: { lot: LotDetail }) {
  const trace = useTrace(lot)
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = trace
  const rows = trace.data?.pages.flatMap(page => page.lots) ?? []
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && rows.length < rowsEager) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length])
  const first = trace.data?.pages[0]
  const standings = useStandings(rows.map(({ id }) => id))
  const shown = [...columns.slice(0, STANDING_AT), standingColumn(standings), ...columns.slice(STANDING_AT)]
  return (
    <div className="stack">
      <Controls lot={lot} columns={shown} rows={rows} rest={trace.rest} />
      {trace.isError && <Trouble error={trace.error} retry={() => void trace.refetch()} />}
      {trace.isPending && <Skeleton rows={10} />}
      {first && <Totals trace={first} />}
      {first && rows.length === 0 && (
        <Blank title="Nothing in this direction" text="The record has no link from here. Try the other direction." />
      )}
      {first && rows.length > 0 && (
        <Rows
          lot={lot}
          columns={shown}
          rows={rows}
          total={first.totals.lots}
          more={hasNextPage ? () => void fetchNextPage() : undefined}
          busy={isFetchingNextPage}
        />
      )}
      {first && rows.length > 0 && <StandingLegend />}
      {first && <OpenEnds ends={first.openEnds} />}
    </div>
  )
}

function useTrace(lot: LotDetail) {
  const { direction, known, possible } = useSearch({ from: '/trace' })
  const way = direction === 'back' ? 'back' : 'forward'
  const seed = useSeed(lot, way)
  const page = (limit: number, cursor: string, signal?: AbortSignal) =>
    client.trace(
      {
        direction: way,
        seeds: [seed],
        includePossible: possible !== '0',
        limit,
        ...endsOf(way),
        ...(known ? { asKnownAt: new Date(known).toISOString() } : {}),
        ...(cursor ? { cursor } : {}),
      },
      signal,
    )
  const trace = useInfiniteQuery({
    queryKey: ['trace', seed, way, known, possible],
    queryFn: ({ pageParam, signal }) => page(pageSize, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: one => one.next ?? undefined,
  })
  const rest: PageOf<ShownLot> = async cursor => {
    const { lots, next } = await page(filePageSize, cursor)
    return { rows: await withStanding(lots), next }
  }
  return { ...trace, rest: trace.hasNextPage ? rest : undefined }
}

function Controls(props: { lot: LotDetail; columns: Column<ShownLot>[]; rows: ShownLot[]; rest: PageOf<ShownLot> | undefined }) {
  const { lot, rows, rest } = props
  const { direction, known, possible, sort } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="spread no-print">
      <div className="row">
        <SegmentedControl
          aria-label="Direction"
          value={direction === 'back' ? 'back' : 'forward'}
          onChange={value => set({ direction: value === 'back' ? 'back' : undefined })}
          data={[
            { value: 'back', label: '← To vendors' },
            { value: 'forward', label: 'To customers →' },
          ]}
        />
        <Switch
          label="with possible lots"
          checked={possible !== '0'}
          onChange={event => set({ possible: event.currentTarget.checked ? undefined : '0' })}
        />
        <KnownAtInput value={known} onChange={value => set({ known: value })} />
        {direction !== 'back' && <TracedPart lot={lot} />}
      </div>
      <div className="row">
        <TableFiles name={`trace ${lot.number}`} columns={[...props.columns, ...boundColumns]} rows={rows} sort={sort} rest={rest} />
      </div>
    </div>
  )
}

function Totals({ trace }: { trace: Trace }) {
  const { totals } = trace
  return (
    <div className="trace-totals" role="status">
      <strong className="num">{totals.lots.toLocaleString('en')} lots</strong>
      <CertaintyCount certain={totals.certain} possible={totals.possible} />
      <InAll affected={totals.affected} />
      <span className="quiet num">{totals.links.toLocaleString('en')} links</span>
      {trace.vendors && <span className="quiet">{new Set(trace.vendors.map(one => one.vendor)).size} vendors</span>}
      {trace.ends && (
        <span className="quiet">
          {atLeast(trace)}
          {new Set(trace.ends.call.map(one => one.customer)).size} customers
        </span>
      )}
      <KnownAtWords knownAt={trace.knownAt} complete={trace.complete} />
    </div>
  )
}

function Rows({
  lot,
  columns: shown,
  rows,
  total,
  more,
  busy,
}: {
  lot: LotDetail
  columns: Column<ShownLot>[]
  rows: ShownLot[]
  total: number
  more: (() => void) | undefined
  busy: boolean
}) {
  const { sort, direction, known } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const way = direction === 'back' ? 'back' : 'forward'
  const why = whyColumn({ direction: way, seeds: [seedText(lot)], known, part: usePart(way) })
  return (
    <DataTable
      label="Traced lots"
      columns={[...shown, why]}
      rows={rows}
      rowKey={row => String(row.id)}
      sort={sort}
      onSort={key => void navigate({ search: before => ({ ...before, sort: key }), replace: true })}
      height="calc(100dvh - 330px)"
      tail={
        <div className="table-tail">
          {rows.length >= total
            ? `All ${total.toLocaleString('en')} shown`
            : `${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')} shown`}
          {more && !busy && (
            <>
              {' '}
              <button type="button" className="plain" onClick={more}>
                Load more
              </button>
            </>
          )}
        </div>
      }
    />
  )
}

/** Rows that are read for a file only bring along how they stand. */
type ShownLot = TracedLot & { standing?: LotStanding }

async function withStanding(lots: readonly TracedLot[]): Promise<ShownLot[]> {
  const standings = new Map<number, LotStanding>()
  for (let from = 0; from < lots.length; from += STANDINGS_ASKED) {
    const answer = await client.standings(lots.slice(from, from + STANDINGS_ASKED).map(({ id }) => id))
    for (const { lot, standing } of answer.lots) standings.set(lot, standing)
  }
  return lots.map(lot => ({ ...lot, standing: standings.get(lot.id) ?? 'normal' }))
}

const standingColumn = (standings: StandingOf): Column<ShownLot> => ({
  key: 'standing',
  title: 'Standing',
  width: '104px',
  cell: lot => <StandingMark standing={standings.get(lot.id)?.standing} always />,
  order: lot => standings.get(lot.id)?.standing ?? '',
  csv: lot => lot.standing ?? standings.get(lot.id)?.standing,
})

function originOf(lot: TracedLot): string {
  return lot.vendorLot ?? lot.workOrder ?? ''
}

const columns: Column<ShownLot>[] = [
  {
    key: 'number',
    title: 'Lot or serial',
    width: 'minmax(160px, 1.3fr)',
    cell: lot => <LotName lot={lot} dashed={lot.certainty === 'possible'} material={false} />,
    order: lot => lot.number,
    csv: lot => lot.number,
  },
  {
    key: 'material',
    title: 'Material',
    width: 'minmax(150px, 1.4fr)',
    cell: lot => <MaterialCell material={lot.material} description={lot.description} />,
    order: lot => lot.material,
    csv: lot => lot.material,
  },
  {
    key: 'certainty',
    title: 'Certainty',
    width: '104px',
    cell: lot => <CertaintyMark certainty={lot.certainty} />,
    order: lot => lot.certainty,
    csv: lot => lot.certainty,
  },
  {
    key: 'affected',
    title: 'Affected',
    width: '130px',
    align: 'right',
    cell: ({ affected }) => affected && <Range {...affected} />,
    order: lot => Number(lot.affected?.expected ?? 0),
    csv: lot => lot.affected?.expected ?? '',
  },
  {
    key: 'onHand',
    title: 'On hand',
    width: '92px',
    align: 'right',
    cell: lot => <Amount value={lot.onHand} unit={lot.unit} />,
    order: lot => Number(lot.onHand),
    csv: lot => lot.onHand,
  },
  {
    key: 'origin',
    title: 'Order, vendor lot',
    width: 'minmax(110px, 0.8fr)',
    cell: lot => <span className="mono small">{originOf(lot)}</span>,
    order: originOf,
    csv: originOf,
    narrow: 'hide',
  },
  {
    key: 'steps',
    title: 'Steps',
    width: '60px',
    align: 'right',
    cell: lot => <span className="num">{lot.steps}</span>,
    order: lot => lot.steps ?? '',
    csv: lot => lot.steps,
  },
  {
    key: 'since',
    title: 'Reached',
    width: '110px',
    cell: lot => (
      <span className="small quiet">
        <When at={lot.since} />
      </span>
    ),
    order: lot => lot.since ?? '',
    csv: lot => lot.since,
    sheet: 'time',
  },
]

/** Beside how certain it is. */
const STANDING_AT = 3

const whyColumn = (asked: Omit<Parameters<typeof WhyLink>[0], 'lot'>): Column<ShownLot> => ({
  key: 'why',
  title: 'Proof',
  width: '52px',
  cell: lot => <WhyLink {...asked} lot={lot} />,
})

/** The bounds stand in one cell on screen and in two more columns in a file. */
const boundColumns: Column<ShownLot>[] = [
  { key: 'min', title: 'At least', width: '', cell: () => null, csv: lot => lot.affected?.min ?? '', sheet: 'amount' },
  { key: 'max', title: 'At most', width: '', cell: () => null, csv: lot => lot.affected?.max ?? '', sheet: 'amount' },
  { key: 'unit', title: 'Unit', width: '', cell: () => null, csv: lot => lot.unit },
]
