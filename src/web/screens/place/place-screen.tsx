import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { FoundPlace, LyingLot, PlaceDetail, PlaceKind } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { EventLine } from '../../parts/event-line.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import './place.css'

const kindWords: Record<PlaceKind, OfficeKey> = { container: 'lies.container', location: 'col.location', workCenter: 'col.work-center' }
const isKind = (text: string): text is PlaceKind => text in kindWords

/** The server looks no further back. */
const EVENTS_MAX = 20_000

/** What it is, what is in it now, and what happened to it last: read on a phone, in front of the shelf. */
export function PlaceScreen() {
  const { kind, code } = useParams({ from: '/places/$kind/$code' })
  const { site: stated } = useSearch({ from: '/places/$kind/$code' })
  const chosen = useSite()
  const site = stated ?? chosen
  const place = isKind(kind) ? kind : 'container'
  const found = useQuery({
    queryKey: ['place', site, place, code],
    queryFn: ({ signal }) => client.place({ kind: place, code, site }, signal),
    enabled: site !== undefined,
  })
  if (found.isError) return <Trouble page error={found.error} retry={() => void found.refetch()} />
  if (!found.data || site === undefined) return <Skeleton rows={8} height={56} />
  const { data } = found
  return (
    <div className="place">
      <PageHead title={<span className="mono">{data.place.code}</span>} text={<What place={data.place} />} />
      <Contents detail={data} site={site} />
      {data.containers.length > 0 && <Containers detail={data} site={site} />}
      <History detail={data} />
    </div>
  )
}

function What({ place: { kind, name, within, site } }: { place: FoundPlace }) {
  const { t, rich } = useWords()
  const what =
    name === null ? t(kindWords[kind]) : rich('lies.named', { kind: t(kindWords[kind]), name: <span translate="no">{name}</span> })
  if (within === null) return what
  return rich(within.kind === 'container' ? 'lies.what-in' : 'lies.what-at', {
    what,
    place: <PlaceLink kind={within.kind} code={within.code} site={site} />,
  })
}

function PlaceLink({ kind, code, site }: { kind: PlaceKind; code: string; site: string }) {
  return (
    <Link className="mono" to="/places/$kind/$code" params={{ kind, code }} search={{ site }}>
      {code}
    </Link>
  )
}

function Contents({ detail: { place, contents }, site }: { detail: PlaceDetail; site: string }) {
  const { t } = useWords()
  const pages = useInfiniteQuery({
    queryKey: ['place-lots', site, place.kind, place.code],
    queryFn: ({ pageParam, signal }) =>
      client.lotsAtPlace({ kind: place.kind, code: place.code, site, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next ?? undefined,
  })
  const lots = pages.data?.pages.flatMap(page => page.lots) ?? []
  const held = lots.filter(lot => lot.held).length
  return (
    <Panel
      title={t('lies.now')}
      side={
        <span className="quiet small num">
          {held > 0 ? t('lies.lots-held', { count: contents.lots, held }) : t('common.lots', { count: contents.lots })}
        </span>
      }
    >
      {pages.isError && <Trouble error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isPending && <Skeleton rows={4} height={56} />}
      {pages.isSuccess && lots.length === 0 && <p className="quiet place-empty">{t('lies.nothing')}</p>}
      <ul className="place-lots">
        {lots.map(lot => (
          <Lying key={lot.id} lot={lot} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button variant="default" fullWidth loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('common.show-more')}
        </Button>
      )}
    </Panel>
  )
}

function Lying({ lot }: { lot: LyingLot }) {
  const { rich } = useWords()
  return (
    <li className="place-lot">
      <LotName lot={lot} />
      <span className="place-amount num">
        <Amount value={lot.here} unit={lot.unit} />
      </span>
      <StateChip status={lot.status} held={lot.held} />
      <span className="place-more quiet small">
        {lot.description}
        {lot.container !== null && (
          <> {rich('lies.in', { container: <PlaceLink kind="container" code={lot.container} site={lot.site} /> })}</>
        )}
      </span>
    </li>
  )
}

function Containers({ detail: { containers, contents }, site }: { detail: PlaceDetail; site: string }) {
  const { t } = useWords()
  return (
    <Panel
      title={t('lies.containers')}
      side={<span className="quiet small num">{t('lies.containers-in-all', { count: contents.containers })}</span>}
    >
      <ul className="place-containers">
        {containers.map(one => (
          <li key={one.code}>
            <PlaceLink kind="container" code={one.code} site={site} />{' '}
            <span className="quiet small num">{t('common.lots', { count: one.lots })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function History({ detail: { place, events } }: { detail: PlaceDetail }) {
  const { t } = useWords()
  return (
    <Panel title={t('lies.history')}>
      {events.length === 0 && <p className="quiet place-empty">{t('lies.no-history')}</p>}
      <ol className="place-events">
        {events.map(event => (
          <li key={event.sequence}>
            <EventLine event={{ ...event, workCenter: null, workOrder: null }} /> <MovedLots event={event} />
          </li>
        ))}
      </ol>
      {place.kind !== 'container' && <p className="quiet small place-note">{t('lies.of-the-last', { count: EVENTS_MAX })}</p>}
    </Panel>
  )
}

function MovedLots({ event: { lot, lots } }: { event: PlaceDetail['events'][number] }) {
  const { t } = useWords()
  if (lot === null) return null
  return (
    <span className="nowrap">
      <Link className="mono" to="/lots/$id" params={{ id: String(lot.id) }} translate="no">
        {lot.number}
      </Link>
      {lots > 1 && <span className="small quiet"> {t('common.and-more', { count: lots - 1 })}</span>}
    </span>
  )
}
