import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { LedgerEvent } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { dayEnd, dayStart } from '../../app/days.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
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
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const ledger = useLedger()
  const events = ledger.data?.pages.flatMap(page => page.events) ?? []
  return (
    <>
      <PageHead title={t('ledger.title')} text={t('ledger.text')} />
      <ChainState />
      <Filters />
      <div className="row ledger-files">
        <TableFiles name="ledger" columns={columnsIn} rows={events} rest={ledger.rest} />
        <a className="small no-print" href={ledger.wordForWord} download>
          {t('ledger.word-for-word')}
        </a>
      </div>
      {ledger.isError && <Trouble error={ledger.error} retry={() => void ledger.refetch()} />}
      {ledger.isPending && <Skeleton rows={12} />}
      {ledger.isSuccess && events.length === 0 && <NoEvent />}
      {events.length > 0 && (
        <DataTable
          label={t('ledger.events')}
          columns={columns}
          rows={events}
          rowKey={event => String(event.sequence)}
          height="calc(100dvh - 300px)"
          onEnd={() => ledger.hasNextPage && !ledger.isFetchingNextPage && void ledger.fetchNextPage()}
          tail={<div className="table-tail">{ledger.hasNextPage ? t('ledger.loading-older') : t('ledger.first-above')}</div>}
        />
      )}
      <EventDrawer />
    </>
  )
}

function NoEvent() {
  const { t } = useWords()
  const { event: _open, site: _site, ...filter } = useSearch({ from: '/ledger' })
  if (Object.values(filter).some(value => value !== undefined))
    return (
      <Blank title={t('ledger.no-match')}>
        <Link to="/ledger">{t('ledger.show-all')}</Link>
      </Blank>
    )
  return (
    <Blank title={t('ledger.none')} text={t('ledger.none-text')}>
      <Link to="/receive">{t('first.receive')}</Link>
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
  const words = useWords()
  const { t } = words
  const { type, lot, by, station, workCenter, from, to } = useSearch({ from: '/ledger' })
  const navigate = useNavigate({ from: '/ledger' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="filters no-print">
      <Said word={t('ledger.events-of')}>
        <Select
          aria-label={t('ledger.kind')}
          placeholder={t('ledger.every-kind')}
          clearable
          searchable
          value={type ?? null}
          onChange={value => set({ type: value ?? undefined })}
          data={eventTypes.map(one => ({ value: one, label: verbOf(one, words) }))}
          w={200}
        />
      </Said>
      <Said word={t('ledger.about')}>
        <ParamInput label={t('ledger.lot-number')} placeholder={t('ledger.any-lot')} value={lot} onChange={value => set({ lot: value })} />
      </Said>
      <Said word={t('ledger.by')}>
        <ParamInput label={t('people.person')} placeholder={t('ledger.anybody')} value={by} onChange={value => set({ by: value })} />
      </Said>
      <Said word={t('ledger.at')}>
        <ParamInput
          label={t('col.station')}
          placeholder={t('ledger.any-station')}
          value={station}
          onChange={value => set({ station: value })}
        />
      </Said>
      <ParamInput
        label={t('col.work-center')}
        placeholder={t('ledger.any-center')}
        value={workCenter}
        onChange={value => set({ workCenter: value })}
      />
      <Said word={t('ledger.recorded-from')}>
        <DayInput label={t('ledger.from-day')} value={from} onChange={value => set({ from: value })} />
      </Said>
      <Said word={t('ledger.to')}>
        <DayInput label={t('ledger.until-day')} value={to} onChange={value => set({ to: value })} />
      </Said>
    </div>
  )
}

const columnsIn = (words: Words): Column<LedgerEvent>[] => [
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
        aria-label={words.t('ledger.event', { sequence: String(event.sequence) })}
      >
        {event.sequence}
      </Link>
    ),
  },
  {
    key: 'what',
    title: words.t('ledger.what'),
    width: 'minmax(300px, 2fr)',
    cell: event => <What event={event} />,
    csv: event => whatText(event, words),
  },
  {
    key: 'by',
    title: words.t('ledger.who'),
    width: '110px',
    cell: event => <span className="small">{event.by}</span>,
    csv: event => event.by,
  },
  {
    key: 'at',
    csv: event => event.at,
    sheet: 'time',
    title: words.t('ledger.happened'),
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
    title: words.t('ledger.recorded'),
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
    title: words.t('ledger.hash'),
    width: '100px',
    cell: event => (
      <span className="mono small quiet" title={event.hash}>
        {event.hash.slice(0, 10)}
      </span>
    ),
    narrow: 'hide',
  },
]

function whatText(event: LedgerEvent, words: Words): string {
  const { verb, what, more } = eventWords(event, words)
  const isVoided = event.voidedBy !== null && event.voidedBy !== undefined
  const marks = [isVoided && words.t('ledger.voided'), event.status === 'exception' && words.t('ledger.exception')]
  return [verb, what, more, ...marks].filter(Boolean).join(' ')
}

function What({ event }: { event: LedgerEvent }) {
  const words = useWords()
  const { t } = words
  const { verb, what, more } = eventWords(event, words)
  return (
    <span className={event.voidedBy === null || event.voidedBy === undefined ? 'ledger-what' : 'ledger-what ledger-voided'}>
      <strong>{verb}</strong> <span className="mono">{what}</span> <span className="small quiet">{more}</span>
      {event.voidedBy !== null && event.voidedBy !== undefined && (
        <Chip tone="attention" sign="triangle">
          {t('ledger.voided')}
        </Chip>
      )}
      {event.status === 'exception' && (
        <Chip tone="attention" sign="triangle">
          {t('ledger.exception')}
        </Chip>
      )}
    </span>
  )
}
