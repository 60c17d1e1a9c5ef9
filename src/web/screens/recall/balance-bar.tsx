import type { RecallBalanceRow, RecallSimulation } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, decimal, isZero } from '../../parts/amount.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Sign } from '../../parts/signs.tsx'
import { Chip } from '../../parts/state-chip.tsx'

const parts = ['stop', 'quarantine', 'call', 'gone', 'onward'] as const
type Part = (typeof parts)[number] | 'unaccounted'

/** Inside the bar, where there is room: a segment says itself what it is. */
const SHORT = {
  stop: 'balance.stop',
  quarantine: 'balance.quarantine',
  call: 'balance.call',
  gone: 'balance.gone',
  onward: 'balance.onward-short',
  unaccounted: 'balance.missing-short',
} as const

/** A bar that must close at 100 %, and says what is missing when it does not. */
export function BalanceBar({ answer }: { answer: RecallSimulation }) {
  const words = useWords()
  const { t, rich, mark } = words
  const columns = useColumns(columnsIn)
  const percent = Number(answer.balanceTotal.percent)
  const open = answer.balance.filter(row => !isZero(row.unaccounted))
  const closed = open.length === 0 && answer.balanceTotal.unaccountedLots === 0
  const shares = sharesOf(answer.balance)
  const accounted = percentText(percent, closed, words)
  const shareText = (share: number) => t('shop.percent', { percent: decimal(share.toFixed(1), mark) })
  return (
    <section className="balance" aria-labelledby="balance-title">
      <div className="spread">
        <h2 id="balance-title">{rich('balance.title', { percent: <span className="balance-percent num">{accounted}</span> })}</h2>
        {closed ? (
          <Chip tone="done" sign="tick">
            {t('balance.closed')}
          </Chip>
        ) : (
          <Chip tone="attention" sign="triangle">
            {t('balance.open', { count: Math.max(open.length, answer.balanceTotal.unaccountedLots ?? 0) })}
          </Chip>
        )}
      </div>
      <div
        className="balance-bar"
        role="img"
        aria-label={t('balance.bar', {
          percent: accounted,
          parts: shares.map(one => t('balance.part', { part: t(`balance.${one.part}`), percent: shareText(one.percent) })).join(', '),
        })}
      >
        {shares.map(share => (
          <span key={share.part} className={`balance-part balance-${share.part}`} style={{ width: `${share.percent}%` }}>
            {share.percent >= 9 && <span>{t(SHORT[share.part])}</span>}
          </span>
        ))}
      </div>
      <ul className="balance-legend small">
        {shares.map(share => (
          <li key={share.part}>
            <span className={`balance-key balance-${share.part}`} />
            {rich('balance.part', {
              part: t(`balance.${share.part}`),
              percent: <span className="num quiet">{share.percent < 0.1 ? `<${shareText(0.1)}` : shareText(share.percent)}</span>,
            })}
          </li>
        ))}
      </ul>
      {open.length > 0 && <Missing rows={open} />}
      <details className="balance-rows">
        <summary>{t('balance.rows', { count: answer.balance.length })}</summary>
        <DataTable
          label={t('balance.table')}
          columns={columns}
          rows={answer.balance}
          rowKey={row => `${row.material}\u0000${row.number}`}
          height="420px"
        />
      </details>
    </section>
  )
}

function percentText(percent: number, closed: boolean, { t, mark }: Words): string {
  // Rounding must never close a balance that is open.
  const shown = closed ? '100' : Math.min(99.99, Math.floor(percent * 100) / 100).toFixed(2)
  return t('shop.percent', { percent: decimal(shown, mark) })
}

function Missing({ rows }: { rows: RecallBalanceRow[] }) {
  const { t, rich } = useWords()
  return (
    <ul className="missing">
      {rows.slice(0, 5).map(row => (
        <li key={row.material + row.number}>
          <Sign name="triangle" size={15} />
          <span>
            {rich(Number(row.unaccounted) < 0 ? 'balance.more-left' : 'balance.no-record', {
              amount: <Amount value={row.unaccounted} unit={row.unit} strong />,
              lot: (
                <>
                  <LotLink lot={row} /> <span className="mono small quiet">{row.material}</span>
                </>
              ),
            })}
          </span>
        </li>
      ))}
      {rows.length > 5 && <li className="quiet small">{t('balance.more-below', { count: rows.length - 5 })}</li>}
    </ul>
  )
}

/**
 * Lots have different units, so the bar is a mean of shares: each lot counts the same, each of its parts by its share of what was made.
 * Shares are only lengths on a screen; the exact quantities stand in the rows.
 */
function sharesOf(rows: RecallBalanceRow[]): { part: Part; percent: number }[] {
  const sums = new Map<Part, number>()
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

const columnsIn = ({ t, mark }: Words): Column<RecallBalanceRow>[] => [
  { key: 'number', title: t('recall.lot-or-serial'), width: 'minmax(170px, 1.3fr)', cell: row => <LotLink lot={row} /> },
  {
    key: 'material',
    title: t('col.material'),
    width: 'minmax(110px, 1fr)',
    cell: row => <span className="mono small">{row.material}</span>,
  },
  { key: 'made', title: t('balance.made'), width: '100px', align: 'right', cell: row => <Amount value={row.made} unit={row.unit} /> },
  { key: 'stop', title: t('ends.stop'), width: '80px', align: 'right', cell: row => amount(row.stop) },
  { key: 'quarantine', title: t('ends.quarantine'), width: '90px', align: 'right', cell: row => amount(row.quarantine) },
  { key: 'call', title: t('ends.call'), width: '80px', align: 'right', cell: row => amount(row.call) },
  { key: 'gone', title: t('ends.gone'), width: '80px', align: 'right', cell: row => amount(row.gone) },
  { key: 'onward', title: t('balance.onward-col'), width: '90px', align: 'right', cell: row => amount(row.onward) },
  { key: 'unaccounted', title: t('balance.missing'), width: '90px', align: 'right', cell: row => amount(row.unaccounted) },
  {
    key: 'percent',
    title: '%',
    width: '70px',
    align: 'right',
    cell: row => <span className="num">{decimal(Number(row.percent).toFixed(1), mark)}</span>,
  },
]
