import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { type ComplaintReading, newId, Problem, type Severity } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { heard, labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import '../../parts/form.css'
import { PartnerField } from '../../parts/record-field.tsx'
import { filled } from '../../parts/use-capture.ts'
import { SEVERITIES } from './words.ts'

const PAUSE_MS = 300

/** Whatever the customer gave is pasted first; what it means is said line by line, and who got it is proposed. */
export function Intake({ onClose }: { onClose: () => void }) {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const navigate = useNavigate()
  const [id] = useState(() => newId())
  const [said, setSaid] = useState('')
  const [customer, setCustomer] = useState('')
  const [severity, setSeverity] = useState<Severity>('major')
  const [text, setText] = useState('')
  const [reference, setReference] = useState('')
  const [asked] = useDebouncedValue(said.trim(), PAUSE_MS)
  const reading = useQuery({
    queryKey: ['complaintReading', site, asked],
    queryFn: () => client.readComplaint({ site, text: asked }),
    enabled: asked !== '' && site !== undefined,
    placeholderData: keepPreviousData,
  })
  const read = asked === '' ? undefined : reading.data
  const record = useMutation({
    mutationFn: () =>
      client.openComplaint({
        ...(site === undefined ? {} : { site }),
        id,
        customer,
        severity,
        text: text.trim(),
        ...optional({
          said: filled(said)?.slice(0, 4000),
          reference: filled(reference),
          shipment: shipmentOf(read),
          container: containerOf(read),
        }),
        lots: (read?.lots ?? []).map(({ material, number }) => ({ lot: { material, number } })),
      }),
    onSuccess: async ({ number }) => {
      await forgetAnswers()
      await navigate({ to: '/complaints/$complaint', params: { complaint: number } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    record.mutate()
  }
  const busy = said.trim() !== asked || reading.isLoading || reading.isPlaceholderData
  return (
    <Dialog opened onClose={onClose} title={t('complaint.take')} size={640}>
      <form className="stack" onSubmit={submit}>
        <Textarea
          label={t('complaint.gave')}
          description={t('complaint.gave-what')}
          value={said}
          onChange={event => setSaid(event.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={8}
          data-autofocus
          classNames={{ input: 'mono' }}
        />
        {read && <Reading read={read} customer={customer} onCustomer={setCustomer} />}
        {reading.isError && <Refusal of="question" detail={reading.error.message} />}
        <PartnerField label={t('col.customer')} role="customer" value={customer} onChange={setCustomer} required />
        <SegmentedControl
          aria-label={t('complaint.severity')}
          value={severity}
          onChange={value => setSeverity(isSeverity(value) ? value : 'major')}
          data={labelled(SEVERITIES, words)}
        />
        <Textarea
          label={t('complaint.wrong')}
          description={t('complaint.wrong-what')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          required
          autosize
          minRows={3}
        />
        <TextInput label={t('complaint.their-number')} value={reference} onChange={event => setReference(event.currentTarget.value)} />
        {record.error && <Refusal code={record.error instanceof Problem ? record.error.code : undefined} detail={record.error.message} />}
        <Act type="submit" loading={record.isPending} disabled={customer === '' || text.trim() === '' || busy}>
          {t('complaint.record')}
        </Act>
        <p className="small quiet">{t('complaint.photo-later')}</p>
      </form>
    </Dialog>
  )
}

const isSeverity = (value: string): value is Severity => SEVERITIES.some(one => one.value === value)

const optional = <T extends object>(fields: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>

const one = (values: (string | null)[]): string | undefined => {
  const named = [...new Set(values)].filter(value => value !== null)
  return named.length === 1 ? named[0] : undefined
}
const shipmentOf = (read: ComplaintReading | undefined) => one(read?.lines.map(line => line.shipment) ?? [])
const containerOf = (read: ComplaintReading | undefined) => one(read?.lines.map(line => line.container) ?? [])

function Reading({ read, customer, onCustomer }: { read: ComplaintReading; customer: string; onCustomer: (code: string) => void }) {
  const words = useWords()
  const { t } = words
  return (
    <div className="stack" role="status">
      <ul className="complaint-lines small">
        {read.lines.slice(0, 12).map(line => (
          <li key={line.line}>
            <span className="mono">{line.text}</span>:{' '}
            <span className={line.lots.length > 0 && line.status !== 'ambiguous' ? undefined : 'unclear'}>{heard(line.said, words)}</span>
          </li>
        ))}
        {read.lines.length > 12 && <li className="quiet">{t('complaint.more-lines', { count: read.lines.length - 12 })}</li>}
      </ul>
      {read.open > 0 && <p className="small quiet">{t('complaint.kept')}</p>}
      {read.customers.length > 0 && (
        <div className="row">
          <span className="small quiet">{t('complaint.sent-to')}</span>
          {read.customers.slice(0, 5).map(({ customer: code, name }) => (
            <Button key={code} size="xs" variant={code === customer ? 'filled' : 'default'} onClick={() => onCustomer(code)}>
              {name ?? code}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
