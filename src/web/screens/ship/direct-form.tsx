import { TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { CaptureResult } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { type Entered, sentValues } from '../../parts/entered-values.ts'
import { type LotLine, LotLines, newLine, partsOf } from '../../parts/lot-lines.tsx'
import { Panel } from '../../parts/panel.tsx'
import { PartnerField } from '../../parts/record-field.tsx'
import { Recorded } from '../../parts/recorded.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { useAskedValues, ValuesPanel } from '../../parts/values.tsx'

/** What leaves without having been planned: everything is said at once. */
export function DirectForm() {
  const { t } = useWords()
  const site = useSite()
  const capture = useCapture(site)
  const [shipment, setShipment] = useState('')
  const [customer, setCustomer] = useState('')
  const [order, setOrder] = useState('')
  const [containers, setContainers] = useState('')
  const [lines, setLines] = useState<LotLine[]>(() => [newLine()])
  const [done, setDone] = useState<{ result: CaptureResult; sentence: string; first: string | undefined }>()
  const [entered, setEntered] = useState<Entered>({})
  const asked = useAskedValues(
    lines.flatMap(({ lot, quantity }) =>
      site && lot.found
        ? { site, at: 'shipment' as const, material: lot.found.material, quantity: filled(quantity) ?? lot.found.onHand }
        : [],
    ),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setDone(undefined)
    const lots = partsOf(lines)
    const codes = containers.split(/[\s,;]+/).filter(Boolean)
    const result = await capture.record({
      type: 'ship',
      shipment: shipment.trim(),
      customer: customer.trim(),
      order: filled(order),
      lots: lots.length > 0 ? lots : undefined,
      containers: codes.length > 0 ? codes : undefined,
      values: sentValues(asked, entered),
    })
    if (result === undefined) return
    setDone({ result, sentence: t('direct.left', { shipment: shipment.trim(), customer: customer.trim() }), first: lots[0]?.lot.number })
    setShipment('')
    setContainers('')
    setLines([newLine()])
    setEntered({})
  }
  return (
    <form className="form" onSubmit={event => void submit(event)}>
      {done && (
        <Recorded result={done.result} sentence={done.sentence}>
          {done.first && (
            <Link to="/lots" search={{ search: done.first, open: 'trace' }}>
              {t('direct.trace')}
            </Link>
          )}
        </Recorded>
      )}
      <Panel title={t('direct.to-whom')}>
        <div className="form-grid">
          <TextInput
            label={t('col.shipment')}
            description={t('goods.delivery-note')}
            data-scan="accept"
            classNames={{ input: 'mono' }}
            value={shipment}
            onChange={event => setShipment(event.currentTarget.value)}
            error={capture.at('/shipment')}
            required
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
            classNames={{ input: 'mono' }}
            value={order}
            onChange={event => setOrder(event.currentTarget.value)}
            error={capture.at('/order')}
          />
        </div>
      </Panel>
      <Panel title={t('col.what')}>
        <div className="stack">
          <LotLines lines={lines} onChange={setLines} pointer="/lots" at={capture.at} noun={t('direct.lot')} all />
          <TextInput
            label={t('direct.containers')}
            description={t('direct.containers-what')}
            data-scan="accept"
            classNames={{ input: 'mono' }}
            value={containers}
            onChange={event => setContainers(event.currentTarget.value)}
            error={capture.at('/containers')}
          />
        </div>
      </Panel>
      <ValuesPanel asked={asked} entered={entered} onChange={setEntered} error={capture.at('/values')} />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" size="md" loading={capture.busy}>
          {t('ship.go')}
        </Act>
      </div>
    </form>
  )
}
