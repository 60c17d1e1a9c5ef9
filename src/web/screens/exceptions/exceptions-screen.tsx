import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { LedgerException } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useMay } from '../../app/rights.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { KeyHints, PickTable } from '../../parts/pick-table.tsx'
import { Stale } from '../../parts/stale.tsx'
import { When } from '../../parts/when.tsx'
import { DecideForm, type Decision } from './decide-form.tsx'
import { ExceptionState } from './exception-state.tsx'
import './exceptions.css'

const SHOWN = 200
const views = [
  { value: 'open', label: 'Waiting' },
  { value: 'snoozed', label: 'Put off' },
  { value: 'settled', label: 'Settled' },
]

export function ExceptionsScreen() {
  const site = useSite()
  const { view = 'open' } = useSearch({ from: '/exceptions' })
  const navigate = useNavigate({ from: '/exceptions' })
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const may = useMay()
  const [deciding, setDeciding] = useState<Decision>()
  const exceptions = useQuery({
    queryKey: ['exceptions', site, view],
    queryFn: () => client.exceptions({ ...(site ? { site } : {}), ...(view === 'open' ? { open: true } : { open: false }), limit: SHOWN }),
    enabled: site !== undefined,
    placeholderData: before => before,
  })
  const rows = (exceptions.data ?? []).filter(one => isIn(one, view))
  const decide = (action: Decision['action']) => (chosen: LedgerException[]) => setDeciding({ action, exceptions: chosen })
  const settled = () => {
    setDeciding(undefined)
    setPicked(new Set())
  }
  return (
    <>
      <PageHead
        title="Exceptions"
        text="Facts that broke a rule but had already happened, and what people on the floor raised. They are recorded as they were told, and wait for somebody to decide."
      >
        <Stale />
        <SegmentedControl
          data={views}
          value={view}
          aria-label="Which exceptions"
          onChange={next => void navigate({ search: before => ({ ...before, view: next === 'open' ? undefined : next }), replace: true })}
        />
      </PageHead>
      {exceptions.isError && <Trouble error={exceptions.error} retry={() => void exceptions.refetch()} />}
      {exceptions.isPending && <Skeleton rows={8} height={44} />}
      {exceptions.isSuccess && rows.length === 0 && <Nothing view={view} />}
      {rows.length > 0 && (
        <>
          <div className="inbox-bar">
            <KeyHints
              keys={
                view === 'settled'
                  ? [
                      ['j k', 'go'],
                      ['Enter', 'open'],
                    ]
                  : hints
              }
            />
          </div>
          <PickTable
            label="Exceptions"
            columns={view === 'settled' ? settledColumns : columns(decide)}
            rows={rows}
            rowKey={keyOf}
            {...(view === 'settled'
              ? {}
              : { picked, onPicked: setPicked, keys: may ? { a: decide('accept'), r: decide('reverse'), s: decide('snooze') } : {} })}
            onOpen={one => void navigate({ to: '/ledger', search: { event: String(one.sequence) } })}
          />
        </>
      )}
      {deciding && <DecideForm decision={deciding} onDone={settled} onClose={() => setDeciding(undefined)} />}
    </>
  )
}

const hints = [
  ['j k', 'go'],
  ['x', 'pick'],
  ['a', 'accept'],
  ['r', 'reverse'],
  ['s', 'put off'],
  ['Enter', 'open the event'],
] as const

export const keyOf = (one: LedgerException): string => `${one.event}/${one.line}`

function isIn(one: LedgerException, view: string): boolean {
  if (view === 'settled') return one.state === 'accepted' || one.state === 'reversed'
  return one.state === view
}

function Nothing({ view }: { view: string }) {
  if (view === 'open') return <Blank title="Nothing waits" text="Every recorded fact keeps the rules, or somebody has decided about it." />
  if (view === 'snoozed')
    return <Blank title="Nothing is put off" text="What is put off comes back here by itself when its time is over." />
  return <Blank title="Nothing is settled yet" text="Decisions stay here with who took them and why." />
}

export function What({ one }: { one: LedgerException }) {
  return (
    <div className="inbox-what">
      <strong>{one.detail}</strong>
      <div className="small quiet row inbox-more">
        <span className="mono">{one.code}</span>
        <span>{verbOf(one.type)}</span>
        {one.lots.map(lot => (
          <LotLink key={lot.id} lot={lot} />
        ))}
        {one.scan && <span className="mono inbox-scan">scanned {one.scan}</span>}
      </div>
    </div>
  )
}

const what: Column<LedgerException> = { key: 'detail', title: 'What', width: 'minmax(300px, 4fr)', cell: one => <What one={one} /> }
const who: Column<LedgerException> = {
  key: 'by',
  title: 'Who, where',
  width: 'minmax(110px, 1fr)',
  cell: one => (
    <span className="small">
      {one.by} <span className="mono quiet">{one.station ?? one.workCenter}</span>
    </span>
  ),
}
const when: Column<LedgerException> = {
  key: 'at',
  title: 'When',
  width: '110px',
  cell: one => (
    <span className="small quiet">
      <When at={one.at} />
    </span>
  ),
}

const columns = (decide: (action: Decision['action']) => (chosen: LedgerException[]) => void): Column<LedgerException>[] => [
  what,
  who,
  when,
  {
    key: 'decide',
    title: 'Decide',
    width: '258px',
    cell: one => (
      <span className="inbox-actions">
        {(['accept', 'reverse', 'snooze'] as const).map(action => (
          <Act
            key={action}
            size="xs"
            variant="default"
            className="inbox-button"
            aria-label={`${words[action]}: ${one.detail}`}
            onClick={() => decide(action)([one])}
          >
            {words[action]}
          </Act>
        ))}
      </span>
    ),
  },
]
const words = { accept: 'Accept', reverse: 'Reverse', snooze: 'Put off' } as const

const settledColumns: Column<LedgerException>[] = [
  what,
  { key: 'state', title: 'State', width: '130px', cell: one => <ExceptionState one={one} /> },
  {
    key: 'reason',
    title: 'Why',
    width: 'minmax(180px, 2fr)',
    cell: one => (
      <span className="small">
        {one.reason} <span className="quiet">{one.decidedBy}</span>{' '}
        <span className="quiet">{one.decidedAt && <When at={one.decidedAt} />}</span>
      </span>
    ),
  },
  when,
  {
    key: 'sequence',
    title: 'Event',
    width: '90px',
    align: 'right',
    cell: one => (
      <Link className="mono" to="/ledger" search={{ event: String(one.sequence) }}>
        #{one.sequence}
      </Link>
    ),
  },
]
