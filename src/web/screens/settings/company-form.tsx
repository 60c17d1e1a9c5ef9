import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { SiteSettings } from '../../../client/index.ts'
import { filled } from '../../parts/use-capture.ts'
import { SettingsForm } from './settings-form.tsx'

/** As customers know it: it heads and signs the letters of a recall. */
export function CompanyForm({ settings }: { settings: SiteSettings }) {
  const [company, setCompany] = useState(settings.company ?? '')
  return (
    <SettingsForm settings={settings} title="Letters" save="Save" stated={() => ({ company: filled(company) })}>
      {at => (
        <Textarea
          label="Name and address"
          description="as customers know you; heads and signs the letters of a recall"
          placeholder={`none: letters are signed ${settings.site}`}
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
