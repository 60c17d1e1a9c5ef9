import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useCapture } from '../../parts/use-capture.ts'

export function CloseCase({ recall, holds }: { recall: string; holds: boolean }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void capture.record({ type: 'recallClose', recall, reason: reason.trim() })
  }
  return (
    <Panel title={t('case.close')}>
      {holds && <p className="small quiet">{t('case.close-text')}</p>}
      <form className="case-form" aria-label={t('case.close')} onSubmit={submit}>
        <TextInput
          label={t('case.close-why')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
        />
        <Act type="submit" variant="default" loading={capture.busy} disabled={reason.trim() === ''}>
          {t('case.close')}
        </Act>
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      </form>
    </Panel>
  )
}
