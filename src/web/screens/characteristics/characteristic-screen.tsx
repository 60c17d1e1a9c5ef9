import { Button } from '@mantine/core'
import { IconTableExport } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ValueChart as Chart, MeasuredValue, ValueStatistics } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { dayEnd, dayStart } from '../../app/days.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { csvOf, download } from '../../parts/csv.ts'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { limitsWords } from '../../parts/entered-values.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { absoluteTime, When } from '../../parts/when.tsx'
import { ValueChart } from './value-chart.tsx'

export function CharacteristicScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { code } = useParams({ from: '/characteristics/$code' })
  const chart = useChart(code)
  const { lot } = useSearch({ from: '/characteristics/$code' })
  const rows = chart.data?.values.toReversed() ?? []
  return (
    <>
      <PageHead title={<span className="mono">{code}</span>} text={t('characteristic.text')}>
        <Button
          variant="default"
          leftSection={<IconTableExport size={18} />}
          disabled={rows.length === 0}
          onClick={() => download(`${code}.csv`, csvOf(columns, rows))}
        >
          CSV
        </Button>
      </PageHead>
      <Filters />
      {chart.isError && <Trouble error={chart.error} retry={() => void chart.refetch()} />}
      {chart.isPending && <Skeleton rows={8} />}
      {chart.data && rows.length === 0 && <Blank title={t('characteristic.no-match')} text={t('characteristic.no-match-text')} />}
      {chart.data && rows.length > 0 && (
        <div className="stack">
          <Panel>
            <Capability statistics={chart.data.statistics} unit={chart.data.unit} />
            <ValueChart
              values={chart.data.values}
              unit={chart.data.unit}
              mean={chart.data.statistics.mean}
              marked={lot === undefined ? undefined : Number(lot)}
            />
            {chart.data.cut && <p className="small quiet">{t('characteristic.newest', { count: rows.length })}</p>}
          </Panel>
          <DataTable label={t('characteristic.values')} columns={columns} rows={rows} rowKey={rowKeyOf(rows)} height="52vh" />
        </div>
      )}
    </>
  )
}

const CHART_VALUES = 500

function useChart(code: string) {
  const site = useSite()
  const { material, workCenter, from, to } = useSearch({ from: '/characteristics/$code' })
  const asked = { site, material, workCenter, from: dayStart(from), to: dayEnd(to), limit: CHART_VALUES }
  return useQuery<Chart>({
    queryKey: ['characteristic', code, asked],
    queryFn: () => client.characteristic(code, asked),
    enabled: site !== undefined,
    placeholderData: keepPreviousData,
  })
}

const keys = new WeakMap<MeasuredValue, string>()
/** One event may bring several values of one lot. */
function rowKeyOf(rows: readonly MeasuredValue[]): (row: MeasuredValue) => string {
  rows.forEach((row, index) => keys.set(row, `${row.sequence}.${index}`))
  return row => keys.get(row) ?? String(row.sequence)
}

function Filters() {
  const { t } = useWords()
  const { material, workCenter, from, to } = useSearch({ from: '/characteristics/$code' })
  const navigate = useNavigate({ from: '/characteristics/$code' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="filters no-print">
      <Said word={t('characteristic.values-of')}>
        <ParamInput
          label={t('col.material')}
          placeholder={t('wip.any-material')}
          value={material}
          onChange={value => set({ material: value })}
        />
      </Said>
      <Said word={t('characteristic.at')}>
        <ParamInput
          label={t('col.work-center')}
          placeholder={t('characteristic.any-center')}
          value={workCenter}
          onChange={value => set({ workCenter: value })}
        />
      </Said>
      <Said word={t('characteristic.from')}>
        <DayInput label={t('characteristic.from-day')} value={from} onChange={value => set({ from: value })} />
      </Said>
      <Said word={t('characteristic.to')}>
        <DayInput label={t('characteristic.until-day')} value={to} onChange={value => set({ to: value })} />
      </Said>
      {material && (
        <Link to="/materials/$code" params={{ code: material }} search={{ tab: 'plan' }}>
          {t('characteristic.plan')}
        </Link>
      )}
    </div>
  )
}

function Capability({ statistics, unit }: { statistics: ValueStatistics; unit: string | null }) {
  const { t, n, mark } = useWords()
  const short = (value: number): string => String(Number(value.toPrecision(5))).replace('.', mark)
  const { count, outOfRange, mean, deviation, cp, cpk, capability } = statistics
  return (
    <div>
      <dl className="capability">
        <Figure name={t('characteristic.values')} text={n(count)} />
        <Figure name={t('characteristic.outside')} text={n(outOfRange)} />
        {mean !== null && <Figure name={unit ? t('characteristic.mean-in', { unit }) : t('characteristic.mean')} text={short(mean)} />}
        {deviation !== null && <Figure name={t('characteristic.deviation')} text={short(deviation)} />}
        {cp !== null && <Figure name={t('characteristic.cp')} text={cp.toFixed(2).replace('.', mark)} />}
        {cpk !== null && <Figure name={t('characteristic.cpk')} text={cpk.toFixed(2).replace('.', mark)} />}
      </dl>
      {capability !== 'ok' && <p className="small quiet">{t(`characteristic.${capability}`)}</p>}
    </div>
  )
}

function Figure({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  )
}

const columnsIn = (words: Words): Column<MeasuredValue>[] => [
  {
    key: 'at',
    title: words.t('characteristic.measured'),
    width: '100px',
    cell: row => (
      <span className="small quiet">
        <When at={row.at} />
      </span>
    ),
    csv: row => row.at,
  },
  {
    key: 'value',
    title: words.t('characteristic.value'),
    width: 'minmax(90px, 1fr)',
    align: 'right',
    cell: row => <span className="num">{spoken(row, words)}</span>,
    csv: row => shownValue(row),
  },
  {
    key: 'unit',
    title: words.t('field.unit'),
    width: '70px',
    cell: row => <span className="quiet">{row.unit}</span>,
    csv: row => row.unit,
  },
  {
    key: 'limits',
    title: words.t('characteristic.limits'),
    width: '120px',
    cell: row => (
      <span className="num small">
        {limitsWords({ ...(row.low === null ? {} : { min: row.low }), ...(row.high === null ? {} : { max: row.high }) }, words)}
      </span>
    ),
    csv: row => `${row.low ?? ''}…${row.high ?? ''}`,
  },
  {
    key: 'inRange',
    title: words.t('characteristic.within'),
    width: '100px',
    cell: row =>
      row.inRange === false ? (
        <Chip tone="stop" sign="triangle">
          {words.t('characteristic.is-outside')}
        </Chip>
      ) : row.inRange ? (
        <Chip tone="done" sign="tick">
          {words.t('characteristic.is-within')}
        </Chip>
      ) : (
        <span className="quiet">–</span>
      ),
    csv: row => (row.inRange === null ? '' : row.inRange ? words.t('common.yes') : words.t('common.no')),
  },
  {
    key: 'lot',
    title: words.t('characteristic.of'),
    width: 'minmax(120px, 1.4fr)',
    cell: row =>
      row.number !== null && row.material !== null ? (
        <LotLink lot={{ material: row.material, number: row.number, ...(row.lot === null ? {} : { id: row.lot }) }} />
      ) : (
        <span className="mono small">{row.run ?? row.workOrder}</span>
      ),
    csv: row => row.number ?? row.run ?? row.workOrder,
  },
  {
    key: 'workCenter',
    title: words.t('characteristic.at-center'),
    width: '80px',
    cell: row => <span className="mono small">{row.workCenter}</span>,
    csv: row => row.workCenter,
  },
  {
    key: 'by',
    title: words.t('characteristic.who'),
    width: '90px',
    cell: row => <span className="small">{row.by}</span>,
    csv: row => row.by,
  },
  {
    key: 'sequence',
    title: words.t('col.event'),
    width: '70px',
    align: 'right',
    cell: row => (
      <Link className="num small" to="/ledger" search={{ event: String(row.sequence) }} title={absoluteTime(row.at, false, words)}>
        #{row.sequence}
      </Link>
    ),
    csv: row => row.sequence,
  },
]

/** As people read it; a file has the value as it was recorded. */
const spoken = (row: MeasuredValue, { mark }: Words): string =>
  row.kind === 'number' || row.kind === 'series' ? shownValue(row).replaceAll('.', mark) : shownValue(row)

const shownValue = ({ kind, value }: MeasuredValue): string => (kind === 'series' ? (JSON.parse(value) as string[]).join(' ') : value)
