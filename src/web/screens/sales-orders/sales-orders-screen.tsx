import { Drawer, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { SalesOrder } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { SalesOrderDetail } from './sales-order-detail.tsx'
import './sales-orders.css'
import { ShippedChip } from './shipped-chip.tsx'

export function SalesOrdersScreen() {
  const { search, order, open } = useSearch({ from: '/sales-orders' })
  const navigate = useNavigate({ from: '/sales-orders' })
  const site = useSite()
  const orders = useQuery({
    queryKey: ['salesOrders', site, search, open],
    queryFn: () =>
      client.salesOrders({ ...(site ? { site } : {}), ...(search ? { search } : {}), ...(open ? { open: true } : {}), limit: 200 }),
    enabled: site !== undefined,
  })
  const rows = orders.data ?? []
  return (
    <>
      <PageHead
        title="Sales orders"
        text="What customers wait for: what has left, what is made ready, what is still open or was never sent."
      />
      <div className="filters no-print">
        <span>Orders with</span>
        <ParamInput
          label="Sales order search"
          placeholder="number or customer"
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
          title={search || open ? 'No sales order matches' : 'No sales order yet'}
          text="They come from the ERP as events or as a table; shipping works without them, too."
        >
          <Link to="/ship" search={{ view: 'direct' }}>
            Ship without an order
          </Link>
        </Blank>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Sales orders"
          columns={columns}
          rows={rows}
          rowKey={one => `${one.site}/${one.number}`}
          height="calc(100dvh - 230px)"
          tail={rows.length === 200 && <p className="small quiet sales-tail">The newest 200 are shown: search for the others.</p>}
        />
      )}
      <Drawer
        opened={order !== undefined}
        onClose={() => void navigate({ search: before => ({ ...before, order: undefined }), replace: true })}
        position="right"
        size={640}
        title={`Sales order ${order ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {order !== undefined && <SalesOrderDetail number={order} />}
      </Drawer>
    </>
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
  { key: 'standing', title: 'Standing', width: '140px', cell: one => <ShippedChip standing={one.standing} /> },
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(160px, 1.4fr)',
    cell: one => (
      <span>
        {one.customerName ?? ''} <span className="mono small quiet">{one.customer}</span>
      </span>
    ),
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
