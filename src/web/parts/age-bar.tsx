import type { WipOperation } from '../../client/index.ts'
import { useWords, type Words } from '../app/words.tsx'
import './age-bar.css'

const parts = ['fresh', 'ageing', 'stuck'] as const

/** Lots by how long they have been there: pale, darker, and hatched where something is stuck. The words say the same. */
export function AgeBar({ ages, most }: { ages: WipOperation['ages']; most: number }) {
  const words = useWords().t('age.words', ages)
  return (
    <span className="age-bar" role="img" aria-label={words} title={words}>
      {parts.map(
        part =>
          ages[part] > 0 && <span key={part} className={`age-${part}`} style={{ width: `${(ages[part] / Math.max(1, most)) * 100}%` }} />,
      )}
    </span>
  )
}

export function AgeLegend({ stuckAfter }: { stuckAfter: number }) {
  const words = useWords()
  return (
    <p className="age-legend small quiet">
      <span>
        <i className="age-fresh" /> {words.t('age.under', { span: spanWords(stuckAfter / 4, words) })}
      </span>
      <span>
        <i className="age-ageing" /> {words.t('age.under', { span: spanWords(stuckAfter, words) })}
      </span>
      <span>
        <i className="age-stuck" /> {words.t('age.stuck')}
      </span>
    </p>
  )
}

function spanWords(hours: number, { t }: Words): string {
  if (hours < 1) return t('span.minutes', { count: Math.round(hours * 60) })
  if (hours < 48) return t('span.hours', { count: Math.round(hours * 10) / 10 })
  return t('span.days', { count: Math.round(hours / 2.4) / 10 })
}
