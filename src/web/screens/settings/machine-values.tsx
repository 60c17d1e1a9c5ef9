import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { MachineValues, SiteSettings } from '../../../client/index.ts'
import { WorkCenterField } from '../../parts/record-field.tsx'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

type Rule = MachineValues['topics'][number]
interface Line {
  key: number
  rule: Rule
}

/** The broker that machines send to, and which work center and characteristic each topic is. */
export function MachineValuesForm({ settings }: { settings: SiteSettings }) {
  const [broker, setBroker] = useState(settings.machineValues?.broker ?? '')
  const [listen, setListen] = useState(settings.machineValues?.listen ?? '')
  const [lines, setLines] = useState<Line[]>(() => (settings.machineValues?.topics ?? []).map((rule, key) => ({ key, rule })))
  const set = (key: number, change: Partial<Rule>) =>
    setLines(lines.map(one => (one.key === key ? { key, rule: { ...one.rule, ...change } } : one)))
  const add = () => setLines([...lines, { key: Math.max(-1, ...lines.map(one => one.key)) + 1, rule: { topic: '' } }])
  const stated = () => {
    const { clientId } = settings.machineValues ?? {}
    const topics = lines.map(({ rule }) => ruleOf(rule))
    const machineValues =
      broker.trim() === '' ? undefined : { broker: broker.trim(), ...(clientId ? { clientId } : {}), listen: filled(listen), topics }
    return { machineValues }
  }
  return (
    <SettingsForm
      settings={settings}
      title="Values of machines (MQTT)"
      side={<Link to="/machines">What came in</Link>}
      save="Save the machines"
      sentence="The machines are heard under these settings from now on."
      disabled={broker.trim() !== '' && lines.length === 0}
      stated={stated}
    >
      {at => (
        <>
          <div className="form-grid">
            <TextInput
              label="Broker"
              description="user and password come from the server's environment, not from here"
              placeholder="mqtt://broker.plant:1883; empty: no machines"
              classNames={{ input: 'mono' }}
              value={broker}
              onChange={event => setBroker(event.currentTarget.value)}
              error={at('/machineValues/broker')}
            />
            <TextInput
              label="Also listen to"
              description="so that wrong topics are seen and kept"
              placeholder="plant/#"
              classNames={{ input: 'mono' }}
              value={listen}
              onChange={event => setListen(event.currentTarget.value)}
              error={at('/machineValues/listen')}
            />
          </div>
          {lines.map((line, index) => (
            <RuleLine
              key={line.key}
              rule={line.rule}
              number={index + 1}
              error={at(`/machineValues/topics/${index}`)}
              onChange={change => set(line.key, change)}
              onRemove={() => setLines(lines.filter(one => one.key !== line.key))}
            />
          ))}
          <div>
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
              Add a topic
            </Button>
          </div>
        </>
      )}
    </SettingsForm>
  )
}

const ruleOf = ({ topic, workCenter = '', station = '', characteristic = '', unit = '' }: Rule): object => ({
  topic: topic.trim(),
  workCenter: filled(workCenter),
  station: filled(station),
  characteristic: filled(characteristic),
  unit: filled(unit),
})

function RuleLine(props: {
  rule: Rule
  number: number
  error: string | undefined
  onChange: (change: Partial<Rule>) => void
  onRemove: () => void
}) {
  const { rule, number, onChange } = props
  const words = (word: string): string => (number === 1 ? word : `${word} ${number}`)
  return (
    <div className="machine-rule">
      <TextInput
        label={words('Topic')}
        classNames={{ input: 'mono' }}
        value={rule.topic}
        error={props.error}
        onChange={event => onChange({ topic: event.currentTarget.value })}
        required
      />
      <WorkCenterField label={words('Work center')} value={rule.workCenter ?? ''} onChange={workCenter => onChange({ workCenter })} />
      <TextInput
        label={words('Or station')}
        classNames={{ input: 'mono' }}
        value={rule.station ?? ''}
        onChange={event => onChange({ station: event.currentTarget.value })}
      />
      <TextInput
        label={words('Characteristic')}
        placeholder="as the message says"
        value={rule.characteristic ?? ''}
        onChange={event => onChange({ characteristic: event.currentTarget.value })}
      />
      <TextInput label={words('Unit')} value={rule.unit ?? ''} onChange={event => onChange({ unit: event.currentTarget.value })} />
      <ActionIcon variant="subtle" color="gray" size={36} mt={26} aria-label={`Take topic ${number} out`} onClick={props.onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}
