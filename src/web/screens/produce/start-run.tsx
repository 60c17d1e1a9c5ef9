import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { newId } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { type Entered, sentValues } from '../../parts/entered-values.ts'
import { type LotLine, LotLines, newLine, partsOf } from '../../parts/lot-lines.tsx'
import { Panel } from '../../parts/panel.tsx'
import { WorkCenterField } from '../../parts/record-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { useAskedValues, ValuesPanel } from '../../parts/values.tsx'
import { OrderFields } from './order-fields.tsx'

export function StartRun() {
  const { t } = useWords()
  const site = useSite()
  const capture = useCapture(site)
  const navigate = useNavigate({ from: '/produce' })
  const [run] = useState(() => newId())
  const [workCenter, setWorkCenter] = useState('')
  const [workOrder, setWorkOrder] = useState('')
  const [operation, setOperation] = useState('')
  const [lots, setLots] = useState<LotLine[]>(() => [newLine()])
  const [entered, setEntered] = useState<Entered>({})
  const asked = useAskedValues(
    lots.flatMap(({ lot, quantity }) =>
      site && lot.found
        ? {
            site,
            at: 'start' as const,
            material: lot.found.material,
            ...(filled(quantity) ? { quantity: quantity.trim() } : { quantity: lot.found.onHand }),
            ...(filled(workCenter) ? { workCenter: workCenter.trim() } : {}),
            ...(filled(workOrder) ? { workOrder: workOrder.trim() } : {}),
            ...(filled(operation) ? { operation: Number(operation) } : {}),
          }
        : [],
    ),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const worked = partsOf(lots)
    const result = await capture.record({
      type: 'start',
      run,
      workCenter: filled(workCenter),
      workOrder: filled(workOrder),
      operation: filled(operation) && Number(operation),
      lots: worked.length > 0 ? worked : undefined,
      values: sentValues(asked, entered),
    })
    if (result !== undefined) void navigate({ search: { way: 'runs', run } })
  }
  return (
    <form className="form" onSubmit={event => void submit(event)}>
      <Panel title={t('run.where')}>
        <div className="form-grid">
          <WorkCenterField
            label={t('col.work-center')}
            value={workCenter}
            onChange={setWorkCenter}
            error={capture.at('/workCenter')}
            required
          />
          <OrderFields workOrder={workOrder} onWorkOrder={setWorkOrder} operation={operation} onOperation={setOperation} at={capture.at} />
        </div>
      </Panel>
      <Panel title={t('run.worked-on')} side={<span className="small quiet">{t('run.worked-on-side')}</span>}>
        <LotLines lines={lots} onChange={setLots} pointer="/lots" at={capture.at} noun={t('direct.lot')} all />
      </Panel>
      <ValuesPanel asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" size="md" loading={capture.busy}>
          {t('run.start')}
        </Act>
      </div>
    </form>
  )
}
