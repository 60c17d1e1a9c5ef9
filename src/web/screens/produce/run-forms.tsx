import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { CaptureResult, Run } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { type Entered, sentValues } from '../../parts/entered-values.ts'
import { lotRef } from '../../parts/lot-lines.tsx'
import { LotField, noLot } from '../../parts/lot-picker.tsx'
import { MadeFields, madeOf, nothingMade } from '../../parts/made-fields.tsx'
import { Panel } from '../../parts/panel.tsx'
import { QuantityInput } from '../../parts/quantity-input.tsx'
import { MaterialField, useMaterials } from '../../parts/record-field.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { type Draft, filled, useCapture } from '../../parts/use-capture.ts'
import { useAskedValues, ValuesPanel } from '../../parts/values.tsx'

type Capture = ReturnType<typeof useCapture>

function RunForm(props: {
  title: string
  action: string
  capture: Capture
  draft: () => Draft
  onRecorded: () => void
  sentence: string
  children: ReactNode
}) {
  const { capture } = props
  const [done, setDone] = useState<CaptureResult>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    const result = await capture.record(props.draft())
    if (result === undefined) return
    setDone(result)
    props.onRecorded()
  }
  return (
    <Panel title={props.title}>
      <form className="stack" onSubmit={event => void submit(event)}>
        {props.children}
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        {done && <Recorded result={done} sentence={props.sentence} />}
        <div>
          <Act type="submit" loading={capture.busy}>
            {props.action}
          </Act>
        </div>
      </form>
    </Panel>
  )
}

export function LoadForm({ run }: { run: Run }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const positions = usePositions(run.workCenter)
  const [lot, setLot] = useState(noLot)
  const [quantity, setQuantity] = useState('')
  const [position, setPosition] = useState<string | null>(null)
  const draft = (): Draft => ({ type: 'load', run: run.run, lot: lotRef(lot), quantity: filled(quantity), position: position ?? undefined })
  const clear = () => {
    setLot(noLot)
    setQuantity('')
  }
  return (
    <RunForm title={t('run.load')} action={t('run.load')} capture={capture} draft={draft} onRecorded={clear} sentence={t('run.load-done')}>
      <LotField label={t('run.load-lot')} value={lot} onChange={setLot} error={capture.at('/lot')} required />
      <QuantityInput
        label={t('run.load-quantity')}
        placeholder={t('run.load-empty')}
        unit={lot.found?.unit}
        value={quantity}
        onChange={setQuantity}
        error={capture.at('/quantity')}
      />
      {positions.length > 0 && (
        <Select
          label={t('run.position')}
          clearable
          value={position}
          onChange={setPosition}
          data={positions}
          error={capture.at('/position')}
        />
      )}
    </RunForm>
  )
}

function usePositions(workCenter: string | null): string[] {
  const site = useSite()
  const centers = useQuery({
    queryKey: ['workCenters', site],
    queryFn: () => client.workCenters(site ? { site } : {}),
    enabled: site !== undefined,
    staleTime: 60_000,
  })
  return centers.data?.find(one => one.code === workCenter)?.positions?.map(one => one.code) ?? []
}

export function ProduceForm({ run }: { run: Run }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [material, setMaterial] = useState(run.material ?? '')
  const [made, setMade] = useState(nothingMade)
  const serial = useMaterials().data?.find(one => one.code === material.trim())?.tracking === 'serial'
  const draft = (): Draft => ({ type: 'produce', run: run.run, ...madeOf(made, { material, serial }) })
  return (
    <RunForm
      title={t('run.report')}
      action={t('run.report-go')}
      capture={capture}
      draft={draft}
      onRecorded={() => setMade(nothingMade)}
      sentence={t('produce.done')}
    >
      <MaterialField label={t('col.material')} value={material} onChange={setMaterial} error={capture.at('/lot/material')} />
      <MadeFields
        made={made}
        serial={serial}
        words={word => word}
        at={capture.at}
        onChange={change => setMade(before => ({ ...before, ...change }))}
      />
    </RunForm>
  )
}

export function FinishForm({ run }: { run: Run }) {
  const { t } = useWords()
  const site = useSite()
  const capture = useCapture(site)
  const [entered, setEntered] = useState<Entered>({})
  const asked = useAskedValues(site ? [{ site, at: 'finish', run: run.run }] : [])
  const open = run.loads.filter(load => load.until === null && load.quantity !== null)
  return (
    <RunForm
      title={t('run.finish')}
      action={t('run.finish-go')}
      capture={capture}
      draft={() => ({ type: 'finish', run: run.run, values: sentValues(asked, entered) })}
      onRecorded={() => undefined}
      sentence={t('run.finish-done')}
    >
      <p className="small quiet">{t(open.length > 0 ? 'run.finish-counts' : 'run.finish-nothing')}</p>
      <UnloadRows run={run} />
      <ValuesPanel asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
    </RunForm>
  )
}

function UnloadRows({ run }: { run: Run }) {
  const { t } = useWords()
  const open = run.loads.filter(load => load.until === null)
  const capture = useCapture(useSite())
  const [left, setLeft] = useState<Record<number, string>>({})
  const unload = (index: number) => {
    const load = open[index]
    void capture
      .record({ type: 'unload', run: run.run, lot: load.lot, quantity: filled(left[index]), position: load.position ?? undefined })
      .then(() => setLeft({}))
  }
  return (
    <div className="lines">
      {open.map((load, index) => (
        <div key={load.lot.number + String(load.position)} className="unload">
          <QuantityInput
            label={t('run.left-of', { lot: load.lot.number })}
            value={left[index] ?? ''}
            onChange={value => setLeft({ ...left, [index]: value })}
          />
          <Act variant="default" type="button" disabled={capture.busy || !left[index]} onClick={() => unload(index)}>
            {t('run.unload')}
          </Act>
        </div>
      ))}
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
    </div>
  )
}
