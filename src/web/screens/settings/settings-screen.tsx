import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SiteSettings, StationEntry, StationPolicies } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { LocationField } from '../../parts/record-field.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'
import { filled } from '../../parts/use-capture.ts'
import { policyWords } from '../stations/policy-fields.tsx'
import { CompanyForm } from './company-form.tsx'
import { DrillsForm } from './drills-form.tsx'
import { InspectionReports } from './inspection-reports.tsx'
import { MachineValuesForm } from './machine-values.tsx'
import { SettingsForm } from './settings-form.tsx'
import './settings.css'
import { SignaturePolicies } from './signature-policies.tsx'

export function SettingsScreen() {
  const { t } = useWords()
  const site = useSite()
  const settings = useQuery({ queryKey: ['settings', site], queryFn: () => client.settings(site), enabled: site !== undefined })
  const stations = useQuery({
    queryKey: ['stations', site],
    queryFn: () => client.stations(site ? { site } : {}),
    enabled: site !== undefined,
  })
  return (
    <>
      <PageHead title={t('settings.title')} text={t('settings.text')} />
      <div className="form">
        {settings.isError && <Trouble error={settings.error} retry={() => void settings.refetch()} />}
        {settings.isPending && <Skeleton rows={4} height={44} />}
        {settings.data && <CompanyForm key={`company-${settings.data.site}`} settings={settings.data} />}
        {settings.data && <NumberingForm key={settings.data.site} settings={settings.data} />}
        {settings.data && <SignaturePolicies key={`signatures-${settings.data.site}`} settings={settings.data} />}
        {settings.data && <ReturnsForm key={`returns-${settings.data.site}`} settings={settings.data} />}
        {settings.data && <InspectionReports key={`reports-${settings.data.site}`} settings={settings.data} />}
        {settings.data && <DrillsForm key={`drills-${settings.data.site}`} settings={settings.data} />}
        {settings.data && <MachineValuesForm key={`machines-${settings.data.site}`} settings={settings.data} />}
        {stations.data && <Policies standard={stations.data.policies} stations={stations.data.stations} />}
        <Panel title={t('settings.history')}>
          <RecordHistory kind="settings" code="site" />
        </Panel>
      </div>
    </>
  )
}

/** The plant's own number at GS1, from which pallets and cases get theirs. */
function NumberingForm({ settings }: { settings: SiteSettings }) {
  const { t, rich, n } = useWords()
  const [prefix, setPrefix] = useState(settings.gs1CompanyPrefix ?? '')
  const [extension, setExtension] = useState(settings.ssccExtension)
  const left = 16 - prefix.trim().length
  return (
    <SettingsForm
      settings={settings}
      title={t('settings.pallets')}
      save={t('common.save')}
      stated={() => ({ gs1CompanyPrefix: filled(prefix), ssccExtension: extension })}
    >
      {at => (
        <>
          <div className="form-grid">
            <TextInput
              label={t('settings.prefix')}
              description={t('settings.prefix-what')}
              placeholder={t('settings.prefix-none')}
              inputMode="numeric"
              classNames={{ input: 'mono' }}
              value={prefix}
              onChange={event => setPrefix(event.currentTarget.value.replace(/\D/g, ''))}
              error={at('/gs1CompanyPrefix')}
            />
            <NumberInput
              label={t('settings.extension')}
              description={t('settings.extension-what')}
              min={0}
              max={9}
              allowDecimal={false}
              value={extension}
              onChange={value => setExtension(typeof value === 'number' ? value : 0)}
              error={at('/ssccExtension')}
            />
          </div>
          {prefix.trim().length >= 4 && prefix.trim().length <= 12 && (
            <p className="small quiet">
              {rich('settings.pallet', {
                number: (
                  <span className="mono">
                    {extension}
                    {prefix.trim()}
                    {'0'.repeat(left - 1)}1
                  </span>
                ),
                count: n(10 ** left),
              })}
            </p>
          )}
        </>
      )}
    </SettingsForm>
  )
}

/** Goods that customers send back. */
function ReturnsForm({ settings }: { settings: SiteSettings }) {
  const { t } = useWords()
  const [quarantine, setQuarantine] = useState(settings.returns?.quarantine ?? false)
  const [location, setLocation] = useState(settings.returns?.location ?? '')
  return (
    <SettingsForm
      settings={settings}
      title={t('settings.come-back')}
      save={t('settings.let-hold')}
      stated={() => ({ returns: { quarantine, location: filled(location) } })}
    >
      {at => (
        <>
          <Checkbox label={t('settings.quarantine')} checked={quarantine} onChange={event => setQuarantine(event.currentTarget.checked)} />
          <LocationField
            label={t('settings.put-where')}
            description={t('settings.put-where-what')}
            value={location}
            onChange={setLocation}
            error={at('/returns/location')}
          />
        </>
      )}
    </SettingsForm>
  )
}

/** What a station does where a plant may decide, and which stations do otherwise; each is changed at its station. */
function Policies({ standard, stations }: { standard: StationPolicies; stations: StationEntry[] }) {
  const words = useWords()
  const { t, rich } = words
  return (
    <Panel title={t('settings.policies')} side={<Link to="/stations">{t('settings.change-station')}</Link>}>
      <dl className="policy-list">
        {Object.entries(standard).map(([name, value]) => {
          const others = stations.filter(station => differs(station.stated[name], value))
          const { label, said } = policyWords(name, value, words)
          return (
            <div key={name} className="policy-row">
              <dt>{label}</dt>
              <dd>
                {said}
                {others.map(station => (
                  <span key={station.code} className="small quiet policy-other">
                    {rich('settings.at-station', {
                      station: <span className="mono">{station.code}</span>,
                      said: policyWords(name, station.stated[name], words).said,
                    })}
                  </span>
                ))}
              </dd>
            </div>
          )
        })}
      </dl>
    </Panel>
  )
}

/** A station may also have said what holds anyway: then it does not differ. */
const differs = (stated: unknown, standard: unknown): boolean => stated !== undefined && JSON.stringify(stated) !== JSON.stringify(standard)
