import { Modal, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Deviation } from '../../../client/index.ts'
import { useSession } from '../../app/session.tsx'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { PersonField } from '../../parts/person-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

const words = {
  approve: { title: 'Approve', hint: 'From now on it lets pass what it says, until its time.', action: 'Approve it' },
  withdraw: { title: 'Withdraw', hint: 'It lets nothing pass any more; what was used under it stays as it is.', action: 'Withdraw it' },
} as const

/** Four eyes: whoever asked for it does not approve it. The server says so; the form only asks who it is. */
export function DecideDeviation(props: { deviation: Deviation; decision: 'approve' | 'withdraw'; onClose: () => void }) {
  const { deviation, decision, onClose } = props
  const capture = useCapture(useSite())
  const session = useSession()
  const [by, setBy] = useState(session.data?.person ?? '')
  const [reason, setReason] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const draft = { type: decision, deviation: deviation.number, reason: reason.trim(), by: filled(by) }
    if ((await capture.record(draft)) !== undefined) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${words[decision].title} ${deviation.number}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>{words[decision].hint}</p>
        <PersonField
          label={decision === 'approve' ? 'Who approves' : 'Who withdraws'}
          description={
            decision === 'approve' && deviation.requestedBy
              ? `of quality or a supervisor, and not ${deviation.requestedBy}, who asked for it`
              : 'code, or scan the badge'
          }
          value={by}
          onChange={setBy}
          error={capture.at('/by')}
          required={decision === 'approve'}
        />
        <Textarea
          label="Why"
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          autosize
          minRows={2}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act type="submit" loading={capture.busy} disabled={reason.trim() === '' || (decision === 'approve' && by.trim() === '')}>
          {words[decision].action}
        </Act>
      </form>
    </Modal>
  )
}
