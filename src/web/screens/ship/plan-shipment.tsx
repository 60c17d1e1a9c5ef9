import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { SalesOrder } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { PartnerField } from '../../parts/record-field.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

/** A shipment is stated, for an order or without one; then it is loaded. */
export function PlanShipment({ order }: { order?: SalesOrder }) {
  const { t } = useWords()
  const site = useSite()
  const capture = useCapture(order?.site ?? site)
  const navigate = useNavigate()
  const [number, setNumber] = useState(order?.nextShipment ?? '')
  const [customer, setCustomer] = useState(order?.customer ?? '')
  const [orderNumber, setOrderNumber] = useState(order?.number ?? '')
  const [due, setDue] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const code = number.trim()
    const stated = { type: 'shipment', number: code, customer: customer.trim(), order: filled(orderNumber), due: filled(due) }
    if ((await capture.record(stated)) === undefined) return
    await navigate({ to: '/ship', search: before => ({ site: before.site, shipment: code }) })
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <div className="form-grid">
        <TextInput
          label={t('col.shipment')}
          description={t('goods.delivery-note')}
          data-scan="accept"
          classNames={{ input: 'mono' }}
          value={number}
          onChange={event => setNumber(event.currentTarget.value)}
          error={capture.at('/number')}
          required
          data-autofocus
        />
        <TextInput
          label={t('col.due')}
          description={t('plan.due-what')}
          type="date"
          value={due}
          onChange={event => setDue(event.currentTarget.value)}
          error={capture.at('/due')}
        />
        <PartnerField
          role="customer"
          label={t('col.customer')}
          value={customer}
          onChange={setCustomer}
          error={capture.at('/customer')}
          required
        />
        <TextInput
          label={t('col.sales-order')}
          description={t('plan.order-what')}
          data-scan="accept"
          classNames={{ input: 'mono' }}
          value={orderNumber}
          onChange={event => setOrderNumber(event.currentTarget.value)}
          error={capture.at('/order')}
        />
      </div>
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" loading={capture.busy}>
          {t('plan.go')}
        </Act>
      </div>
    </form>
  )
}
