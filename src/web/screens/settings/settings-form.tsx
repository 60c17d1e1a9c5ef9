import { type FormEvent, type ReactNode, useState } from 'react'
import type { CaptureResult, SiteSettings } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { Panel } from '../../parts/panel.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { useCapture } from '../../parts/use-capture.ts'

interface SettingsGroup {
  settings: SiteSettings
  title: string
  side?: ReactNode
  /** What the button says. */
  save: string
  /** What is said once it is recorded. */
  sentence?: string
  disabled?: boolean
  /** What this group says of the site; without a value it is stated no longer. */
  stated: () => object
  /** Its fields; `at` is what was refused of one of them, by its pointer. */
  children: (at: (pointer: string) => string | undefined) => ReactNode
}

/** One group of the site's settings, saved by itself. */
export function SettingsForm(group: SettingsGroup) {
  const { t } = useWords()
  const { settings, title, sentence = t('settings.hold') } = group
  const capture = useCapture(settings.site)
  const [done, setDone] = useState<CaptureResult>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    setDone(await capture.record({ type: 'settings', ...kept(settings), ...group.stated() }))
  }
  return (
    <form aria-label={title} onSubmit={event => void submit(event)}>
      <Panel title={title} side={group.side}>
        <div className="stack">
          {done && <Recorded result={done} sentence={sentence} />}
          {group.children(capture.at)}
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy} disabled={group.disabled ?? false}>
              {group.save}
            </Act>
          </div>
        </div>
      </Panel>
    </form>
  )
}

/** A settings event states the whole record: what a group does not show is stated again as it was, or a save would end it. */
const kept = (settings: SiteSettings): Partial<SiteSettings> =>
  Object.fromEntries(Object.entries(settings).filter(([key, value]) => key !== 'site' && value !== null))
