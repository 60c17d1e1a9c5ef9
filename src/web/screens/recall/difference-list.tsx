import type { RecallDifference } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { LotLink } from '../../parts/lot-name.tsx'

/** What is otherwise than it was looked at: counted, and the first ones by name. */
export function DifferenceList({ difference }: { difference: RecallDifference }) {
  const { t, n, rich } = useWords()
  const { joined, left, changed, shipped, unshipped } = difference
  const groups = [
    { key: 'joined', count: joined.count, lots: joined.lots },
    { key: 'left', count: left.count, lots: left.lots },
    { key: 'changed', count: changed.count, lots: changed.lots },
    { key: 'shipped', count: shipped.count, lots: shipped.shipments },
    { key: 'unshipped', count: unshipped.count, lots: unshipped.shipments },
  ] as const
  return (
    <ul className="difference" aria-label={t('recall-diff.label')}>
      {groups
        .filter(group => group.count > 0)
        .map(group => (
          <li key={group.key}>
            {rich(`recall-diff.${group.key}`, {
              count: <strong className="num">{n(group.count)}</strong>,
              lots: group.lots.slice(0, 8).map((lot, index) => (
                <span key={`${lot.id}-${index}`}>
                  <LotLink lot={lot} />{' '}
                </span>
              )),
            })}
            {group.count > 8 && <span className="quiet small">{t('common.and-more', { count: group.count - 8 })}</span>}
          </li>
        ))}
    </ul>
  )
}
