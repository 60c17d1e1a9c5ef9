import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Diagnosis } from '../../../symbols/diagnose.ts'
import { saveProfile } from '../../app/scan-profile.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Panel } from '../../parts/panel.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

/** The profile works in this browser at once; with a station's code it is on record, and that station uses it wherever it is opened. */
export function SaveProfile({ diagnosis }: { diagnosis: Diagnosis }) {
  const { t } = useWords()
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
    <Panel title={diagnosis.isUsable ? t('scanner.usable') : t('scanner.not-usable')}>
      <div className="stack">
        <p>{diagnosis.isUsable ? t('scanner.usable-text') : t('scanner.not-usable-text')}</p>
        <TextInput
          label={t('col.station')}
          description={t('scanner.station-what')}
          value={code}
          classNames={{ input: 'mono' }}
          onChange={event => setCode(event.currentTarget.value)}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="row">
          <Act loading={capture.busy} onClick={() => void save()}>
            {t('scanner.use')}
          </Act>
          {saved && <span role="status">{t('scanner.in-use')}</span>}
        </div>
      </div>
    </Panel>
  )
}
