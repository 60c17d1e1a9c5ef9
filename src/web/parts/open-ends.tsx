import type { OpenEnd } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import { LotLink } from './lot-name.tsx'
import { openEndSaid } from './open-end-words.ts'
import { Sign } from './signs.tsx'
import './open-ends.css'

/** Places where the record stops without a reason. Said openly: an answer that hides them is not complete. */
export function OpenEnds({ ends }: { ends: OpenEnd[] }) {
  const words = useWords()
  const { t } = words
  if (ends.length === 0) return null
  return (
    <details className="open-ends">
      <summary>
        <Sign name="triangle" size={16} /> {t('open-ends.title', { count: ends.length })}
      </summary>
      <ul>
        {ends.slice(0, 500).map((end, index) => (
          <li key={index}>
            {end.number && <LotLink lot={{ material: end.material ?? '', number: end.number }} />} {openEndSaid(end.detail, words)}{' '}
            <span className="mono small quiet">{end.code}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
