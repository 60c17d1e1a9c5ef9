import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ExposedLot, Exposure, ExposureSetting, SettingChange } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, fixed } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyBar } from '../../parts/certainty.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'

export function ExposureScreen() {
  const { t } = useWords()
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
      <PageHead title={t('exposure.title')} text={t('exposure.text')}>
        <ParamInput
          label={t('exposure.only')}
          placeholder={t('exposure.raw-material')}
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
  const words = useWords()
  const { t, rich } = words
  const columns = useColumns(columnsIn)
  const { sort } = useSearch({ from: '/exposure' })
  const navigate = useNavigate({ from: '/exposure' })
  if (!worst || !mean)
    return (
      <Blank title={t('exposure.none')} text={t('exposure.none-text')}>
        <Link to="/receive">{t('exposure.receive')}</Link>
      </Blank>
    )
  return (
    <div className="stack">
      <p role="status">
        {rich(raw.isCut ? 'exposure.sum-cut' : 'exposure.sum', {
          sizes: <strong className="num">{t('exposure.sizes', { count: mean.lots, worst: worst.lots })}</strong>,
          raw: t('exposure.raw-lots', { count: raw.lots }),
        })}
      </p>
      <Panel title={t('exposure.otherwise')} side={<span className="small quiet">{t('exposure.otherwise-side')}</span>}>
        {settings.length === 0 ? (
          <p>{t('exposure.no-setting')}</p>
        ) : (
          <DataTable
            label={t('exposure.settings')}
            columns={settingColumns(unit, words)}
            rows={settings}
            rowKey={row => [row.kind, row.material, row.workCenter, row.position].join(' ')}
          />
        )}
      </Panel>
      <DataTable
        label={t('exposure.raw')}
        columns={columns}
        rows={lots}
        rowKey={row => String(row.id)}
        sort={sort}
        onSort={key => void navigate({ search: before => ({ ...before, sort: key }), replace: true, resetScroll: false })}
      />
    </div>
  )
}

const settingColumns = (unit: string | null, words: Words): Column<ExposureSetting>[] => [
  {
    key: 'material',
    title: words.t('exposure.col-setting'),
    width: 'minmax(150px, 1.2fr)',
    cell: row => (
      <span>
        <Link className="mono strong" to="/materials" search={{ search: row.material }}>
          {row.material}
        </Link>
        {row.position !== null && (
          <span className="quiet small"> {words.t('exposure.at', { place: row.workCenter ?? '', position: row.position })}</span>
        )}
      </span>
    ),
  },
  { key: 'change', title: words.t('exposure.col-change'), width: 'minmax(150px, 1fr)', cell: row => words.t(changeWords[row.kind]) },
  {
    key: 'mean',
    title: words.t('exposure.col-mean'),
    width: 'minmax(170px, 1fr)',
    align: 'right',
    cell: row => <Change {...row.mean} unit={unit} />,
  },
  {
    key: 'worst',
    title: words.t('exposure.col-worst'),
    width: 'minmax(170px, 1fr)',
    align: 'right',
    cell: row => <Change {...row.worst} unit={unit} />,
  },
  {
    key: 'shrinks',
    title: words.t('exposure.col-shrinks'),
    width: '110px',
    align: 'right',
    cell: row => (
      <strong className="num">
        {row.shrinks === null ? '' : words.t('shop.percent', { percent: fixed(row.shrinks * 100, 1, words.mark) })}
      </strong>
    ),
  },
  {
    key: 'price',
    title: words.t('exposure.col-price'),
    width: 'minmax(190px, 1fr)',
    align: 'right',
    cell: row => (
      <>
        <span className="num">{priceOf(row, words)}</span>{' '}
        <span className="num quiet">{words.t(countedOver(row), { count: row.inferredLots })}</span>
      </>
    ),
  },
]

const changeWords: Record<SettingChange, OfficeKey> = {
  precise: 'exposure.precise',
  approximate: 'exposure.approximate',
  sequential: 'exposure.sequential',
  unknown: 'exposure.unknown',
}

/** What the price was counted over. */
const countedOver = ({ kind }: ExposureSetting): OfficeKey =>
  kind === 'sequential' || kind === 'unknown' ? 'exposure.of-draws' : 'exposure.of-lots'

function priceOf({ extraLots, extraScans }: ExposureSetting, { t }: Words): string {
  const [count, what] = extraScans !== 0 ? ([extraScans, 'scans'] as const) : ([extraLots, 'lots'] as const)
  return t(`exposure.${what}-${count < 0 ? 'less' : 'more'}`, { count: Math.abs(count) })
}

const Change = ({ now, otherwise, unit }: { now: string; otherwise: string; unit: string | null }) => (
  <span className="num">
    <span className="quiet">
      <Amount value={Number(now).toFixed(1)} /> →
    </span>{' '}
    <Amount value={Number(otherwise).toFixed(1)} unit={unit} />
  </span>
)

const columnsIn = ({ t, rich, n }: Words): Column<ExposedLot>[] => [
  {
    key: 'lot',
    title: t('exposure.col-raw-lot'),
    width: 'minmax(220px, 1.6fr)',
    cell: row => <LotName lot={row} />,
    order: row => row.number,
  },
  {
    key: 'vendorLot',
    title: t('col.vendor-lot'),
    width: 'minmax(130px, 1fr)',
    cell: row => <span className="mono">{row.vendorLot}</span>,
    order: row => row.vendorLot ?? '',
    narrow: 'hide',
  },
  {
    key: 'lots',
    title: t('exposure.col-lots'),
    width: 'minmax(170px, 1fr)',
    align: 'right',
    cell: row => (
      <span className="num">
        {n(row.lots)}
        {row.possible > 0 && <span className="quiet"> {t('questions.possible', { count: row.possible })}</span>}
        <CertaintyBar certain={row.certain} possible={row.possible} />
      </span>
    ),
    order: row => row.lots,
  },
  {
    key: 'affected',
    title: t('exposure.col-affected'),
    width: 'minmax(140px, 1fr)',
    align: 'right',
    cell: row => row.affected.map(({ unit, max }) => <Amount key={unit} value={max} unit={unit} />),
  },
  {
    key: 'containers',
    title: t('exposure.col-containers'),
    width: 'minmax(130px, 1fr)',
    align: 'right',
    cell: ({ containers: { count, holding } }) =>
      count > 0 && (
        <span className="num" title={t('exposure.containers-why')}>
          {rich('exposure.containers', {
            count: <span className="quiet">{n(count)}</span>,
            amounts: holding.map(({ unit, quantity }) => <Amount key={unit} value={quantity} unit={unit} />),
          })}
        </span>
      ),
    order: row => row.containers.count,
    narrow: 'hide',
  },
  {
    key: 'recall',
    title: t('exposure.col-simulate'),
    width: '90px',
    cell: row => (
      <Link className="small" to="/recall" search={{ seed: [seedText(row)] }} aria-label={t('factor.recall-lot', { lot: row.number })}>
        {t('factor.recall')}
      </Link>
    ),
    narrow: 'hide',
  },
]
