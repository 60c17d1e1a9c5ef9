import type { WipOperation } from '../../client/index.ts'
import './age-bar.css'

const parts = ['fresh', 'ageing', 'stuck'] as const

/** Lots by how long they have been there: pale, darker, and hatched where something is stuck. The words say the same. */
export function AgeBar({ ages, most }: { ages: WipOperation['ages']; most: number }) {
  const words = `${ages.fresh} new, ${ages.ageing} for a while, ${ages.stuck} stuck`
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
  return (
    <p className="age-legend small quiet">
      <span>
        <i className="age-fresh" /> under {spanWords(stuckAfter / 4)}
      </span>
      <span>
        <i className="age-ageing" /> under {spanWords(stuckAfter)}
      </span>
      <span>
        <i className="age-stuck" /> stuck: longer
      </span>
    </p>
  )
}

export function spanWords(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`
  if (hours < 48) return `${Math.round(hours * 10) / 10} h`
  return `${Math.round(hours / 2.4) / 10} days`
}
