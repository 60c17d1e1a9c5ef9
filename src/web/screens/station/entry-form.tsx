import { type FormEvent, useState } from 'react'
import type { StationInput } from '../../../client/index.ts'
import { useWords } from './words.tsx'

/** Words and dates, typed or scanned into the field. */
export function EntryForm({ input, enter }: { input: StationInput; enter: (text: string) => void }) {
  const { t } = useWords()
  const [value, setValue] = useState(input.proposal ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim() !== '') enter(input.prefix + value.trim())
  }
  return (
    <form className="kiosk-form entry" onSubmit={submit}>
      <input
        className="entry-field"
        type={input.kind === 'date' ? 'date' : 'text'}
        aria-labelledby="question-title"
        data-scan="accept"
        value={value}
        onChange={event => setValue(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      {input.kind === 'date' && (
        <button type="button" className="kiosk-button" onClick={() => setValue(today())}>
          {t('ui.today')}
        </button>
      )}
      <button type="submit" className="kiosk-button kiosk-primary" disabled={value.trim() === ''}>
        {t('ui.enter')}
      </button>
    </form>
  )
}

/** The day of the wall clock, not of Greenwich. */
function today(): string {
  const now = new Date()
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => String(part).padStart(2, '0')).join('-')
}
