import type { RecallBalanceRow, RecallSimulation } from '../../../client/index.ts'
import { Amount, isZero } from '../../parts/amount.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Sign } from '../../parts/signs.tsx'
import { Chip } from '../../parts/state-chip.tsx'

const parts = ['stop', 'quarantine', 'call', 'gone', 'onward'] as const
const partWords: Record<(typeof parts)[number] | 'unaccounted', string> = {
  stop: 'stop',
  quarantine: 'quarantine',
  call: 'call',
  gone: 'gone',
  onward: 'made into the next lots',
  unaccounted: 'unaccounted',
}

/** Inside the bar, where there is room: a segment says itself what it is. */
const shortWords: Record<keyof typeof partWords, string> = { ...partWords, onward: 'next lots', unaccounted: 'missing' }

/** A bar that must close at 100 %, and says what is missing when it does not. */
export function BalanceBar({ answer }: { answer: RecallSimulation }) {
  const percent = Number(answer.balanceTotal.percent)
  const open = answer.balance.filter(row => !isZero(row.unaccounted))
  const closed = open.length === 0 && answer.balanceTotal.unaccountedLots === 0
  const shares = sharesOf(answer.balance)
  return (
    <section className="balance" aria-labelledby="balance-title">
      <div className="spread">
        <h2 id="balance-title">
          Balance <span className="balance-percent num">{percentText(percent, closed)}</span>
        </h2>
        {closed ? (
          <Chip tone="done" sign="tick">
            Every quantity is accounted for
          </Chip>
        ) : (
          <Chip tone="attention" sign="triangle">
            {missingWords(open, answer)}
          </Chip>
        )}
      </div>
      <div
        className="balance-bar"
        role="img"
        aria-label={`${percentText(percent, closed)} accounted for: ${shares.map(share => `${partWords[share.part]} ${share.percent.toFixed(1)} %`).join(', ')}`}
      >
        {shares.map(share => (
          <span key={share.part} className={`balance-part balance-${share.part}`} style={{ width: `${share.percent}%` }}>
            {share.percent >= 9 && <span>{shortWords[share.part]}</span>}
          </span>
        ))}
      </div>
      <ul className="balance-legend small">
        {shares.map(share => (
          <li key={share.part}>
            <span className={`balance-key balance-${share.part}`} />
            {partWords[share.part]} <span className="num quiet">{share.percent < 0.1 ? '<0.1' : share.percent.toFixed(1)} %</span>
          </li>
        ))}
      </ul>
      {open.length > 0 && <Missing rows={open} />}
      <details className="balance-rows">
        <summary>The balance, lot by lot ({answer.balance.length.toLocaleString('en')})</summary>
        <DataTable
          label="Balance by lot"
          columns={columns}
          rows={answer.balance}
          rowKey={row => `${row.material}\u0000${row.number}`}
          height="420px"
        />
      </details>
    </section>
  )
}

function percentText(percent: number, closed: boolean): string {
  if (closed) return '100 %'
  // Rounding must never close a balance that is open.
  return `${Math.min(99.99, Math.floor(percent * 100) / 100).toFixed(2)} %`
}

function missingWords(open: RecallBalanceRow[], answer: RecallSimulation): string {
  const count = Math.max(open.length, answer.balanceTotal.unaccountedLots ?? 0)
  return count === 1 ? 'One lot does not add up' : `${count.toLocaleString('en')} lots do not add up`
}

function Missing({ rows }: { rows: RecallBalanceRow[] }) {
  return (
    <ul className="missing">
      {rows.slice(0, 5).map(row => (
        <li key={row.material + row.number}>
          <Sign name="triangle" size={15} />
          <span>
            <Amount value={row.unaccounted} unit={row.unit} strong /> of <LotLink lot={row} />{' '}
            <span className="mono small quiet">{row.material}</span>{' '}
            {Number(row.unaccounted) < 0 ? 'more left it than came in' : 'left no record'}
          </span>
        </li>
      ))}
      {rows.length > 5 && <li className="quiet small">and {(rows.length - 5).toLocaleString('en')} more, below</li>}
    </ul>
  )
}

/**
 * Lots have different units, so the bar is a mean of shares: each lot counts the same, each of its parts by its share of what was made.
 * Shares are only lengths on a screen; the exact quantities stand in the rows.
 */
function sharesOf(rows: RecallBalanceRow[]): { part: keyof typeof partWords; percent: number }[] {
  const sums = new Map<keyof typeof partWords, number>()
  let counted = 0
  for (const row of rows) {
    const made = Number(row.made)
    if (!(made > 0)) continue
    counted += 1
    for (const part of [...parts, 'unaccounted'] as const) {
      sums.set(part, (sums.get(part) ?? 0) + Math.max(0, part === 'unaccounted' ? Math.abs(Number(row[part])) : Number(row[part])) / made)
    }
  }
  if (counted === 0) return []
  const total = [...sums.values()].reduce((sum, one) => sum + one, 0) || 1
  return [...sums].filter(([, sum]) => sum > 0).map(([part, sum]) => ({ part, percent: (sum / total) * 100 }))
}

const amount = (value: string) => (isZero(value) ? <span className="quiet">–</span> : <Amount value={value} />)

const columns: Column<RecallBalanceRow>[] = [
  { key: 'number', title: 'Lot or serial', width: 'minmax(170px, 1.3fr)', cell: row => <LotLink lot={row} /> },
  { key: 'material', title: 'Material', width: 'minmax(110px, 1fr)', cell: row => <span className="mono small">{row.material}</span> },
  { key: 'made', title: 'Made', width: '100px', align: 'right', cell: row => <Amount value={row.made} unit={row.unit} /> },
  { key: 'stop', title: 'Stop', width: '80px', align: 'right', cell: row => amount(row.stop) },
  { key: 'quarantine', title: 'Quarantine', width: '90px', align: 'right', cell: row => amount(row.quarantine) },
  { key: 'call', title: 'Call', width: '80px', align: 'right', cell: row => amount(row.call) },
  { key: 'gone', title: 'Gone', width: '80px', align: 'right', cell: row => amount(row.gone) },
  { key: 'onward', title: 'Onward', width: '90px', align: 'right', cell: row => amount(row.onward) },
  { key: 'unaccounted', title: 'Missing', width: '90px', align: 'right', cell: row => amount(row.unaccounted) },
  { key: 'percent', title: '%', width: '70px', align: 'right', cell: row => <span className="num">{Number(row.percent).toFixed(1)}</span> },
]
