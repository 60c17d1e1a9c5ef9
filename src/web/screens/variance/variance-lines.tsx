import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { VarianceLine, VarianceQuery, VarianceRow } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { Flow, type Stream } from '../../parts/flow.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'

const EVENTS_SHOWN = 6
const bases = {
  bill: 'variance.basis-bill',
  balance: 'variance.basis-balance',
  pieces: 'variance.basis-pieces',
  count: 'variance.basis-count',
} as const satisfies Record<string, OfficeKey>

/** The executions behind a row, each with the ledger's events that say so. */
export function VarianceLines({ row, query }: { row: VarianceRow; query: VarianceQuery }) {
  const words = useWords()
  const { t } = words
  const columns = useColumns(columnsIn)
  const lines = useQuery({ queryKey: ['variance', 'lines', query], queryFn: () => client.varianceLines(query) })
  const meant = (lines.data?.lines ?? []).filter(line => line.material === row.material && line.unit === row.unit)
  return (
    <Panel
      title={t(row.key === null ? 'variance.behind-none' : 'variance.behind', { key: row.key ?? '', material: row.material })}
      className="variance-lines"
    >
      <Flow title={t('variance.went', { material: row.material })} unit={row.unit} {...streamsOf(row, words)} />
      {lines.isError && <Trouble error={lines.error} />}
      {lines.isPending && <Skeleton rows={5} height={40} />}
      {lines.data && (
        <DataTable
          label={t('variance.label')}
          columns={columns}
          rows={meant}
          rowKey={line => `${line.key}/${line.lot?.id}/${line.basis}`}
          height="46vh"
        />
      )}
      {lines.data?.next && (
        <p className="small quiet">{t('variance.largest', { shown: lines.data.lines.length, total: lines.data.total })}</p>
      )}
    </Panel>
  )
}

/** What was used and what should have been for what came out; the difference nobody can explain stands where it is missing. */
function streamsOf({ used, expected, unexplained }: VarianceRow, { t }: Words): { from: Stream[]; into: Stream[] } {
  const isShort = unexplained.startsWith('-')
  const open: Stream = {
    name: t(isShort ? 'variance.flow-more' : 'variance.flow-unexplained'),
    quantity: unexplained.replace(/^-/, ''),
    tone: 'attention',
  }
  return {
    from: [{ name: t('variance.flow-used'), quantity: used }, ...(isShort ? [open] : [])],
    into: [{ name: t('variance.flow-accounted'), quantity: expected }, ...(isShort ? [] : [open])],
  }
}

const columnsIn = ({ t, n }: Words): Column<VarianceLine>[] => [
  { key: 'at', title: t('variance.ended'), width: '190px', cell: line => <When at={line.at} exact /> },
  {
    key: 'lot',
    title: t('col.lot'),
    width: 'minmax(120px, 1fr)',
    cell: line => (line.lot ? <LotLink lot={line.lot} /> : <span className="quiet">{t('variance.none-recorded')}</span>),
  },
  {
    key: 'into',
    title: t('variance.into'),
    width: 'minmax(120px, 1fr)',
    cell: line => (
      <>
        {line.into.slice(0, 2).map(lot => (
          <span key={lot.id}>
            <LotLink lot={lot} />{' '}
          </span>
        ))}
        {line.into.length > 2 && <span className="quiet small">{t('common.and-more', { count: line.into.length - 2 })}</span>}
      </>
    ),
  },
  { key: 'used', title: t('variance.used'), width: '100px', align: 'right', cell: line => <Amount value={line.used} unit={line.unit} /> },
  {
    key: 'expected',
    title: t('variance.expected-by'),
    width: 'minmax(140px, 1fr)',
    align: 'right',
    cell: line =>
      line.basis === null || line.expected === null ? (
        <span className="quiet small">{t('variance.nobody')}</span>
      ) : (
        <>
          <Amount value={line.expected} unit={line.unit} /> <span className="quiet small">{t(bases[line.basis])}</span>
        </>
      ),
  },
  {
    key: 'unexplained',
    title: t('variance.unexplained'),
    width: '110px',
    align: 'right',
    cell: line =>
      line.unexplained === null || isZero(line.unexplained) ? (
        <span className="quiet">–</span>
      ) : (
        <span className="tone-attention">
          <Amount value={line.unexplained} unit={line.unit} strong />
        </span>
      ),
  },
  { key: 'by', title: t('variance.who'), width: '90px', narrow: 'hide', cell: line => <span className="small">{line.by.join(', ')}</span> },
  {
    key: 'events',
    title: t('variance.in-ledger'),
    width: 'minmax(140px, 1fr)',
    cell: line => (
      <span className="small">
        {line.events.slice(-EVENTS_SHOWN).map(sequence => (
          <span key={sequence}>
            <Link className="mono" to="/ledger" search={{ event: String(sequence) }}>
              #{n(sequence)}
            </Link>{' '}
          </span>
        ))}
        {line.events.length > EVENTS_SHOWN && (
          <span className="quiet">{t('variance.and-before', { count: line.events.length - EVENTS_SHOWN })}</span>
        )}
      </span>
    ),
  },
]
