import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { PurchaseOrder } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { OrderList } from '../../parts/order-list.tsx'
import { PartnerName } from '../../parts/partner-name.tsx'
import { StandingChip } from '../../parts/standing-chip.tsx'
import { PurchaseOrderDetail } from './purchase-order-detail.tsx'

const LIMIT = 500

export function PurchaseOrdersScreen() {
  const { search, order, open } = useSearch({ from: '/purchase-orders' })
  const navigate = useNavigate({ from: '/purchase-orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['purchaseOrders', site, search, open],
    queryFn: () =>
      client.purchaseOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}), ...(open ? { open: true } : {}), limit: LIMIT }),
    enabled: site !== undefined,
  })
  return (
    <OrderList
      noun="Purchase order"
      text="What is on its way from vendors: what came, what is still open, what is too much."
      placeholder="number, vendor or material"
      none="They come from the ERP as events or as a table; receiving works without them, too."
      without={<Link to="/receive">Receive without an order</Link>}
      orders={orders}
      columns={columns}
      rowKey={one => one.number}
      search={{ search, order, open }}
      onSearch={change => void navigate({ search: before => ({ ...before, ...change }), replace: true })}
      detail={number => <PurchaseOrderDetail number={number} />}
      limit={LIMIT}
    />
  )
}

const columns: Column<PurchaseOrder>[] = [
  {
    key: 'number',
    title: 'Order',
    width: 'minmax(120px, 1fr)',
    cell: one => (
      <Link
        className="mono strong-link"
        to="/purchase-orders"
        search={before => ({ ...before, order: one.number })}
        replace
        resetScroll={false}
      >
        {one.number}
      </Link>
    ),
  },
  { key: 'standing', title: 'Standing', width: '130px', cell: one => <StandingChip standing={one.standing} /> },
  {
    key: 'vendor',
    title: 'Vendor',
    width: 'minmax(160px, 1.4fr)',
    cell: one => <PartnerName name={one.vendorName} code={one.vendor} />,
  },
  {
    key: 'materials',
    title: 'Ordered',
    width: 'minmax(240px, 2.4fr)',
    cell: one => <Ordered order={one} />,
  },
  { key: 'status', title: 'Status', width: '90px', narrow: 'hide', cell: one => <span className="small quiet">{one.status}</span> },
]

function Ordered({ order }: { order: PurchaseOrder }) {
  const [first, ...others] = order.lines
  if (!first) return <span className="small quiet">no lines</span>
  return (
    <span className="small">
      <span className="mono">{first.material}</span> <Amount value={first.received} /> of{' '}
      <Amount value={first.ordered} unit={first.stockUnit} />
      {others.length > 0 && <span className="quiet"> and {others.length} more</span>}
    </span>
  )
}
