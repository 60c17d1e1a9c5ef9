import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { LotDetail, TimelineEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { Shape, type ShapeKind } from '../../parts/shape.tsx'
import { clock, day } from '../../parts/when.tsx'
import { kindWord } from './kind-word.ts'
import { LanesView } from './lanes-view.tsx'
import './timeline.css'

/** As a list, or as lanes by work center. */
export function TimelineTab({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const { view } = useSearch({ from: '/lots/$id' })
  const navigate = useNavigate({ from: '/lots/$id' })
  const asked = view === 'lanes' ? 'lanes' : 'list'
  const show = (value: string) =>
    void navigate({
      search: before => ({ ...before, view: value === 'lanes' ? value : undefined, zoom: undefined, center: undefined }),
      replace: true,
      resetScroll: false,
    })
  return (
    <div className="stack">
      <div className="row no-print">
        <SegmentedControl
          aria-label={t('life.view')}
          value={asked}
          onChange={show}
          data={[
            { value: 'list', label: t('life.list') },
            { value: 'lanes', label: t('life.lanes') },
          ]}
        />
      </div>
      {asked === 'lanes' ? <LanesView key={lot.id} lot={lot} /> : <TimelineList lot={lot} />}
    </div>
  )
}

/** Time runs downward. The server hands over the newest first, so that a long life is read from its end; earlier pages come on asking. */
function TimelineList({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const timeline = useInfiniteQuery({
    queryKey: ['timeline', lot.id],
    queryFn: ({ pageParam }) => client.timeline({ id: lot.id, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: page => page.next ?? undefined,
  })
  if (timeline.isError) return <Trouble error={timeline.error} retry={() => void timeline.refetch()} />
  if (!timeline.data) return <Skeleton rows={6} height={52} />
  const entries = timeline.data.pages.flatMap(page => page.rows).toReversed()
  if (entries.length === 0) return <Blank title={t('life.nothing')} />
  return (
    <>
      {timeline.hasNextPage && (
        <p>
          <button
            type="button"
            className="button no-print"
            disabled={timeline.isFetchingNextPage}
            onClick={() => void timeline.fetchNextPage()}
          >
            {t('life.earlier')}
          </button>
        </p>
      )}
      <ol className="timeline">
        {entries.map((entry, index) => (
          <Entry
            key={`${entry.sequence}-${entry.kind}-${index}`}
            entry={entry}
            unit={lot.unit}
            site={lot.site}
            newDay={dayOf(entry) !== dayOf(entries[index - 1])}
          />
        ))}
      </ol>
    </>
  )
}

function dayOf(entry: TimelineEntry | undefined): string | undefined {
  return entry && day(entry.at)
}

function Entry({ entry, unit, site, newDay }: { entry: TimelineEntry; unit: string; site: string; newDay: boolean }) {
  const words = useWords()
  const { t, rich } = words
  const reason = reasonOfCorrection(entry.detail)
  return (
    <li className={entry.voided ? 'entry entry-voided' : 'entry'}>
      <span className="entry-day">{newDay ? day(entry.at, words) : ''}</span>
      <time className="entry-time num" dateTime={entry.at} title={entry.at}>
        {clock(Date.parse(entry.at), words)}
      </time>
      <span className="entry-dot">
        <Shape kind={shapeOf(entry)} size={15} />
      </span>
      <div className="entry-words">
        <span className="entry-verb">{titleOf(entry, words)}</span>
        {entry.voided && <strong className="entry-void"> {t('life.voided')}</strong>}
        <div className="small quiet">{details(entry, words)}</div>
        {reason !== undefined && <div className="small">{t('life.stands-for', { reason })}</div>}
      </div>
      <span className="entry-delta">
        {!isZero(entry.delta) && <Amount value={entry.delta.startsWith('-') ? entry.delta : `+${entry.delta}`} unit={unit} strong />}
        {!isZero(entry.scrap) && (
          <span className="small quiet"> {rich('life.scrap', { amount: <Amount value={entry.scrap ?? 0} /> })}</span>
        )}
      </span>
      <Link className="entry-sequence mono small" to="/ledger" search={{ event: String(entry.sequence), site }}>
        #{entry.sequence}
      </Link>
    </li>
  )
}

/** Of an entry that took the place of another. */
function reasonOfCorrection(detail: unknown): string | undefined {
  const isOne = typeof detail === 'object' && detail !== null && 'corrects' in detail && 'reason' in detail
  return isOne ? String(detail.reason) : undefined
}

const shapes: Record<string, ShapeKind> = {
  received: 'receipt',
  shipped: 'shipment',
  loaded: 'operation',
  unloaded: 'operation',
  produced: 'operation',
  consumed: 'operation',
  worked: 'operation',
  moved: 'container',
  installed: 'serial',
  removed: 'serial',
}

function shapeOf(entry: TimelineEntry): ShapeKind {
  return shapes[entry.kind] ?? 'lot'
}

function titleOf(entry: TimelineEntry, words: Words): string {
  const verb = entry.kind ? kindWord(entry.kind, words) : verbOf(entry.type, words)
  const name = entry.operationName ?? ''
  const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}${name ? ` · ${name}` : ''}`
  return entry.place && entry.kind === 'moved' ? words.t('life.moved-to', { moved: title, place: entry.place }) : title
}

function details(entry: TimelineEntry, { t }: Words): string {
  return [
    entry.byName ?? entry.by,
    entry.workCenter && t('said.at', { place: entry.workCenter }),
    entry.workOrder && t('said.order', { order: entry.workOrder }),
    entry.reference,
    entry.place && entry.kind !== 'moved' ? entry.place : undefined,
    entry.note,
  ]
    .filter(Boolean)
    .join(' · ')
}
