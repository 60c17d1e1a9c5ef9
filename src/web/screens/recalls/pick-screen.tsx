import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCamera } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type CasePickList, newId, type PickLine, type PickList, type PickScan } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useScans } from '../../app/scan-listener.tsx'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { faultOf } from '../../parts/fault.ts'
import { PageHead } from '../../parts/panel.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { CameraSheet } from '../station/camera-sheet.tsx'
import { PickProgress } from './pick-panel.tsx'
import './recalls.css'

/** With a phone or a hand scanner along the pick list: a place first, then what lies there. */
export function PickScreen() {
  const { recall } = useParams({ from: '/recalls/$recall/pick' })
  const site = useSite()
  const shown = useQuery({
    queryKey: ['pickList', site, recall, 'places'],
    queryFn: () => client.pickList(recall, { limit: 1, ...(site ? { site } : {}) }),
    enabled: site !== undefined,
  })
  return (
    <>
      <PageHead title={`Fetch for ${recall}`} text="Scan the place, then everything of the list that lies there.">
        <Link className="button" to="/recalls/$recall" params={{ recall }}>
          The case
        </Link>
      </PageHead>
      {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Skeleton rows={5} height={60} />}
      {shown.data &&
        (shown.data.open ? <Walk list={shown.data} /> : <Blank title="The case is closed" text="Nothing more is fetched for it." />)}
    </>
  )
}

function Walk({ list }: { list: CasePickList }) {
  const walk = useWalk(list.recall)
  const [camera, setCamera] = useState(false)
  useScans(heard => void walk.scan(heard.text))
  const now: PickList = walk.last?.list ?? list
  return (
    <div className="stack pick">
      {list.kind === 'drill' && (
        <p className="case-drill">
          <strong>DRILL.</strong> Goods stay where they are.
        </p>
      )}
      <PickProgress found={now.found} lines={now.lines} />
      <Result last={walk.last} fault={walk.fault} />
      <ScanForm scan={walk.scan} busy={walk.busy} />
      <div className="row">
        <span className="grow">
          {walk.place === undefined ? 'No place scanned yet' : 'At '} <strong className="mono">{walk.place}</strong>
        </span>
        <Act needs="station" variant="default" size="md" leftSection={<IconCamera size={20} />} onClick={() => setCamera(!camera)}>
          {camera ? 'Camera off' : 'Camera'}
        </Act>
      </div>
      {camera && <CameraSheet onRead={text => void walk.scan(text)} />}
      <Places list={now} recall={list.recall} place={walk.place} />
    </div>
  )
}

function useWalk(recall: string) {
  const site = useSite()
  const [place, setPlace] = useState<string>()
  const [last, setLast] = useState<PickScan>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const scan = async (text: string) => {
    setBusy(true)
    setFault(undefined)
    try {
      const answer = await client.scanPick(recall, { text, id: newId(), limit: 1, ...(place ? { place } : {}), ...(site ? { site } : {}) })
      setLast(answer)
      setPlace(answer.place ?? undefined)
      if (answer.outcome === 'found') await forgetAnswers()
    } catch (error) {
      setLast(undefined)
      setFault(faultOf(error).detail)
    }
    setBusy(false)
  }
  return { place, last, fault, busy, scan }
}

const LOOKS: Record<PickScan['outcome'], { look: string; sign: SignName; word: string }> = {
  found: { look: 'done', sign: 'tick', word: 'Found' },
  place: { look: 'neutral', sign: 'arrow', word: 'Place' },
  already: { look: 'neutral', sign: 'tick', word: 'Already found' },
  'not-part': { look: 'neutral', sign: 'cross', word: 'Leave it' },
  excluded: { look: 'neutral', sign: 'cross', word: 'Leave it' },
  ambiguous: { look: 'attention', sign: 'triangle', word: 'Which one?' },
  unknown: { look: 'stop', sign: 'octagon', word: 'Not known' },
}

function Result({ last, fault }: { last: PickScan | undefined; fault: string | undefined }) {
  const { look, sign, word } =
    fault === undefined ? LOOKS[last?.outcome ?? 'place'] : { look: 'stop', sign: 'octagon' as const, word: 'Not recorded' }
  return (
    <div className={`pick-result pick-${look}`} role={look === 'stop' ? 'alert' : 'status'}>
      {last === undefined && fault === undefined ? (
        <span>Ready. Scan a place or goods.</span>
      ) : (
        <>
          <Sign name={sign} size={28} />
          <div>
            <strong>{word}</strong>
            <div>{fault ?? last?.detail}</div>
          </div>
        </>
      )}
    </div>
  )
}

function ScanForm({ scan, busy }: { scan: (text: string) => Promise<void>; busy: boolean }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    setText('')
    if (said !== '') void scan(said)
  }
  return (
    <form className="pick-form" onSubmit={submit}>
      <TextInput
        aria-label="Place, lot, serial or container"
        placeholder="scan, or type and press Enter"
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        classNames={{ input: 'mono' }}
        size="md"
        autoComplete="off"
      />
      <Act needs="station" type="submit" size="md" loading={busy} disabled={text.trim() === ''}>
        Confirm
      </Act>
    </form>
  )
}

const LINES_AT_ONCE = 200

/** Where somebody stands comes first, and of the others how much is to be fetched there. */
function Places({ list, recall, place }: { list: PickList; recall: string; place: string | undefined }) {
  const isListed = place !== undefined && list.places.some(one => one.place === place)
  const others = isListed ? list.places.filter(one => one.place !== place) : []
  return (
    <>
      <Lines list={list} recall={recall} place={isListed ? place : undefined} />
      {others.length > 0 && <Others places={others} />}
    </>
  )
}

function Lines({ list, recall, place }: { list: PickList; recall: string; place: string | undefined }) {
  const site = useSite()
  const [search, setSearch] = useState('')
  const [meant] = useDebouncedValue(search.trim(), 250)
  const pages = useInfiniteQuery({
    queryKey: ['pickList', site, recall, 'lines', place, meant],
    queryFn: ({ pageParam }) =>
      client.pickList(recall, {
        limit: LINES_AT_ONCE,
        ...(site ? { site } : {}),
        ...(place === undefined ? {} : { place }),
        ...(meant === '' ? {} : { search: meant }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next ?? null,
    placeholderData: keepPreviousData,
  })
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />
  if (!pages.data) return <Skeleton rows={5} height={60} />
  const linesAt = (at: string | null): PickLine[] =>
    pages.data.pages.flatMap(page => page.places.find(one => one.place === at)?.lines ?? [])
  const shown = list.places.map(one => ({ ...one, lines: linesAt(one.place) })).filter(one => one.lines.length > 0)
  return (
    <>
      {(list.lines > LINES_AT_ONCE || meant !== '') && (
        <TextInput label="Find a lot on the list" value={search} onChange={event => setSearch(event.currentTarget.value)} />
      )}
      {meant !== '' && shown.length === 0 && <p className="quiet">No lot of the list has this in its number.</p>}
      {shown.map(one => (
        <PlaceLines key={one.place ?? ''} one={one} isFound={meant !== ''} />
      ))}
      {pages.hasNextPage && (
        <Button variant="default" size="md" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {LINES_AT_ONCE} lines more
        </Button>
      )}
    </>
  )
}

/** What is found goes to the end. */
function PlaceLines({ one, isFound }: { one: PickList['places'][number]; isFound: boolean }) {
  return (
    <section className="panel" aria-label={one.place ?? 'No place recorded'}>
      <div className="spread">
        <h2 className="mono">{one.place ?? 'No place recorded'}</h2>
        <Counts one={one} />
      </div>
      <ul className="case-list pick-lines">
        {one.lines
          .toSorted((a, b) => Number(a.state === 'found') - Number(b.state === 'found'))
          .map(line => (
            <Line key={`${line.id} ${line.container ?? ''}`} line={line} />
          ))}
      </ul>
      {one.lines.length < one.total && !isFound && (
        <p className="small quiet">
          {one.lines.length.toLocaleString('en')} of {one.total.toLocaleString('en')} lines are shown.
        </p>
      )}
    </section>
  )
}

const Counts = ({ one }: { one: PickList['places'][number] }) => (
  <span className="num">
    {one.found.toLocaleString('en')} of {one.total.toLocaleString('en')}
  </span>
)

function Line({ line }: { line: PickLine }) {
  return (
    <li className="spread">
      <span>
        <strong className="mono">{line.number}</strong> <span className="mono small quiet">{line.material}</span>{' '}
        {line.container && <span className="small">in {line.container}</span>}{' '}
        {line.certainty === 'possible' && <CertaintyMark certainty={line.certainty} />}
      </span>
      <span className="row">
        <Amount value={line.quantity} unit={line.unit} />
        {line.state === 'found' ? (
          <Chip tone="done" sign="tick">
            Found
          </Chip>
        ) : (
          <Chip tone="attention" sign="empty">
            {line.state === 'partly' ? `${line.found} found` : 'To fetch'}
          </Chip>
        )}
      </span>
    </li>
  )
}

function Others({ places }: { places: PickList['places'] }) {
  return (
    <section className="panel" aria-label="Other places">
      <h2>Other places</h2>
      <ul className="case-list">
        {places.map(one => (
          <li key={one.place ?? ''} className="spread">
            <span className="mono">{one.place ?? 'No place recorded'}</span>
            <Counts one={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}
