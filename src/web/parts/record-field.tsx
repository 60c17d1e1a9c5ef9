import { NativeSelect, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Location, Material, Partner, WorkCenter } from '../../client/index.ts'
import { LANGUAGES } from '../../words/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { useWords } from '../app/words.tsx'
import { Act } from './act.tsx'
import { Refusal } from './blank.tsx'
import { Dialog } from './dialog.tsx'
import { SuggestField } from './suggest-field.tsx'
import { filled, useCapture } from './use-capture.ts'

interface Coded {
  code: string
  name?: string | null
  description?: string | null
}

export interface CodeFieldProps {
  label: string
  value: string
  onChange: (code: string) => void
  error?: ReactNode
  required?: boolean
  description?: ReactNode
}

export function useMaterials() {
  const site = useSite()
  return useQuery({
    queryKey: ['materials', site],
    queryFn: () => client.materials(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
}

export function MaterialField(props: CodeFieldProps) {
  const materials = useMaterials()
  return (
    <CodeField<Material> {...props} kind="material" known={materials.data} wordsOf={one => one.description ?? ''} create={NewMaterial} />
  )
}

export function PartnerField(props: CodeFieldProps & { role: 'vendor' | 'customer' }) {
  const site = useSite()
  const partners = useQuery({
    queryKey: ['partners', site],
    queryFn: () => client.partners(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  const known = partners.data?.filter(one => !one.roles || one.roles.length === 0 || one.roles.includes(props.role))
  return (
    <CodeField<Partner>
      {...props}
      kind={props.role}
      known={known}
      wordsOf={one => one.name ?? ''}
      create={props.role === 'vendor' ? NewVendor : NewCustomer}
    />
  )
}

export function LocationField(props: CodeFieldProps) {
  const site = useSite()
  const locations = useQuery({
    queryKey: ['locations', site],
    queryFn: () => client.locations(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  return <CodeField<Location> {...props} kind="location" known={locations.data} wordsOf={one => one.kind ?? ''} create={NewLocation} />
}

export function WorkCenterField(props: CodeFieldProps) {
  const site = useSite()
  const centers = useQuery({
    queryKey: ['workCenters', site],
    queryFn: () => client.workCenters(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  return <CodeField<WorkCenter> {...props} kind="workCenter" known={centers.data} wordsOf={one => one.name ?? ''} create={NewWorkCenter} />
}

type Kind = 'material' | 'vendor' | 'customer' | 'location' | 'workCenter'
type NewRecord = (props: { code: string; onDone: () => void }) => ReactNode

/** A code out of the records, or a new one made on the spot: nobody has to leave a form to state what is missing. */
function CodeField<T extends Coded>(
  props: CodeFieldProps & { kind: Kind; known: T[] | undefined; wordsOf: (one: T) => string; create: NewRecord },
) {
  const { t, rich } = useWords()
  const [making, setMaking] = useState(false)
  const { known, kind, value, wordsOf } = props
  const wanted = value.trim().toLowerCase()
  const exact = known?.find(one => one.code === value.trim())
  const near = (known ?? [])
    .filter(one => wanted === '' || exact !== undefined || `${one.code} ${wordsOf(one)}`.toLowerCase().includes(wanted))
    .slice(0, 60)
  const unknown = known !== undefined && value.trim() !== '' && exact === undefined
  return (
    <div>
      <SuggestField<T>
        label={props.label}
        {...(props.required ? { required: true } : {})}
        error={props.error}
        identifiers
        description={exact ? wordsOf(exact) || props.description : props.description}
        text={value}
        suggestions={exact !== undefined && near.length === 1 ? [] : near.map(one => ({ key: one.code, text: one.code, value: one }))}
        render={one => (
          <span>
            <span className="mono strong">{one.code}</span> <span className="quiet small">{wordsOf(one)}</span>
          </span>
        )}
        onText={props.onChange}
        onPick={one => props.onChange(one.code)}
      />
      {unknown && (
        <p className="small code-unknown">
          {rich(`field.no-${kind}`, { code: <span className="mono">{value.trim()}</span> })}{' '}
          <button type="button" className="plain code-make" onClick={() => setMaking(true)}>
            {t('field.make-it')}
          </button>
        </p>
      )}
      {/* Events of a portal bubble through React's tree: without this the outer form would be sent as well. */}
      <div onSubmit={event => event.stopPropagation()}>
        <Dialog opened={making} onClose={() => setMaking(false)} title={t(`field.new-${kind}`)}>
          {making && <props.create code={value.trim()} onDone={() => setMaking(false)} />}
        </Dialog>
      </div>
    </div>
  )
}

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

const NewMaterial: NewRecord = ({ code, onDone }) => {
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

const NewVendor: NewRecord = props => <NewPartner {...props} role="vendor" />
const NewCustomer: NewRecord = props => <NewPartner {...props} role="customer" />

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

const NewLocation: NewRecord = ({ code, onDone }) => {
  const { t } = useWords()
  return (
    <NewForm draft={{ type: 'location', code }} onDone={onDone}>
      <TextInput label={t('col.code')} value={code} readOnly classNames={{ input: 'mono' }} />
    </NewForm>
  )
}

const NewWorkCenter: NewRecord = ({ code, onDone }) => {
  const { t } = useWords()
  const [name, setName] = useState('')
  return (
    <NewForm draft={{ type: 'workCenter', code, name: filled(name) }} onDone={onDone}>
      <TextInput label={t('col.code')} value={code} readOnly classNames={{ input: 'mono' }} />
      <TextInput label={t('col.name')} value={name} onChange={event => setName(event.currentTarget.value)} data-autofocus />
    </NewForm>
  )
}
