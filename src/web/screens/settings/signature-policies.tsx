import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { CaptureResult, SiteSettings } from '../../../client/index.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { eventTypes, verbOf } from '../../parts/event-words.ts'
import { Panel } from '../../parts/panel.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { kept } from './kept.ts'

interface Line {
  key: number
  type: string
  role: string
  meaning: string
  count: number
}

/** What is signed here, by whom and with what meaning. Every form asks for the signatures by itself. */
export function SignaturePolicies({ settings }: { settings: SiteSettings }) {
  const capture = useCapture(settings.site)
  const [lines, setLines] = useState<Line[]>(() =>
    (settings.signatures ?? []).map(({ type, role = '', meaning = '', count = 1 }, key) => ({ key, type, role, meaning, count })),
  )
  const [done, setDone] = useState<CaptureResult>()
  const set = (key: number, change: Partial<Line>) => setLines(lines.map(one => (one.key === key ? { ...one, ...change } : one)))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    const signatures = lines.map(({ type, role, meaning, count }) => ({ type, role: filled(role), meaning: filled(meaning), count }))
    setDone(await capture.record({ type: 'settings', ...kept(settings), signatures: signatures.length > 0 ? signatures : undefined }))
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <Panel title="What is signed" side={<span className="small quiet">each signature takes person and PIN</span>}>
        <div className="stack">
          {done && <Recorded result={done} sentence="The policy holds from now on." />}
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
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy}>
              Save what is signed
            </Act>
          </div>
        </div>
      </Panel>
    </form>
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
