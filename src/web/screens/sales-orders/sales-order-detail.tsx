import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SalesOrder, SalesOrderLine } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { StandingChip } from '../../parts/standing-chip.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import '../../parts/order-list.css'
import { PlanShipment } from '../ship/plan-shipment.tsx'

export function SalesOrderDetail({ number }: { number: string }) {
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
          For <strong>{order.customerName ?? order.customer}</strong> <span className="mono small quiet">{order.customer}</span>
        </span>
        <StandingChip standing={order.standing} shipped />
      </div>
      <ul aria-label="Lines">
        {order.lines.map(line => (
          <Line key={line.line} line={line} isClosed={order.status === 'closed'} />
        ))}
      </ul>
      <h3>Shipments</h3>
      <Shipments order={order} />
      {order.status === 'open' &&
        (planning ? (
          <PlanShipment order={order} />
        ) : (
          <div className="no-print">
            <Act onClick={() => setPlanning(true)}>Plan a shipment</Act>
          </div>
        ))}
    </div>
  )
}

function Shipments({ order }: { order: SalesOrder }) {
  if (order.planned.length + order.shipments.length === 0) return <p className="quiet">None yet.</p>
  return (
    <ul className="stack">
      {order.planned.map(number => (
        <li key={number} className="spread">
          <ShipmentLink number={number} site={order.site} />
          <Chip tone="work" sign="ring">
            To load
          </Chip>
        </li>
      ))}
      {order.shipments.map(({ shipment, at }) => (
        <li key={shipment} className="spread">
          <ShipmentLink number={shipment} site={order.site} />
          <span className="small quiet">
            left <When at={at} />
          </span>
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
  const share = Number(line.ordered) > 0 ? Math.min(100, (Number(line.shipped) / Number(line.ordered)) * 100) : 0
  return (
    <li className="order-line">
      <span className="num quiet">{line.line}</span>
      <span>
        <span className="mono strong">{line.material}</span> <span className="small quiet">{line.description}</span>
      </span>
      <span>
        <Amount value={line.shipped} strong /> <span className="quiet">of</span> <Amount value={line.ordered} unit={line.unit} />
      </span>
      <div className="order-bar" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <span className="order-foot small quiet spread">
        <span>
          {isZero(line.open) ? (
            'all shipped'
          ) : (
            <>
              <Amount value={line.open} unit={line.unit} /> {isClosed ? 'short: the order is closed' : 'open'}
            </>
          )}
          {line.customerMaterial && (
            <>
              {' '}
              · their <span className="mono">{line.customerMaterial}</span>
            </>
          )}
        </span>
        {line.due && !isZero(line.open) && <span>due {line.due.slice(0, 10)}</span>}
      </span>
    </li>
  )
}
