import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RecallListed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { CaseState } from './case-state.tsx'
import './recalls.css'

export function RecallsScreen() {
  const site = useSite()
  const listed = useQuery({ queryKey: ['recalls', site], queryFn: () => client.recalls(site ? { site } : {}), enabled: site !== undefined })
  return (
    <>
      <PageHead title="Recall cases" text="Recalls and drills that were committed, newest first.">
        <Link className="button" to="/recall">
          Simulate a recall
        </Link>
      </PageHead>
      {listed.isError && <Trouble error={listed.error} retry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton rows={5} height={80} />}
      {listed.data?.recalls.length === 0 && (
        <Blank title="No recall was committed yet" text="A recall begins with a simulation, which changes nothing." />
      )}
      <ul className="cases">
        {listed.data?.recalls.map(one => (
          <CaseCard key={one.recall} one={one} />
        ))}
      </ul>
      {listed.data?.next && <p className="small quiet">Only the newest 100 are shown.</p>}
    </>
  )
}

function CaseCard({ one }: { one: RecallListed }) {
  return (
    <li className="panel stack">
      <div className="spread">
        <Link className="mono strong" to="/recalls/$recall" params={{ recall: one.recall }}>
          {one.recall}
        </Link>
        <CaseState one={one} />
      </div>
      <div>{one.reason}</div>
      <div className="small quiet">
        <span className="num">{one.lots.toLocaleString('en')}</span> lots and serials, <span className="num">{one.customers}</span>{' '}
        customers, version {one.version} · <When at={one.at} />
        {one.by && ` by ${one.by}`}
      </div>
    </li>
  )
}
