import { Switch } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { type FoundLot, serialNamed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { lotSearch, traceSearch } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { MaterialCell } from '../../parts/material-cell.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { StateChip, stateWord } from '../../parts/state-chip.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { When } from '../../parts/when.tsx'

export function LotsScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const search = useSearch({ from: '/lots' })
  const found = useFoundLots()
  const rows = found.data?.pages.flatMap(page => page.rows) ?? []
  const meant = search.open === undefined ? undefined : meantBy(rows, search.search)
  if (meant !== undefined) return <Opened lot={meant} open={search.open ?? '1'} />
  return (
    <>
      <PageHead title={t('lots.title')}>
        <TableFiles name="lots" columns={fileColumnsIn} rows={rows} rest={found.rest} />
      </PageHead>
      <Filters />
      {found.isError && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Skeleton rows={12} />}
      {found.isSuccess && rows.length === 0 && <NoLots />}
      {rows.length > 0 && (
        <DataTable
          label={t('col.lots')}
          columns={columns}
          rows={rows}
          rowKey={lot => String(lot.id)}
          height="calc(100dvh - 220px)"
          onEnd={() => found.hasNextPage && !found.isFetchingNextPage && void found.fetchNextPage()}
          tail={
            <div className="table-tail">
              {found.hasNextPage ? t('questions.loading-more') : t('lots.all-shown', { count: rows.length })}
            </div>
          }
        />
      )}
    </>
  )
}

function useFoundLots() {
  const { search, material, held } = useSearch({ from: '/lots' })
  const site = useSite()
  const page = (limit: number) => (cursor: string, signal?: AbortSignal) =>
    client.lots({ search, material, site, limit, ...(held === 'true' ? { held: true } : {}), ...(cursor ? { cursor } : {}) }, signal)
  const found = useInfiniteQuery({
    queryKey: ['lots', search, material, held, site],
    queryFn: ({ pageParam, signal }) => page(100)(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: one => one.next ?? undefined,
    enabled: site !== undefined,
  })
  return { ...found, rest: found.hasNextPage ? page(1000) : undefined }
}

function meantBy(rows: FoundLot[], text: string | undefined): FoundLot | undefined {
  const exact = rows.filter(lot => lot.number === text)
  if (exact.length === 1) return exact[0]
  return rows.length === 1 ? rows[0] : undefined
}

function Opened({ lot, open }: { lot: FoundLot; open: string }) {
  if (open === 'trace') return <Navigate to="/trace" search={traceSearch({ id: lot.id, serial: serialNamed(lot) })} replace />
  const search = open === '1' ? lotSearch(serialNamed(lot)) : { tab: open, serial: serialNamed(lot) }
  return <Navigate to="/lots/$id" params={{ id: String(lot.id) }} search={search} replace />
}

/** Filters read as a sentence and live in the address bar. */
function Filters() {
  const { search, material, held } = useSearch({ from: '/lots' })
  const { t } = useWords()
  const navigate = useNavigate({ from: '/lots' })
  const set = (change: Record<string, string | undefined>) => {
    void navigate({ search: before => ({ ...before, ...change, open: undefined }), replace: true })
  }
  return (
    <div className="filters no-print">
      <Said word={t('lots.with')}>
        <ParamInput
          label={t('lots.any-number')}
          placeholder={t('lots.any-number-inside')}
          value={search}
          onChange={value => set({ search: value })}
        />
      </Said>
      <Said word={t('lots.of')}>
        <ParamInput
          label={t('col.material')}
          placeholder={t('wip.any-material')}
          value={material}
          onChange={value => set({ material: value })}
        />
      </Said>
      <Switch
        label={t('lots.only-held')}
        checked={held === 'true'}
        onChange={event => set({ held: event.currentTarget.checked ? 'true' : undefined })}
      />
    </div>
  )
}

function NoLots() {
  const { t } = useWords()
  const { search, material, held } = useSearch({ from: '/lots' })
  if (search || material || held)
    return (
      <Blank title={t('lots.no-match')} text={t('lots.no-match-text')}>
        <Link to="/lots">{t('lots.show-all')}</Link>
      </Blank>
    )
  return (
    <Blank title={t('lots.none')} text={t('lots.none-text')}>
      <Link to="/receive">{t('lots.receive-first')}</Link>
    </Blank>
  )
}

const vendorText = ({ vendorLot, heat }: FoundLot): string => [vendorLot, heat].filter(Boolean).join(' · ')

const columnsIn = (words: Words): Column<FoundLot>[] => [
  {
    key: 'number',
    title: words.t('direct.lot'),
    width: 'minmax(200px, 1.4fr)',
    cell: lot => (
      <span>
        <LotName lot={lot} material={false} />
        {lot.serials !== undefined && lot.serials !== lot.number && <span className="mono small quiet"> {lot.serials}</span>}
      </span>
    ),
    csv: lot => lot.number,
  },
  {
    key: 'material',
    title: words.t('col.material'),
    width: 'minmax(220px, 1.6fr)',
    cell: lot => <MaterialCell material={lot.material} description={lot.description} />,
    csv: lot => lot.material,
  },
  {
    key: 'status',
    title: words.t('col.state'),
    width: '118px',
    cell: lot => <StateChip status={lot.status} held={lot.held} />,
    csv: lot => stateWord(lot, words),
  },
  {
    key: 'onHand',
    title: words.t('lots.on-hand'),
    width: '120px',
    align: 'right',
    cell: lot => <Amount value={lot.onHand} unit={lot.unit} />,
    csv: lot => lot.onHand,
  },
  {
    key: 'place',
    csv: lot =>
      lot.places
        .map(({ code }) => code)
        .filter(Boolean)
        .join(', '),
    title: words.t('lots.where'),
    width: '150px',
    cell: lot => (
      <span className="mono small">
        {lot.places
          .map(place => place.code)
          .filter(Boolean)
          .slice(0, 2)
          .join(', ')}
        {lot.places.length > 2 ? ` +${lot.places.length - 2}` : ''}
      </span>
    ),
  },
  {
    key: 'vendor',
    csv: vendorText,
    title: words.t('lots.vendor-lot-heat'),
    width: 'minmax(130px, 1fr)',
    cell: lot => <span className="mono small">{vendorText(lot)}</span>,
    narrow: 'hide',
  },
  {
    key: 'made',
    csv: lot => lot.madeAt,
    sheet: 'time',
    title: words.t('lots.made'),
    width: '104px',
    cell: lot => (
      <span className="small quiet">
        <When at={lot.madeAt} />
      </span>
    ),
  },
]

/** On screen unit and description stand beside what they belong to, in a file in columns. */
const fileColumnsIn = (words: Words): Column<FoundLot>[] => [
  ...columnsIn(words),
  { key: 'serials', title: words.t('lots.serials'), width: '', cell: () => null, csv: lot => lot.serials },
  { key: 'unit', title: words.t('field.unit'), width: '', cell: () => null, csv: lot => lot.unit },
  { key: 'description', title: words.t('field.description'), width: '', cell: () => null, csv: lot => lot.description },
]
