import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkOrderProgress } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { limitsWords } from '../../parts/entered-values.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Shape } from '../../parts/shape.tsx'
import { OrderLots } from './order-lots.tsx'

export function OrderDetail({ number }: { number: string }) {
  const { t, rich } = useWords()
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
        {rich(order.data.customer ? 'orders.of-material-for' : 'orders.of-material', {
          quantity: <Amount value={order.data.quantity} unit={order.data.unit ?? ''} strong />,
          material: (
            <Link className="mono" to="/lots" search={{ material: order.data.material }}>
              {order.data.material}
            </Link>
          ),
          customer: <span className="mono">{order.data.customer}</span>,
        })}{' '}
        <Link to="/lots" search={{ search: order.data.number }}>
          {t('orders.its-lots')}
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
  const { t } = useWords()
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
            {operation.passThrough && <span className="small quiet">{t('orders.pass-through')}</span>}
          </span>
          {begun ? <Done operation={operation} /> : <span className="small quiet">{t('orders.not-begun')}</span>}
        </div>
        <Takes operation={operation} />
        <Lots operation={operation} />
      </div>
    </li>
  )
}

function Done({ operation }: { operation: Operation }) {
  const { rich } = useWords()
  return (
    <span className="small">
      {rich(isZero(operation.scrap) ? 'orders.good' : 'orders.good-scrap', {
        good: <Amount value={operation.good} strong />,
        scrap: <Amount value={operation.scrap} />,
      })}
    </span>
  )
}

function Takes({ operation }: { operation: Operation }) {
  const words = useWords()
  const { rich } = words
  const { components = [], characteristics = [] } = operation
  return (
    <ul className="small quiet">
      {components.map(one => (
        <li key={one.material + (one.position ?? '')}>
          {rich('orders.takes', {
            amount: one.per && <Amount value={one.per} />,
            material: <span className="mono">{one.material}</span>,
            position: one.position ?? '',
          })}
        </li>
      ))}
      {characteristics.map(one => (
        <li key={one.code}>
          {words.t('orders.measures', { characteristic: one.code, limits: limitsWords(one, words), unit: one.unit ?? '' })}
        </li>
      ))}
    </ul>
  )
}

const lotsShown = 6

function Lots({ operation }: { operation: Operation }) {
  const { t } = useWords()
  if (operation.lots.length === 0) return null
  return (
    <ul className="row small route-lots">
      {operation.lots.slice(0, lotsShown).map(lot => (
        <li key={lot.id}>
          <LotLink lot={lot} />
        </li>
      ))}
      {operation.lots.length > lotsShown && <li className="quiet">{t('common.and-more', { count: operation.lots.length - lotsShown })}</li>}
    </ul>
  )
}
