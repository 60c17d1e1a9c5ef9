import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Proof, ProofStep } from '../../../client/index.ts'
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
  const spoken = useWords()
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
        title={`Why is ${seedOf(lot).number} in it?`}
        text={
          way === 'forward'
            ? `The shortest chain of events from ${startWords(part, proof.data, spoken)}.`
            : 'The shortest chain of events back to it.'
        }
      >
        <KnownAtInput value={known} onChange={value => void navigate({ search: before => ({ ...before, known: value }), replace: true })} />
      </PageHead>
      {proof.isError && <Trouble error={proof.error} retry={() => void proof.refetch()} />}
      {proof.isPending && <Skeleton rows={6} height={60} />}
      {proof.data && !proof.isError && <Answer proof={proof.data} />}
    </div>
  )
}

function startWords(part: LotPart, proof: Proof | undefined, spoken: Words): string {
  const words = partWords(part, proof?.seeds[0]?.unit ?? '', spoken)
  return words === '' ? 'the suspect lot' : `part of the suspect lot: ${words}`
}

function NothingAsked() {
  return (
    <Blank page title="A proof belongs to a row of a trace or recall" text="Open a trace or a recall and choose “Why?” beside a lot.">
      <Link to="/trace">Open a trace</Link>
    </Blank>
  )
}

function Answer({ proof }: { proof: Proof }) {
  return (
    <>
      <p className="proof-verdict" role="status">
        <Verdict proof={proof} /> <KnownAtWords knownAt={proof.knownAt} complete />
      </p>
      {proof.steps.length > 0 && (
        <ol className="proof-chain" aria-label="The chain of events">
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
  const { reached, isSeed, certainty, affected, between } = proof
  if (isSeed) return <>This is where the trace starts.</>
  if (!reached || certainty === null) return <>It is not in this trace: no chain of events leads there in time.</>
  return (
    <>
      <CertaintyMark certainty={certainty} />{' '}
      {affected && <Range min={affected.min} expected={affected.expected} max={affected.max} unit={affected.unit} />}{' '}
      {between && (
        <span className="quiet">
          by {proof.steps.length} {proof.steps.length === 1 ? 'step' : 'steps'}; {between.links.toLocaleString('en')}{' '}
          {between.links === 1 ? 'link' : 'links'} between them in all.
        </span>
      )}
    </>
  )
}

function Step({ step }: { step: ProofStep }) {
  return (
    <li className={`proof-step proof-step-${step.certainty}`}>
      <div className="proof-lots">
        <LotName lot={step.from} />
        <span aria-hidden="true">→</span>
        <span className="hidden-text">went into</span>
        <LotName lot={step.into} />
      </div>
      <div className="row proof-amount">
        <CertaintyMark certainty={step.certainty} />
        {step.quantity ? (
          <Range min={step.quantity.min} expected={step.quantity.expected} max={step.quantity.max} unit={step.quantity.unit} />
        ) : (
          <span className="quiet">quantity not recorded</span>
        )}
        <span className="quiet">{howWords[step.how] ?? step.how}</span>
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

const howWords: Record<string, string> = {
  scanned: 'scanned',
  rule: 'by rule',
  imported: 'imported',
  asserted: 'asserted',
}

/** One line an event: what of it would have to be otherwise. */
function Out({ out }: { out: NonNullable<Proof['wouldTakeItOut']> }) {
  return (
    <Panel
      title="What would take it out"
      side={<span className="small quiet">said of the record as it stands; ask again after a correction</span>}
    >
      {out.alone.length > 0 && <p>Any one of these, were it otherwise:</p>}
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
  return (
    <span className="quiet">
      {' '}
      – taken back
      {times.map(({ way, than }) => (
        <span key={way}>
          , or {way} than <When at={than} exact />
        </span>
      ))}
    </span>
  )
}

function Together({ together }: { together: NonNullable<NonNullable<Proof['wouldTakeItOut']>['together']> }) {
  return (
    <>
      <p>
        No event alone does: several chains lead there. Taken back together, these {together.events.length} do
        {together.isSmallest ? ', and fewer do not:' : '; perhaps fewer do:'}
      </p>
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
