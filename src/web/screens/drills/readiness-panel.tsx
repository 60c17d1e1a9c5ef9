import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Readiness } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Skeleton } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { counted } from './counted.ts'
import './drills.css'

/** One number, and beside it how it comes about. */
export function ReadinessPanel({ site, link = false }: { site: string | undefined; link?: boolean }) {
  const readiness = useQuery({
    queryKey: ['readiness', site],
    queryFn: () => client.readiness(site ? { site } : {}),
    enabled: site !== undefined,
  })
  return (
    <Panel title="Readiness for a recall" side={link && <Link to="/drills">Drills</Link>}>
      {readiness.isPending && <Skeleton rows={1} height={64} />}
      {readiness.data && (readiness.data.score === null ? <None days={readiness.data.days} /> : <Score one={readiness.data} />)}
    </Panel>
  )
}

function None({ days }: { days: number }) {
  return (
    <p className="quiet">
      Nobody knows: no drill was finished in the last {days} days. <Link to="/drills">Draw a lot and try.</Link>
    </p>
  )
}

function Score({ one }: { one: Readiness }) {
  const { score, drills, passed, accounted, clean, gaps, unaccounted, weights } = one
  return (
    <div className="readiness">
      <p className="readiness-score">
        <b className="num">{score}</b> <span className="quiet">of 100</span>
      </p>
      <ul className="readiness-parts">
        <Part value={(weights.passed * passed) / drills} most={weights.passed} words={`${passed} of the last ${drills} drills passed`} />
        <Part
          value={(weights.accounted * (accounted ?? 0)) / 100}
          most={weights.accounted}
          words={`${accounted} % accounted for on average`}
        />
        <Part
          value={(weights.clean * (clean ?? 0)) / 100}
          most={weights.clean}
          words={`${clean} % of the lots reached without a gap or a loss (${counted(gaps, 'gap')}, ${unaccounted} unaccounted)`}
        />
      </ul>
      <p className="small quiet readiness-formula">
        {weights.passed} × share passed + {weights.accounted} × share accounted for + {weights.clean} × share of lots without gap or loss,
        of the last {one.latest} drills within {one.days} days, rounded down.
      </p>
    </div>
  )
}

function Part({ value, most, words }: { value: number; most: number; words: string }) {
  return (
    <li>
      <span className="readiness-bar" aria-hidden="true">
        <span style={{ width: `${(100 * value) / most}%` }} />
      </span>
      <span className="num right">
        {Math.floor(value * 10) / 10} <span className="quiet">of {most}</span>
      </span>
      <span>{words}</span>
    </li>
  )
}
