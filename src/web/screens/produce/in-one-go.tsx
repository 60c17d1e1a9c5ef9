import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AskedQuestion, CaptureResult } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { type Entered, sentValues } from '../../parts/entered-values.ts'
import { type LotLine, LotLines, newLine, partsOf } from '../../parts/lot-lines.tsx'
import { MadeFields, type MadeText, madeOf, nothingMade, quantityOf } from '../../parts/made-fields.tsx'
import { Panel } from '../../parts/panel.tsx'
import { MaterialField, useMaterials } from '../../parts/record-field.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { useAskedValues, ValuesPanel } from '../../parts/values.tsx'
import { OrderFields } from './order-fields.tsx'

interface Output extends MadeText {
  key: string
  material: string
}

let outputCount = 0

function newOutput(): Output {
  outputCount += 1
  return { key: `output${outputCount}`, material: '', ...nothingMade }
}

export function InOneGo() {
  const { t } = useWords()
  const site = useSite()
  const capture = useCapture(site)
  const [inputs, setInputs] = useState<LotLine[]>(() => [newLine()])
  const [outputs, setOutputs] = useState<Output[]>(() => [newOutput()])
  const [workOrder, setWorkOrder] = useState('')
  const [operation, setOperation] = useState('')
  const [entered, setEntered] = useState<Entered>({})
  const [done, setDone] = useState<CaptureResult>()
  const materials = useMaterials().data
  const isSerial = ({ material }: Output) => materials?.find(one => one.code === material.trim())?.tracking === 'serial'
  const asked = useAskedValues(
    site
      ? outputs
          .filter(({ material }) => material !== '')
          .map(output => questionOf({ ...output, quantity: quantityOf(output, isSerial(output)) }, { site, workOrder, operation }))
      : [],
  )
  const used = partsOf(inputs)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    const result = await capture.record({
      type: 'transform',
      inputs: used,
      outputs: outputs.map(output => madeOf(output, { material: output.material, serial: isSerial(output) })),
      workOrder: filled(workOrder),
      operation: filled(operation) && Number(operation),
      values: sentValues(asked, entered),
    })
    if (result === undefined) return
    setDone(result)
    setInputs([newLine()])
    setOutputs([newOutput()])
    setEntered({})
  }
  return (
    <form className="form" onSubmit={event => void submit(event)}>
      {done && (
        <Recorded result={done} sentence={t('produce.done')}>
          <Link to="/ship">{t('produce.ship-it')}</Link>
        </Recorded>
      )}
      <Panel title={t('produce.used')} side={<span className="small quiet">{t('produce.used-side')}</span>}>
        <LotLines lines={inputs} onChange={setInputs} pointer="/inputs" at={capture.at} noun={t('produce.used-lot')} />
      </Panel>
      <Panel title={t('produce.made')}>
        <div className="lines">
          {outputs.map((output, index) => (
            <OutputLine
              key={output.key}
              output={output}
              index={index}
              at={pointer => capture.at(`/outputs/${index}${pointer}`)}
              onChange={change => setOutputs(outputs.map(one => (one.key === output.key ? { ...one, ...change } : one)))}
              {...(outputs.length > 1 ? { onRemove: () => setOutputs(outputs.filter(one => one.key !== output.key)) } : {})}
            />
          ))}
          <Button
            className="lines-add"
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setOutputs([...outputs, newOutput()])}
          >
            {t('lot-lines.add')}
          </Button>
        </div>
      </Panel>
      <Panel title={t('produce.for')} side={<span className="small quiet">{t('produce.for-side')}</span>}>
        <div className="form-grid">
          <OrderFields workOrder={workOrder} onWorkOrder={setWorkOrder} operation={operation} onOperation={setOperation} at={capture.at} />
        </div>
      </Panel>
      <ValuesPanel asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" size="md" loading={capture.busy}>
          {t('produce.go')}
        </Act>
      </div>
    </form>
  )
}

/** Asked for as the finish of the operation: what is made in one go is finished with it. */
function questionOf(
  { material, quantity }: Output,
  { site, workOrder, operation }: { site: string; workOrder: string; operation: string },
): AskedQuestion {
  return {
    site,
    at: 'finish',
    material,
    ...(isQuantity(quantity) ? { quantity: quantity.trim() } : {}),
    ...(filled(workOrder) === undefined ? {} : { workOrder: workOrder.trim() }),
    ...(filled(operation) === undefined ? {} : { operation: Number(operation) }),
  }
}

const isQuantity = (text: string): boolean => /^\d{1,18}(\.\d{1,9})?$/.test(text.trim())

function OutputLine(props: {
  output: Output
  index: number
  at: (pointer: string) => string | undefined
  onChange: (change: Partial<Output>) => void
  onRemove?: () => void
}) {
  const { t } = useWords()
  const { output, onChange, index } = props
  const material = useMaterials().data?.find(one => one.code === output.material.trim())
  const serial = material?.tracking === 'serial'
  const words = (word: string) => (index === 0 ? word : t('made.of-row', { field: word, row: index + 1 }))
  return (
    <div className={serial ? 'line line-made line-made-serial' : 'line line-made'}>
      <MaterialField
        label={words(t('col.material'))}
        value={output.material}
        onChange={code => onChange({ material: code })}
        error={props.at('/lot/material')}
        required
      />
      <MadeFields made={output} serial={serial} unit={material?.unit} words={words} at={props.at} onChange={onChange} />
      <ActionIcon
        className="line-remove-first"
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t('produce.take-out', { row: index + 1 })}
        disabled={props.onRemove === undefined}
        onClick={props.onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}
