import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import '../../parts/form.css'
import { PageHead } from '../../parts/panel.tsx'
import { InOneGo } from './in-one-go.tsx'
import './produce.css'
import { OpenRuns } from './open-runs.tsx'
import { StartRun } from './start-run.tsx'

const ways = [
  { value: 'once', label: 'In one go' },
  { value: 'start', label: 'Start a run' },
  { value: 'runs', label: 'Open runs' },
]

export function ProduceScreen() {
  const { way } = useSearch({ from: '/produce' })
  const navigate = useNavigate({ from: '/produce' })
  const chosen = ways.find(one => one.value === way)?.value ?? 'once'
  return (
    <>
      <PageHead title="Produce" text="In one go when it is over before it is reported; as a run when lots are loaded and made over time.">
        <SegmentedControl
          aria-label="Way of reporting"
          value={chosen}
          onChange={value => void navigate({ search: { way: value === 'once' ? undefined : value } })}
          data={ways}
        />
      </PageHead>
      {chosen === 'once' && <InOneGo />}
      {chosen === 'start' && <StartRun />}
      {chosen === 'runs' && <OpenRuns />}
    </>
  )
}
