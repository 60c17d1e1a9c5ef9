import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { SiteSettings } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

/** As customers know it: it heads and signs the letters of a recall. */
export function CompanyForm({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  const [company, setCompany] = useState(settings.company ?? '')
  return (
    <SettingsForm settings={settings} title={t('settings.letters')} save={t('common.save')} stated={() => ({ company: filled(company) })}>
      {at => (
        <Textarea
          label={t('settings.company')}
          description={t('settings.company-what')}
          placeholder={t('settings.company-none', { site: settings.site })}
          autosize
          minRows={2}
          maxLength={400}
          value={company}
          onChange={event => setCompany(event.currentTarget.value)}
          error={at('/company')}
        />
      )}
    </SettingsForm>
  )
}
