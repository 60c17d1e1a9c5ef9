import { Button, Radio, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { LedgerException } from '../../../client/index.ts'
import { useSession } from '../../app/session.tsx'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { keptSaid } from '../../parts/refusal-words.ts'
import { useCapture } from '../../parts/use-capture.ts'
import { absoluteTime } from '../../parts/when.tsx'

export interface Decision {
  action: 'accept' | 'reverse' | 'snooze'
  exceptions: LedgerException[]
}

const HOUR = 3_600_000
const spans = [
  { value: '1', label: 'exceptions.an-hour' },
  { value: '8', label: 'exceptions.a-shift' },
  { value: '24', label: 'exceptions.tomorrow' },
  { value: '168', label: 'exceptions.a-week' },
] as const

/** One reason, one Enter. Several exceptions get the same decision, each recorded by itself. */
export function DecideForm({ decision, onDone, onClose }: { decision: Decision; onDone: () => void; onClose: () => void }) {
  const words = useWords()
  const { t } = words
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
    <Dialog
      opened
      onClose={onClose}
      title={t('exceptions.decide-title', { act: t(`exceptions.${action}`), count: exceptions.length })}
      size={520}
    >
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>
          {exceptions.length === 1 && <strong>{keptSaid(first?.detail ?? '', words)} </strong>}
          <span className="quiet">
            {t(`exceptions.${action}-effect`)} {action === 'reverse' && first?.about && t('exceptions.asked-about')}
          </span>
        </p>
        <TextInput
          label={t('col.why')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          data-autofocus
          maxLength={4000}
        />
        {action === 'snooze' && (
          <Radio.Group
            label={t('exceptions.how-long')}
            value={hours}
            onChange={setHours}
            description={t('exceptions.until', { time: absoluteTime(end, false, words) })}
          >
            <Stack gap={8} mt={6}>
              {labelled(spans, words).map(span => (
                <Radio key={span.value} value={span.value} label={span.label} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="row">
          <Act type="submit" loading={capture.busy} disabled={reason.trim() === ''}>
            {t(`exceptions.${action}`)}
          </Act>
          <Button variant="default" onClick={onClose}>
            {t('exceptions.leave')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
