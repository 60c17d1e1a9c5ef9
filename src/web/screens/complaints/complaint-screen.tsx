import { Button, Modal, SegmentedControl, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { type Complaint, type Finding, Problem } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Documents } from '../../parts/documents.tsx'
import '../../parts/form.css'
import { LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { ComplaintState, SeverityChip } from './complaint-state.tsx'
import './complaints.css'
import { FINDING_WORDS } from './words.ts'

export function ComplaintScreen() {
  const site = useSite()
  const { complaint } = useParams({ from: '/complaints/$complaint' })
  const found = useQuery({
    queryKey: ['complaint', site, complaint],
    queryFn: () => client.complaint(complaint, { site }),
    enabled: site !== undefined,
  })
  const [doing, setDoing] = useState<'answer' | 'close' | 'lots'>()
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Skeleton rows={6} height={60} />
  const one = found.data
  return (
    <article className="stack">
      <PageHead
        title={
          <>
            Complaint <span className="mono">{one.number}</span>
          </>
        }
        text={
          <span className="row">
            <SeverityChip severity={one.severity} />
            <ComplaintState one={one} />
          </span>
        }
      >
        {one.closedAt === null && (
          <>
            <Act variant={one.answeredAt === null ? 'filled' : 'default'} onClick={() => setDoing('answer')}>
              {one.answeredAt === null ? 'Answer' : 'Answer again'}
            </Act>
            <Act variant="default" onClick={() => setDoing('close')}>
              Close…
            </Act>
          </>
        )}
      </PageHead>
      <About one={one} />
      <Lots one={one} onAdd={() => setDoing('lots')} />
      <div className="complaint-columns">
        <Linked one={one} />
        <Panel title="Photos and documents">
          <Documents
            documents={one.documents}
            to={{ complaint: one.number }}
            site={one.site}
            empty="Take a photo of what the customer sent, or add his letter."
          />
        </Panel>
      </div>
      <Modal
        opened={doing !== undefined}
        onClose={() => setDoing(undefined)}
        title={TITLES[doing ?? 'answer']}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {doing === 'answer' && <Answer one={one} onDone={() => setDoing(undefined)} />}
        {doing === 'close' && <Close one={one} onDone={() => setDoing(undefined)} />}
        {doing === 'lots' && <AddLot one={one} onDone={() => setDoing(undefined)} />}
      </Modal>
    </article>
  )
}

const TITLES = { answer: 'Answer the customer', close: 'Close the complaint', lots: 'Add a lot' } as const

function About({ one }: { one: Complaint }) {
  return (
    <Panel>
      <div className="stack">
        <p className="complaint-text">{one.text}</p>
        <Facts>
          <Fact name="Customer">{one.customerName ?? one.customer}</Fact>
          <Fact name="Came in">
            <When at={one.openedAt} exact />
            {one.openedBy && ` by ${one.openedBy}`}
          </Fact>
          {one.reference && (
            <Fact name="Customer's number">
              <span className="mono">{one.reference}</span>
            </Fact>
          )}
          {one.shipment && (
            <Fact name="Shipment">
              <span className="mono">{one.shipment}</span>
            </Fact>
          )}
          {one.said && (
            <Fact name="As given">
              <span className="mono small">{one.said}</span>
            </Fact>
          )}
          {one.answeredAt && (
            <Fact name="Answered">
              {one.answer}{' '}
              <span className="small quiet">
                (<When at={one.answeredAt} exact />)
              </span>
            </Fact>
          )}
          {one.closedAt && (
            <Fact name="Finding">
              {one.finding && FINDING_WORDS[one.finding]}: {one.closeReason}
            </Fact>
          )}
        </Facts>
      </div>
    </Panel>
  )
}

/** One click from here to everything it is made of, to a hold, to a recall and to a return. */
function Lots({ one, onAdd }: { one: Complaint; onAdd: () => void }) {
  const seeds = one.lots.map(seedText)
  return (
    <Panel
      title={one.lots.length === 1 ? 'Its lot' : `Its ${one.lots.length} lots`}
      side={
        one.closedAt === null && (
          <Button size="sm" variant="subtle" onClick={onAdd}>
            Add a lot
          </Button>
        )
      }
    >
      <div className="stack">
        {one.lots.length === 0 && <p className="quiet">No lot is known yet: add it as soon as it is.</p>}
        <ul className="complaint-lots">
          {one.lots.map(lot => (
            <li key={lot.id}>
              <LotName lot={lot} />{' '}
              <span className="small quiet">
                <Amount value={lot.onHand} unit={lot.unit} /> here
                {lot.shipped.map(sent => (
                  <span key={sent.shipment}>
                    , <Amount value={sent.quantity} unit={lot.unit} /> with {sent.customer} by <span className="mono">{sent.shipment}</span>
                  </span>
                ))}
              </span>{' '}
              <Link className="small" to="/trace" search={{ lot: String(lot.id), direction: 'back' }}>
                Trace back
              </Link>
            </li>
          ))}
        </ul>
        {seeds.length > 0 && (
          <div className="row no-print">
            <Link className="button" to="/holds" search={{ place: '1', seed: seeds, case: one.number }}>
              Hold
            </Link>
            <Link className="button" to="/recall" search={{ seed: seeds }}>
              Simulate a recall
            </Link>
            <Link className="button" to="/returns" search={{ customer: one.customer, complaint: one.number }}>
              Take goods back
            </Link>
          </div>
        )}
      </div>
    </Panel>
  )
}

function Linked({ one }: { one: Complaint }) {
  const { holds, recalls, returns } = one
  return (
    <Panel title="What belongs to it">
      <ul className="complaint-lots">
        {holds.length + recalls.length + returns.length === 0 && (
          <li className="quiet">
            No hold, recall or return yet. They show up here by themselves: by the case of a hold, the lots of a recall.
          </li>
        )}
        {holds.map(hold => (
          <li key={hold.hold}>
            <Link to="/holds" search={hold.releasedAt === null ? {} : { released: '1' }}>
              Hold
            </Link>{' '}
            {hold.reason} <span className="small quiet">{hold.releasedAt === null ? <When at={hold.at} /> : 'released'}</span>
          </li>
        ))}
        {recalls.map(recall => (
          <li key={recall.recall}>
            <Link to="/recalls/$recall" params={{ recall: recall.recall }}>
              {recall.kind === 'drill' ? 'Drill' : 'Recall'} <span className="mono">{recall.recall}</span>
            </Link>{' '}
            {recall.reason} <span className="small quiet">{recall.closedAt === null ? 'open' : 'closed'}</span>
          </li>
        ))}
        {returns.map(back => (
          <li key={back.event}>
            Came back <When at={back.at} />:{' '}
            {back.lots.map(lot => (
              <span key={lot.id}>
                <Amount value={lot.quantity} unit={lot.unit} /> of <span className="mono">{lot.number}</span>{' '}
              </span>
            ))}
            <span className="small quiet">{back.reason}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

interface Doing {
  one: Complaint
  onDone: () => void
}

function useAct(act: () => Promise<unknown>, onDone: () => void) {
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await forgetAnswers()
      onDone()
    },
  })
}

function ActForm(props: { act: ReturnType<typeof useAct>; word: string; ready: boolean; children: ReactNode }) {
  const { error } = props.act
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.act.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      {props.children}
      {error && <Refusal code={error instanceof Problem ? error.code : undefined} detail={error.message} />}
      <Act type="submit" loading={props.act.isPending} disabled={!props.ready}>
        {props.word}
      </Act>
    </form>
  )
}

function Answer({ one, onDone }: Doing) {
  const [text, setText] = useState('')
  const act = useAct(() => client.answerComplaint(one.number, { site: one.site, text: text.trim() }), onDone)
  return (
    <ActForm act={act} word="Record the answer" ready={text.trim() !== ''}>
      <Textarea
        label="What was the customer answered?"
        description={one.answeredAt === null ? 'the clock stops' : 'the clock has stopped with the first answer'}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        required
        autosize
        minRows={3}
        data-autofocus
      />
    </ActForm>
  )
}

const isFinding = (value: string): value is Finding => Object.hasOwn(FINDING_WORDS, value)

function Close({ one, onDone }: Doing) {
  const [finding, setFinding] = useState<Finding>('confirmed')
  const [reason, setReason] = useState('')
  const act = useAct(() => client.closeComplaint(one.number, { site: one.site, finding, reason: reason.trim() }), onDone)
  return (
    <ActForm act={act} word="Close it" ready={reason.trim() !== ''}>
      <SegmentedControl
        aria-label="Finding"
        fullWidth
        value={finding}
        onChange={value => setFinding(isFinding(value) ? value : 'confirmed')}
        data={Object.entries(FINDING_WORDS).map(([value, label]) => ({ value, label }))}
      />
      <Textarea
        label="What was found, and what was done?"
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        required
        autosize
        minRows={3}
        data-autofocus
      />
    </ActForm>
  )
}

function AddLot({ one, onDone }: Doing) {
  const [lot, setLot] = useState<{ material: string; number: string }>()
  const act = useAct(
    () =>
      client.addComplaintLots(one.number, {
        site: one.site,
        lots: lot === undefined ? [] : [{ lot: { material: lot.material, number: lot.number } }],
      }),
    onDone,
  )
  return (
    <ActForm act={act} word="Add it" ready={lot !== undefined}>
      <LotPicker label="Lot or serial" onPick={setLot} />
      {lot && (
        <p>
          <span className="mono strong">{lot.number}</span> <span className="mono small quiet">{lot.material}</span>
        </p>
      )}
    </ActForm>
  )
}
