import { Button, Checkbox, Progress, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import {
  newId,
  Problem,
  type RecallCommit,
  type RecallDifference,
  type RecallRecorded,
  type RecallSimulation,
  type TraceSeed,
} from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useHindrance } from '../../app/rights.ts'
import { containerOf, isOfPart, seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useSignedAct } from '../../parts/signing.tsx'
import { filled } from '../../parts/use-capture.ts'
import { DifferenceList } from './difference-list.tsx'
import { useExclusions } from './exclusions.tsx'
import { jobDone } from './job-done.ts'
import { seedParams, useSeeds } from './kept-lists.ts'
import { nextName } from './names.ts'

/** Only what was read now can be committed, and only by somebody who may record. */
export function CommitRecall({ answer }: { answer: RecallSimulation }) {
  const { t } = useWords()
  const { known } = useSearch({ from: '/recall' })
  const out = useHindrance()
  const [opened, setOpened] = useState(false)
  // Kept while the lists are looked at again.
  const [reason, setReason] = useState('')
  const { seeds } = useSeeds()
  const navigate = useNavigate({ from: '/recall' })
  const isOfParts = seeds.some(isOfPart)
  const whole = () => {
    const lain = seeds.some(text => containerOf(text) !== undefined) ? answer.seeds.flatMap(lotText) : []
    const lots = seeds.filter(text => containerOf(text) === undefined).map(text => seedText(seedOf(text)))
    void navigate({ search: before => ({ ...before, ...seedParams([...lots, ...lain]) }) })
  }
  const hindrance = known ? t('commit.earlier') : (out ?? (isOfParts ? t('commit.parts') : undefined))
  return (
    <section className="commit no-print" aria-label={t('commit.label')}>
      <Button disabled={hindrance !== undefined} onClick={() => setOpened(true)}>
        {t('commit.go')}
      </Button>
      <span className="small quiet">{hindrance ?? t('commit.text')}</span>
      {isOfParts && (
        <Button variant="default" onClick={whole}>
          {t('commit.whole')}
        </Button>
      )}
      {opened && <CommitModal answer={answer} reason={reason} setReason={setReason} onClose={() => setOpened(false)} />}
    </section>
  )
}

const lotText = ({ material, number }: TraceSeed): string[] => (number === undefined ? [] : [seedText({ material, number })])

interface Committing {
  answer: RecallSimulation
  reason: string
  setReason: (reason: string) => void
  onClose: () => void
}

function CommitModal({ answer, reason, setReason, onClose }: Committing) {
  const { t } = useWords()
  const [name, setName] = useState<string>()
  const [grade, setGrade] = useState('')
  const [drill, setDrill] = useState(false)
  const given = useGivenName(drill)
  const { commit, busy, problem, progress } = useCommit()
  const recall = filled(name ?? given)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void commit({ simulation: answer.simulation, kind: drill ? 'drill' : 'recall', reason: reason.trim(), ...named(recall, filled(grade)) })
  }
  const changed = problem?.code === 'scope-changed' ? (problem.more['difference'] as RecallDifference | undefined) : undefined
  return (
    <Dialog opened onClose={onClose} title={t('commit.title')} size={560}>
      <form className="stack" onSubmit={submit}>
        <WhatItDoes answer={answer} drill={drill} />
        <Textarea
          label={t('commit.reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          required
          autosize
          minRows={2}
          data-autofocus
        />
        <TextInput
          label={t('commit.name')}
          description={t('commit.name-what')}
          value={name ?? given ?? ''}
          onChange={event => setName(event.currentTarget.value)}
          classNames={{ input: 'mono' }}
        />
        <TextInput
          label={t('commit.class')}
          description={t('commit.class-what')}
          value={grade}
          onChange={event => setGrade(event.currentTarget.value)}
        />
        <Checkbox label={t('commit.is-drill')} checked={drill} onChange={event => setDrill(event.currentTarget.checked)} />
        {busy && progress !== undefined && <Progress value={Math.min(100, progress)} aria-label={t('commit.background')} />}
        {problem && <Refusal code={problem.code} detail={problem.message} />}
        {problem?.code === 'recall-exists' && <ThatOne recall={problem.more['recall']} />}
        {changed && <DifferenceList difference={changed} />}
        {problem?.code === 'scope-changed' ? (
          <Button onClick={() => void forgetAnswers().then(onClose)}>{t('commit.again')}</Button>
        ) : (
          <Act type="submit" loading={busy} disabled={reason.trim() === '' || recall === undefined}>
            {t(drill ? 'commit.go-drill' : 'commit.go-hold')}
          </Act>
        )}
      </form>
    </Dialog>
  )
}

/** Somebody else was quicker: the case is there, and is gone on with there. */
function ThatOne({ recall }: { recall: unknown }) {
  const { t } = useWords()
  if (typeof recall !== 'string') return null
  return (
    <Link className="button" to="/recalls/$recall" params={{ recall }}>
      {t('commit.go-on', { recall })}
    </Link>
  )
}

const named = (recall: string | undefined, grade: string | undefined) => ({
  ...(recall ? { recall } : {}),
  ...(grade ? { class: grade } : {}),
})

function WhatItDoes({ answer, drill }: { answer: RecallSimulation; drill: boolean }) {
  const { t, rich } = useWords()
  return (
    <div className="commit-what">
      <p>
        {rich(drill ? 'commit.records-drill' : 'commit.records', {
          lots: <strong className="num">{t('case.lots', { count: answer.totals.lots })}</strong>,
          customers: t('case.customer-count', { count: answer.customers.length }),
        })}
      </p>
      <p>{drill ? <strong>{t('commit.nothing-held')}</strong> : <WhatIsHeld seeds={answer.seeds.map(seed => seed.number)} />}</p>
    </div>
  )
}

function WhatIsHeld({ seeds }: { seeds: (string | undefined)[] }) {
  const { t, rich } = useWords()
  const first = seeds.slice(0, 5).join(', ')
  const lots = seeds.length > 5 ? t('common.first-and-more', { first, count: seeds.length - 5 }) : first
  return rich('commit.holds', {
    what: <strong>{rich('commit.holds-what', { lots: <span className="mono">{lots}</span> }, seeds.length)}</strong>,
  })
}

/** Named here and not by the server, so that a second press after a broken line repeats the same act. */
function useGivenName(drill: boolean): string | undefined {
  const site = useSite()
  const listed = useQuery({ queryKey: ['recalls', site], queryFn: () => client.recalls(site ? { site } : {}), enabled: site !== undefined })
  return (
    listed.data &&
    nextName(
      drill ? 'DR' : 'RC',
      listed.data.recalls.map(one => one.recall),
    )
  )
}

type Said = Omit<RecallCommit, 'seeds' | 'id' | 'at' | 'site'>

function useCommit() {
  const words = useWords()
  const { seeds: seed } = useSeeds()
  const exclusions = useExclusions()
  const site = useSite()
  const signed = useSignedAct()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [progress, setProgress] = useState<number>()
  const [sent, setSent] = useState<{ text: string; body: RecallCommit }>()
  const commit = async (spoken: Said) => {
    const said = { ...spoken, ...(exclusions.length > 0 ? { exclusions } : {}) }
    const text = JSON.stringify([site, seed, said])
    const body = sent?.text === text ? sent.body : bodyOf(said, seed, site)
    setSent({ text, body })
    setBusy(true)
    setProblem(undefined)
    try {
      const done = await signed(() => client.commitRecall(body))
      if (done === 'left') return
      const committed: Partial<RecallRecorded> = 'recall' in done ? done : {}
      const { recall = said.recall ?? '', job } = committed
      if (job !== undefined) await jobDone(job, setProgress, words)
      await navigate({ to: '/recalls/$recall', params: { recall } })
      void forgetAnswers()
    } catch (error) {
      setProblem(
        error instanceof Problem
          ? error
          : new Problem({ title: words.t('capture.not-recorded'), status: 0, code: 'fault', detail: String(error) }),
      )
    } finally {
      setBusy(false)
    }
  }
  return { commit, busy, problem, progress }
}

function bodyOf(said: Said, seed: string[], site: string | undefined): RecallCommit {
  return { ...said, seeds: seed.map(seedOf), id: newId(), at: new Date().toISOString(), ...(site ? { site } : {}) }
}
