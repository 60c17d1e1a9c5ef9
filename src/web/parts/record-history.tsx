import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { LedgerEvent } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { useWords } from '../app/words.tsx'
import { Skeleton, Trouble } from './blank.tsx'
import { verbOf } from './event-words.ts'
import './record-history.css'
import { differences } from './record-differences.ts'
import { When } from './when.tsx'

/** Who stated a record of master data, when, and what was different each time; every line leads to its event in the ledger. */
export function RecordHistory({ kind, code }: { kind: string; code: string }) {
  const { t } = useWords()
  const site = useSite()
  const history = useQuery({
    queryKey: ['record-history', site, kind, code],
    queryFn: () => client.recordHistory({ site, kind, code }),
    enabled: site !== undefined,
  })
  if (history.isError) return <Trouble error={history.error} retry={() => void history.refetch()} />
  if (!history.data) return <Skeleton rows={3} />
  if (history.data.length === 0) return <p className="quiet">{t('history.nobody')}</p>
  return (
    <ol className="record-history">
      {history.data.map((event, index) => (
        <Stated key={event.id} event={event} before={history.data.slice(index + 1).find(({ type }) => type === event.type)} />
      ))}
    </ol>
  )
}

const SHOWN_MAX = 12

function Stated({ event, before }: { event: LedgerEvent; before: LedgerEvent | undefined }) {
  const words = useWords()
  const { t } = words
  const changes = before && before.type === event.type ? differences(before.body, event.body) : undefined
  const note = event.body.reason ?? event.body.note
  return (
    <li>
      <div>
        <Link className="num small" to="/ledger" search={{ event: String(event.sequence) }}>
          #{words.n(event.sequence)}
        </Link>{' '}
        <strong>{event.type === 'pin' && event.body.kept === undefined ? t('history.pin-away') : verbOf(event.type, words)}</strong>{' '}
        {event.by && <>{t('history.by', { person: event.by })} </>}
        <span className="quiet">
          <When at={event.recordedAt} exact />
        </span>
        {typeof note === 'string' && <>: {note}</>}
      </div>
      {changes?.length === 0 && <p className="small quiet">{t('history.same')}</p>}
      {changes && changes.length > 0 && (
        <ul className="small">
          {changes.slice(0, SHOWN_MAX).map(({ path, was, now }) => (
            <li key={path}>
              <span className="mono">{path}</span>: {was === undefined ? t('history.new') : <del>{was}</del>}{' '}
              {now === undefined ? t('print.cancelled') : <ins>{now}</ins>}
            </li>
          ))}
          {changes.length > SHOWN_MAX && <li className="quiet">{t('common.and-more', { count: changes.length - SHOWN_MAX })}</li>}
        </ul>
      )}
    </li>
  )
}
