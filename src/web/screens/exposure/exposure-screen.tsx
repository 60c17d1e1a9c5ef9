import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ExposedLot, Exposure, ExposureSetting, SettingChange } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyBar } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'

export function ExposureScreen() {
  const { material } = useSearch({ from: '/exposure' })
  const navigate = useNavigate({ from: '/exposure' })
  const site = useSite()
  const exposure = useQuery({
    queryKey: ['exposure', material, site],
    queryFn: ({ signal }) => client.exposure({ ...(material ? { material } : {}), ...(site ? { site } : {}) }, signal),
    enabled: site !== undefined,
  })
  return (
    <>
      <QuestionTabs />
      <PageHead
        title="Exposure"
        text="How large a recall of each raw lot would be, and which setting would make it smaller, at what price. Looking changes nothing."
      >
        <ParamInput
          label="Only raw lots of this material"
          placeholder="raw material"
          value={material}
          onChange={value => void navigate({ search: before => ({ ...before, material: value }), replace: true })}
        />
      </PageHead>
      {exposure.isError && <Trouble error={exposure.error} retry={() => void exposure.refetch()} />}
      {exposure.isPending && <Skeleton rows={8} />}
      {exposure.data && !exposure.isError && <Answer exposure={exposure.data} />}
    </>
  )
}

function Answer({ exposure: { raw, worst, mean, lots, settings, unit } }: { exposure: Exposure }) {
  const { sort } = useSearch({ from: '/exposure' })
  const navigate = useNavigate({ from: '/exposure' })
  if (!worst || !mean)
    return (
      <Blank title="Nothing to recall yet" text="No lot was received from a vendor.">
        <Link to="/receive">Receive a lot</Link>
      </Blank>
    )
  return (
    <div className="stack">
      <p role="status">
        A recall takes{' '}
        <strong className="num">
          {mean.lots.toLocaleString('en')} lots on average, {worst.lots.toLocaleString('en')} at worst
        </strong>
        , over {raw.lots.toLocaleString('en')} raw lots{raw.isCut && ', the latest that went into something'}.
      </p>
      <Panel title="If it were otherwise" side={<span className="small quiet">what shrinks the mean recall most stands first</span>}>
        {settings.length === 0 ? (
          <p>Nothing that these lots went into would be otherwise under another setting.</p>
        ) : (
          <DataTable
            label="Settings"
            columns={settingColumns(unit)}
            rows={settings}
            rowKey={row => [row.kind, row.material, row.workCenter, row.position].join(' ')}
          />
        )}
      </Panel>
      <DataTable
        label="Raw lots"
        columns={columns}
        rows={lots}
        rowKey={row => String(row.id)}
        sort={sort}
        onSort={key => void navigate({ search: before => ({ ...before, sort: key }), replace: true, resetScroll: false })}
      />
    </div>
  )
}

const settingColumns = (unit: string | null): Column<ExposureSetting>[] => [
  {
    key: 'material',
    title: 'Setting',
    width: 'minmax(150px, 1.2fr)',
    cell: row => (
      <span>
        <Link className="mono strong" to="/materials" search={{ search: row.material }}>
          {row.material}
        </Link>
        {row.position !== null && (
          <span className="quiet small">
            {' '}
            at {row.workCenter} {row.position}
          </span>
        )}
      </span>
    ),
  },
  { key: 'change', title: 'Change', width: 'minmax(150px, 1fr)', cell: row => changeWords[row.kind] },
  {
    key: 'mean',
    title: 'Mean recall, at most',
    width: 'minmax(170px, 1fr)',
    align: 'right',
    cell: row => <Change {...row.mean} unit={unit} />,
  },
  { key: 'worst', title: 'Worst', width: 'minmax(170px, 1fr)', align: 'right', cell: row => <Change {...row.worst} unit={unit} /> },
  {
    key: 'shrinks',
    title: 'Smaller by',
    width: '110px',
    align: 'right',
    cell: row => <strong className="num">{row.shrinks === null ? '' : `${(row.shrinks * 100).toFixed(1)} %`}</strong>,
  },
  {
    key: 'price',
    title: 'Price',
    width: 'minmax(190px, 1fr)',
    align: 'right',
    cell: row => (
      <span className="num">
        {priceOf(row)}{' '}
        <span className="quiet">
          of {row.inferredLots.toLocaleString('en')} {priced(row)}
        </span>
      </span>
    ),
  },
]

const changeWords: Record<SettingChange, string> = {
  precise: 'a new lot with every change of raw lot',
  approximate: 'one lot a run',
  sequential: 'used up in the order of loading',
  unknown: 'used in any order',
}

/** What the price was counted over. */
function priced({ kind, inferredLots }: ExposureSetting): string {
  const one = kind === 'sequential' || kind === 'unknown' ? 'draw' : 'lot'
  return inferredLots === 1 ? one : `${one}s`
}

function priceOf({ extraLots, extraScans }: ExposureSetting): string {
  const [count, what] = extraScans !== 0 ? [extraScans, 'scan'] : [extraLots, 'lot']
  const said = `${Math.abs(count).toLocaleString('en')} ${Math.abs(count) === 1 ? what : `${what}s`}`
  return `${said} ${count < 0 ? 'less' : 'more'}`
}

const Change = ({ now, otherwise, unit }: { now: string; otherwise: string; unit: string | null }) => (
  <span className="num">
    <span className="quiet">{Number(now).toLocaleString('en', { maximumFractionDigits: 1 })} →</span>{' '}
    {Number(otherwise).toLocaleString('en', { maximumFractionDigits: 1 })} <span className="quiet">{unit}</span>
  </span>
)

const columns: Column<ExposedLot>[] = [
  { key: 'lot', title: 'Raw lot', width: 'minmax(220px, 1.6fr)', cell: row => <LotName lot={row} />, order: row => row.number },
  {
    key: 'vendorLot',
    title: 'Vendor lot',
    width: 'minmax(130px, 1fr)',
    cell: row => <span className="mono">{row.vendorLot}</span>,
    order: row => row.vendorLot ?? '',
    narrow: 'hide',
  },
  {
    key: 'lots',
    title: 'Lots reached',
    width: 'minmax(170px, 1fr)',
    align: 'right',
    cell: row => (
      <span className="num">
        {row.lots.toLocaleString('en')}
        {row.possible > 0 && <span className="quiet"> ({row.possible.toLocaleString('en')} possible)</span>}
        <CertaintyBar certain={row.certain} possible={row.possible} />
      </span>
    ),
    order: row => row.lots,
  },
  {
    key: 'affected',
    title: 'At most affected',
    width: 'minmax(140px, 1fr)',
    align: 'right',
    cell: row => row.affected.map(({ unit, max }) => <Amount key={unit} value={max} unit={unit} />),
  },
  {
    key: 'containers',
    title: 'Whole containers',
    width: 'minmax(130px, 1fr)',
    align: 'right',
    cell: ({ containers: { count, holding } }) =>
      count > 0 && (
        <span
          className="num"
          title="The containers that hold some of it, with all that lies in them: what is taken where nothing is taken apart"
        >
          <span className="quiet">{count.toLocaleString('en')} with </span>
          {holding.map(({ unit, quantity }) => (
            <Amount key={unit} value={quantity} unit={unit} />
          ))}
        </span>
      ),
    order: row => row.containers.count,
    narrow: 'hide',
  },
  {
    key: 'recall',
    title: 'Simulate',
    width: '90px',
    cell: row => (
      <Link className="small" to="/recall" search={{ seed: [seedText(row)] }} aria-label={`Recall ${row.number}`}>
        Recall…
      </Link>
    ),
    narrow: 'hide',
  },
]
