import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { DrillListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { decimal } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { TimeBy } from '../recalls/case-lots.tsx'
import { BeginDrill } from './begin-drill.tsx'
import './drills.css'
import { DrillTrend } from './drill-trend.tsx'
import { durationText } from './durations.ts'
import { ReadinessPanel } from './readiness-panel.tsx'
import { Verdict } from './verdict.tsx'

export function DrillsScreen() {
  const { t } = useWords()
  const site = useSite()
  const listed = useQuery({ queryKey: ['drills', site], queryFn: () => client.drills(site ? { site } : {}), enabled: site !== undefined })
  return (
    <div className="stack drills">
      <PageHead title={t('drills.title')} text={t('drills.text')}>
        <Link className="button" to="/settings">
          {t('drills.nightly')}
        </Link>
      </PageHead>
      <BeginDrill />
      <ReadinessPanel site={site} />
      {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton rows={5} height={80} />}
      {listed.data?.drills.length === 0 && <Blank title={t('drills.none')} text={t('drills.none-text')} />}
      {listed.data && listed.data.drills.length > 0 && (
        <Panel title={t('drills.compared')} side={<DrillTrend drills={listed.data.drills} />}>
          <ul className="drill-rows">
            {listed.data.drills.map(one => (
              <DrillRow key={one.drill} one={one} />
            ))}
          </ul>
          {listed.data.next && <p className="small quiet">{t('drills.newest', { count: 100 })}</p>}
        </Panel>
      )}
    </div>
  )
}

const origins = { chosen: 'drills.chosen', random: 'drills.random', nightly: 'drills.by-itself' } as const

function DrillRow({ one }: { one: DrillListed }) {
  const words = useWords()
  const { t, n, rich, mark } = words
  const [lot] = one.lots
  const more = one.lots.length - 1
  return (
    <li className="drill-row">
      <div>
        <Link className="mono strong" to="/drills/$drill" params={{ drill: one.drill }}>
          {one.drill}
        </Link>
        <div className="small quiet">
          {rich('drills.lot', {
            lot: (
              <>
                {lot && <LotLink lot={lot} />} <span className="mono">{lot?.material}</span>
                {more > 0 && ` ${t('common.and-more', { count: more })}`}
              </>
            ),
            origin: t(origins[one.origin]),
          })}{' '}
          · <TimeBy at={one.at} by={one.by} />
        </div>
      </div>
      <Verdict one={one} />
      <Number word={t('drills.traced-in')} value={durationText(one.traceMs, words)} />
      <Number word={t('drills.finished-in')} value={durationText(one.finishMs, words)} />
      <Number word={t('drills.accounted')} value={one.score ? t('shop.percent', { percent: decimal(one.score.percent, mark) }) : '–'} />
      <Number word={t('drills.gaps')} value={one.score ? n(one.score.gaps) : '–'} />
      <Number word={t('drills.unaccounted')} value={one.score ? n(one.score.unaccounted) : '–'} />
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
