import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { CaptureResult, MachineValues, SiteSettings } from '../../../client/index.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { WorkCenterField } from '../../parts/record-field.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { kept } from './kept.ts'

type Rule = MachineValues['topics'][number]
interface Line {
  key: number
  rule: Rule
}

/** The broker that machines send to, and which work center and characteristic each topic is. */
export function MachineValuesForm({ settings }: { settings: SiteSettings }) {
  const capture = useCapture(settings.site)
  const [broker, setBroker] = useState(settings.machineValues?.broker ?? '')
  const [listen, setListen] = useState(settings.machineValues?.listen ?? '')
  const [lines, setLines] = useState<Line[]>(() => (settings.machineValues?.topics ?? []).map((rule, key) => ({ key, rule })))
  const [done, setDone] = useState<CaptureResult>()
  const set = (key: number, change: Partial<Rule>) =>
    setLines(lines.map(one => (one.key === key ? { key, rule: { ...one.rule, ...change } } : one)))
  const add = () => setLines([...lines, { key: Math.max(-1, ...lines.map(one => one.key)) + 1, rule: { topic: '' } }])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    const { clientId } = settings.machineValues ?? {}
    const topics = lines.map(({ rule }) => ruleOf(rule))
    const machineValues =
      broker.trim() === '' ? undefined : { broker: broker.trim(), ...(clientId ? { clientId } : {}), listen: filled(listen), topics }
    setDone(await capture.record({ type: 'settings', ...kept(settings), machineValues }))
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <Panel title="Values of machines (MQTT)" side={<Link to="/machines">What came in</Link>}>
        <div className="stack">
          {done && <Recorded result={done} sentence="The machines are heard under these settings from now on." />}
          <div className="form-grid">
            <TextInput
              label="Broker"
              description="user and password come from the server's environment, not from here"
              placeholder="mqtt://broker.plant:1883; empty: no machines"
              classNames={{ input: 'mono' }}
              value={broker}
              onChange={event => setBroker(event.currentTarget.value)}
              error={capture.at('/machineValues/broker')}
            />
            <TextInput
              label="Also listen to"
              description="so that wrong topics are seen and kept"
              placeholder="plant/#"
              classNames={{ input: 'mono' }}
              value={listen}
              onChange={event => setListen(event.currentTarget.value)}
              error={capture.at('/machineValues/listen')}
            />
          </div>
          {lines.map((line, index) => (
            <RuleLine
              key={line.key}
              rule={line.rule}
              number={index + 1}
              error={capture.at(`/machineValues/topics/${index}`)}
              onChange={change => set(line.key, change)}
              onRemove={() => setLines(lines.filter(one => one.key !== line.key))}
            />
          ))}
          <div>
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
              Add a topic
            </Button>
          </div>
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy} disabled={broker.trim() !== '' && lines.length === 0}>
              Save the machines
            </Act>
          </div>
        </div>
      </Panel>
    </form>
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
