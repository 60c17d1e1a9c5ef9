import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { SiteSettings } from '../../../client/index.ts'
import { eventTypes, verbOf } from '../../parts/event-words.ts'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

interface Line {
  key: number
  type: string
  role: string
  meaning: string
  count: number
}

/** What is signed here, by whom and with what meaning. Every form asks for the signatures by itself. */
export function SignaturePolicies({ settings }: { settings: SiteSettings }) {
  const [lines, setLines] = useState<Line[]>(() =>
    (settings.signatures ?? []).map(({ type, role = '', meaning = '', count = 1 }, key) => ({ key, type, role, meaning, count })),
  )
  const set = (key: number, change: Partial<Line>) => setLines(lines.map(one => (one.key === key ? { ...one, ...change } : one)))
  const stated = () => {
    const signatures = lines.map(({ type, role, meaning, count }) => ({ type, role: filled(role), meaning: filled(meaning), count }))
    return { signatures: signatures.length > 0 ? signatures : undefined }
  }
  return (
    <SettingsForm
      settings={settings}
      title="What is signed"
      side={<span className="small quiet">each signature takes person and PIN</span>}
      save="Save what is signed"
      sentence="The policy holds from now on."
      stated={stated}
    >
      {() => (
        <>
          {lines.length === 0 && <p className="quiet">Nothing has to be signed at this site.</p>}
          {lines.map((line, index) => (
            <PolicyLine
              key={line.key}
              line={line}
              number={index + 1}
              onChange={change => set(line.key, change)}
              onRemove={() => setLines(lines.filter(one => one.key !== line.key))}
            />
          ))}
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() =>
                setLines([
                  ...lines,
                  { key: Math.max(-1, ...lines.map(one => one.key)) + 1, type: 'release', role: 'quality', meaning: '', count: 1 },
                ])
              }
            >
              Add a kind of event
            </Button>
          </div>
        </>
      )}
    </SettingsForm>
  )
}

/** What a quality department signs most stands first. */
const FIRST = ['release', 'dispose', 'concession', 'correct', 'approve', 'recall']
const TYPES = [...FIRST, ...eventTypes.filter(type => !FIRST.includes(type) && type !== 'sign')].map(type => ({
  value: type,
  label: verbOf(type),
}))

function PolicyLine(props: { line: Line; number: number; onChange: (change: Partial<Line>) => void; onRemove: () => void }) {
  const { line, onChange, number } = props
  const words = (word: string): string => (number === 1 ? word : `${word} ${number}`)
  return (
    <div className="signature-policy">
      <Select
        label={words('Event')}
        searchable
        allowDeselect={false}
        data={TYPES}
        value={line.type}
        onChange={value => onChange({ type: value ?? line.type })}
      />
      <TextInput
        label={words('Role')}
        placeholder="anybody"
        value={line.role}
        onChange={event => onChange({ role: event.currentTarget.value })}
      />
      <TextInput
        label={words('Meaning')}
        placeholder="as the signer says"
        value={line.meaning}
        onChange={event => onChange({ meaning: event.currentTarget.value })}
      />
      <NumberInput
        label={words('People')}
        min={1}
        max={5}
        allowDecimal={false}
        value={line.count}
        onChange={value => onChange({ count: typeof value === 'number' ? value : 1 })}
      />
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Take policy ${number} out`} onClick={props.onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}
