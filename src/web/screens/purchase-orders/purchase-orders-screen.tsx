import { Drawer, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { PurchaseOrder } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { PurchaseOrderDetail } from './purchase-order-detail.tsx'
import './purchase-orders.css'
import { StandingChip } from './standing.tsx'

export function PurchaseOrdersScreen() {
  const { search, order, open } = useSearch({ from: '/purchase-orders' })
  const navigate = useNavigate({ from: '/purchase-orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['purchaseOrders', site, search, open],
    queryFn: () =>
      client.purchaseOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}), ...(open ? { open: true } : {}), limit: 500 }),
    enabled: site !== undefined,
  })
  const rows = orders.data ?? []
  return (
    <>
      <PageHead title="Purchase orders" text="What is on its way from vendors: what came, what is still open, what is too much." />
      <div className="filters no-print">
        <span>Orders with</span>
        <ParamInput
          label="Purchase order search"
          placeholder="number, vendor or material"
          value={search}
          onChange={value => void navigate({ search: before => ({ ...before, search: value }), replace: true })}
        />
        <Switch
          label="only open ones"
          checked={open === '1'}
          onChange={event => {
            const checked = event.currentTarget.checked
            void navigate({ search: before => ({ ...before, open: checked ? '1' : undefined }), replace: true })
          }}
        />
      </div>
      {orders.isError && <Trouble error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isPending && <Skeleton rows={10} />}
      {orders.isSuccess && rows.length === 0 && (
        <Blank
          title={search || open ? 'No purchase order matches' : 'No purchase order yet'}
          text="They come from the ERP as events or as a table; receiving works without them, too."
        >
          <Link to="/receive">Receive without an order</Link>
        </Blank>
      )}
      {rows.length > 0 && (
        <DataTable label="Purchase orders" columns={columns} rows={rows} rowKey={one => one.number} height="calc(100dvh - 230px)" />
      )}
      <Drawer
        opened={order !== undefined}
        onClose={() => void navigate({ search: before => ({ ...before, order: undefined }), replace: true })}
        position="right"
        size={640}
        title={`Purchase order ${order ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {order !== undefined && <PurchaseOrderDetail number={order} />}
      </Drawer>
    </>
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
    cell: one => (
      <span>
        {one.vendorName ?? ''} <span className="mono small quiet">{one.vendor}</span>
      </span>
    ),
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
