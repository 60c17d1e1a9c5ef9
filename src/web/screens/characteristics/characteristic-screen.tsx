import { Button } from '@mantine/core'
import { IconTableExport } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ValueChart as Chart, MeasuredValue, ValueStatistics } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { dayEnd, dayStart } from '../../app/days.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { csvOf, download } from '../../parts/csv.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
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
  const { code } = useParams({ from: '/characteristics/$code' })
  const chart = useChart(code)
  const { lot } = useSearch({ from: '/characteristics/$code' })
  const rows = chart.data?.values.toReversed() ?? []
  return (
    <>
      <PageHead title={<span className="mono">{code}</span>} text="Values against the limits each had to keep, in the order of time.">
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
      {chart.data && rows.length === 0 && <Blank title="No value matches" text="Widen the filter, or record a value first." />}
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
            {chart.data.cut && (
              <p className="small quiet">The newest {rows.length.toLocaleString('en')} values are shown: say from and to for the others.</p>
            )}
          </Panel>
          <DataTable label="Values" columns={columns} rows={rows} rowKey={rowKeyOf(rows)} height="52vh" />
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
  const { material, workCenter, from, to } = useSearch({ from: '/characteristics/$code' })
  const navigate = useNavigate({ from: '/characteristics/$code' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="filters no-print">
      <Said word="Values of">
        <ParamInput label="Material" placeholder="any material" value={material} onChange={value => set({ material: value })} />
      </Said>
      <Said word="at">
        <ParamInput label="Work center" placeholder="any work center" value={workCenter} onChange={value => set({ workCenter: value })} />
      </Said>
      <Said word="from">
        <DayInput label="Measured from" value={from} onChange={value => set({ from: value })} />
      </Said>
      <Said word="to">
        <DayInput label="Measured until" value={to} onChange={value => set({ to: value })} />
      </Said>
      {material && (
        <Link to="/materials/$code" params={{ code: material }} search={{ tab: 'plan' }}>
          Its collection plan
        </Link>
      )}
    </div>
  )
}

const REASONS: Readonly<Record<ValueStatistics['capability'], string>> = {
  ok: '',
  'one-limit': 'One limit only: there is a Cpk and no Cp.',
  'no-numbers': 'These values are no numbers: there is no capability of them.',
  'no-limits': 'Without limits there is no capability.',
  'limits-changed':
    'The limits changed within these values: Cp and Cpk would compare different things. Narrow the filter to one set of limits.',
  'too-few-values': 'Cp and Cpk are told from 25 values on: fewer say too little about the spread of the work.',
  'no-spread': 'All values are the same: a capability would be without end.',
}

function Capability({ statistics, unit }: { statistics: ValueStatistics; unit: string | null }) {
  const { count, outOfRange, mean, deviation, cp, cpk, capability } = statistics
  return (
    <div>
      <dl className="capability">
        <Figure name="Values" text={count.toLocaleString('en')} />
        <Figure name="Outside" text={outOfRange.toLocaleString('en')} />
        {mean !== null && <Figure name={`Mean${unit ? `, ${unit}` : ''}`} text={short(mean)} />}
        {deviation !== null && <Figure name="Standard deviation" text={short(deviation)} />}
        {cp !== null && <Figure name="Cp" text={cp.toFixed(2)} />}
        {cpk !== null && <Figure name="Cpk" text={cpk.toFixed(2)} />}
      </dl>
      {REASONS[capability] && <p className="small quiet">{REASONS[capability]}</p>}
    </div>
  )
}

const short = (value: number): string => String(Number(value.toPrecision(5)))

function Figure({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  )
}

const columns: Column<MeasuredValue>[] = [
  {
    key: 'at',
    title: 'Measured',
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
    title: 'Value',
    width: 'minmax(90px, 1fr)',
    align: 'right',
    cell: row => <span className="num">{shownValue(row)}</span>,
    csv: row => shownValue(row),
  },
  { key: 'unit', title: 'Unit', width: '50px', cell: row => <span className="quiet">{row.unit}</span>, csv: row => row.unit },
  {
    key: 'limits',
    title: 'Limits',
    width: '120px',
    cell: row => (
      <span className="num small">
        {limitsWords({ ...(row.low === null ? {} : { min: row.low }), ...(row.high === null ? {} : { max: row.high }) })}
      </span>
    ),
    csv: row => `${row.low ?? ''}…${row.high ?? ''}`,
  },
  {
    key: 'inRange',
    title: 'Within',
    width: '100px',
    cell: row =>
      row.inRange === false ? (
        <Chip tone="stop" sign="triangle">
          outside
        </Chip>
      ) : row.inRange ? (
        <Chip tone="done" sign="tick">
          within
        </Chip>
      ) : (
        <span className="quiet">–</span>
      ),
    csv: row => (row.inRange === null ? '' : row.inRange ? 'yes' : 'no'),
  },
  {
    key: 'lot',
    title: 'Of',
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
    title: 'At',
    width: '80px',
    cell: row => <span className="mono small">{row.workCenter}</span>,
    csv: row => row.workCenter,
  },
  { key: 'by', title: 'Who', width: '90px', cell: row => <span className="small">{row.by}</span>, csv: row => row.by },
  {
    key: 'sequence',
    title: 'Event',
    width: '70px',
    align: 'right',
    cell: row => (
      <Link className="num small" to="/ledger" search={{ event: String(row.sequence) }} title={absoluteTime(row.at)}>
        #{row.sequence}
      </Link>
    ),
    csv: row => row.sequence,
  },
]

const shownValue = ({ kind, value }: MeasuredValue): string => (kind === 'series' ? (JSON.parse(value) as string[]).join(' ') : value)
