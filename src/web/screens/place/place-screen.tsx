import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { FoundPlace, LyingLot, PlaceDetail, PlaceKind } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { EventLine } from '../../parts/event-line.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import './place.css'

const kindWords: Record<PlaceKind, string> = { container: 'Container', location: 'Location', workCenter: 'Work center' }
const isKind = (text: string): text is PlaceKind => text in kindWords

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
  return (
    <>
      {kindWords[kind]}
      {name !== null && `: ${name}`}
      {within !== null && (
        <>
          {within.kind === 'container' ? ', in ' : ', at '}
          <PlaceLink kind={within.kind} code={within.code} site={site} />
        </>
      )}
    </>
  )
}

function PlaceLink({ kind, code, site }: { kind: PlaceKind; code: string; site: string }) {
  return (
    <Link className="mono" to="/places/$kind/$code" params={{ kind, code }} search={{ site }}>
      {code}
    </Link>
  )
}

function Contents({ detail: { place, contents }, site }: { detail: PlaceDetail; site: string }) {
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
    <Panel title="In it now" side={<span className="quiet small num">{countWords(contents.lots, held)}</span>}>
      {pages.isError && <Trouble error={pages.error} retry={() => void pages.refetch()} />}
      {pages.isPending && <Skeleton rows={4} height={56} />}
      {pages.isSuccess && lots.length === 0 && <p className="quiet place-empty">Nothing is in it.</p>}
      <ul className="place-lots">
        {lots.map(lot => (
          <Lying key={lot.id} lot={lot} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button variant="default" fullWidth loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Panel>
  )
}

const countWords = (lots: number, held: number): string =>
  `${lots.toLocaleString('en')} ${lots === 1 ? 'lot' : 'lots'}${held > 0 ? `, ${held} of those shown on hold` : ''}`

function Lying({ lot }: { lot: LyingLot }) {
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
          <>
            {' '}
            in <PlaceLink kind="container" code={lot.container} site={lot.site} />
          </>
        )}
      </span>
    </li>
  )
}

function Containers({ detail: { containers, contents }, site }: { detail: PlaceDetail; site: string }) {
  return (
    <Panel title="Containers in it" side={<span className="quiet small num">{contents.containers.toLocaleString('en')} in all</span>}>
      <ul className="place-containers">
        {containers.map(one => (
          <li key={one.code}>
            <PlaceLink kind="container" code={one.code} site={site} />{' '}
            <span className="quiet small num">{`${one.lots} ${one.lots === 1 ? 'lot' : 'lots'}`}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function History({ detail: { place, events } }: { detail: PlaceDetail }) {
  return (
    <Panel title="In and out, the newest first">
      {events.length === 0 && <p className="quiet place-empty">Nothing went in or out lately.</p>}
      <ol className="place-events">
        {events.map(event => (
          <li key={event.sequence}>
            <EventLine event={{ ...event, workCenter: null, workOrder: null }} />
          </li>
        ))}
      </ol>
      {place.kind !== 'container' && <p className="quiet small place-note">Of the last 20,000 events.</p>}
    </Panel>
  )
}
