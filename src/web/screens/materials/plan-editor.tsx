import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CaptureResult, PlannedCharacteristic } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { limitsWords } from '../../parts/entered-values.ts'
import { Recorded } from '../../parts/recorded.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { CharacteristicForm } from './characteristic-form.tsx'
import { consequenceWords, kindWords, whenWords } from './plan-words.ts'

/** What is collected of a material. It is stated as a whole; values already recorded keep the limits they had. */
export function PlanEditor({ material }: { material: string }) {
  const { t } = useWords()
  const site = useSite()
  const [done, setDone] = useState<CaptureResult>()
  const plans = useQuery({
    queryKey: ['collection-plans', site],
    queryFn: () => client.collectionPlans(site),
    enabled: site !== undefined,
  })
  if (plans.isError) return <Trouble error={plans.error} retry={() => void plans.refetch()} />
  if (!plans.data) return <Skeleton rows={5} height={56} />
  const saved = plans.data.find(plan => plan.material === material)?.characteristics ?? []
  return (
    <div className="stack">
      {done && <Recorded result={done} sentence={t('collect.holds-now')} />}
      <Plan key={JSON.stringify(saved)} material={material} saved={saved} onSaved={setDone} />
    </div>
  )
}

interface PlanProps {
  material: string
  saved: PlannedCharacteristic[]
  onSaved: (result: CaptureResult | undefined) => void
}

function Plan({ material, saved, onSaved }: PlanProps) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [lines, setLines] = useState(saved)
  const [open, setOpen] = useState<number>()
  const [note, setNote] = useState('')
  const isChanged = JSON.stringify(lines) !== JSON.stringify(saved)
  const save = async () => {
    onSaved(undefined)
    onSaved(await capture.record({ type: 'collectionPlan', material, characteristics: lines, note: filled(note) }))
  }
  const put = (line: PlannedCharacteristic) => {
    setLines(open === lines.length ? [...lines, line] : lines.map((one, index) => (index === open ? line : one)))
    setOpen(undefined)
  }
  return (
    <div className="stack">
      {isChanged && (
        <div className="plan-unsaved">
          <div className="grow">
            <TextInput label={t('collect.why')} value={note} onChange={event => setNote(event.currentTarget.value)} maxLength={4000} />
          </div>
          <Act loading={capture.busy} onClick={() => void save()}>
            {t('collect.save')}
          </Act>
          <Button variant="default" onClick={() => setLines(saved)}>
            {t('collect.back')}
          </Button>
        </div>
      )}
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      {lines.length === 0 && <Blank title={t('collect.none')} text={t('collect.none-text')} />}
      <ul className="plan-list">
        {lines.map((line, index) => (
          <PlanLine
            key={index}
            line={line}
            onEdit={() => setOpen(index)}
            onRemove={() => setLines(lines.filter((_, other) => other !== index))}
          />
        ))}
      </ul>
      <div>
        <Act variant={lines.length === 0 ? 'filled' : 'default'} onClick={() => setOpen(lines.length)}>
          {t('collect.add')}
        </Act>
      </div>
      <Dialog
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={t(open === lines.length ? 'collect.new' : 'collect.characteristic')}
        size={680}
      >
        {open !== undefined && <CharacteristicForm before={lines[open]} onDone={put} />}
      </Dialog>
    </div>
  )
}

function PlanLine({ line, onEdit, onRemove }: { line: PlannedCharacteristic; onEdit: () => void; onRemove: () => void }) {
  const words = useWords()
  const { t } = words
  return (
    <li className="plan-line">
      <div>
        <strong className="mono">{line.code}</strong>
        {line.description && <div className="small quiet">{line.description}</div>}
      </div>
      <div>
        {kindWords(line, words)} <span className="num">{limitsWords(line, words)}</span> <span className="quiet">{line.unit}</span>
        {line.choices && line.choices.length > 0 && <div className="small quiet">{line.choices.join(', ')}</div>}
      </div>
      <div className="small">
        {whenWords(line, words)}
        <div className="quiet">{consequenceWords(line, words)}</div>
      </div>
      <div className="row no-print">
        <Act size="xs" variant="default" aria-label={t('collect.change', { code: line.code })} onClick={onEdit}>
          {t('printers.edit')}
        </Act>
        <Act size="xs" variant="subtle" color="gray" aria-label={t('prints.take-subject', { subject: line.code })} onClick={onRemove}>
          {t('prints.take-out')}
        </Act>
      </div>
    </li>
  )
}
