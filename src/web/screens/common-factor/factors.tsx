import { Button, Select } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { CommonFactor, CommonFactors, FactorCount, FactorKind } from '../../../client/index.ts'
import { seedText } from '../../app/search-params.ts'
import { Blank } from '../../parts/blank.tsx'
import '../../parts/certainty.css'
import { csvOf, download } from '../../parts/csv.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { absoluteTime } from '../../parts/when.tsx'

const kindWords: Record<FactorKind, string> = {
  lot: 'Lot in it',
  load: 'Load',
  vendorLot: 'Vendor lot',
  vendor: 'Vendor',
  material: 'Material in it',
  revision: 'Revision',
  operation: 'Operation',
  workCenter: 'Work center',
  window: 'Time at a work center',
  person: 'Person',
  shift: 'Shift',
  station: 'Station',
  run: 'Run',
  workOrder: 'Work order',
}

export function Factors({ answer }: { answer: CommonFactors }) {
  const { kind, sort } = useSearch({ from: '/common-factor' })
  const navigate = useNavigate({ from: '/common-factor' })
  const rows = kind ? answer.factors.filter(factor => factor.kind === kind) : answer.factors
  const kinds = [...new Set(answer.factors.map(factor => factor.kind))]
  const set = (change: { kind?: string | undefined; sort?: string }) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true, resetScroll: false })
  return (
    <section aria-label="What they share">
      <Compared answer={answer} />
      <div className="spread factor-kinds no-print">
        <Select
          aria-label="Kind of factor"
          value={kind ?? ''}
          onChange={value => set({ kind: value || undefined })}
          data={[{ value: '', label: 'every kind' }, ...kinds.map(one => ({ value: one, label: kindWords[one] }))]}
          allowDeselect={false}
          w={230}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={rows.length === 0}
          onClick={() => download('common factor.csv', csvOf(columns, rows))}
        >
          CSV
        </Button>
      </div>
      {rows.length === 0 ? (
        <Blank title="They share nothing that is recorded" text="No lot, machine, person, order or time is common to the failed ones." />
      ) : (
        <DataTable
          label="Common factors"
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
  return (
    <div role="status">
      <p className="factor-sum">
        <strong className="num">
          {failed.compared.toLocaleString('en')} failed against {good.compared.toLocaleString('en')} good
        </strong>
        {good.period && (
          <span className="quiet">
            {' '}
            of the same material, made {absoluteTime(good.period.from)} to {absoluteTime(good.period.until)}
            {good.isSample && ', a sample spread evenly over that time'}
          </span>
        )}
        . {totals.factors.toLocaleString('en')} factors in {totals.origins.toLocaleString('en')} lots; the least likely to be chance first.
      </p>
      {failed.unknown.length > 0 && <p className="factor-sum">Not known, so not compared: {failed.unknown.join(', ')}.</p>}
      {good.unknown.length > 0 && <p className="factor-sum">Good ones that are not known: {good.unknown.join(', ')}.</p>}
      {good.alsoFailed > 0 && <p className="factor-sum">{good.alsoFailed} named as good and as failed count as failed.</p>}
      {good.compared === 0 && (
        <p className="factor-sum">There is nothing to compare with: paste good ones, or only the counts of the failed mean anything.</p>
      )}
    </div>
  )
}

const columns: Column<CommonFactor>[] = [
  {
    key: 'kind',
    title: 'Factor',
    width: 'minmax(120px, 0.8fr)',
    cell: row => kindWords[row.kind],
    order: row => kindWords[row.kind],
    csv: row => kindWords[row.kind],
  },
  { key: 'which', title: 'Which', width: 'minmax(220px, 2fr)', cell: row => <Which factor={row} />, order: row => row.name, csv: nameOf },
  counted('failed', 'Failed'),
  counted('good', 'Good'),
  {
    key: 'lift',
    title: 'Lift',
    width: '80px',
    align: 'right',
    cell: row => <span className="num">{row.lift === null ? '' : `${row.lift.toFixed(1)} ×`}</span>,
    order: row => row.lift ?? 0,
    csv: row => row.lift,
  },
  {
    key: 'p',
    title: 'By chance',
    width: '110px',
    align: 'right',
    cell: row => <span className="num">{chance(row.p)}</span>,
    order: row => row.p,
    csv: row => row.p,
  },
  {
    key: 'alarms',
    title: 'False alarms',
    width: '120px',
    align: 'right',
    cell: row => <span className="num">{percent(row.falseAlarms)}</span>,
    order: row => row.falseAlarms,
    csv: row => row.falseAlarms,
    narrow: 'hide',
  },
]

function counted(key: 'failed' | 'good', title: string): Column<CommonFactor> {
  return {
    key,
    title,
    width: 'minmax(120px, 1fr)',
    align: 'right',
    cell: row => <Count count={row[key]} />,
    order: row => shareOf(row[key]),
    csv: row => `${row[key].certain} certain, ${row[key].possible} possible of ${row[key].of}`,
  }
}

/** Solid is certain, hatched is possible, what is left of the bar has it not. */
function Count({ count: { certain, possible, of } }: { count: FactorCount }) {
  const words = `${certain} certainly and ${possible} possibly of ${of}`
  return (
    <span className="factor-count" title={words}>
      <span className="num">
        {(certain + possible).toLocaleString('en')} <span className="quiet">of {of.toLocaleString('en')}</span>
        {possible > 0 && <span className="quiet"> ({possible.toLocaleString('en')} possible)</span>}
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
  const { kind, name, code, lot, event, window } = factor
  if (lot)
    return (
      <span>
        <LotName lot={lot} />{' '}
        {event && (
          <Link className="num small" to="/ledger" search={{ event: String(event.sequence) }}>
            loaded #{event.sequence.toLocaleString('en')}
            {event.workCenter && ` at ${event.workCenter}`}
          </Link>
        )}{' '}
        <Link className="small" to="/recall" search={{ seed: [seedText(lot)] }} aria-label={`Recall ${lot.number}`}>
          Recall…
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
          {absoluteTime(window.from)} to {absoluteTime(window.until)}
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

function nameOf({ name, window }: CommonFactor): string {
  return window ? `${name} ${window.from} to ${window.until}` : name
}

/** As a field for date and time holds it. */
function local(time: string): string {
  const at = new Date(time)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

const chance = (p: number): string => (p === 0 ? 'none' : p < 0.001 ? p.toExponential(0) : p.toFixed(3))
const percent = (share: number): string => (share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`)
