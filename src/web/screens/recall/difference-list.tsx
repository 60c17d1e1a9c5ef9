import type { RecallDifference } from '../../../client/index.ts'
import { LotLink } from '../../parts/lot-name.tsx'

const words = {
  joined: 'reached now, not before',
  left: 'reached before, not any more',
  changed: 'reached to another extent',
  shipped: 'shipped since',
  unshipped: 'no longer shipped',
} as const

/** What is otherwise than it was looked at: counted, and the first ones by name. */
export function DifferenceList({ difference }: { difference: RecallDifference }) {
  const { joined, left, changed, shipped, unshipped } = difference
  const groups = [
    { key: 'joined', count: joined.count, lots: joined.lots },
    { key: 'left', count: left.count, lots: left.lots },
    { key: 'changed', count: changed.count, lots: changed.lots },
    { key: 'shipped', count: shipped.count, lots: shipped.shipments },
    { key: 'unshipped', count: unshipped.count, lots: unshipped.shipments },
  ] as const
  return (
    <ul className="difference" aria-label="The difference">
      {groups
        .filter(group => group.count > 0)
        .map(group => (
          <li key={group.key}>
            <strong className="num">{group.count.toLocaleString('en')}</strong> {words[group.key]}:{' '}
            {group.lots.slice(0, 8).map((lot, index) => (
              <span key={`${lot.id}-${index}`}>
                <LotLink lot={lot} />{' '}
              </span>
            ))}
            {group.count > 8 && <span className="quiet small">and {(group.count - 8).toLocaleString('en')} more</span>}
          </li>
        ))}
    </ul>
  )
}
