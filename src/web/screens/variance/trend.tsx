import type { VarianceRow } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { grouped } from '../../parts/amount.tsx'

const WIDTH = 84
const HEIGHT = 22

/** Twelve parts of the period, losses up and gains down; a picture only, the numbers are in the table. */
export function Trend({ row }: { row: VarianceRow }) {
  const { t, mark } = useWords()
  const values = row.trend.map(one => Number(one.unexplained))
  const most = Math.max(...values.map(Math.abs))
  if (most === 0) return null
  const step = WIDTH / values.length
  const middle = values.some(value => value < 0) ? HEIGHT / 2 : HEIGHT - 1
  const room = values.some(value => value < 0) ? HEIGHT / 2 - 1 : HEIGHT - 2
  const words = t('variance.over-time', { values: values.map(value => grouped(value, mark)).join(', '), unit: row.unit })
  return (
    <svg className="variance-trend" width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
      <line x1={0} x2={WIDTH} y1={middle} y2={middle} />
      {values.map((value, index) => {
        const size = (Math.abs(value) / most) * room
        return value === 0 ? null : (
          <rect key={index} x={index * step + 1} width={step - 2} height={Math.max(1, size)} y={value > 0 ? middle - size : middle} />
        )
      })}
    </svg>
  )
}
