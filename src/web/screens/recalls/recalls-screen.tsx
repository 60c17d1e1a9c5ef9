import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RecallListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { CustomerCount, LotCount } from './case-counts.tsx'
import { TimeBy } from './case-lots.tsx'
import { CaseState } from './case-state.tsx'
import './recalls.css'

export function RecallsScreen() {
  const { t } = useWords()
  const site = useSite()
  const listed = useQuery({ queryKey: ['recalls', site], queryFn: () => client.recalls(site ? { site } : {}), enabled: site !== undefined })
  return (
    <>
      <PageHead title={t('recalls.title')} text={t('recalls.text')}>
        <Link className="button" to="/recall">
          {t('recalls.simulate')}
        </Link>
      </PageHead>
      {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton rows={5} height={80} />}
      {listed.data?.recalls.length === 0 && <Blank title={t('recalls.none')} text={t('recalls.none-text')} />}
      <ul className="cases">
        {listed.data?.recalls.map(one => (
          <CaseCard key={one.recall} one={one} />
        ))}
      </ul>
      {listed.data?.next && <p className="small quiet">{t('recalls.newest', { count: 100 })}</p>}
    </>
  )
}

function CaseCard({ one }: { one: RecallListed }) {
  const { rich } = useWords()
  return (
    <li className="panel stack">
      <div className="spread">
        <Link className="mono strong" to="/recalls/$recall" params={{ recall: one.recall }}>
          {one.recall}
        </Link>
        <CaseState one={one} />
      </div>
      <div translate="no">{one.reason}</div>
      <div className="small quiet">
        {rich('recalls.summary', {
          lots: <LotCount count={one.lots} />,
          customers: <CustomerCount count={one.customers} />,
          version: one.version,
        })}{' '}
        · <TimeBy at={one.at} by={one.by} />
      </div>
    </li>
  )
}
