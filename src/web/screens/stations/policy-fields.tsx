import { NumberInput, Select, TagsInput } from '@mantine/core'
import type { StationPolicies } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { inEnglish, useWords, type Words } from '../../app/words.tsx'

/** Under the name of the policy stands its label. */
type Field =
  | { name: Policy; kind: 'choice'; choices: Readonly<Record<string, OfficeKey>> }
  | { name: Policy; kind: 'number'; unit: OfficeKey }
  | { name: Policy; kind: 'words' }
type Policy = (typeof NAMES)[number]

const NAMES = [
  'badge',
  'sequence',
  'repeat',
  'certification',
  'outOfTolerance',
  'together',
  'loadQuantity',
  'closeQuantity',
  'price',
  'pin',
  'badgePin',
  'shiftEnd',
  'undoMinutes',
  'holdListMinutes',
  'staleHolds',
  'receiveOffline',
  'shipOffline',
  'wrongClock',
  'scrapReasons',
  'holdReasons',
  // Without a field here.
  'amendSeconds',
  'duplicateSeconds',
] as const

const stopAskAllow = { stop: 'policy.stop', ask: 'policy.ask', allow: 'policy.allow' } as const

const offline = { record: 'policy.offline-record', 'set-aside': 'policy.offline-set-aside' } as const

const FIELDS: readonly Field[] = [
  { name: 'badge', kind: 'choice', choices: { required: 'common.yes', optional: 'common.no' } },
  { name: 'sequence', kind: 'choice', choices: stopAskAllow },
  { name: 'repeat', kind: 'choice', choices: stopAskAllow },
  { name: 'certification', kind: 'choice', choices: stopAskAllow },
  { name: 'outOfTolerance', kind: 'choice', choices: { stop: 'policy.stop', ask: 'policy.ask' } },
  { name: 'together', kind: 'choice', choices: { true: 'policy.together-true', false: 'policy.together-false' } },
  {
    name: 'loadQuantity',
    kind: 'choice',
    choices: { all: 'policy.load-all', ask: 'policy.ask', 'as-needed': 'policy.load-as-needed' },
  },
  { name: 'closeQuantity', kind: 'choice', choices: { ask: 'policy.close-ask', expected: 'policy.close-expected' } },
  { name: 'price', kind: 'choice', choices: { ask: 'policy.price-ask', tell: 'policy.price-tell' } },
  { name: 'pin', kind: 'choice', choices: { never: 'common.no', overrides: 'common.yes' } },
  { name: 'badgePin', kind: 'choice', choices: { never: 'common.no', shift: 'policy.badgePin-shift' } },
  { name: 'shiftEnd', kind: 'choice', choices: { stay: 'policy.shiftEnd-stay', 'sign-out': 'policy.shiftEnd-sign-out' } },
  { name: 'undoMinutes', kind: 'number', unit: 'policy.minutes' },
  { name: 'holdListMinutes', kind: 'number', unit: 'policy.minutes' },
  { name: 'staleHolds', kind: 'choice', choices: { warn: 'policy.warn', stop: 'policy.stop' } },
  { name: 'receiveOffline', kind: 'choice', choices: offline },
  { name: 'shipOffline', kind: 'choice', choices: offline },
  { name: 'wrongClock', kind: 'choice', choices: { raise: 'policy.clock-raise', note: 'policy.clock-note' } },
  { name: 'scrapReasons', kind: 'words' },
  { name: 'holdReasons', kind: 'words' },
]

/** A policy as a sentence says it: also for one that has no field here. */
export function policyWords(name: string, value: unknown, { t }: Words = inEnglish): { label: string; said: string } {
  const field = FIELDS.find(one => one.name === name)
  const known = NAMES.find(one => one === name)
  const label = known ? t(`policy.${known}`) : name
  const plain = Array.isArray(value) ? value.join(', ') : String(value)
  if (field?.kind === 'number') return { label, said: `${plain} ${t(field.unit)}` }
  const choice = field?.kind === 'choice' ? field.choices[String(value)] : undefined
  return { label, said: choice ? t(choice) : plain }
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
  const { t } = useWords()
  const differing = Object.keys(stated).length
  return (
    <details className="policies">
      <summary>{t('policy.title', { state: differing === 0 ? t('policy.standard') : t('policy.differ', { count: differing }) })}</summary>
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
  const { t } = useWords()
  if (field.kind === 'number')
    return (
      <NumberInput
        label={t(`policy.${field.name}`)}
        description={t('policy.number-what', { unit: t(field.unit), standard: typeof standard === 'number' ? standard : '' })}
        min={0}
        value={typeof value === 'number' ? value : ''}
        onChange={next => onChange(typeof next === 'number' ? next : undefined)}
      />
    )
  if (field.kind === 'words')
    return (
      <TagsInput
        label={t(`policy.${field.name}`)}
        description={t('policy.words-what', { standard: Array.isArray(standard) ? standard.join(', ') : '' })}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={next => onChange(next.length === 0 ? undefined : next)}
      />
    )
  return <ChoiceField field={field} value={value} standard={standard} onChange={onChange} />
}

function ChoiceField({ field, value, standard, onChange }: FieldProps & { field: Extract<Field, { kind: 'choice' }> }) {
  const { t } = useWords()
  const usual = typeof standard === 'string' || typeof standard === 'boolean' ? String(standard) : ''
  const word = field.choices[usual]
  return (
    <Select
      label={t(`policy.${field.name}`)}
      data={Object.entries(field.choices).map(([choice, label]) => ({ value: choice, label: t(label) }))}
      placeholder={t('policy.choice-what', { standard: word ? t(word) : usual })}
      value={typeof value === 'string' || typeof value === 'boolean' ? String(value) : null}
      clearable
      onChange={next => onChange(next === null ? undefined : next === 'true' || next === 'false' ? next === 'true' : next)}
    />
  )
}
