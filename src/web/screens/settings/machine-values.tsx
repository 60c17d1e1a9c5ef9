import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { MachineValues, SiteSettings } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { WorkCenterField } from '../../parts/record-field.tsx'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

/** As it is typed, in every language. */
const EXAMPLE = { broker: 'mqtt://broker.plant:1883', listen: 'plant/#' }

type Rule = MachineValues['topics'][number]
interface Line {
  key: number
  rule: Rule
}

/** The broker that machines send to, and which work center and characteristic each topic is. */
export function MachineValuesForm({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
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
      title={t('settings.mqtt')}
      side={<Link to="/machines">{t('settings.mqtt-side')}</Link>}
      save={t('settings.mqtt-save')}
      sentence={t('settings.mqtt-said')}
      disabled={broker.trim() !== '' && lines.length === 0}
      stated={stated}
    >
      {at => (
        <>
          <div className="form-grid">
            <TextInput
              label={t('settings.broker')}
              description={t('settings.broker-what')}
              placeholder={t('settings.broker-none', { example: EXAMPLE.broker })}
              classNames={{ input: 'mono' }}
              value={broker}
              onChange={event => setBroker(event.currentTarget.value)}
              error={at('/machineValues/broker')}
            />
            <TextInput
              label={t('settings.listen')}
              description={t('settings.listen-what')}
              placeholder={EXAMPLE.listen}
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
              {t('settings.add-topic')}
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
  const { t } = useWords()
  const label = (word: 'topic' | 'center' | 'station' | 'characteristic' | 'unit'): string =>
    number === 1 ? t(`settings.${word}`) : t(`settings.${word}-of`, { number })
  return (
    <div className="machine-rule">
      <TextInput
        label={label('topic')}
        classNames={{ input: 'mono' }}
        value={rule.topic}
        error={props.error}
        onChange={event => onChange({ topic: event.currentTarget.value })}
        required
      />
      <WorkCenterField label={label('center')} value={rule.workCenter ?? ''} onChange={workCenter => onChange({ workCenter })} />
      <TextInput
        label={label('station')}
        classNames={{ input: 'mono' }}
        value={rule.station ?? ''}
        onChange={event => onChange({ station: event.currentTarget.value })}
      />
      <TextInput
        label={label('characteristic')}
        placeholder={t('settings.as-message')}
        value={rule.characteristic ?? ''}
        onChange={event => onChange({ characteristic: event.currentTarget.value })}
      />
      <TextInput label={label('unit')} value={rule.unit ?? ''} onChange={event => onChange({ unit: event.currentTarget.value })} />
      <ActionIcon variant="subtle" color="gray" size={36} mt={26} aria-label={t('settings.topic-out', { number })} onClick={props.onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}
