import { NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DrawnFrom, SiteSettings } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { labelled, useWords } from '../../app/words.tsx'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

const kinds: { value: DrawnFrom; label: OfficeKey }[] = [
  { value: 'any', label: 'settings.any-lot' },
  { value: 'raw', label: 'settings.raw-lots' },
  { value: 'finished', label: 'settings.finished-lots' },
]
const numberOr = (value: string | number, other: number): number => (typeof value === 'number' ? value : other)

/** Drills that the server runs by itself, and what each drill has to reach. */
export function DrillsForm({ settings }: { settings: SiteSettings }) {
  const words = useWords()
  const { t } = words
  const [drills, setDrills] = useState({
    nightly: 0,
    at: '02:00',
    of: 'any' as DrawnFrom,
    minutesMax: 240,
    percentMin: 99.5,
    ...settings.drills,
  })
  const [timeZone, setTimeZone] = useState(settings.timeZone ?? '')
  const set = (change: Partial<typeof drills>) => setDrills(before => ({ ...before, ...change }))
  return (
    <SettingsForm
      settings={settings}
      title={t('settings.drills')}
      save={t('settings.drills-save')}
      stated={() => ({ drills, timeZone: filled(timeZone) })}
    >
      {at => (
        <div className="form-grid">
          <NumberInput
            label={t('settings.nightly')}
            description={t('settings.nightly-what')}
            min={0}
            max={20}
            allowDecimal={false}
            value={drills.nightly}
            onChange={value => set({ nightly: numberOr(value, 0) })}
            error={at('/drills/nightly')}
          />
          <TextInput
            label={t('settings.at')}
            description={t('settings.at-what')}
            value={drills.at}
            onChange={event => set({ at: event.currentTarget.value })}
            error={at('/drills/at')}
          />
          <TextInput
            label={t('settings.zone')}
            description={t('settings.zone-what')}
            value={timeZone}
            onChange={event => setTimeZone(event.currentTarget.value)}
            error={at('/timeZone')}
          />
          <Select
            label={t('settings.drawn-from')}
            description={t('settings.at-night')}
            data={labelled(kinds, words)}
            value={drills.of}
            allowDeselect={false}
            onChange={value => set({ of: kinds.find(kind => kind.value === value)?.value ?? 'any' })}
          />
          <NumberInput
            label={t('settings.minutes')}
            description={t('settings.minutes-what')}
            min={1}
            max={10_080}
            allowDecimal={false}
            value={drills.minutesMax}
            onChange={value => set({ minutesMax: numberOr(value, 240) })}
            error={at('/drills/minutesMax')}
          />
          <NumberInput
            label={t('settings.percent')}
            description={t('settings.percent-what')}
            min={0}
            max={100}
            decimalScale={2}
            value={drills.percentMin}
            onChange={value => set({ percentMin: numberOr(value, 99.5) })}
            error={at('/drills/percentMin')}
          />
        </div>
      )}
    </SettingsForm>
  )
}
