import { TextInput } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { type FormEvent, useCallback, useState } from 'react'
import { type CaptureResult, serialsFrom } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { type Entered, sentValues } from '../../parts/entered-values.ts'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuantityInput } from '../../parts/quantity-input.tsx'
import { LocationField, MaterialField, PartnerField, useMaterials } from '../../parts/record-field.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { type Draft, filled, useCapture } from '../../parts/use-capture.ts'
import { useAskedValues, ValuesPanel } from '../../parts/values.tsx'
import { type Expected, ExpectedLines } from './expected-lines.tsx'

const blank = {
  vendor: '',
  vendorLot: '',
  purchaseOrder: '',
  line: '',
  material: '',
  number: '',
  heat: '',
  quantity: '',
  location: '',
  expiresAt: '',
  serialFrom: '',
  serialTo: '',
}
type Delivery = typeof blank

export function ReceiveScreen() {
  const { t } = useWords()
  const site = useSite()
  const capture = useCapture(site)
  const { order } = useSearch({ from: '/receive' })
  const [delivery, setDelivery] = useState({ ...blank, purchaseOrder: order ?? '' })
  const [done, setDone] = useState<CaptureResult>()
  const material = useMaterials().data?.find(one => one.code === delivery.material.trim())
  const [entered, setEntered] = useState<Entered>({})
  const asked = useAskedValues(
    site && material
      ? [{ site, at: 'receipt', material: material.code, ...(countOf(delivery) ? { quantity: countOf(delivery) } : {}) }]
      : [],
  )
  const set = (field: keyof Delivery) => (value: string) => setDelivery(before => ({ ...before, [field]: value }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    const result = await capture.record({ ...draftOf(delivery, material?.tracking === 'serial'), values: sentValues(asked, entered) })
    if (result === undefined) return
    setDone(result)
    setEntered({})
    // The next container of the same delivery repeats the vendor and the order; what differs is asked again.
    setDelivery(before => ({
      ...blank,
      vendor: before.vendor,
      purchaseOrder: before.purchaseOrder,
      line: before.line,
      material: before.material,
      location: before.location,
    }))
  }
  // What is open is said and filled in; how much there is of it somebody has to count.
  const pick = ({ order: one, line }: Expected) =>
    setDelivery(before => ({ ...before, vendor: one.vendor, purchaseOrder: one.number, line: String(line.line), material: line.material }))
  const takeVendor = useCallback((vendor: string) => setDelivery(before => ({ ...before, vendor })), [])
  return (
    <>
      <PageHead title={t('receive.title')} text={t('receive.text')} />
      <div className="form-columns">
        <form className="form" onSubmit={event => void submit(event)}>
          {done && <Recorded result={done} sentence={t('receive.done')} />}
          <Panel title={t('receive.from-whom')}>
            <div className="form-grid">
              <PartnerField
                role="vendor"
                label={t('col.vendor')}
                value={delivery.vendor}
                onChange={set('vendor')}
                error={capture.at('/vendor')}
                required
              />
              <TextInput
                label={t('col.vendor-lot')}
                data-scan="accept"
                classNames={{ input: 'mono' }}
                value={delivery.vendorLot}
                onChange={event => set('vendorLot')(event.currentTarget.value)}
                error={capture.at('/vendorLot')}
              />
              <TextInput
                label={t('col.purchase-order')}
                classNames={{ input: 'mono' }}
                value={delivery.purchaseOrder}
                onChange={event => {
                  const { value } = event.currentTarget
                  setDelivery(before => ({ ...before, purchaseOrder: value, line: '' }))
                }}
                error={capture.at('/purchaseOrder') ?? capture.at('/line')}
              />
            </div>
          </Panel>
          <Panel title={t('col.what')}>
            <div className="form-grid">
              <MaterialField
                label={t('col.material')}
                value={delivery.material}
                onChange={set('material')}
                error={capture.at('/lot/material')}
                required
              />
              {material?.tracking === 'serial' ? (
                <>
                  <TextInput
                    label={t('receive.first-serial')}
                    classNames={{ input: 'mono' }}
                    value={delivery.serialFrom}
                    onChange={event => set('serialFrom')(event.currentTarget.value)}
                    error={capture.at('/serials')}
                    required
                  />
                  <TextInput
                    label={t('receive.last-serial')}
                    classNames={{ input: 'mono' }}
                    value={delivery.serialTo}
                    onChange={event => set('serialTo')(event.currentTarget.value)}
                    required
                  />
                </>
              ) : (
                <>
                  <QuantityInput
                    label={t('col.quantity')}
                    unit={material?.unit}
                    value={delivery.quantity}
                    onChange={set('quantity')}
                    error={capture.at('/quantity')}
                    required
                  />
                  <TextInput
                    label={t('receive.number')}
                    description={t('receive.number-what')}
                    data-scan="accept"
                    classNames={{ input: 'mono' }}
                    value={delivery.number}
                    onChange={event => set('number')(event.currentTarget.value)}
                    error={capture.at('/lot/number')}
                  />
                </>
              )}
              <TextInput
                label={t('receive.heat')}
                classNames={{ input: 'mono' }}
                value={delivery.heat}
                onChange={event => set('heat')(event.currentTarget.value)}
                error={capture.at('/lot/heat')}
              />
              <TextInput
                label={t('receive.expires')}
                type="date"
                value={delivery.expiresAt}
                onChange={event => set('expiresAt')(event.currentTarget.value)}
                error={capture.at('/lot/expiresAt')}
              />
              <LocationField
                label={t('col.location')}
                value={delivery.location}
                onChange={set('location')}
                error={capture.at('/location')}
              />
            </div>
          </Panel>
          <ValuesPanel asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" size="md" loading={capture.busy}>
              {t('receive.title')}
            </Act>
          </div>
        </form>
        <ExpectedLines
          order={delivery.purchaseOrder}
          vendor={delivery.vendor}
          chosen={{ order: delivery.purchaseOrder, line: delivery.line }}
          onPick={pick}
          onVendor={takeVendor}
        />
      </div>
    </>
  )
}

/** How many pieces a sampling rule counts; serials in a row are told by the server's own count. */
const countOf = ({ quantity }: Delivery): string | undefined =>
  /^\d{1,18}(\.\d{1,9})?$/.test(quantity.trim()) ? quantity.trim() : undefined

function draftOf(delivery: Delivery, serial: boolean): Draft {
  return {
    type: 'receive',
    vendor: delivery.vendor.trim(),
    vendorLot: filled(delivery.vendorLot),
    purchaseOrder: filled(delivery.purchaseOrder),
    line: delivery.line === '' ? undefined : Number(delivery.line),
    lot: {
      material: delivery.material.trim(),
      number: serial ? undefined : filled(delivery.number),
      heat: filled(delivery.heat),
      expiresAt: filled(delivery.expiresAt),
    },
    quantity: serial ? undefined : filled(delivery.quantity),
    serials: serial ? serialsFrom(delivery.serialFrom.trim(), delivery.serialTo.trim()) : undefined,
    location: filled(delivery.location),
  }
}
