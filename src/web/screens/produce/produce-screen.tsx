import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { labelled, useWords } from '../../app/words.tsx'
import '../../parts/form.css'
import { PageHead } from '../../parts/panel.tsx'
import { InOneGo } from './in-one-go.tsx'
import './produce.css'
import { OpenRuns } from './open-runs.tsx'
import { StartRun } from './start-run.tsx'

const ways = [
  { value: 'once', label: 'produce.once' },
  { value: 'start', label: 'produce.start' },
  { value: 'runs', label: 'produce.runs' },
] as const

export function ProduceScreen() {
  const words = useWords()
  const { t } = words
  const { way } = useSearch({ from: '/produce' })
  const navigate = useNavigate({ from: '/produce' })
  const chosen = ways.find(one => one.value === way)?.value ?? 'once'
  return (
    <>
      <PageHead title={t('produce.title')} text={t('produce.text')}>
        <SegmentedControl
          aria-label={t('produce.way')}
          value={chosen}
          onChange={value => void navigate({ search: { way: value === 'once' ? undefined : value } })}
          data={labelled(ways, words)}
        />
      </PageHead>
      {chosen === 'once' && <InOneGo />}
      {chosen === 'start' && <StartRun />}
      {chosen === 'runs' && <OpenRuns />}
    </>
  )
}
