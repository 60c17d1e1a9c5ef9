import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { VarianceLine, VarianceQuery, VarianceRow } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Flow, type Stream } from '../../parts/flow.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'

const EVENTS_SHOWN = 6
const bases = {
  bill: 'the bill of materials',
  balance: 'what came out',
  pieces: 'the pieces begun',
  count: 'a report of the lot',
} as const

/** The executions behind a row, each with the ledger's events that say so. */
export function VarianceLines({ row, query }: { row: VarianceRow; query: VarianceQuery }) {
  const lines = useQuery({ queryKey: ['variance', 'lines', query], queryFn: () => client.varianceLines(query) })
  const meant = (lines.data?.lines ?? []).filter(line => line.material === row.material && line.unit === row.unit)
  return (
    <Panel title={`Behind ${row.key ?? 'no work center'}, ${row.material}`} className="variance-lines">
      <Flow title={`Where ${row.material} went`} unit={row.unit} {...streamsOf(row)} />
      {lines.isError && <Trouble error={lines.error} />}
      {lines.isPending && <Skeleton rows={5} height={40} />}
      {lines.data && (
        <DataTable
          label="Executions"
          columns={columns}
          rows={meant}
          rowKey={line => `${line.key}/${line.lot?.id}/${line.basis}`}
          height="46vh"
        />
      )}
      {lines.data?.next && (
        <p className="small quiet">
          The largest {lines.data.lines.length} of {lines.data.total}.
        </p>
      )}
    </Panel>
  )
}

/** What was used and what should have been for what came out; the difference nobody can explain stands where it is missing. */
function streamsOf({ used, expected, unexplained }: VarianceRow): { from: Stream[]; into: Stream[] } {
  const isShort = unexplained.startsWith('-')
  const open: Stream = {
    name: isShort ? 'more came out' : 'unexplained',
    quantity: unexplained.replace(/^-/, ''),
    tone: 'attention',
  }
  return {
    from: [{ name: 'used', quantity: used }, ...(isShort ? [open] : [])],
    into: [{ name: 'accounted for', quantity: expected }, ...(isShort ? [] : [open])],
  }
}

const columns: Column<VarianceLine>[] = [
  { key: 'at', title: 'Ended', width: '190px', cell: line => <When at={line.at} exact /> },
  {
    key: 'lot',
    title: 'Lot',
    width: 'minmax(120px, 1fr)',
    cell: line => (line.lot ? <LotLink lot={line.lot} /> : <span className="quiet">none recorded</span>),
  },
  {
    key: 'into',
    title: 'Into',
    width: 'minmax(120px, 1fr)',
    cell: line => (
      <>
        {line.into.slice(0, 2).map(lot => (
          <span key={lot.id}>
            <LotLink lot={lot} />{' '}
          </span>
        ))}
        {line.into.length > 2 && <span className="quiet small">and {line.into.length - 2} more</span>}
      </>
    ),
  },
  { key: 'used', title: 'Used', width: '100px', align: 'right', cell: line => <Amount value={line.used} unit={line.unit} /> },
  {
    key: 'expected',
    title: 'Expected by',
    width: 'minmax(140px, 1fr)',
    align: 'right',
    cell: line =>
      line.basis === null || line.expected === null ? (
        <span className="quiet small">nobody has said</span>
      ) : (
        <>
          <Amount value={line.expected} unit={line.unit} /> <span className="quiet small">{bases[line.basis]}</span>
        </>
      ),
  },
  {
    key: 'unexplained',
    title: 'Unexplained',
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
  { key: 'by', title: 'Who', width: '90px', narrow: 'hide', cell: line => <span className="small">{line.by.join(', ')}</span> },
  {
    key: 'events',
    title: 'In the ledger',
    width: 'minmax(140px, 1fr)',
    cell: line => (
      <span className="small">
        {line.events.slice(-EVENTS_SHOWN).map(sequence => (
          <span key={sequence}>
            <Link className="mono" to="/ledger" search={{ event: String(sequence) }}>
              #{sequence}
            </Link>{' '}
          </span>
        ))}
        {line.events.length > EVENTS_SHOWN && <span className="quiet">and {line.events.length - EVENTS_SHOWN} before</span>}
      </span>
    ),
  },
]
