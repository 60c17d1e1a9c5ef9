import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useCapture } from '../../parts/use-capture.ts'

export function CloseCase({ recall, holds }: { recall: string; holds: boolean }) {
  const capture = useCapture(useSite())
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void capture.record({ type: 'recallClose', recall, reason: reason.trim() })
  }
  return (
    <Panel title="Close the case">
      {holds && <p className="small quiet">The hold stays until it is released: closing frees nothing.</p>}
      <form className="case-form" aria-label="Close the case" onSubmit={submit}>
        <TextInput
          label="Why it is finished"
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
        />
        <Act type="submit" variant="default" loading={capture.busy} disabled={reason.trim() === ''}>
          Close the case
        </Act>
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      </form>
    </Panel>
  )
}
