import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { LedgerEvent } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
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
    <SideDrawer opened={sequence !== undefined} onClose={close} size={560} title={`Event #${wanted ?? ''}`}>
      {event.isError && <Trouble error={event.error} />}
      {event.isPending && <Skeleton rows={8} />}
      {event.data && <EventDetail key={event.data.id} event={event.data} />}
    </SideDrawer>
  )
}

function EventDetail({ event }: { event: LedgerEvent }) {
  const words = eventWords(event)
  const voided = event.voidedBy !== null && event.voidedBy !== undefined
  return (
    <div className="stack event-detail">
      <div>
        <h2>
          {words.verb} <span className="mono">{words.what}</span>
        </h2>
        <p className="quiet">{words.more}</p>
      </div>
      {voided && (
        <div>
          <Chip tone="attention" sign="triangle">
            voided
          </Chip>{' '}
          <span className="small">
            by{' '}
            {typeof event.voidedBy === 'number' ? (
              <Link to="/ledger" search={{ event: String(event.voidedBy) }}>
                event #{event.voidedBy}
              </Link>
            ) : (
              <span className="mono">{event.voidedBy}</span>
            )}
          </span>
        </div>
      )}
      <Facts>
        <Fact name="Happened">
          <When at={event.at} exact />
        </Fact>
        <Fact name="Recorded">
          <When at={event.recordedAt} exact />
        </Fact>
        {event.by && <Fact name="Who">{event.by}</Fact>}
        {event.workCenter && (
          <Fact name="Work center">
            <span className="mono">{event.workCenter}</span>
          </Fact>
        )}
        {event.workOrder && (
          <Fact name="Order">
            <Link className="mono" to="/orders" search={{ order: event.workOrder }}>
              {event.workOrder}
            </Link>
          </Fact>
        )}
      </Facts>
      <Hash name="Hash" text={event.hash} />
      <Hash name="Hash of the event before" text={event.previousHash} />
      <details open>
        <summary>What was recorded, word for word</summary>
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
