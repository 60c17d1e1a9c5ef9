import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Readiness } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Skeleton } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import './drills.css'

/** One number, and beside it how it comes about. */
export function ReadinessPanel({ site, link = false }: { site: string | undefined; link?: boolean }) {
  const { t } = useWords()
  const readiness = useQuery({
    queryKey: ['readiness', site],
    queryFn: () => client.readiness(site ? { site } : {}),
    enabled: site !== undefined,
  })
  return (
    <Panel title={t('readiness.title')} side={link && <Link to="/drills">{t('readiness.drills')}</Link>}>
      {readiness.isPending && <Skeleton rows={1} height={64} />}
      {readiness.data && (readiness.data.score === null ? <None days={readiness.data.days} /> : <Score one={readiness.data} />)}
    </Panel>
  )
}

function None({ days }: { days: number }) {
  const { t } = useWords()
  return (
    <p className="quiet">
      {t('readiness.none', { count: days })} <Link to="/drills">{t('readiness.try')}</Link>
    </p>
  )
}

function Score({ one }: { one: Readiness }) {
  const { t } = useWords()
  const { score, drills, passed, accounted, clean, gaps, unaccounted, weights } = one
  return (
    <div className="readiness">
      <p className="readiness-score">
        <b className="num">{score}</b> <span className="quiet">{t('readiness.of-100')}</span>
      </p>
      <ul className="readiness-parts">
        <Part value={(weights.passed * passed) / drills} most={weights.passed} words={t('readiness.passed', { passed, drills })} />
        <Part
          value={(weights.accounted * (accounted ?? 0)) / 100}
          most={weights.accounted}
          words={t('readiness.accounted', { percent: accounted ?? 0 })}
        />
        <Part
          value={(weights.clean * (clean ?? 0)) / 100}
          most={weights.clean}
          words={t('readiness.clean', { percent: clean ?? 0, gaps: t('readiness.gaps', { count: gaps }), unaccounted })}
        />
      </ul>
      <p className="small quiet readiness-formula">
        {t('readiness.formula', {
          passed: weights.passed,
          accounted: weights.accounted,
          clean: weights.clean,
          latest: one.latest,
          days: one.days,
        })}
      </p>
    </div>
  )
}

function Part({ value, most, words }: { value: number; most: number; words: string }) {
  const { t, n } = useWords()
  return (
    <li>
      <span className="readiness-bar" aria-hidden="true">
        <span style={{ width: `${(100 * value) / most}%` }} />
      </span>
      <span className="num right">
        {n(Math.floor(value * 10) / 10)} <span className="quiet">{t('readiness.of', { most })}</span>
      </span>
      <span>{words}</span>
    </li>
  )
}
