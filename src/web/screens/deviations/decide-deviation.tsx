import { Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Deviation } from '../../../client/index.ts'
import { useSession } from '../../app/session.tsx'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { PersonField } from '../../parts/person-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

/** Four eyes: whoever asked for it does not approve it. The server says so; the form only asks who it is. */
export function DecideDeviation(props: { deviation: Deviation; decision: 'approve' | 'withdraw'; onClose: () => void }) {
  const { t } = useWords()
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
    <Dialog opened onClose={onClose} title={t(`deviation.${decision}-title`, { number: deviation.number })} size={520}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>{t(`deviation.${decision}-hint`)}</p>
        <PersonField
          label={decision === 'approve' ? t('deviation.who-approves') : t('deviation.who-withdraws')}
          description={
            decision === 'approve' && deviation.requestedBy
              ? t('deviation.who-what', { person: deviation.requestedBy })
              : t('sign.person-how')
          }
          value={by}
          onChange={setBy}
          error={capture.at('/by')}
          required={decision === 'approve'}
        />
        <Textarea
          label={t('col.why')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          autosize
          minRows={2}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act type="submit" loading={capture.busy} disabled={reason.trim() === '' || (decision === 'approve' && by.trim() === '')}>
          {t(`deviation.${decision}`)}
        </Act>
      </form>
    </Dialog>
  )
}
