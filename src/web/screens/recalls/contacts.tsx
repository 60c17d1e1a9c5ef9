import { Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { RecallCase, RecallEntry } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { PartnerField } from '../../parts/record-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { Day } from '../../parts/when.tsx'
import { Told } from './case-lots.tsx'
import { EntryPages } from './entry-pages.tsx'

const outcomes = [
  { value: 'notified', label: 'contact.notified' },
  { value: 'answered', label: 'contact.answered' },
  { value: 'returned', label: 'contact.returned' },
  { value: 'used', label: 'contact.used' },
  { value: 'unreachable', label: 'contact.unreachable' },
] as const

export function Contacts({ one, open }: { one: RecallCase; open: boolean }) {
  const { t } = useWords()
  return (
    <Panel title={t('contact.title', { count: one.contactsCount })}>
      <EntryPages recall={one.recall} kind="contacts">
        {entry => (
          <>
            <Contact entry={entry} /> <Told entry={entry} />
          </>
        )}
      </EntryPages>
      {open && <ContactForm recall={one.recall} />}
    </Panel>
  )
}

function Contact({ entry }: { entry: RecallEntry }) {
  const { t, rich } = useWords()
  const known = outcomes.find(one => one.value === entry.outcome)
  const things = {
    customer: <strong translate="no">{entry.customerName ?? entry.customer}</strong>,
    outcome: known ? t(known.label) : entry.outcome,
    quantity: <Amount value={entry.quantity ?? ''} unit={entry.unit ?? ''} />,
  }
  const line = rich(entry.quantity === null ? 'contact.line' : 'contact.line-quantity', things)
  return (
    <>
      {entry.detail ? rich('contact.with-detail', { line, detail: <span translate="no">{entry.detail}</span> }) : line}
      {entry.replyBy && <> {rich('contact.promised', { time: <Day at={entry.replyBy} /> })}</>}
    </>
  )
}

/** Who promises a day has all of it, where the screen stands. */
const endOfDay = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

function ContactForm({ recall }: { recall: string }) {
  const words = useWords()
  const { t } = words
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
    <form className="case-form" aria-label={t('contact.record')} onSubmit={event => void submit(event)}>
      <PartnerField
        label={t('col.customer')}
        role="customer"
        value={customer}
        onChange={setCustomer}
        error={capture.at('/customer')}
        required
      />
      <Select
        label={t('contact.outcome')}
        value={outcome}
        onChange={value => setOutcome(value ?? 'notified')}
        data={labelled(outcomes, words)}
        allowDeselect={false}
      />
      {counts && (
        <TextInput
          label={t('contact.how-many')}
          inputMode="decimal"
          value={quantity}
          onChange={event => setQuantity(event.currentTarget.value)}
          error={capture.at('/quantity')}
        />
      )}
      <TextInput
        label={t('contact.what')}
        value={detail}
        onChange={event => setDetail(event.currentTarget.value)}
        error={capture.at('/detail')}
      />
      {outcome !== 'unreachable' && (
        <TextInput
          label={t('contact.promised-by')}
          type="date"
          value={replyBy}
          onChange={event => setReplyBy(event.currentTarget.value)}
          error={capture.at('/replyBy')}
        />
      )}
      <Act type="submit" loading={capture.busy} disabled={customer.trim() === ''}>
        {t('contact.go')}
      </Act>
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
    </form>
  )
}
