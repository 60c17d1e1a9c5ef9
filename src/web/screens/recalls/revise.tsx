import { Button, Progress, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  type LotRef,
  newId,
  Problem,
  type RecallCase,
  type RecallEntry,
  type RecallExclusion,
  type RecallNewVersion,
} from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { useSignedAct } from '../../parts/signing.tsx'
import { DifferenceList } from '../recall/difference-list.tsx'
import { ExcludeDialog } from '../recall/exclusions.tsx'
import { jobDone } from '../recall/job-done.ts'
import '../recall/recall.css'

/** What is frozen is what is shown: it is refused when something has changed in between. */
export function Revise({ one }: { one: RecallCase }) {
  const { t } = useWords()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <div className="row case-acts no-print">
        <Act variant={one.growth.same ? 'default' : 'filled'} onClick={() => setOpened(true)}>
          {t('revise.go', { version: one.version + 1 })}
        </Act>
      </div>
      {opened && <ReviseDialog one={one} onClose={() => setOpened(false)} />}
    </>
  )
}

/** What the next version does otherwise than the one before. */
interface Plan {
  seeds: LotRef[]
  exclusions: RecallExclusion[]
  inclusions: (LotRef & { reason: string })[]
}
const NOTHING: Plan = { seeds: [], exclusions: [], inclusions: [] }

function ReviseDialog({ one, onClose }: { one: RecallCase; onClose: () => void }) {
  const words = useWords()
  const { t, n, rich } = words
  const site = useSite()
  const signed = useSignedAct()
  const [plan, setPlan] = useState(NOTHING)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const tried = useTried(one.recall, plan)
  const [progress, setProgress] = useState<number>()
  const [sent, setSent] = useState<{ text: string; body: RecallNewVersion }>()
  // A second press after a broken line is the same act.
  const bodyFor = (said: RecallNewVersion): RecallNewVersion => {
    const text = JSON.stringify(said)
    const body = sent?.text === text ? sent.body : { ...said, id: newId(), at: new Date().toISOString() }
    setSent({ text, body })
    return body
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (tried.data === undefined || tried.isPlaceholderData) return
    setBusy(true)
    setProblem(undefined)
    const { seeds, exclusions, inclusions } = plan
    // Why a lot is taken in again is why there is another version, where nobody said more.
    const again = inclusions.map(lot => ({ ...lot, reason: lot.reason || reason.trim() }))
    try {
      const body = bodyFor({
        seeds,
        exclusions,
        inclusions: again,
        simulation: tried.data.simulation,
        reason: reason.trim(),
        ...(site ? { site } : {}),
      })
      const done = await signed(() => client.reviseRecall(one.recall, body))
      if (done !== 'left') {
        if ('job' in done && done.job !== undefined) await jobDone(done.job, setProgress, words)
        onClose()
        await forgetAnswers()
      }
    } catch (error) {
      setProblem(
        error instanceof Problem
          ? error
          : new Problem({ title: t('capture.not-recorded'), status: 0, code: 'fault', detail: String(error) }),
      )
    }
    setBusy(false)
  }
  const isOther = plan.seeds.length + plan.exclusions.length + plan.inclusions.length > 0 || tried.data?.same === false
  return (
    <Dialog opened onClose={onClose} title={t('case.version', { version: one.version + 1 })} size={640}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>{t('revise.text', { version: one.version })}</p>
        <Planned one={one} plan={plan} onChange={setPlan} />
        <section className="stack" aria-label={t('revise.against', { version: one.version })}>
          <h3>{t('revise.against', { version: one.version })}</h3>
          {tried.isError && <Trouble error={tried.error} retry={() => void tried.refetch()} />}
          {tried.isPending && <Skeleton rows={2} height={24} />}
          {tried.data && (
            <>
              <p className="small" role="status">
                {rich('revise.compared', {
                  lots: <strong className="num">{n(tried.data.lots)}</strong>,
                  lotsBefore: <span className="num">{n(one.lots)}</span>,
                  customers: <strong className="num">{n(tried.data.customers)}</strong>,
                  customersBefore: <span className="num">{n(one.customers)}</span>,
                })}
              </p>
              {tried.data.same ? <p className="small quiet">{t('revise.same')}</p> : <DifferenceList difference={tried.data} />}
            </>
          )}
        </section>
        <TextInput label={t('hold.reason')} value={reason} onChange={event => setReason(event.currentTarget.value)} required />
        {busy && progress !== undefined && <Progress value={Math.min(100, progress)} aria-label={t('revise.background')} />}
        {problem && <Refusal code={problem.code} detail={problem.message} />}
        {problem?.code === 'scope-changed' ? (
          <Button onClick={() => void forgetAnswers().then(() => setProblem(undefined))}>{t('revise.look-again')}</Button>
        ) : (
          <Act
            type="submit"
            loading={busy}
            disabled={reason.trim() === '' || !isOther || tried.data === undefined || tried.isPlaceholderData}
          >
            {t('revise.freeze', { version: one.version + 1 })}
          </Act>
        )}
      </form>
    </Dialog>
  )
}

function useTried(recall: string, { seeds, exclusions, inclusions }: Plan) {
  const site = useSite()
  const asked = { ...(site ? { site } : {}), seeds, exclude: exclusions.map(lotOf), include: inclusions.map(lotOf) }
  return useQuery({
    queryKey: ['recallVersion', recall, asked],
    queryFn: ({ signal }) => client.tryRecallVersion(recall, asked, signal),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

const lotOf = ({ material, number }: LotRef): LotRef => ({ number, ...(material === undefined ? {} : { material }) })
const isSame = (one: LotRef, other: LotRef): boolean => one.number === other.number && one.material === other.material

function Planned({ one, plan, onChange }: { one: RecallCase; plan: Plan; onChange: (plan: Plan) => void }) {
  const { t } = useWords()
  const [excluding, setExcluding] = useState(false)
  const excluded = one.exclusions.map(nameOf)
  return (
    <div className="stack">
      <LotPicker
        label={t('revise.from-another')}
        onPick={({ material, number }) => {
          if (!plan.seeds.some(lot => isSame(lot, { material, number })))
            onChange({ ...plan, seeds: [...plan.seeds, { material, number }] })
        }}
      />
      <ul className="case-list" aria-label={t('revise.new')}>
        {plan.seeds.map(lot => (
          <PlannedLot key={`seed ${lot.number}`} lot={lot} said={t('revise.starts-too')} onDrop={() => onChange(without(plan, lot))} />
        ))}
        {plan.exclusions.map(lot => (
          <PlannedLot
            key={`out ${lot.number}`}
            lot={lot}
            said={t('revise.excluded', { reason: lot.reason })}
            onDrop={() => onChange(without(plan, lot))}
          />
        ))}
      </ul>
      <div>
        <Button variant="default" size="sm" onClick={() => setExcluding(true)}>
          {t('revise.exclude')}
        </Button>
      </div>
      {excluded.length > 0 && (
        <fieldset className="stack revise-excluded">
          <legend className="small">{t('revise.untick')}</legend>
          {excluded.map(lot => (
            <label key={`${lot.material} ${lot.number}`} className="row">
              <input
                type="checkbox"
                aria-label={t('revise.stays-out', { number: lot.number })}
                checked={!plan.inclusions.some(other => isSame(other, lot))}
                onChange={event =>
                  onChange(
                    event.currentTarget.checked
                      ? without(plan, lot)
                      : { ...plan, inclusions: [...plan.inclusions, { ...lot, reason: '' }] },
                  )
                }
              />
              <span>
                <span className="mono strong">{lot.number}</span> <span className="mono small quiet">{lot.material}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {excluding && (
        <ExcludeDialog
          button={t('revise.exclude-it')}
          onClose={() => setExcluding(false)}
          onAdd={lot => {
            setExcluding(false)
            onChange({ ...plan, exclusions: [...plan.exclusions.filter(other => !isSame(other, lot)), lot] })
          }}
        />
      )}
    </div>
  )
}

const nameOf = ({ material, number }: RecallEntry): { material: string; number: string } => ({
  material: material ?? '',
  number: number ?? '',
})

function without(plan: Plan, lot: LotRef): Plan {
  const rest = <T extends LotRef>(lots: T[]): T[] => lots.filter(other => !isSame(other, lot))
  return { seeds: rest(plan.seeds), exclusions: rest(plan.exclusions), inclusions: rest(plan.inclusions) }
}

function PlannedLot({ lot, said, onDrop }: { lot: LotRef; said: string; onDrop: () => void }) {
  const { t } = useWords()
  return (
    <li className="row">
      <span className="grow">
        <LotLink lot={{ material: lot.material ?? '', number: lot.number }} /> {said}
      </span>
      <button type="button" className="seed-remove" aria-label={t('revise.leave', { number: lot.number })} onClick={onDrop}>
        <IconX size={14} />
      </button>
    </li>
  )
}
