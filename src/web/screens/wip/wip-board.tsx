import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Wip, WipLot, WipOperation, WipQuery } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { AgeBar } from '../../parts/age-bar.tsx'
import { Amount } from '../../parts/amount.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { When } from '../../parts/when.tsx'
import { LotFlags } from './wip-lots-table.tsx'
import { placeOf } from './wip-operations.tsx'

const CARDS = 8

/** The route from left to right, the oldest lots of each operation on top. Nothing is dragged: lots move by what is reported. */
export function WipBoard({ wip, query }: { wip: Wip; query: WipQuery }) {
  const { t } = useWords()
  return (
    // A scrolling region must be reachable by keyboard, hence the tab stop.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <div className="wip-board" tabIndex={0} role="region" aria-label={t('wip.board')}>
      {wip.operations.map(operation => (
        <WipColumn key={`${operation.workCenter}/${operation.name}`} operation={operation} query={query} />
      ))}
    </div>
  )
}

function WipColumn({ operation, query }: { operation: WipOperation; query: WipQuery }) {
  const { t, rich } = useWords()
  const asked = { ...query, operation: operation.name, workCenter: operation.workCenter ?? '' }
  const lots = useQuery({
    queryKey: ['wipLots', asked, CARDS],
    queryFn: () => client.wipLots({ ...asked, limit: CARDS }),
    placeholderData: before => before,
  })
  return (
    <section className="wip-column" aria-label={operation.name}>
      <header>
        <h2>
          <Link className="strong-link" to="/wip" search={before => ({ ...before, ...placeOf(operation) })}>
            {operation.name}
          </Link>{' '}
          <span className="mono small quiet">{operation.workCenter}</span>
        </h2>
        <span className="small">{rich('wip.board-lots', { count: <Amount value={operation.lots} strong /> }, operation.lots)}</span>
        <AgeBar ages={operation.ages} most={operation.lots} />
      </header>
      <ul>
        {lots.data?.lots.map(one => (
          <WipCard key={`${one.lot.id}/${one.state}`} one={one} />
        ))}
      </ul>
      {lots.data && lots.data.total > CARDS && (
        <Link className="small" to="/wip" search={before => ({ ...before, ...placeOf(operation) })}>
          {t('common.and-more', { count: lots.data.total - CARDS })}
        </Link>
      )}
    </section>
  )
}

function WipCard({ one }: { one: WipLot }) {
  return (
    <li className={`wip-card ${one.stuck ? 'wip-card-stuck' : ''}`}>
      <LotName lot={{ ...one.lot, onHand: one.quantity }} />
      <div className="spread small">
        <Amount value={one.quantity} unit={one.unit} />
        <span className="quiet">
          <When at={one.since} />
        </span>
      </div>
      <LotFlags one={one} />
    </li>
  )
}
