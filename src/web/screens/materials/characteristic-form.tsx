import { Button, NativeSelect, NumberInput, Switch, TagsInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Moment, PlannedCharacteristic, ValueKind } from '../../../client/index.ts'
import { labelled, useWords } from '../../app/words.tsx'
import { kindOf } from '../../parts/entered-values.ts'
import '../../parts/form.css'
import { QuantityInput } from '../../parts/quantity-input.tsx'
import { WorkCenterField } from '../../parts/record-field.tsx'
import { filled } from '../../parts/use-capture.ts'
import { CONSEQUENCES, KINDS, MOMENTS } from './plan-words.ts'

type SampleKind = 'one' | 'count' | 'oneIn' | 'percent'
const SAMPLES = [
  { value: 'one', label: 'collect.sample-one' },
  { value: 'count', label: 'collect.sample-count' },
  { value: 'oneIn', label: 'collect.sample-oneIn' },
  { value: 'percent', label: 'collect.sample-percent' },
] as const

interface Form {
  code: string
  description: string
  kind: ValueKind
  unit: string
  min: string
  max: string
  choices: string[]
  required: boolean
  missing: 'stop' | 'tell'
  at: Moment
  operation: string
  workCenter: string
  sample: SampleKind
  of: number
  outOfRange: NonNullable<PlannedCharacteristic['outOfRange']>
}

const isSample = (kind: string): kind is Exclude<SampleKind, 'one'> => kind === 'count' || kind === 'oneIn' || kind === 'percent'

function formOf(before: PlannedCharacteristic | undefined): Form {
  const sample = Object.keys(before?.sample ?? {}).find(isSample)
  return {
    code: before?.code ?? '',
    description: before?.description ?? '',
    kind: before ? kindOf(before) : 'number',
    unit: before?.unit ?? '',
    min: before?.min ?? '',
    max: before?.max ?? '',
    choices: before?.choices ?? [],
    required: before?.required ?? true,
    missing: before?.missing ?? 'stop',
    at: before?.at ?? 'finish',
    operation: before?.operation === undefined ? '' : String(before.operation),
    workCenter: before?.workCenter ?? '',
    sample: sample ?? 'one',
    of: (sample && before?.sample?.[sample]) || 5,
    outOfRange: before?.outOfRange ?? 'ask',
  }
}

/** Only what was said is stated: an empty field is no limit. */
function plannedOf(form: Form): PlannedCharacteristic {
  const isNumber = form.kind === 'number' || form.kind === 'series'
  const stated = {
    description: filled(form.description),
    unit: isNumber ? filled(form.unit) : undefined,
    min: isNumber ? filled(form.min) : undefined,
    max: isNumber ? filled(form.max) : undefined,
    choices: form.kind === 'choice' ? form.choices : undefined,
    operation: filled(form.operation) === undefined ? undefined : Number(form.operation),
    workCenter: filled(form.workCenter),
    sample: form.sample === 'one' ? undefined : { [form.sample]: form.of },
    outOfRange: isNumber && (filled(form.min) ?? filled(form.max)) !== undefined ? form.outOfRange : undefined,
  }
  const said = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined))
  return { code: form.code.trim(), kind: form.kind, required: form.required, missing: form.missing, at: form.at, ...said }
}

export function CharacteristicForm(props: { before: PlannedCharacteristic | undefined; onDone: (line: PlannedCharacteristic) => void }) {
  const words = useWords()
  const { t } = words
  const [form, setForm] = useState(() => formOf(props.before))
  const set = (change: Partial<Form>) => setForm(before => ({ ...before, ...change }))
  const isNumber = form.kind === 'number' || form.kind === 'series'
  const crossed = isNumber && form.min !== '' && form.max !== '' && Number(form.min) > Number(form.max)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    props.onDone(plannedOf(form))
  }
  return (
    <form className="stack" onSubmit={submit}>
      <div className="form-grid">
        <TextInput
          label={t('collect.characteristic')}
          description={t('collect.code-what')}
          classNames={{ input: 'mono' }}
          value={form.code}
          onChange={event => set({ code: event.currentTarget.value })}
          required
          data-autofocus
        />
        <TextInput
          label={t('field.description')}
          description={t('collect.description-what')}
          value={form.description}
          onChange={event => set({ description: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('records.kind')}
          value={form.kind}
          data={labelled(KINDS, words)}
          onChange={event => set({ kind: KINDS.find(one => one.value === event.currentTarget.value)?.value ?? 'number' })}
        />
        {isNumber && (
          <>
            <TextInput label={t('field.unit')} value={form.unit} onChange={event => set({ unit: event.currentTarget.value })} />
            <QuantityInput
              signed
              label={t('collect.lower')}
              placeholder={t('common.none')}
              value={form.min}
              onChange={min => set({ min })}
            />
            <QuantityInput
              signed
              label={t('collect.upper')}
              placeholder={t('common.none')}
              value={form.max}
              onChange={max => set({ max })}
              error={crossed ? t('collect.crossed') : undefined}
            />
          </>
        )}
        {form.kind === 'choice' && (
          <TagsInput
            label={t('field.choices')}
            description={t('collect.enter-after')}
            value={form.choices}
            onChange={choices => set({ choices })}
            className="form-grid-wide"
          />
        )}
        <NativeSelect
          label={t('collect.asked')}
          value={form.at}
          data={labelled(MOMENTS, words)}
          onChange={event => set({ at: MOMENTS.find(one => one.value === event.currentTarget.value)?.value ?? 'finish' })}
        />
        {(form.at === 'start' || form.at === 'finish') && (
          <>
            <QuantityInput
              label={t('collect.only-operation')}
              placeholder={t('collect.every-operation')}
              value={form.operation}
              onChange={operation => set({ operation })}
            />
            <WorkCenterField label={t('collect.only-center')} value={form.workCenter} onChange={workCenter => set({ workCenter })} />
          </>
        )}
        <NativeSelect
          label={t('collect.how-many')}
          value={form.sample}
          data={labelled(SAMPLES, words)}
          onChange={event => set({ sample: isSample(event.currentTarget.value) ? event.currentTarget.value : 'one' })}
        />
        {form.sample !== 'one' && (
          <NumberInput
            label={t(`collect.sample-${form.sample}`)}
            min={1}
            max={form.sample === 'percent' ? 100 : 10_000}
            allowDecimal={false}
            value={form.of}
            onChange={value => set({ of: typeof value === 'number' ? value : 1 })}
          />
        )}
        {isNumber && (form.min !== '' || form.max !== '') && (
          <NativeSelect
            label={t('collect.outside-limits')}
            value={form.outOfRange}
            data={labelled(CONSEQUENCES, words)}
            onChange={event => set({ outOfRange: consequence(event.currentTarget.value) })}
          />
        )}
      </div>
      <Switch label={t('collect.is-required')} checked={form.required} onChange={event => set({ required: event.currentTarget.checked })} />
      {form.required && (
        <Switch
          label={t('collect.refuse-without')}
          description={t('collect.refuse-without-what')}
          checked={form.missing === 'stop'}
          onChange={event => set({ missing: event.currentTarget.checked ? 'stop' : 'tell' })}
        />
      )}
      <div>
        <Button type="submit" disabled={form.code.trim() === '' || crossed || (form.kind === 'choice' && form.choices.length === 0)}>
          {t('collect.put')}
        </Button>
      </div>
    </form>
  )
}

const consequence = (value: string): Form['outOfRange'] => (value === 'ask' || value === 'stop' || value === 'hold' ? value : 'record')
