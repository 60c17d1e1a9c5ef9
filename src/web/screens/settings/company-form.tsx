import { Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CaptureResult, SiteSettings } from '../../../client/index.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { Panel } from '../../parts/panel.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { kept } from './kept.ts'

/** As customers know it: it heads and signs the letters of a recall. */
export function CompanyForm({ settings }: { settings: SiteSettings }) {
  const capture = useCapture(settings.site)
  const [company, setCompany] = useState(settings.company ?? '')
  const [done, setDone] = useState<CaptureResult>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    setDone(await capture.record({ type: 'settings', ...kept(settings), company: filled(company) }))
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <Panel title="Letters">
        <div className="stack">
          {done && <Recorded result={done} sentence="The settings hold from now on." />}
          <Textarea
            label="Name and address"
            description="as customers know you; heads and signs the letters of a recall"
            placeholder={`none: letters are signed ${settings.site}`}
            autosize
            minRows={2}
            maxLength={400}
            value={company}
            onChange={event => setCompany(event.currentTarget.value)}
            error={capture.at('/company')}
          />
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy}>
              Save
            </Act>
          </div>
        </div>
      </Panel>
    </form>
  )
}
