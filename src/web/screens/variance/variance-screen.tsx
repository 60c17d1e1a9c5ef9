import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { NO_REASON, type Variance, type VarianceBy, type VarianceQuery, type VarianceRow } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Amount, grouped, isZero } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Sign } from '../../parts/signs.tsx'
import { Stale } from '../../parts/stale.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { Trend } from './trend.tsx'
import { VarianceLines } from './variance-lines.tsx'
import './variance.css'

const dimensions = [
  { value: 'workCenter', label: 'col.work-center' },
  { value: 'material', label: 'col.material' },
  { value: 'lot', label: 'col.lot' },
  { value: 'run', label: 'variance.run' },
  { value: 'order', label: 'col.order' },
  { value: 'operation', label: 'col.operation' },
  { value: 'shift', label: 'variance.shift' },
] as const satisfies { value: VarianceBy; label: string }[]
const periods = [
  { value: '1', label: 'variance.day' },
  { value: '7', label: 'variance.7-days' },
  { value: '30', label: 'variance.30-days' },
  { value: '90', label: 'variance.90-days' },
  { value: '365', label: 'variance.year' },
] as const
const STANDARD_DAYS = '30'
const DAY_MS = 86_400_000

/** Which lots lose material: the largest loss first, each row opens the events that say so. */
export function VarianceScreen() {
  const words = useWords()
  const { t } = words
  const search = useSearch({ from: '/variance' })
  const navigate = useNavigate({ from: '/variance' })
  const site = useSite()
  const by = dimensions.find(one => one.value === search.by)?.value ?? 'workCenter'
  const days = periods.find(({ value }) => value === search.days)?.value ?? STANDARD_DAYS
  const asked = { by, site, material: search.material, workCenter: search.workCenter, limit: 1000 }
  const variance = useQuery({
    queryKey: ['variance', asked, days],
    queryFn: () => client.variance({ ...asked, from: daysBefore(days) }),
    enabled: site !== undefined,
    placeholderData: before => before,
  })
  return (
    <>
      <PageHead title={t('variance.title')} text={t('variance.text')}>
        <Stale />
        {variance.data && <Export found={variance.data} query={asked} days={days} />}
      </PageHead>
      <div className="variance-by no-print">
        <SegmentedControl
          data={labelled(dimensions, words)}
          value={by}
          aria-label={t('variance.by')}
          onChange={next => void navigate({ search: before => ({ ...before, by: next, key: undefined, of: undefined }), replace: true })}
        />
      </div>
      <Filters days={days} />
      {variance.isError && <Trouble error={variance.error} retry={() => void variance.refetch()} />}
      {variance.isPending && <Skeleton rows={10} height={44} />}
      {variance.data && <Found found={variance.data} query={{ ...asked, from: daysBefore(days) }} />}
    </>
  )
}

/** By the minute, so that looking twice asks once. */
const daysBefore = (days: string): string => new Date(Math.floor(Date.now() / 60_000) * 60_000 - Number(days) * DAY_MS).toISOString()

function Filters({ days }: { days: string }) {
  const words = useWords()
  const { t } = words
  const search = useSearch({ from: '/variance' })
  const navigate = useNavigate({ from: '/variance' })
  const set = (key: string) => (value: string | undefined) =>
    void navigate({ search: before => ({ ...before, [key]: value === '' ? undefined : value }), replace: true })
  return (
    <div className="filters no-print">
      <Said word={t('variance.in')}>
        <select
          className="choice"
          aria-label={t('variance.period')}
          value={days}
          onChange={event => set('days')(event.currentTarget.value)}
        >
          {labelled(periods, words).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Said>
      <Said word={t('variance.of')}>
        <ParamInput label={t('col.material')} placeholder={t('wip.any-material')} value={search.material} onChange={set('material')} />
      </Said>
      <Said word={t('variance.at')}>
        <ParamInput
          label={t('col.work-center')}
          placeholder={t('variance.any-center')}
          value={search.workCenter}
          onChange={set('workCenter')}
        />
      </Said>
    </div>
  )
}

function Found({ found, query }: { found: Variance; query: VarianceQuery }) {
  const words = useWords()
  const { t, rich } = words
  const search = useSearch({ from: '/variance' })
  const navigate = useNavigate({ from: '/variance' })
  if (found.rows.length === 0) return <Blank title={t('variance.none')} text={t('variance.none-text')} />
  const open = found.rows.find(row => (row.key ?? '') === (search.key ?? '') && row.material === search.of)
  return (
    <>
      <p className="variance-sum small">
        {rich('variance.executions', { count: <Amount value={found.executions} strong /> }, found.executions)}
        {found.openRuns > 0 && <span className="quiet">{t('variance.open-runs', { count: found.openRuns })}</span>}
        {found.unjudged > 0 && <span className="quiet">{t('variance.unjudged', { count: found.unjudged })}</span>}
        {found.by === 'shift' && <span className="quiet">{t('variance.shifts-in', { zone: found.timeZone })}</span>}
      </p>
      <DataTable
        label={t('variance.title')}
        columns={columnsOf(
          found.by,
          words,
          row => void navigate({ search: before => ({ ...before, key: row.key ?? undefined, of: row.material }), replace: true }),
        )}
        rows={found.rows}
        rowKey={keyOf}
        sort={search.sort}
        onSort={sort => void navigate({ search: before => ({ ...before, sort }), replace: true })}
        height="52vh"
      />
      {found.next && <p className="small quiet">{t('variance.first-of', { shown: found.rows.length, total: found.total })}</p>}
      {open && <VarianceLines row={open} query={{ ...query, by: found.by, key: open.key ?? '' }} />}
    </>
  )
}

const keyOf = (row: VarianceRow): string => `${row.key}/${row.material}/${row.unit}`
const reasonOf = (reason: string, { t }: Words): string => (reason === NO_REASON ? t('variance.no-reason') : reason)
const scrapText = (row: VarianceRow, words: Words): string =>
  row.scrap.map(one => `${one.quantity} ${one.unit} ${reasonOf(one.reason, words)}`).join(', ')

function Export({ found, query, days }: { found: Variance; query: VarianceQuery; days: string }) {
  const { sort } = useSearch({ from: '/variance' })
  const rest = (cursor: string) => client.variance({ ...query, from: daysBefore(days), ...(cursor ? { cursor } : {}) })
  return (
    <TableFiles
      name={`variance-by-${found.by}`}
      columns={words => [...columnsOf(found.by, words, () => undefined), unitColumn(words)]}
      rows={found.rows}
      sort={sort}
      rest={found.next === null ? undefined : rest}
    />
  )
}

const unitColumn = ({ t }: Words): Column<VarianceRow> => ({
  key: 'unit',
  title: t('field.unit'),
  width: '',
  cell: () => null,
  csv: row => row.unit,
})

function columnsOf(by: VarianceBy, words: Words, open: (row: VarianceRow) => void): Column<VarianceRow>[] {
  const { t, mark } = words
  const dimension = dimensions.find(one => one.value === by)
  return [
    {
      key: 'key',
      title: dimension ? t(dimension.label) : by,
      width: 'minmax(130px, 1.1fr)',
      order: row => row.key ?? '',
      csv: row => row.key,
      cell: row => (
        <button type="button" className="plain variance-open mono" onClick={() => open(row)}>
          {row.key ?? t('variance.at-none')}
        </button>
      ),
    },
    {
      key: 'material',
      title: t(by === 'material' ? 'col.code' : 'col.material'),
      width: 'minmax(110px, 1fr)',
      order: row => row.material,
      csv: row => row.material,
      cell: row => <span className="mono small">{row.material}</span>,
    },
    {
      key: 'unexplained',
      title: t('variance.unexplained'),
      width: '130px',
      align: 'right',
      order: row => Math.abs(Number(row.unexplained)),
      csv: row => row.unexplained,
      cell: row => <Unexplained row={row} />,
    },
    {
      key: 'percent',
      title: t('variance.share'),
      width: '76px',
      align: 'right',
      order: row => Math.abs(row.percent ?? 0),
      csv: row => row.percent,
      cell: row => (
        <span className="num">{row.percent === null ? '' : t('shop.percent', { percent: grouped(row.percent.toFixed(2), mark) })}</span>
      ),
    },
    { key: 'trend', title: t('variance.trend'), width: '96px', narrow: 'hide', cell: row => <Trend row={row} /> },
    amountColumn('used', t('variance.used'), row => row.used),
    amountColumn('expected', t('variance.expected'), row => row.expected),
    {
      key: 'good',
      title: t('made.good'),
      width: '110px',
      align: 'right',
      csv: row => row.good.map(one => `${one.quantity} ${one.unit}`).join(' + '),
      cell: row => row.good.map(one => <Amount key={one.unit} value={one.quantity} unit={one.unit} />),
    },
    {
      key: 'scrap',
      title: t('variance.scrap'),
      width: 'minmax(120px, 1.2fr)',
      narrow: 'hide',
      csv: row => scrapText(row, words),
      cell: row => <ScrapCell row={row} />,
    },
    amountColumn('sample', t('variance.samples'), row => row.sample, '84px'),
    amountColumn('adjusted', t('variance.counted'), row => row.adjusted, '84px'),
  ]
}

function amountColumn(key: string, title: string, of: (row: VarianceRow) => string, width = '96px'): Column<VarianceRow> {
  return {
    key,
    title,
    width,
    align: 'right',
    order: row => Number(of(row)),
    csv: of,
    cell: row => (isZero(of(row)) ? <span className="quiet">–</span> : <Amount value={of(row)} unit={row.unit} />),
  }
}

function ScrapCell({ row }: { row: VarianceRow }) {
  const words = useWords()
  if (row.scrap.length === 0) return <span className="quiet">–</span>
  const [first, ...rest] = row.scrap
  return (
    <span className="small" title={scrapText(row, words)}>
      {first && <Amount value={first.quantity} />} {first && reasonOf(first.reason, words)}
      {rest.length > 0 && <span className="quiet"> {words.t('common.and-more', { count: rest.length })}</span>}
    </span>
  )
}

function Unexplained({ row }: { row: VarianceRow }) {
  const { t } = useWords()
  if (isZero(row.unexplained))
    return row.unjudged === row.lines ? <span className="quiet">{t('variance.not-judged')}</span> : <span className="quiet">0</span>
  return (
    <span className="tone-attention strong">
      {row.over > 0 && <Sign name="triangle" size={13} />} <Amount value={row.unexplained} unit={row.unit} strong />
      {row.over > 0 && <span className="hidden-text">{t('variance.over')}</span>}
    </span>
  )
}
