import { Button, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { LedgerException } from '../../../client/index.ts'
import { useSession } from '../../app/session.tsx'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { useCapture } from '../../parts/use-capture.ts'
import { absoluteTime } from '../../parts/when.tsx'

export interface Decision {
  action: 'accept' | 'reverse' | 'snooze'
  exceptions: LedgerException[]
}

const titles = { accept: 'Accept', reverse: 'Reverse', snooze: 'Put off' } as const
const effects = {
  accept: 'The record stays as it is.',
  reverse: 'What was recorded is taken back, as a correction would.',
  snooze: 'It comes back by itself when its time is over.',
} as const
const HOUR = 3_600_000
const spans = [
  { value: '1', label: 'for an hour' },
  { value: '8', label: 'for a shift (8 h)' },
  { value: '24', label: 'until tomorrow' },
  { value: '168', label: 'for a week' },
]

/** One reason, one Enter. Several exceptions get the same decision, each recorded by itself. */
export function DecideForm({ decision, onDone, onClose }: { decision: Decision; onDone: () => void; onClose: () => void }) {
  const { action, exceptions } = decision
  const capture = useCapture(useSite())
  const session = useSession()
  const [reason, setReason] = useState('')
  const [hours, setHours] = useState('8')
  const [until] = useState(() => Date.now())
  const end = new Date(until + Number(hours) * HOUR).toISOString()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    for (const one of exceptions) {
      const said = { type: 'resolve', event: one.event, line: one.line, action, reason: reason.trim() }
      const by = session.data?.person
      const result = await capture.record({ ...said, ...(action === 'snooze' ? { until: end } : {}), ...(by ? { by } : {}) })
      if (result === undefined) return
    }
    onDone()
  }
  const [first] = exceptions
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${titles[action]}: ${exceptions.length === 1 ? 'one exception' : `${exceptions.length} exceptions`}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>
          {exceptions.length === 1 && <strong>{first?.detail} </strong>}
          <span className="quiet">
            {effects[action]}
            {action === 'reverse' && first?.about ? ' It is the event that was asked about.' : ''}
          </span>
        </p>
        <TextInput
          label="Why"
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          data-autofocus
          maxLength={4000}
        />
        {action === 'snooze' && (
          <Radio.Group label="How long" value={hours} onChange={setHours} description={`until ${absoluteTime(end)}`}>
            <Stack gap={8} mt={6}>
              {spans.map(span => (
                <Radio key={span.value} value={span.value} label={span.label} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="row">
          <Act type="submit" loading={capture.busy} disabled={reason.trim() === ''}>
            {titles[action]}
          </Act>
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
        </div>
      </form>
    </Modal>
  )
}
