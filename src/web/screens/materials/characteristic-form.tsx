import { Button, NativeSelect, NumberInput, Switch, TagsInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Moment, PlannedCharacteristic, ValueKind } from '../../../client/index.ts'
import { kindOf } from '../../parts/entered-values.ts'
import '../../parts/form.css'
import { QuantityInput } from '../../parts/quantity-input.tsx'
import { WorkCenterField } from '../../parts/record-field.tsx'
import { filled } from '../../parts/use-capture.ts'
import { CONSEQUENCES, KINDS, MOMENTS } from './plan-words.ts'

type SampleKind = 'one' | 'count' | 'oneIn' | 'percent'
const SAMPLES = [
  { value: 'one', label: 'one value for each report' },
  { value: 'count', label: 'so many values' },
  { value: 'oneIn', label: 'one in so many pieces' },
  { value: 'percent', label: 'percent of the pieces' },
]

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
          label="Characteristic"
          description="short, as on the drawing"
          classNames={{ input: 'mono' }}
          value={form.code}
          onChange={event => set({ code: event.currentTarget.value })}
          required
          data-autofocus
        />
        <TextInput
          label="Description"
          description="what the operator reads"
          value={form.description}
          onChange={event => set({ description: event.currentTarget.value })}
        />
        <NativeSelect
          label="Kind"
          value={form.kind}
          data={KINDS}
          onChange={event => set({ kind: KINDS.find(one => one.value === event.currentTarget.value)?.value ?? 'number' })}
        />
        {isNumber && (
          <>
            <TextInput label="Unit" value={form.unit} onChange={event => set({ unit: event.currentTarget.value })} />
            <SignedInput label="Lower limit" value={form.min} onChange={min => set({ min })} />
            <SignedInput
              label="Upper limit"
              value={form.max}
              onChange={max => set({ max })}
              error={crossed ? 'below the lower limit' : undefined}
            />
          </>
        )}
        {form.kind === 'choice' && (
          <TagsInput
            label="Choices"
            description="Enter after each"
            value={form.choices}
            onChange={choices => set({ choices })}
            className="form-grid-wide"
          />
        )}
        <NativeSelect
          label="Asked"
          value={form.at}
          data={MOMENTS}
          onChange={event => set({ at: MOMENTS.find(one => one.value === event.currentTarget.value)?.value ?? 'finish' })}
        />
        {(form.at === 'start' || form.at === 'finish') && (
          <>
            <QuantityInput
              label="Only at operation"
              placeholder="every one"
              value={form.operation}
              onChange={operation => set({ operation })}
            />
            <WorkCenterField label="Only at work center" value={form.workCenter} onChange={workCenter => set({ workCenter })} />
          </>
        )}
        <NativeSelect
          label="How many"
          value={form.sample}
          data={SAMPLES}
          onChange={event => set({ sample: isSample(event.currentTarget.value) ? event.currentTarget.value : 'one' })}
        />
        {form.sample !== 'one' && (
          <NumberInput
            label={SAMPLES.find(one => one.value === form.sample)?.label}
            min={1}
            max={form.sample === 'percent' ? 100 : 10_000}
            allowDecimal={false}
            value={form.of}
            onChange={value => set({ of: typeof value === 'number' ? value : 1 })}
          />
        )}
        {isNumber && (form.min !== '' || form.max !== '') && (
          <NativeSelect
            label="Outside its limits"
            value={form.outOfRange}
            data={CONSEQUENCES}
            onChange={event => set({ outOfRange: consequence(event.currentTarget.value) })}
          />
        )}
      </div>
      <Switch label="Required" checked={form.required} onChange={event => set({ required: event.currentTarget.checked })} />
      {form.required && (
        <Switch
          label="Without it the report is refused"
          description="otherwise the record only shows the gap"
          checked={form.missing === 'stop'}
          onChange={event => set({ missing: event.currentTarget.checked ? 'stop' : 'tell' })}
        />
      )}
      <div>
        <Button type="submit" disabled={form.code.trim() === '' || crossed || (form.kind === 'choice' && form.choices.length === 0)}>
          Put it into the plan
        </Button>
      </div>
    </form>
  )
}

const consequence = (value: string): Form['outOfRange'] => (value === 'ask' || value === 'stop' || value === 'hold' ? value : 'record')

/** Limits may be below zero, which a quantity never is. */
function SignedInput(props: { label: string; value: string; onChange: (value: string) => void; error?: string | undefined }) {
  return (
    <TextInput
      label={props.label}
      inputMode="decimal"
      placeholder="none"
      error={props.error}
      value={props.value}
      styles={{ input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }}
      onChange={event => props.onChange(event.currentTarget.value.replace(',', '.').replace(/[^\d.-]/g, ''))}
    />
  )
}
