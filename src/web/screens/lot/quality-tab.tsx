import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { grouped } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { ConcessionList } from '../../parts/concession-list.tsx'
import { DisposeLot } from '../../parts/containment-forms.tsx'
import { DeviationCard } from '../../parts/deviation-card.tsx'
import { Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { dispositionWord } from './kind-word.ts'

/** What quality decided about the lot: deviations, concessions, dispositions. */
export function QualityTab({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t, rich, mark } = words
  const [disposing, setDisposing] = useState(false)
  return (
    <div className="stack">
      <Panel title={t('place.deviations')} side={<Link to="/deviations">{t('quality.all-deviations')}</Link>}>
        <Deviations lot={lot} />
      </Panel>
      <Panel title={t('concessions.title')}>
        <ConcessionList site={lot.site} number={lot.number} material={lot.material} empty={t('quality.no-concession')} />
      </Panel>
      <Panel
        title={t('quality.dispositions')}
        side={
          <Act size="xs" variant="default" className="no-print" onClick={() => setDisposing(true)}>
            {t('lot.disposition')}
          </Act>
        }
      >
        {lot.dispositions.length === 0 && <p className="quiet">{t('quality.none')}</p>}
        <ul className="stack">
          {lot.dispositions.map(one => (
            <li key={one.at + one.disposition}>
              <strong>{dispositionWord(one.disposition, words)}</strong>{' '}
              {one.quantity && <span className="num">{`${grouped(one.quantity, mark)} ${lot.unit}`}</span>} {one.reason}{' '}
              <span className="small quiet">
                {one.by ? (
                  rich('quality.by', { person: <span translate="no">{one.by}</span>, time: <When at={one.at} exact /> })
                ) : (
                  <When at={one.at} exact />
                )}
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
  const { t } = useWords()
  const deviations = useQuery({
    queryKey: ['deviations', lot.site, lot.id],
    queryFn: () => client.deviations({ site: lot.site, lot: lot.id }),
  })
  if (deviations.isError) return <Trouble error={deviations.error} />
  if (!deviations.data) return <Skeleton rows={2} />
  if (deviations.data.length === 0) return <p className="quiet">{t('quality.no-deviation')}</p>
  return (
    <ul className="deviations">
      {deviations.data.map(one => (
        <DeviationCard key={one.number} deviation={one} />
      ))}
    </ul>
  )
}
