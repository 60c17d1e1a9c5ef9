import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { LedgerEvent } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { dayEnd, dayStart } from '../../app/days.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { eventTypes, eventWords, verbOf } from '../../parts/event-words.ts'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { TableFiles } from '../../parts/table-files.tsx'
import { When } from '../../parts/when.tsx'
import { ChainState } from './chain-state.tsx'
import { EventDrawer } from './event-drawer.tsx'
import './ledger.css'

export function LedgerScreen() {
  const ledger = useLedger()
  const events = ledger.data?.pages.flatMap(page => page.events) ?? []
  return (
    <>
      <PageHead
        title="Ledger"
        text="Every fact, in the order it was recorded, each carrying the hash of the one before. Nothing is ever edited; a mistake is voided by a later correction."
      />
      <ChainState />
      <Filters />
      <div className="row ledger-files">
        <TableFiles name="ledger" columns={columns} rows={events} rest={ledger.rest} />
        <a className="small no-print" href={ledger.wordForWord} download>
          Word for word, with every hash (CSV)
        </a>
      </div>
      {ledger.isError && <Trouble error={ledger.error} retry={() => void ledger.refetch()} />}
      {ledger.isPending && <Skeleton rows={12} />}
      {ledger.isSuccess && events.length === 0 && <NoEvent />}
      {events.length > 0 && (
        <DataTable
          label="Events"
          columns={columns}
          rows={events}
          rowKey={event => String(event.sequence)}
          height="calc(100dvh - 300px)"
          onEnd={() => ledger.hasNextPage && !ledger.isFetchingNextPage && void ledger.fetchNextPage()}
          tail={
            <div className="table-tail">{ledger.hasNextPage ? 'Loading older events…' : 'The first event of the ledger is above.'}</div>
          }
        />
      )}
      <EventDrawer />
    </>
  )
}

function NoEvent() {
  const { event: _open, site: _site, ...filter } = useSearch({ from: '/ledger' })
  if (Object.values(filter).some(value => value !== undefined))
    return (
      <Blank title="No event matches">
        <Link to="/ledger">Show the whole ledger</Link>
      </Blank>
    )
  return (
    <Blank
      title="Nothing is recorded yet"
      text="The first receipt is number 1, and each later event carries the hash of the one before it."
    >
      <Link to="/receive">Receive a first lot</Link>
    </Blank>
  )
}

const pageSize = 100
const filePageSize = 1000

function useLedger() {
  const { type, lot, by, station, workCenter, from, to } = useSearch({ from: '/ledger' })
  const site = useSite()
  const asked = { type, lot, by, station, workCenter, from: dayStart(from), to: dayEnd(to) }
  const page = (limit: number, before: number) => client.ledger({ site, ...asked, limit, ...(before ? { before } : {}) })
  const ledger = useInfiniteQuery({
    queryKey: ['ledger', 'browse', site, asked],
    queryFn: ({ pageParam }) => page(pageSize, pageParam),
    initialPageParam: 0,
    getNextPageParam: one => one.next ?? undefined,
    enabled: site !== undefined,
  })
  const rest = async (cursor: string) => {
    const { events, next } = await page(filePageSize, Number(cursor))
    return { rows: events, next }
  }
  return { ...ledger, rest: ledger.hasNextPage ? rest : undefined, wordForWord: client.ledgerExport({ site, ...asked }) }
}

function Filters() {
  const { type, lot, by, station, workCenter, from, to } = useSearch({ from: '/ledger' })
  const navigate = useNavigate({ from: '/ledger' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="filters no-print">
      <Said word="Events of">
        <Select
          aria-label="Kind of event"
          placeholder="every kind"
          clearable
          searchable
          value={type ?? null}
          onChange={value => set({ type: value ?? undefined })}
          data={eventTypes.map(one => ({ value: one, label: verbOf(one) }))}
          w={200}
        />
      </Said>
      <Said word="about">
        <ParamInput label="Lot number" placeholder="any lot" value={lot} onChange={value => set({ lot: value })} />
      </Said>
      <Said word="by">
        <ParamInput label="Person" placeholder="anybody" value={by} onChange={value => set({ by: value })} />
      </Said>
      <Said word="at">
        <ParamInput label="Station" placeholder="any station" value={station} onChange={value => set({ station: value })} />
      </Said>
      <ParamInput label="Work center" placeholder="any work center" value={workCenter} onChange={value => set({ workCenter: value })} />
      <Said word="recorded from">
        <DayInput label="Recorded from" value={from} onChange={value => set({ from: value })} />
      </Said>
      <Said word="to">
        <DayInput label="Recorded until" value={to} onChange={value => set({ to: value })} />
      </Said>
    </div>
  )
}

const columns: Column<LedgerEvent>[] = [
  {
    key: 'sequence',
    csv: event => event.sequence,
    title: '#',
    width: '84px',
    align: 'right',
    cell: event => (
      <Link
        to="/ledger"
        search={before => ({ ...before, event: String(event.sequence) })}
        replace
        resetScroll={false}
        className="mono strong-link"
        aria-label={`Event ${event.sequence}`}
      >
        {event.sequence}
      </Link>
    ),
  },
  { key: 'what', title: 'What happened', width: 'minmax(300px, 2fr)', cell: event => <What event={event} />, csv: whatText },
  { key: 'by', title: 'Who', width: '110px', cell: event => <span className="small">{event.by}</span>, csv: event => event.by },
  {
    key: 'at',
    csv: event => event.at,
    sheet: 'time',
    title: 'Happened',
    width: '120px',
    cell: event => (
      <span className="small quiet">
        <When at={event.at} />
      </span>
    ),
  },
  {
    key: 'recordedAt',
    csv: event => event.recordedAt,
    sheet: 'time',
    title: 'Recorded',
    width: '120px',
    cell: event => (
      <span className="small quiet">
        <When at={event.recordedAt} />
      </span>
    ),
    narrow: 'hide',
  },
  {
    key: 'hash',
    csv: event => event.hash,
    title: 'Hash',
    width: '100px',
    cell: event => (
      <span className="mono small quiet" title={event.hash}>
        {event.hash.slice(0, 10)}
      </span>
    ),
    narrow: 'hide',
  },
]

function whatText(event: LedgerEvent): string {
  const { verb, what, more } = eventWords(event)
  const isVoided = event.voidedBy !== null && event.voidedBy !== undefined
  return [verb, what, more, isVoided ? 'voided' : '', event.status === 'exception' ? 'exception' : ''].filter(Boolean).join(' ')
}

function What({ event }: { event: LedgerEvent }) {
  const words = eventWords(event)
  return (
    <span className={event.voidedBy === null || event.voidedBy === undefined ? 'ledger-what' : 'ledger-what ledger-voided'}>
      <strong>{words.verb}</strong> <span className="mono">{words.what}</span> <span className="small quiet">{words.more}</span>
      {event.voidedBy !== null && event.voidedBy !== undefined && (
        <Chip tone="attention" sign="triangle">
          voided
        </Chip>
      )}
      {event.status === 'exception' && (
        <Chip tone="attention" sign="triangle">
          exception
        </Chip>
      )}
    </span>
  )
}
