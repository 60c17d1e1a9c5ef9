import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { PurchaseOrder, PurchaseOrderLine } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Panel } from '../../parts/panel.tsx'
import { statedDay } from '../../parts/when.tsx'
import '../purchase-orders/purchase-orders.css'

export interface Expected {
  order: PurchaseOrder
  line: PurchaseOrderLine
}

/** What is expected: the lines of the order that was named, or everything open from the vendor. One touch fills the form in. */
export function ExpectedLines(props: {
  order: string
  vendor: string
  chosen: { order: string; line: string }
  onPick: (expected: Expected) => void
  /** Whom the named order was placed with, where no vendor is named yet. */
  onVendor: (vendor: string) => void
}) {
  const { t } = useWords()
  const site = useSite()
  const [order, vendor] = [props.order.trim(), props.vendor.trim()]
  const found = useQuery({
    queryKey: ['purchaseOrders', 'expected', site, order, vendor],
    queryFn: () =>
      client.purchaseOrders({
        open: true,
        ...(site ? { site } : {}),
        ...(order ? { search: order } : vendor ? { vendor } : {}),
        limit: 30,
      }),
    enabled: site !== undefined,
  })
  const named = vendor === '' ? found.data?.find(one => one.number === order) : undefined
  const { onVendor } = props
  useEffect(() => {
    if (named) onVendor(named.vendor)
  }, [named, onVendor])
  const lines = (found.data ?? [])
    .filter(one => order === '' || one.number === order || !found.data?.some(other => other.number === order))
    .flatMap(one => one.lines.filter(line => !isZero(line.open)).map(line => ({ order: one, line })))
  return (
    <Panel title={t('expected.title')} className="form-aside" label={t('expected.label')}>
      {lines.length === 0 ? (
        <p className="small quiet">{order === '' && vendor === '' ? t('expected.no-order') : t('expected.nothing')}</p>
      ) : (
        <div className="po-lines-open">
          {lines.slice(0, 12).map(expected => (
            <Pick key={`${expected.order.number} ${expected.line.line}`} expected={expected} {...props} />
          ))}
          {lines.length > 12 && <p className="small quiet">{t('expected.more', { count: lines.length - 12 })}</p>}
        </div>
      )}
    </Panel>
  )
}

function Pick({
  expected,
  chosen,
  onPick,
}: {
  expected: Expected
  chosen: { order: string; line: string }
  onPick: (expected: Expected) => void
}) {
  const words = useWords()
  const { t, rich } = words
  const { order, line } = expected
  return (
    <button
      type="button"
      className="po-pick"
      aria-pressed={chosen.order === order.number && chosen.line === String(line.line)}
      onClick={() => onPick(expected)}
    >
      <span className="mono strong">{line.material}</span>
      <span>{rich('goods.open', { quantity: <Amount value={line.open} unit={line.stockUnit} /> })}</span>
      <span className="small quiet">
        {rich('goods.line', {
          order: <span className="mono">{order.number}</span>,
          line: line.line,
          vendor: order.vendorName ?? order.vendor,
        })}
      </span>
      <span className="small quiet">{line.due ? t('goods.due', { day: statedDay(line.due, words) }) : ''}</span>
    </button>
  )
}
