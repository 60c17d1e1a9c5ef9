import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkOrderProgress } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Shape } from '../../parts/shape.tsx'
import { OrderLots } from './order-lots.tsx'

export function OrderDetail({ number }: { number: string }) {
  const site = useSite()
  const order = useQuery({
    queryKey: ['workOrder', number, site],
    queryFn: () => client.workOrder(number, site),
    enabled: site !== undefined,
  })
  if (order.isError) return <Trouble error={order.error} retry={() => void order.refetch()} />
  if (!order.data) return <Skeleton rows={8} height={44} />
  return (
    <div className="stack">
      <p>
        <Amount value={order.data.quantity} unit={order.data.unit ?? ''} strong /> of{' '}
        <Link className="mono" to="/lots" search={{ material: order.data.material }}>
          {order.data.material}
        </Link>
        {order.data.customer && (
          <>
            {' '}
            for <span className="mono">{order.data.customer}</span>
          </>
        )}
        .{' '}
        <Link to="/lots" search={{ search: order.data.number }}>
          Its lots
        </Link>
      </p>
      <OrderLots order={order.data} />
      <ol className="route">
        {order.data.operations.map(operation => (
          <OperationStep key={operation.sequence} operation={operation} />
        ))}
      </ol>
    </div>
  )
}

type Operation = WorkOrderProgress['operations'][number]

function OperationStep({ operation }: { operation: Operation }) {
  const begun = operation.lots.length > 0
  return (
    <li>
      <Shape kind="operation" filled={begun} size={18} />
      <div className="grow">
        <div className="spread">
          <span>
            <strong>
              {operation.sequence} {operation.name}
            </strong>{' '}
            <span className="mono small quiet">{operation.workCenter}</span>{' '}
            {operation.passThrough && <span className="small quiet">pass-through</span>}
          </span>
          {begun ? <Done operation={operation} /> : <span className="small quiet">not begun</span>}
        </div>
        <Takes operation={operation} />
        <Lots operation={operation} />
      </div>
    </li>
  )
}

function Done({ operation }: { operation: Operation }) {
  return (
    <span className="small">
      <Amount value={operation.good} strong /> good
      {!isZero(operation.scrap) && (
        <span>
          , <Amount value={operation.scrap} /> scrap
        </span>
      )}
    </span>
  )
}

function Takes({ operation }: { operation: Operation }) {
  const { components = [], characteristics = [] } = operation
  return (
    <ul className="small quiet">
      {components.map(one => (
        <li key={one.material + (one.position ?? '')}>
          takes {one.per && <Amount value={one.per} />} <span className="mono">{one.material}</span> {one.position}
        </li>
      ))}
      {characteristics.map(one => (
        <li key={one.code}>
          measures {one.code} {one.min ?? ''} – {one.max ?? ''} {one.unit}
        </li>
      ))}
    </ul>
  )
}

const lotsShown = 6

function Lots({ operation }: { operation: Operation }) {
  if (operation.lots.length === 0) return null
  return (
    <ul className="row small route-lots">
      {operation.lots.slice(0, lotsShown).map(lot => (
        <li key={lot.id}>
          <LotLink lot={lot} />
        </li>
      ))}
      {operation.lots.length > lotsShown && <li className="quiet">and {(operation.lots.length - lotsShown).toLocaleString('en')} more</li>}
    </ul>
  )
}
