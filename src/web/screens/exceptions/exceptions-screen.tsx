import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { LedgerException } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useMay } from '../../app/rights.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { KeyHints, PickTable } from '../../parts/pick-table.tsx'
import { keptSaid } from '../../parts/refusal-words.ts'
import { Stale } from '../../parts/stale.tsx'
import { When } from '../../parts/when.tsx'
import { DecideForm, type Decision } from './decide-form.tsx'
import { ExceptionState } from './exception-state.tsx'
import './exceptions.css'

const SHOWN = 200
const views = [
  { value: 'open', label: 'exceptions.waiting' },
  { value: 'snoozed', label: 'exceptions.put-off' },
  { value: 'settled', label: 'exceptions.settled' },
] as const

export function ExceptionsScreen() {
  const words = useWords()
  const { t } = words
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
      <PageHead title={t('exceptions.title')} text={t('exceptions.text')}>
        <Stale />
        <SegmentedControl
          data={labelled(views, words)}
          value={view}
          aria-label={t('exceptions.which')}
          onChange={next => void navigate({ search: before => ({ ...before, view: next === 'open' ? undefined : next }), replace: true })}
        />
      </PageHead>
      {exceptions.isError && <Trouble error={exceptions.error} retry={() => void exceptions.refetch()} />}
      {exceptions.isPending && <Skeleton rows={8} height={44} />}
      {exceptions.isSuccess && rows.length === 0 && <Nothing view={view} />}
      {rows.length > 0 && (
        <>
          <div className="inbox-bar">
            <KeyHints keys={(view === 'settled' ? SETTLED_KEYS : KEYS).map(([key, word]) => [key, t(word)])} />
          </div>
          <PickTable
            label={t('exceptions.title')}
            columns={view === 'settled' ? settledColumns(words) : columnsIn(words, decide)}
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

const KEYS = [
  ['j k', 'wip.key-go'],
  ['x', 'wip.key-pick'],
  ['a', 'exceptions.key-accept'],
  ['r', 'exceptions.key-reverse'],
  ['s', 'exceptions.key-put-off'],
  ['Enter', 'exceptions.key-open-event'],
] as const
const SETTLED_KEYS = [
  ['j k', 'wip.key-go'],
  ['Enter', 'wip.key-open'],
] as const

export const keyOf = (one: LedgerException): string => `${one.event}/${one.line}`

function isIn(one: LedgerException, view: string): boolean {
  if (view === 'settled') return one.state === 'accepted' || one.state === 'reversed'
  return one.state === view
}

function Nothing({ view }: { view: string }) {
  const { t } = useWords()
  if (view === 'open') return <Blank title={t('exceptions.none')} text={t('exceptions.none-text')} />
  if (view === 'snoozed') return <Blank title={t('exceptions.none-put-off')} text={t('exceptions.none-put-off-text')} />
  return <Blank title={t('exceptions.none-settled')} text={t('exceptions.none-settled-text')} />
}

export function What({ one }: { one: LedgerException }) {
  const words = useWords()
  return (
    <div className="inbox-what">
      <strong>{keptSaid(one.detail, words)}</strong>
      <div className="small quiet row inbox-more">
        <span className="mono">{one.code}</span>
        <span>{verbOf(one.type, words)}</span>
        {one.lots.map(lot => (
          <LotLink key={lot.id} lot={lot} />
        ))}
        {one.scan && <span className="mono inbox-scan">{words.t('exceptions.scanned', { text: one.scan })}</span>}
      </div>
    </div>
  )
}

const what = ({ t }: Words): Column<LedgerException> => ({
  key: 'detail',
  title: t('col.what'),
  width: 'minmax(300px, 4fr)',
  cell: one => <What one={one} />,
})
const who = ({ t }: Words): Column<LedgerException> => ({
  key: 'by',
  title: t('exceptions.who'),
  width: 'minmax(110px, 1fr)',
  cell: one => (
    <span className="small">
      {one.by} <span className="mono quiet">{one.station ?? one.workCenter}</span>
    </span>
  ),
})
const when = ({ t }: Words): Column<LedgerException> => ({
  key: 'at',
  title: t('col.when'),
  width: '110px',
  cell: one => (
    <span className="small quiet">
      <When at={one.at} />
    </span>
  ),
})

const columnsIn = (
  words: Words,
  decide: (action: Decision['action']) => (chosen: LedgerException[]) => void,
): Column<LedgerException>[] => [
  what(words),
  who(words),
  when(words),
  {
    key: 'decide',
    acts: true,
    title: words.t('col.decide'),
    width: '258px',
    cell: one => (
      <span className="inbox-actions">
        {(['accept', 'reverse', 'snooze'] as const).map(action => (
          <Act
            key={action}
            size="xs"
            variant="default"
            className="inbox-button"
            aria-label={words.t('exceptions.act-on', { act: words.t(`exceptions.${action}`), what: keptSaid(one.detail, words) })}
            onClick={() => decide(action)([one])}
          >
            {words.t(`exceptions.${action}`)}
          </Act>
        ))}
      </span>
    ),
  },
]

const settledColumns = (words: Words): Column<LedgerException>[] => [
  what(words),
  { key: 'state', title: words.t('col.state'), width: '130px', cell: one => <ExceptionState one={one} /> },
  {
    key: 'reason',
    title: words.t('col.why'),
    width: 'minmax(180px, 2fr)',
    cell: one => (
      <span className="small">
        {one.reason} <span className="quiet">{one.decidedBy}</span>{' '}
        <span className="quiet">{one.decidedAt && <When at={one.decidedAt} />}</span>
      </span>
    ),
  },
  when(words),
  {
    key: 'sequence',
    title: words.t('col.event'),
    width: '90px',
    align: 'right',
    cell: one => (
      <Link className="mono" to="/ledger" search={{ event: String(one.sequence) }}>
        #{one.sequence}
      </Link>
    ),
  },
]
