import { Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { RecallCase } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { PartnerField } from '../../parts/record-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { When } from '../../parts/when.tsx'
import { Told } from './case-lots.tsx'

const outcomes = [
  { value: 'notified', label: 'was told' },
  { value: 'answered', label: 'answered' },
  { value: 'returned', label: 'sent goods back' },
  { value: 'used', label: 'has used it' },
  { value: 'unreachable', label: 'could not be reached' },
]
const wordOf = (outcome: string | null): string => outcomes.find(one => one.value === outcome)?.label ?? outcome ?? ''

export function Contacts({ one, open }: { one: RecallCase; open: boolean }) {
  return (
    <Panel title={`What was said (${one.contacts.length})`}>
      <ul className="case-list">
        {one.contacts.map((entry, index) => (
          <li key={index}>
            <strong>{entry.customerName ?? entry.customer}</strong> {wordOf(entry.outcome)}
            {entry.quantity !== null && (
              <>
                {' '}
                <Amount value={entry.quantity} unit={entry.unit ?? ''} />
              </>
            )}
            {entry.detail && `: ${entry.detail}`}
            {entry.replyBy && (
              <>
                {' '}
                · promised to answer by <When at={entry.replyBy} />
              </>
            )}{' '}
            <Told entry={entry} />
          </li>
        ))}
      </ul>
      {open && <ContactForm recall={one.recall} />}
    </Panel>
  )
}

/** Who promises a day has all of it, where the screen stands. */
const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

function ContactForm({ recall }: { recall: string }) {
  const capture = useCapture(useSite())
  const [customer, setCustomer] = useState('')
  const [outcome, setOutcome] = useState('notified')
  const [detail, setDetail] = useState('')
  const [quantity, setQuantity] = useState('')
  const [replyBy, setReplyBy] = useState('')
  const counts = outcome === 'returned' || outcome === 'used'
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const draft = {
      type: 'recallContact',
      recall,
      customer: customer.trim(),
      outcome,
      detail: filled(detail),
      quantity: counts ? filled(quantity) : undefined,
      replyBy: replyBy === '' ? undefined : endOfDay(replyBy),
    }
    if ((await capture.record(draft)) === undefined) return
    setCustomer('')
    setQuantity('')
    setDetail('')
    setReplyBy('')
  }
  return (
    <form className="case-form" aria-label="Record a contact" onSubmit={event => void submit(event)}>
      <PartnerField label="Customer" role="customer" value={customer} onChange={setCustomer} error={capture.at('/customer')} required />
      <Select label="Outcome" value={outcome} onChange={value => setOutcome(value ?? 'notified')} data={outcomes} allowDeselect={false} />
      {counts && (
        <TextInput
          label="How many"
          inputMode="decimal"
          value={quantity}
          onChange={event => setQuantity(event.currentTarget.value)}
          error={capture.at('/quantity')}
        />
      )}
      <TextInput
        label="What was said"
        value={detail}
        onChange={event => setDetail(event.currentTarget.value)}
        error={capture.at('/detail')}
      />
      {outcome !== 'unreachable' && (
        <TextInput
          label="Promised to answer by"
          type="date"
          value={replyBy}
          onChange={event => setReplyBy(event.currentTarget.value)}
          error={capture.at('/replyBy')}
        />
      )}
      <Act type="submit" loading={capture.busy} disabled={customer.trim() === ''}>
        Record the contact
      </Act>
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
    </form>
  )
}
