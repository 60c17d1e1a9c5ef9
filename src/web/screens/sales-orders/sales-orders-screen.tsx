import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { SalesOrder } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { OrderList } from '../../parts/order-list.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { StandingChip } from '../../parts/standing-chip.tsx'
import { SalesOrderDetail } from './sales-order-detail.tsx'

const LIMIT = 200

export function SalesOrdersScreen() {
  const { search, order, open } = useSearch({ from: '/sales-orders' })
  const navigate = useNavigate({ from: '/sales-orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['salesOrders', site, search, open],
    queryFn: () =>
      client.salesOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}), ...(open ? { open: true } : {}), limit: LIMIT }),
    enabled: site !== undefined,
  })
  return (
    <OrderList
      noun="Sales order"
      text="What customers wait for: what has left, what is made ready, what is still open or was never sent."
      placeholder="number or customer"
      none="They come from the ERP as events or as a table; shipping works without them, too."
      without={
        <Link to="/ship" search={{ view: 'direct' }}>
          Ship without an order
        </Link>
      }
      orders={orders}
      columns={columns}
      rowKey={one => `${one.site}/${one.number}`}
      search={{ search, order, open }}
      onSearch={change => void navigate({ search: before => ({ ...before, ...change }), replace: true })}
      detail={number => <SalesOrderDetail number={number} />}
      limit={LIMIT}
    />
  )
}

const columns: Column<SalesOrder>[] = [
  {
    key: 'number',
    title: 'Order',
    width: 'minmax(120px, 1fr)',
    cell: one => (
      <Link
        className="mono strong-link"
        to="/sales-orders"
        search={before => ({ ...before, order: one.number })}
        replace
        resetScroll={false}
      >
        {one.number}
      </Link>
    ),
  },
  { key: 'standing', title: 'Standing', width: '140px', cell: one => <StandingChip standing={one.standing} shipped /> },
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(160px, 1.4fr)',
    cell: one => <PartnerName name={one.customerName} code={one.customer} />,
  },
  { key: 'lines', title: 'Shipped', width: 'minmax(220px, 2fr)', cell: one => <Shipped order={one} /> },
  {
    key: 'planned',
    title: 'Shipments',
    width: 'minmax(140px, 1fr)',
    cell: one => (
      <span className="small">
        {one.planned.length > 0 && <strong>{one.planned.length} to load</strong>}
        {one.planned.length > 0 && one.shipments.length > 0 && ', '}
        {one.shipments.length > 0 && `${one.shipments.length} left`}
        {one.planned.length + one.shipments.length === 0 && <span className="quiet">none</span>}
      </span>
    ),
  },
]

function Shipped({ order }: { order: SalesOrder }) {
  const [first, ...others] = order.lines
  if (!first) return <span className="small quiet">no lines</span>
  return (
    <span className="small">
      <span className="mono">{first.material}</span> <Amount value={first.shipped} /> of <Amount value={first.ordered} unit={first.unit} />
      {others.length > 0 && <span className="quiet"> and {others.length} more</span>}
    </span>
  )
}
