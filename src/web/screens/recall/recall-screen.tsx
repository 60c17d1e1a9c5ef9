import { Switch } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { KnownAt, RecallSimulation } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { traceSeedOf } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { decimal, InAll } from '../../parts/amount.tsx'
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
  const { t } = useWords()
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
      <PageHead title={t('recall.title')} text={seed.length === 0 ? t('recall.text') : undefined}>
        {simulation.data && (
          <button type="button" className="button" onClick={() => window.print()}>
            <IconPrinter size={18} />
            {t('recall.print')}
          </button>
        )}
        <Link className="button" to="/recalls">
          {t('recall.cases')}
        </Link>
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
  const { t } = useWords()
  return (
    <Blank title={t('recall.which')} text={t('recall.which-text')}>
      <Link className="button" to="/seeds">
        {t('recall.by-question')}
      </Link>
      <Link className="button" to="/drills">
        {t('recall.practise')}
      </Link>
    </Blank>
  )
}

function Question() {
  const { t } = useWords()
  const { known, possible } = useSearch({ from: '/recall' })
  const navigate = useNavigate({ from: '/recall' })
  const set = (change: Record<string, string | undefined>) => void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <div className="row recall-question no-print">
      <Switch
        label={t('recall.with-possible')}
        checked={possible !== '0'}
        onChange={event => set({ possible: event.currentTarget.checked ? undefined : '0' })}
      />
      <KnownAtInput value={known} onChange={value => set({ known: value })} />
    </div>
  )
}

function Answer({ answer, before }: { answer: RecallSimulation; before: { lots: number; customers: number } | undefined }) {
  const { t } = useWords()
  const { drill } = useSearch({ from: '/recall' })
  if (answer.brief) return <Brief answer={answer} />
  if (answer.totals.lots === 0 && isEmpty(answer)) {
    return (
      <Blank title={t('recall.nothing')} text={t('recall.nothing-text')}>
        <Link to="/lots">{t('recall.find-other')}</Link>
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
  const { t } = useWords()
  const { drill } = useSearch({ from: '/recall' })
  const { totals, lists } = answer
  return (
    <>
      <Clock answer={answer} />
      {!drill && <CommitRecall answer={answer} />}
      {lists && <EndCounts answer={answer} lists={lists} />}
      <Blank
        title={t('recall.too-many', { lots: t('case.lots', { count: totals.lots }) })}
        text={t('recall.too-many-text', { certain: totals.certain, possible: totals.possible })}
      >
        <Link to="/trace">{t('recall.trace')}</Link>
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
  const words = useWords()
  const { t, n, rich } = words
  const { totals, complete } = answer
  return (
    <p className="recall-clock" role="status">
      {rich(
        'recall.reached',
        {
          lots: <strong className="num">{t('case.lots', { count: totals.lots })}</strong>,
          links: <span className="num">{n(totals.links)}</span>,
          time: <strong className="num">{duration(answer.elapsedMs, words)}</strong>,
          complete: complete ? t('recall.complete') : <strong>{t('recall.not-complete')}</strong>,
        },
        totals.links,
      )}{' '}
      <InAll affected={totals.affected} isSentence /> <AsKnown at={answer.knownAt} />
      <span className="print-only small">{t('recall.simulation', { simulation: answer.simulation })}</span>
    </p>
  )
}

function AsKnown({ at }: { at: KnownAt }) {
  const words = useWords()
  const event = (
    <Link to="/ledger" search={{ event: String(at.sequence) }} className="num">
      #{words.n(at.sequence)}
    </Link>
  )
  const time = at.time && absoluteTime(at.time, true, words)
  return <span className="quiet">{words.rich(time ? 'recall.as-known-at' : 'recall.as-known', { event, time })}</span>
}

function duration(ms: number, { t, mark }: Words): string {
  return ms < 1000
    ? t('recall.ms', { count: Math.max(1, Math.round(ms)) })
    : t('drill.seconds', { seconds: decimal((ms / 1000).toFixed(1), mark) })
}
