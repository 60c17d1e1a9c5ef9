import { NumberInput, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { StationEntry, StationPolicies } from '../../../client/index.ts'
import { LANGUAGES } from '../../../words/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { LocationField, WorkCenterField } from '../../parts/record-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { PolicyFields } from './policy-fields.tsx'
import './stations.css'

interface Props {
  station: StationEntry | undefined
  standard: StationPolicies
  onDone: () => void
}

type Draft = Pick<StationEntry, 'job' | 'badges'> & {
  code: string
  name: string
  workCenter: string
  location: string
  printer: string
  language: string
  idleMinutes: number | undefined
  policies: StationPolicies
}

export function StationForm({ station, standard, onDone }: Props) {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const capture = useCapture(station?.site ?? site)
  const [draft, setDraft] = useState(() => draftOf(station))
  const set = (part: Partial<Draft>) => setDraft(before => ({ ...before, ...part }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record(eventOf(draft))) !== undefined) onDone()
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <div className="station-fields">
        <TextInput
          label={t('col.code')}
          description={t('station.code-what')}
          value={draft.code}
          readOnly={station !== undefined}
          required
          error={capture.at('/code')}
          classNames={{ input: 'mono' }}
          onChange={event => set({ code: event.currentTarget.value })}
        />
        <TextInput
          label={t('col.name')}
          description={t('station.name-what')}
          value={draft.name}
          onChange={event => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t('station.job')}
          data={labelled(JOBS, words)}
          value={draft.job}
          allowDeselect={false}
          onChange={job => set({ job: job as Draft['job'] })}
        />
        <Select
          label={t('station.badges')}
          data={labelled(BADGES, words)}
          value={draft.badges}
          allowDeselect={false}
          onChange={badges => set({ badges: badges as Draft['badges'] })}
        />
        <WorkCenterField
          label={t('col.work-center')}
          description={t('station.center-what')}
          value={draft.workCenter}
          error={capture.at('/workCenter')}
          onChange={workCenter => set({ workCenter })}
        />
        <LocationField
          label={t('col.location')}
          value={draft.location}
          error={capture.at('/location')}
          onChange={location => set({ location })}
        />
        <PrinterField value={draft.printer} onChange={printer => set({ printer })} />
        <Select
          label={t('station.language')}
          description={t('station.language-until')}
          data={LANGUAGES.map(one => ({ value: one.code, label: one.name }))}
          value={draft.language || null}
          clearable
          onChange={language => set({ language: language ?? '' })}
        />
        <NumberInput
          label={t('station.dims')}
          description={t('station.dims-what')}
          min={1}
          max={1440}
          value={draft.idleMinutes ?? ''}
          onChange={value => set({ idleMinutes: typeof value === 'number' ? value : undefined })}
        />
      </div>
      <PolicyFields stated={draft.policies} standard={standard} onChange={policies => set({ policies })} />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div>
        <Act type="submit" loading={capture.busy} disabled={draft.code.trim() === ''}>
          {t('common.record-it')}
        </Act>
      </div>
    </form>
  )
}

const JOBS = [
  { value: 'report', label: 'station.report' },
  { value: 'assemble', label: 'station.assemble' },
  { value: 'receive', label: 'station.receive' },
  { value: 'ship', label: 'station.ship' },
] as const
const BADGES = [
  { value: 'sticky', label: 'station.sticky' },
  { value: 'per-transaction', label: 'station.per-transaction' },
  { value: 'crew', label: 'station.crew' },
] as const

function PrinterField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useWords()
  const site = useSite()
  const printers = useQuery({
    queryKey: ['printers', site],
    queryFn: () => client.printers(site),
    enabled: site !== undefined,
  })
  return (
    <Select
      label={t('col.printer')}
      description={t('station.printer-what')}
      data={(printers.data ?? []).map(one => ({ value: one.code, label: one.name ?? one.code }))}
      value={value || null}
      clearable
      onChange={code => onChange(code ?? '')}
    />
  )
}

function draftOf(station: StationEntry | undefined): Draft {
  return {
    code: station?.code ?? '',
    name: station?.name ?? '',
    workCenter: station?.workCenter ?? '',
    location: station?.location ?? '',
    printer: station?.printer ?? '',
    language: station?.language ?? '',
    idleMinutes: station?.idleMinutes ?? undefined,
    job: station?.job ?? 'report',
    badges: station?.badges ?? 'sticky',
    policies: station?.stated ?? {},
  }
}

function eventOf({ code, name, workCenter, location, printer, language, ...rest }: Draft): { type: string; [field: string]: unknown } {
  const texts = { name: filled(name), workCenter: filled(workCenter), location: filled(location), printer: filled(printer) }
  return { type: 'station', code: code.trim(), ...texts, language: filled(language), ...rest }
}
