/** What is asked of a record that is made on the spot, beside its code. */
import { NativeSelect, Select, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { LANGUAGES } from '../../words/index.ts'
import { useSite } from '../app/site.tsx'
import { useWords } from '../app/words.tsx'
import { Act } from './act.tsx'
import { Refusal } from './blank.tsx'
import type { NewRecord } from './code-field.tsx'
import { filled, useCapture } from './use-capture.ts'

function NewForm({
  draft,
  onDone,
  children,
}: {
  draft: { type: string; [field: string]: unknown }
  onDone: () => void
  children: ReactNode
}) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if ((await capture.record(draft)) !== undefined) onDone()
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      {children}
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <Act type="submit" loading={capture.busy}>
        {t('common.record-it')}
      </Act>
    </form>
  )
}

export const NewMaterial: NewRecord = ({ code, onDone }) => {
  const { t } = useWords()
  const [description, setDescription] = useState('')
  const [unit, setUnit] = useState('ea')
  const [tracking, setTracking] = useState('lot')
  const [precision, setPrecision] = useState('precise')
  return (
    <NewForm draft={{ type: 'material', code, description: filled(description), unit, tracking, precision }} onDone={onDone}>
      <TextInput label={t('col.code')} value={code} readOnly classNames={{ input: 'mono' }} />
      <TextInput
        label={t('field.description')}
        value={description}
        onChange={event => setDescription(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label={t('field.unit')}
        description={t('field.unit-such-as')}
        value={unit}
        required
        onChange={event => setUnit(event.currentTarget.value)}
      />
      <Select
        label={t('field.tracked-by')}
        value={tracking}
        onChange={value => setTracking(value ?? 'lot')}
        allowDeselect={false}
        data={[
          { value: 'lot', label: t('field.by-lot') },
          { value: 'serial', label: t('field.by-serial') },
          { value: 'none', label: t('field.not-tracked') },
        ]}
      />
      <Select
        label={t('field.precision')}
        value={precision}
        onChange={value => setPrecision(value ?? 'precise')}
        allowDeselect={false}
        data={[
          { value: 'precise', label: t('field.precise') },
          { value: 'approximate', label: t('field.approximate') },
        ]}
      />
    </NewForm>
  )
}

export const NewVendor: NewRecord = props => <NewPartner {...props} role="vendor" />
export const NewCustomer: NewRecord = props => <NewPartner {...props} role="customer" />

function NewPartner({ code, role, onDone }: { code: string; role: string; onDone: () => void }) {
  const { t } = useWords()
  const [name, setName] = useState('')
  const [contact, setContact] = useState('')
  const [language, setLanguage] = useState('')
  const draft = { type: 'partner', code, roles: [role], name: filled(name), contact: filled(contact), language: filled(language) }
  return (
    <NewForm draft={draft} onDone={onDone}>
      <TextInput label={t('col.code')} value={code} readOnly classNames={{ input: 'mono' }} />
      <TextInput label={t('col.name')} value={name} onChange={event => setName(event.currentTarget.value)} data-autofocus />
      <TextInput
        label={t('field.contact')}
        description={t('field.contact-why')}
        value={contact}
        onChange={event => setContact(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('field.letters')}
        value={language}
        onChange={event => setLanguage(event.currentTarget.value)}
        data={[{ value: '', label: t('field.letters-none') }, ...LANGUAGES.map(one => ({ value: one.code, label: one.name }))]}
      />
    </NewForm>
  )
}

export const NewLocation: NewRecord = ({ code, onDone }) => {
  const { t } = useWords()
  return (
    <NewForm draft={{ type: 'location', code }} onDone={onDone}>
      <TextInput label={t('col.code')} value={code} readOnly classNames={{ input: 'mono' }} />
    </NewForm>
  )
}

export const NewWorkCenter: NewRecord = ({ code, onDone }) => {
  const { t } = useWords()
  const [name, setName] = useState('')
  return (
    <NewForm draft={{ type: 'workCenter', code, name: filled(name) }} onDone={onDone}>
      <TextInput label={t('col.code')} value={code} readOnly classNames={{ input: 'mono' }} />
      <TextInput label={t('col.name')} value={name} onChange={event => setName(event.currentTarget.value)} data-autofocus />
    </NewForm>
  )
}
