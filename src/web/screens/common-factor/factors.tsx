import { Button, Select } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { CommonFactor, CommonFactors, FactorCount, FactorKind } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { seedText } from '../../app/search-params.ts'
import { inEnglish, useWords, type Words } from '../../app/words.tsx'
import { fixed } from '../../parts/amount.tsx'
import { Blank } from '../../parts/blank.tsx'
import '../../parts/certainty.css'
import { csvOf, download } from '../../parts/csv.ts'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { absoluteTime } from '../../parts/when.tsx'

const kindWords: Record<FactorKind, OfficeKey> = {
  lot: 'factor.lot',
  load: 'factor.load',
  vendorLot: 'col.vendor-lot',
  vendor: 'col.vendor',
  material: 'factor.material',
  revision: 'factor.revision',
  operation: 'col.operation',
  workCenter: 'col.work-center',
  window: 'factor.window',
  person: 'seeds.person',
  shift: 'factor.shift',
  station: 'col.station',
  run: 'seeds.run',
  workOrder: 'factor.work-order',
}

export function Factors({ answer }: { answer: CommonFactors }) {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { kind, sort } = useSearch({ from: '/common-factor' })
  const navigate = useNavigate({ from: '/common-factor' })
  const rows = kind ? answer.factors.filter(factor => factor.kind === kind) : answer.factors
  const kinds = [...new Set(answer.factors.map(factor => factor.kind))]
  const set = (change: { kind?: string | undefined; sort?: string }) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true, resetScroll: false })
  return (
    <section aria-label={t('factor.shared')}>
      <Compared answer={answer} />
      <div className="spread factor-kinds no-print">
        <Select
          aria-label={t('factor.kind')}
          value={kind ?? ''}
          onChange={value => set({ kind: value || undefined })}
          data={[{ value: '', label: t('factor.every-kind') }, ...kinds.map(one => ({ value: one, label: t(kindWords[one]) }))]}
          allowDeselect={false}
          w={230}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={rows.length === 0}
          onClick={() => download('common-factor.csv', csvOf(columnsIn(inEnglish), rows))}
        >
          CSV
        </Button>
      </div>
      {rows.length === 0 ? (
        <Blank title={t('factor.nothing')} text={t('factor.nothing-text')} />
      ) : (
        <DataTable
          label={t('factor.table')}
          columns={columns}
          rows={rows}
          rowKey={row => `${row.kind} ${row.name} ${row.event?.sequence ?? ''}`}
          sort={sort}
          onSort={key => set({ sort: key })}
        />
      )}
    </section>
  )
}

function Compared({ answer: { failed, good, totals } }: { answer: CommonFactors }) {
  const words = useWords()
  const { t, rich } = words
  const found = t('factor.found', { count: totals.factors, lots: t('factor.in-lots', { count: totals.origins }) })
  const against = <strong className="num">{t('factor.against', { failed: failed.compared, good: good.compared })}</strong>
  const time = (at: string): string => absoluteTime(at, false, words)
  const period =
    good.period && t(good.isSample ? 'factor.sample' : 'factor.period', { from: time(good.period.from), until: time(good.period.until) })
  return (
    <div role="status">
      <p className="factor-sum">
        {period
          ? rich('factor.compared-of', { against, found, period: <span className="quiet">{period}</span> })
          : rich('factor.compared', { against, found })}
      </p>
      {failed.unknown.length > 0 && <p className="factor-sum">{t('factor.unknown-failed', { numbers: failed.unknown.join(', ') })}</p>}
      {good.unknown.length > 0 && <p className="factor-sum">{t('factor.unknown-good', { numbers: good.unknown.join(', ') })}</p>}
      {good.alsoFailed > 0 && <p className="factor-sum">{t('factor.both', { count: good.alsoFailed })}</p>}
      {good.compared === 0 && <p className="factor-sum">{t('factor.no-good')}</p>}
    </div>
  )
}

const columnsIn = (words: Words): Column<CommonFactor>[] => [
  {
    key: 'kind',
    title: words.t('factor.col-factor'),
    width: 'minmax(120px, 0.8fr)',
    cell: row => words.t(kindWords[row.kind]),
    order: row => words.t(kindWords[row.kind]),
    csv: row => words.t(kindWords[row.kind]),
  },
  {
    key: 'which',
    title: words.t('factor.col-which'),
    width: 'minmax(220px, 2fr)',
    cell: row => <Which factor={row} />,
    order: row => row.name,
    csv: row => nameOf(row, words),
  },
  counted('failed', words.t('factor.col-failed'), words),
  counted('good', words.t('factor.col-good'), words),
  {
    key: 'lift',
    title: words.t('factor.col-lift'),
    width: '80px',
    align: 'right',
    cell: row => <span className="num">{row.lift === null ? '' : `${fixed(row.lift, 1, words.mark)} ×`}</span>,
    order: row => row.lift ?? 0,
    csv: row => row.lift,
  },
  {
    key: 'p',
    title: words.t('factor.col-chance'),
    width: '110px',
    align: 'right',
    cell: row => <span className="num">{chance(row.p, words)}</span>,
    order: row => row.p,
    csv: row => row.p,
  },
  {
    key: 'alarms',
    title: words.t('factor.col-alarms'),
    width: '120px',
    align: 'right',
    cell: row => <span className="num">{percent(row.falseAlarms, words)}</span>,
    order: row => row.falseAlarms,
    csv: row => row.falseAlarms,
    narrow: 'hide',
  },
]

function counted(key: 'failed' | 'good', title: string, { t }: Words): Column<CommonFactor> {
  return {
    key,
    title,
    width: 'minmax(120px, 1fr)',
    align: 'right',
    cell: row => <Count count={row[key]} />,
    order: row => shareOf(row[key]),
    csv: row => t('factor.count-said', plain(row[key])),
  }
}

/** For programs: a thousand without a mark in it. */
const plain = ({ certain, possible, of }: FactorCount) => ({ certain: `${certain}`, possible: `${possible}`, of: `${of}` })

/** Solid is certain, hatched is possible, what is left of the bar has it not. */
function Count({ count: { certain, possible, of } }: { count: FactorCount }) {
  const { t, rich, n } = useWords()
  return (
    <span className="factor-count" title={t('factor.count-why', { certain, possible, of })}>
      <span className="num">
        {rich('common.of', { part: n(certain + possible), whole: <span className="quiet">{n(of)}</span> })}
        {possible > 0 && <span className="quiet"> {t('questions.possible', { count: possible })}</span>}
      </span>
      <span className="certainty-bar" aria-hidden="true">
        <span className="certainty-bar-certain" style={{ flexGrow: certain }} />
        {possible > 0 && <span className="certainty-bar-possible" style={{ flexGrow: possible }} />}
        {of > certain + possible && <span style={{ flexGrow: of - certain - possible }} />}
      </span>
    </span>
  )
}

const shareOf = ({ certain, possible, of }: FactorCount): number => (of === 0 ? 0 : (certain + possible) / of)

function Which({ factor }: { factor: CommonFactor }) {
  const words = useWords()
  const { t, n } = words
  const { kind, name, code, lot, event, window } = factor
  if (lot)
    return (
      <span>
        <LotName lot={lot} />{' '}
        {event && (
          <Link className="num small" to="/ledger" search={{ event: String(event.sequence) }}>
            {event.workCenter
              ? t('factor.loaded-at', { sequence: n(event.sequence), place: event.workCenter })
              : t('factor.loaded', { sequence: n(event.sequence) })}
          </Link>
        )}{' '}
        <Link className="small" to="/recall" search={{ seed: [seedText(lot)] }} aria-label={t('factor.recall-lot', { lot: lot.number })}>
          {t('factor.recall')}
        </Link>
      </span>
    )
  if (window)
    return (
      <span>
        <Link className="mono" to="/seeds" search={{ workCenter: name, from: local(window.from), until: local(window.until) }}>
          {name}
        </Link>{' '}
        <span className="small">
          {t('compare.from-to', { from: absoluteTime(window.from, false, words), until: absoluteTime(window.until, false, words) })}
        </span>
      </span>
    )
  if (kind === 'workCenter' || kind === 'workOrder' || kind === 'vendor' || kind === 'run')
    return (
      <Link className="mono" to="/seeds" search={{ [kind]: name }}>
        {name}
      </Link>
    )
  if (kind === 'operation' && code !== null)
    return (
      <Link to="/seeds" search={{ operation: code }}>
        {name}
      </Link>
    )
  if (kind === 'person')
    return (
      <Link to="/seeds" search={{ by: name }}>
        {name}
      </Link>
    )
  return <span className="mono">{name}</span>
}

function nameOf({ name, window }: CommonFactor, { t }: Words): string {
  return window ? `${name} ${t('compare.from-to', window)}` : name
}

/** As a field for date and time holds it. */
function local(time: string): string {
  const at = new Date(time)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function chance(p: number, { t, mark }: Words): string {
  if (p === 0) return t('common.none')
  return p < 0.001 ? p.toExponential(0) : fixed(p, 3, mark)
}

const percent = (share: number, { t, mark }: Words): string =>
  t('shop.percent', { percent: share < 0.001 ? `< ${fixed(0.1, 1, mark)}` : fixed(share * 100, 1, mark) })
