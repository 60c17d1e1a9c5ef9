import type { DrillListed } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { decimal } from '../../parts/amount.tsx'

const BAR = 12
const HEIGHT = 40
const SHOWN = 20

/** The last drills from left to right: as high as was accounted for, filled where it passed. A picture only; the numbers are in the rows. */
export function DrillTrend({ drills }: { drills: DrillListed[] }) {
  const { t, mark } = useWords()
  const finished = drills
    .filter(one => one.score !== null)
    .slice(0, SHOWN)
    .toReversed()
  if (finished.length < 2) return null
  const scores = finished.map(one => {
    const percent = decimal(one.score?.percent ?? '', mark)
    return one.passed ? percent : t('drills.trend-failed', { percent })
  })
  return (
    <svg
      className="drill-trend"
      width={finished.length * BAR}
      height={HEIGHT}
      role="img"
      aria-label={t('drills.trend', { scores: scores.join('; ') })}
    >
      {finished.map((one, index) => {
        const height = Math.max(3, (Number(one.score?.percent ?? 0) / 100) * (HEIGHT - 2))
        return (
          <rect
            key={one.drill}
            className={one.passed ? 'drill-bar' : 'drill-bar drill-bar-open'}
            x={index * BAR + 2}
            width={BAR - 4}
            y={HEIGHT - height - 1}
            height={height}
          />
        )
      })}
    </svg>
  )
}
