import { Button, Checkbox, SegmentedControl, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type CaptureResult, type CorrectionAsked, type LedgerEvent, newId } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { refusalSaid } from '../../parts/refusal-words.ts'
import { useCapture } from '../../parts/use-capture.ts'
import { CorrectionPreview } from './correction-preview.tsx'
import { EventFields } from './event-fields.tsx'
import { Parts } from './parts.tsx'
import { alsoOf, changedPaths, isChanged, type Part, type Replacement, replacementOf } from './replacement.ts'

type Way = 'void' | 'replace'

/** Long events push it below the edge. */
const intoView = (form: HTMLFormElement | null) => form?.scrollIntoView({ block: 'start' })

/** A mistake is voided, or replaced by what is right; never edited. Both stay readable, and what would change is told before. */
export function Correction({ event, voided }: { event: LedgerEvent; voided: boolean }) {
  const { t } = useWords()
  const [way, setWay] = useState<Way>()
  const [done, setDone] = useState<{ result: CaptureResult; sentence: string }>()
  if (done) return <Recorded {...done} />
  if (voided) return null
  if (way !== undefined) return <CorrectionForm event={event} way={way} onWay={setWay} onDone={setDone} />
  return (
    <div className="row">
      <Act variant="default" onClick={() => setWay('void')}>
        {t('ledger.void-ask')}
      </Act>
      <Act variant="default" onClick={() => setWay('replace')}>
        {t('ledger.correct-ask')}
      </Act>
    </div>
  )
}

function CorrectionForm(props: {
  event: LedgerEvent
  way: Way
  onWay: (way: Way | undefined) => void
  onDone: (done: { result: CaptureResult; sentence: string }) => void
}) {
  const words = useWords()
  const { t } = words
  const { event, way, onWay, onDone } = props
  const capture = useCapture(event.site)
  const before = replacementOf(event)
  const [right, setRight] = useState<Replacement>(before)
  const [id] = useState(() => newId())
  const [parts, setParts] = useState<readonly Part[]>([])
  const [reason, setReason] = useState('')
  const asked = askedOf(event, { way, right: { ...right, id }, parts })
  const isWhole = (way === 'void' || changedPaths(before, right).length > 0) && parts.every(isChanged)
  const { seen, look } = useLook(asked, way === 'void' && parts.every(part => part.right === undefined))
  const preview = useQuery({
    queryKey: ['correction-preview', seen],
    queryFn: () => client.previewCorrection(JSON.parse(seen ?? '{}') as CorrectionAsked),
    enabled: seen !== undefined,
    staleTime: 0,
    gcTime: 0,
  })
  const isSeen = seen === JSON.stringify(asked)
  const wrong = preview.data?.refused
  const at = (pointer: string): string | undefined =>
    capture.at(pointer) ?? (isSeen && wrong?.pointer?.startsWith(pointer) === true ? refusalSaid(wrong, words).text : undefined)
  const add = (added: readonly Part[]) => {
    const all = [...parts, ...added]
    setParts(all)
    // What is voided says all there is to say: what would change is looked at at once.
    if (all.every(isChanged)) look(askedOf(event, { way, right: { ...right, id }, parts: all }))
  }
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault()
    const mark = preview.data?.preview
    const result = await capture.record({ ...asked, type: 'correct', reason: reason.trim(), ...(mark ? { preview: mark } : {}) })
    if (result) onDone({ result, sentence: sentenceOf(way, parts.length, words) })
    // Something else would change by now: that is what is to be looked at before it is said again.
    else void preview.refetch()
  }
  return (
    <form className="stack" ref={intoView} onSubmit={submitted => void submit(submitted)}>
      <SegmentedControl
        aria-label={t('ledger.how')}
        value={way}
        onChange={value => onWay(value === 'void' ? 'void' : 'replace')}
        data={[
          { value: 'void', label: t('ledger.void-it') },
          { value: 'replace', label: t('ledger.replace-it') },
        ]}
      />
      {way === 'replace' && <EventFields value={right} before={before} at={pointer => at(`/replacement${pointer}`)} onChange={setRight} />}
      {way === 'replace' && (
        <Checkbox
          label={t('ledger.so')}
          checked={right.late === true}
          onChange={change => setRight({ ...right, late: change.currentTarget.checked ? true : undefined })}
        />
      )}
      <Parts parts={parts} at={at} onChange={setParts} />
      {!isSeen && (
        <div>
          <Button variant="default" disabled={!isWhole} onClick={() => look(asked)}>
            {t('ledger.see')}
          </Button>
        </div>
      )}
      {isSeen && <CorrectionPreview preview={preview} parts={parts} onAdd={add} />}
      <Textarea
        label={t('ledger.why-wrong')}
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
          disabled={reason.trim() === '' || !isSeen || !isWhole || preview.isPending}
        >
          {buttonOf(way, parts.length, words)}
        </Act>
        <Button variant="default" onClick={() => onWay(undefined)}>
          {t('ledger.leave')}
        </Button>
      </div>
    </form>
  )
}

interface Said {
  way: Way
  right: Replacement
  parts: readonly Part[]
}

const askedOf = ({ id: event, site }: LedgerEvent, { way, right, parts }: Said): CorrectionAsked => ({
  ...(site ? { site } : {}),
  event,
  ...(way === 'replace' ? { replacement: { ...right, site } } : {}),
  ...(parts.length > 0 ? { also: alsoOf(parts, site) } : {}),
})

/** What was looked at last, word for word: whoever changes anything after that looks again. Voiding needs no look to be asked for. */
function useLook(asked: CorrectionAsked, isAtOnce: boolean) {
  const [looked, setLooked] = useState<string>()
  const look = (at: CorrectionAsked) => setLooked(JSON.stringify(at))
  return { seen: looked ?? (isAtOnce ? JSON.stringify(asked) : undefined), look }
}

const buttonOf = (way: Way, others: number, { t }: Words): string => {
  if (others > 0) return t('ledger.put-all', { count: others + 1 })
  return way === 'void' ? t('ledger.void-this') : t('ledger.replace-this')
}

const sentenceOf = (way: Way, others: number, { t }: Words): string => {
  if (others > 0) return t('ledger.all-right', { count: others + 1 })
  return way === 'void' ? t('ledger.voided-said') : t('ledger.replaced-said')
}
