import { SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ChangedLot, Difference } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { Range } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { EventLine } from '../../parts/event-line.tsx'
import { LotLink, LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import { absoluteTime } from '../../parts/when.tsx'
import './difference.css'

export function DifferenceScreen() {
  const { lot, direction, from, to } = useSearch({ from: '/difference' })
  const site = useSite()
  const way = direction === 'back' ? 'back' : 'forward'
  const difference = useQuery({
    queryKey: ['difference', lot, way, from, to, site],
    queryFn: ({ signal }) =>
      client.difference(
        {
          direction: way,
          seeds: [{ ...seedOf(lot ?? ''), ...(site ? { site } : {}) }],
          from: new Date(from ?? '').toISOString(),
          ...(to ? { to: new Date(to).toISOString() } : {}),
        },
        signal,
      ),
    enabled: lot !== undefined && from !== undefined && site !== undefined,
  })
  return (
    <>
      <QuestionTabs />
      <PageHead
        title="What changed"
        text="A trace as it was known then and as it is known now: which lots came in, which are out, and the events that did it. Looking changes nothing."
      />
      <Question />
      {(lot === undefined || from === undefined) && (
        <Blank
          title="Which trace, and since when?"
          text="Choose a lot and a moment: what a trace of it answered then is set against what it answers now."
        />
      )}
      {difference.isError && <Trouble error={difference.error} retry={() => void difference.refetch()} />}
      {lot !== undefined && from !== undefined && difference.isPending && <Skeleton rows={6} />}
      {difference.data && !difference.isError && <Answer difference={difference.data} />}
    </>
  )
}

function Question() {
  const { lot, direction, from, to } = useSearch({ from: '/difference' })
  const navigate = useNavigate({ from: '/difference' })
  const set = (change: Partial<Record<'lot' | 'direction' | 'from' | 'to', string | undefined>>) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="difference-question no-print">
      <LotPicker label="Trace of" placeholder={lot ? seedOf(lot).number : 'scan or type'} onPick={found => set({ lot: seedText(found) })} />
      <TextInput
        type="datetime-local"
        label="As known then"
        value={from ?? ''}
        onChange={event => set({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="datetime-local"
        label="And as known at"
        description="Left empty: now"
        value={to ?? ''}
        onChange={event => set({ to: event.currentTarget.value || undefined })}
      />
      <SegmentedControl
        aria-label="Direction"
        value={direction === 'back' ? 'back' : 'forward'}
        onChange={value => set({ direction: value === 'back' ? 'back' : undefined })}
        data={[
          { value: 'back', label: '← To vendors' },
          { value: 'forward', label: 'To customers →' },
        ]}
      />
    </div>
  )
}

function Answer({ difference }: { difference: Difference }) {
  const { from, to, totals, seeds, events } = difference
  const groups = [
    { title: 'Came in', rows: difference.added },
    { title: 'Are out', rows: difference.gone },
    { title: 'Otherwise than before', rows: difference.changed },
  ].filter(({ rows }) => rows.length > 0)
  return (
    <div className="stack">
      <p role="status">
        <LotLinks lots={seeds} />:{' '}
        <strong className="num">
          {from.totals.lots.toLocaleString('en')} lots then, {to.totals.lots.toLocaleString('en')} later
        </strong>
        , {totals.added} came in, {totals.gone} are out, {totals.changed} otherwise.{' '}
        <span className="quiet">
          Known at #{from.sequence.toLocaleString('en')}
          {from.time && ` (${absoluteTime(from.time)})`} and at #{to.sequence.toLocaleString('en')}
          {to.time && ` (${absoluteTime(to.time)})`}.
        </span>
      </p>
      {groups.length === 0 && <Blank title="Nothing changed" text="The trace says the same at both times." />}
      {groups.map(({ title, rows }) => (
        <Panel key={title} title={title} side={<span className="num quiet">{rows.length.toLocaleString('en')}</span>}>
          <DataTable label={title} columns={columns} rows={rows} rowKey={row => String(row.id)} height="40vh" />
        </Panel>
      ))}
      {events.length > 0 && (
        <Panel title="By these events">
          <ul className="difference-events">
            {events.map(event => (
              <li key={`${event.site} ${event.sequence}`}>
                <EventLine event={event} />
                {event.corrects && <span className="quiet"> in a correction</span>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}

const LotLinks = ({ lots }: { lots: { material: string; number: string }[] }) => lots.map(lot => <LotLink key={lot.number} lot={lot} />)

const columns: Column<ChangedLot>[] = [
  { key: 'lot', title: 'Lot or serial', width: 'minmax(200px, 1.4fr)', cell: row => <LotName lot={row} /> },
  { key: 'before', title: 'Then', width: 'minmax(160px, 1fr)', cell: row => <Standing side={row.before} /> },
  { key: 'after', title: 'Later', width: 'minmax(160px, 1fr)', cell: row => <Standing side={row.after} /> },
  {
    key: 'through',
    title: 'Through',
    width: 'minmax(120px, 0.8fr)',
    cell: row => (row.through ? <LotLink lot={row.through} /> : null),
    narrow: 'hide',
  },
  {
    key: 'events',
    title: 'Events',
    width: 'minmax(110px, 0.8fr)',
    cell: row =>
      row.events.map(sequence => (
        <Link key={sequence} className="num small" to="/ledger" search={{ event: String(sequence) }}>
          #{sequence.toLocaleString('en')}{' '}
        </Link>
      )),
  },
]

function Standing({ side }: { side: ChangedLot['before'] }) {
  if (!side) return <span className="quiet">not in it</span>
  const { min, expected, max, unit } = side.affected
  return (
    <span>
      <CertaintyMark certainty={side.certainty} /> <Range min={min} expected={expected} max={max} unit={unit} />
    </span>
  )
}
