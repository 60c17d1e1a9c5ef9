import { NumberInput, Select, TagsInput } from '@mantine/core'
import type { StationPolicies } from '../../../client/index.ts'

type Field =
  | { name: string; label: string; kind: 'choice'; choices: Readonly<Record<string, string>> }
  | { name: string; label: string; kind: 'number'; unit: string }
  | { name: string; label: string; kind: 'words' }

const stopAskAllow = { stop: 'stop', ask: 'ask', allow: 'allow' }

const FIELDS: readonly Field[] = [
  { name: 'badge', label: 'Reports need a badge', kind: 'choice', choices: { required: 'yes', optional: 'no' } },
  { name: 'sequence', label: 'An operation was skipped', kind: 'choice', choices: stopAskAllow },
  { name: 'repeat', label: 'The lot was reported already', kind: 'choice', choices: stopAskAllow },
  { name: 'certification', label: 'The operator is not certified', kind: 'choice', choices: stopAskAllow },
  { name: 'outOfTolerance', label: 'A value is out of tolerance', kind: 'choice', choices: { stop: 'stop', ask: 'ask' } },
  {
    name: 'together',
    label: 'Several lots in one report',
    kind: 'choice',
    choices: { true: 'yes: scan them all, then DONE', false: 'no: one scan, one report' },
  },
  {
    name: 'loadQuantity',
    label: 'How much of a raw lot goes in',
    kind: 'choice',
    choices: { all: 'all that is there', ask: 'ask', 'as-needed': 'as needed' },
  },
  {
    name: 'closeQuantity',
    label: 'A changed raw lot closes the output at',
    kind: 'choice',
    choices: { ask: 'what is asked', expected: 'what is expected' },
  },
  {
    name: 'price',
    label: 'A further raw lot in an approximate run',
    kind: 'choice',
    choices: { ask: 'ask, with what a recall grows to', tell: 'tell, and go on' },
  },
  { name: 'pin', label: 'Going on against a question needs a PIN', kind: 'choice', choices: { never: 'no', overrides: 'yes' } },
  {
    name: 'badgePin',
    label: 'A badge needs its PIN',
    kind: 'choice',
    choices: { never: 'no', shift: 'at the first scan of a shift' },
  },
  {
    name: 'shiftEnd',
    label: 'At the end of a shift',
    kind: 'choice',
    choices: { stay: 'everybody stays signed in', 'sign-out': 'everybody is signed out' },
  },
  { name: 'undoMinutes', label: 'Own reports may be taken back for', kind: 'number', unit: 'minutes' },
  { name: 'holdListMinutes', label: 'Offline, the list of holds is old after', kind: 'number', unit: 'minutes' },
  { name: 'staleHolds', label: 'With an old list of holds', kind: 'choice', choices: { warn: 'warn', stop: 'stop' } },
  {
    name: 'receiveOffline',
    label: 'Offline, what is received',
    kind: 'choice',
    choices: { record: 'is recorded', 'set-aside': 'waits for the supervisor' },
  },
  {
    name: 'shipOffline',
    label: 'Offline, what is loaded and shipped',
    kind: 'choice',
    choices: { record: 'is recorded', 'set-aside': 'waits for the supervisor' },
  },
  {
    name: 'wrongClock',
    label: 'A time in doubt because its clock was set',
    kind: 'choice',
    choices: { raise: 'tell the supervisor', note: 'note it' },
  },
  { name: 'scrapReasons', label: 'Reasons for scrap', kind: 'words' },
  { name: 'holdReasons', label: 'Reasons for a hold', kind: 'words' },
]

/** A policy as a sentence says it: also for one that has no field here. */
export function policyWords(name: string, value: unknown): { label: string; said: string } {
  const field = FIELDS.find(one => one.name === name)
  const plain = Array.isArray(value) ? value.join(', ') : String(value)
  if (field === undefined) return { label: OTHER_LABELS[name] ?? name, said: plain }
  if (field.kind === 'choice') return { label: field.label, said: field.choices[String(value)] ?? plain }
  return { label: field.label, said: field.kind === 'number' ? `${plain} ${field.unit}` : plain }
}

const OTHER_LABELS: Readonly<Record<string, string>> = {
  amendSeconds: 'QTY and SCRAP change the report just made for (seconds)',
  duplicateSeconds: 'The same code again is an echo for (seconds)',
}

interface Props {
  stated: StationPolicies
  standard: StationPolicies
  onChange: (policies: StationPolicies) => void
}

/** Only what differs is stated: what is left empty follows the standard, also when that changes. */
export function PolicyFields({ stated, standard, onChange }: Props) {
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = stated
    onChange(value === undefined ? others : { ...others, [name]: value })
  }
  return (
    <details className="policies">
      <summary>
        Policies ({Object.keys(stated).length === 0 ? 'standard' : `${Object.keys(stated).length} differ from the standard`})
      </summary>
      <div className="station-fields">
        {FIELDS.map(field => (
          <PolicyField
            key={field.name}
            field={field}
            value={stated[field.name]}
            standard={standard[field.name]}
            onChange={value => set(field.name, value)}
          />
        ))}
      </div>
    </details>
  )
}

interface FieldProps {
  field: Field
  value: unknown
  standard: unknown
  onChange: (value: unknown) => void
}

function PolicyField({ field, value, standard, onChange }: FieldProps) {
  if (field.kind === 'number')
    return (
      <NumberInput
        label={field.label}
        description={`${field.unit}; standard ${typeof standard === 'number' ? standard : ''}`}
        min={0}
        value={typeof value === 'number' ? value : ''}
        onChange={next => onChange(typeof next === 'number' ? next : undefined)}
      />
    )
  if (field.kind === 'words')
    return (
      <TagsInput
        label={field.label}
        description={`Enter after each; standard: ${Array.isArray(standard) ? standard.join(', ') : ''}`}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={next => onChange(next.length === 0 ? undefined : next)}
      />
    )
  return <ChoiceField field={field} value={value} standard={standard} onChange={onChange} />
}

function ChoiceField({ field, value, standard, onChange }: FieldProps & { field: Extract<Field, { kind: 'choice' }> }) {
  const usual = typeof standard === 'string' || typeof standard === 'boolean' ? String(standard) : ''
  return (
    <Select
      label={field.label}
      data={Object.entries(field.choices).map(([choice, label]) => ({ value: choice, label }))}
      placeholder={`standard: ${field.choices[usual] ?? usual}`}
      value={typeof value === 'string' || typeof value === 'boolean' ? String(value) : null}
      clearable
      onChange={next => onChange(next === null ? undefined : next === 'true' || next === 'false' ? next === 'true' : next)}
    />
  )
}
