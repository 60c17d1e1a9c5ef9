import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Proof, ProofStep } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { type LotPart, seedOf, traceSeedOf } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Range } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { EventLine } from '../../parts/event-line.tsx'
import { KnownAtInput, KnownAtWords } from '../../parts/known-at.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { partIn, partOfSeed, partWords } from '../../parts/lot-part.ts'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import './proof.css'

export function ProofScreen() {
  const { seed = [], lot, direction, known, ...said } = useSearch({ from: '/proof' })
  const navigate = useNavigate({ from: '/proof' })
  const site = useSite()
  const words = useWords()
  const way = direction === 'back' ? 'back' : 'forward'
  const part = way === 'forward' ? partIn(said) : {}
  const proof = useQuery({
    queryKey: ['proof', seed, lot, way, known, site, part],
    queryFn: ({ signal }) =>
      client.proof(
        {
          direction: way,
          seeds: seed.map(text => ({ ...traceSeedOf(text), ...partOfSeed(part), ...(site ? { site } : {}) })),
          lot: { ...seedOf(lot ?? ''), ...(site ? { site } : {}) },
          ...(known ? { asKnownAt: new Date(known).toISOString() } : {}),
        },
        signal,
      ),
    enabled: seed.length > 0 && lot !== undefined && site !== undefined,
  })
  if (seed.length === 0 || lot === undefined) return <NothingAsked />
  return (
    <div className="stack">
      <PageHead
        title={words.t('why.why-lot', { lot: seedOf(lot).number })}
        text={way === 'forward' ? forwardWords(part, proof.data, words) : words.t('proof.back')}
      >
        <KnownAtInput value={known} onChange={value => void navigate({ search: before => ({ ...before, known: value }), replace: true })} />
      </PageHead>
      {proof.isError && <Trouble error={proof.error} retry={() => void proof.refetch()} />}
      {proof.isPending && <Skeleton rows={6} height={60} />}
      {proof.data && !proof.isError && <Answer proof={proof.data} />}
    </div>
  )
}

function forwardWords(seedPart: LotPart, proof: Proof | undefined, words: Words): string {
  const part = partWords(seedPart, proof?.seeds[0]?.unit ?? '', words)
  return part === '' ? words.t('proof.forward') : words.t('proof.forward-part', { part })
}

function NothingAsked() {
  const { t } = useWords()
  return (
    <Blank page title={t('proof.none')} text={t('proof.none-text')}>
      <Link to="/trace">{t('proof.open-trace')}</Link>
    </Blank>
  )
}

function Answer({ proof }: { proof: Proof }) {
  const { t } = useWords()
  return (
    <>
      <p className="proof-verdict" role="status">
        <Verdict proof={proof} /> <KnownAtWords knownAt={proof.knownAt} complete />
      </p>
      {proof.steps.length > 0 && (
        <ol className="proof-chain" aria-label={t('proof.chain')}>
          {proof.steps.map(step => (
            <Step key={`${step.from.id} ${step.into.id} ${step.saidBy?.sequence}`} step={step} />
          ))}
        </ol>
      )}
      {proof.wouldTakeItOut && <Out out={proof.wouldTakeItOut} />}
    </>
  )
}

function Verdict({ proof }: { proof: Proof }) {
  const { t } = useWords()
  const { reached, isSeed, certainty, affected, between } = proof
  if (isSeed) return t('proof.is-seed')
  if (!reached || certainty === null) return t('proof.not-in')
  return (
    <>
      <CertaintyMark certainty={certainty} />{' '}
      {affected && <Range min={affected.min} expected={affected.expected} max={affected.max} unit={affected.unit} />}{' '}
      {between && (
        <span className="quiet">
          {t('proof.by-steps', { count: proof.steps.length, links: t('proof.links-between', { count: between.links }) })}
        </span>
      )}
    </>
  )
}

function Step({ step }: { step: ProofStep }) {
  const { t } = useWords()
  const how = howWords[step.how]
  return (
    <li className={`proof-step proof-step-${step.certainty}`}>
      <div className="proof-lots">
        <LotName lot={step.from} />
        <span aria-hidden="true">→</span>
        <span className="hidden-text">{t('proof.went-into')}</span>
        <LotName lot={step.into} />
      </div>
      <div className="row proof-amount">
        <CertaintyMark certainty={step.certainty} />
        {step.quantity ? (
          <Range min={step.quantity.min} expected={step.quantity.expected} max={step.quantity.max} unit={step.quantity.unit} />
        ) : (
          <span className="quiet">{t('proof.no-quantity')}</span>
        )}
        <span className="quiet">{how === undefined ? step.how : t(how)}</span>
      </div>
      <ul className="proof-events">
        {step.events.map(event => (
          <li key={event.sequence}>
            <EventLine event={event} />
          </li>
        ))}
      </ul>
    </li>
  )
}

const howWords: Record<string, OfficeKey | undefined> = {
  scanned: 'proof.scanned',
  rule: 'proof.rule',
  imported: 'proof.imported',
  asserted: 'proof.asserted',
}

/** One line an event: what of it would have to be otherwise. */
function Out({ out }: { out: NonNullable<Proof['wouldTakeItOut']> }) {
  const { t } = useWords()
  return (
    <Panel title={t('proof.out')} side={<span className="small quiet">{t('proof.out-when')}</span>}>
      {out.alone.length > 0 && <p>{t('proof.any-one')}</p>}
      <ul className="proof-out">
        {out.alone.map(({ event }) => (
          <li key={event.sequence}>
            <EventLine event={event} />
            <Otherwise times={out.times.filter(time => time.event.sequence === event.sequence)} />
          </li>
        ))}
      </ul>
      {out.together && <Together together={out.together} />}
    </Panel>
  )
}

function Otherwise({ times }: { times: NonNullable<Proof['wouldTakeItOut']>['times'] }) {
  const { rich } = useWords()
  const [later, earlier] = (['later', 'earlier'] as const).map(wanted => times.find(({ way }) => way === wanted)?.than)
  const key = later ? (earlier ? 'proof.taken-back-both' : 'proof.taken-back-later') : 'proof.taken-back-earlier'
  return (
    <span className="quiet">
      {' '}
      {rich(later || earlier ? key : 'proof.taken-back', { later: <When at={later} exact />, earlier: <When at={earlier} exact /> })}
    </span>
  )
}

function Together({ together }: { together: NonNullable<NonNullable<Proof['wouldTakeItOut']>['together']> }) {
  const { t } = useWords()
  return (
    <>
      <p>{t(together.isSmallest ? 'proof.together-smallest' : 'proof.together', { count: together.events.length })}</p>
      <ul className="proof-out">
        {together.events.map(event => (
          <li key={event.sequence}>
            <EventLine event={event} />
          </li>
        ))}
      </ul>
    </>
  )
}
