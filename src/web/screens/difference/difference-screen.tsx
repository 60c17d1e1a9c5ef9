import { SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ChangedLot, Difference } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Range } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { EventLine } from '../../parts/event-line.tsx'
import { LotLink, LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import { absoluteTime } from '../../parts/when.tsx'
import './difference.css'

export function DifferenceScreen() {
  const { t } = useWords()
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
      <PageHead title={t('changed.title')} text={t('changed.text')} />
      <Question />
      {(lot === undefined || from === undefined) && <Blank title={t('changed.which')} text={t('changed.which-text')} />}
      {difference.isError && <Trouble error={difference.error} retry={() => void difference.refetch()} />}
      {lot !== undefined && from !== undefined && difference.isPending && <Skeleton rows={6} />}
      {difference.data && !difference.isError && <Answer difference={difference.data} />}
    </>
  )
}

function Question() {
  const words = useWords()
  const { t } = words
  const { lot, direction, from, to } = useSearch({ from: '/difference' })
  const navigate = useNavigate({ from: '/difference' })
  const set = (change: Partial<Record<'lot' | 'direction' | 'from' | 'to', string | undefined>>) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="difference-question no-print">
      <LotPicker
        label={t('changed.trace-of')}
        placeholder={lot ? seedOf(lot).number : t('load.scan')}
        onPick={found => set({ lot: seedText(found) })}
      />
      <TextInput
        type="datetime-local"
        label={t('changed.then')}
        value={from ?? ''}
        onChange={event => set({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="datetime-local"
        label={t('changed.at')}
        description={t('changed.at-what')}
        value={to ?? ''}
        onChange={event => set({ to: event.currentTarget.value || undefined })}
      />
      <SegmentedControl
        aria-label={t('changed.direction')}
        value={direction === 'back' ? 'back' : 'forward'}
        onChange={value => set({ direction: value === 'back' ? 'back' : undefined })}
        data={labelled(directions, words)}
      />
    </div>
  )
}

const directions = [
  { value: 'back', label: 'changed.to-vendors' },
  { value: 'forward', label: 'changed.to-customers' },
] as const

function Answer({ difference }: { difference: Difference }) {
  const { t, rich, n } = useWords()
  const columns = useColumns(columnsIn)
  const { from, to, totals, seeds, events } = difference
  const groups = [
    { title: t('changed.came-in'), rows: difference.added },
    { title: t('changed.are-out'), rows: difference.gone },
    { title: t('changed.otherwise'), rows: difference.changed },
  ].filter(({ rows }) => rows.length > 0)
  return (
    <div className="stack">
      <p role="status">
        {rich('changed.sum', {
          lots: <LotLinks lots={seeds} />,
          sizes: <strong className="num">{t('changed.sizes', { count: from.totals.lots, later: to.totals.lots })}</strong>,
          added: totals.added,
          gone: totals.gone,
          changed: totals.changed,
        })}{' '}
        <span className="quiet">{rich('changed.known', { from: <Known at={from} />, to: <Known at={to} /> })}</span>
      </p>
      {groups.length === 0 && <Blank title={t('changed.nothing')} text={t('changed.nothing-text')} />}
      {groups.map(({ title, rows }) => (
        <Panel key={title} title={title} side={<span className="num quiet">{n(rows.length)}</span>}>
          <DataTable label={title} columns={columns} rows={rows} rowKey={row => String(row.id)} height="40vh" />
        </Panel>
      ))}
      {events.length > 0 && (
        <Panel title={t('changed.by-events')}>
          <ul className="difference-events">
            {events.map(event => (
              <li key={`${event.site} ${event.sequence}`}>
                <EventLine event={event} />
                {event.corrects && <span className="quiet"> {t('changed.in-correction')}</span>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}

function Known({ at: { sequence, time } }: { at: Difference['from'] }) {
  const words = useWords()
  if (!time) return `#${words.n(sequence)}`
  return words.t('changed.known-at', { sequence, time: absoluteTime(time, false, words) })
}

const LotLinks = ({ lots }: { lots: { material: string; number: string }[] }) => lots.map(lot => <LotLink key={lot.number} lot={lot} />)

const columnsIn = ({ t, n }: Words): Column<ChangedLot>[] => [
  { key: 'lot', title: t('direct.lot'), width: 'minmax(200px, 1.4fr)', cell: row => <LotName lot={row} /> },
  { key: 'before', title: t('changed.col-then'), width: 'minmax(160px, 1fr)', cell: row => <Standing side={row.before} /> },
  { key: 'after', title: t('changed.col-later'), width: 'minmax(160px, 1fr)', cell: row => <Standing side={row.after} /> },
  {
    key: 'through',
    title: t('changed.col-through'),
    width: 'minmax(120px, 0.8fr)',
    cell: row => (row.through ? <LotLink lot={row.through} /> : null),
    narrow: 'hide',
  },
  {
    key: 'events',
    title: t('changed.col-events'),
    width: 'minmax(110px, 0.8fr)',
    cell: row =>
      row.events.map(sequence => (
        <Link key={sequence} className="num small" to="/ledger" search={{ event: String(sequence) }}>
          #{n(sequence)}{' '}
        </Link>
      )),
  },
]

function Standing({ side }: { side: ChangedLot['before'] }) {
  const { t } = useWords()
  if (!side) return <span className="quiet">{t('changed.not-in-it')}</span>
  const { min, expected, max, unit } = side.affected
  return (
    <span>
      <CertaintyMark certainty={side.certainty} /> <Range min={min} expected={expected} max={max} unit={unit} />
    </span>
  )
}
