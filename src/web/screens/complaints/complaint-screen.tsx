import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { type Complaint, type Finding, Problem } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Documents } from '../../parts/documents.tsx'
import { Opened } from './opened.tsx'
import '../../parts/form.css'
import { LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import { ComplaintState, SeverityChip } from './complaint-state.tsx'
import './complaints.css'
import { FINDINGS } from './words.ts'

export function ComplaintScreen() {
  const { t, rich } = useWords()
  const site = useSite()
  const { complaint } = useParams({ from: '/complaints/$complaint' })
  const found = useQuery({
    queryKey: ['complaint', site, complaint],
    queryFn: () => client.complaint(complaint, { site }),
    enabled: site !== undefined,
  })
  const [doing, setDoing] = useState<'answer' | 'close' | 'lots'>()
  if (found.isError)
    return (
      <Trouble page error={found.error} retry={() => void found.refetch()}>
        <Link className="button" to="/complaints" search={{ state: 'all' }}>
          {t('complaint.all-of-them')}
        </Link>
      </Trouble>
    )
  if (!found.data) return <Skeleton rows={6} height={60} />
  const one = found.data
  return (
    <article className="stack">
      <PageHead
        title={rich('complaint.one', { number: <span className="mono">{one.number}</span> })}
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
              {one.answeredAt === null ? t('complaint.answer') : t('complaint.answer-again')}
            </Act>
            <Act variant="default" onClick={() => setDoing('close')}>
              {t('complaint.close')}
            </Act>
          </>
        )}
      </PageHead>
      <About one={one} />
      <Lots one={one} onAdd={() => setDoing('lots')} />
      <div className="complaint-columns">
        <Linked one={one} />
        <Panel title={t('complaint.documents')}>
          <Documents documents={one.documents} to={{ complaint: one.number }} site={one.site} empty={t('complaint.documents-none')} />
        </Panel>
      </div>
      <Dialog opened={doing !== undefined} onClose={() => setDoing(undefined)} title={t(TITLES[doing ?? 'answer'])}>
        {doing === 'answer' && <Answer one={one} onDone={() => setDoing(undefined)} />}
        {doing === 'close' && <Close one={one} onDone={() => setDoing(undefined)} />}
        {doing === 'lots' && <AddLot one={one} onDone={() => setDoing(undefined)} />}
      </Dialog>
    </article>
  )
}

const TITLES = { answer: 'complaint.answer-title', close: 'complaint.close-title', lots: 'complaint.add-lot' } as const

function About({ one }: { one: Complaint }) {
  const { t, rich } = useWords()
  return (
    <Panel>
      <div className="stack">
        <p className="complaint-text">{one.text}</p>
        <Facts>
          <Fact name={t('col.customer')}>{one.customerName ?? one.customer}</Fact>
          <Fact name={t('complaint.came-in')}>
            <Opened one={one} exact />
          </Fact>
          {one.reference && (
            <Fact name={t('complaint.reference')}>
              <span className="mono">{one.reference}</span>
            </Fact>
          )}
          {one.shipment && (
            <Fact name={t('col.shipment')}>
              <span className="mono">{one.shipment}</span>
            </Fact>
          )}
          {one.said && one.said !== one.text && (
            <Fact name={t('complaint.given')}>
              <span className="mono small complaint-given">{one.said}</span>
            </Fact>
          )}
          {one.answeredAt && (
            <Fact name={t('complaint.answered')}>
              {one.answer}{' '}
              <span className="small quiet">
                (<When at={one.answeredAt} exact />)
              </span>
            </Fact>
          )}
          {one.closedAt && (
            <Fact name={t('complaint.finding')}>
              {rich('complaint.finding-why', { finding: one.finding && t(`complaint.${one.finding}`), reason: one.closeReason })}
            </Fact>
          )}
        </Facts>
      </div>
    </Panel>
  )
}

/** One click from here to everything it is made of, to a hold, to a recall and to a return. */
function Lots({ one, onAdd }: { one: Complaint; onAdd: () => void }) {
  const { t } = useWords()
  const seeds = one.lots.map(seedText)
  return (
    <Panel
      title={one.lots.length === 0 ? t('complaint.its-lots-none') : t('complaint.its-lots', { count: one.lots.length })}
      side={
        one.closedAt === null && (
          <Button size="sm" variant="subtle" onClick={onAdd}>
            {t('complaint.add-lot')}
          </Button>
        )
      }
    >
      <div className="stack">
        {one.lots.length === 0 && <p className="quiet">{t('complaint.no-lot')}</p>}
        <ul className="complaint-lots complaint-its">
          {one.lots.map(lot => (
            <li key={lot.id}>
              <LotName lot={lot} />
              <Whereabouts lot={lot} of={one} />
              <Link className="small" to="/trace" search={{ lot: String(lot.id), direction: 'back' }}>
                {t('complaint.trace-back')}
              </Link>
            </li>
          ))}
        </ul>
        {seeds.length > 0 && (
          <div className="row no-print">
            <Link className="button" to="/holds" search={{ place: '1', seed: seeds, case: one.number }}>
              {t('complaint.hold')}
            </Link>
            <Link className="button" to="/recall" search={{ seed: seeds }}>
              {t('complaint.simulate')}
            </Link>
            <Link className="button" to="/returns" search={{ customer: one.customer, complaint: one.number, what: whatOf(one) }}>
              {t('complaint.take-back')}
            </Link>
          </div>
        )}
      </div>
    </Panel>
  )
}

/** What is looked for among all that the customer has: his one lot, else what the complaint names as its shipment. */
const whatOf = ({ lots, shipment }: Complaint): string | undefined => (lots.length === 1 ? lots[0]?.number : shipment)

/** Where there is something of it; what came back stands with the returns. */
function Whereabouts({ lot, of }: { lot: Complaint['lots'][number]; of: Complaint }) {
  const { t, rich } = useWords()
  const sent = lot.shipped.filter(one => !isZero(one.quantity))
  const here = isZero(lot.onHand) ? [] : [rich('complaint.here', { quantity: <Amount value={lot.onHand} unit={lot.unit} /> })]
  const away = sent.map(({ quantity, customer, shipment }) =>
    rich('complaint.with', {
      quantity: <Amount value={quantity} unit={lot.unit} />,
      customer: customer === of.customer ? (of.customerName ?? customer) : customer,
      shipment: <span className="mono nowrap">{shipment}</span>,
    }),
  )
  const said = [...here, ...away]
  return (
    <span className="small quiet">
      {said.length === 0 && t('complaint.left-nowhere')}
      {said.map((one, index) => (
        <span key={index}>
          {index > 0 && ', '}
          {one}
        </span>
      ))}
    </span>
  )
}

function Linked({ one }: { one: Complaint }) {
  const { t, rich } = useWords()
  const { holds, recalls, returns } = one
  return (
    <Panel title={t('complaint.belongs')}>
      <ul className="complaint-lots">
        {holds.length + recalls.length + returns.length === 0 && <li className="quiet">{t('complaint.belongs-none')}</li>}
        {holds.map(hold => (
          <li key={hold.hold}>
            <Link to="/holds" search={hold.releasedAt === null ? {} : { released: '1' }}>
              {t('complaint.a-hold')}
            </Link>{' '}
            {hold.reason} <span className="small quiet">{hold.releasedAt === null ? <When at={hold.at} /> : t('complaint.released')}</span>
          </li>
        ))}
        {recalls.map(recall => (
          <li key={recall.recall}>
            <Link to="/recalls/$recall" params={{ recall: recall.recall }}>
              {rich(recall.kind === 'drill' ? 'complaint.drill' : 'complaint.recall', {
                recall: <span className="mono">{recall.recall}</span>,
              })}
            </Link>{' '}
            {recall.reason}{' '}
            <span className="small quiet">{recall.closedAt === null ? t('complaint.recall-open') : t('complaint.recall-closed')}</span>
          </li>
        ))}
        {returns.map(back => (
          <li key={back.event}>
            {rich('complaint.back', { time: <When at={back.at} /> })}{' '}
            {back.lots.map(lot => (
              <span key={lot.id}>
                {rich('complaint.of', {
                  quantity: <Amount value={lot.quantity} unit={lot.unit} />,
                  lot: <span className="mono">{lot.number}</span>,
                })}{' '}
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
  const { t } = useWords()
  const [text, setText] = useState('')
  const act = useAct(() => client.answerComplaint(one.number, { site: one.site, text: text.trim() }), onDone)
  return (
    <ActForm act={act} word={t('complaint.record-answer')} ready={text.trim() !== ''}>
      <Textarea
        label={t('complaint.what-answered')}
        description={one.answeredAt === null ? t('complaint.clock-stops') : t('complaint.clock-stopped')}
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

const isFinding = (value: string): value is Finding => FINDINGS.some(one => one.value === value)

function Close({ one, onDone }: Doing) {
  const words = useWords()
  const { t } = words
  const [finding, setFinding] = useState<Finding>('confirmed')
  const [reason, setReason] = useState('')
  const act = useAct(() => client.closeComplaint(one.number, { site: one.site, finding, reason: reason.trim() }), onDone)
  return (
    <ActForm act={act} word={t('complaint.close-it')} ready={reason.trim() !== ''}>
      <SegmentedControl
        aria-label={t('complaint.finding')}
        fullWidth
        value={finding}
        onChange={value => setFinding(isFinding(value) ? value : 'confirmed')}
        data={labelled(FINDINGS, words)}
      />
      <Textarea
        label={t('complaint.found')}
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
  const { t } = useWords()
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
    <ActForm act={act} word={t('complaint.add-it')} ready={lot !== undefined}>
      <LotPicker label={t('complaint.lot-or-serial')} autoFocus onPick={setLot} />
      {lot && (
        <p>
          <span className="mono strong">{lot.number}</span> <span className="mono small quiet">{lot.material}</span>
        </p>
      )}
    </ActForm>
  )
}
