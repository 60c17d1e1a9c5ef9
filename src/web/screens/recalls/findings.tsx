import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { RecallCase } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { LotField, noLot } from '../../parts/lot-picker.tsx'
import { Panel } from '../../parts/panel.tsx'
import { LocationField } from '../../parts/record-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { Lots, Told } from './case-lots.tsx'
import { EntryPages } from './entry-pages.tsx'

export function Findings({ one, open }: { one: RecallCase; open: boolean }) {
  const { t } = useWords()
  return (
    <Panel title={t('finding.title', { count: one.foundCount })}>
      <EntryPages recall={one.recall} kind="findings">
        {entry => (
          <>
            <Lots entries={[entry]} /> {entry.quantity !== null && <Amount value={entry.quantity} unit={entry.unit ?? ''} strong />}{' '}
            {entry.detail && t('said.at', { place: entry.detail })} <Told entry={entry} />
          </>
        )}
      </EntryPages>
      {open && <FindForm recall={one.recall} />}
    </Panel>
  )
}

function FindForm({ recall }: { recall: string }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [lot, setLot] = useState(noLot)
  const [quantity, setQuantity] = useState('')
  const [location, setLocation] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { number, material } = lot
    const entry = { lot: { number, ...(material ? { material } : {}) }, quantity: filled(quantity) }
    if ((await capture.record({ type: 'recallFind', recall, lots: [entry], location: filled(location) })) === undefined) return
    setLot(noLot)
    setQuantity('')
  }
  return (
    <form className="case-form" aria-label={t('finding.record')} onSubmit={event => void submit(event)}>
      <LotField label={t('finding.lot')} value={lot} onChange={setLot} error={capture.at('/lots/0/lot')} required />
      <TextInput
        label={t('finding.quantity')}
        placeholder={t('finding.all')}
        inputMode="decimal"
        value={quantity}
        onChange={event => setQuantity(event.currentTarget.value)}
        error={capture.at('/lots/0/quantity')}
      />
      <LocationField label={t('finding.where')} value={location} onChange={setLocation} error={capture.at('/location')} />
      <Act type="submit" loading={capture.busy} disabled={lot.number.trim() === ''}>
        {t('finding.go')}
      </Act>
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
    </form>
  )
}
