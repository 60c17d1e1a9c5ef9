import { Button } from '@mantine/core'
import { useState } from 'react'
import { type Arrival, diagnose, TEST_SYMBOLS, type TestName } from '../../../symbols/diagnose.ts'
import type { Heard } from '../../app/scan-engine.ts'
import { useScans } from '../../app/scan-listener.tsx'
import { useWords } from '../../app/words.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { Findings } from './findings.tsx'
import { SaveProfile } from './save-profile.tsx'
import './scanner.css'
import { TestSheet } from './test-sheet.tsx'

/** Five symbols tell what a scanner and its computer do to a text; most of it can be undone at once. */
export function ScannerScreen() {
  const { t } = useWords()
  const [arrivals, setArrivals] = useState<Arrival[]>([])
  const [chosen, setChosen] = useState<TestName>()
  const next = chosen ?? TEST_SYMBOLS.find(symbol => arrivals.every(arrival => arrival.name !== symbol.name))?.name
  useScans(heard => {
    if (next === undefined) return
    setArrivals(before => [...before.filter(arrival => arrival.name !== next), arrivalOf(next, heard)])
    setChosen(undefined)
  })
  const diagnosis = diagnose(arrivals)
  return (
    <>
      <PageHead title={t('scanner.title')} text={t('scanner.text')}>
        <Button variant="default" onClick={() => window.print()}>
          {t('scanner.print')}
        </Button>
        <Button variant="default" disabled={arrivals.length === 0} onClick={() => setArrivals([])}>
          {t('scanner.anew')}
        </Button>
      </PageHead>
      <TestSheet next={next} arrived={arrivals.map(arrival => arrival.name)} choose={setChosen} />
      <div className="no-print">
        <Panel title={t('scanner.arrives')}>
          <Findings findings={arrivals.length === 0 ? [] : diagnosis.findings} arrivals={arrivals} />
        </Panel>
        {arrivals.length === TEST_SYMBOLS.length && <SaveProfile diagnosis={diagnosis} />}
      </div>
    </>
  )
}

function arrivalOf(name: TestName, { raw, suffix, times }: Heard): Arrival {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  return { name, text: raw, suffix, gaps }
}
