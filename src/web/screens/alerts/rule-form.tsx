import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AlertRule, Alerts } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { called, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { filled, useCapture } from '../../parts/use-capture.ts'

type Draft = {
  code: string
  name: string
  on: string[]
  mail: { address: string; language: string }[]
  webhooks: string[]
  exceptions: string
} & Limit

type Limit = { [field in keyof Alerts['standard']]: number | undefined }

const draftOf = (rule: AlertRule | undefined): Draft => ({
  code: rule?.code ?? '',
  name: rule?.name ?? '',
  on: rule?.on ?? [],
  mail: (rule?.mail ?? []).map(({ address, language }) => ({ address, language: language ?? 'en' })),
  webhooks: rule?.webhooks ?? [],
  exceptions: (rule?.exceptions ?? []).join(', '),
  expiryDays: rule?.expiryDays,
  drillDays: rule?.drillDays,
  complaintHours: rule?.complaintHours,
  replyDays: rule?.replyDays,
  concessionDays: rule?.concessionDays,
  dispositionDays: rule?.dispositionDays,
})

function eventOf(draft: Draft): { type: string; [field: string]: unknown } {
  const exceptions = draft.exceptions.split(/[\s,]+/).filter(Boolean)
  const mail = draft.mail.filter(({ address }) => address.trim() !== '')
  return {
    type: 'alertRule',
    ...draft,
    name: filled(draft.name),
    mail: mail.map(({ address, language }) => ({ address: address.trim(), language })),
    exceptions: exceptions.length > 0 ? exceptions : undefined,
  }
}

export function RuleForm({ rule, alerts, onDone }: { rule: AlertRule | undefined; alerts: Alerts; onDone: () => void }) {
  const words = useWords()
  const { t } = words
  const capture = useCapture(useSite())
  const [draft, setDraft] = useState(() => draftOf(rule))
  const put = (more: Partial<Draft>) => setDraft(before => ({ ...before, ...more }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record(eventOf(draft))) !== undefined) onDone()
  }
  const retire = async () => {
    if ((await capture.record({ ...eventOf(draft), retired: true })) !== undefined) onDone()
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <div className="form-grid">
        <TextInput
          label={t('col.code')}
          description={t('alerts.code-what')}
          value={draft.code}
          readOnly={rule !== undefined}
          required
          error={capture.at('/code')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ code: event.currentTarget.value })}
        />
        <TextInput
          label={t('col.name')}
          description={t('alerts.name-what')}
          value={draft.name}
          onChange={event => put({ name: event.currentTarget.value })}
        />
      </div>
      <Checkbox.Group label={t('alerts.when')} value={draft.on} onChange={on => put({ on })} error={capture.at('/on')}>
        <div className="alert-kinds">
          {alerts.kinds.map(kind => (
            <Checkbox key={kind} value={kind} label={called('alerts.on.', kind, words)} />
          ))}
        </div>
      </Checkbox.Group>
      <Limits draft={draft} alerts={alerts} put={put} />
      <Mails draft={draft} alerts={alerts} put={put} error={capture.at('/mail')} />
      <Checkbox.Group
        label={t('alerts.webhooks')}
        value={draft.webhooks}
        onChange={webhooks => put({ webhooks })}
        error={capture.at('/webhooks')}
      >
        <div className="alert-kinds">
          {alerts.webhooks
            .filter(one => one.retired !== true || draft.webhooks.includes(one.code))
            .map(one => (
              <Checkbox key={one.code} value={one.code} label={one.name ?? one.code} />
            ))}
          {alerts.webhooks.length === 0 && <span className="small quiet">{t('alerts.no-webhooks')}</span>}
        </div>
      </Checkbox.Group>
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" loading={capture.busy} disabled={draft.on.length === 0}>
          {rule === undefined ? t('alerts.add-it') : t('common.save')}
        </Act>
        {rule !== undefined && (
          <Act variant="subtle" color="red" onClick={() => void retire()}>
            {t('common.take-out-of-use')}
          </Act>
        )}
      </div>
    </form>
  )
}

interface Part {
  draft: Draft
  alerts: Alerts
  put: (more: Partial<Draft>) => void
}

/** By when each kind that goes by the calendar is told. */
const LIMITS: readonly { kind: string; field: keyof Limit; max: number }[] = [
  { kind: 'lots.expiring', field: 'expiryDays', max: 3650 },
  { kind: 'drill.due', field: 'drillDays', max: 3650 },
  { kind: 'complaint.late', field: 'complaintHours', max: 8760 },
  { kind: 'reply.due', field: 'replyDays', max: 365 },
  { kind: 'concession.expiring', field: 'concessionDays', max: 3650 },
  { kind: 'disposition.due', field: 'dispositionDays', max: 3650 },
]

/** Only what the chosen happenings ask for. */
function Limits({ draft, alerts: { standard }, put }: Part) {
  const { t } = useWords()
  return (
    <div className="form-grid">
      {LIMITS.filter(({ kind }) => draft.on.includes(kind)).map(({ field, max }) => (
        <NumberInput
          key={field}
          label={t(`alerts.${field}`)}
          placeholder={String(standard[field])}
          value={draft[field] ?? ''}
          min={1}
          max={max}
          onChange={value => put({ [field]: typeof value === 'number' ? value : undefined })}
        />
      ))}
      {draft.on.includes('exception.raised') && (
        <TextInput
          label={t('alerts.only-codes')}
          description={t('alerts.only-codes-what')}
          value={draft.exceptions}
          classNames={{ input: 'mono' }}
          onChange={event => put({ exceptions: event.currentTarget.value })}
        />
      )}
    </div>
  )
}

function Mails({ draft, alerts, put, error }: Part & { error: string | undefined }) {
  const { t } = useWords()
  const change = (index: number, more: Partial<Draft['mail'][number]>) =>
    put({ mail: draft.mail.map((one, at) => (at === index ? { ...one, ...more } : one)) })
  return (
    <div className="stack">
      {draft.mail.map((one, index) => (
        <div key={index} className="alert-mails">
          <TextInput
            label={t('alerts.address-of', { number: index + 1 })}
            type="email"
            value={one.address}
            onChange={event => change(index, { address: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('alerts.language')}
            value={one.language}
            data={alerts.languages.map(({ code, name }) => ({ value: code, label: name }))}
            onChange={event => change(index, { language: event.currentTarget.value })}
          />
          <Button
            variant="subtle"
            color="red"
            aria-label={t('alerts.address-out', { number: index + 1 })}
            onClick={() => put({ mail: draft.mail.filter((_, at) => at !== index) })}
          >
            {t('alerts.take-out')}
          </Button>
        </div>
      ))}
      {error && (
        <p className="small" role="alert">
          {error}
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="sm"
          onClick={() => put({ mail: [...draft.mail, { address: '', language: draft.mail.at(-1)?.language ?? 'en' }] })}
        >
          {t('alerts.add-address')}
        </Button>
      </div>
    </div>
  )
}
