import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SiteSettings, StationEntry, StationPolicies } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
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
  const site = useSite()
  const settings = useQuery({ queryKey: ['settings', site], queryFn: () => client.settings(site), enabled: site !== undefined })
  const stations = useQuery({
    queryKey: ['stations', site],
    queryFn: () => client.stations(site ? { site } : {}),
    enabled: site !== undefined,
  })
  return (
    <>
      <PageHead title="Settings" text="What holds for the whole site. Each change is an event in the ledger, with who made it and when." />
      <div className="form">
        {settings.isError && <Trouble error={settings.error} retry={() => void settings.refetch()} />}
        {settings.isPending && <Skeleton rows={4} height={44} />}
        {settings.data && <CompanyForm key={`company of ${settings.data.site}`} settings={settings.data} />}
        {settings.data && <NumberingForm key={settings.data.site} settings={settings.data} />}
        {settings.data && <SignaturePolicies key={`signatures of ${settings.data.site}`} settings={settings.data} />}
        {settings.data && <ReturnsForm key={`returns of ${settings.data.site}`} settings={settings.data} />}
        {settings.data && <InspectionReports key={`reports of ${settings.data.site}`} settings={settings.data} />}
        {settings.data && <DrillsForm key={`drills ${settings.data.site}`} settings={settings.data} />}
        {settings.data && <MachineValuesForm key={`machines of ${settings.data.site}`} settings={settings.data} />}
        {stations.data && <Policies standard={stations.data.policies} stations={stations.data.stations} />}
        <Panel title="Who changed the settings">
          <RecordHistory kind="settings" code="site" />
        </Panel>
      </div>
    </>
  )
}

/** The plant's own number at GS1, from which pallets and cases get theirs. */
function NumberingForm({ settings }: { settings: SiteSettings }) {
  const [prefix, setPrefix] = useState(settings.gs1CompanyPrefix ?? '')
  const [extension, setExtension] = useState(settings.ssccExtension)
  const left = 16 - prefix.trim().length
  return (
    <SettingsForm
      settings={settings}
      title="Pallets and cases"
      save="Save"
      stated={() => ({ gs1CompanyPrefix: filled(prefix), ssccExtension: extension })}
    >
      {at => (
        <>
          <div className="form-grid">
            <TextInput
              label="GS1 company prefix"
              description="as GS1 gave it to you, 4 to 12 digits"
              placeholder="none: pallets are numbered C-000001"
              inputMode="numeric"
              classNames={{ input: 'mono' }}
              value={prefix}
              onChange={event => setPrefix(event.currentTarget.value.replace(/\D/g, ''))}
              error={at('/gs1CompanyPrefix')}
            />
            <NumberInput
              label="Extension digit"
              description="the first digit of each SSCC, 0 to 9"
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
              A new pallet is numbered{' '}
              <span className="mono">
                {extension}
                {prefix.trim()}
                {'0'.repeat(left - 1)}1
              </span>{' '}
              and its check digit: {(10 ** left).toLocaleString('en')} pallets before the extension digit has to change.
            </p>
          )}
        </>
      )}
    </SettingsForm>
  )
}

/** Goods that customers send back. */
function ReturnsForm({ settings }: { settings: SiteSettings }) {
  const [quarantine, setQuarantine] = useState(settings.returns?.quarantine ?? false)
  const [location, setLocation] = useState(settings.returns?.location ?? '')
  return (
    <SettingsForm
      settings={settings}
      title="Goods that come back"
      save="Let it hold"
      stated={() => ({ returns: { quarantine, location: filled(location) } })}
    >
      {at => (
        <>
          <Checkbox
            label="On hold until somebody has decided: what came back, apart from the rest of its lot"
            checked={quarantine}
            onChange={event => setQuarantine(event.currentTarget.checked)}
          />
          <LocationField
            label="Put where"
            description="unless the return names another place"
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
  return (
    <Panel title="Policies of the stations" side={<Link to="/stations">Change at a station</Link>}>
      <dl className="policy-list">
        {Object.entries(standard).map(([name, value]) => {
          const others = stations.filter(station => differs(station.stated[name], value))
          const { label, said } = policyWords(name, value)
          return (
            <div key={name} className="policy-row">
              <dt>{label}</dt>
              <dd>
                {said}
                {others.map(station => (
                  <span key={station.code} className="small quiet policy-other">
                    at <span className="mono">{station.code}</span>: {policyWords(name, station.stated[name]).said}
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
