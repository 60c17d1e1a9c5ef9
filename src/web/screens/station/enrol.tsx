import { type FormEvent, useCallback, useEffect, useState } from 'react'
import { createClient } from '../../../client/index.ts'
import { useScans } from '../../app/scan-listener.tsx'
import type { Journal } from '../../offline/journal.ts'
import { enrolmentCode } from './enrolment-code.ts'
import { Notice } from './notice.tsx'
import { useWords } from './words.tsx'

/** A device becomes a station with a link, its QR code, or the code typed in. */
export function Enrol({ journal, onEnrolled }: { journal: Journal; onEnrolled: () => void }) {
  const { t } = useWords()
  const [code, setCode] = useState(() => decodeURIComponent(enrolmentCode() ?? ''))
  const [refusal, setRefusal] = useState<string>()
  const enrol = useCallback(
    async (given: string) => {
      try {
        await become(journal, given)
        onEnrolled()
      } catch (failure) {
        setRefusal(failure instanceof Error ? failure.message : String(failure))
      }
    },
    [journal, onEnrolled],
  )
  useScans(heard => void enrol(codeIn(heard.text)))
  useEffect(() => {
    if (enrolmentCode() !== undefined) void enrol(decodeURIComponent(enrolmentCode() ?? ''))
  }, [enrol])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void enrol(codeIn(code))
  }
  return (
    <Notice title={t('ui.enrol')} text={t('ui.enrol-hint')}>
      <form className="kiosk-form" onSubmit={submit}>
        <label className="kiosk-field">
          {t('ui.enrol-code')}
          <input
            className="mono"
            value={code}
            onChange={event => setCode(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </label>
        <button type="submit" className="kiosk-button kiosk-primary" disabled={code.trim() === ''}>
          {t('ui.enrol-go')}
        </button>
      </form>
      {refusal !== undefined && (
        <p role="alert" className="kiosk-refusal">
          {t('ui.enrol-failed')} <span>{refusal}</span>
        </p>
      )}
    </Notice>
  )
}

/** Scanned as the whole link, or typed as the code alone. */
const codeIn = (text: string): string => decodeURIComponent(/enrol=([^&]+)/.exec(text)?.[1] ?? text).trim()

async function become(journal: Journal, code: string): Promise<void> {
  const { token, station } = await createClient().redeemEnrolment(code)
  await journal.forget()
  await journal.keep('device', { token, station })
}
