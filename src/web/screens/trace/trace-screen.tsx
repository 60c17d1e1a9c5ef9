import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconTargetArrow } from '@tabler/icons-react'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { LotDetail } from '../../../client/index.ts'
import { seedText } from '../../app/search-params.ts'
import { Amount } from '../../parts/amount.tsx'
import { Skeleton } from '../../parts/blank.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { NewestLots } from '../../parts/newest-lots.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { StateChip } from '../../parts/state-chip.tsx'
import { LotTrouble, useLot } from '../lot/lot-screen.tsx'
import { PictureView } from './picture-view.tsx'
import './trace.css'
import { TraceSentence } from './trace-sentence.tsx'
import { TraceTable } from './trace-table.tsx'
import { TwoSidedTree } from './two-sided-tree.tsx'

export function TraceScreen() {
  const { lot: id } = useSearch({ from: '/trace' })
  if (id === undefined) return <NoSeed />
  return <Explorer id={Number(id)} />
}

function NoSeed() {
  const navigate = useNavigate()
  return (
    <div className="trace-start">
      <PageHead title="Trace" text="Start from any lot or serial; both directions appear at once, as deep as the record goes." />
      <LotPicker
        label="Lot, serial, vendor lot, heat or shipment"
        autoFocus
        onPick={lot => void navigate({ to: '/trace', search: { lot: String(lot.id) } })}
      />
      <FromContainer />
      <NewestLots title="Or one of the newest" onPick={lot => void navigate({ to: '/trace', search: { lot: String(lot.id) } })} />
    </div>
  )
}

/** Nobody knows the lot, but the box, the tank or the pallet it lay in: first which lots those were. */
function FromContainer() {
  const navigate = useNavigate()
  const [container, setContainer] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (container.trim() !== '') void navigate({ to: '/seeds', search: { container: container.trim() } })
  }
  return (
    <form className="trace-container" onSubmit={submit}>
      <TextInput
        label="Or a container"
        placeholder="what lay in it, of every lot"
        value={container}
        onChange={event => setContainer(event.currentTarget.value)}
        spellCheck={false}
      />
      <Button type="submit" variant="default">
        What lay in it?
      </Button>
    </form>
  )
}

function Explorer({ id }: { id: number }) {
  const lot = useLot(id)
  const { view, find } = useSearch({ from: '/trace' })
  if (lot.isError) return <LotTrouble error={lot.error} retry={() => void lot.refetch()} />
  if (!lot.data) return <Skeleton rows={10} height={44} />
  return (
    <>
      <Head lot={lot.data} />
      {view === 'table' && <TraceTable lot={lot.data} />}
      {view === 'picture' && <PictureView lot={lot.data} />}
      {!hasOwnView(view) && <TreeView lot={lot.data} find={find} />}
    </>
  )
}

/** The tree is what the screen opens with; its address needs no word for it. */
const hasOwnView = (view: string | undefined): view is 'table' | 'picture' => view === 'table' || view === 'picture'

function TreeView({ lot, find }: { lot: LotDetail; find: string | undefined }) {
  return (
    <>
      <TraceSentence lot={lot} />
      <TwoSidedTree lot={lot} find={find} key={lot.id} />
    </>
  )
}

function Head({ lot }: { lot: LotDetail }) {
  const { view, find } = useSearch({ from: '/trace' })
  const navigate = useNavigate({ from: '/trace' })
  return (
    <header className="trace-head">
      <div className="trace-seed">
        <h1 className="hidden-text">Trace of {lot.number}</h1>
        <LotName lot={lot} />
        <span className="quiet">{lot.description}</span>
        <StateChip status={lot.status} held={lot.held} />
        <Amount value={lot.onHand} unit={lot.unit} strong />
      </div>
      <div className="row no-print">
        {!hasOwnView(view) && (
          <ParamInput
            label="Find in the tree"
            placeholder="find in the tree"
            value={find}
            onChange={value => void navigate({ search: before => ({ ...before, find: value }), replace: true })}
          />
        )}
        <SegmentedControl
          aria-label="View"
          value={hasOwnView(view) ? view : 'tree'}
          onChange={value =>
            void navigate({ search: before => ({ ...before, view: hasOwnView(value) ? value : undefined }), replace: true })
          }
          data={[
            { value: 'tree', label: 'Tree' },
            { value: 'picture', label: 'Picture' },
            { value: 'table', label: 'Table' },
          ]}
        />
        <Link className="button" to="/recall" search={{ seed: [seedText(lot)] }}>
          <IconTargetArrow size={18} />
          Recall
        </Link>
      </div>
    </header>
  )
}
