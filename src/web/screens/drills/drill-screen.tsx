import { IconFileTypePdf } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Drill } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { TimeBy } from '../recalls/case-lots.tsx'
import './drills.css'
import { Scorecard } from './scorecard.tsx'
import { Verdict } from './verdict.tsx'

export function DrillScreen() {
  const { t } = useWords()
  const { drill } = useParams({ from: '/drills/$drill' })
  const site = useSite()
  const query = site ? { site } : {}
  const shown = useQuery({ queryKey: ['drill', site, drill], queryFn: () => client.drill(drill, query), enabled: site !== undefined })
  const print = async () => download(`drill ${drill}.pdf`, await client.drillDocument(drill, query))
  return (
    <div className="stack drills">
      <PageHead title={t('drill.title', { drill })}>
        <Link className="button" to="/drills">
          {t('drill.all')}
        </Link>
        {shown.data?.scorecard && (
          <button type="button" className="button" onClick={() => void print()}>
            <IconFileTypePdf size={18} />
            {t('drill.pdf')}
          </button>
        )}
      </PageHead>
      {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Skeleton rows={6} height={80} />}
      {shown.data && <Shown one={shown.data} />}
    </div>
  )
}

function Shown({ one }: { one: Drill }) {
  const { t } = useWords()
  return (
    <>
      <p className="drill-says">
        <strong>{t('case.drill-is')}</strong> {t('drill.nothing-held')}
      </p>
      {one.scorecard ? <Scorecard one={one} card={one.scorecard} /> : <GoOn one={one} />}
      <Begun one={one} />
    </>
  )
}

function GoOn({ one }: { one: Drill }) {
  const { t } = useWords()
  return (
    <Panel title={t('drill.clock-runs')} side={<Verdict one={one} />}>
      <Link className="button" to="/recall" search={{ drill: one.drill, seed: one.lots.map(seedText) }}>
        {t('drill.go-on')}
      </Link>
    </Panel>
  )
}

const STEPS = ['traced', 'stock', 'customers'] as const

function Begun({ one }: { one: Drill }) {
  const { t, rich } = useWords()
  const { drawn, steps } = one
  const begun = <TimeBy at={one.at} by={one.by} exact />
  return (
    <Panel title={t('drill.how-it-went')}>
      <Facts>
        <Fact name={t('drill.starts-from')}>
          {one.lots.map(lot => (
            <span key={lot.material + lot.number}>
              <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span>{' '}
            </span>
          ))}
        </Fact>
        <Fact name={t('drill.begun')}>{one.origin === 'nightly' ? rich('drill.begun-nightly', { begun }) : begun}</Fact>
        {STEPS.filter(step => steps[step]).map(step => (
          <Fact key={step} name={t(`drill.step-${step}`)}>
            <When at={steps[step]} exact />
          </Fact>
        ))}
        {one.finishedAt && (
          <Fact name={t('drill.finished')}>
            <When at={one.finishedAt} exact />
          </Fact>
        )}
        {drawn && (
          <Fact name={t('drill.drawn')}>
            {rich(
              `drill.drawn-${drawn.of}`,
              {
                seed: <span className="mono drill-seed">{drawn.seed}</span>,
                again: one.drawsAgain ? t('drill.draws-same') : <strong>{t('drill.draws-other')}</strong>,
              },
              drawn.among,
            )}
          </Fact>
        )}
      </Facts>
    </Panel>
  )
}
