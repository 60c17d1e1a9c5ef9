import { Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { LotDetail, LotHold } from '../../client/index.ts'
import { Act } from './act.tsx'
import { Refusal } from './blank.tsx'
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
    <Modal opened onClose={props.onClose} title={props.title} size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
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
    </Modal>
  )
}

/** One lot out of a hold; the others it reaches stay held. */
export function ReleaseLot({ lot, hold, onClose }: FormProps & { hold: LotHold }) {
  const capture = useCapture(lot.site)
  return (
    <DecisionForm
      title={`Release ${lot.number}`}
      hint={`Only this lot is freed of "${hold.reason}"; everything else the hold reaches stays held, and another hold on it as well.`}
      action="Release this lot"
      why="Why may it be released?"
      capture={capture}
      draft={reason => ({ type: 'release', hold: hold.hold, lots: [{ lot: refOf(lot) }], reason })}
      onClose={onClose}
    />
  )
}

const DISPOSITIONS = [
  { value: 'use-as-is', label: 'Use as is' },
  { value: 'rework', label: 'Rework' },
  { value: 'scrap', label: 'Scrap' },
  { value: 'return-to-vendor', label: 'Return to the vendor' },
]
const HINTS: Readonly<Record<string, string>> = {
  'use-as-is': 'It is freed of its holds and may be used and shipped.',
  rework: 'It goes back into work; what comes of it is examined again.',
  scrap: 'It leaves the stock as scrap.',
  'return-to-vendor': 'It leaves the stock and goes back to whom it came from.',
}

export function DisposeLot({ lot, onClose }: FormProps) {
  const capture = useCapture(lot.site)
  const [disposition, setDisposition] = useState('use-as-is')
  const [quantity, setQuantity] = useState('')
  return (
    <DecisionForm
      title={`Disposition of ${lot.number}`}
      hint={HINTS[disposition] ?? ''}
      action="Decide it"
      why="Why?"
      capture={capture}
      draft={reason => ({ type: 'dispose', lots: [{ lot: refOf(lot), quantity: filled(quantity) }], disposition, reason })}
      onClose={onClose}
    >
      <NativeSelect
        label="Disposition"
        value={disposition}
        data={DISPOSITIONS}
        onChange={event => setDisposition(event.currentTarget.value)}
      />
      <QuantityInput
        label="Quantity"
        placeholder={`all: ${lot.onHand}`}
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
  const capture = useCapture(lot.site)
  const [concession, setConcession] = useState(() => offeredNumber('CON'))
  const [quantity, setQuantity] = useState('')
  const [customer, setCustomer] = useState('')
  const [expiresAt, setExpiresAt] = useState('')
  return (
    <DecisionForm
      title={`Concession for ${lot.number}`}
      hint="The lot stays on hold; what is said here may be used or shipped all the same. What is left empty is not limited."
      action="Grant it"
      why="What was decided, and on what evidence?"
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
        label="Number"
        classNames={{ input: 'mono' }}
        value={concession}
        onChange={event => setConcession(event.currentTarget.value)}
        error={capture.at('/concession')}
        required
      />
      <QuantityInput
        label="Quantity that may pass"
        placeholder="all of it"
        unit={lot.unit}
        value={quantity}
        onChange={setQuantity}
        error={capture.at('/lots')}
      />
      <PartnerField role="customer" label="Only to this customer" value={customer} onChange={setCustomer} error={capture.at('/customer')} />
      <TextInput
        label="Until"
        description="the end of this day"
        type="date"
        value={expiresAt}
        onChange={event => setExpiresAt(event.currentTarget.value)}
        error={capture.at('/expiresAt')}
      />
    </DecisionForm>
  )
}
