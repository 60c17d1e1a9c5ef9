import { TagsInput } from '@mantine/core'
import { useState } from 'react'
import type { SiteSettings } from '../../../client/index.ts'
import { SettingsForm } from './settings-form.tsx'

type Meanings = NonNullable<SiteSettings['as9102']>

const fields = [
  { key: 'verified', label: 'Prepared or verified', usual: 'prepared, verified' },
  { key: 'reviewed', label: 'Reviewed', usual: 'reviewed' },
  { key: 'approved', label: 'Approved', usual: 'approved, released' },
] as const

/** What signers say here, and which field of a first article report it fills. */
export function InspectionReports({ settings }: { settings: SiteSettings }) {
  const [meanings, setMeanings] = useState<Meanings>(settings.as9102 ?? { verified: [], reviewed: [], approved: [] })
  return (
    <SettingsForm
      settings={settings}
      title="First article reports"
      side={<span className="small quiet">AS9102: whose signature fills which field</span>}
      save="Save the words"
      sentence="The words hold from now on."
      stated={() => ({ as9102: meanings })}
    >
      {at => (
        <div className="form-grid">
          {fields.map(({ key, label, usual }) => (
            <TagsInput
              key={key}
              label={label}
              description={`meanings of signatures; none: those with ${usual} in them`}
              value={meanings[key]}
              onChange={value => setMeanings({ ...meanings, [key]: value })}
              error={at(`/as9102/${key}`)}
            />
          ))}
        </div>
      )}
    </SettingsForm>
  )
}
