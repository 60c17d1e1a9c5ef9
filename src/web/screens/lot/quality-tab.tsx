import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Act } from '../../parts/act.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { ConcessionList } from '../../parts/concession-list.tsx'
import { DisposeLot } from '../../parts/containment-forms.tsx'
import { DeviationCard } from '../../parts/deviation-card.tsx'
import { Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'

/** What quality decided about the lot: deviations, concessions, dispositions. */
export function QualityTab({ lot }: { lot: LotDetail }) {
  const [disposing, setDisposing] = useState(false)
  return (
    <div className="stack">
      <Panel title="Deviations" side={<Link to="/deviations">All deviations</Link>}>
        <Deviations lot={lot} />
      </Panel>
      <Panel title="Concessions">
        <ConcessionList site={lot.site} number={lot.number} material={lot.material} empty="None: it passes only when it is not on hold." />
      </Panel>
      <Panel
        title="Dispositions"
        side={
          <Act size="xs" variant="default" className="no-print" onClick={() => setDisposing(true)}>
            Disposition…
          </Act>
        }
      >
        {lot.dispositions.length === 0 && <p className="quiet">None.</p>}
        <ul className="stack">
          {lot.dispositions.map(one => (
            <li key={one.at + one.disposition}>
              <strong>{one.disposition}</strong> {one.quantity && <span className="num">{`${one.quantity} ${lot.unit}`}</span>} {one.reason}{' '}
              <span className="small quiet">
                {one.by && `by ${one.by}, `}
                <When at={one.at} exact />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      {disposing && <DisposeLot lot={lot} onClose={() => setDisposing(false)} />}
    </div>
  )
}

function Deviations({ lot }: { lot: LotDetail }) {
  const deviations = useQuery({
    queryKey: ['deviations', lot.site, lot.id],
    queryFn: () => client.deviations({ site: lot.site, lot: lot.id }),
  })
  if (deviations.isError) return <Trouble error={deviations.error} />
  if (!deviations.data) return <Skeleton rows={2} />
  if (deviations.data.length === 0) return <p className="quiet">Neither it nor what is in it passed under a deviation.</p>
  return (
    <ul className="deviations">
      {deviations.data.map(one => (
        <DeviationCard key={one.number} deviation={one} />
      ))}
    </ul>
  )
}
