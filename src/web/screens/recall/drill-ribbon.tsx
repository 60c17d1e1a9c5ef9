import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { type Drill, type DrillStep, newId, Problem } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useMay } from '../../app/rights.ts'
import { seedOf } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { caseJobDone } from '../../parts/case-job.ts'
import { Chip } from '../../parts/state-chip.tsx'
import '../drills/drills.css'
import { clockText } from '../drills/durations.ts'
import { useSeeds } from './kept-lists.ts'

/** Over the whole time of a drill: what this is, how long it has run, what is done. The server takes the time of each step. */
export function DrillRibbon({ name, answered }: { name: string; answered: boolean }) {
  const { t } = useWords()
  const site = useSite()
  const query = site ? { site } : {}
  const shown = useQuery({ queryKey: ['drill', site, name], queryFn: () => client.drill(name, query), enabled: site !== undefined })
  return (
    <section className="ribbon no-print" aria-label={t('ribbon.label')}>
      <span className="ribbon-word">{t('case.drill')}</span>
      <Link className="mono strong" to="/drills/$drill" params={{ drill: name }}>
        {name}
      </Link>
      {shown.isError && <Refusal of="question" code="not-found" detail={shown.error.message} />}
      {shown.data && <Running one={shown.data} answered={answered} />}
    </section>
  )
}

function Running({ one, answered }: { one: Drill; answered: boolean }) {
  const { t } = useWords()
  const may = useMay()
  const acts = useActs(one)
  const { seeds } = useSeeds()
  // What is looked at must be what the drill is about.
  const isOfDrill = one.lots.every(lot => seeds.some(text => seedOf(text).number === lot.number))
  useTraced(one, answered && isOfDrill && may, acts.note)
  if (one.finishedAt !== null) return <span>{t('ribbon.finished')}</span>
  return (
    <>
      <Clock since={one.at} />
      <div className="ribbon-steps">
        {(['traced', 'stock', 'customers'] as const).map(step => (
          <Step key={step} one={one} step={step} busy={acts.busy} onTake={() => void acts.take(step)} />
        ))}
        <Act loading={acts.busy} onClick={() => void acts.finish()}>
          {t('ribbon.finish')}
        </Act>
        {acts.percent !== undefined && acts.percent > 0 && (
          <span className="num small" role="status">
            {t('ribbon.scorecard', { percent: t('shop.percent', { percent: acts.percent }) })}
          </span>
        )}
      </div>
      {acts.problem && <Refusal code={acts.problem.code} detail={acts.problem.message} />}
    </>
  )
}

/** As wide before as after: what stands beside it is not to move from under a finger. */
function Step({ one, step, busy, onTake }: { one: Drill; step: DrillStep; busy: boolean; onTake: () => void }) {
  const { t } = useWords()
  const at = one.steps[step]
  const said = t(`drill.step-${step}`)
  return (
    <span className="ribbon-step" data-taken={at !== null}>
      <Chip tone="done" sign="tick">
        {said} <span className="num">{clockText(at === null ? 0 : Date.parse(at) - Date.parse(one.at))}</span>
      </Chip>
      <Act variant="default" disabled={busy} onClick={onTake}>
        {said}
      </Act>
    </span>
  )
}

function Clock({ since }: { since: string }) {
  const { t } = useWords()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className="ribbon-clock num" role="timer" aria-label={t('ribbon.clock')}>
      {clockText(now - Date.parse(since))}
    </span>
  )
}

/** As soon as the answer is on the screen, the trace was read; whoever looks again later changes nothing. */
function useTraced(one: Drill, answered: boolean, note: (step: DrillStep) => Promise<void>) {
  const told = useRef(false)
  useEffect(() => {
    if (!answered || told.current || one.steps.traced !== null || one.finishedAt !== null) return
    told.current = true
    void note('traced')
  }, [answered, one, note])
}

function useActs(one: Drill) {
  const words = useWords()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [percent, setPercent] = useState<number>()
  const { site, drill } = one
  /** Nobody pressed anything for it, so nothing that somebody may be pressing changes. */
  const quietly = async (act: () => Promise<unknown>) => {
    try {
      await act()
      await forgetAnswers()
    } catch (error) {
      setProblem(
        error instanceof Problem
          ? error
          : new Problem({ title: words.t('capture.not-recorded'), status: 0, code: 'fault', detail: String(error) }),
      )
    }
  }
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(undefined)
    await quietly(act)
    setBusy(false)
    setPercent(undefined)
  }
  const step = (taken: DrillStep) => () => client.stepDrill(drill, { id: newId(), site, step: taken })
  return {
    busy,
    percent,
    problem,
    note: (taken: DrillStep) => quietly(step(taken)),
    take: (taken: DrillStep) => run(step(taken)),
    finish: () =>
      run(async () => {
        await caseJobDone(await client.finishDrill(drill, { id: newId(), site }), setPercent, words)
        await navigate({ to: '/drills/$drill', params: { drill } })
      }),
  }
}
