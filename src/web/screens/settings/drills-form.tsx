import { NumberInput, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DrawnFrom, SiteSettings } from '../../../client/index.ts'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

const kinds: { value: DrawnFrom; label: string }[] = [
  { value: 'any', label: 'any lot' },
  { value: 'raw', label: 'raw lots' },
  { value: 'finished', label: 'finished lots' },
]
const numberOr = (value: string | number, other: number): number => (typeof value === 'number' ? value : other)

/** Drills that the server runs by itself, and what each drill has to reach. */
export function DrillsForm({ settings }: { settings: SiteSettings }) {
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
    <SettingsForm settings={settings} title="Recall drills" save="Save the drills" stated={() => ({ drills, timeZone: filled(timeZone) })}>
      {at => (
        <div className="form-grid">
          <NumberInput
            label="Drills each night"
            description="0: none by itself"
            min={0}
            max={20}
            allowDecimal={false}
            value={drills.nightly}
            onChange={value => set({ nightly: numberOr(value, 0) })}
            error={at('/drills/nightly')}
          />
          <TextInput
            label="At"
            description="time of day, such as 02:00"
            value={drills.at}
            onChange={event => set({ at: event.currentTarget.value })}
            error={at('/drills/at')}
          />
          <TextInput
            label="Time zone of the site"
            description="such as Europe/Berlin; otherwise UTC"
            value={timeZone}
            onChange={event => setTimeZone(event.currentTarget.value)}
            error={at('/timeZone')}
          />
          <Select
            label="Drawn from"
            description="at night"
            data={kinds}
            value={drills.of}
            allowDeselect={false}
            onChange={value => set({ of: kinds.find(kind => kind.value === value)?.value ?? 'any' })}
          />
          <NumberInput
            label="Minutes at most"
            description="to pass: from the first lot to the finish"
            min={1}
            max={10_080}
            allowDecimal={false}
            value={drills.minutesMax}
            onChange={value => set({ minutesMax: numberOr(value, 240) })}
            error={at('/drills/minutesMax')}
          />
          <NumberInput
            label="Percent accounted for at least"
            description="to pass"
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
