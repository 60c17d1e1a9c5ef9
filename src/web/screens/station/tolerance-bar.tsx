import { IconAlertTriangleFilled, IconCheck } from '@tabler/icons-react'
import { markOf, withMark } from '../../../words/decimal.ts'
import { useWords } from './words.tsx'

interface Props {
  value: string
  min: string | undefined
  max: string | undefined
  unit: string | undefined
}

/** Where a value stands between its limits. Only a picture: whether it may pass is decided, exactly, by the server. */
export function ToleranceBar({ value, min, max, unit }: Props) {
  const { t, language } = useWords()
  const mark = markOf(language)
  if (min === undefined && max === undefined) return null
  const isOutside =
    value !== '' && ((min !== undefined && Number(value) < Number(min)) || (max !== undefined && Number(value) > Number(max)))
  return (
    <div className={isOutside ? 'tolerance tolerance-out' : 'tolerance'}>
      <div className="tolerance-track" aria-hidden="true">
        <span className="tolerance-band" />
        {value !== '' && <span className="tolerance-mark" style={{ insetInlineStart: `${placeOf(Number(value), min, max)}%` }} />}
      </div>
      <p>
        <bdi>
          {withMark(limitsOf({ min, max }, t), mark)} {unit ?? ''}
        </bdi>
        {value !== '' && (
          <strong>
            {isOutside ? <IconAlertTriangleFilled size={26} aria-hidden="true" /> : <IconCheck size={26} stroke={3} aria-hidden="true" />}
            {t(isOutside ? 'ui.out-of-limits' : 'ui.in-limits')}
          </strong>
        )}
      </p>
    </div>
  )
}

function limitsOf({ min, max }: Pick<Props, 'min' | 'max'>, t: ReturnType<typeof useWords>['t']): string {
  if (min !== undefined && max !== undefined) return t('ui.limits', { min, max })
  return min === undefined ? t('ui.at-most', { max: max ?? '' }) : t('ui.at-least', { min })
}

/** The allowed band fills the middle half of the track. */
export function placeOf(value: number, min: string | undefined, max: string | undefined): number {
  const low = min === undefined ? Number(max) - Math.abs(Number(max)) - 1 : Number(min)
  const high = max === undefined ? low + Math.abs(low) + 1 : Number(max)
  const share = high === low ? 0.5 : (value - low) / (high - low)
  return Math.min(98, Math.max(2, 25 + share * 50))
}
