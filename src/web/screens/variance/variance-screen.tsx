import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Variance, VarianceBy, VarianceQuery, VarianceRow } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
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

const dimensions: { value: VarianceBy; label: string }[] = [
  { value: 'workCenter', label: 'Work center' },
  { value: 'material', label: 'Material' },
  { value: 'lot', label: 'Lot' },
  { value: 'run', label: 'Run' },
  { value: 'order', label: 'Order' },
  { value: 'operation', label: 'Operation' },
  { value: 'shift', label: 'Shift' },
]
const periods = [
  ['1', 'the last day'],
  ['7', 'the last 7 days'],
  ['30', 'the last 30 days'],
  ['90', 'the last 90 days'],
  ['365', 'the last year'],
] as const
const STANDARD_DAYS = '30'
const DAY_MS = 86_400_000

/** Which lots lose material: the largest loss first, each row opens the events that say so. */
export function VarianceScreen() {
  const search = useSearch({ from: '/variance' })
  const navigate = useNavigate({ from: '/variance' })
  const site = useSite()
  const by = dimensions.find(one => one.value === search.by)?.value ?? 'workCenter'
  const days = periods.find(([value]) => value === search.days)?.[0] ?? STANDARD_DAYS
  const asked = { by, site, material: search.material, workCenter: search.workCenter, limit: 1000 }
  const variance = useQuery({
    queryKey: ['variance', asked, days],
    queryFn: () => client.variance({ ...asked, from: daysBefore(days) }),
    enabled: site !== undefined,
    placeholderData: before => before,
  })
  return (
    <>
      <PageHead title="Variance" text="What went in against what came out, and what nobody explains: the largest first.">
        <Stale />
        {variance.data && <Export found={variance.data} query={asked} days={days} />}
      </PageHead>
      <div className="variance-by no-print">
        <SegmentedControl
          data={dimensions}
          value={by}
          aria-label="Summed by"
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
  const search = useSearch({ from: '/variance' })
  const navigate = useNavigate({ from: '/variance' })
  const set = (key: string) => (value: string | undefined) =>
    void navigate({ search: before => ({ ...before, [key]: value === '' ? undefined : value }), replace: true })
  return (
    <div className="filters no-print">
      <Said word="In">
        <select className="choice" aria-label="Period" value={days} onChange={event => set('days')(event.currentTarget.value)}>
          {periods.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </Said>
      <Said word="of">
        <ParamInput label="Material" placeholder="any material" value={search.material} onChange={set('material')} />
      </Said>
      <Said word="at">
        <ParamInput label="Work center" placeholder="any work center" value={search.workCenter} onChange={set('workCenter')} />
      </Said>
    </div>
  )
}

function Found({ found, query }: { found: Variance; query: VarianceQuery }) {
  const search = useSearch({ from: '/variance' })
  const navigate = useNavigate({ from: '/variance' })
  if (found.rows.length === 0)
    return (
      <Blank
        title="Nothing was used in this period"
        text="A row appears when a run is finished, or something is made, scrapped or counted."
      />
    )
  const open = found.rows.find(row => (row.key ?? '') === (search.key ?? '') && row.material === search.of)
  return (
    <>
      <p className="variance-sum small">
        <Amount value={found.executions} strong /> executions
        {found.openRuns > 0 && <span className="quiet">, {found.openRuns} runs still open and not counted</span>}
        {found.unjudged > 0 && <span className="quiet">, for {found.unjudged} nobody has said what should be used</span>}
        {found.by === 'shift' && <span className="quiet">, shifts in {found.timeZone}</span>}
      </p>
      <DataTable
        label="Variance"
        columns={columnsOf(
          found.by,
          row => void navigate({ search: before => ({ ...before, key: row.key ?? undefined, of: row.material }), replace: true }),
        )}
        rows={found.rows}
        rowKey={keyOf}
        sort={search.sort}
        onSort={sort => void navigate({ search: before => ({ ...before, sort }), replace: true })}
        height="52vh"
      />
      {found.next && (
        <p className="small quiet">
          The first {found.rows.length} of {found.total} rows; CSV and XLSX hold all of them.
        </p>
      )}
      {open && <VarianceLines row={open} query={{ ...query, by: found.by, key: open.key ?? '' }} />}
    </>
  )
}

const keyOf = (row: VarianceRow): string => `${row.key}/${row.material}/${row.unit}`
const scrapText = (row: VarianceRow): string => row.scrap.map(one => `${one.quantity} ${one.unit} ${one.reason}`).join(', ')

function Export({ found, query, days }: { found: Variance; query: VarianceQuery; days: string }) {
  const { sort } = useSearch({ from: '/variance' })
  const columns = [...columnsOf(found.by, () => undefined), unitColumn]
  const rest = (cursor: string) => client.variance({ ...query, from: daysBefore(days), ...(cursor ? { cursor } : {}) })
  return (
    <TableFiles
      name={`variance by ${found.by}`}
      columns={columns}
      rows={found.rows}
      sort={sort}
      rest={found.next === null ? undefined : rest}
    />
  )
}

const unitColumn: Column<VarianceRow> = { key: 'unit', title: 'Unit', width: '', cell: () => null, csv: row => row.unit }

function columnsOf(by: VarianceBy, open: (row: VarianceRow) => void): Column<VarianceRow>[] {
  const title = dimensions.find(one => one.value === by)?.label ?? by
  return [
    {
      key: 'key',
      title,
      width: 'minmax(130px, 1.1fr)',
      order: row => row.key ?? '',
      csv: row => row.key,
      cell: row => (
        <button type="button" className="plain variance-open mono" onClick={() => open(row)}>
          {row.key ?? 'at none'}
        </button>
      ),
    },
    {
      key: 'material',
      title: by === 'material' ? 'Code' : 'Material',
      width: 'minmax(110px, 1fr)',
      order: row => row.material,
      csv: row => row.material,
      cell: row => <span className="mono small">{row.material}</span>,
    },
    {
      key: 'unexplained',
      title: 'Unexplained',
      width: '130px',
      align: 'right',
      order: row => Math.abs(Number(row.unexplained)),
      csv: row => row.unexplained,
      cell: row => <Unexplained row={row} />,
    },
    {
      key: 'percent',
      title: 'Share',
      width: '76px',
      align: 'right',
      order: row => Math.abs(row.percent ?? 0),
      csv: row => row.percent,
      cell: row => <span className="num">{row.percent === null ? '' : `${grouped(row.percent.toFixed(2))} %`}</span>,
    },
    { key: 'trend', title: 'Trend', width: '96px', narrow: 'hide', cell: row => <Trend row={row} /> },
    amountColumn('used', 'Used', row => row.used),
    amountColumn('expected', 'Expected', row => row.expected),
    {
      key: 'good',
      title: 'Good',
      width: '110px',
      align: 'right',
      csv: row => row.good.map(one => `${one.quantity} ${one.unit}`).join(' + '),
      cell: row => row.good.map(one => <Amount key={one.unit} value={one.quantity} unit={one.unit} />),
    },
    {
      key: 'scrap',
      title: 'Scrap, why',
      width: 'minmax(120px, 1.2fr)',
      narrow: 'hide',
      csv: scrapText,
      cell: row => <ScrapCell row={row} />,
    },
    amountColumn('sample', 'Samples', row => row.sample, '84px'),
    amountColumn('adjusted', 'Counted', row => row.adjusted, '84px'),
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
  if (row.scrap.length === 0) return <span className="quiet">–</span>
  const [first, ...rest] = row.scrap
  return (
    <span className="small" title={scrapText(row)}>
      {first && <Amount value={first.quantity} />} {first?.reason}
      {rest.length > 0 && <span className="quiet"> and {rest.length} more</span>}
    </span>
  )
}

function Unexplained({ row }: { row: VarianceRow }) {
  if (isZero(row.unexplained))
    return row.unjudged === row.lines ? <span className="quiet">not judged</span> : <span className="quiet">0</span>
  return (
    <span className="tone-attention strong">
      {row.over > 0 && <Sign name="triangle" size={13} />} <Amount value={row.unexplained} unit={row.unit} strong />
      {row.over > 0 && <span className="hidden-text">over the threshold</span>}
    </span>
  )
}
