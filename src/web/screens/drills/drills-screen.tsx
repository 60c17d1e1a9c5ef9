import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { DrillListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { BeginDrill } from './begin-drill.tsx'
import './drills.css'
import { DrillTrend } from './drill-trend.tsx'
import { durationText } from './durations.ts'
import { ReadinessPanel } from './readiness-panel.tsx'
import { Verdict } from './verdict.tsx'

export function DrillsScreen() {
  const site = useSite()
  const listed = useQuery({ queryKey: ['drills', site], queryFn: () => client.drills(site ? { site } : {}), enabled: site !== undefined })
  return (
    <div className="stack drills">
      <PageHead title="Drills" text="A recall for practice: the clock runs, nothing is held, and the score is kept.">
        <Link className="button" to="/settings">
          Every night…
        </Link>
      </PageHead>
      <BeginDrill />
      <ReadinessPanel site={site} />
      {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton rows={5} height={80} />}
      {listed.data?.drills.length === 0 && (
        <Blank
          title="No drill was run yet"
          text="Draw a lot above: a first drill shows in minutes how long a recall would take and what would be missing."
        />
      )}
      {listed.data && listed.data.drills.length > 0 && (
        <Panel title="Compared" side={<DrillTrend drills={listed.data.drills} />}>
          <ul className="drill-rows">
            {listed.data.drills.map(one => (
              <DrillRow key={one.drill} one={one} />
            ))}
          </ul>
          {listed.data.next && <p className="small quiet">Only the newest 100 are shown.</p>}
        </Panel>
      )}
    </div>
  )
}

const origins = { chosen: 'chosen', random: 'drawn', nightly: 'by itself' } as const

function DrillRow({ one }: { one: DrillListed }) {
  const [lot] = one.lots
  return (
    <li className="drill-row">
      <div>
        <Link className="mono strong" to="/drills/$drill" params={{ drill: one.drill }}>
          {one.drill}
        </Link>
        <div className="small quiet">
          {lot && <LotLink lot={lot} />} <span className="mono">{lot?.material}</span>
          {one.lots.length > 1 && ` and ${one.lots.length - 1} more`}, {origins[one.origin]} · <When at={one.at} />
          {one.by && ` by ${one.by}`}
        </div>
      </div>
      <Verdict one={one} />
      <Number word="traced in" value={durationText(one.traceMs)} />
      <Number word="finished in" value={durationText(one.finishMs)} />
      <Number word="accounted for" value={one.score ? `${one.score.percent} %` : '–'} />
      <Number word="gaps" value={one.score ? String(one.score.gaps) : '–'} />
      <Number word="unaccounted lots" value={one.score ? String(one.score.unaccounted) : '–'} />
    </li>
  )
}

function Number({ word, value }: { word: string; value: string }) {
  return (
    <div className="drill-number">
      <span className="num strong">{value}</span>
      <span className="small quiet">{word}</span>
    </div>
  )
}
