import { TagsInput } from '@mantine/core'
import { useState } from 'react'
import type { SiteSettings } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { SettingsForm } from './settings-form.tsx'

type Meanings = NonNullable<SiteSettings['as9102']>

const fields = [
  { key: 'verified', label: 'settings.verified', usual: ['prepared', 'verified'] },
  { key: 'reviewed', label: 'settings.reviewed', usual: ['reviewed'] },
  { key: 'approved', label: 'settings.approved', usual: ['approved', 'released'] },
] as const

/** What signers say here, and which field of a first article report it fills. */
export function InspectionReports({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  const [meanings, setMeanings] = useState<Meanings>(settings.as9102 ?? { verified: [], reviewed: [], approved: [] })
  return (
    <SettingsForm
      settings={settings}
      title={t('settings.articles')}
      side={<span className="small quiet">{t('settings.articles-side')}</span>}
      save={t('settings.articles-save')}
      sentence={t('settings.articles-said')}
      stated={() => ({ as9102: meanings })}
    >
      {at => (
        <div className="form-grid">
          {fields.map(({ key, label, usual }) => (
            <TagsInput
              key={key}
              label={t(label)}
              description={t('settings.articles-what', { usual: usual.join(', ') })}
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
