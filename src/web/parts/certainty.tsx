import type { Certainty } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import './certainty.css'
import { Sign } from './signs.tsx'

/** Certain is solid, possible is dashed. `of` names the alternatives a possible lot stands among. */
export function CertaintyMark({ certainty, of }: { certainty: Certainty; of?: number }) {
  const { t } = useWords()
  const isOneOf = certainty === 'possible' && of !== undefined && of > 1
  return (
    <span className={`certainty certainty-${certainty}`}>
      <Sign name={certainty === 'certain' ? 'solid' : 'dashed'} size={16} />
      {isOneOf ? t('certainty.one-of', { count: of }) : t(`legend.${certainty}`)}
    </span>
  )
}

/** Certain over possible as one bar: a solid stretch, then a hatched one with a dashed edge. */
export function CertaintyBar({ certain, possible }: { certain: number; possible: number }) {
  const total = certain + possible
  if (total === 0) return <div className="certainty-bar" aria-hidden="true" />
  return (
    <div className="certainty-bar" aria-hidden="true">
      <span className="certainty-bar-certain" style={{ flexGrow: certain }} />
      {possible > 0 && <span className="certainty-bar-possible" style={{ flexGrow: possible }} />}
    </div>
  )
}

export function CertaintyCount({ certain, possible }: { certain: number; possible: number }) {
  const { t } = useWords()
  if (certain + possible === 0) return null
  return (
    <span className="row small certainty-count">
      <span className="certainty certainty-certain">
        <Sign name="solid" size={16} />
        {t('certainty.count-certain', { count: certain })}
      </span>
      {possible > 0 && (
        <span className="certainty certainty-possible">
          <Sign name="dashed" size={16} />
          {t('certainty.count-possible', { count: possible })}
        </span>
      )}
    </span>
  )
}
