import { TagsInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CaptureResult, SiteSettings } from '../../../client/index.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { useCapture } from '../../parts/use-capture.ts'
import { kept } from './kept.ts'

type Meanings = NonNullable<SiteSettings['as9102']>

const fields = [
  { key: 'verified', label: 'Prepared or verified', usual: 'prepared, verified' },
  { key: 'reviewed', label: 'Reviewed', usual: 'reviewed' },
  { key: 'approved', label: 'Approved', usual: 'approved, released' },
] as const

/** What signers say here, and which field of a first article report it fills. */
export function InspectionReports({ settings }: { settings: SiteSettings }) {
  const capture = useCapture(settings.site)
  const [meanings, setMeanings] = useState<Meanings>(settings.as9102 ?? { verified: [], reviewed: [], approved: [] })
  const [done, setDone] = useState<CaptureResult>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    setDone(await capture.record({ type: 'settings', ...kept(settings), as9102: meanings }))
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <Panel title="First article reports" side={<span className="small quiet">AS9102: whose signature fills which field</span>}>
        <div className="stack">
          {done && <Recorded result={done} sentence="The words hold from now on." />}
          <div className="form-grid">
            {fields.map(({ key, label, usual }) => (
              <TagsInput
                key={key}
                label={label}
                description={`meanings of signatures; none: those with ${usual} in them`}
                value={meanings[key]}
                onChange={value => setMeanings({ ...meanings, [key]: value })}
                error={capture.at(`/as9102/${key}`)}
              />
            ))}
          </div>
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy}>
              Save the words
            </Act>
          </div>
        </div>
      </Panel>
    </form>
  )
}
