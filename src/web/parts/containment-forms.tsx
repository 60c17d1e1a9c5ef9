import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { LotDetail, LotHold } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'
import { Act } from './act.tsx'
import { Refusal } from './blank.tsx'
import { Dialog } from './dialog.tsx'
import { offeredNumber } from './offered-number.ts'
import { QuantityInput } from './quantity-input.tsx'
import { PartnerField } from './record-field.tsx'
import { type Draft, filled, useCapture } from './use-capture.ts'

type Lot = Pick<LotDetail, 'site' | 'material' | 'number' | 'unit' | 'onHand'>
interface FormProps {
  lot: Lot
  onClose: () => void
}
const refOf = ({ material, number }: Lot): { material: string; number: string } => ({ material, number })

/** What all decisions about a held lot have in common: a reason, one button, and the refusal's own sentence. */
function DecisionForm(props: {
  title: string
  hint: string
  action: string
  why: string
  capture: ReturnType<typeof useCapture>
  draft: (reason: string) => Draft
  onClose: () => void
  children?: ReactNode
}) {
  const { capture } = props
  const [reason, setReason] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record(props.draft(reason.trim()))) !== undefined) props.onClose()
  }
  return (
    <Dialog opened onClose={props.onClose} title={props.title} size={560}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>{props.hint}</p>
        {props.children}
        <Textarea
          label={props.why}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          autosize
          minRows={2}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act type="submit" loading={capture.busy} disabled={reason.trim() === ''}>
          {props.action}
        </Act>
      </form>
    </Dialog>
  )
}

/** One lot out of a hold; the others it reaches stay held. */
export function ReleaseLot({ lot, hold, onClose }: FormProps & { hold: LotHold }) {
  const { t } = useWords()
  const capture = useCapture(lot.site)
  return (
    <DecisionForm
      title={t('decide.release', { number: lot.number })}
      hint={t('decide.release-hint', { reason: hold.reason })}
      action={t('decide.release-this')}
      why={t('decide.why-release')}
      capture={capture}
      draft={reason => ({ type: 'release', hold: hold.hold, lots: [{ lot: refOf(lot) }], reason })}
      onClose={onClose}
    />
  )
}

const DISPOSITIONS = ['use-as-is', 'rework', 'scrap', 'return-to-vendor'] as const
type Disposition = (typeof DISPOSITIONS)[number]

export function DisposeLot({ lot, onClose }: FormProps) {
  const { t } = useWords()
  const capture = useCapture(lot.site)
  const [disposition, setDisposition] = useState<Disposition>('use-as-is')
  const [quantity, setQuantity] = useState('')
  return (
    <DecisionForm
      title={t('decide.dispose', { number: lot.number })}
      hint={t(`decide.${disposition}-hint`)}
      action={t('decide.it')}
      why={t('decide.why')}
      capture={capture}
      draft={reason => ({ type: 'dispose', lots: [{ lot: refOf(lot), quantity: filled(quantity) }], disposition, reason })}
      onClose={onClose}
    >
      <NativeSelect
        label={t('decide.disposition')}
        value={disposition}
        data={DISPOSITIONS.map(value => ({ value, label: t(`decide.${value}`) }))}
        onChange={event => setDisposition(DISPOSITIONS.find(one => one === event.currentTarget.value) ?? 'use-as-is')}
      />
      <QuantityInput
        label={t('col.quantity')}
        placeholder={t('decide.all', { quantity: lot.onHand })}
        unit={lot.unit}
        value={quantity}
        onChange={setQuantity}
        error={capture.at('/lots')}
      />
    </DecisionForm>
  )
}

/** The lot stays on hold, and so much of it may pass all the same. */
export function GrantConcession({ lot, onClose }: FormProps) {
  const { t } = useWords()
  const capture = useCapture(lot.site)
  const [concession, setConcession] = useState(() => offeredNumber('CON'))
  const [quantity, setQuantity] = useState('')
  const [customer, setCustomer] = useState('')
  const [expiresAt, setExpiresAt] = useState('')
  return (
    <DecisionForm
      title={t('decide.concession', { number: lot.number })}
      hint={t('decide.concession-hint')}
      action={t('decide.grant')}
      why={t('decide.evidence')}
      capture={capture}
      draft={reason => ({
        type: 'concession',
        concession: concession.trim(),
        lots: [{ lot: refOf(lot), quantity: filled(quantity) }],
        customer: filled(customer),
        expiresAt: filled(expiresAt),
        reason,
      })}
      onClose={onClose}
    >
      <TextInput
        label={t('decide.number')}
        classNames={{ input: 'mono' }}
        value={concession}
        onChange={event => setConcession(event.currentTarget.value)}
        error={capture.at('/concession')}
        required
      />
      <QuantityInput
        label={t('decide.may-pass')}
        placeholder={t('decide.all-of-it')}
        unit={lot.unit}
        value={quantity}
        onChange={setQuantity}
        error={capture.at('/lots')}
      />
      <PartnerField
        role="customer"
        label={t('decide.only-customer')}
        value={customer}
        onChange={setCustomer}
        error={capture.at('/customer')}
      />
      <TextInput
        label={t('decide.until')}
        description={t('decide.until-what')}
        type="date"
        value={expiresAt}
        onChange={event => setExpiresAt(event.currentTarget.value)}
        error={capture.at('/expiresAt')}
      />
    </DecisionForm>
  )
}
