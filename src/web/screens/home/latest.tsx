import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { LedgerEvent } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Skeleton } from '../../parts/blank.tsx'
import { eventWords } from '../../parts/event-words.ts'
import { Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'

export function Latest({ site }: { site: string }) {
  const { t } = useWords()
  const ledger = useQuery({ queryKey: ['ledger', 'latest', site], queryFn: () => client.ledger({ site, limit: 8 }) })
  return (
    <Panel title={t('home.latest')} side={<Link to="/ledger">{t('home.ledger')}</Link>}>
      {ledger.isPending && <Skeleton rows={6} height={44} />}
      <ul className="running">
        {ledger.data?.events.slice(0, 7).map(event => (
          <LatestRow key={event.sequence} event={event} />
        ))}
      </ul>
    </Panel>
  )
}

function LatestRow({ event }: { event: LedgerEvent }) {
  const words = useWords()
  const said = eventWords(event, words)
  return (
    <li>
      <span className="mono small quiet latest-sequence">{event.sequence}</span>
      <div className="grow">
        <div>
          <Link className="strong-link" to="/ledger" search={{ event: String(event.sequence) }}>
            {said.verb}
          </Link>{' '}
          <span className="mono">{said.what}</span>
        </div>
        <div className="small quiet">{said.more}</div>
      </div>
      <span className="small quiet">
        <When at={event.recordedAt} />
      </span>
    </li>
  )
}
