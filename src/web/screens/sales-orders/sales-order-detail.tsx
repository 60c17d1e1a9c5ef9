import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SalesOrder, SalesOrderLine } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { OrderLine } from '../../parts/order-lines.tsx'
import { StandingChip } from '../../parts/standing-chip.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import '../../parts/order-list.css'
import { PlanShipment } from '../ship/plan-shipment.tsx'

export function SalesOrderDetail({ number }: { number: string }) {
  const { t, rich } = useWords()
  const site = useSite()
  const [planning, setPlanning] = useState(false)
  const answer = useQuery({
    queryKey: ['salesOrder', number, site],
    queryFn: () => client.salesOrder(number, site),
    enabled: site !== undefined,
  })
  const order = answer.data
  if (answer.isError) return <Trouble error={answer.error} retry={() => void answer.refetch()} />
  if (!order) return <Skeleton rows={8} height={44} />
  return (
    <div className="stack">
      <div className="spread">
        <span>
          {rich('sales-orders.for', {
            customer: (
              <>
                <strong>{order.customerName ?? order.customer}</strong> <span className="mono small quiet">{order.customer}</span>
              </>
            ),
          })}
        </span>
        <StandingChip standing={order.standing} shipped />
      </div>
      <ul aria-label={t('goods.lines')}>
        {order.lines.map(line => (
          <Line key={line.line} line={line} isClosed={order.status === 'closed'} />
        ))}
      </ul>
      <h3>{t('sales-orders.shipments')}</h3>
      <Shipments order={order} />
      {order.status === 'open' &&
        (planning ? (
          <PlanShipment order={order} />
        ) : (
          <div className="no-print">
            <Act onClick={() => setPlanning(true)}>{t('ship.plan')}</Act>
          </div>
        ))}
    </div>
  )
}

function Shipments({ order }: { order: SalesOrder }) {
  const { t, rich } = useWords()
  if (order.planned.length + order.shipments.length === 0) return <p className="quiet">{t('sales-orders.none-sent')}</p>
  return (
    <ul className="stack">
      {order.planned.map(number => (
        <li key={number} className="spread">
          <ShipmentLink number={number} site={order.site} />
          <Chip tone="work" sign="ring">
            {t('sales-orders.to-load')}
          </Chip>
        </li>
      ))}
      {order.shipments.map(({ shipment, at }) => (
        <li key={shipment} className="spread">
          <ShipmentLink number={shipment} site={order.site} />
          <span className="small quiet">{rich('sales-orders.left', { time: <When at={at} /> })}</span>
        </li>
      ))}
    </ul>
  )
}

function ShipmentLink({ number, site }: { number: string; site: string }) {
  return (
    <Link className="mono strong-link" to="/ship" search={{ shipment: number, site }}>
      {number}
    </Link>
  )
}

function Line({ line, isClosed }: { line: SalesOrderLine; isClosed: boolean }) {
  const { t, rich } = useWords()
  return (
    <OrderLine line={line} done={line.shipped} unit={line.unit} theirs={line.customerMaterial}>
      {isZero(line.open)
        ? t('sales-orders.all-shipped')
        : rich(isClosed ? 'sales-orders.short' : 'goods.open', { quantity: <Amount value={line.open} unit={line.unit} /> })}
    </OrderLine>
  )
}
