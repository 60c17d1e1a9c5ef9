import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { LedgerEvent } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { eventWords } from '../../parts/event-words.ts'
import { Fact, Facts } from '../../parts/panel.tsx'
import { SideDrawer } from '../../parts/side-drawer.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { Correction } from './correction.tsx'
import { Signatures } from './signatures.tsx'

export function EventDrawer() {
  const { t } = useWords()
  const { event: wanted } = useSearch({ from: '/ledger' })
  const navigate = useNavigate({ from: '/ledger' })
  const site = useSite()
  const sequence = wanted === undefined ? undefined : Number(wanted)
  const event = useQuery({
    queryKey: ['ledger', 'event', site, sequence],
    queryFn: () => client.ledgerEvent(sequence ?? 0, site),
    enabled: sequence !== undefined && site !== undefined,
  })
  const close = () => void navigate({ search: before => ({ ...before, event: undefined }), replace: true, resetScroll: false })
  return (
    <SideDrawer opened={sequence !== undefined} onClose={close} size={560} title={t('ledger.event-title', { sequence: wanted ?? '' })}>
      {event.isError && <Trouble error={event.error} />}
      {event.isPending && <Skeleton rows={8} />}
      {event.data && <EventDetail key={event.data.id} event={event.data} />}
    </SideDrawer>
  )
}

function EventDetail({ event }: { event: LedgerEvent }) {
  const words = useWords()
  const { t, rich } = words
  const { verb, what, more } = eventWords(event, words)
  const voided = event.voidedBy !== null && event.voidedBy !== undefined
  return (
    <div className="stack event-detail">
      <div>
        <h2>
          {verb} <span className="mono">{what}</span>
        </h2>
        <p className="quiet">{more}</p>
      </div>
      {voided && (
        <div>
          <Chip tone="attention" sign="triangle">
            {t('ledger.voided')}
          </Chip>{' '}
          <span className="small">
            {rich('ledger.voided-by', {
              event:
                typeof event.voidedBy === 'number' ? (
                  <Link to="/ledger" search={{ event: String(event.voidedBy) }}>
                    {t('recorded.event', { sequence: String(event.voidedBy) })}
                  </Link>
                ) : (
                  <span className="mono">{event.voidedBy}</span>
                ),
            })}
          </span>
        </div>
      )}
      <Facts>
        <Fact name={t('ledger.happened')}>
          <When at={event.at} exact />
        </Fact>
        <Fact name={t('ledger.recorded')}>
          <When at={event.recordedAt} exact />
        </Fact>
        {event.by && <Fact name={t('ledger.who')}>{event.by}</Fact>}
        {event.workCenter && (
          <Fact name={t('col.work-center')}>
            <span className="mono">{event.workCenter}</span>
          </Fact>
        )}
        {event.workOrder && (
          <Fact name={t('col.order')}>
            <Link className="mono" to="/orders" search={{ order: event.workOrder }}>
              {event.workOrder}
            </Link>
          </Fact>
        )}
      </Facts>
      <Hash name={t('ledger.hash')} text={event.hash} />
      <Hash name={t('ledger.hash-before')} text={event.previousHash} />
      <details open>
        <summary>{t('ledger.body')}</summary>
        {/* A scrolling region must be reachable by keyboard. */}
        <pre className="mono event-body" tabIndex={0}>
          {JSON.stringify(event.body, null, 2)}
        </pre>
      </details>
      <Signatures event={event} />
      {event.type !== 'correct' && <Correction event={event} voided={voided} />}
    </div>
  )
}

function Hash({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <div className="small quiet">{name}</div>
      <div className="mono small event-hash">
        {text} <CopyButton text={text} shown />
      </div>
    </div>
  )
}
