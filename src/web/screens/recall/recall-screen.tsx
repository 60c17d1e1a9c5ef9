import { Switch } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { RecallSimulation } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { traceSeedOf } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { InAll } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { KnownAtInput } from '../../parts/known-at.tsx'
import { OpenEnds } from '../../parts/open-ends.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { absoluteTime } from '../../parts/when.tsx'
import { BalanceBar } from './balance-bar.tsx'
import { CommitRecall } from './commit-recall.tsx'
import { Customers } from './customers.tsx'
import { DrillRibbon } from './drill-ribbon.tsx'
import { EndColumns } from './end-columns.tsx'
import { EndCounts, FirstLook } from './end-counts.tsx'
import { EndLists } from './end-lists.tsx'
import { Exclusions, useExclusions } from './exclusions.tsx'
import { useSeeds } from './kept-lists.ts'
import './recall.css'
import { Seeds } from './seeds.tsx'

export function RecallScreen() {
  const { known, possible, drill } = useSearch({ from: '/recall' })
  const { seeds: seed } = useSeeds()
  const out = useExclusions()
  const site = useSite()
  const exclude = out.map(({ number, material }) => ({ number, ...(material ? { material } : {}), ...(site ? { site } : {}) }))
  const question = {
    seeds: seed.map(text => ({ ...traceSeedOf(text), ...(site ? { site } : {}) })),
    includePossible: possible !== '0',
    ...(known ? { asKnownAt: new Date(known).toISOString() } : {}),
  }
  const key = ['recall', seed, known, possible, site]
  // How many lots there are is known long before how much of each.
  const first = useQuery({
    queryKey: ['recall-first-look', ...key.slice(1), exclude],
    queryFn: ({ signal }) => client.lookAtRecall({ ...question, ...(exclude.length > 0 ? { exclude } : {}) }, signal),
    enabled: seed.length > 0 && site !== undefined,
    retry: false,
  })
  const simulation = useQuery({
    queryKey: [...key, exclude],
    queryFn: ({ signal }) => client.simulateRecall({ ...question, ...(exclude.length > 0 ? { exclude } : {}) }, signal),
    // One after the other: the first answer is not to wait for the large one.
    enabled: seed.length > 0 && site !== undefined && !first.isPending,
    placeholderData: before => (seed.length > 0 ? before : undefined),
  })
  const isWaiting = seed.length > 0 && (simulation.isPending || simulation.isPlaceholderData)
  // What it would reach without anything taken out, to say what the exclusions do.
  const whole = useQuery({
    queryKey: [...key, []],
    queryFn: ({ signal }) => client.simulateRecall(question, signal),
    enabled: seed.length > 0 && site !== undefined && exclude.length > 0,
  })
  const before = whole.data && { lots: whole.data.totals.lots, customers: whole.data.customers.length }
  return (
    <div className="recall">
      <PageHead
        title="Recall"
        text={
          seed.length === 0 ? 'Who has it, what can still be stopped, and does every piece add up? Looking changes nothing.' : undefined
        }
      >
        <Link className="button" to="/recalls">
          Recall cases
        </Link>
        {simulation.data && (
          <button type="button" className="button" onClick={() => window.print()}>
            <IconPrinter size={18} />
            Print
          </button>
        )}
      </PageHead>
      {drill && <DrillRibbon name={drill} answered={simulation.data !== undefined && !simulation.isError} />}
      <Seeds />
      {seed.length > 0 ? <Question /> : <NoSeed />}
      {simulation.isError && <Trouble error={simulation.error} retry={() => void simulation.refetch()} />}
      {isWaiting && first.data && <FirstLook seen={first.data} />}
      {seed.length > 0 && simulation.isPending && <Skeleton rows={first.data ? 4 : 8} height={60} />}
      {simulation.data && !simulation.isError && !(isWaiting && first.data) && <Answer answer={simulation.data} before={before} />}
    </div>
  )
}

function NoSeed() {
  return (
    <Blank
      title="Which lots are in doubt?"
      text="Scan or paste what you were given: a lot, the vendor's lot or heat, serials, a whole list. If only a machine, a person, a time or a value is known, ask for its lots first."
    >
      <Link className="button" to="/seeds">
        Lots by question
      </Link>
      <Link className="button" to="/drills">
        Practise with a drill
      </Link>
    </Blank>
  )
}

function Question() {
  const { known, possible } = useSearch({ from: '/recall' })
  const navigate = useNavigate({ from: '/recall' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="row recall-question no-print">
      <Switch
        label="with lots that are only possible"
        checked={possible !== '0'}
        onChange={event => set({ possible: event.currentTarget.checked ? undefined : '0' })}
      />
      <KnownAtInput value={known} onChange={value => set({ known: value })} />
    </div>
  )
}

function Answer({ answer, before }: { answer: RecallSimulation; before: { lots: number; customers: number } | undefined }) {
  const { drill } = useSearch({ from: '/recall' })
  if (answer.brief) return <Brief answer={answer} />
  if (answer.totals.lots === 0 && isEmpty(answer)) {
    return (
      <Blank title="Nothing was made from it and nothing is left of it" text="The record has no use, stock or shipment of these lots.">
        <Link to="/lots">Find another lot</Link>
      </Blank>
    )
  }
  return (
    <>
      <Clock answer={answer} />
      {!drill && <Exclusions answer={answer} before={before} />}
      {!drill && <CommitRecall answer={answer} />}
      <EndColumns answer={answer} />
      <BalanceBar answer={answer} />
      <OpenEnds ends={answer.openEnds} />
      <Customers answer={answer} />
      <EndLists answer={answer} />
    </>
  )
}

/** Too many to list in one answer: what is decided needs the totals, and the lists are read page by page. */
function Brief({ answer }: { answer: RecallSimulation }) {
  const { drill } = useSearch({ from: '/recall' })
  const { totals, lists } = answer
  return (
    <>
      <Clock answer={answer} />
      {!drill && <CommitRecall answer={answer} />}
      {lists && <EndCounts answer={answer} lists={lists} />}
      <Blank
        title={`${totals.lots.toLocaleString('en')} lots and serials are too many to list here`}
        text={`${totals.certain.toLocaleString('en')} certainly, ${totals.possible.toLocaleString('en')} possibly. The trace has them page by page.`}
      >
        <Link to="/trace">Trace</Link>
      </Blank>
      <OpenEnds ends={answer.openEnds} />
      <Customers answer={answer} />
    </>
  )
}

function isEmpty({ ends }: RecallSimulation): boolean {
  return ends.stop.length + ends.quarantine.length + ends.call.length + ends.gone.length === 0
}

/** The clock is visible and honest: what was asked of the ledger, as it stood when, and how long the answer took. */
function Clock({ answer }: { answer: RecallSimulation }) {
  const { totals, knownAt } = answer
  return (
    <p className="recall-clock" role="status">
      <strong className="num">{totals.lots.toLocaleString('en')} lots and serials</strong> reached over{' '}
      <span className="num">{totals.links.toLocaleString('en')}</span> links in{' '}
      <strong className="num">{duration(answer.elapsedMs)}</strong>, {answer.complete ? 'complete' : <strong>not complete</strong>}.{' '}
      <InAll affected={totals.affected} isSentence />
      <span className="quiet">
        {' '}
        As known at{' '}
        <Link to="/ledger" search={{ event: String(knownAt.sequence) }} className="num">
          #{knownAt.sequence.toLocaleString('en')}
        </Link>
        {knownAt.time && `, ${absoluteTime(knownAt.time, true)}`}. Nothing has been changed.
      </span>
      <span className="print-only small">Simulation {answer.simulation}</span>
    </p>
  )
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`
}
