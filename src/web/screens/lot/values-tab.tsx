import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AsBuilt, AskedCharacteristic, LotDetail, PlannedCharacteristic } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { type Entered, limitsWords, sentValues, valueText } from '../../parts/entered-values.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { PersonField } from '../../parts/person-field.tsx'
import { QuantityInput } from '../../parts/quantity-input.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { ValueField } from '../../parts/values.tsx'

type Value = AsBuilt['values'][number]

/** What was measured on the lot and on what is in it, each value leading to its chart; and the way to record one. */
export function ValuesTab({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t } = words
  const [recording, setRecording] = useState(false)
  const record = useQuery({ queryKey: ['as-built', lot.id], queryFn: () => client.asBuilt(lot.id) })
  if (record.isError) return <Trouble error={record.error} retry={() => void record.refetch()} />
  if (!record.data) return <Skeleton rows={5} />
  const isOwn = ({ lot: of }: Value): boolean => of.number === lot.number && of.material === lot.material
  const rows = record.data.values.toSorted((left, right) => Number(isOwn(right)) - Number(isOwn(left)))
  return (
    <div className="stack">
      <div className="row no-print">
        <Act variant="default" onClick={() => setRecording(true)}>
          {t('lot-values.record')}
        </Act>
        <Link to="/materials/$code" params={{ code: lot.material }} search={{ tab: 'plan' }}>
          {t('lot-values.plan', { material: lot.material })}
        </Link>
      </div>
      {rows.length === 0 ? (
        <Blank title={t('lot-values.none')} text={t('lot-values.none-text')} />
      ) : (
        <DataTable
          label={t('values.title')}
          columns={columnsOf(lot, words)}
          rows={rows}
          rowKey={row => String(rows.indexOf(row))}
          height="480px"
        />
      )}
      <Dialog opened={recording} onClose={() => setRecording(false)} title={t('lot-values.record')}>
        {recording && <RecordValue lot={lot} onDone={() => setRecording(false)} />}
      </Dialog>
    </div>
  )
}

const columnsOf = (lot: LotDetail, words: Words): Column<Value>[] => [
  {
    key: 'characteristic',
    title: words.t('lot-values.characteristic'),
    width: 'minmax(150px, 1.4fr)',
    cell: row => (
      <Link
        className="mono strong-link"
        to="/characteristics/$code"
        params={{ code: row.characteristic }}
        search={{ material: row.lot.material, lot: row.lot.number === lot.number ? String(lot.id) : undefined }}
        title={words.t('lot-values.over-time')}
      >
        {row.characteristic}
      </Link>
    ),
  },
  {
    key: 'value',
    title: words.t('lot.value'),
    width: 'minmax(110px, 1fr)',
    align: 'right',
    cell: row => (
      <span className="num">
        {valueText(row.value, words)} <span className="quiet">{row.unit}</span>
      </span>
    ),
  },
  {
    key: 'limits',
    title: words.t('lot-values.limits'),
    width: '150px',
    cell: row => (
      <span className="small num">
        {limitsWords({ ...(row.min ? { min: row.min } : {}), ...(row.max ? { max: row.max } : {}) }, words)}
      </span>
    ),
  },
  {
    key: 'inRange',
    title: words.t('lot-values.within-head'),
    width: '120px',
    cell: row =>
      row.inRange === null ? (
        <span className="quiet">–</span>
      ) : row.inRange ? (
        <Chip tone="done" sign="tick">
          {words.t('lot-values.within')}
        </Chip>
      ) : (
        <Chip tone="stop" sign="triangle">
          {words.t('lot-values.outside')}
        </Chip>
      ),
  },
  { key: 'lot', title: words.t('lot-values.of'), width: 'minmax(130px, 1.2fr)', cell: row => <LotLink lot={row.lot} /> },
  { key: 'certainty', title: words.t('trace.certainty'), width: '120px', cell: row => <CertaintyMark certainty={row.certainty} /> },
]

const OTHER = ''

/** A value outside of a report: what the plan knows is asked with its limits, anything else by name. */
function RecordValue({ lot, onDone }: { lot: LotDetail; onDone: () => void }) {
  const { t } = useWords()
  const capture = useCapture(lot.site)
  const plans = useQuery({ queryKey: ['collection-plans', lot.site], queryFn: () => client.collectionPlans(lot.site) })
  const planned = plans.data?.find(plan => plan.material === lot.material)?.characteristics ?? []
  const [code, setCode] = useState<string>()
  const [name, setName] = useState('')
  const [unit, setUnit] = useState('')
  const [quantity, setQuantity] = useState('')
  const [by, setBy] = useState('')
  const [entered, setEntered] = useState<Entered>({})
  if (!plans.data && !plans.isError) return <Skeleton rows={4} />
  const chosen = code ?? planned[0]?.code ?? OTHER
  const asked = askedOf(planned.find(one => one.code === chosen) ?? { code: name.trim(), kind: 'text', ...(unit ? { unit } : {}) })
  const values = sentValues([asked], entered)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const about = { lot: { material: lot.material, number: lot.number }, quantity: filled(quantity) }
    if ((await capture.record({ type: 'collect', lots: [about], values, by: filled(by) })) !== undefined) onDone()
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      {planned.length > 0 && (
        <NativeSelect
          label={t('lot-values.characteristic')}
          value={chosen}
          data={[
            ...planned.map(one => ({ value: one.code, label: one.description ?? one.code })),
            { value: OTHER, label: t('lot-values.another') },
          ]}
          onChange={event => setCode(event.currentTarget.value)}
        />
      )}
      {chosen === OTHER && (
        <>
          <TextInput label={t('col.name')} value={name} onChange={event => setName(event.currentTarget.value)} required />
          <TextInput label={t('field.unit')} value={unit} onChange={event => setUnit(event.currentTarget.value)} />
        </>
      )}
      <ValueField asked={chosen === OTHER ? { ...asked, description: t('lot.value') } : asked} entered={entered} onChange={setEntered} />
      <QuantityInput
        label={t('lot-values.of-how-much')}
        placeholder={t('lot-values.all')}
        unit={lot.unit}
        value={quantity}
        onChange={setQuantity}
        error={capture.at('/lots')}
      />
      <PersonField label={t('lot-values.who')} value={by} onChange={setBy} error={capture.at('/by')} />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <Act type="submit" loading={capture.busy} disabled={values === undefined || asked.code === ''}>
        {t('common.record-it')}
      </Act>
    </form>
  )
}

const askedOf = (one: PlannedCharacteristic): AskedCharacteristic => ({ ...one, wanted: 1 })
