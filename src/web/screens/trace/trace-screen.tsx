import { Button, SegmentedControl } from '@mantine/core'
import { IconTargetArrow } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { isSeries, type LotDetail, oneOf, serialNamed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { lotIdOf, traceSearch } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton } from '../../parts/blank.tsx'
import { ContainerField } from '../../parts/container-field.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { NewestLots } from '../../parts/newest-lots.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { StandingLegend } from '../../parts/quality-standing.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import { LotTrouble, NoSuchLot, useLot } from '../lot/lot-screen.tsx'
import { FromSeed } from './from-seed.tsx'
import { PictureView } from './picture-view.tsx'
import { TimelineView } from './timeline-view.tsx'
import './trace.css'
import { TraceSentence } from './trace-sentence.tsx'
import { TraceTable } from './trace-table.tsx'
import { useSeedText } from './traced-part.tsx'
import { TwoSidedTree } from './two-sided-tree.tsx'

export function TraceScreen() {
  const { lot, seed } = useSearch({ from: '/trace' })
  if (lot === undefined) return seed === undefined || seed.length === 0 ? <NoSeed /> : <FromSeed seeds={seed} />
  const id = lotIdOf(lot)
  return id === undefined ? <NoSuchLot /> : <Explorer id={id} />
}

function NoSeed() {
  const { t } = useWords()
  const navigate = useNavigate()
  return (
    <div className="trace-start">
      <PageHead title={t('trace.title')} text={t('trace.text')} />
      <LotPicker
        label={t('trace.seed')}
        autoFocus
        onPick={lot => void navigate({ to: '/trace', search: traceSearch({ id: lot.id, serial: serialNamed(lot) }) })}
      />
      <FromContainer />
      <NewestLots title={t('trace.or-newest')} onPick={lot => void navigate({ to: '/trace', search: traceSearch(lot) })} />
    </div>
  )
}

/** Nobody knows the lot, but the box, the tank or the pallet it lay in: first which lots those were. */
function FromContainer() {
  const { t } = useWords()
  const navigate = useNavigate()
  const [container, setContainer] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (container.trim() !== '') void navigate({ to: '/seeds', search: { container: container.trim() } })
  }
  return (
    <form className="trace-container" onSubmit={submit}>
      <ContainerField label={t('trace.or-container')} placeholder={t('trace.container-what')} value={container} onChange={setContainer} />
      <Button type="submit" variant="default">
        {t('trace.what-lay')}
      </Button>
    </form>
  )
}

function Explorer({ id }: { id: number }) {
  const lot = useLot(id)
  const { serial } = useSearch({ from: '/trace' })
  if (lot.isError) return <LotTrouble error={lot.error} retry={() => void lot.refetch()} />
  if (!lot.data) return <Skeleton rows={10} height={44} />
  return serial !== undefined && isSeries(lot.data) ? <OneOfSeries series={lot.data} serial={serial} /> : <Explored lot={lot.data} />
}

/** One that an event has named since the link was made is a lot of its own. */
function OneOfSeries({ series, serial }: { series: LotDetail; serial: string }) {
  const { site, material } = series
  const found = useQuery({
    queryKey: ['lots', 'serial', serial, site, material],
    queryFn: ({ signal }) => client.lots({ search: serial, site, material, limit: 10 }, signal),
  })
  if (found.isError) return <LotTrouble error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Skeleton rows={10} height={44} />
  const own = found.data.rows.find(({ number }) => number === serial)
  if (own) return <Navigate to="/trace" search={before => ({ ...before, lot: String(own.id), serial: undefined })} replace />
  const lot = oneOf(series, serial)
  return lot === undefined ? <NotOfSeries series={series} serial={serial} /> : <Explored lot={lot} serial={serial} />
}

function Explored({ lot, serial }: { lot: LotDetail; serial?: string }) {
  const { view, find } = useSearch({ from: '/trace' })
  return (
    <>
      <Head lot={lot} serial={serial} />
      {view === 'table' && <TraceTable lot={lot} />}
      {view === 'picture' && <PictureView lot={lot} />}
      {view === 'timeline' && <TimelineView lot={lot} />}
      {!hasOwnView(view) && <TreeView lot={lot} find={find} serial={serial} />}
    </>
  )
}

function NotOfSeries({ series, serial }: { series: LotDetail; serial: string }) {
  const { t } = useWords()
  return (
    <Blank page title={t('trace.not-of-series', { serial })} text={t('trace.not-of-series-text')}>
      <Link to="/lots" search={{ search: serial }}>
        {t('trace.search-for', { serial })}
      </Link>
      <Link to="/trace" search={traceSearch(series)}>
        {t('trace.the-series')}
      </Link>
    </Blank>
  )
}

/** The tree is what the screen opens with; its address needs no word for it. */
const hasOwnView = (view: string | undefined): boolean => view === 'table' || view === 'picture' || view === 'timeline'

function TreeView({ lot, find, serial }: { lot: LotDetail; find: string | undefined; serial: string | undefined }) {
  return (
    <>
      <TraceSentence lot={lot} />
      <TwoSidedTree lot={lot} find={find} isOne={serial !== undefined} key={`${lot.id} ${lot.number}`} />
      <StandingLegend />
    </>
  )
}

function Head({ lot, serial }: { lot: LotDetail; serial: string | undefined }) {
  const { t } = useWords()
  const { view, find } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  return (
    <header className="trace-head">
      <div className="trace-seed">
        <h1 className="hidden-text">{t('trace.of', { number: lot.number })}</h1>
        <LotName lot={{ ...lot, serial }} />
        <span className="quiet" translate="no">
          {lot.description}
        </span>
        <StateChip status={lot.status} held={lot.held} />
        <Amount value={lot.onHand} unit={lot.unit} strong />
      </div>
      <div className="row no-print">
        {!hasOwnView(view) && (
          <ParamInput
            label={t('trace.find')}
            placeholder={t('trace.find-what')}
            value={find}
            onChange={value => void navigate({ search: before => ({ ...before, find: value }), replace: true })}
          />
        )}
        <SegmentedControl
          aria-label={t('trace.view')}
          value={hasOwnView(view) ? (view ?? 'tree') : 'tree'}
          onChange={value =>
            void navigate({
              search: before => ({ ...before, view: hasOwnView(value) ? value : undefined, zoom: undefined, center: undefined }),
              replace: true,
            })
          }
          data={[
            { value: 'tree', label: t('trace.view-tree') },
            { value: 'picture', label: t('trace.view-picture') },
            { value: 'timeline', label: t('trace.view-timeline') },
            { value: 'table', label: t('trace.view-table') },
          ]}
        />
        <Link className="button" to="/recall" search={{ seed: [useSeedText(lot, 'forward')] }}>
          <IconTargetArrow size={18} />
          {t('place.recall')}
        </Link>
      </div>
    </header>
  )
}
