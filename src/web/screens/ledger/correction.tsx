import { Button, Checkbox, SegmentedControl, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type CaptureResult, type LedgerEvent, newId } from '../../../client/index.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { useCapture } from '../../parts/use-capture.ts'
import { CorrectionPreview } from './correction-preview.tsx'
import { EventFields } from './event-fields.tsx'
import { changedPaths, type Replacement, replacementOf } from './replacement.ts'

/** Long events push it below the edge. */
const intoView = (form: HTMLFormElement | null) => form?.scrollIntoView({ block: 'start' })

/** A mistake is voided, or replaced by what is right; never edited. Both stay readable, and what would change is told before. */
export function Correction({ event, voided }: { event: LedgerEvent; voided: boolean }) {
  const capture = useCapture(event.site)
  const [way, setWay] = useState<'void' | 'replace'>()
  const [right, setRight] = useState<Replacement>(() => replacementOf(event))
  const [id] = useState(() => newId())
  const [looked, setLooked] = useState<string>()
  const [reason, setReason] = useState('')
  const [done, setDone] = useState<CaptureResult>()
  if (done)
    return (
      <Recorded
        result={done}
        sentence={
          way === 'void'
            ? 'Voided. Traces no longer follow it; the audit shows both.'
            : 'Replaced. Traces follow what is right; the audit shows both.'
        }
      />
    )
  if (voided) return null
  if (way === undefined)
    return (
      <div className="row">
        <Act variant="default" onClick={() => setWay('void')}>
          This is wrong: void it…
        </Act>
        <Act variant="default" onClick={() => setWay('replace')}>
          Something in it is wrong: correct it…
        </Act>
      </div>
    )
  const changed = changedPaths(replacementOf(event), right)
  const replacement = way === 'replace' ? { ...right, id, site: event.site } : undefined
  const text = JSON.stringify(replacement ?? null)
  const isSeen = way === 'void' || looked === text
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault()
    setDone(await capture.record({ type: 'correct', event: event.id, reason: reason.trim(), replacement }))
  }
  return (
    <form className="stack" ref={intoView} onSubmit={submitted => void submit(submitted)}>
      <SegmentedControl
        aria-label="How to correct"
        value={way}
        onChange={value => setWay(value === 'void' ? 'void' : 'replace')}
        data={[
          { value: 'void', label: 'Void it' },
          { value: 'replace', label: 'Replace it' },
        ]}
      />
      {way === 'replace' && <EventFields value={right} before={replacementOf(event)} at={capture.at} onChange={setRight} />}
      {way === 'replace' && (
        <Checkbox
          label="It happened so, even where a rule speaks against it, such as a hold: what is broken stands under Exceptions"
          checked={right.late === true}
          onChange={change => setRight({ ...right, late: change.currentTarget.checked ? true : undefined })}
        />
      )}
      {way === 'replace' && !isSeen && (
        <div>
          <Button variant="default" disabled={changed.length === 0} onClick={() => setLooked(text)}>
            See what would change
          </Button>
        </div>
      )}
      {isSeen && <CorrectionPreview site={event.site} event={event.id} replacement={replacement} />}
      <Textarea
        label="Why is it wrong?"
        value={reason}
        onChange={change => setReason(change.currentTarget.value)}
        error={capture.at('/reason')}
        required
        autosize
        minRows={2}
        {...(way === 'void' ? { 'data-autofocus': true } : {})}
      />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="row">
        <Act
          type="submit"
          color="red"
          variant="outline"
          loading={capture.busy}
          disabled={reason.trim() === '' || !isSeen || (way === 'replace' && changed.length === 0)}
        >
          {way === 'void' ? 'Void this event' : 'Replace this event'}
        </Act>
        <Button variant="default" onClick={() => setWay(undefined)}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
