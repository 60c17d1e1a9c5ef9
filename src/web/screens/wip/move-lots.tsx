import { type FormEvent, useState } from 'react'
import type { WipLot } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { LocationField } from '../../parts/record-field.tsx'
import { useCapture } from '../../parts/use-capture.ts'

/** Lots brought to one place, each recorded by itself: what cannot be moved says so, and what could is moved. */
export function MoveLots({ lots, onDone, onClose }: { lots: WipLot[]; onDone: () => void; onClose: () => void }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [to, setTo] = useState('')
  const [moved, setMoved] = useState(0)
  const unique = [...new Map(lots.map(one => [one.lot.id, one.lot])).values()]
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    for (const lot of unique.slice(moved)) {
      const result = await capture.record({ type: 'move', lot: { material: lot.material, number: lot.number }, to: to.trim() })
      if (result === undefined) return
      setMoved(count => count + 1)
    }
    onDone()
  }
  return (
    <Dialog opened onClose={onClose} title={t('wip.move-title', { count: unique.length })}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p className="mono small">
          {unique
            .slice(0, 12)
            .map(lot => lot.number)
            .join(', ')}
          {unique.length > 12 ? ' …' : ''}
        </p>
        <LocationField label={t('wip.where-to')} value={to} onChange={setTo} error={capture.at('/to')} required />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act type="submit" loading={capture.busy} disabled={to.trim() === ''}>
          {t('wip.move')}
        </Act>
      </form>
    </Dialog>
  )
}
