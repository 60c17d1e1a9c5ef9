import { SegmentedControl, Switch } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { LotDetail, LotStanding, Trace, TracedLot } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useWords, type Words } from '../../app/words.tsx'
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
import { endsOf, isLeast } from './ends-shown.ts'
import { TracedPart, usePart, useSeed } from './traced-part.tsx'

const pageSize = 1000
const filePageSize = 50_000
/** Fetched without asking; the totals above the table always count everything, and the tail says how many are shown. */
const rowsEager = 20_000

export function TraceTable({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t } = words
  const trace = useTrace(lot)
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = trace
  const rows = trace.data?.pages.flatMap(page => page.lots) ?? []
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && rows.length < rowsEager) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, rows.length])
  const first = trace.data?.pages[0]
  const standings = useStandings(rows.map(({ id }) => id))
  const shownIn = (words: Words) => shownColumnsIn(words, standings)
  return (
    <div className="stack">
      <Controls lot={lot} columns={shownIn} rows={rows} rest={trace.rest} />
      {trace.isError && <Trouble error={trace.error} retry={() => void trace.refetch()} />}
      {trace.isPending && <Skeleton rows={10} />}
      {first && <Totals trace={first} />}
      {first && rows.length === 0 && <Blank title={t('trace.nothing-there')} text={t('trace.nothing-there-text')} />}
      {first && rows.length > 0 && (
        <Rows
          lot={lot}
          columns={shownIn(words)}
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

function Controls(props: {
  lot: LotDetail
  columns: (words: Words) => Column<ShownLot>[]
  rows: ShownLot[]
  rest: PageOf<ShownLot> | undefined
}) {
  const { t } = useWords()
  const { lot, rows, rest } = props
  const { direction, known, possible, sort } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="spread no-print">
      <div className="row">
        <SegmentedControl
          aria-label={t('trace.direction')}
          value={direction === 'back' ? 'back' : 'forward'}
          onChange={value => set({ direction: value === 'back' ? 'back' : undefined })}
          data={[
            { value: 'back', label: t('trace.to-vendors') },
            { value: 'forward', label: t('trace.to-customers') },
          ]}
        />
        <Switch
          label={t('trace.with-possible')}
          checked={possible !== '0'}
          onChange={event => set({ possible: event.currentTarget.checked ? undefined : '0' })}
        />
        <KnownAtInput value={known} onChange={value => set({ known: value })} />
        {direction !== 'back' && <TracedPart lot={lot} />}
      </div>
      <div className="row">
        <TableFiles
          name={`trace ${lot.number}`}
          columns={words => [...props.columns(words), ...boundColumnsIn(words)]}
          rows={rows}
          sort={sort}
          rest={rest}
        />
      </div>
    </div>
  )
}

function Totals({ trace }: { trace: Trace }) {
  const { t } = useWords()
  const { totals, vendors, ends } = trace
  return (
    <div className="trace-totals" role="status">
      <strong className="num">{t('common.lots', { count: totals.lots })}</strong>
      <CertaintyCount certain={totals.certain} possible={totals.possible} />
      <InAll affected={totals.affected} />
      <span className="quiet num">{t('trace.links', { count: totals.links })}</span>
      {vendors && <span className="quiet">{t('trace.vendors', { count: new Set(vendors.map(one => one.vendor)).size })}</span>}
      {ends && (
        <span className="quiet">
          {t(isLeast(trace) ? 'trace.customers-least' : 'trace.customers', { count: new Set(ends.call.map(one => one.customer)).size })}
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
  const words = useWords()
  const { t } = words
  const { sort, direction, known } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  const way = direction === 'back' ? 'back' : 'forward'
  const why = whyColumn(words, { direction: way, seeds: [seedText(lot)], known, part: usePart(way) })
  return (
    <DataTable
      label={t('trace.traced-lots')}
      columns={[...shown, why]}
      rows={rows}
      rowKey={row => String(row.id)}
      sort={sort}
      onSort={key => void navigate({ search: before => ({ ...before, sort: key }), replace: true })}
      height="calc(100dvh - 330px)"
      tail={
        <div className="table-tail">
          {rows.length >= total ? t('trace.all-shown', { count: total }) : t('trace.some-shown', { shown: rows.length, count: total })}
          {more && !busy && (
            <>
              {' '}
              <button type="button" className="plain" onClick={more}>
                {t('trace.load-more')}
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

const standingColumn = ({ t }: Words, standings: StandingOf): Column<ShownLot> => ({
  key: 'standing',
  title: t('stands.title'),
  width: '104px',
  cell: lot => <StandingMark standing={standings.get(lot.id)?.standing} always />,
  order: lot => standings.get(lot.id)?.standing ?? '',
  csv: lot => lot.standing ?? standings.get(lot.id)?.standing,
})

function originOf(lot: TracedLot): string {
  return lot.vendorLot ?? lot.workOrder ?? ''
}

const columnsIn = ({ t }: Words): Column<ShownLot>[] => [
  {
    key: 'number',
    title: t('trace.lot-or-serial'),
    width: 'minmax(160px, 1.3fr)',
    cell: lot => <LotName lot={lot} dashed={lot.certainty === 'possible'} material={false} />,
    order: lot => lot.number,
    csv: lot => lot.number,
  },
  {
    key: 'material',
    title: t('col.material'),
    width: 'minmax(150px, 1.4fr)',
    cell: lot => <MaterialCell material={lot.material} description={lot.description} />,
    order: lot => lot.material,
    csv: lot => lot.material,
  },
  {
    key: 'certainty',
    title: t('trace.certainty'),
    width: '104px',
    cell: lot => <CertaintyMark certainty={lot.certainty} />,
    order: lot => lot.certainty,
    csv: lot => lot.certainty,
  },
  {
    key: 'affected',
    title: t('trace.affected'),
    width: '130px',
    align: 'right',
    cell: ({ affected }) => affected && <Range {...affected} />,
    order: lot => Number(lot.affected?.expected ?? 0),
    csv: lot => lot.affected?.expected ?? '',
  },
  {
    key: 'onHand',
    title: t('trace.on-hand'),
    width: '92px',
    align: 'right',
    cell: lot => <Amount value={lot.onHand} unit={lot.unit} />,
    order: lot => Number(lot.onHand),
    csv: lot => lot.onHand,
  },
  {
    key: 'origin',
    title: t('trace.origin'),
    width: 'minmax(110px, 0.8fr)',
    cell: lot => <span className="mono small">{originOf(lot)}</span>,
    order: originOf,
    csv: originOf,
    narrow: 'hide',
  },
  {
    key: 'steps',
    title: t('trace.steps'),
    width: '60px',
    align: 'right',
    cell: lot => <span className="num">{lot.steps}</span>,
    order: lot => lot.steps ?? '',
    csv: lot => lot.steps,
  },
  {
    key: 'since',
    title: t('trace.reached'),
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

function shownColumnsIn(words: Words, standings: StandingOf): Column<ShownLot>[] {
  const columns = columnsIn(words)
  return [...columns.slice(0, STANDING_AT), standingColumn(words, standings), ...columns.slice(STANDING_AT)]
}

const whyColumn = ({ t }: Words, asked: Omit<Parameters<typeof WhyLink>[0], 'lot'>): Column<ShownLot> => ({
  key: 'why',
  title: t('trace.proof'),
  width: '52px',
  cell: lot => <WhyLink {...asked} lot={lot} />,
})

/** The bounds stand in one cell on screen and in two more columns in a file. */
const boundColumnsIn = ({ t }: Words): Column<ShownLot>[] => [
  { key: 'min', title: t('trace.at-least'), width: '', cell: () => null, csv: lot => lot.affected?.min ?? '', sheet: 'amount' },
  { key: 'max', title: t('trace.at-most'), width: '', cell: () => null, csv: lot => lot.affected?.max ?? '', sheet: 'amount' },
  { key: 'unit', title: t('field.unit'), width: '', cell: () => null, csv: lot => lot.unit },
]
