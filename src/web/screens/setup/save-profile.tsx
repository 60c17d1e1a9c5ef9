import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Diagnosis } from '../../../symbols/diagnose.ts'
import { saveProfile } from '../../app/scan-profile.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

/** The profile works in this browser at once; with a station's code it is on record, and that station uses it wherever it is opened. */
export function SaveProfile({ diagnosis }: { diagnosis: Diagnosis }) {
  const capture = useCapture(useSite())
  const [code, setCode] = useState('')
  const [saved, setSaved] = useState(false)
  const save = async () => {
    const { profile } = diagnosis
    saveProfile(profile)
    const named = filled(code)
    if (named !== undefined && (await capture.record({ type: 'scannerProfile', code: named, ...profile })) === undefined) return
    setSaved(true)
  }
  return (
    <Panel title={diagnosis.isUsable ? 'This scanner can be used' : 'This scanner cannot be relied on yet'}>
      <div className="stack">
        <p>
          {diagnosis.isUsable
            ? 'Every symbol reads as it was printed, with what is undone here.'
            : 'Mend what is marked with an octagon, then scan those symbols again. What can be undone may be used all the same.'}
        </p>
        <TextInput
          label="Station"
          description="its code, so that the record says how it scans; empty: only this browser"
          value={code}
          classNames={{ input: 'mono' }}
          onChange={event => setCode(event.currentTarget.value)}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="row">
          <Act loading={capture.busy} onClick={() => void save()}>
            Use this profile
          </Act>
          {saved && <span role="status">In use from the next scan on.</span>}
        </div>
      </div>
    </Panel>
  )
}
