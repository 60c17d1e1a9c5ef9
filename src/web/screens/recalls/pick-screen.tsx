import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCamera } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type CasePickList, newId, type PickLine, type PickList, type PickScan } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useScans } from '../../app/scan-listener.tsx'
import { useSite } from '../../app/site.tsx'
import { heard, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount, grouped } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { faultOf } from '../../parts/fault.ts'
import { PageHead } from '../../parts/panel.tsx'
import { refusalSaid } from '../../parts/refusal-words.ts'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { CameraSheet } from '../station/camera-sheet.tsx'
import { Spoken } from '../station/words.tsx'
import { PickProgress } from './pick-panel.tsx'
import './recalls.css'

/** With a phone or a hand scanner along the pick list: a place first, then what lies there. */
export function PickScreen() {
  const { t } = useWords()
  const { recall } = useParams({ from: '/recalls/$recall/pick' })
  const site = useSite()
  const shown = useQuery({
    queryKey: ['pickList', site, recall, 'places'],
    queryFn: () => client.pickList(recall, { limit: 1, ...(site ? { site } : {}) }),
    enabled: site !== undefined,
  })
  return (
    <>
      <PageHead title={t('pick.for', { recall })} text={t('pick.text')}>
        <Link className="button" to="/recalls/$recall" params={{ recall }}>
          {t('pick.case')}
        </Link>
      </PageHead>
      {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Skeleton rows={5} height={60} />}
      {shown.data && (shown.data.open ? <Walk list={shown.data} /> : <Blank title={t('pick.closed')} text={t('pick.closed-text')} />)}
    </>
  )
}

function Walk({ list }: { list: CasePickList }) {
  const { t, rich, language } = useWords()
  const walk = useWalk(list.recall)
  const [camera, setCamera] = useState(false)
  useScans(heard => void walk.scan(heard.text))
  const now: PickList = walk.last?.list ?? list
  return (
    <div className="stack pick">
      {list.kind === 'drill' && (
        <p className="case-drill">
          <strong>{t('case.drill-is')}</strong> {t('pick.drill-text')}
        </p>
      )}
      <PickProgress found={now.found} lines={now.lines} />
      <Result last={walk.last} fault={walk.fault} />
      <ScanForm scan={walk.scan} busy={walk.busy} />
      <div className="row">
        <span className="grow">
          {walk.place === undefined ? t('pick.no-place-yet') : rich('pick.at', { place: <strong className="mono">{walk.place}</strong> })}
        </span>
        <Act needs="station" variant="default" size="md" leftSection={<IconCamera size={20} />} onClick={() => setCamera(!camera)}>
          {t(camera ? 'pick.camera-off' : 'pick.camera')}
        </Act>
      </div>
      {camera && (
        <Spoken language={language}>
          <CameraSheet onRead={text => void walk.scan(text)} />
        </Spoken>
      )}
      <Places list={now} recall={list.recall} place={walk.place} />
    </div>
  )
}

function useWalk(recall: string) {
  const words = useWords()
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
      setFault(refusalSaid(faultOf(error), words).text)
    }
    setBusy(false)
  }
  return { place, last, fault, busy, scan }
}

const LOOKS: Record<PickScan['outcome'], { look: string; sign: SignName; word: OfficeKey }> = {
  found: { look: 'done', sign: 'tick', word: 'pick.found' },
  place: { look: 'neutral', sign: 'arrow', word: 'pick.place' },
  already: { look: 'neutral', sign: 'tick', word: 'pick.already' },
  'not-part': { look: 'neutral', sign: 'cross', word: 'pick.leave' },
  excluded: { look: 'neutral', sign: 'cross', word: 'pick.leave' },
  ambiguous: { look: 'attention', sign: 'triangle', word: 'pick.which' },
  unknown: { look: 'stop', sign: 'octagon', word: 'pick.unknown' },
}

function Result({ last, fault }: { last: PickScan | undefined; fault: string | undefined }) {
  const words = useWords()
  const { t } = words
  const { look, sign, word } =
    fault === undefined
      ? LOOKS[last?.outcome ?? 'place']
      : { look: 'stop', sign: 'octagon' as const, word: 'capture.not-recorded' as const }
  return (
    <div className={`pick-result pick-${look}`} role={look === 'stop' ? 'alert' : 'status'}>
      {last === undefined && fault === undefined ? (
        <span>{t('pick.ready')}</span>
      ) : (
        <>
          <Sign name={sign} size={28} />
          <div>
            <strong>{t(word)}</strong>
            <div>{fault ?? last?.said.map(one => heard(one, words)).join(' ')}</div>
          </div>
        </>
      )}
    </div>
  )
}

function ScanForm({ scan, busy }: { scan: (text: string) => Promise<void>; busy: boolean }) {
  const { t } = useWords()
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
        aria-label={t('pick.field')}
        placeholder={t('pick.field-how')}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        classNames={{ input: 'mono' }}
        size="md"
        autoComplete="off"
      />
      <Act needs="station" type="submit" size="md" loading={busy} disabled={text.trim() === ''}>
        {t('pick.confirm')}
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
  const { t } = useWords()
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
        <TextInput label={t('pick.find')} value={search} onChange={event => setSearch(event.currentTarget.value)} />
      )}
      {meant !== '' && shown.length === 0 && <p className="quiet">{t('pick.none-so')}</p>}
      {shown.map(one => (
        <PlaceLines key={one.place ?? ''} one={one} isFound={meant !== ''} />
      ))}
      {pages.hasNextPage && (
        <Button variant="default" size="md" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('pick.lines-more', { count: LINES_AT_ONCE })}
        </Button>
      )}
    </>
  )
}

/** What is found goes to the end. */
function PlaceLines({ one, isFound }: { one: PickList['places'][number]; isFound: boolean }) {
  const { t } = useWords()
  return (
    <section className="panel" aria-label={one.place ?? t('pick.no-place-head')}>
      <div className="spread">
        <h2 className="mono">{one.place ?? t('pick.no-place-head')}</h2>
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
        <p className="small quiet">{t('pick.lines-shown', { part: one.lines.length, whole: one.total })}</p>
      )}
    </section>
  )
}

function Counts({ one }: { one: PickList['places'][number] }) {
  const { t } = useWords()
  return <span className="num">{t('common.of', { part: one.found, whole: one.total })}</span>
}

function Line({ line }: { line: PickLine }) {
  const { t, mark } = useWords()
  return (
    <li className="spread">
      <span>
        <strong className="mono">{line.number}</strong> <span className="mono small quiet">{line.material}</span>{' '}
        {line.container && <span className="small">{t('pick.in', { container: line.container })}</span>}{' '}
        {line.certainty === 'possible' && <CertaintyMark certainty={line.certainty} />}
      </span>
      <span className="row">
        <Amount value={line.quantity} unit={line.unit} />
        {line.state === 'found' ? (
          <Chip tone="done" sign="tick">
            {t('pick.found')}
          </Chip>
        ) : (
          <Chip tone="attention" sign="empty">
            {line.state === 'partly' ? t('pick.partly', { quantity: grouped(line.found, mark) }) : t('pick.to-fetch')}
          </Chip>
        )}
      </span>
    </li>
  )
}

function Others({ places }: { places: PickList['places'] }) {
  const { t } = useWords()
  return (
    <section className="panel" aria-label={t('pick.other-places')}>
      <h2>{t('pick.other-places')}</h2>
      <ul className="case-list">
        {places.map(one => (
          <li key={one.place ?? ''} className="spread">
            <span className="mono">{one.place ?? t('pick.no-place-head')}</span>
            <Counts one={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}
