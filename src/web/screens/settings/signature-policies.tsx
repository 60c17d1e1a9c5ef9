import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { SiteSettings } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
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
  const { t } = useWords()
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
      title={t('settings.signed')}
      side={<span className="small quiet">{t('settings.signed-side')}</span>}
      save={t('settings.signed-save')}
      sentence={t('settings.signed-said')}
      stated={stated}
    >
      {() => (
        <>
          {lines.length === 0 && <p className="quiet">{t('settings.signed-none')}</p>}
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
              {t('settings.signed-add')}
            </Button>
          </div>
        </>
      )}
    </SettingsForm>
  )
}

/** What a quality department signs most stands first. */
const FIRST = ['release', 'dispose', 'concession', 'correct', 'approve', 'recall']
const TYPES = [...FIRST, ...eventTypes.filter(type => !FIRST.includes(type) && type !== 'sign')]
const typesIn = (words: Words): { value: string; label: string }[] => TYPES.map(type => ({ value: type, label: verbOf(type, words) }))

function PolicyLine(props: { line: Line; number: number; onChange: (change: Partial<Line>) => void; onRemove: () => void }) {
  const { line, onChange, number } = props
  const words = useWords()
  const { t } = words
  const label = (word: 'event' | 'role' | 'meaning' | 'people'): string =>
    number === 1 ? t(`settings.${word}`) : t(`settings.${word}-of`, { number })
  return (
    <div className="signature-policy">
      <Select
        label={label('event')}
        searchable
        allowDeselect={false}
        data={typesIn(words)}
        value={line.type}
        onChange={value => onChange({ type: value ?? line.type })}
      />
      <TextInput
        label={label('role')}
        placeholder={t('settings.anybody')}
        value={line.role}
        onChange={event => onChange({ role: event.currentTarget.value })}
      />
      <TextInput
        label={label('meaning')}
        placeholder={t('settings.as-signer')}
        value={line.meaning}
        onChange={event => onChange({ meaning: event.currentTarget.value })}
      />
      <NumberInput
        label={label('people')}
        min={1}
        max={5}
        allowDecimal={false}
        value={line.count}
        onChange={value => onChange({ count: typeof value === 'number' ? value : 1 })}
      />
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('settings.policy-out', { number })} onClick={props.onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}
